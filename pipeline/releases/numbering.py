"""Finds which episodes a release's name speaks of: a season and numbers, a date, a count without seasons.

The rules stand in `RULES`, surest first; the first that fits wins. Each is one pattern whose repetitions are bounded,
over the lower-case name, so a name costs at most one linear search for each rule.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from re import Match

_MOST = 2000  # a range of more episodes than that is a misreading


@dataclass(slots=True)
class Numbering:
    """What was found and where: `start` to `end` in the name."""

    start: int
    end: int
    season: int | None = None
    seasons: tuple[int, ...] = ()
    episodes: tuple[int, ...] = ()
    absolute: tuple[int, ...] = ()
    pack: bool = False
    part: int | None = None
    day: date | None = None
    special: bool = False
    version: int = 1
    anime: bool = False  # numbered as fansubs do: the group stands in front
    problem: str = ""  # why this numbering cannot be used


Rule = Callable[[str], Numbering | None]

_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10,
    "eleven": 11, "twelve": 12,
    "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10,
}  # fmt: skip
_SPELLED = "|".join(sorted(_WORDS, key=len, reverse=True))


def _number(text: str) -> int:
    return _WORDS[text] if text in _WORDS else int(text)


def _span(numbers: list[int]) -> tuple[int, ...]:
    """From the first to the last: "E01-E03" and "E01E03" both mean three episodes."""
    first, last = numbers[0], numbers[-1]
    if first < last <= first + _MOST:
        return tuple(range(first, last + 1))
    return (first,)


_DIGITS = re.compile(r"\d+")
_SEASON_AGAIN = re.compile(r"s\d{1,4}(?=[ ._-]{0,2}e)|\d{1,4}(?=x\d)|v\d")


def _rest(text: str) -> list[int]:
    """The numbers in what follows a first episode number, without repeated seasons and versions."""
    return [int(found) for found in _DIGITS.findall(_SEASON_AGAIN.sub(" ", text))] if text else []


# ---- S01E02 and what it looks like elsewhere -------------------------------------------------------------------

_EPISODE_WORD = (
    r"(?:episodes?|episodios?|épisodes?|episódio|episodul|epizoda?|eps?|folgen?|cap[ií]tulos?|caps?|afl(?:evering)?|odc(?:inek)?"
    r"|сери[яиюі]|серії|серия|серій|выпуск|эпизоды?|b[oö]l[uü]m|rész|d[ií]l|avsnitt|afsnit|jakso|bölüm|e)"
)
_SEASON_WORD = (
    r"(?:seasons?|saisons?|staffeln?|temporadas?|temp|stagion[ei]|seizoen|sezon(?:ul|a|y)?|sæson|säsong|sesong|kausi"
    r"|série|sezonas|сезоны?|시즌|シーズン)"
)
_GAP = r"[ ._]{0,2}"
_E_MORE = rf"{_GAP}(?:-|~|\+|&|,|and|to)?{_GAP}(?:s\d{{1,4}}[ ._-]?)?x?ep?[ ._]?\d{{1,4}}(?:v\d)?(?![\dp])"
_DASH_MORE = r"(?:-|~|\+| ~ | - (?=\d+\W*(?:of|из|\)|\])))\d{1,4}(?:v\d)?(?![0-9a-uw-z])"

_STANDARD = re.compile(
    r"s(?<![0-9]s)(?P<s>\d{1,4})"
    r"[ ._\[\]()-]{0,3}x?(?:episode|ep|e)[ ._]?(?P<e>\d{1,5})(?!\d)"
    rf"(?:v(?P<v>\d)|(?P<half>\.5)(?=[ \])]|$)|[abc](?![a-z0-9]))?"
    rf"(?P<more>(?:{_E_MORE}|{_DASH_MORE}){{0,40}})"
)


def standard(low: str) -> Numbering | None:
    """S01E02, S01E02E03, S01E02-E04, S01E02-04, S01.E02, S01 - EP02, S2016E14, "zoos01e11"."""
    found = _STANDARD.search(low)
    return _of_season(found) if found else None


def _of_season(found: Match[str]) -> Numbering:
    groups = found.groupdict()
    numbers = [int(groups["e"]), *_rest(groups.get("more") or "")]
    return Numbering(
        found.start(),
        found.end(),
        season=int(groups["s"]),
        episodes=_span(numbers),
        special=bool(groups.get("half")),
        version=int(groups.get("v") or 1),
    )


_CROSS = re.compile(
    r"(?<![0-9a-z])(?<![a-z][5-7]\.)s?(?P<s>\d{1,2}|19[3-9]\d|20[0-3]\d)x(?P<e>(?!26[4-6]\b)\d{1,4})(?![0-9a-uwyz])"
    r"(?:v(?P<v>\d))?"
    r"(?P<more>(?:[ ._]{0,2}[-~+&]?[ ._]{0,2}(?:\d{1,2}x(?!26[4-6])|x)\d{1,3}(?![0-9a-z])|[-~+_]\d{1,3}(?![0-9a-z])){0,20})"
)


def cross(low: str) -> Numbering | None:
    """1x02, 01x02-03, 1x02x03, 8x01_02, 2018x05; not 1280x720 nor 5.1x264."""
    for found in _CROSS.finditer(low):
        season, episode = int(found["s"]), int(found["e"])
        picture = episode in (264, 265, 266) or (season > 100 and episode > 366) or (season, episode) in _SHAPES
        bare = not low[: found.start()].strip(" [(-") and len(found["e"]) == 1 and len(found["s"]) == 1
        if not picture and not bare:
            return _of_season(found)
    return None


_SHAPES = {(4, 3), (16, 9), (21, 9)}  # aspect ratios; "4x4" alone in front is a film

_WORDY = re.compile(
    rf"(?<![^\W_])(?P<w>{_SEASON_WORD}|series?|se?|t)[ ._:-]{{0,2}}(?P<s>\d{{1,4}})"
    rf"[ ._,;:/()\[\]-]{{0,5}}{_EPISODE_WORD}[ ._:#-]{{0,2}}(?P<e>\d{{1,4}})(?!\d)(?:v(?P<v>\d))?"
    rf"(?P<more>(?:{_E_MORE}|[-~+]\d{{1,4}}(?![0-9a-z])){{0,40}})"
)
_WORD_AFTER = re.compile(
    r"(?<![\w])(?P<s>\d{1,2})(?:\. ?|ª ?|a |-?[йя] ?|st |nd |rd |th | )"
    r"(?:сезон|évad|sezon|staffel|temporada|stagione|saison|seizoen|season)"
    r"[ ._,:/-]{0,3}(?:(?P<e>\d{1,4})(?P<more>-\d{1,4})?(?:\. ?|-?[яй] ?| )(?:сери[яий]|серії|rész|b[öo]l[üu]m|folge|episode)"
    rf"|{_EPISODE_WORD}[ ._:-]{{0,2}}(?P<e2>\d{{1,4}})(?!\d)(?P<more2>-\d{{1,4}}(?![0-9a-z]))?)"
)
_EAST = re.compile(
    r"第(?P<s>\d{1,2}|[一二三四五六七八九十])[季期部][ ._\]\[-]{0,3}第(?P<e>\d{1,4})(?P<more>-\d{1,4})?[集话話回]"
    r"|시즌 ?(?P<s2>\d{1,2})[ ._-]{0,3}(?P<e2>\d{1,4})(?P<more2>-\d{1,4})?[회화]"
)


def wordy(low: str) -> Numbering | None:
    """Season 1 Episode 5, Saison 1 Épisode 5, Se.3 afl.3, T1E05, 1. évad 5. rész, Сезон 1, серії 1-5, 第1季第05集."""
    if found := _WORDY.search(low):
        return _of_season(found)
    if found := _WORD_AFTER.search(low):
        numbers = [int(found["e"] or found["e2"]), *_rest((found["more"] or found["more2"] or ""))]
        return Numbering(found.start(), found.end(), season=int(found["s"]), episodes=_span(numbers))
    if not low.isascii() and (found := _EAST.search(low)):
        numbers = [int(found["e"] or found["e2"]), *_rest(found["more"] or found["more2"] or "")]
        return Numbering(found.start(), found.end(), season=_number(found["s"] or found["s2"]), episodes=_span(numbers))
    return None


_CHAPTER = re.compile(r"[\[( ]cap\.? ?(?P<a>\d{3,4})(?:[-_](?P<b>\d{3,4}))?(?=[\])_ .-]|$)|[\[( ]cap[íi]tulo[s]? (?P<c>\d{3,4})(?=[\]) ])")


def chapter(low: str) -> Numbering | None:
    """[Cap.1901]: Spanish sites write season 19, episode 1 that way."""
    if not (found := _CHAPTER.search(low)):
        return None
    first, last = found["a"] or found["c"], found["b"]
    numbers = [int(first[-2:])]
    if last and last[:-2] == first[:-2]:
        numbers.append(int(last[-2:]))
    return Numbering(found.start(), found.end(), season=int(first[:-2]), episodes=_span(numbers))


# ---- dates -----------------------------------------------------------------------------------------------------

_YEAR_FIRST = re.compile(r"(?<!\d)(?P<y>19[3-9]\d|20[0-4]\d)(?P<sep>[ ._/-]{1,3})(?P<m>\d{1,2})(?:[ ._/-]{1,3})(?P<d>\d{1,2})(?![\d:])")
_YEAR_LAST = re.compile(r"(?<!\d)(?<!\d\.)(?P<a>\d{1,2})(?P<sep>[ ._/-])(?P<b>\d{1,2})(?P=sep)(?P<y>19[3-9]\d|20[0-4]\d)(?!\d)")
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_MONTH = rf"(?P<m>{_MONTHS})(?:uary|ruary|ch|il|e|y|ust|t|tember|ober|ember)?"
_NAMED_MONTH = re.compile(
    rf"(?<![^\W_])(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[ ._-]{_MONTH}[ ._-](?P<y>19[3-9]\d|20[0-4]\d)(?!\d)"
)
_MONTH_FIRST = re.compile(
    rf"(?<![^\W_]){_MONTH}[ ._-](?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?[ ._-](?P<y>19[3-9]\d|20[0-4]\d)(?!\d)"
)
_COMPACT = re.compile(r"(?<![^\W_])(?P<y>19[3-9]\d|20[0-4]\d)(?P<m>0[1-9]|1[0-2])(?P<d>[0-3]\d)(?![^\W_])")
_SHORT_DATE = re.compile(r"(?<=[^\W_][ ._-])(?P<y>[0-4]\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?=[ ._\[(-]|$)")


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def daily(low: str) -> Numbering | None:
    """2011-04-12, 2012.16.02 (the month is the one that can be), 13.02.2025, 20201013, 13 Feb 2025."""
    for pattern in (_YEAR_FIRST, _COMPACT):
        for found in pattern.finditer(low):
            year, month, day = int(found["y"]), int(found["m"]), int(found["d"])
            if when := _day(year, month, day) or _day(year, day, month):
                return Numbering(found.start(), found.end(), day=when)
    if found := _YEAR_LAST.search(low):
        year, one, two = int(found["y"]), int(found["a"]), int(found["b"])
        days = {when for when in (_day(year, two, one), _day(year, one, two)) if when}
        if len(days) == 1:
            return Numbering(found.start(), found.end(), day=days.pop())
        if days:
            return Numbering(found.start(), found.end(), problem=f"{found[0]} may be either of two days")
    return _with_month(low)


def _with_month(low: str) -> Numbering | None:
    for pattern in (_NAMED_MONTH, _MONTH_FIRST):
        found = pattern.search(low)
        if found and found.start():  # "22 July 2018" alone is a film's title and year
            month = _MONTHS.split("|").index(found["m"]) + 1
            if when := _day(int(found["y"]), month, int(found["d"])):
                return Numbering(found.start(), found.end(), day=when)
    return None


def short_date(low: str) -> Numbering | None:
    """140722: year, month and day in two digits each."""
    found = _SHORT_DATE.search(low)
    when = found and _day(2000 + int(found["y"]), int(found["m"]), int(found["d"]))
    return Numbering(found.start(), found.end(), day=when) if found and when else None


# ---- whole seasons ---------------------------------------------------------------------------------------------

_SEASON = re.compile(
    rf"(?:(?<![^\W_])s(?P<a>\d{{1,4}})|(?<![^\W_]){_SEASON_WORD}[ ._:#-]{{0,2}}(?P<b>\d{{1,4}})"
    rf"|(?<![^\W_])(?P<c>\d{{1,2}})(?:\. ?|ª ?|a )(?:évad|sezon|staffel|temporada|stagione|saison|сезон)"
    rf"|(?<![^\W_])(?P<g>\d{{1,2}}) (?:сезон|évad)|第(?P<f>\d{{1,2}}|[一二三四五六七八九十])季(?! ?第))(?![^\W_])"
    rf"(?P<more>(?:[ ._]{{0,2}}(?:-|~|\+|&|,|to|thru|and|a|bis|[àу])?[ ._]{{0,2}}s\d{{1,2}}(?![^\W_])|(?:-|~|\+|,|\.(?:to|and)\."
    rf"| (?:to|thru|and|&|-|~|a|à|bis) )\d{{1,2}}(?![^\W_]|\.\d(?!\d))(?! ?[\[(]|v\d)){{0,40}})"
)
_IN_SEASON = re.compile(
    r"\)?(?: - |_-_|\.-\.| ?\[|[ ._]?#)#?(?P<e>\d{1,4})(?:\.5)?(?:[-~](?P<to>\d{1,4}))?(?:v(?P<v>\d))?(?: ?end)?"
    r"(?=\]|[ ._]?[\[(]|[ ._]*$| - |_-_)"
    r"|[ _](?P<e2>\d{2,3})(?:v(?P<v2>\d))?(?=[ _]?[\[(]|[ _]*$)"
)
_PART = re.compile(
    rf"[ ._,:(\[-]{{1,3}}(?:part|pt|partie|parte|teil|p|vol(?:ume)?|cour|dis[ck]|cd|dvd|d)[ ._]?(?P<n>\d{{1,2}}|{_SPELLED})(?![^\W_])"
)


def season(low: str) -> Numbering | None:
    """S01, Season 1, S01-S05, Seasons 1-3, S07 Vol. 1; and "S3 - 01", as fansubs number within a season."""
    first: Numbering | None = None
    for found in _SEASON.finditer(low):
        digits = next(text for text in (found["a"], found["b"], found["c"], found["g"], found["f"]) if text)
        number = _number(digits)
        if len(digits) == 4 and not 1930 <= number <= 2049 or (not digits.isascii() and "季" not in found[0]):
            continue
        if found["more"]:
            last = _rest(found["more"].replace("s", " "))[-1]
            seasons = tuple(range(number, last + 1)) if number < last < number + 60 else (number,)
            first = first or Numbering(found.start(), found.end(), season=number, seasons=seasons, pack=True)
        elif inner := _IN_SEASON.match(low, found.end()):
            return _within(found, inner, number)
        else:
            first = first or _pack(low, found, number)
    return first


def _pack(low: str, found: Match[str], number: int) -> Numbering:
    part = _PART.match(low, found.end())
    return Numbering(
        found.start(),
        part.end() if part else found.end(),
        season=number,
        seasons=(number,),
        pack=True,
        part=_number(part["n"]) if part else None,
    )


def _within(found: Match[str], inner: Match[str], number: int) -> Numbering:
    first = int(inner["e"] or inner["e2"])
    if 1900 <= first <= 2100 or first in _PICTURE:
        return Numbering(found.start(), found.end(), season=number, seasons=(number,), pack=True)
    episodes = _span([first, int(inner["to"] or first)])
    version = int(inner["v"] or inner["v2"] or 1)
    return Numbering(found.start(), inner.end(), season=number, episodes=episodes, version=version, anime=True)


# ---- numbers without a season ----------------------------------------------------------------------------------

_PICTURE = {264, 265, 266, 360, 480, 540, 576, 720, 1080, 1280, 1440, 1920, 2160, 4320}

_EPISODE = re.compile(
    rf"(?<![^\W_]){_EPISODE_WORD}(?:\. ?|[ _#-]|: ?)?(?P<e>\d{{1,5}})(?![0-9])(?:v(?P<v>\d))?(?![a-z])"
    rf"(?P<more>(?:{_E_MORE}|[-~+]\d{{1,4}}(?![0-9a-z])){{0,40}})"
)
_EPISODE_EAST = re.compile(r"第(?P<e>\d{1,4})(?P<more>[-~]\d{1,4})?(?:v(?P<v>\d))?[集话話回]|(?<![^\W_])제?(?P<e2>\d{1,4})[회화](?![^\W_])")
_OF = re.compile(r"(?<![^\W_])(?P<e>\d{1,3})(?P<more>[-~&+]\d{1,3})?[ ._]?(?:of|von|из|sur)[ ._]?(?P<n>\d{1,3})(?![^\W_])")
_MINI = re.compile(
    rf"(?<![^\W_])(?:part|pt|teil|partie|parte)[ ._-]?(?P<e>\d{{1,2}}|{_SPELLED})(?![^\W_])"
    rf"(?P<more>(?:[ ._]?(?:-|&|\+|and)[ ._]?(?:part|pt)?[ ._]?(?:\d{{1,2}}|{_SPELLED})(?![^\W_])){{0,8}})"
)
_FILM_YEAR = re.compile(r"(?<![^\W_])(?:19[2-9]\d|20[0-4]\d)(?![^\W_])")


def counted(low: str) -> Numbering | None:
    """E07, EP07, Episode 7, Folge 7, 5of9, 第08話: a number and nothing about a season."""
    for found in _EPISODE.finditer(low):
        if not found.start() and len(found[0]) < 3:
            continue
        numbers = [int(found["e"]), *_rest(found["more"] or "")]
        return Numbering(found.start(), found.end(), episodes=_span(numbers), version=int(found["v"] or 1))
    if not low.isascii() and (found := _EPISODE_EAST.search(low)):
        numbers = [int(found["e"] or found["e2"]), *_rest(found["more"] or "")]
        return Numbering(found.start(), found.end(), absolute=_span(numbers), anime=True)
    for found in _OF.finditer(low):
        if 0 < int(found["e"]) <= int(found["n"]) and found.start():
            numbers = [int(found["e"]), *_rest(found["more"] or "")]
            return Numbering(found.start(), found.end(), episodes=_span(numbers))
    return None


def mini(low: str) -> Numbering | None:
    """Part 1, Part Two, Part.1.and.Part.2 of a mini-series. Beside a year it is a film in parts."""
    found = _MINI.search(low)
    if not found or not found.start() or _FILM_YEAR.search(low):
        return None
    numbers = [_number(found["e"])]
    if found["more"]:
        numbers += [_number(word) for word in re.findall(rf"\d+|\b(?:{_SPELLED})\b", found["more"])]
    return Numbering(found.start(), found.end(), episodes=_span(numbers), part=numbers[0])


# ---- anime: a running count ------------------------------------------------------------------------------------

_COUNT = r"(?P<e>\d{1,4})(?P<half>\.5)?(?:v(?P<v>\d))?"
_RANGE = r"(?P<more>(?: ?[-~+] ?\d{1,4}(?:v\d)?(?![0-9a-z])){0,12})"
_DASHED = re.compile(rf"(?:(?<=[ _])[-–][ _]|(?<=\.)-\.)#?{_COUNT}{_RANGE}(?:[ _]?(?:end|fin|final))?(?=[ ._]*(?:[\[(]|$|-|mp4|mkv)|[ ._](?!of))")
_BOXED = re.compile(rf"[\[(]#?{_COUNT}{_RANGE}(?: ?(?:end|fin|完|全))?[\])]")
_SHARP = re.compile(rf"(?<=[ _.])#{_COUNT}{_RANGE}(?=[ ._\[(]|$)")
_LAST = re.compile(rf"(?<=[^\W\d_][ ._-])(?:0\d|\d{{2,4}})(?=[ ._]{{0,2}}(?:[\[(]|$))|(?<=[!?~)\]'][ ._-])(?:0\d|\d{{2,4}})(?=[ ._]{{0,2}}(?:[\[(]|$))")
_LOOSE = re.compile(rf"(?<=[ ._-])(?P<e>0\d{{1,2}}|\d{{2,4}})(?P<half>\.5)?(?:v(?P<v>\d))?(?P<more>(?:-\d{{1,4}}(?![0-9a-z]))?)(?=[ ._]{{0,2}}(?:[\[(]|$)|[ ._])")
_PADDED = re.compile(rf"(?<=[^\W_][ ._])(?P<e>0\d{{1,3}})(?P<half>\.5)?(?:v(?P<v>\d))?(?P<more>(?:-0?\d{{1,4}}(?![0-9a-z]))?)(?=[ ._]{{0,2}}[\[(])")
_VOICED = re.compile(r"(?<=[ ._])(?P<e>\d{1,4})(?:v(?P<v>\d))?(?P<more>)(?P<half>)(?=[ ._](?:vostfr|vf|vostf|subfrench|raw|end)(?![^\W_]))")


def _running(found: Match[str]) -> Numbering | None:
    first = int(found["e"])
    if 1900 <= first <= 2100 or first in _PICTURE:
        return None
    numbers = [first, *_rest(found["more"] or "")]
    return Numbering(
        found.start(),
        found.end(),
        absolute=_span(numbers),
        special=bool(found["half"]),
        version=int(found["v"] or 1),
        anime=True,
    )


def dashed(low: str) -> Numbering | None:
    """Title - 07, Title - 07v2 [1080p], Title - 01-02-03, Title #957."""
    for pattern in (_DASHED, _SHARP):
        for found in pattern.finditer(low):
            if numbering := _running(found):
                return numbering
    return None


def boxed(low: str) -> Numbering | None:
    """[Group][Title][07][1080p], Title [01-12]."""
    for found in _BOXED.finditer(low):
        if found.start() and (numbering := _running(found)):
            return numbering
    return None


def trailing(low: str) -> Numbering | None:
    """[Group] Title 07 [1080p], [Group] Title 214, Title 484 VOSTFR; without a group only "07" before a bracket."""
    if found := _VOICED.search(low):
        return _running(found)
    if not low.startswith("["):
        found = _PADDED.search(low)
        return _running(found) if found else None
    begin = low.find("]") + 1
    best: Match[str] | None = None
    for found in _LOOSE.finditer(low, begin):
        if "[" in low[begin : found.start()] or "(" in low[begin : found.start()] or not low[begin : found.start()].strip(" ._-"):
            break
        ends = found.end() == len(low) or low[found.end() :].lstrip(" ._")[:1] in "[("
        if _running(found) and (best is None or ends):
            best = found
    return _running(best) if best else None


_PADDED_BARE = re.compile(
    r"(?<=[^\W\d_][ ._])(?P<e>0\d{1,2})(?P<half>)(?:v(?P<v>\d))?(?P<more>)"
    r"(?=[ ._](?:(?:360|480|540|576|720|1080|2160)p|hdtv|web(?:rip|dl)?|bluray|bd|x26[45]|h ?26[45])(?![^\W_]))"
)
_BARE = re.compile(
    r"(?<=[^\W\d_][ ._-])(?P<s>[1-9]|[12]\d)(?P<e>\d\d)(?=[ ._-](?:(?:ws|proper|repack|internal|720p|1080p|480p)[ ._-])*"
    r"(?:hdtv|pdtv|dsr|dvdrip|dvd|webrip|web|tvrip|hr|xvid|x264|h264|divx|hdtv-|720p|bdrip)(?![^\W_]))"
)


def bare(low: str) -> Numbering | None:
    """Title.103.720p.HDTV: season 1, episode 3; Title 01 1080p: episode 1. Beside a year it is a film with a number."""
    if _FILM_YEAR.search(low):
        return None
    if found := _PADDED_BARE.search(low):
        return _running(found)
    for found in _BARE.finditer(low):
        whole = int(found["s"] + found["e"])
        if whole not in _PICTURE and not 1900 <= whole <= 2100 and int(found["e"]):
            return Numbering(found.start(), found.end(), season=int(found["s"]), episodes=(int(found["e"]),))
    return None


RULES: tuple[Rule, ...] = (
    standard, wordy, cross, chapter, daily, season, counted, dashed, boxed, trailing, mini, short_date, bare,
)  # fmt: skip


def find(low: str) -> Numbering | None:
    """The surest numbering in a lower-case name."""
    for rule in RULES:
        if numbering := rule(low):
            return numbering
    return None


# ---- what stands beside the numbering --------------------------------------------------------------------------

_ABSOLUTE_AFTER = re.compile(r"[ ._\])]{0,2}(?:[ ._]-[ ._]|[ ._])?\(?(?P<e>0\d\d\d?|(?<=\()\d{2,4})(?P<more>(?:-\d{2,4}(?!\d))?)(?=\)|[ ._]-|[ ._]*$)")
_ABSOLUTE_BEFORE = re.compile(r"(?:[ _]-[ _]|#)(?P<e>\d{2,4})(?:\.5)?(?P<more>(?:-\d{2,4})?)[ _(\[-]*$")


def beside(low: str, numbering: Numbering) -> None:
    """Adds the running count or the day that stands next to a season and episode: "S02E02 - 027 -"."""
    if numbering.season is not None and numbering.episodes and not numbering.absolute:
        after = _ABSOLUTE_AFTER.match(low, numbering.end)
        before = None if after else _ABSOLUTE_BEFORE.search(low, 0, numbering.start)
        if found := after or before:
            numbering.absolute = _span([int(found["e"]), *_rest(found["more"])])
    if numbering.day is None and numbering.episodes:
        day = daily(low[numbering.end :])
        if day and day.day:
            numbering.day = day.day
    elif numbering.day and not numbering.episodes:
        episode = counted(low[numbering.end :])
        if episode and low[numbering.end : numbering.end + episode.start].strip(" ._-") == "":
            numbering.episodes = episode.episodes
