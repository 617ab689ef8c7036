"""No outside system is asked more often than promised, in health and in each kind of failure: docs/politeness.md."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.ports import Downloader
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
from tests.bench.politeness_beside import of_anime_lists, of_posters, of_webhook, of_xem
from tests.bench.politeness_line import CLIENTS, of_a_client, of_kodi, of_subtitle_site
from tests.bench.politeness_telegram import of_telegram
from tests.rigs.launcher import ROOT

# Each failure is asked about so often in an hour, at most. A catalogue that has lost a show is asked for the others, a
# Jellyfin that answers with a page in three ways each time, a client that refuses us once or twice for each download,
# Telegram for news.
MOST = {
    "TVmaze": 60,
    "TVDB": 60,
    "a Jellyfin": 40,
    "a Kodi": MOST_AN_HOUR,
    "a Transmission": 20,
    "a qBittorrent": 40,
    "a subtitle site": MOST_AN_HOUR,
    "XEM": MOST_AN_HOUR,
    "the anime lists": MOST_AN_HOUR,
    "a webhook": 20,
    "who has the posters": MOST_AN_HOUR,
    "Telegram": 220,
}

Asking = Callable[[Path, Answer | None, int], list[int]]


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


@pytest.mark.thorough
@pytest.mark.parametrize("ask", [of_kodi, of_subtitle_site])
def test_a_player_or_site_that_fails_is_asked_a_few_times_an_hour(tmp_path: Path, ask: Asking) -> None:
    assert 0 < ask(tmp_path, FAILURES["503, without a word"], 1)[0] <= MOST_AN_HOUR


BESIDE: dict[str, Asking] = {"a webhook": of_webhook, "who has the posters": of_posters}


@pytest.mark.parametrize("system", BESIDE)
@pytest.mark.parametrize("told", FAILURES.values(), ids=FAILURES)
def test_who_is_asked_by_the_way_and_fails_is_asked_a_few_times_an_hour(
    tmp_path: Path, system: str, told: Answer
) -> None:
    assert 0 < max(BESIDE[system](tmp_path, told, 2)) <= MOST[system]


@pytest.mark.thorough
@pytest.mark.parametrize("ask", [of_xem, of_anime_lists])
def test_who_maps_numbers_and_fails_is_asked_a_few_times_an_hour(tmp_path: Path, ask: Asking) -> None:
    assert 0 < max(ask(tmp_path, FAILURES["503, without a word"], 2)) <= MOST_AN_HOUR


@pytest.mark.thorough
@pytest.mark.parametrize("made", CLIENTS.values(), ids=CLIENTS)
def test_downloads_share_one_rest_for_a_client_that_is_off(tmp_path: Path, made: Callable[[str], Downloader]) -> None:
    assert 0 < of_a_client(tmp_path, FAILURES["breaks off"], made, 1)[0] <= MOST["a qBittorrent"]


@pytest.mark.thorough
def test_telegram_that_fails_is_not_asked_much_more_than_one_that_is_well(tmp_path: Path) -> None:
    assert 0 < of_telegram(tmp_path, FAILURES["a web page"], 1)[0] <= MOST["Telegram"]


def test_the_table_that_is_kept_has_every_kind_of_failure_and_keeps_the_promise() -> None:
    kept = (ROOT / "docs" / "politeness.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|]+?) \| (.+?) \| (\d+) \| (\d+) \|$", kept, re.MULTILINE)

    for asked in ("an indexer", "an indexer's torrents", *MOST):
        assert {state for system, state, *_ in rows if system == asked} >= set(FAILURES)
    for system, state, *counts in rows:
        if system in MOST and state not in FAILURES:
            continue  # in health others promise: a catalogue by the day, and the rest does what it is there for
        assert max(map(int, counts)) <= MOST.get(system, MOST_AN_HOUR), (system, state)
