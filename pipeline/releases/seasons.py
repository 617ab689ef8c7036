"""Rules for names that tell the season: S01E02, 1x02, "Season 1 Episode 2" in many languages, and whole seasons."""

from __future__ import annotations

import re
from re import Match

from pipeline.releases import counts
from pipeline.releases.numbered import (
    CLOSE,
    DASH_MORE,
    E_MORE,
    EDGE,
    EPISODE_WORD,
    PICTURE,
    SEASON_WORD,
    SPELLED,
    Numbering,
    further,
    like_year,
    span,
    value,
)

_STANDARD = re.compile(
    # A digit before the S is the end of a title run together with it ("area51s01e02"), or of a random string.
    r"s(?:(?<![0-9]s)|(?=\d\d?e\d\d))(?P<s>\d{1,4})"
    r"[ ._\[\]()-]{0,3}x?(?:episode|ep|e)[ ._]?(?P<e>\d{1,5})(?!\d)"
    r"(?:v(?P<v>\d)|(?P<half>\.5)(?=[ \])]|$)|[abc](?![a-z0-9]))?"
    rf"(?P<more>(?:{E_MORE}|{DASH_MORE}| - \d{{1,3}}(?=\W{{0,2}}(?:of|из)){CLOSE}){{0,40}})"
)


def standard(low: str) -> Numbering | None:
    """S01E02, S01E02E03, S01E02-E04, S01E02-04, S01.E02, S01 - EP02, S2016E14, "zoos01e11"."""
    found = _STANDARD.search(low)
    return _of_season(found, half=bool(found["half"])) if found else None


def _of_season(found: Match[str], *, half: bool = False) -> Numbering:
    return Numbering(
        found.start(),
        found.end(),
        season=int(found["s"]),
        episodes=span([int(found["e"]), *further(found["more"])]),
        special=half,
        version=int(found["v"] or 1),
    )


_CROSS = re.compile(
    r"(?<![0-9a-z])(?<![a-z][5-7]\.)s?(?P<s>\d{1,2}|19[3-9]\d|20[0-3]\d)x(?P<e>\d{1,4})(?![0-9a-uwyz])(?:v(?P<v>\d))?"
    r"(?P<more>(?:[ ._]{0,2}[-~+&]?[ ._]{0,2}(?:\d{1,2}x(?!26[4-6])|x)\d{1,3}(?![0-9a-z])"
    r"|[-~+_]\d{1,3}(?![0-9a-z])){0,20})"
)
_SHAPES = {(4, 3), (16, 9), (21, 9)}  # aspect ratios


def cross(low: str) -> Numbering | None:
    """1x02, 01x02-03, 1x02x03, 8x01_02, 2018x05; not 1280x720, 5.1x264 nor a film called 4x4."""
    for found in _CROSS.finditer(low):
        season, episode = int(found["s"]), int(found["e"])
        picture = episode in PICTURE or (season > 100 and episode > 366) or (season, episode) in _SHAPES
        alone = not low[: found.start()].strip(" [(-") and len(found["e"]) == 1
        if not picture and not alone:
            return _of_season(found)
    return None


_WORDY = re.compile(
    rf"{EDGE}(?:{SEASON_WORD}|s[eé]ries?|serie|se?|t)[ ._:-]{{0,2}}(?P<s>\d{{1,4}})"
    rf"[ ._,;:/()\[\]-]{{0,5}}(?:{EPISODE_WORD}|e)[ ._:#-]{{0,2}}(?P<e>\d{{1,4}})(?!\d)(?:v(?P<v>\d))?"
    rf"(?P<more>(?:{E_MORE}|{DASH_MORE}){{0,40}})"
)
_WORD_BEHIND = re.compile(
    rf"{EDGE}(?P<s>\d{{1,2}})(?:\. ?|ª ?|a |-?[йя] ?|st |nd |rd |th | )"
    r"(?:сезон|évad|sezon|staffel|temporada|stagione|saison|seizoen|season)[ ._,:/-]{0,3}"
    r"(?:(?P<e>\d{1,4})(?P<more>-\d{1,4})?(?:\. ?|-?[яй] ?| )"
    r"(?:сери[яий]|серії|rész|b[öo]l[üu]m|folge|episode)"
    rf"|{EPISODE_WORD}[ ._:-]{{0,2}}(?P<e2>\d{{1,4}})(?!\d)(?P<more2>-\d{{1,4}}(?![0-9a-z]))?)"
)
_EAST = re.compile(
    r"第(?P<s>\d{1,2}|[一二三四五六七八九十])[季期部][ ._\]\[-]{0,3}第(?P<e>\d{1,4})(?P<more>-\d{1,4})?[集话話回]"
    r"|시즌 ?(?P<s2>\d{1,2})[ ._-]{0,3}(?P<e2>\d{1,4})(?P<more2>-\d{1,4})?[회화]"
)


def wordy(low: str) -> Numbering | None:
    """Season 1 Episode 5, Saison 1 Épisode 5, Se.3 afl.3, T1E05, 1. évad 5. rész, Сезон 1, серії 1-5, 第1季第05集."""
    if found := _WORDY.search(low):
        return _of_season(found)
    if found := _WORD_BEHIND.search(low):
        season = int(found["s"])
    elif not low.isascii() and (found := _EAST.search(low)):
        season = value(found["s"] or found["s2"])
    else:
        return None
    numbers = [int(found["e"] or found["e2"]), *further(found["more"] or found["more2"])]
    return Numbering(found.start(), found.end(), season=season, episodes=span(numbers))


_CHAPTER = re.compile(r"[\[( ._]cap\.? ?(?P<first>\d{3,4})(?:[-_](?P<last>\d{3,4}))?(?=[\])_ .-]|$)")


def chapter(low: str) -> Numbering | None:
    """[Cap.1901]: Spanish sites write season 19, episode 1 that way."""
    if not (found := _CHAPTER.search(low)):
        return None
    first, last = found["first"], found["last"]
    numbers = [int(first[-2:])]
    if last and last[:-2] == first[:-2]:
        numbers.append(int(last[-2:]))
    return Numbering(found.start(), found.end(), season=int(first[:-2]), episodes=span(numbers))


_SEASON = re.compile(
    rf"(?:{EDGE}s(?P<s>\d{{1,4}})|{EDGE}{SEASON_WORD}[ ._:#-]{{0,2}}(?P<word>\d{{1,3}})"
    rf"|{EDGE}(?P<behind>\d{{1,2}})(?:\. ?|ª ?|a | (?=сезон|évad))"
    r"(?:évad|sezon|staffel|temporada|stagione|saison|сезон)"
    rf"|第(?P<east>\d{{1,2}}|[一二三四五六七八九十])季(?! ?第)){CLOSE}"
    rf"(?P<more>(?:[ ._]{{0,2}}(?:-|~|\+|&|,|to|thru|and|a|bis|[àу])?[ ._]{{0,2}}s\d{{1,2}}{CLOSE}"
    r"|(?:-|~|\+|,|\.(?:to|and)\.| (?:to|thru|and|&|-|~|a|à|bis) )"
    rf"\d{{1,2}}(?![^\W_]|\.\d(?!\d))(?! ?[\[(]|v\d)){{0,40}})"
)
_IN_SEASON = re.compile(
    r"\)?(?: - |_-_|\.-\.| ?\[|[ ._]?#)#?(?P<e>\d{1,4})(?:\.5)?(?:[-~](?P<to>\d{1,4}))?(?:v(?P<v>\d))?(?: ?end)?"
    r"(?=\]|[ ._]?[\[(]|[ ._]*$| - |_-_)"
    r"|[ _](?P<e2>\d{2,3})(?:v(?P<v2>\d))?(?=[ _]?[\[(]|[ _]*$)"
)
_PART = re.compile(
    r"[ ._,:(\[-]{1,3}(?:part|pt|partie|parte|teil|p|vol(?:ume)?|cour|dis[ck]|cd|dvd|d)[ ._]?"
    rf"(?P<n>\d{{1,2}}|{SPELLED}){CLOSE}"
)
_MOST_SEASONS = 60


def season(low: str) -> Numbering | None:
    """S01, Season 1, S01-S05, Seasons 1-3, S07 Vol. 1; and "S3 - 01", as fansubs number within a season."""
    first: Numbering | None = None
    for found in _SEASON.finditer(low):
        digits = found["s"] or found["word"] or found["behind"] or found["east"]
        number = value(digits)
        if len(digits) == 4 and not like_year(number):
            continue
        if found["more"]:
            first = first or _seasons(found, number)
        elif inner := _IN_SEASON.match(low, found.end()):
            return _within(found, inner, number)
        elif found["east"] and (numbering := _counted_behind(low, found.end())):
            numbering.season, numbering.episodes, numbering.absolute = number, numbering.absolute, ()
            return numbering
        else:
            first = first or _pack(low, found, number)
    return first


def _seasons(found: Match[str], number: int) -> Numbering:
    last = further(found["more"].replace("s", " "))[-1]
    seasons = tuple(range(number, last + 1)) if number < last < number + _MOST_SEASONS else (number,)
    return Numbering(found.start(), found.end(), season=number, seasons=seasons, pack=True)


def _within(found: Match[str], inner: Match[str], number: int) -> Numbering:
    first = int(inner["e"] or inner["e2"])
    if like_year(first) or first in PICTURE:
        return Numbering(found.start(), found.end(), season=number, seasons=(number,), pack=True)
    episodes = span([first, int(inner["to"] or first)])
    version = int(inner["v"] or inner["v2"] or 1)
    return Numbering(found.start(), inner.end(), season=number, episodes=episodes, version=version, anime=True)


def _counted_behind(low: str, begin: int) -> Numbering | None:
    """The count after a season in Chinese, which may belong to the other title: "…第二季 / Title - 01"."""
    for rule in (counts.dashed, counts.boxed):
        numbering = rule(low)
        if numbering and numbering.start >= begin:
            return numbering
    return None


def _pack(low: str, found: Match[str], number: int) -> Numbering:
    part = _PART.match(low, found.end())
    return Numbering(
        found.start(),
        part.end() if part else found.end(),
        season=number,
        seasons=(number,),
        pack=True,
        part=value(part["n"]) if part else None,
    )
