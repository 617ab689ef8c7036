"""How well and how fast release names are read, beside guessit and parsett, in the same run.

The corpus is a part of Sonarr's parser fixtures (GPL-3.0; the commit stands in the file) with what each name must be
read as. A row asserts some fields only; a field counts as right when everything the row says of it is met.
"""

from __future__ import annotations

import json
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from pipeline.releases.parsing import names
from pipeline.releases.parsing.names import ReleaseName, read

CORPUS = Path(__file__).parent / "corpora" / "release-names-dev.json"
FIELDS = ("numbering", "title", "date", "resolution", "source", "proper", "group", "languages", "reject")
APART = frozenset(("bare_number", "ambiguous", "path", "no_title", "policy"))
"""Rows with one of these tags ask for a choice rather than a reading; they are left out."""

Row = dict[str, Any]
"""A corpus row (`input`, `expect`, `tags`), or what a reader found."""
Reader = Callable[[str, Sequence[str]], Row]


def as_row(title: str, known_titles: Sequence[str] | None = None) -> Row:
    """Our reading in the corpus' terms.

    The corpus counts a Chinese fansub as Chinese, while a `ReleaseName` keeps voices and subtitles apart.
    """
    name = read(title, known_titles or ())
    return {
        "title": name.title,
        "alt_titles": list(name.alt_titles),
        "year": name.year,
        "country": "UK" if name.country == "GB" else name.country,  # as release names spell it
        "season": name.season if name.names_episode else None,
        "episodes": _numbers(name),
        "date": name.date,
        "resolution": name.resolution,
        "source": name.source and name.source.value,
        "proper": bool(name.proper or name.version > 1),
        "group": name.group,
        "languages": [*name.languages, *(tag for tag in name.subtitle_languages if tag == "zh")],
    }


def _numbers(name: ReleaseName) -> list[int]:
    return list(name.episodes or name.absolute) if name.names_episode else []


# ---- scoring ---------------------------------------------------------------------------------------------------


def rows(corpus: Path = CORPUS) -> list[Row]:
    """The corpus' rows that ask for a reading."""
    cases: list[Row] = json.loads(corpus.read_text(encoding="utf-8"))["cases"]
    return [case for case in cases if not APART.intersection(case["tags"])]


def check(expect: Row, found: Row) -> dict[str, bool]:
    """For every field that a row asserts, whether it was read right."""
    if expect.get("reject"):
        return {"reject": not (found["season"] is not None or found["episodes"] or found["date"])}
    passed = {
        "numbering": sorted(set(found["episodes"])) == expect.get("episodes")
        and expect.get("season") in (None, found["season"]),
        "title": _same_title(expect.get("title"), found),
        "date": (found["date"].isoformat() if isinstance(found["date"], date) else None) == expect.get("date"),
        "resolution": str(found["resolution"] or "").rstrip("pi") == str(expect.get("resolution")),
        "source": found["source"] == expect.get("source"),
        "proper": found["proper"] == expect.get("proper"),
        "group": (found["group"] or "").casefold() == (expect.get("group") or "").casefold(),
        "languages": _same_languages(expect.get("languages"), found["languages"]),
    }
    asserted = {"episodes": "numbering"}
    names = {asserted.get(field, field) for field in expect}
    return {field: right for field, right in passed.items() if field in names}


def _same_languages(expect: Iterable[str] | None, found: Iterable[str]) -> bool:
    tags = {tag[:2] for tag in found if tag}
    return set(expect) <= tags if expect else not tags


def _letters(text: object) -> str:
    plain = unicodedata.normalize("NFKD", str(text or "").casefold())
    return "".join(char for char in plain if char.isalnum())


def _same_title(expect: str | list[str] | None, found: Row) -> bool:
    """Compared by letters and digits; a year, a country or a season read apart from the title may be in or out."""
    title, season = found["title"], found["season"]
    mine = {_letters(title), _letters(_without_year(title))}
    mine |= {_letters(f"{title}{found[part]}") for part in ("year", "country") if found[part]}
    if season is not None:
        mine |= {_letters(f"{title}S{season}"), _letters(f"{title}S{season:02}")}
    wanted = expect if isinstance(expect, list) else [expect or ""]
    return any({_letters(each), _letters(_without_year(each))} & mine for each in wanted)


def _without_year(title: str) -> str:
    words = title.rstrip(") ").rsplit(maxsplit=1)
    year = len(words) == 2 and len(words[1].strip("(")) == 4 and words[1].strip("(")[:2] in ("19", "20")
    return words[0] if year else title


def accuracy(reader: Reader, cases: Sequence[Row], *, known: bool = False) -> dict[str, tuple[int, int]]:
    """For every field: the rows read right and all rows that assert it. `known`: the reader is told the title."""
    right: Counter[str] = Counter()
    every: Counter[str] = Counter()
    for case in cases:
        title = case["expect"].get("title") if known else None
        titles = title if isinstance(title, list) else [title] if title else []
        try:
            found = reader(case["input"], titles)
        except Exception:  # noqa: BLE001  (a reader that fails has read nothing)
            found = dict.fromkeys(("season", "date", "resolution", "source", "group", "year", "country"))
            found |= {"title": "", "alt_titles": [], "episodes": [], "languages": [], "proper": False}
        for field, passed in check(case["expect"], found).items():
            every[field] += 1
            right[field] += passed
    return {field: (right[field], every[field]) for field in FIELDS if every[field]}


# ---- the table -------------------------------------------------------------------------------------------------


def speed(reader: Callable[[str], object], given: Sequence[str], seconds: float = 1.0) -> float:
    """Names read in a second of processor time, over as many rounds as fit in `seconds`; the best round counts."""
    best = 0.0
    end = time.perf_counter() + seconds
    while not best or time.perf_counter() < end:
        begin = time.process_time()
        for name in given:
            reader(name)
        best = max(best, len(given) / max(time.process_time() - begin, 1e-9))
    return best


def uncached(name: str) -> ReleaseName:
    """Reads as if the name had never been seen. Every round reads the same names, so the cache would answer."""
    return names._read_plain.__wrapped__(name)


def main(corpus: Path = CORPUS) -> None:
    """Prints accuracy and speed of ours, of guessit and of parsett over the same names."""
    from tests.bench.peers import guessit_row, parsett_row

    cases = rows(corpus)
    columns = {
        "ours": accuracy(as_row, cases),
        "…title known": accuracy(as_row, cases, known=True),
        "guessit": accuracy(guessit_row, cases),
        "parsett": accuracy(parsett_row, cases),
    }
    table = Table(title=f"What {len(cases)} release names are read as, in percent")
    for heading in ("field", "names", *columns):
        table.add_column(heading, justify="left" if heading == "field" else "right", no_wrap=True)
    for field in FIELDS:
        counts = [column[field] for column in columns.values() if field in column]
        if counts:
            table.add_row(field, str(counts[0][1]), *(f"{100 * right / every:.1f}" for right, every in counts))
    given = [case["input"] for case in cases]
    ours, theirs, parsett = (speed(reader, given) for reader in (uncached, guessit_row, parsett_row))
    table.add_section()
    table.add_row("names a second, one core", "", f"{ours:,.0f}", "", f"{theirs:,.0f}", f"{parsett:,.0f}")
    console = Console()
    console.print(table)
    console.print(
        f"Ours is {ours / theirs:,.0f} times as fast as guessit, {ours / parsett:,.1f} times as fast as parsett."
    )


if __name__ == "__main__":
    main()
