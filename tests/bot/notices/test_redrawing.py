"""A message whose links have changed keeps what it asks."""

from __future__ import annotations

from demo.telegram.person import ChatMessage
from pipeline.store import shows, watch_news
from pipeline.store.outbox import GoWatch
from tests.rigs.chat import Chat, chat, follow
from tests.rigs.core import wait_until

__all__ = ["chat"]


def test_the_last_that_was_asked_for_still_asks_whether_to_go_on(chat: Chat) -> None:
    ada = chat.owner()
    follow(ada, "Meridian Ferry", "Everything")
    ada.presses(ada.asks("only season 1 of meridian ferry"), "Yes")
    show = chat.follows(ada)["Meridian Ferry"].show
    with chat.store.read() as db:
        last = shows.episodes(db, show.id)[-1]
    links = (("Jellyfin", "http://192.168.1.5/web/1"),)
    facts = {"show_title": show.title, "code": last.code, "title": "", "duration": 60.0, "size": 1, "links": links}
    row = chat.tell(ada, "watch", GoWatch(episode_id=last.id, path="a.mp4", **facts))  # type: ignore[arg-type]
    told = ada.wait_for("Shall I go on?")
    wait_until(lambda: chat.row(row).state == "sent")
    assert {"▶️ Go on", "Enough"} <= set(told.buttons)

    with chat.store.write() as db:
        watch_news.renew_link(db, [last.id], "a.mp4", "Jellyfin", "http://192.168.1.5/web/2")
    wait_until(lambda: _link(ada.look(told)) == "http://192.168.1.5/web/2")

    assert {"▶️ Go on", "Enough"} <= set(ada.look(told).buttons)


def test_going_back_from_a_complaint_still_asks_it(chat: Chat) -> None:
    ada = chat.owner()
    follow(ada, "Meridian Ferry", "Everything")
    ada.presses(ada.asks("only season 1 of meridian ferry"), "Yes")
    show = chat.follows(ada)["Meridian Ferry"].show
    with chat.store.read() as db:
        last = shows.episodes(db, show.id)[-1]
    facts = {"show_title": show.title, "code": last.code, "title": "", "duration": 60.0, "size": 1}
    chat.tell(ada, "watch", GoWatch(episode_id=last.id, **facts))  # type: ignore[arg-type]
    told = ada.wait_for("Shall I go on?")

    ada.presses(told, "Not right?")
    ada.presses(told, "Back")

    assert "Shall I go on?" in ada.look(told).words
    assert {"▶️ Go on", "Enough"} <= set(ada.look(told).buttons)


def _link(message: ChatMessage) -> str:
    return message.button("Watch in Jellyfin").value
