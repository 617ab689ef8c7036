"""The pretend Telegram, driven by the real python-telegram-bot."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
import requests
import telegram as ptb
from telegram import InlineKeyboardButton as Key
from telegram import InlineKeyboardMarkup as Keys
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, InvalidToken
from telegram.ext import (
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from demo.telegram import Person, TelegramServer
from demo.telegram.methods import commands_for
from tests.demo.playing import RunningBot, echo, playing, png, say_hello

Context = ContextTypes.DEFAULT_TYPE


async def start(update: ptb.Update, context: Context) -> None:
    assert update.message
    keys = Keys([[Key("Subscribe", callback_data="sub:1"), Key("Open", url="http://127.0.0.1:8096/web")]])
    await update.message.reply_html(f"<b>Welcome</b> {' '.join(context.args or [])}".strip(), reply_markup=keys)


async def pressed(update: ptb.Update, context: Context) -> None:
    query = update.callback_query
    assert query
    await query.answer(f"got {query.data}", show_alert=query.data == "sub:1")
    if query.data == "sub:1":
        await query.edit_message_text("Subscribed.")


HANDLERS = [CommandHandler("start", start), CallbackQueryHandler(pressed), MessageHandler(filters.TEXT, echo)]


@pytest.fixture
def telegram() -> Iterator[TelegramServer]:
    with TelegramServer() as server:
        yield server


@pytest.fixture
def bot(telegram: TelegramServer) -> Iterator[RunningBot]:
    with playing(telegram, *HANDLERS) as running:
        yield running


@pytest.fixture
def ada(telegram: TelegramServer) -> Person:
    """Somebody who has started the bot."""
    person = telegram.person("Ada", username="ada")
    person.user.started = True
    return person


# People and the bot


def test_a_command_is_answered(telegram: TelegramServer, bot: RunningBot) -> None:
    ada = telegram.person("Ada")
    ada.says("/start 123")
    message = ada.wait_for("Welcome")

    assert message.text == "Welcome 123"
    assert message.html == "<b>Welcome</b> 123"
    assert message.buttons == ["Subscribe", "Open"]
    assert message.from_bot


def test_a_press_is_answered_and_edits_the_message(ada: Person, bot: RunningBot) -> None:
    message = ada.asks("/start")
    answer = ada.presses(message, "Subscribe")

    assert answer
    assert (answer.text, answer.alert) == ("got sub:1", True)
    ada.wait_for("Subscribed.")
    assert ada.look(message).edited == 1
    assert ada.look(message).keyboard == ()


def test_a_press_on_a_link_opens_it(ada: Person, bot: RunningBot) -> None:
    answer = ada.presses(ada.asks("/start"), "Open")

    assert answer
    assert answer.url == "http://127.0.0.1:8096/web"


def test_a_button_that_is_not_there_is_named(ada: Person, bot: RunningBot) -> None:
    with pytest.raises(LookupError, match=r"no button 'Unsubscribe'.*\['Subscribe', 'Open'\]"):
        ada.presses(ada.asks("/start"), "Unsubscribe")


def test_a_forged_press_reaches_the_bot(ada: Person, bot: RunningBot) -> None:
    answer = ada.calls_back(ada.asks("/start"), "sub:999")

    assert answer
    assert answer.text == "got sub:999"


def test_a_deep_link_starts_the_bot(telegram: TelegramServer, bot: RunningBot) -> None:
    ada = telegram.person("Ada")
    ada.opens("https://t.me/airdate_bot?start=abc")

    assert ada.wait_for("Welcome").text == "Welcome abc"


def test_waiting_in_vain_tells_what_is_in_the_chat(ada: Person) -> None:
    ada.says("hello?")
    with pytest.raises(TimeoutError, match=r"waited 0\.1 s for 'Welcome'(.|\n)*#1 Ada: 'hello\?'"):
        ada.wait_for("Welcome", timeout=0.1)


def test_in_a_group_the_bot_hears_only_what_is_meant_for_it(telegram: TelegramServer, bot: RunningBot) -> None:
    ada, ben = telegram.person("Ada"), telegram.person("Ben")
    home = telegram.group("Household", ada, ben)
    ben.says("hello all", chat=home)
    ben.says("/start@other_bot", chat=home)
    ben.says("/start group", chat=home)
    ben.wait_for("Welcome group", chat=home)
    ben.says("@airdate_bot thanks", chat=home)
    ben.wait_for("You said @airdate_bot thanks", chat=home)

    assert [m.text for m in home.messages if m.from_bot] == ["Welcome group", "You said @airdate_bot thanks"]


def test_inline_mode(telegram: TelegramServer, ada: Person) -> None:
    async def offer(update: ptb.Update, context: Context) -> None:
        assert update.inline_query
        content = ptb.InputTextMessageContent(f"<b>{update.inline_query.query}</b>", parse_mode=ParseMode.HTML)
        keys = Keys([[Key("Follow", url="https://t.me/airdate_bot?start=1")]])
        result = ptb.InlineQueryResultArticle("1", "Picard", content, reply_markup=keys)
        await update.inline_query.answer([result])

    with playing(telegram, InlineQueryHandler(offer), *HANDLERS):
        results = ada.types_inline("pic")
        message = ada.chooses(results[0])
        ada.presses(message, "Follow")
        assert ada.wait_for("Welcome").text == "Welcome 1"

    assert [result.title for result in results] == ["Picard"]
    assert message.html == "<b>pic</b>"


def test_forwarding_and_editing_ones_own_words(telegram: TelegramServer, ada: Person, bot: RunningBot) -> None:
    said = ada.says("hello")
    first = ada.wait_for("You said hello")
    ada.edits(said, "goodbye")
    ada.wait_for("You said goodbye")
    ada.forwards(first)

    assert ada.wait_for("You said You said hello")


# Pictures


def test_a_picture_goes_by_upload_by_file_id_and_by_url(ada: Person, bot: RunningBot, pictures: str) -> None:
    sent = bot.does(bot.bot.send_photo(ada.id, png(), caption="<i>one</i>", parse_mode=ParseMode.HTML))
    bot.does(bot.bot.send_photo(ada.id, sent.photo[-1].file_id, caption="two"))
    bot.does(bot.bot.send_photo(ada.id, f"{pictures}/poster.png", caption="three"))

    assert (sent.photo[-1].width, sent.photo[-1].height) == (40, 60)
    assert [(m.caption, m.photo == png()) for m in ada.messages] == [("one", True), ("two", True), ("three", True)]


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("{pictures}/nothing.png", "failed to get http url content"),
        ("{pictures}/page.html", "wrong type of the web page content"),
        ("https://pictures.example.org/a.png", "failed to get http url content"),
    ],
)
def test_a_picture_that_cannot_be_had(ada: Person, bot: RunningBot, pictures: str, address: str, why: str) -> None:
    with pytest.raises(BadRequest, match=f"(?i){why}"):
        bot.does(bot.bot.send_photo(ada.id, address.format(pictures=pictures)))
    assert ada.messages == []


def test_a_broken_upload_is_refused(ada: Person, bot: RunningBot) -> None:
    with pytest.raises(BadRequest, match="Image_process_failed"):
        bot.does(bot.bot.send_photo(ada.id, b"no picture"))


def test_a_picture_is_exchanged(ada: Person, bot: RunningBot) -> None:
    sent = bot.does(bot.bot.send_photo(ada.id, png(), caption="one"))
    bot.does(sent.edit_media(ptb.InputMediaPhoto(png(30, 30), caption="two")))
    bot.does(sent.edit_caption("three"))
    with pytest.raises(BadRequest, match="no text in the message to edit"):
        bot.does(sent.edit_text("four"))

    assert (ada.messages[0].caption, ada.messages[0].edited) == ("three", 2)
    assert ada.messages[0].photo == png(30, 30)


# What Telegram refuses


Attempt = Callable[[ptb.Bot, int], Any]

REFUSED: list[tuple[Attempt, str]] = [
    (lambda bot, chat: bot.send_message(chat, "a" * 4097), "Message is too long"),
    (lambda bot, chat: bot.send_message(chat, "🎬" * 2049), "Message is too long"),
    (lambda bot, chat: bot.send_message(chat, " <b> </b>", parse_mode="HTML"), "Message text is empty"),
    (lambda bot, chat: bot.send_message(chat, "<x>", parse_mode="HTML"), "Can't parse entities: unsupported start tag"),
    (lambda bot, chat: bot.send_message(99, "hello"), "Chat not found"),
    (lambda bot, chat: bot.send_photo(chat, png(), caption="a" * 1025), "Message caption is too long"),
    (lambda bot, chat: bot.send_photo(chat, "no-such-id"), "Wrong remote file identifier specified"),
    (lambda bot, chat: bot.edit_message_text("x", chat, 99), "Message to edit not found"),
    (lambda bot, chat: bot.edit_message_text("x", chat, 1), "Message can't be edited"),
    (lambda bot, chat: bot.answer_callback_query("99"), "Query is too old"),
    (lambda bot, chat: bot.set_my_commands([("Upper", "x")]), "Bot_command_invalid"),
]


@pytest.mark.parametrize(("attempt", "why"), REFUSED, ids=[why for _, why in REFUSED])
def test_refuses(ada: Person, bot: RunningBot, attempt: Attempt, why: str) -> None:
    ada.says("mine")
    with pytest.raises(BadRequest, match=f"(?i){why}"):
        bot.does(attempt(bot.bot, ada.id))


@pytest.mark.parametrize(
    ("key", "why"),
    [
        (Key("x", callback_data="é" * 33), "Button_data_invalid"),
        (Key("x", url="http://jellyfin:8096/"), "button url 'http://jellyfin:8096/' is invalid: wrong http url"),
        (Key("x"), "Text buttons are unallowed"),
    ],
)  # fmt: skip
def test_refuses_a_button(ada: Person, bot: RunningBot, key: Key, why: str) -> None:
    with pytest.raises(BadRequest, match=f"(?i){why}"):
        bot.does(bot.bot.send_message(ada.id, "x", reply_markup=Keys([[key]])))
    assert ada.messages == []


def test_the_longest_that_fits_is_sent(ada: Person, bot: RunningBot) -> None:
    bot.does(bot.bot.send_message(ada.id, f"<b>{'a' * 4096}</b>", parse_mode="HTML"))
    keys = Keys([[Key("x", callback_data="a" * 64)]])
    bot.does(bot.bot.send_photo(ada.id, png(), caption="a" * 1024, reply_markup=keys))

    assert [len(message.words) for message in ada.messages] == [4096, 1024]


def test_an_edit_that_changes_nothing(ada: Person, bot: RunningBot) -> None:
    keys = Keys([[Key("x", callback_data="x")]])
    sent = bot.does(bot.bot.send_message(ada.id, "same", reply_markup=keys))
    with pytest.raises(BadRequest, match="message content and reply markup are exactly the same"):
        bot.does(sent.edit_text("same", reply_markup=keys))
    bot.does(sent.edit_text("same"))

    assert (ada.messages[0].keyboard, ada.messages[0].edited) == ((), 1)


def test_who_blocked_the_bot_or_never_started_it_is_not_written_to(
    telegram: TelegramServer, ada: Person, bot: RunningBot
) -> None:
    ada.blocks_bot()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        bot.does(say_hello(bot.bot, ada.id))
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        bot.does(say_hello(bot.bot, telegram.person("Ben").id))
    ada.says("/start")

    assert ada.wait_for("Welcome")


def test_a_bad_token(telegram: TelegramServer) -> None:
    async def ask() -> None:
        async with ptb.Bot("1:wrong", base_url=telegram.base_url):
            pass

    with pytest.raises(InvalidToken, match="rejected by the server"):
        asyncio.run(ask())
    answer = requests.get(f"{telegram.base_url}1:wrong/getMe", timeout=5)
    assert answer.status_code == 401
    assert answer.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}


def test_two_that_poll_are_in_conflict(telegram: TelegramServer) -> None:
    answers: list[dict[str, Any]] = []

    def poll(timeout: int) -> None:
        url = f"{telegram.base_url}{telegram.token}/getUpdates"
        answers.append(requests.post(url, json={"timeout": timeout}, timeout=20).json())

    older = threading.Thread(target=poll, args=(10,))
    older.start()
    while telegram.world.polls < 1:
        time.sleep(0.01)
    poll(0)
    older.join()

    assert sorted(answer["ok"] for answer in answers) == [False, True]
    refused = next(answer for answer in answers if not answer["ok"])
    assert refused["error_code"] == 409
    assert refused["description"].startswith("Conflict: terminated by other getUpdates request")


# The rest


def test_what_the_bot_is_doing_is_seen_for_a_while(ada: Person, bot: RunningBot) -> None:
    assert bot.does(bot.bot.send_chat_action(ada.id, "typing"))
    assert ada._world.private_chat(ada.user).acting() == "typing"
    bot.does(say_hello(bot.bot, ada.id))
    assert ada._world.private_chat(ada.user).acting() == ""


def test_what_airdate_never_calls_is_not_there(ada: Person, bot: RunningBot) -> None:
    with pytest.raises(InvalidToken, match=r"(?i)not found"):
        bot.does(bot.bot.log_out())


def test_commands_are_offered_by_scope_and_language(telegram: TelegramServer, ada: Person, bot: RunningBot) -> None:
    ben = telegram.person("Ben", language_code="de")
    scope = ptb.BotCommandScopeAllPrivateChats()
    bot.does(bot.bot.set_my_commands([("help", "What I can do")]))
    bot.does(bot.bot.set_my_commands([("shows", "Your shows")], scope=scope))
    bot.does(bot.bot.set_my_commands([("shows", "Deine Serien")], scope=scope, language_code="de"))
    bot.does(bot.bot.set_my_commands([("users", "People")], scope=ptb.BotCommandScopeChat(ada.id)))
    home = telegram.group("Household", ada)
    world = telegram.world
    offered = [commands_for(world, world.private_chat(person.user), person.user) for person in (ada, ben)]
    offered.append(commands_for(world, home.chat, ada.user))

    assert [command["description"] for commands in offered for command in commands] == [
        "People",
        "Deine Serien",
        "What I can do",
    ]


def test_the_log_keeps_what_the_bot_asked(telegram: TelegramServer, ada: Person, bot: RunningBot) -> None:
    bot.does(bot.bot.send_photo(ada.id, png(), reply_markup=Keys([[Key("x", callback_data="x")]])))
    call = telegram.calls("sendPhoto")[0]

    assert call.params["chat_id"] == ada.id
    assert call.params["reply_markup"] == {"inline_keyboard": [[{"text": "x", "callback_data": "x"}]]}
    assert call.files == ("photo",)
    assert call.result["message_id"] == 1


@pytest.mark.parametrize("encoding", ["json", "data", "files", "params"])
def test_reads_every_encoding(telegram: TelegramServer, ada: Person, encoding: str) -> None:
    fields: dict[str, Any] = {"chat_id": str(ada.id), "text": "é 🎬 & <x>"}
    if encoding == "files":
        fields = {name: (None, value) for name, value in fields.items()}
    url = f"{telegram.base_url}{telegram.token}/sendMessage"
    body: dict[str, Any] = {encoding: fields}
    answer = requests.post(url, timeout=5, **body).json()

    assert answer["ok"], answer
    assert answer["result"]["text"] == "é 🎬 & <x>"


# Beginning and end


def test_nothing_is_left_behind() -> None:
    before = set(threading.enumerate())
    with TelegramServer() as telegram, requests.get(f"{telegram.page_url}chat/api/events", stream=True, timeout=5):
        url = telegram.page_url
        began = time.monotonic()

    assert time.monotonic() - began < 5
    assert set(threading.enumerate()) == before
    with pytest.raises(requests.ConnectionError):
        requests.get(url, timeout=5)


def test_importing_starts_nothing() -> None:
    code = "import threading, demo.telegram; assert threading.active_count() == 1"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.fixture
def pictures() -> Iterator[str]:
    """A web server with a picture and a page."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = {"/poster.png": ("image/png", png()), "/page.html": ("text/html", b"<p>x")}.get(self.path)
            self.send_response(200 if found else 404)
            kind, body = found or ("text/plain", b"")
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
