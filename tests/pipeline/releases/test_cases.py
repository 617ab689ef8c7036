"""Names as people met them, each with the episodes that it must serve in a household, and no others.

`cases.jsonl` holds them by kind: `takes` says for each show which episodes ("S02" is a whole season), `source` where
the kind was reported. The shows and names are invented.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from pipeline.model import Episode, Show, ShowKind
from pipeline.releases.decide import verdict
from pipeline.releases.episodes import Listing
from pipeline.releases.match import Index
from pipeline.releases.titles import namesakes
from tests.rigs.releases import case, profile, release, show

ROWS = [json.loads(line) for line in (Path(__file__).parent / "cases.jsonl").read_text("utf-8").splitlines()]
ANIME = ShowKind.ANIME


def listed(show_id: int, seasons: Sequence[int], first: date, gap: int = 7) -> Iterator[Episode]:
    """Episodes a week apart, each season a year after the one before; no absolute numbers, as TVmaze gives none."""
    ids = count(show_id * 10_000)
    for season, episodes in enumerate(seasons, 1):
        for number in range(1, episodes + 1):
            day = first + timedelta(days=365 * (season - 1) + gap * (number - 1))
            yield Episode(id=next(ids), show_id=show_id, season=season, number=number, air_date=day)


def special(show_id: int, title: str, number: int = 1) -> Episode:
    return Episode(id=show_id * 10_000 - number, show_id=show_id, season=0, number=number, title=title)


def on_days(show_id: int, *days: tuple[int, int, date]) -> list[Episode]:
    ids = count(show_id * 10_000)
    return [Episode(id=next(ids), show_id=show_id, season=s, number=n, air_date=day) for s, n, day in days]


def household() -> dict[str, tuple[Show, list[Episode]]]:
    ids = count(1)

    def followed(title: str, seasons: Sequence[int], year: int, **values: Any) -> tuple[Show, list[Episode]]:
        one = show(title, id=next(ids), year=year, tvdb_id=None, runtime=None, **values)
        return one, [*listed(one.id, seasons, date(year, 9, 1))]

    found = {
        "pine": followed("Pine Bay", [10, 10, 10, 10], 2016),
        "tide": followed("Tide House", [6], 2020),
        "sora": followed("Sora Kaze", [12, 12, 12], 2019, kind=ANIME),
        "mizu": followed(
            "Mizu Ken",
            [12, 24],
            2018,
            kind=ANIME,
            aliases=("Mizu Ken: Glory Line", "Mizu Ken R", "Mizu Ken The Animation"),
        ),
        "sea": followed("Long Sea", [1100], 1999, kind=ANIME),
        "peak03": followed("Granite Peak (2003)", [13, 13, 13], 2003),
        "peak78": followed("Granite Peak", [13], 1978),
        "cookus": followed("Cook Off (US)", [10, 10, 10], 2010, country="US"),
        "cookau": followed("Cook Off Australia", [10, 10, 10], 2009, country="AU"),
        "de": followed("Die Brücke am Fluß", [8], 2019),
        "pl": followed("Łódź Story", [8], 2019),
        "ss": followed("Straße der Rosen", [8], 2019),
        "ap": followed("Keeper's Daughter", [8], 2019),
        "plus": followed("Salt + Stone", [8], 2019),
        "pinen": followed("Pine Bay Nights", [8, 8], 2018),
        "amber": followed("Amber Court", [13], 2022),
        "dock": followed("Dock 31", [10, 10], 2017),
        "landm": followed("Oilman", [10, 10], 2024, aliases=("Нафтовик",)),
        "crew": followed("Lost Crew", [8], 2024, aliases=("Tripulación Perdida",)),
        "kage": followed("Kage no Ie", [13, 12], 2021, kind=ANIME, aliases=("影の家",)),
        "umi": followed("Umi no Hon", [24], 2022, kind=ANIME),
        "hoshi": followed("Hoshi-Automata Ver1.1a", [24], 2023, kind=ANIME),
        "dum": followed("Tichý dům", [8, 8, 8], 2019),
        "dom": followed("Cichy Dom", [10, 10], 2018, aliases=("Quiet Home",)),
        "hiljainen": followed("Hiljainen ranta", [10, 10], 2018),
        "stille": followed("Stille fjord", [8, 8], 2018),
        "oda": followed("Kırmızı Oda", [20, 20], 2020),
        "spiti": followed("Το σπίτι", [20, 20], 2018, aliases=("To Spiti",)),
        "casa": followed("Casa Azul", [10, 10, 10], 2016, aliases=("Blue House",)),
        "orilla": followed("Orilla Azul", [120], 2023),
        "tiha": followed("Tiha kuća", [10, 10], 2016),
        "csendes": followed("Csendes ház", [10, 10], 2016),
        "wingus": followed("The West Wing Annex", [6, 22], 2005, country="US", network="NBC"),
        "pier": followed("Love at the Pier", [12], 2022, aliases=("รักที่ท่าเรือ",)),
        "winguk": followed("The West Wing Annex (UK)", [6, 6], 2001, country="GB", network="BBC Two"),
    }
    found["pine"][1].append(special(found["pine"][0].id, "Harbour of Ghosts"))
    found["pine"][1].append(special(found["pine"][0].id, "Pine Bay: The Lost Voyage", 2))
    found["pine"][1].append(special(found["pine"][0].id, "Winter's End", 3))
    talk = show("Night Talk", id=90, year=2017, tvdb_id=None, kind=ShowKind.DAILY)
    march = [(2, n, date(2018, 3, day)) for n, day in ((1, 8), (2, 9), (3, 10), (4, 10), (5, 11))]
    rain = show("Rain Letters", id=91, year=2023, tvdb_id=None, country="KR")
    return {
        **found,
        "talk": (talk, on_days(talk.id, *march)),
        "rain": (rain, on_days(rain.id, (1, 5, date(2023, 3, 9)), (1, 6, date(2023, 3, 16)))),
    }


HOUSEHOLD = household()
SHOWS = [one for one, _ in HOUSEHOLD.values()]
LISTINGS = {one.id: Listing(episodes, one.kind) for one, episodes in HOUSEHOLD.values()}


def specials(one: Show) -> list[str]:
    return LISTINGS[one.id].titles_of_specials()


INDEX = Index(SHOWS, specials=specials)


def taken(name: str) -> dict[str, list[str]]:
    """The episodes of each show that no rule refuses a release of this name to."""
    anything = profile(languages=("*",), most_resolution=4320)
    found: dict[str, list[str]] = {}
    for key, (one, episodes) in HOUSEHOLD.items():
        facts = {
            "show": one,
            "listing": Listing(episodes, one.kind),
            "namesakes": namesakes(one, SHOWS),
            "followed": SHOWS,
        }
        for episode in episodes:
            judged = verdict(
                release(name, size=None, published_at=None), case(episode=episode, profile=anything, **facts)
            )
            if judged.rule in ("unreadable", "wrong_show"):  # of which episode doesn't matter
                break
            if not judged.rule:
                found.setdefault(key, []).append(episode.code)
    return found


def meant(takes: dict[str, str]) -> dict[str, list[str]]:
    return {
        key: [each.code for each in HOUSEHOLD[key][1] if {each.code, f"S{each.season:02}"} & set(said.split())]
        for key, said in takes.items()
    }


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['kind']}: {row['name']}" for row in ROWS])
def test_serves_these_episodes_and_no_others(row: dict[str, Any]) -> None:
    assert taken(row["name"]) == meant(row["takes"])


@pytest.mark.parametrize("row", [row for row in ROWS if row["takes"]], ids=lambda row: row["name"])
def test_the_feed_finds_what_a_search_would_take(row: dict[str, Any]) -> None:
    found = {match.show.title for match in INDEX.matches(release(row["name"], published_at=None))}
    assert found >= {HOUSEHOLD[key][0].title for key in row["takes"]}
