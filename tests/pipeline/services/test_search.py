"""What twenty episodes that wait ask an indexer for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from pipeline.clock import now
from pipeline.engine.context import StepContext
from pipeline.errors import Later, OutsideError, Retry, Unauthorized, Unreachable
from pipeline.model import ShowKind
from pipeline.store import key_values, shows
from pipeline.store.tables import pace
from tests.rigs.market import Market, market

WAITING = 20
ROUND = timedelta(minutes=15)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Market]:
    made = market(tmp_path, WAITING)
    yield made
    made.store.close()


def pass_by(house: Market) -> None:
    """As if a quarter of an hour had gone by."""
    season = f"season {house.show.id} 1 fair"
    with house.store.write() as db:
        for row in db.execute(select(pace)).all():
            values = {"until": row.until and row.until - ROUND, "turns": tuple(turn - ROUND for turn in row.turns)}
            db.execute(update(pace).where(pace.c.name == row.name).values(**values))
        if key_values.get(db, season):
            key_values.put(db, season, (now() - timedelta(hours=2)).isoformat())


def asked_by_hour(house: Market, hours: int = 3) -> list[int]:
    """Everybody looks every quarter of an hour; how often the indexer was searched in each hour."""
    works = [StepContext(step="fetch", begun_at=now(), memo={}) for _ in range(WAITING)]
    counts = []
    for _ in range(hours):
        before = len(house.shop.asked)
        for _ in range(4):
            for place, work in enumerate(works):
                with suppress(Later, Retry, OutsideError):
                    house.fetch(place, work)
            pass_by(house)
        counts.append(len(house.shop.asked) - before)
    return counts


HEALTH: list[tuple[str, OutsideError | None, int, int]] = [
    # what it answers, its error, the most in the first hour and in each one after it
    ("nothing", None, 12, 12),
    ("503", Unreachable("fair", "503"), 12, 12),
    ("slow down for an hour", Unreachable("fair", "429", 3600), 2, 2),
    ("a wrong key", Unauthorized("fair", "wrong key"), 2, 2),
]


@pytest.mark.parametrize(("error", "first", "later"), [row[1:] for row in HEALTH], ids=[row[0] for row in HEALTH])
def test_twenty_that_wait_do_not_hammer_an_indexer(
    house: Market, error: OutsideError | None, first: int, later: int
) -> None:
    house.shop.fails = error
    counts = asked_by_hour(house)

    assert counts[0] <= first
    assert max(counts[1:]) <= later
    assert sum(counts) > 0


def test_anime_is_searched_by_its_count_where_the_catalogue_gives_none(tmp_path: Path) -> None:
    house = market(tmp_path, 3)
    with house.store.write() as db:
        house.show = shows.save_show(db, replace(house.show, kind=ShowKind.ANIME))
    with suppress(Later, Retry):
        house.fetch(2)
    assert {(asked.number, asked.absolute) for asked in house.shop.asked if asked.number} == {(3, 3)}
    house.store.close()
