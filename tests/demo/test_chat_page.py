"""The chat page in a real browser, with a real bot at the other end."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
import telegram as ptb
from playwright.sync_api import Browser, Locator, Page, expect
from telegram import InlineKeyboardButton as Key
from telegram import InlineKeyboardMarkup as Keys
from telegram.ext import CallbackQueryHandler, CommandHandler, ContextTypes, InlineQueryHandler, MessageHandler, filters

from demo.telegram import Group, Person, TelegramServer
from tests.demo.playing import RunningBot, playing, png
from tests.rigs.browser import browser, watched_page

__all__ = ["browser"]  # a fixture

pytestmark = [pytest.mark.thorough, pytest.mark.needs("chromium")]

STORY = "An object in the sky spreads radiation over North America. Agents are sent to contain the damage. " * 4
Context = ContextTypes.DEFAULT_TYPE


async def start(update: ptb.Update, context: Context) -> None:
    assert update.message
    keys = [
        [Key("🔍 Find", callback_data="find"), Key("📺 Mine", callback_data="mine")],
        [Key("Library", url="http://127.0.0.1:9/web"), Key("Invite", url="https://t.me/airdate_bot?start=again")],
    ]
    words = f"👋 <b>Hello {' '.join(context.args or ['you'])}!</b> Try /subscribe <i>Picard</i> &lt;here&gt;"
    await update.message.reply_html(words, reply_markup=Keys(keys))


async def subscribe(update: ptb.Update, context: Context) -> None:
    assert update.message
    caption = f"<b>Pioneer One</b> (2010)\n\n<blockquote expandable>{STORY}</blockquote>"
    keys = Keys([[Key("Subscribe", callback_data="sub")]])
    await update.message.reply_photo(png(200, 280), caption=caption, parse_mode="HTML", reply_markup=keys)


async def pressed(update: ptb.Update, context: Context) -> None:
    query = update.callback_query
    assert query
    if query.data == "find":
        await asyncio.sleep(0.5)
        await query.answer("Looking…")
    elif query.data == "mine":
        await query.answer("You follow nothing yet.", show_alert=True)
    elif query.data == "sub":
        await query.answer()
        await query.edit_message_caption("Subscribed.", reply_markup=Keys([[Key("Undo", callback_data="undo")]]))


async def offer(update: ptb.Update, context: Context) -> None:
    assert update.inline_query
    content = ptb.InputTextMessageContent(f"I watch {update.inline_query.query}")
    await update.inline_query.answer([ptb.InlineQueryResultArticle("1", "Picard", content, description="2020")])


async def echo(update: ptb.Update, context: Context) -> None:
    assert update.effective_message
    await update.effective_message.reply_text(f"{update.effective_message.text}")


@pytest.fixture
def telegram() -> Iterator[TelegramServer]:
    with TelegramServer() as server:
        yield server


@pytest.fixture
def bot(telegram: TelegramServer) -> Iterator[RunningBot]:
    handlers = [
        CommandHandler("start", start),
        CommandHandler("subscribe", subscribe),
        CallbackQueryHandler(pressed),
        InlineQueryHandler(offer),
        MessageHandler(filters.TEXT & ~filters.VIA_BOT, echo),
    ]
    with playing(telegram, *handlers) as running:
        running.does(running.bot.set_my_commands([("subscribe", "Follow a show"), ("shows", "What you follow")]))
        yield running


@pytest.fixture
def people(telegram: TelegramServer) -> tuple[Person, Person, Group]:
    ada, ben = telegram.person("Ada"), telegram.person("Ben")
    return ada, ben, telegram.group("Household", ada, ben)


@pytest.fixture
def page(browser: Browser, telegram: TelegramServer, people: tuple[Person, Person, Group]) -> Iterator[Page]:
    """The page, open in Ada's chat with the bot. A script's error or a refused resource fails the test."""
    with watched_page(browser) as page:
        page.goto(f"{telegram.page_url}#person={people[0].id}&chat={people[0].id}")
        yield page


def started(page: Page) -> None:
    page.get_by_role("button", name="Start", exact=True).click()
    expect(said(page, "Hello you!")).to_be_visible()


def said(page: Page, words: str) -> Locator:
    """Something in the open chat."""
    return page.get_by_role("log").get_by_text(words)


def write(page: Page, text: str) -> None:
    page.get_by_label("Message", exact=True).fill(text)
    page.keyboard.press("Enter")


def test_start_shows_the_bot_and_then_its_words(page: Page, bot: RunningBot) -> None:
    expect(page.get_by_text("Press Start to say hello to Airdate.")).to_be_visible()
    started(page)

    bubble = page.locator(".bubble").last
    expect(bubble.locator("strong")).to_have_text("Hello you!")
    expect(bubble.locator("em")).to_have_text("Picard")
    expect(bubble).to_contain_text("<here>")
    assert page.locator(".keyboard .row").evaluate_all("rows => rows.map(row => row.children.length)") == [2, 2]


def test_a_press_spins_until_the_bot_answers(page: Page, bot: RunningBot) -> None:
    started(page)
    find = page.get_by_role("button", name="🔍 Find")
    find.click()

    expect(find).to_have_attribute("aria-busy", "true")
    expect(page.get_by_role("status").filter(has_text="Looking…")).to_be_visible()
    expect(find).not_to_have_attribute("aria-busy", "true")


def test_an_alert_waits_to_be_dismissed(page: Page, bot: RunningBot) -> None:
    started(page)
    page.get_by_role("button", name="📺 Mine").click()
    expect(page.get_by_role("dialog")).to_contain_text("You follow nothing yet.")
    page.keyboard.press("Enter")

    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_link_opens_beside_the_chat(page: Page, bot: RunningBot) -> None:
    started(page)
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Library").click()

    assert opened.value
    opened.value.close()


def test_a_deep_link_starts_the_bot(page: Page, bot: RunningBot) -> None:
    started(page)
    page.get_by_role("button", name="Invite").click()

    expect(said(page, "Hello again!")).to_be_visible()


def test_an_edit_happens_in_place(page: Page, bot: RunningBot) -> None:
    started(page)
    write(page, "/subscribe Pioneer One")
    picture = page.locator(".photo img")
    expect(picture).to_be_visible()
    page.evaluate("window.before = document.querySelector('.photo img')")
    page.get_by_role("button", name="Subscribe", exact=True).focus()
    page.keyboard.press("Enter")
    expect(said(page, "Subscribed.")).to_be_visible()

    assert page.evaluate("window.before === document.querySelector('.photo img')"), "the picture flickered"
    assert page.evaluate("document.activeElement.textContent") == "Undo", "the keyboard's focus was lost"
    expect(page.locator(".message").last).to_contain_text("edited")


def test_a_long_quotation_unfolds(page: Page, bot: RunningBot) -> None:
    started(page)
    write(page, "/subscribe Pioneer One")
    quotation = page.locator("blockquote.expandable")
    folded = quotation.bounding_box()
    page.get_by_role("button", name="Show all").click()
    unfolded = quotation.bounding_box()

    assert folded
    assert unfolded
    assert unfolded["height"] > folded["height"] * 2


def test_markup_is_shown_not_run(page: Page, bot: RunningBot, people: tuple[Person, Person, Group]) -> None:
    started(page)
    nasty = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"
    write(page, nasty)
    expect(page.locator(".message:not(.mine) .text").last).to_have_text(nasty)
    bot.does(bot.bot.send_message(people[0].id, '<a href="javascript:alert(1)">x</a>', parse_mode="HTML"))
    expect(page.locator(".message").last).to_contain_text("x")

    assert page.title().endswith("Airdate")
    assert page.locator("#messages script, #messages img[src=x], #messages a[href^=javascript]").count() == 0


def test_the_command_menu_is_led_by_keys(page: Page, bot: RunningBot) -> None:
    started(page)
    field = page.get_by_label("Message", exact=True)
    field.press_sequentially("/s")
    expect(page.get_by_role("option")).to_have_text(["/subscribeFollow a show", "/showsWhat you follow"])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option").nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")

    expect(page.locator(".message.mine").last).to_contain_text("/shows")
    expect(field).to_have_value("")


def test_inline_results_are_offered(page: Page, bot: RunningBot) -> None:
    started(page)
    page.get_by_label("Message", exact=True).press_sequentially("@airdate_bot pic")
    page.get_by_role("option").click()

    expect(page.locator(".message.mine").last).to_contain_text("I watch pic")
    expect(page.locator(".message.mine").last).to_contain_text("via @airdate_bot")


def test_typing_is_shown(page: Page, bot: RunningBot, people: tuple[Person, Person, Group]) -> None:
    started(page)
    bot.does(bot.bot.send_chat_action(people[0].id, "typing"))

    expect(page.locator("#head-status")).to_have_text("typing…")
    expect(page.locator("#doing")).to_be_visible()


def test_groups_and_people_are_switched(page: Page, bot: RunningBot, people: tuple[Person, Person, Group]) -> None:
    started(page)
    _, ben, home = people
    ben.says("Movie night?", chat=home)
    entry = page.locator(".entry").filter(has_text="Household")
    expect(entry.locator(".badge")).to_have_text("1")
    entry.click()
    expect(page.locator(".message").last).to_contain_text("Movie night?")
    expect(entry.locator(".badge")).to_have_count(0)
    page.get_by_role("button", name="Ben", exact=True).click()
    page.locator(".entry").filter(has_text="Household").click()

    expect(page.locator(".message.mine").last).to_contain_text("Movie night?")


def test_blocking_and_restarting(page: Page, bot: RunningBot) -> None:
    started(page)
    page.get_by_label("More").click()
    page.get_by_role("button", name="Block the bot").click()
    page.get_by_role("button", name="Restart").click()

    expect(page.locator(".message.mine")).to_have_count(2)


def test_a_file_is_sent(page: Page, telegram: TelegramServer, bot: RunningBot) -> None:
    started(page)
    page.get_by_label("More", exact=True).click()
    with page.expect_file_chooser() as asked:
        page.get_by_role("button", name="Send a file").click()
    asked.value.set_files({"name": "x.torrent", "mimeType": "application/x-bittorrent", "buffer": b"d4:infodee"})

    expect(page.locator(".message.mine").last).to_contain_text("📎 x.torrent")
    (document,) = telegram.world.documents.values()
    assert document.content == b"d4:infodee"


def test_the_page_finds_its_way_back(page: Page, telegram: TelegramServer, bot: RunningBot) -> None:
    started(page)
    with telegram.outage():
        expect(page.locator("#offline")).to_be_visible()
    expect(page.locator("#offline")).to_be_hidden(timeout=15_000)
    write(page, "still here")

    expect(page.locator(".message:not(.mine)").last).to_contain_text("still here", timeout=15_000)
    expect(said(page, "Hello you!")).to_have_count(1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1200, 390])
def test_it_fits(
    page: Page, bot: RunningBot, people: tuple[Person, Person, Group], tmp_path: Path, scheme: str, width: int
) -> None:
    started(page)
    write(page, "/subscribe Pioneer One")
    page.set_viewport_size({"width": width, "height": 860})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    expect(page.locator(".photo img")).to_be_visible()
    page.screenshot(path=tmp_path / f"{scheme}-{width}.png")

    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    from_end = page.locator("#scroll").evaluate_handle("s => () => s.scrollHeight - s.scrollTop - s.clientHeight")
    for _ in range(50):  # the page's policy forbids Playwright's own waiting
        if page.evaluate("away => away()", from_end) < 4:
            return
        page.wait_for_timeout(50)
    pytest.fail("the newest message is out of sight")


def test_who_reads_further_up_stays_there(page: Page, bot: RunningBot, people: tuple[Person, Person, Group]) -> None:
    started(page)
    for number in range(20):
        bot.does(bot.bot.send_message(people[0].id, f"line {number}\n" * 3))
    expect(said(page, "line 19").first).to_be_in_viewport()
    page.locator("#scroll").hover()
    page.mouse.wheel(0, -600)
    expect(page.get_by_label("Newest messages")).to_be_visible()
    bot.does(bot.bot.send_message(people[0].id, "news"))
    expect(page.locator("#to-end-count")).to_have_text("1")
    expect(said(page, "news")).not_to_be_in_viewport()
    page.get_by_label("Newest messages").click()

    expect(said(page, "news")).to_be_in_viewport()
    expect(page.locator("#to-end-count")).to_have_text("")


def test_other_sites_cannot_act_here(telegram: TelegramServer, people: tuple[Person, Person, Group]) -> None:
    say = f"{telegram.page_url}chat/api/say"
    forged = f'{{"person": {people[0].id}, "chat": {people[0].id}, "text": "x"}}'

    assert requests.post(say, data=forged, headers={"Content-Type": "text/plain"}, timeout=5).status_code == 415
    assert requests.get(telegram.page_url, headers={"Host": "evil.example"}, timeout=5).status_code == 400
    assert requests.get(f"{telegram.page_url}page/..%2fserver.py", timeout=5).status_code == 404
    assert people[0].messages == []
