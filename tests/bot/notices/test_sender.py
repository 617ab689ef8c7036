"""News reach each person once, whatever is killed, lost or refused in between."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.notices.sender import Sender
from demo.telegram.faults import Limits, When
from demo.telegram.person import ChatMessage, Person
from demo.telegram.server import TelegramServer
from pipeline.model import Role
from pipeline.model.reasons import reason_from
from pipeline.store import people as known
from pipeline.store import shows, watch_news
from pipeline.store.outbox import GoWatch, Plain, Trouble
from tests.rigs.chat import PACE, Chat, chat, chat_in
from tests.rigs.chat_process import BotProcess
from tests.rigs.core import add_show, episode_info, wait_until

__all__ = ["chat"]


def watch(number: int = 1, **values: object) -> GoWatch:
    facts = {
        "episode_id": number,
        "show_title": "The Tin Orchard",
        "code": f"S02E{number:02}",
        "title": "Rust",
        "duration": 2880.0,
        "size": 1_400_000_000,
        "subtitles": ("en", "es"),
        "links": (("Jellyfin", "http://192.168.1.5:8096/web/#/details?id=1"),),
        **values,
    }
    return GoWatch(**facts)  # type: ignore[arg-type]


def the_first() -> Callable[[object], bool]:
    """Fits the first request only: what is sent again after a restart goes through."""
    count = itertools.count()
    return lambda _: next(count) == 0


def watches(person: Person) -> list[ChatMessage]:
    return [m for m in person.messages if m.from_bot and "Go watch" in m.words]


def test_go_watch_says_what_and_opens_the_episode(chat: Chat) -> None:
    bo = chat.member()

    chat.tell(bo, "watch", watch(image_url=f"{chat.catalogue.url}/art/9900101/poster.jpg"))

    message = bo.wait_for("Go watch")
    assert message.photo is not None
    assert "The Tin Orchard S02E01 · Rust" in message.caption
    assert "48 min · 1.4 GB" in message.caption
    assert "English, Spanish" in message.caption
    assert message.button("Watch in Jellyfin").value == "http://192.168.1.5:8096/web/#/details?id=1"


def test_a_link_that_telegram_refuses_stands_in_the_text(chat: Chat) -> None:
    bo = chat.member()

    chat.tell(bo, "watch", watch(links=(("Jellyfin", "http://nas:8096/web"),)))

    message = bo.wait_for("Go watch")
    assert "http://nas:8096/web" in message.words
    assert not [b for row in message.keyboard for b in row if b.kind == "url"]


@pytest.mark.parametrize("picture", [True, False])
def test_a_button_that_telegram_refuses_all_the_same_keeps_nothing_back(chat: Chat, picture: bool) -> None:
    bo = chat.member()
    chat.telegram.fail_next("sendPhoto" if picture else "sendMessage", 400, "Bad Request: BUTTON_URL_INVALID")
    image = f"{chat.catalogue.url}/art/9900101/poster.jpg" if picture else ""

    chat.tell(bo, "watch", watch(image_url=image))

    message = bo.wait_for("Go watch")
    assert "http://192.168.1.5:8096/web/#/details?id=1" in message.words
    assert bool(message.photo) is picture
    assert not [b for row in message.keyboard for b in row if b.kind == "url"]


def with_picture(method: str, _: dict[str, Any]) -> bool:
    return method == "sendPhoto"


def with_buttons(_: str, told: dict[str, Any]) -> bool:
    return "reply_markup" in told


def with_link_buttons(_: str, told: dict[str, Any]) -> bool:
    return '"url"' in json.dumps(told.get("reply_markup"))


def with_markup(_: str, told: dict[str, Any]) -> bool:
    return "parse_mode" in told


def with_many_words(_: str, told: dict[str, Any]) -> bool:
    return len(told.get("text") or told.get("caption") or "") > 600


def with_anything(method: str, told: dict[str, Any]) -> bool:
    return any(look(method, told) for look in (with_picture, with_buttons, with_markup, with_many_words))


# Telegram's words, as people met them, and what is left of picture and buttons: https://github.com/TelegramBotAPI/errors
REFUSED = [
    ("message caption is too long", with_picture, "buttons"),
    ("MEDIA_CAPTION_TOO_LONG", with_picture, "buttons"),
    ("PHOTO_SAVE_FILE_INVALID", with_picture, "buttons"),
    ("not enough rights to send photos to the chat", with_picture, "buttons"),
    ("SOMETHING_NEW", with_picture, "buttons"),
    ("BUTTON_URL_INVALID", with_link_buttons, "picture buttons"),
    ("inline keyboard button URL 'http://x/photo' is invalid: Wrong HTTP URL", with_link_buttons, "picture buttons"),
    ("BUTTON_DATA_INVALID", with_buttons, "picture"),
    ("BUTTON_TYPE_INVALID", with_buttons, "picture"),
    ("REPLY_MARKUP_TOO_LONG", with_buttons, "picture"),
    ("can't parse reply keyboard markup JSON object", with_buttons, "picture"),
    ("SOMETHING_NEW", with_buttons, ""),
    ("can't parse entities: Unsupported start tag", with_markup, "picture buttons"),
    ("ENTITY_BOUNDS_INVALID", with_markup, "picture buttons"),
    ("SOMETHING_NEW", with_markup, "buttons"),
    ("message is too long", with_many_words, "picture buttons"),
    ("MESSAGE_TOO_LONG", with_many_words, "picture buttons"),
    ("SOMETHING_NEW", with_anything, ""),
]


@pytest.mark.parametrize(("words", "refused", "left"), REFUSED)
def test_what_telegram_refuses_comes_in_the_form_that_it_takes(
    chat: Chat, words: str, refused: Callable[[str, dict[str, Any]], bool], left: str
) -> None:
    bo = chat.member()
    chat.telegram.refuse(f"Bad Request: {words}", refused)
    image = f"{chat.catalogue.url}/art/9900101/poster.jpg"

    row = chat.tell(bo, "watch", watch(title="Rust & <Salt>" + " again" * 100, image_url=image))

    message = bo.wait_for("Go watch")
    assert "Rust & <Salt>" in message.words
    assert (bool(message.photo), bool(message.keyboard)) == ("picture" in left, "buttons" in left)
    wait_until(lambda: chat.row(row).state == "sent")


CHATS = [
    ("chat not found", 400),
    ("PEER_ID_INVALID", 400),
    ("have no rights to send a message", 400),
    ("not enough rights to send text messages to the chat", 400),
    ("CHAT_WRITE_FORBIDDEN", 400),
    ("TOPIC_CLOSED", 400),
    ("user is deactivated", 403),
    ("bot can't initiate conversation with a user", 403),
]


@pytest.mark.parametrize(("words", "status"), CHATS)
def test_a_chat_that_takes_nothing_is_asked_once_and_seen_in_health(chat: Chat, words: str, status: int) -> None:
    ada, bo = chat.owner(), chat.member()
    chat.telegram.refuse(words, lambda _, told: str(told.get("chat_id")) == str(bo.id), status)

    row = chat.tell(bo, "watch", watch())

    wait_until(lambda: chat.row(row).state == "failed")
    assert [call.status for call in chat.telegram.calls("sendMessage")].count(status) == 1
    told = ada.asks("/health").words
    assert "A message to Bo could not be delivered this week" in told
    assert words.lower() in told.lower()


def test_markup_that_telegram_cannot_read_keeps_nothing_back(chat: Chat) -> None:
    bo = chat.member()
    chat.telegram.fail_next("sendMessage", 400, "Bad Request: can't parse entities: Can't find end of the entity")

    chat.tell(bo, "watch", watch(title="Rust & <Salt>"))

    assert "Rust & <Salt>" in bo.wait_for("Go watch").words


def test_a_picture_that_is_none_keeps_nothing_back(chat: Chat) -> None:
    bo = chat.member()

    chat.tell(bo, "watch", watch(image_url=f"{chat.catalogue.url}/tvmaze/shows/9900101"))

    assert bo.wait_for("Go watch")


def test_a_picture_is_uploaded_once(chat: Chat) -> None:
    bo, cy = chat.member("Bo"), chat.member("Cy")
    image = f"{chat.catalogue.url}/art/9900101/poster.jpg"
    first = chat.tell(bo, "watch:1", watch(image_url=image))
    wait_until(lambda: chat.row(first).state == "sent")

    chat.tell(cy, "watch:2", watch(image_url=image))

    assert cy.wait_for("Go watch").photo
    assert [bool(call.files) for call in chat.telegram.calls("sendPhoto")] == [True, False]


def test_episodes_that_are_due_together_make_one_message(chat: Chat) -> None:
    bo = chat.member()
    chat.stop()
    for number in (3, 1, 2):
        chat.tell(bo, f"watch:{number}", watch(number))

    chat.start()

    message = bo.wait_for("Go watch")
    assert "3 new episodes" in message.words
    assert [label for label in message.buttons if "Jellyfin" in label] == [
        "▶️ S02E01 in Jellyfin",
        "▶️ S02E02 in Jellyfin",
        "▶️ S02E03 in Jellyfin",
    ]


def test_what_was_queued_while_the_bot_was_down_is_sent_when_it_is_up(chat: Chat) -> None:
    bo = chat.member()
    chat.stop()
    row = chat.tell(bo, "watch", watch())
    chat.start()

    message = bo.wait_for("Go watch")

    wait_until(lambda: chat.row(row).state == "sent")
    assert chat.row(row).telegram_message_id == message.id


def test_one_who_blocked_the_bot_is_given_up(chat: Chat) -> None:
    bo = chat.member()
    bo.blocks_bot()

    row = chat.tell(bo, "watch", watch())

    wait_until(lambda: chat.row(row).state == "failed")
    assert "blocked" in chat.row(row).error


@pytest.mark.parametrize("status", [429, 502])
def test_a_refusal_is_waited_out(chat: Chat, status: int) -> None:
    bo = chat.member()
    chat.telegram.fail_next("sendMessage", status, retry_after=1 if status == 429 else None)

    row = chat.tell(bo, "watch", watch())

    wait_until(lambda: chat.row(row).state == "sent")
    assert len(watches(bo)) == 1


def test_one_that_telegram_fails_at_for_ever_is_tried_more_and_more_rarely(chat: Chat) -> None:
    bo = chat.member()
    chat.telegram.fail_next("sendMessage", 500, times=1000)
    bad = chat.tell(bo, "bad", Plain(words="welcome", values={"name": "Bo"}))
    tried: list[float] = []

    def often() -> bool:
        tried[:] = [call.at for call in chat.telegram.calls("sendMessage") if call.status == 500]
        return len(tried) >= 4

    wait_until(often)
    assert tried[2] - tried[1] >= PACE.again
    assert tried[3] - tried[2] >= 2 * PACE.again
    chat.telegram.forget_failures()
    later = chat.tell(bo, "watch", watch())

    wait_until(lambda: chat.row(later).state == "sent")
    wait_until(lambda: chat.row(bad).state == "sent")


def test_an_outage_delays_but_loses_nothing(chat: Chat) -> None:
    bo = chat.member()
    with chat.telegram.outage():
        row = chat.tell(bo, "watch", watch())
        wait_until(lambda: chat.row(row).attempts > 0)

    bo.wait_for("Go watch")
    wait_until(lambda: chat.row(row).state == "sent")
    assert len(watches(bo)) == 1


# ------------------------------------------------------------------------------------------- killed in the middle


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(
    "kind", ["photo", *(pytest.param(kind, marks=pytest.mark.thorough) for kind in ("text", "plain"))]
)
def test_killed_while_sending_it_still_arrives_once(tmp_path: Path, when: When, kind: str) -> None:
    with chat_in(tmp_path) as chat:
        bo = chat.member()
        for _ in range(3):
            bo.asks("/help")
        chat.stop()
        image = f"{chat.catalogue.url}/art/9900101/poster.jpg"
        news = (
            Trouble(system="tvdb", text=reason_from("Go watch: no"))
            if kind == "plain"
            else watch(image_url=image if kind == "photo" else "")
        )
        method = "sendPhoto" if kind == "photo" else "sendMessage"
        with BotProcess(chat) as process, chat.telegram.hold(method, when, matching=the_first()) as hold:
            row = chat.tell(bo, "watch", news)
            hold.wait()
            process.kill()
            bo.says("meanwhile")
            process.start()
            wait_until(lambda: chat.row(row).state == "sent")

        assert len(watches(bo)) == 1
        assert chat.row(row).telegram_message_id == watches(bo)[0].id
        assert chat.row(row).attempts == (1 if when == "after" else 2)


def test_finding_out_touches_no_other_message(tmp_path: Path) -> None:
    with chat_in(tmp_path) as chat:
        bo = chat.member()
        chat.tell(bo, "earlier", watch(1))
        earlier = bo.wait_for("S02E01")
        bo.says("/subscribe The Tin Orchard")
        card = bo.wait_for("The Tin Orchard (2025)")
        chat.stop()
        with BotProcess(chat) as process, chat.telegram.hold("sendMessage", "before", matching=the_first()) as hold:
            row = chat.tell(bo, "watch", watch(2))
            hold.wait()
            process.kill()
            process.start()
            wait_until(lambda: chat.row(row).state == "sent")

        for message in (earlier, card):
            assert bo.look(message).keyboard == message.keyboard
            assert bo.look(message).edited == message.edited


def test_an_answer_that_is_lost_on_the_way_is_not_sent_again(chat: Chat) -> None:
    bo = chat.member()
    with chat.telegram.hold("sendMessage", "after") as hold:
        row = chat.tell(bo, "watch", watch())
        hold.wait()
        with chat.telegram.outage():  # the connection breaks; the message is in the chat already
            pass

    wait_until(lambda: chat.row(row).state == "sent")
    assert len(watches(bo)) == 1


def test_a_pressed_button_proves_that_it_arrived(chat: Chat) -> None:
    bo = chat.member()
    row = chat.tell(bo, "note", Plain(words="welcome", values={"name": "Bo"}))
    message = bo.wait_for("You are in")
    wait_until(lambda: chat.row(row).state == "sent")

    bo.presses(message, "OK")

    assert bo.look(message).keyboard == ()


# --------------------------------------------------------------------------------------------------------- fan-out


def test_a_fan_out_keeps_to_telegrams_limits_and_reaches_each_once(tmp_path: Path) -> None:
    with chat_in(tmp_path, telegram=TelegramServer(limits=Limits()), started=False) as chat:
        people = [chat.telegram.person(f"P{n}") for n in range(90)]
        with chat.store.write() as db:
            for person in people:
                known.add(db, person.id, person.name, Role.MEMBER)
        for person in people:
            person.user.started = True
            chat.tell(person, f"watch:{person.id}", watch())
        chat.start()

        wait_until(lambda: sum(len(watches(p)) for p in people) == len(people), 60)

        assert all(len(watches(p)) == 1 for p in people)
        # What leaves in time may arrive in a bunch where others use the machine: Telegram refuses that one, once.
        refused = [call for call in chat.telegram.calls("sendMessage") if call.status != 200]
        assert len(refused) <= len(people) // 20, "it went above the limit"


@pytest.mark.parametrize(("host", "clickable"), [("192.168.1.5", True), ("nas", False)])
@pytest.mark.parametrize("picture", [True, False])
def test_a_message_whose_link_has_changed_is_drawn_anew(chat: Chat, host: str, clickable: bool, picture: bool) -> None:
    bo = chat.member()
    old, new = (f"http://{host}:8096/web/#/details?id={n}" for n in (1, 2))
    image = f"{chat.catalogue.url}/art/9900101/poster.jpg" if picture else ""
    chat.tell(bo, "watch", watch(links=(("Jellyfin", old),), image_url=image))
    message = bo.wait_for("Go watch")

    with chat.store.write() as db:
        assert watch_news.renew_links(db, [1], "/media/x.mkv", (("Jellyfin", new),)) == 1

    def leads() -> bool:
        drawn = bo.look(message)
        return drawn.button("Watch in Jellyfin").value == new if clickable else new in drawn.words

    wait_until(leads)
    assert len(watches(bo)) == 1


@pytest.mark.parametrize("picture", [True, False])
def test_a_message_whose_episode_is_counted_otherwise_calls_it_so(chat: Chat, picture: bool) -> None:
    bo = chat.member()
    show, (first, second) = add_show(chat.store, None, *(episode_info(number=n, tvmaze_id=n) for n in (5, 6)))
    image = f"{chat.catalogue.url}/art/9900101/poster.jpg" if picture else ""
    chat.tell(bo, "watch", watch(first.id, code="S01E05", image_url=image))
    message = bo.wait_for("Go watch")

    with chat.store.write() as db:
        shows.save_episodes(db, show.id, [replace(first, number=6), replace(second, number=5)])
        assert watch_news.renew_names(db, [first.id, second.id], "/media/x.mkv") == 1
    wait_until(lambda: "S01E06" in bo.look(message).words)

    drawn = bo.look(message)
    assert f"{show.title} S01E06 · {first.title}" in drawn.words
    assert "S01E05" not in drawn.words
    assert drawn.button("Watch in Jellyfin").value.endswith("id=1"), "until a player shows it under another"
    assert len(watches(bo)) == 1


def test_woken_and_told_to_stop_at_once_it_stops(chat: Chat) -> None:
    bot = chat.new_bot().bot

    async def ended() -> bool:
        sender = Sender(bot.context, bot.app.bot, bot.pace, bot.turn.holder)
        written = asyncio.Event()
        resting = asyncio.create_task(sender._rest(written, 60))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        written.set()
        resting.cancel()
        await asyncio.wait([resting])
        return resting.cancelled()

    assert asyncio.run(ended())
