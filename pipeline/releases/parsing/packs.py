"""Rules for names that tell a season and no episode right behind it: whole seasons, and numbers further on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from re import Match

from pipeline.releases.parsing import episode_counts
from pipeline.releases.parsing.behind_season import or_special, unless_unclear
from pipeline.releases.parsing.numbering_result import (
    AND,
    CLOSE,
    DASH_MORE,
    E_MORE,
    EDGE,
    EPISODE_WORD,
    FIRST,
    NTH,
    NTH_MARK,
    NTH_SEASON,
    PICTURE,
    SEASON_BEHIND,
    SEASON_WORD,
    SEASON_WORDS,
    SPELLED,
    Numbering,
    at_edge,
    further,
    like_year,
    span,
    value,
)

_SEASON = re.compile(
    rf"(?:{EDGE}(?:s(?:(?<=[ ._]s) (?=\d\d[ ._]))?(?P<s>\d{{1,4}})"
    r"(?:(?:[ ._-]?(?:d|dis[ck]|dvd|cd|bd)[ ._]?|p)(?P<disc>\d{1,2})(?!\d|\.\d(?!\d\d\d?p))"
    r"|(?=s\d\d?(?:s\d\d?)*(?![^\W_])))?"
    rf"|{SEASON_WORD}[ ._:#№(-]{{0,2}}(?P<word>\d{{1,3}}|{SPELLED})(?:of\d{{1,2}})?"
    rf"|(?P<nth>{NTH})[ ._]{NTH_SEASON}|(?P<every>\d{{1,2}})xall"
    # A number before the word is the season unless one follows, too: "Area 51 Temporada 2".
    rf"|(?P<behind>\d{{1,2}})(?:(?:[ªº°η]|ος|a|ra|da|e|er|ème|-?[оыи]?й)?\.?[ ._]?"
    rf"(?!s[ée]ri|season){SEASON_BEHIND}|\. ?s[ée]rie(?=[ ._,]|$))(?![ ._]{{0,2}}\d{{1,2}}(?!\d)))"
    rf"|第(?P<east>\d{{1,2}}|[一二三四五六七八九十]{{1,3}})[季期](?! ?第))(?:{CLOSE}|(?=s\d)|(?<=\d\d)v\d{CLOSE})"
    rf"(?P<more>(?:[ ._]{{0,2}}(?:-{{1,2}}|~|\+|&|/|,|a|у|{AND})?[ ._]{{0,2}}s\d{{1,2}}(?:{CLOSE}|(?=s\d))"
    # "S1 - 3" counts from the first season on; "S2 - 11" is an episode
    rf"|(?:-|~|(?:(?<=\D1)|(?<=\D01))(?: - | ~ )(?!0))\d{{1,2}}(?![^\W_]|\.\d(?!\d))(?! ?[\[(](?!(?:19|20)\d\d)|v\d)"
    rf"|(?:\+|,|\.(?:to|and)\.| (?:&|\+|a|{AND}) )\d{{1,2}}(?![^\W_]|\.\d(?!\d)|v\d)){{0,40}})"
)
_IN_SEASON = re.compile(
    r"[\])]?(?: ?\((?:19|20)\d\d\))?(?: - {1,3}|_-_|\.-\.| ?[\[({]|[ ._]?#)#?(?P<e>\d{1,4})(?P<half>\.5)?"
    rf"(?:(?: ?[-~] ?| (?:a|{AND}) )(?P<to>\d{{1,4}}))?"
    r"(?:v(?P<v>\d))?(?:[ _]?(?:end|fin(?:al)?|完))?(?: ?(?:(?:of|из)|(?P<slash>/)) ?(?P<n>\d{1,3}))?"
    r"(?=[\])}]|[ ._]?[\[(]|[ ._]*$| - |_-_)"
    r"|[ ._](?P<e2>\d{2,4})(?:v(?P<v2>\d))?(?=[ ._]?[\[(]|[ ._]*$)"
    r"|[ ._](?P<e5>\d{1,3})(?:-| - )(?P<to5>\d{1,3})(?=[ ._]?[\[(]|[ ._]*$|[ ._]\d{3,4}p)"
    r"|[ ._](?P<e3>0\d)(?=[ ._](?!\d\.))"
    r"|(?:(?<=[ ._]s\d\d)|(?<=[ ._]s[2-9])|(?=...0))[ .]-[ .](?P<e6>\d\d)(?=[ ._](?:\d{3,4}p|vost|vf))"
    r"|[ ._]?#(?P<e7>\d{1,3})(?![^\W_])"
    r"|(?<=[^\d]\d)-(?P<e4>0\d|(?<=[2-9]-)[1-4]\d)(?![^\W_])"
)
_LATER = re.compile(
    rf"{EDGE}(?:{EPISODE_WORD}[ ._:#№(\[-]{{0,3}}|e(?=\d\d))(?P<e>\d{{1,4}})(?!\d)"
    rf"(?P<more>(?:{E_MORE}|{DASH_MORE}){{0,40}})"
    r"|(?<![^\W_])(?P<front>\d{1,4})(?P<last>-\d{1,4})?(?:\. ?|-?[яй] ?| )(?:сери[яий]|сері[яїй]|b[öo]l[üu]m|rész)"
    r"|第(?P<east>\d{1,4})(?P<east_to>-\d{1,4})?[集话話回]|(?<=[ ._])제?(?P<korean>\d{1,4})[회화]"
    r"|(?<=/c)(?P<cap>\d\d)(?=\])"
    rf"|(?:^[ ._,:/()\[\]-]{{0,5}}|\(s\d{{1,2}}, )(?P<of>\d{{1,3}})(?P<to>-\d{{1,3}})?"
    # "(S2, 1-5 8)": trackers that take Cyrillic letters out take "of" out
    rf"(?:[ ._]?(?:of|из|iz|з|z)[ ._]?|(?:(?<=-\d)|(?<=-\d\d)) (?=\d{{1,3}}\)))\d{{1,3}}{CLOSE}"
)
_PART = re.compile(
    r"[ ._,:(\[-]{1,3}(?:part|pt|partie|parte|teil|p|vol(?:ume)?|cour|dis[ck]|cd|dvd|d)"
    rf"(?P<n>[ ._]?\d{{1,2}}|[ ._](?:{SPELLED})){CLOSE}"
)
_MOST_SEASONS = 60
_BETWEEN = (
    rf"[ ._]?(?:-{{1,2}}|~|\+|&|/|:(?= )|,(?:[ ._]{AND})?"
    rf"|[ ._](?:through|a|{AND}))"
)
_SEVERAL = re.compile(
    rf"{at_edge('seasons saisons staffeln temporadas stagioni сезон[ыи]? s(?P<again>eason) t(?P<short>)')}"
    rf"[ ._:]{{0,2}}(?:(?P<n>\d{{1,2}})"
    rf"(?P<more>(?:{_BETWEEN}[ ._]?(?(again)season[ ._]?)(?(short)t)\d{{1,2}}(?![^\W_]|\.\d)){{1,40}})"
    rf"|(?(short)(?!))(?P<word>{SPELLED}){_BETWEEN}[ ._]?(?(again)season[ ._]?)(?P<last>{SPELLED}){CLOSE})"
)


def several(low: str) -> Numbering | None:
    """Seasons 1-3, Season 1 - Season 3, 1-3 сезон, Seasons 1, 2 and 3, "2 temporadas"."""
    counted = _NUMBER_BEFORE.search(low)
    found = _several_behind(low) or (_SEVERAL_BEFORE.search(low) if counted else None) or _listed(low)
    if found and not found["n"]:
        return _spelled_out(found)
    if found:
        pack = _seasons(found, int(found["n"]))
        return _told_later(low, pack) or pack
    return _so_many(low) if counted else None


_EPISODES_BEHIND = re.compile(
    rf"(?:(?<=\d){NTH_MARK}(?:{SEASON_BEHIND}|сезони|сезоны)[ ._:(\[,-]{{0,3}}"
    rf"|{SEASON_WORD}[ ._:]{{0,2}}\d{{1,2}}[ ._:(\[,/-]{{1,4}})"
    rf"\d{{1,3}}-\d{{1,3}}[ ._]{{0,3}}(?:из|з|of|сери|{EPISODE_WORD})"
)


def _several_behind(low: str) -> Match[str] | None:
    """Seasons 1-3; of "2 сезон: 1-4 из 10" and "Сезон 2 / 1-4 из 10" those are episodes."""
    found = _SEVERAL.search(low)
    return None if found and _EPISODES_BEHIND.search(low) else found


def _spelled_out(found: Match[str]) -> Numbering:
    """Seasons One to Three."""
    seasons = span([value(found["word"]), value(found["last"])])
    return Numbering(found.start(), found.end(), season=seasons[0], seasons=seasons, pack=True)


_SO_MANY = re.compile(
    rf"(?<=[^\W_][ ._])(?:[(\[-] ?)?(?:(?:las|les|die|alle|le|all)[ ._])?"
    rf"(?P<n>[2-9]|[12]\d)[ ._](?:seasons|temporadas|saisons|staffeln|stagioni|seizoenen"
    rf"|säsonger|sezony|сезон(?:а|ов)){CLOSE}(?![ ._:]{{0,2}}\d)"
)


def _so_many(low: str) -> Numbering | None:
    """All of several: "2 temporadas", "4 Seasons Complete"."""
    if not (found := _SO_MANY.search(low)):
        return None
    return Numbering(found.start(), found.end(), season=1, seasons=tuple(range(1, int(found["n"]) + 1)), pack=True)


def season(low: str) -> Numbering | None:
    """S01, Season 1, S01-S05, S07 Vol. 1; and "S3 - 01", as fansubs number within a season."""
    found = _season_or_episode(low)
    return unless_unclear(low, or_special(low, found)) if found and found.pack else found


def season_counted(low: str) -> Numbering | None:
    """Season 6 (2016) 720p Episode 13: a season whose episodes stand further on."""
    found = _season_or_episode(low)
    later = _told_later(low, or_special(low, found)) if found and found.pack else None
    return unless_unclear(low, later) if later else None


def _season_or_episode(low: str) -> Numbering | None:
    first: Numbering | None = None
    for found in _places(low):
        digits = _first_told(found, "s", "word", "nth", "behind", "east", "every")
        number = value(digits)
        if len(digits) == 4 and digits.isdigit() and not like_year(number):
            continue
        if numbering := _episode_of(low, found, number):
            return numbering
        if _TO_EPISODE.match(low, found.end()):
            return Numbering(found.start(), found.end(), problem="no-episode")
        first = first or _whole_season(low, found, number)
    return first


_TO_EPISODE = re.compile(r"-\d{1,2}[ ._]?e\d")
"""Behind a season: "S01-02E05" is seasons 1 to 2, or an episode."""


def _places(low: str) -> Iterable[Match[str]]:
    """Each place that tells a season: the first alone in names like "Title.S01.1080p", which tell no other."""
    if " - " in low or "[" in low or "/" in low or not low.isascii():
        return _SEASON.finditer(low)
    return filter(None, (_SEASON.search(low),))


_SEVERAL_BEFORE = re.compile(
    rf"(?P<n>{FIRST}\d?)"
    r"[.ªº°]?(?P<more>(?:,? ?\d{1,2}[.ªº°]?){0,12}"
    rf" ?(?:-|,|&|a|{AND}) ?\d{{1,2}}[.ªº°]?)"
    rf"[- ]?(?:{SEASON_BEHIND}|stagioni|temporadas|saisons|staffeln)"
)

_NUMBER_BEFORE = re.compile(
    rf"\d(?:[.ªº°]?[- ]?|[ ._])(?:{SEASON_BEHIND}|s(?:tagioni|aisons|taffeln|eizoenen|äsonger|ezony)|temporadas|сезон)"
)
"""What the patterns for seasons behind their number begin to look at."""

# "Season 1 2 3", "Seasons 1, 2, 3 & 4"
_LISTED = re.compile(
    rf"{at_edge(SEASON_WORDS)}[ ._:(]{{0,3}}(?P<n>\d{{1,2}}(?!\d))"
    rf"(?P<more>(?:[ ._]{{0,2}}(?:[,&+]|{AND})?[ ._]{{0,2}}(?:& )?(?:season[ ._]?)?\d{{1,2}}(?![^\W_]|\.\d)){{2,40}})"
)


def _listed(low: str) -> Match[str] | None:
    """At least three seasons one behind the other."""
    found = _LISTED.search(low)
    if not found:
        return None
    numbers = [int(found["n"]), *further(found["more"])]
    return found if numbers == [*range(numbers[0], numbers[0] + len(numbers))] else None


def _episode_of(low: str, found: Match[str], number: int) -> Numbering | None:
    """The episode right behind a season: "S3 - 01", "2nd Season Part 2 - 01", "第二季 / Title - 01"."""
    begin = found.start("more")
    inner = _IN_SEASON.match(low, begin)
    if inner and (numbering := _within(found, inner, number)):
        numbering.part = int(found["disc"]) if found["disc"] else None  # "S01P02 - 03"
        return numbering
    part = _PART.match(low, begin)
    if part and (numbering := _within_part(low, found, part, number)):
        return numbering
    if not found["east"] or found["more"]:
        return None
    return _counted_in(low, found.end(), number)


def _within_part(low: str, found: Match[str], part: Match[str], number: int) -> Numbering | None:
    inner = _IN_SEASON.match(low, part.end())
    numbering = _within(found, inner, number) if inner else None
    if numbering:
        numbering.part = value(part["n"].strip(" ._"))
    return numbering


def _counted_in(low: str, begin: int, number: int) -> Numbering | None:
    numbering = _counted_behind(low, begin)
    if numbering:
        numbering.season, numbering.episodes, numbering.absolute = number, numbering.absolute, ()
    return numbering


def _whole_season(low: str, found: Match[str], number: int) -> Numbering:
    return _seasons(found, number) if found["more"] else _pack(low, found, number)


_WHOLE = re.compile(
    r"(?<=[^\W_])\)?[ ._,:([-]{1,3}(?:(?:the[ ._])?complete[ ._](?:(?:tv|mini)[ ._-]?)?(?:series|collection)"
    r"|all[ ._]seasons|todas[ ._](?:las|as)[ ._]temporadas|toutes[ ._]les[ ._]saisons|alle[ ._]staffeln"
    r"|tutte[ ._]le[ ._]stagioni"
    r"|все[ ._]сезоны|box[ ._-]?set|(?:l['’ ])?int[eé]grale|s[eé]rie[ ._](?:compl[eè]te|completa)"
    r"|komplette[ ._]serie"
    r"|(?:tv[ ._-]?)?mini[ ._-]?series(?=[ ._-]*(?:\d{3,4}p|web|hdtv|dvdrip|x26[45]|$))"
    r"|complete(?=[ ._](?:\d{3,4}p[ ._])?(?:[a-z]{2,4}[ ._])?(?:web|hdtv|pdtv|x26[45]))"
    rf"|(?:19|20)\d\d-(?:19|20)?\d\d\)[ ._-]{{1,3}}complete|complete(?=[ ._\])]*$| ?\[)"
    rf"|(?:completa|komplett)(?=[ ._])){CLOSE}|[\[( ]batch[\])]|[全전]\d{{1,4}}[集话話回화회]|\d{{1,4}}[集话話回]全"
)


def whole(low: str) -> Numbering | None:
    """All seasons there are: "Complete Series", "BOXSET", "(Batch)", "COMPLETE.1080p.WEB".

    "COMPLETE.BLURAY" is said of a disc that was not encoded again, also of films: https://scenerules.org.
    """
    found = _WHOLE.search(low)
    return Numbering(found.start(), found.end(), pack=True) if found else None


_FURTHER = re.compile(r"(?P<between>[^\d]*)(?P<n>\d+)")
_EACH = re.compile(r"[\s._]*(?:[,+&/]|and|und|et|y|e|en|og|och|i|и|у|[\s._]|(?=s))[\s._]*(?:s|season)?[\s._]*")
"""What stands between single seasons; anything else, and a space between two alone, tells of those between, too."""


def _seasons(found: Match[str], number: int) -> Numbering:
    """Several seasons: a first one, and what the further ones add to it."""
    further_ones = [*_FURTHER.finditer(found["more"])]
    alone = len(further_ones) == 1 and not found["more"].strip("0123456789s ._")
    seasons, skips = [number], False
    for each in further_ones:
        skips |= each["between"] == "s" and int(each["n"]) != seasons[-1] + 1
        seasons += _up_to(each, seasons[-1], alone=alone)
    ordered = sorted({*seasons}, key=lambda season: (season == 0, season))  # "S01-S03 + S00" has the specials as well
    problem = "no-episode" if skips else ""  # "S02S05" may be a special of season 2
    return Numbering(*found.span(), season=number, seasons=tuple(ordered), pack=True, problem=problem)


def _up_to(further_one: Match[str], before: int, *, alone: bool) -> range:
    """A further season, and those between it and the one `before` where that is meant; none where they are too many."""
    last = int(further_one["n"])
    first = last if _EACH.fullmatch(further_one["between"]) and not alone else before + 1
    return range(first, last + 1) if last - first < _MOST_SEASONS else range(0)


_HALF = re.compile(r"\.5(?!\d)")


def _within(found: Match[str], inner: Match[str], number: int) -> Numbering | None:
    first = int(_first_told(inner, "e", "e2", "e3", "e4", "e5", "e6", "e7"))
    if like_year(first) or first in PICTURE or _is_whole(inner):
        return None
    episodes = span([first, int(_first_told(inner, "to", "to5") or first)])
    version = int(_first_told(inner, "v", "v2") or 1)
    return Numbering(
        found.start(),
        inner.end(),
        season=number,
        episodes=episodes,
        special=bool(inner["half"]) or _HALF.match(found.string, inner.end()) is not None,
        version=version,
        anime=True,
    )


def _is_whole(inner: Match[str]) -> bool:
    """Whether a season is said to have all there are: "S02 [10/10]"."""
    return inner["slash"] is not None and not inner["to"] and inner["e"] == inner["n"]


def _first_told(found: Match[str], *names: str) -> str:
    """What stands in the one of these groups that took part; empty when none did."""
    return next((text for name in names if (text := found[name])), "")


def _counted_behind(low: str, begin: int) -> Numbering | None:
    """The count after a season in Chinese, which may belong to the other title: "…第二季 / Title - 01"."""
    for rule in (episode_counts.dashed, episode_counts.boxed):
        numbering = rule(low)
        if numbering and numbering.start >= begin:
            return numbering
    return None


def _pack(low: str, found: Match[str], number: int) -> Numbering:
    part = _PART.match(low, found.end())
    told = found["disc"] or (part and part["n"])
    return Numbering(
        found.start(),
        part.end() if part else found.end(),
        season=number,
        seasons=(number,),
        pack=True,
        part=value(told.strip(" ._")) if told else None,
    )


def _told_later(low: str, pack: Numbering) -> Numbering | None:
    """The episodes of a pack's season that stand further on: "Season 6 (2016) 720p Episode 13"; of several seasons, the
    pack with how many of theirs there are: "S01-S02 E01-E20".
    """
    if not (found := _LATER.search(low[pack.end :])):
        return None
    first = int(_first_told(found, "e", "of", "front", "east", "korean", "cap"))
    if like_year(first) or first in PICTURE:
        return None
    episodes = span([first, *further(_first_told(found, "more", "to", "last", "east_to"))])
    if len(pack.seasons) < 2:
        return Numbering(pack.start, pack.end, season=pack.season, episodes=episodes)
    pack.absolute = episodes if first == 1 and len(episodes) > 1 else ()
    return pack


_SERIES = r"(?<=[^\W_])\)?[ ._,(-]{1,3}(?P<word>series)[ ._]?(?P<n>\d{1,2})"
_SERIES_ALONE = re.compile(
    rf"{_SERIES}\)?(?=[ ._]*$|[ ._]?[\[(]"
    rf"|[ ._](?:complete|\d{{3,4}}[pi]|hdtv|web|bluray|bdrip|dvd(?:rip)?|xvid|pdtv){CLOSE})"
)
_TEMPORADA = re.compile(
    r"(?<=[^\W_])[ ._-]{1,3}(?P<word>t)(?P<n>\d{1,2})"
    r"(?=[ ._]?[\[(]|[ ._](?:completa|castellano|latino|espa[nñ]ol|dual|\d{3,4}p|hdtv|web|bluray)(?![^\W_]))"
)
_SERIES_COUNT = re.compile(rf"{_SERIES}[ ._-]{{1,3}}(?P<e>\d{{1,2}})[ ._]?of[ ._]?\d{{1,2}}{CLOSE}")


def british_count(low: str) -> Numbering | None:
    """Series 2 3of6: British for season 2, episode 3."""
    if "series" not in low or not (found := _SERIES_COUNT.search(low)):
        return None
    return Numbering(found.start("word"), found.end(), season=int(found["n"]), episodes=(int(found["e"]),))


def british(low: str) -> Numbering | None:
    """Series 2, and T2 in Spain: it may be a title's last word, so this is asked late."""
    if not (found := _SERIES_ALONE.search(low) or _TEMPORADA.search(low)):
        return None
    number = int(found["n"])
    return Numbering(found.start("word"), found.end(), season=number, seasons=(number,), pack=True)
