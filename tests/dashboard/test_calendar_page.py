"""The calendar as an agenda, a week and a month, by the household's clock."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dashboard.context import PageRequest
from dashboard.pages.calendar import calendar
from pipeline.clock import now
from pipeline.model import Episode, Person
from pipeline.store import Store, shows
from tests.rigs.core import add_person, add_show, episode_info, new_store, show_info
from tests.rigs.managed import Managed, managed

MADRID = "Europe/Madrid"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = new_store(tmp_path)
    yield store
    store.close()


@pytest.fixture
def ada(store: Store) -> Person:
    return add_person(store)


def airing(store: Store, person: Person, *times: datetime) -> list[Episode]:
    listed = [episode_info(number=number, airs_at=at) for number, at in enumerate(times, 1)]
    show, episodes = add_show(store, show_info(), *listed)
    with store.write() as db:
        shows.subscribe(db, person.id, show.id, shows.Start.EVERYTHING)
    return list(episodes)


def days_of(store: Store, viewer: Person, **query: str) -> dict[str, list[int]]:
    """The days that are shown, each with the numbers of its episodes."""
    with store.read() as db:
        shown = calendar(db, PageRequest(viewer=viewer, path={}, query=query), MADRID)
    return {day.isoformat(): [episode.number for _, episode, _ in rows] for day, rows in shown["days"]}


def test_a_month_is_whole_weeks_and_midnight_is_the_day_s_own(store: Store, ada: Person) -> None:
    """In November Madrid is an hour ahead."""
    begins = datetime(2026, 10, 25, 23, tzinfo=UTC)  # Monday 26 October, 00:00
    ends = datetime(2026, 12, 6, 23, tzinfo=UTC)
    airing(store, ada, begins - timedelta(seconds=1), begins, ends - timedelta(seconds=1), ends)

    days = days_of(store, ada, by="month", day="2026-11-11")

    assert (len(days), next(iter(days)), list(days)[-1]) == (42, "2026-10-26", "2026-12-06")
    assert (days["2026-10-26"], days["2026-12-06"]) == ([2], [3])


def test_a_week_goes_over_the_day_that_has_an_hour_more(store: Store, ada: Person) -> None:
    airing(store, ada, datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 22, 59, tzinfo=UTC))

    days = days_of(store, ada, by="week", day="2026-10-21")

    assert list(days) == [f"2026-10-{day}" for day in range(19, 26)]
    assert days["2026-10-25"] == [1, 2]


@pytest.mark.parametrize("day", ["", "x", "0001-01-01", "9999-12-31", "2026-02-30"])
def test_odd_days_are_today(store: Store, ada: Person, day: str) -> None:
    for by, most in (("week", 7), ("month", 42)):
        days = days_of(store, ada, by=by, day=day)
        assert now().date().isoformat() in days or (now() + timedelta(hours=2)).date().isoformat() in days
        assert 7 <= len(days) <= most


def test_a_day_with_many_leads_to_its_week(tmp_path: Path) -> None:
    with managed(tmp_path) as home:
        at = now().replace(hour=12, minute=0)
        _fill(home, [at] * 7)
        ben = home.visit(home.ben)
        month = ben.get("/calendar?by=month").text
        assert month.count('<li class="coming">') == 5
        (more,) = re.findall(r'<a href="([^"]+)"><small>And 2 more', month)
        week = ben.get(more.replace("&amp;", "&")).text
        assert week.count('<li class="coming">') == 7
        assert "Nothing airs in these days" in ben.get("/calendar?by=week&day=2001-01-01").text


def _fill(home: Managed, times: list[datetime]) -> None:
    airing(home.store, home.ben, *times)
