"""No outside system is asked more often than promised, in health and in each kind of failure: docs/politeness.md."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from tests.bench.politeness import (
    FAILURES,
    MOST_AN_HOUR,
    OTHER_NAMES,
    Answer,
    healthy_indexer,
    of_a_catalogue,
    of_an_indexer,
    of_torrents,
)
from tests.rigs.launcher import ROOT


@pytest.fixture(autouse=True)
def _seeded() -> None:
    random.seed(13)


@pytest.mark.thorough
@pytest.mark.parametrize("names", [(), OTHER_NAMES], ids=["one name", "six names"])
def test_twenty_that_wait_stay_below_twelve_requests_in_the_first_hour(tmp_path: Path, names: tuple[str, ...]) -> None:
    assert 0 < of_an_indexer(tmp_path, healthy_indexer, names, hours=1)[0] <= MOST_AN_HOUR


@pytest.mark.thorough
@pytest.mark.parametrize("told", FAILURES.values(), ids=FAILURES)
def test_torrents_that_cannot_be_had_are_asked_for_a_few_times_an_hour(tmp_path: Path, told: Answer) -> None:
    assert 0 < of_torrents(tmp_path, told, hours=1)[0] <= MOST_AN_HOUR


@pytest.mark.thorough
@pytest.mark.parametrize("told", FAILURES.values(), ids=FAILURES)
def test_a_catalogue_that_fails_is_asked_a_few_times_an_hour(tmp_path: Path, told: Answer) -> None:
    """In health: `test_changes.py`."""
    counts = of_a_catalogue(tmp_path, told, count=5, hours=2)

    assert sum(counts) > 0
    assert max(counts) <= MOST_AN_HOUR


def test_the_table_that_is_kept_has_every_kind_of_failure_and_keeps_the_promise() -> None:
    kept = (ROOT / "docs" / "politeness.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|]+?) \| (.+?) \| (\d+) \| (\d+) \|$", kept, re.MULTILINE)

    for asked in ("an indexer", "an indexer's torrents", "TVmaze"):
        assert {state for system, state, *_ in rows if system == asked} >= set(FAILURES)
    assert max(int(n) for system, _, *counts in rows if system != "TVmaze" for n in counts) <= MOST_AN_HOUR
