"""Finds which episodes a release's name speaks of: a season and numbers, a day, or a count without seasons.

Most names have a code like S01E02. For the others the rules stand in `RULES`, surest first; the first that fits wins.
Each is one pattern or a few whose repetitions are bounded, over the lower-case name, so a name costs at most one linear
search for each of them.
"""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.releases.parsing import dates, episode_counts, packs, seasons, signs
from pipeline.releases.parsing.normalise import words_of
from pipeline.releases.parsing.numbering_result import (
    CLOSE,
    SEASON_WORDS,
    Numbering,
    Rule,
    any_of,
    at_edge,
    further,
    span,
)

RULES: tuple[Rule, ...] = (
    seasons.chapter,
    seasons.pointed,
    seasons.wordy,
    seasons.cross,
    dates.daily,
    packs.several,
    packs.season_counted,
    packs.season,
    packs.british_count,
    seasons.hyphened,
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


_NEEDS: dict[Rule, tuple[int, ...]] = {
    seasons.wordy: (signs.SEASON, signs.COUNT | signs.WITHIN),
    seasons.cross: (signs.CROSS,),
    dates.daily: (signs.YEAR,),
    packs.several: (signs.SEASON,),
    packs.season_counted: (signs.SEASON | signs.CODE, signs.COUNT),
    packs.season: (signs.SEASON | signs.CODE,),
    packs.british_count: (signs.SEASON, signs.COUNT),
    episode_counts.special: (signs.SPECIAL,),
    episode_counts.counted: (signs.COUNT,),
    packs.british: (signs.SEASON,),
}
"""The signs that a name has where a rule fits: one of each of these."""


def _fitting(found: int) -> tuple[Rule, ...]:
    return tuple(rule for rule in RULES if all(need & found for need in _NEEDS.get(rule, ())))


_FITTING = tuple(_fitting(found) for found in range(signs.EVERY + 1))
"""The rules that may fit, by the signs that a name has."""


def fitting(low: str) -> tuple[Rule, ...]:
    """The rules that may fit a lower-case name without a code, the surest first."""
    told = signs.signs_of(words_of(low))
    return _FITTING[told | signs.COUNT if "/" in low or "(s" in low else told]  # "(5/9)", "(S2, 1-5 8)"


def find(low: str) -> Numbering | None:
    """The surest numbering in a lower-case name, with what stands beside it."""
    if numbering := seasons.standard(low):  # as most names have it
        _beside(low, numbering)
        return numbering if low.isascii() else _or_apart(low, numbering)
    for rule in fitting(low):
        if numbering := rule(low):
            settled = _settled(low, numbering)
            return settled if low.isascii() else _or_apart(low, settled)
    return None


# What lies beside the story, in other letters: special, bonus, compilation, film, trailer, making of. "+" and its like
# before it tell that the episodes are there, too.
_NOT_ADDED = r"(?<![+&＋附含]{0})(?<![+&＋附含] {0})"
_APART = re.compile(
    any_of(
        "特典 番外 特[别別][篇編编] 特番 総集[篇編编] 总集[篇編编] 總集[篇編编] 剧[场場]版 劇[场場]版 预告 預告 予告"
        " 花絮 彩蛋 幕[后後] ノンクレジット メイキング"
        " 스페셜 특별편 예고 번외 하이라이트 메이킹 비하인드 극장판",
        _NOT_ADDED,
    )
)
_APART_WORD = re.compile(
    any_of(
        r"спец\x20?(?:выпуск|випуск|серия|эпизод) бонус трейлер тизер саундтрек дополнительные\x20материалы"
        r" за\x20кадром фильм\x20о\x20фильме özel\x20bölüm fragman tanıtım özeti? kamera\x20arkası",
        _NOT_ADDED + r"(?<![^\W_]{0})",
    )
)


def _or_apart(low: str, numbering: Numbering) -> Numbering:
    """The numbering; of one episode or season it is a special's where the name says that in other letters."""
    several = len(numbering.episodes or numbering.absolute or numbering.seasons) > 1
    if not several and (_APART.search(low) or _APART_WORD.search(low)):
        numbering.pack, numbering.special = False, True
    return numbering


# "Title [TV-3] [03]", "Title 2期 #03", "Title 2기 3화": the season of a number that stands apart from it.
_SEASON_ASIDE = re.compile(r"\[tv[ ._-]?(?P<tv>\d)\]|(?<![^\W_])(?P<east>\d{1,2})[期기](?![^\W_])")


def _in_season_aside(low: str, numbering: Numbering) -> None:
    found = _SEASON_ASIDE.search(low) if "[tv" in low or "期" in low or "기" in low else None
    if found and numbering.season is None and (numbers := numbering.episodes or numbering.absolute):
        numbering.season, numbering.episodes, numbering.absolute = int(found["tv"] or found["east"]), numbers, ()


def _settled(low: str, numbering: Numbering) -> Numbering:
    _in_season_aside(low, numbering)
    if _of_untold_season(low, numbering):
        return replace(numbering, problem="no-episode")
    unsure = numbering.problem or (numbering.other_days and not numbering.day)
    if unsure and (counted := episode_counts.counted(low)):
        return counted  # "12. Bölüm (05.01.2022)": the number needs no day
    if numbering.day and (earlier := episode_counts.counted(low[: numbering.start])):
        earlier.day = numbering.day  # "E56.2019.01.21": the number names it, the day is beside
        return earlier
    _beside(low, numbering)
    numbering.special = numbering.special or (low.startswith(".5", numbering.end) and _is_half(low, numbering))
    return numbering


_HALF = re.compile(r"\.5(?=[ _\])]|$|\.(?:[\[(]|(?:480|540|720|1080|2160)p))")


def _is_half(low: str, numbering: Numbering) -> bool:
    """2x06.5, Season 2 Episode 6.5."""
    return bool(numbering.episodes) and _HALF.match(low, numbering.end) is not None


_SEASON_SAID = re.compile(rf"{at_edge(SEASON_WORDS + ' évad')}{CLOSE}")


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
        follows = _is_behind_number(low, numbering.start)
        if numbering.season is not None:
            _add_count(low, numbering, follows=follows)
        if numbering.day is None:
            _add_day(low, numbering, follows=follows)
    elif numbering.day:
        _add_episode(low, numbering)


def _add_count(low: str, numbering: Numbering, *, follows: bool) -> None:
    """`follows`: whether a number stands before the numbering."""
    found = _ABSOLUTE_BEHIND.match(low, numbering.end)
    if found is None and follows:
        found = _ABSOLUTE_BEFORE.search(low, 0, numbering.start)
    if found:
        numbering.absolute = span([int(found["e"]), *further(found["more"])])


def _add_day(low: str, numbering: Numbering, *, follows: bool) -> None:
    if follows:
        _day_before(low, numbering)
    if numbering.day is not None:
        return
    day = dates.daily(low, numbering.end)
    if day is None and _SHORT_BEHIND.match(low, numbering.end):
        day = dates.short(low[numbering.end - 1 :])
    numbering.day = day.day if day else None


def _is_behind_number(low: str, place: int) -> bool:
    return low[:place].rstrip(" ._-([")[-1:].isdigit()


def _add_episode(low: str, numbering: Numbering) -> None:
    episode = episode_counts.counted(low[numbering.end :])
    if episode and not low[numbering.end : numbering.end + episode.start].strip(" ._-()[]"):
        numbering.episodes, numbering.absolute = episode.episodes, episode.absolute


def _day_before(low: str, numbering: Numbering) -> None:
    """A day right before the code is none of the title: "Title 2016 02 24 S20E05"."""
    day = dates.daily(low[: numbering.start])
    if day and day.day and not low[day.end : numbering.start].strip(" ._-()[]"):
        numbering.day, numbering.start = day.day, day.start
