"""Rules for names that tell the season: S01E02, 1x02, "Season 1 Episode 2" in many languages."""

from __future__ import annotations

import re
from re import Match

from pipeline.releases.parsing.numbering_result import (
    AND,
    CLOSE,
    DASH_MORE,
    E_MORE,
    EDGE,
    EPISODE_WORD,
    EPISODE_WORDS,
    FIRST,
    NTH_MARK,
    PICTURE,
    SEASON_BEHIND,
    SEASON_WORD,
    SEASON_WORDS,
    SPELLED,
    YEAR,
    Numbering,
    at_edge,
    further,
    several,
    span,
    value,
)

_STANDARD = re.compile(
    # A digit before the S is the end of a title run together with it ("area51s01e02"), or of a random string.
    r"s(?=[\d ])(?:(?<![^\W_]s)|(?<![0-9]s)(?=\d{1,4}[._-]?ep?\d)|(?=\d\d?e\d\d))"
    r"(?:(?<![^\W_]s) (?=\d\d? ?e))?(?P<s>\d{1,4})"
    r"(?:[ ._\[\]()-]{0,3}x?(?:episode|ep|e)[ ._]?\(?|-x)(?P<e>\d{1,5})(?!\d)"
    r"(?:v(?P<v>\d)|(?P<half>\.5)(?=[ _\])]|$|\.(?:[\[(]|(?:480|540|720|1080|2160)p))|[abc](?![a-z0-9]))?"
    # "S05E53 - Ep.129" adds the running count.
    rf"(?P<more>(?:(?! - ep){E_MORE}|{DASH_MORE}| - \d{{1,3}}(?=\W{{0,2}}(?:of|из)){CLOSE}){{0,40}})"
)


_EP_RANGE = re.compile(rf"[ ._]?-[ ._]?ep[ ._]?(?P<e>\d{{1,5}}){CLOSE}")


def standard(low: str) -> Numbering | None:
    """S01E02, S01E02E03, S01E02-E04, S01E02-04, S01.E02, S01 - EP02, S2016E14, "zoos01e11"."""
    if not (found := _STANDARD.search(low)) or _is_last_season(low, found):
        return None
    numbering = _of_season(found, half=bool(found["half"]))
    # "S04 Ep07 - Ep09" is a range, while "S05E53 - Ep.129" adds the running count.
    if not found["more"] and "ep" in found[0] and (to := _EP_RANGE.match(low, found.end())):
        numbering.episodes, numbering.end = span([*numbering.episodes, int(to["e"])]), to.end()
    elif low.startswith(" - ", numbering.end):
        _next_dashed(low, numbering)
    if len(numbering.episodes) == 1:
        _told_again(low, numbering)
    return numbering


_SEASON_TO = re.compile(rf"{EDGE}s\d{{1,2}} ?[-~] ?$")


def _is_last_season(low: str, code: Match[str]) -> bool:
    """Whether a code's season ends a range: "S01-S02 E01-E20" tells of two seasons."""
    begin = code.start()
    parted = not low[code.end("s")].isalpha()
    return parted and low.endswith(("-", "- "), 0, begin) and _SEASON_TO.search(low, 0, begin) is not None


_CODE_AGAIN = re.compile(rf"s(?<![^\W_]s)(?P<s>\d{{1,2}})[ ._]?e(?P<e>\d{{1,3}}){CLOSE}")


def _told_again(low: str, numbering: Numbering) -> None:
    """ "S01E01.Title.S01E02.Title" are two (https://kodi.wiki/view/Naming_video_files/Episodes); which one another
    code means, as in "S02E05 (S03E06)", nobody knows.
    """
    for found in _CODE_AGAIN.finditer(low, numbering.end):
        season, number, last = int(found["s"]), int(found["e"]), numbering.episodes[-1]
        apart = _APART.search(low[numbering.end : found.start()]) is not None
        if (season, number) == (numbering.season, last + 1) and not apart:
            numbering.episodes = (*numbering.episodes, number)
        elif (season, number) != (numbering.season, last):
            numbering.problem = "no-episode"


_APART = re.compile(r"[\[\](){}]|^[ ._-]{1,3}(?:or|oder|ou|vs)[ ._-]{1,3}$")


_NEXT_DASHED = re.compile(r" - (?P<e>\d{2,3})(?=$| - |[ ._]?[\[(]|[ ._](?:\d{3,4}p|web|hdtv|bluray))")


def _next_dashed(low: str, numbering: Numbering) -> None:
    """ "S02E05 - 06" are two; any other number is a title or the running count."""
    if (found := _NEXT_DASHED.match(low, numbering.end)) and int(found["e"]) == numbering.episodes[-1] + 1:
        numbering.episodes, numbering.end = (*numbering.episodes, int(found["e"])), found.end()


_NEXT = re.compile(rf"/(?:s?\d{{1,2}}x?ep?|ep?|\d{{1,2}}x)?(?P<e>\d\d){CLOSE}")


def _or_two(low: str, numbering: Numbering) -> Numbering:
    """ "S02E03/04" are two where the second follows the first; "S02E03/10" is one of ten."""
    while (found := _NEXT.match(low, numbering.end)) and int(found["e"]) == numbering.episodes[-1] + 1:
        numbering.episodes, numbering.end = (*numbering.episodes, int(found["e"])), found.end()
    return numbering


def _of_season(found: Match[str], *, half: bool = False) -> Numbering:
    season, first = int(found["s"]), int(found["e"])
    start, end = found.span()
    numbering = Numbering(start, end, season, (first,))
    numbering.special = half
    if version := found["v"]:
        numbering.version = int(version)
    if more := found["more"]:
        _add_further(numbering, season, first, more)
    return _or_two(found.string, numbering) if found.string.startswith("/", end) else numbering


def _add_further(numbering: Numbering, season: int, first: int, more: str) -> None:
    """Episodes behind the first: "E12E09" are two; "E01-E03" and "E01E02E03" are three."""
    numbers = [first, *further(more)]
    turned = _EACH.fullmatch(more) and numbers[-1] < first
    numbering.episodes = tuple(sorted(numbers)) if turned else several(first, more)
    again = _OTHER_SEASON.search(more)
    other = int(again["s"] or again["x"]) if again else season
    if again and again["to"] and other > season:
        numbering.until = other, int(again["e"])
    elif other != season:
        numbering.problem = "no-episode"  # "S01E03.S02E04": which one?


_EACH = re.compile(r"(?:e\d{1,3}){1,3}")
_OTHER_SEASON = re.compile(  # "S01E10 & S02E01" is no range
    r"(?P<to>[-~–—]|[ ._](?:to|thru|through|till|bis|tot|a|à|до))?[ ._]{0,2}"
    r"(?:s(?P<s>\d{1,2})[ ._]?e|(?<![\dx])(?P<x>\d{1,4})x)(?P<e>\d{1,3})$"
)


_CROSS = re.compile(
    # A title in front may run into it: "Harbor1x02".
    r"(?=[st]?\d)(?:(?<![0-9a-z])(?<![a-z][5-7]\.)|(?<=[a-z]{3})(?=\d\d?x\d\d(?![0-9a-z])))"
    r"[st]?(?P<s>\d{1,2}(?!e)|19[3-9]\d|20[0-3]\d)(?:[xe]| x (?=[0-3]\d))(?P<e>\d{1,4})"
    r"(?:[abc](?![a-z0-9])|(?=and\d\d)|(?![0-9a-uwyz]))(?:v(?P<v>\d))?"
    rf"(?P<more>(?:[ ._]{{0,2}}(?:[-~+&,]|a|{AND})?[ ._]{{0,2}}(?:\d{{1,4}}x|x)(?!26[4-6])\d{{1,3}}(?![0-9a-wyz])"
    r"|(?:[-~+&_,]|and(?=\d\d(?!\d)))\d{1,3}(?:(?=and\d\d)|(?![0-9a-z]))"
    r"| (?:al?|à|ao|bis|do|tot|до) \d\d(?![^\W_])){0,20})"
)
_SHAPES = {"4x3", "16x9", "21x9"}  # aspect ratios


def cross(low: str) -> Numbering | None:
    """1x02, 1 x 02, 01x02-03, 1x02x03, 8x01_02, 2018x05, 2018E05; not 1280x720, 5.1x264 nor a film called 4x4."""
    for found in _CROSS.finditer(low):
        season, episode = int(found["s"]), int(found["e"])
        picture = episode in PICTURE or (season > 100 and episode > 366) or found[0] in _SHAPES
        alone = not low[: found.start()].strip(" [(-") and len(found["e"]) == 1
        if not picture and not alone:
            return _of_season(found)
    return None


_WORDY = re.compile(
    rf"{at_edge(SEASON_WORDS + ' s[eé]ri(?:es?|a) s(?:[en]|t(?:ag)?)? t k(?=[0-9])')}"
    r"[ ._:№-]{0,2}(?P<s>\d{1,4})"
    rf"[ ._,;:/()\[\]-]{{0,5}}(?:{EPISODE_WORD}|x?e|[bf](?=\d)|(?<=[ ._,-])del)[ ._:#№(-]{{0,2}}"
    rf"(?P<e>(?!{YEAR.pattern})\d{{1,4}})(?![0-9a-uw-z])"
    r"(?:v(?P<v>\d))?"
    rf"(?P<more>(?:{E_MORE}|{DASH_MORE}){{0,40}})"
)
_WORD_BEHIND = re.compile(
    rf"(?P<s>{FIRST}\d?|(?<![^\W_])(?:i{{1,3}}|iv|vi{{0,3}})(?=\. ?[ée]vad))"
    rf"{NTH_MARK}(?:{SEASON_BEHIND}|sez)[ ._,:/([-]{{0,3}}"
    rf"(?:(?P<e>\d{{1,4}})(?P<more>(?:(?:-|, ?| [иі&] )\d{{1,4}}){{0,12}}){NTH_MARK}"
    rf"(?:сери[яий]|серії|seri?y?a|ser|del(?![^\W_])|[čc]as[tť]|{EPISODE_WORD})"
    rf"|{EPISODE_WORD}[ ._:-]{{0,2}}(?P<e2>\d{{1,4}})(?!\d)(?P<more2>-\d{{1,4}}(?![0-9a-z]))?)"
)
_EPISODE_FIRST = re.compile(
    rf"{at_edge(EPISODE_WORDS + ' del')}[ ._:#№-]{{0,2}}(?P<e>\d{{1,3}})(?: ?(?:of|av|af|/) ?\d{{1,3}})?[ ._,(-]{{1,3}}"
    rf"(?:(?:{SEASON_WORD}|s[ée]ri(?:es|[ea]))[ ._:№-]{{0,2}}(?P<s>\d{{1,2}})"
    rf"|(?P<s2>\d{{1,2}}){NTH_MARK}{SEASON_BEHIND}){CLOSE}"
)
_EAST = re.compile(
    r"(?:第(?P<s>\d{1,2}|[一二三四五六七八九十]{1,3})[季期部]|シーズン ?(?P<s3>\d{1,2})|(?<![^\W_])(?P<s4>\d{1,2})期)"
    r"[ ._\]\[-]{0,3}第?(?P<e>\d{1,4}|[一二三四五六七八九十]{1,3})(?P<more>-\d{1,4})?[集话話回]"
    r"|시즌 ?(?P<s2>\d{1,2})[ ._-]{0,3}(?P<e2>\d{1,4})(?P<more2>-\d{1,4})?[회화]"
)


_SPOKEN = re.compile(
    rf"{at_edge('season s(?P<series>eries)')}[ ._-]{{1,3}}(?P<s>\d{{1,2}}|{SPELLED})[ ._,:-]{{1,3}}"
    rf"(?:episode|(?(series)part|episode))[ ._-]{{1,3}}(?P<e>\d{{1,2}}|{SPELLED}){CLOSE}"
)


def wordy(low: str) -> Numbering | None:
    """Season 1 Episode 5, Saison 1 Épisode 5, Se.3 afl.3, T1E05, 1. évad 5. rész, Сезон 1, серії 1-5, 第1季第05集."""
    found, behind = _WORDY.search(low), _WORD_BEHIND.search(low)
    if found and _is_last_season(low, found):
        return None
    if found and not (behind and behind.start() < found.start()):
        return _of_season(found)
    if numbering := _spelled_out(low):
        return numbering
    if behind:
        return _in_either(behind, value(behind["s"]))
    if not low.isascii() and (east := _EAST.search(low)):
        return _in_either(east, value(next(filter(None, east.group("s", "s2", "s3", "s4")))))
    return _turned_around(low)


def _turned_around(low: str) -> Numbering | None:
    """Episode 4 Season 2, Del 4 av 8 säsong 2."""
    found = _EPISODE_FIRST.search(low)
    if not found:
        return None
    return Numbering(found.start(), found.end(), season=int(found["s"] or found["s2"]), episodes=(int(found["e"]),))


def _spelled_out(low: str) -> Numbering | None:
    """Season One Episode Two."""
    spoken = _SPOKEN.search(low) if "season" in low or "series" in low else None
    if not spoken:
        return None
    return Numbering(spoken.start(), spoken.end(), season=value(spoken["s"]), episodes=(value(spoken["e"]),))


def _in_either(found: Match[str], season: int) -> Numbering:
    """A season's episodes, in a pattern that has two places for them."""
    numbers = several(value(found["e"] or found["e2"]), found["more"] or found["more2"])
    return Numbering(found.start(), found.end(), season=season, episodes=numbers)


_POINTED = re.compile(
    r"(?:(?<= - )|(?<=\[))(?P<s>\d{1,2})\.(?P<e>[0-4]\d)(?=\]| - )"
    r"|(?<![^\W_])ep(?:isode)?(?:\. ?| )#?(?P<s2>\d{1,2})\.(?P<e2>\d{1,2})(?![^\W_])"
)


def pointed(low: str) -> Numbering | None:
    """[5.01], Title - 5.01 - Name, Title - Episode 5.1; "Episode 6.5" may be half a one."""
    may_be = "." in low and (" - " in low or "[" in low or "ep" in low)
    if not may_be or not (found := _POINTED.search(low)):
        return None
    if found["s2"] and _SEASON_BEFORE.search(low, 0, found.start()):
        return None
    season, episode = int(found["s"] or found["s2"]), int(found["e"] or found["e2"])
    return Numbering(found.start(), found.end(), season=season, episodes=(episode,), special=found["e2"] == "5")


_SEASON_BEFORE = re.compile(rf"{at_edge(SEASON_WORDS + ' series')}[ ._:-]{{0,2}}\d")


_HYPHENED = re.compile(r"(?<![^\W_])(?<![^\W_]-)(?P<s>[1-9])-(?P<e>0[1-9])(?![^\W_]|-\d)")


def hyphened(low: str) -> Numbering | None:
    """3-05, Title - 3-05 - Name: one number is padded and the other is not, so that it is no range."""
    if "-0" not in low or not (found := _HYPHENED.search(low, 1)):
        return None
    return Numbering(found.start(), found.end(), season=int(found["s"]), episodes=(int(found["e"]),))


_CHAPTER = re.compile(
    r"(?:(?<=[ ._])t\d{1,2}(?=[ ._]))?(?:^cap(?=\.)|[\[( ._]{1,2}cap)\.? ?"
    r"(?P<first>\d{3,4})(?:[-_](?P<last>\d{3,4}))?(?=[\])_ .-]|$)"
)


def chapter(low: str) -> Numbering | None:
    """[Cap.1901]: Spanish sites write season 19, episode 1 that way."""
    if "cap" not in low or not (found := _CHAPTER.search(low)):
        return None
    first, last = found["first"], found["last"]
    numbers = [int(first[-2:])]
    if last and last[:-2] == first[:-2]:
        numbers.append(int(last[-2:]))
    bare = "[" not in found[0]  # "Cap 101" may be the hundred and first
    return Numbering(found.start(), found.end(), season=int(first[:-2]), episodes=span(numbers), bare=bare)
