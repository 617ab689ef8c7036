"""Each person's own time zone, language, quiet hours and digest."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.notices.quiet import clock, wait_until
from pipeline.clock import now
from pipeline.model import Person, Role
from pipeline.store.outbox import GoWatch, Message, Plain
from tests.rigs.chat import Chat, chat
from tests.rigs.core import wait_until as wait_for

__all__ = ["chat"]


def test_settings_are_shown(chat: Chat) -> None:
    said = chat.owner().asks("/settings")

    assert "Time zone: UTC" in said.words
    assert "Quiet hours: none" in said.words
    assert "Announcements: at once" in said.words


@pytest.mark.parametrize("name", ["Europe/Madrid", "europe/madrid", "America/New York", "america/new_york"])
def test_a_time_zone_however_it_is_written(chat: Chat, name: str) -> None:
    ada = chat.owner()

    ada.asks(f"/settings zone {name}")

    assert chat.stored(ada).time_zone in ("Europe/Madrid", "America/New_York")


@pytest.mark.parametrize("name", ["Mars/Olympus", "../../etc/passwd", "<b>", "x" * 150])
def test_a_wrong_time_zone_gets_a_clear_sentence(chat: Chat, name: str) -> None:
    ada = chat.owner()

    assert "is not a place that I know" in ada.asks(f"/settings zone {name}").words
    assert chat.stored(ada).time_zone == "UTC"


def test_quiet_hours_and_digest_are_set_and_taken_back(chat: Chat) -> None:
    ada = chat.owner()

    assert "Quiet hours: 22:30 to 07:00" in ada.asks("/settings quiet 22:30 7:00").words
    assert "once a day, at 18:00" in ada.asks("/settings digest 18:00").words
    ada.asks("/settings quiet off")
    ada.asks("/settings digest off")

    person = chat.stored(ada)
    assert (person.quiet_from, person.quiet_to, person.digest_at) == ("", "", "")


@pytest.mark.parametrize("text", ["quiet 25:00 7:00", "digest soon"])
def test_a_wrong_time_gets_a_clear_sentence(chat: Chat, text: str) -> None:
    assert "is not a time of day" in chat.owner().asks(f"/settings {text}").words


@pytest.mark.parametrize("text", ["quiet", "quiet 7:00", "digest", "zone"])
def test_half_a_setting_gets_an_example(chat: Chat, text: str) -> None:
    assert f"/settings {text.split()[0]}" in chat.owner().asks(f"/settings {text}").words


def test_the_language_changes_with_a_button(chat: Chat) -> None:
    ada = chat.owner()
    said = ada.asks("/settings")

    ada.presses(said, "Language")

    assert "Zona horaria" in ada.look(said).words
    assert "Todavía no sigues ninguna serie" in ada.asks("/shows").words


def test_a_button_says_how_a_setting_is_written(chat: Chat) -> None:
    ada = chat.owner()
    said = ada.asks("/settings")

    ada.presses(said, "Quiet hours")

    ada.wait_for("/settings quiet 22:30 7:00")


# ------------------------------------------------------------------------------------------------------- quiet hours


MADRID = ZoneInfo("Europe/Madrid")


def person(**values: str) -> Person:
    facts = {"id": 1, "telegram_id": 1, "name": "Ada", "role": Role.OWNER, "time_zone": "Europe/Madrid"}
    return Person(**{**facts, **values})  # type: ignore[arg-type]


def message(created_at: datetime, kind: type = GoWatch) -> Message:
    return Message(
        id=1,
        key="k",
        person_id=1,
        kind=kind.__name__,
        payload={},
        state="queued",
        due_at=created_at,
        attempts=0,
        created_at=created_at,
    )


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 7, day, hour, minute, tzinfo=MADRID).astimezone(UTC)


@pytest.mark.parametrize(
    ("moment", "until"),
    [
        (at(1, 22, 29), None),
        (at(1, 22, 30), at(2, 7)),
        (at(2, 0), at(2, 7)),
        (at(2, 6, 59), at(2, 7)),
        (at(2, 7), None),
    ],
)
def test_quiet_hours_reach_over_midnight(moment: datetime, until: datetime | None) -> None:
    ada = person(quiet_from="22:30", quiet_to="07:00")

    assert wait_until(ada, message(moment), moment) == until


def test_a_digest_comes_once_a_day_and_only_for_episodes() -> None:
    ada = person(digest_at="18:00")

    assert wait_until(ada, message(at(1, 12)), at(1, 12)) == at(1, 18)
    assert wait_until(ada, message(at(1, 19)), at(1, 19)) == at(2, 18)
    assert wait_until(ada, message(at(1, 12)), at(1, 18)) is None
    assert wait_until(ada, message(at(1, 12), Plain), at(1, 12)) is None


def test_a_digest_within_quiet_hours_waits_for_their_end() -> None:
    ada = person(digest_at="23:00", quiet_from="22:00", quiet_to="08:00")

    assert wait_until(ada, message(at(1, 12)), at(1, 12)) == at(2, 8)


def test_the_night_when_the_clock_changes_ends_at_the_right_hour() -> None:
    ada = person(quiet_from="22:00", quiet_to="07:00")
    evening = datetime(2026, 10, 24, 23, 0, tzinfo=MADRID).astimezone(UTC)

    assert wait_until(ada, message(evening), evening) == datetime(2026, 10, 25, 6, 0, tzinfo=UTC)


def test_times_of_day() -> None:
    assert clock("7:05") == clock("07.05") is not None
    assert [clock(text) for text in ("24:00", "7", "", "7:60", "-1:00")] == [None] * 5


def test_news_wait_for_the_quiet_to_end_and_then_come_together(chat: Chat) -> None:
    bo = chat.member()
    here = now()
    bo.asks(f"/settings quiet {here - timedelta(hours=1):%H:%M} {here + timedelta(hours=2):%H:%M}")
    facts = {"show_title": "Meridian Ferry", "title": "", "duration": 60.0, "size": 1}
    rows = [
        chat.tell(bo, f"w{n}", GoWatch(episode_id=n, code=f"S01E0{n}", **facts))  # type: ignore[arg-type]
        for n in (1, 2)
    ]
    wait_for(lambda: all(chat.row(row).due_at > now() + timedelta(hours=1) for row in rows))
    assert not [m for m in bo.messages if "Go watch" in m.words]

    bo.asks("/settings quiet off")

    assert "2 new episodes" in bo.wait_for("Go watch").words


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("/settings zone madrid", "Europe/Madrid"),
        ("/settings zone Nueva York", "America/New_York"),
        ("/settings zone portugal lisbon", "Europe/Lisbon"),
        ("we live in Madrid", "Europe/Madrid"),
        ("vivimos en Londres", "Europe/London"),
    ],
)
def test_a_city_says_the_time_zone(chat: Chat, text: str, zone: str) -> None:
    ada = chat.owner()
    ada.asks(text)
    assert chat.stored(ada).time_zone == zone


@pytest.mark.parametrize(
    ("asked", "text", "setting", "value"),
    [
        ("/settings zone", "madrid", "time_zone", "Europe/Madrid"),
        ("/settings zone atlantis", "Buenos Aires, Argentina", "time_zone", "America/Argentina/Buenos_Aires"),
        ("/settings quiet", "22:30 to 7", "quiet_from", "22:30"),
        ("/settings digest", "at 8 in the evening", "digest_at", "20:00"),
    ],
)
def test_a_bare_answer_to_how_a_setting_is_written_sets_it(
    chat: Chat, asked: str, text: str, setting: str, value: str
) -> None:
    ada = chat.owner()
    ada.asks(asked)
    ada.asks(text)
    assert getattr(chat.stored(ada), setting) == value


def test_a_bare_city_that_nobody_asked_for_may_be_a_show(chat: Chat) -> None:
    ada = chat.owner()
    ada.asks("/settings zone")
    ada.asks("what's on tonight")
    said = ada.asks("madrid")
    assert chat.stored(ada).time_zone == "UTC"
    assert any("“madrid”" in button for button in said.buttons)

    ada.presses(said, "Europe/Madrid")
    assert chat.stored(ada).time_zone == "Europe/Madrid"


def test_a_country_with_several_clocks_asks_which(chat: Chat) -> None:
    ada = chat.owner()
    asked = ada.asks("/settings zone españa")
    ada.presses(asked, "Atlantic/Canary")
    assert chat.stored(ada).time_zone == "Atlantic/Canary"


@pytest.mark.parametrize(
    ("text", "quiet"),
    [
        ("/settings quiet 10pm to 7am", ("22:00", "07:00")),
        ("/settings quiet 22.30-7", ("22:30", "07:00")),
        ("don't disturb me between 11pm and 8", ("23:00", "08:00")),
        ("no molestes entre las 10 de la noche y las 7", ("22:00", "07:00")),
        ("no messages after midnight please", ("00:00", "07:00")),
    ],
)
def test_quiet_hours_are_said_as_people_say_them(chat: Chat, text: str, quiet: tuple[str, str]) -> None:
    ada = chat.owner()
    ada.asks(text)
    known = chat.stored(ada)
    assert (known.quiet_from, known.quiet_to) == quiet
