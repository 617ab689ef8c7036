"""Finds which episodes a release's name speaks of: a season and numbers, a day, or a count without seasons.

The rules stand in `RULES`, surest first; the first that fits wins. Each is one pattern or a few whose repetitions are
bounded, over the lower-case name, so a name costs at most one linear search for each of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from pipeline.releases.parsing import dates, episode_counts, packs, seasons
from pipeline.releases.parsing.numbering_result import CLOSE, EDGE, SEASON_WORD, Numbering, Rule, further, span

RULES: tuple[Rule, ...] = (
    seasons.standard,
    seasons.chapter,
    seasons.pointed,
    seasons.wordy,
    seasons.cross,
    dates.daily,
    packs.season,
    packs.british_count,
    episode_counts.special,
    episode_counts.counted,
    episode_counts.dashed,
    episode_counts.boxed,
    episode_counts.trailing,
    episode_counts.fronted,
    episode_counts.mini,
    dates.short,
    episode_counts.bare,
    packs.british,
    episode_counts.loose,
    packs.whole,
)


# Cheap to look for: a season's letter and number, or the beginning of a word for it.
_MAY_TELL_SEASON = re.compile(
    r"[ckst](?:[en]?[ ._:-]{0,2}\d|eas|ais|taff|emp|tag|eiz|ez|eso|eri|aus|ap)|evad|yklos|ooaeg"
)
_TELLING_SEASON = (seasons.chapter, seasons.wordy, packs.season, packs.british_count, packs.british)
_OTHERS = tuple(rule for rule in RULES if rule not in _TELLING_SEASON)


def _rules(low: str) -> Iterator[Rule]:
    """Those that may fit, the surest first: most names fit it."""
    yield RULES[0]
    yield from RULES[1:] if not low.isascii() or _MAY_TELL_SEASON.search(low) else _OTHERS[1:]


def find(low: str) -> Numbering | None:
    """The surest numbering in a lower-case name, with what stands beside it."""
    for rule in _rules(low):
        if numbering := rule(low):
            if _of_untold_season(low, numbering):
                return replace(numbering, problem="no-episode")
            if numbering.problem and (counted := episode_counts.counted(low)):
                return counted  # "12. Bölüm (05.01.2022)": the number needs no day
            if numbering.day and (earlier := episode_counts.counted(low[: numbering.start])):
                earlier.day = numbering.day  # "E56.2019.01.21": the number names it, the day is beside
                return earlier
            _beside(low, numbering)
            return numbering
    return None


_SEASON_SAID = re.compile(rf"{EDGE}(?:{SEASON_WORD}|évad){CLOSE}")


def _of_untold_season(low: str, numbering: Numbering) -> bool:
    """Whether a number counts within a season that is told in a way which is not understood."""
    counts = numbering.season is None and numbering.episodes and not numbering.anime and numbering.day is None
    return bool(counts) and _SEASON_SAID.search(low) is not None


_ABSOLUTE_BEHIND = re.compile(
    r"[ ._\])]{0,2}(?:[ ._]-[ ._]|[ ._])?\(?(?P<e>0\d\d\d?|(?<=\()\d{2,4})(?P<more>(?:-\d{2,4}(?!\d))?)"
    r"(?=\)|[ ._]-|[ ._]*$)"
)
_ABSOLUTE_BEFORE = re.compile(r"(?:[ _]-[ _]|#)(?P<e>\d{2,4})(?:\.5)?(?P<more>(?:-\d{2,4})?)[ _(\[-]*$")
_SHORT_BEHIND = re.compile(r"[ ._]\d{6}(?!\d)")


def _beside(low: str, numbering: Numbering) -> None:
    """Adds the running count or the day that stands next to an episode: "S02E02 - 027 -", "E56.190121"."""
    if numbering.episodes:
        _add_count(low, numbering)
        if numbering.day is None:
            _add_day(low, numbering)
    elif numbering.day:
        _add_episode(low, numbering)


def _add_count(low: str, numbering: Numbering) -> None:
    if numbering.season is None:
        return
    found = _ABSOLUTE_BEHIND.match(low, numbering.end)
    if found is None and low[: numbering.start].rstrip(" _([-")[-1:].isdigit():
        found = _ABSOLUTE_BEFORE.search(low, 0, numbering.start)
    if found:
        numbering.absolute = span([int(found["e"]), *further(found["more"])])


def _add_day(low: str, numbering: Numbering) -> None:
    if low[: numbering.start].rstrip(" ._-([")[-1:].isdigit():
        _day_before(low, numbering)
    if numbering.day is not None:
        return
    day = dates.daily(low, numbering.end)
    if day is None and _SHORT_BEHIND.match(low, numbering.end):
        day = dates.short(low[numbering.end - 1 :])
    numbering.day = day.day if day else None


def _add_episode(low: str, numbering: Numbering) -> None:
    episode = episode_counts.counted(low[numbering.end :])
    if episode and not low[numbering.end : numbering.end + episode.start].strip(" ._-"):
        numbering.episodes = episode.episodes


def _day_before(low: str, numbering: Numbering) -> None:
    """A day right before the code is none of the title: "Title 2016 02 24 S20E05"."""
    day = dates.daily(low[: numbering.start])
    if day and day.day and not low[day.end : numbering.start].strip(" ._-()[]"):
        numbering.day, numbering.start = day.day, day.start
