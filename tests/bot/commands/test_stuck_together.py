"""Episodes that stand still for one reason ask together; each and all can be answered."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from demo.telegram.person import ChatMessage, Person
from pipeline.errors import Remedy
from pipeline.model.reasons import Reason
from pipeline.store import active_jobs, leases, runs
from pipeline.store.outbox import NeedsYou
from tests.rigs.chat import STAGES, Chat, chat, follow

__all__ = ["chat"]

FIRE = Reason("text", text="The disk is on fire")
AWAY = Reason("outside", system="tvdb", why=Reason("text", text="it is shut"))
SHUT = Reason("outside", system="tvdb", why=Reason("text", text="it is away"))
OTHER = Reason("outside", system="fair", why=Reason("text", text="it is away"))
FULL = Reason("disk-full")
AGAIN, NEXT, CANCEL = Remedy("again"), Remedy("next"), Remedy("cancel")


def ask(
    chat: Chat,
    ada: Person,
    *whys: Reason,
    title: str = "",
    remedies: Sequence[tuple[Remedy, ...]] = (),
    answered: int = 0,
) -> None:
    """So many episodes of a show stand still, and Ada is asked once all do. `title`: of every second one's show;
    `answered`: so many of them by then."""
    follow(ada, "Meridian Ferry", "Everything")
    chat.stop()
    with chat.store.read() as db:
        ways = active_jobs.find(db)[: len(whys)]
    for number, (way, why) in enumerate(zip(ways, whys, strict=True)):
        taken = chat.take(way.job, "check")
        name = title if title and number % 2 else way.show.title
        code = way.episode.code
        news = NeedsYou(run_id=taken.run.id, job_id=way.job.id, show_title=name, code=code, step="check", reason=why)
        with chat.store.write() as db:
            leases.stuck(db, taken, why, remedies[number] if remedies else (AGAIN, CANCEL), "")
            if number < answered:
                runs.again_from(db, way.job.id, "check", STAGES)
        chat.tell(ada, f"stuck:{number}", news)
    chat.start()


def asked(ada: Person, count: int) -> list[ChatMessage]:
    """What asks her, once that is so many messages."""
    ada.wait_for(lambda _: len([m for m in ada.messages if "✋" in m.words]) == count)
    return [m for m in ada.messages if "✋" in m.words]


def states(chat: Chat) -> list[str]:
    with chat.store.read() as db:
        return [runs.runs_of(db, way.job.id)["check"].state for way in active_jobs.find(db)]


@pytest.mark.parametrize(
    ("whys", "title", "messages"),
    [
        ([FIRE, FIRE, FIRE], "", 1),
        ([FULL, FULL], "Lantern Row", 1),  # the same, whatever it is of
        ([AWAY, SHUT], "Lantern Row", 1),  # one system's trouble
        ([AWAY, OTHER], "Lantern Row", 2),
        ([FIRE, Reason("text", text="Two shows are called so")], "Lantern Row", 2),
        ([FIRE, FULL], "", 2),
        ([FIRE, FULL, FIRE], "", 2),
    ],
)
def test_what_stands_still_for_one_reason_makes_one_message(
    chat: Chat, whys: list[Reason], title: str, messages: int
) -> None:
    ada = chat.owner()
    ask(chat, ada, *whys, title=title)

    assert len(asked(ada, messages)) == messages


def test_all_are_tried_again_with_one_button(chat: Chat) -> None:
    ada = chat.owner()
    ask(chat, ada, FIRE, FIRE, FIRE)
    (message,) = asked(ada, 1)
    again = message.button("Try all again").value

    ada.presses(message, "🔁 Try all again")
    late = ada.calls_back(message, again)

    assert "3 episodes need you" in message.words
    assert message.words.count("The disk is on fire") == 1
    assert "Meridian Ferry S01E01, S01E02, S01E03" in message.words
    assert states(chat)[:3] == ["due"] * 3
    assert "Done for 3 episodes" in ada.look(message).words
    assert late
    assert "outdated" in late.text


def test_one_of_them_is_answered_in_a_message_of_its_own(chat: Chat) -> None:
    ada = chat.owner()
    ask(chat, ada, FIRE, FIRE, FIRE)
    (message,) = asked(ada, 1)

    ada.presses(message, "✋ S01E02")
    ada.presses(ada.wait_for("S01E02 needs you"), "🚫 Give up on it")
    ada.presses(message, "👌 OK")
    left = ada.look(message)
    ada.presses(left, "🔁 Try all again")

    assert left.buttons == ["🔁 Try all again", "🚫 Give up on all", "✋ S01E01", "✋ S01E02", "✋ S01E03"]
    assert "Done for 2 episodes" in ada.look(message).words
    assert states(chat)[:2] == ["due", "due"]


def test_only_what_each_of_them_offers_is_offered_for_all(chat: Chat) -> None:
    ada = chat.owner()
    ask(chat, ada, FIRE, FIRE, remedies=[(NEXT, AGAIN, CANCEL), (AGAIN,)])

    (message,) = asked(ada, 1)

    assert message.buttons[:3] == ["🔁 Try all again", "✋ S01E01", "✋ S01E02"]


def test_what_is_answered_before_it_is_told_is_left_out(chat: Chat) -> None:
    ada = chat.owner()
    ask(chat, ada, FIRE, FIRE, FIRE, answered=1)

    assert "Meridian Ferry S01E02, S01E03: The disk is on fire" in asked(ada, 1)[0].words
