"""What has arrived by week, how long conversions took, and who serves us: as charts, which the server draws."""

from __future__ import annotations

import math
from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from dashboard.context import PageRequest
from pipeline.clock import now
from pipeline.model.reasons import Reason
from pipeline.model.releases import BY_HAND
from pipeline.releases.parsing.names import read
from pipeline.store import Connection, statistics

WEEKS = 26
LATEST = 500  # episodes
MOST = 10  # bars of a ranking
TICKS_MOST = 3  # of an axis, besides 0
MINUTES = (1, 5, 15, 60)  # where one bar of the conversions ends and the next begins
HIGH = 100.0  # what the highest bar is drawn with, per cent


@dataclass(frozen=True, kw_only=True)
class Bar:
    """`size`: per cent of what its chart is drawn up to."""

    name: Reason
    value: float
    size: float


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Bars beside each other. `ticks`: the values of the axis beside them, from 0 to what they are drawn up to."""

    bars: Sequence[Bar]
    ticks: Sequence[float]


def page(db: Connection, _: PageRequest) -> dict[str, Any]:
    """The charts, each with its bars."""
    first = _week(now().date()) - timedelta(weeks=WEEKS - 1)
    days = statistics.arrived_by_day(db, now() - timedelta(weeks=WEEKS))
    weeks = [first + timedelta(weeks=n) for n in range(WEEKS)]
    return {
        "title": Reason("page-statistics"),
        "columns_of": {
            "arrived": _by_week(weeks, {day: many for day, many, _ in days}),
            "bytes": _by_week(weeks, {day: size for day, _, size in days}),
        },
        "conversions": _conversions(statistics.seconds_of_step(db, "transcode", LATEST)),
        "indexers": _ranking(statistics.by_indexer(db, LATEST)),
        "groups": _ranking(Counter(filter(None, map(_group, statistics.releases(db, LATEST))))),
        "latest": LATEST,
    }


def _week(day: date) -> date:
    """Its Monday."""
    return day - timedelta(days=day.weekday())


def _by_week(weeks: Sequence[date], days: Mapping[date, int]) -> Columns:
    sums: Counter[date] = Counter()
    for day, value in days.items():
        sums[_week(day)] += value
    ticks = _ticks(max(sums.values(), default=0))
    named = ((Reason("page-week-of", day=week), sums[week]) for week in weeks)
    return Columns(bars=_bars(named, ticks[-1]), ticks=ticks)


def _ticks(largest: float) -> list[float]:
    """Round numbers from 0 to at least the largest, three or four of them: by steps of 1, 2 or 5 of a power of ten."""
    least = max(1.0, largest / TICKS_MOST)
    power = 10 ** math.floor(math.log10(least))
    step = next(power * each for each in (1, 2, 5, 10) if power * each >= least)
    return [step * n for n in range(max(1, math.ceil(largest / step)) + 1)]


def _conversions(seconds: Sequence[float]) -> list[Bar]:
    """How many took how long; nothing where none was made."""
    counts = Counter(bisect([60 * each for each in MINUTES], took) for took in seconds)
    names = [Reason("page-minutes-below", minutes=each) for each in MINUTES]
    names.append(Reason("page-minutes-above", minutes=MINUTES[-1]))
    return _bars((name, counts[place]) for place, name in enumerate(names)) if seconds else []


def _ranking(counts: Mapping[str, int]) -> list[Bar]:
    """The most frequent ones, and all others together."""
    ranked = Counter(counts).most_common()
    rest = sum(count for _, count in ranked[MOST:])
    shown = [(_called(name), count) for name, count in ranked[:MOST]]
    return _bars([*shown, (Reason("page-all-others"), rest)] if rest else shown)


def _called(name: str) -> Reason:
    return Reason("page-by-hand") if name == BY_HAND else Reason("text", text=name)


def _bars(values: Iterable[tuple[Reason, float]], most: float = 0.0) -> list[Bar]:
    """Drawn up to `most`, else to the largest."""
    listed = list(values)
    largest = most or max((value for _, value in listed), default=0) or 1
    return [Bar(name=name, value=value, size=round(HIGH * value / largest, 1)) for name, value in listed]


@lru_cache(maxsize=2 * LATEST)
def _group(release: str) -> str:
    return read(release).group or ""
