"""Rules for names with a number but no season: "E07", "5 of 9", parts of a mini-series, the running count of anime."""

from __future__ import annotations

import re
from re import Match

from pipeline.releases.parsing.numbering_result import (
    CLOSE,
    DASH_MORE,
    E_MORE,
    EDGE,
    EPISODE_WORDS,
    FIRST,
    PICTURE,
    SPELLED,
    YEAR,
    Numbering,
    at_edge,
    further,
    like_year,
    span,
    value,
)

_EPISODE = re.compile(
    rf"{at_edge(EPISODE_WORDS + ' e(?=[0-9])')}(?:\. ?|[ _#№(-]|: ?| - )?(?P<e>\d{{1,5}})(?!\d)"
    r"(?:v(?P<v>\d)(?:\.\d(?=[ _\]]))?)?(?P<half>\.5(?=[ _\])]|$|\.(?:[\[(]|(?:480|540|720|1080|2160)p)))?"
    r"(?![a-df-np-z]|o(?!f\d)|e(?!\d\d\d?(?![0-9a-df-z])))"
    rf"(?P<more>(?:{E_MORE}|{DASH_MORE}){{0,40}})"
)
_EPISODE_BEHIND = re.compile(
    rf"(?P<e>{FIRST}\d{{0,3}})(?P<more>-\d{{1,4}})?(?:\. ?|-?[яй] ?|[ ._])?"
    rf"(?:сери[яи]|серія|серії|выпуск|seri?y?a|rész|b[öo]l[üu]m|blm|odcinek){CLOSE}"
)
_EPISODE_SAID = re.compile(r"episode[^a-z]")
_FILM = re.compile(rf"[ ._]+[^\W\d_][^()\[\]]{{0,80}}{YEAR.pattern}")
_EPISODE_EAST = re.compile(
    r"第(?P<e>\d{1,4}|[一二三四五六七八九十]{1,3})(?P<more>[-~]\d{1,4})?(?:v\d)?[集话話回]"
    rf"|{EDGE}제?(?P<e2>\d{{1,4}})[회화]?(?P<more2>[-~]제?\d{{1,4}})?[회화]{CLOSE}"
    r"|(?<=[\[_ .])(?<!\d\.)(?P<e3>\d{1,4})(?P<more3>[-~]\d{1,4})?[集话話回](?=[\]_ .]|$)"
)
_OF = re.compile(
    rf"(?P<e>{FIRST}\d{{0,3}})(?P<more>[-~&+]\d{{1,4}})?[ ._]?(?:of|von|из|iz|sur|av|af)[ ._]?(?P<n>\d{{1,4}}){CLOSE}"
)
_PART_WORD = re.compile(r"(?<![^\W_])(?:part|pt|teil|partie|parte)[ ._-]{1,2}\Z")
_BY_NOW = re.compile(r"\[\d+ из \d+\]")
_SLASH = re.compile(r"(?<=\()(?P<e>\d{1,2})(?P<more>-\d{1,2})?/(?P<n>\d{1,2})(?=\))")


def counted(low: str) -> Numbering | None:
    """E07, EP07, Episode 7, Folge 7, 5of9, 第08話."""
    behind = _EPISODE_BEHIND.search(low)
    if numbering := _word_before(low, behind.start() if behind else len(low)):
        return numbering
    if behind:
        numbers = span([int(behind["e"]), *further(behind["more"])])
        return Numbering(behind.start(), behind.end(), episodes=numbers)
    return _counted_east(low) or _of_several(low)


def _word_before(low: str, end: int) -> Numbering | None:
    """E07, Episode 7, where that begins before `end`: "12. Bölüm (05.01.2022)"."""
    for found in _EPISODE.finditer(low):
        if end < found.start():
            break
        if not _is_film(low, found) and not like_year(int(found["e"])):
            numbers = [int(found["e"]), *further(found["more"])]
            version, half = int(found["v"] or 1), bool(found["half"])
            return Numbering(found.start(), found.end(), episodes=span(numbers), version=version, special=half)
    return None


def _is_film(low: str, found: Match[str]) -> bool:
    """Whether a year tells that it is a film: "Episode.50.2011", "Episode 1 The Name 1999"."""
    if not found.start() and YEAR.match(low, found.end() + 1):
        return True
    return _EPISODE_SAID.match(found[0]) is not None and _FILM.match(low, found.end()) is not None


def _counted_east(low: str) -> Numbering | None:
    east = None if low.isascii() else _EPISODE_EAST.search(low)
    if not east:
        return None
    numbers = [value(east["e"] or east["e2"] or east["e3"]), *further(east["more"] or east["more2"] or east["more3"])]
    return Numbering(east.start(), east.end(), absolute=span(numbers), anime=True)


def _of_several(low: str) -> Numbering | None:
    """5of9, (5/9); "[10 из 24]", as Russian trackers say how many there are by now."""
    for pattern in (_OF, _SLASH) if "/" in low else (_OF,):
        for found in pattern.finditer(low):
            if 0 < int(found["e"]) <= int(found["n"]) and found.start():
                numbers = [int(found["e"]), *further(found["more"])]
                if _BY_NOW.fullmatch(low, found.start() - 1, found.end() + 1):
                    return Numbering(found.start(), found.end(), episodes=span([1, *numbers]))
                word = _PART_WORD.search(low, 0, found.start())
                begin = word.start() if word else found.start()
                return Numbering(begin, found.end(), episodes=span(numbers), part=numbers[0])
    return None


_MINI = re.compile(
    rf"{EDGE}(?:(?:parts?|pt|teil|partie|parte|chapter)(?P<e>[ ._-]?\d{{1,2}}|[ ._-](?:{SPELLED}))"
    rf"|episode(?P<word>[ ._-](?:{SPELLED}))){CLOSE}"
    rf"(?P<more>(?:[ ._]?(?:-|&|\+|and)[ ._]?(?:part|pt)?[ ._]?(?:\d{{1,2}}|{SPELLED}){CLOSE}){{0,8}})"
)
_NUMBER_FIRST = re.compile(r"\d{1,3}(?: - |\. |_-_)")
"""The number of a file, whose episode may be in parts: "08 - Winter Part 2"."""
_NUMBERS = re.compile(rf"\d+|\b(?:{SPELLED})\b")


def _part_told(low: str) -> Match[str] | None:
    may_be = ("p" in low or "teil" in low) and not _NUMBER_FIRST.match(low)
    return _MINI.search(low) if may_be else None


def mini(low: str) -> Numbering | None:
    """Part 1, Part Two, Part.1.and.Part.2, Episode Four of a mini-series. With a year behind it is a film in parts."""
    found = _part_told(low)
    if not found or not found.start() or YEAR.search(low, found.end()):
        return None
    if (year := YEAR.search(low)) and low[year.end() : found.start()].strip(" ._-()[]"):
        return None
    numbers = [
        value((found["e"] or found["word"]).strip(" ._-")),
        *(value(word) for word in _NUMBERS.findall(found["more"])),
    ]
    return Numbering(found.start(), found.end(), episodes=span(numbers), part=numbers[0])


_COUNT = r"(?P<e>\d{1,4})(?P<half>\.5)?(?:v(?P<v>\d))?"
_RANGE = (
    r"(?P<more>(?:(?! - \d{1,4} (?!end|fin|complete|batch)[^\W\d_])"  # "05 - 100 Ropes"
    r" ?[-~+&] ?\d{1,4}(?:v\d)?(?:(?=end|fin)|(?![0-9a-z]))){0,12})"
)
_DASHED = re.compile(
    # "- 2. xyz" is the second of something
    rf"-(?:(?<=[ _]-)[ _]|(?<=\.-)\.)(?!\d\. [^\W\d_])#?{_COUNT}{_RANGE}(?:[ _]?(?:end|fin|final))?(?!\.\d)"
    r"(?=[ ._]*(?:[\[(]|$|-|mp4|mkv)|[ ._](?!of))"
)
_SHARP = re.compile(rf"#(?<=[ _.]#){_COUNT}{_RANGE}(?=[ ._\[(]|$)")
_BOXED = re.compile(
    rf"(?:[\[{{]|\((?!\d\)))#?{_COUNT}{_RANGE}(?: ?(?:end|fin|完|全集?|合集))?"
    r"(?: ?\+ ?(?:sps?|ovas?|oads?|specials?))?[\])}]"
)
_LOOSE = re.compile(
    r"(?P<e>[0-9](?<=[ ._-].)(?:(?<=0)\d{1,2}|\d{1,3}))(?P<half>\.5)?(?:v(?P<v>\d))?(?P<more>(?:-\d{1,4}(?![0-9a-z]))?)"
    r"(?=[ ._\[(]|$)"
)
_PADDED = re.compile(
    r"(?P<e>0(?<=[^\W_][ ._].)\d{1,3})(?P<half>\.5)?(?:v(?P<v>\d))?(?P<more>(?:-0?\d{1,4}(?![0-9a-z]))?)"
    r"(?=[ ._]{0,2}[\[(])"
)
_VOICED = re.compile(
    r"(?P<e>[0-9](?<=[ ._].)\d{0,3})(?P<half>)(?:v(?P<v>\d))?(?P<more>)(?=[ ._](?:vostfr|vf|vostf|subfrench|raw|end)"
    rf"{CLOSE})"
)


def _is_picture(number: int, found: Match[str]) -> bool:
    """Whether a number stands for the picture, which is not told behind it."""
    return number in PICTURE and _PICTURE_BEHIND.match(found.string, found.end()) is None


_PICTURE_BEHIND = re.compile(r"(?<!1280)(?<!1920)[ ._\])-]{0,3}[\[(]?\d{3,4}[pi](?![^\W_])")
"""The picture's lines behind a number that may be them: "Title 720 [720p]" is episode 720."""


def _running(found: Match[str], *, boxed_in: bool = False) -> Numbering | None:
    """`boxed_in`: a fansub's name that goes on in brackets, so that " - 1080 [" is no picture's height."""
    first, more = int(found["e"]), further(found["more"])
    if like_year(first) or (not boxed_in and _is_picture(first, found)) or (more and more[-1] < first):
        return None
    return Numbering(
        found.start(),
        found.end(),
        absolute=span([first, *more]),
        special=bool(found["half"]) or (not found["more"] and _BESIDE.match(found.string, found.end()) is not None),
        version=int(found["v"] or 1),
        anime=True,
    )


# "- 02 OVA [1080p]", "[02][SP]": the number is one among the specials.
_BESIDE = re.compile(
    r"[ ._]{0,2}[\])]?[ ._]{0,2}[\[(]?(?:ova|oad|sp|special|movie|preview|pv|trailer|teaser"
    r"|alternative|recap|commentary|nc(?:op|ed))[ ._]?(?=[\])\[(]|$)"
)
# "[SP][01]", "[特典][01]" (bonus), "[番外篇][01]" (beside the story).
_SPECIAL_BOX = re.compile(
    r"\[(?:sp|specials?|ova|oad|pv|cm|menu|nc(?:op|ed)|映像特典|特典(?:映像)?|番外[篇編编]?|特[别別]?[篇編编版]"
    r"|[总總]集[篇編编]?|[剧劇]场?場?版)\][ _]?$"
)


def dashed(low: str) -> Numbering | None:
    """Title - 07, Title - 07v2 [1080p], Title - 01-02-03, Title #957, Title 01 - 12 [1080p]."""
    batch = _BATCH.search(low)
    if batch and int(batch["e"]) < further(batch["more"])[-1]:
        return _running(batch)
    within: Numbering | None = None  # "Title - 100 Years": surer is one at the title's end
    for pattern in (_DASHED, _SHARP):
        for found in pattern.finditer(low):
            behind = low[found.end() :].lstrip(" ._")[:1]
            numbering = _running(found, boxed_in=low.startswith("[") and behind in ("[", "("))
            if numbering and not behind.isalpha():
                return numbering
            within = within or (None if low[: found.start()].strip().isdigit() else numbering)  # "05 - 12 Knots"
    return within


_SPECIAL = re.compile(
    rf"(?<=[^\W_])[ ._(\[-]{{1,3}}(?P<word>ova|oad|specials?|sp)(?:[ ._-]{{0,3}}(?:ep(?:isode)?[ ._]?)?|#)"
    rf"(?P<e>\d{{1,2}})(?:v(?P<v>\d))?{CLOSE}"
)


def special(low: str) -> Numbering | None:
    """OVA 2, Title OVA - 02, SP1: a count of its own, beside the seasons."""
    if not (found := _SPECIAL.search(low)):
        return None
    number, version = int(found["e"]), int(found["v"] or 1)
    begin = found.start("word")
    return Numbering(begin, found.end(), absolute=(number,), special=True, version=version, anime=True)


def boxed(low: str) -> Numbering | None:
    """[Group][Title][07][1080p], Title [01-12]."""
    for found in _BOXED.finditer(low):
        if found.start() and (numbering := _running(found)):
            numbering.special = numbering.special or _SPECIAL_BOX.search(low[: found.start()]) is not None
            return numbering
    return None


# What stands between a word and its number; written so that a search skips from place to place.
_GAP = r"[ _.)](?<=[^\W_].)(?:(?<=\))[ _.]|(?<!\)))"
_SPREAD = re.compile(
    rf"{_GAP}(?P<e>0?1|\d{{2,4}})(?P<half>)(?P<v>)(?P<more>[-~]\d{{2,4}}|(?<=[ _.]1)-[3-9](?=[ _.]\d{{3,4}}p))"
    r"(?=[ _.]?(?:[\[(]|$|\d{3,4}p|hdtv|web|complete(?![^\W_])|\+ ?(?:ovas?|movies?|specials?|sps?)))"
)
_BATCH = re.compile(rf"{_GAP}(?P<e>0\d+)(?P<half>)(?P<v>)(?P<more> ?[-~] ?\d{{2,4}})(?=[ _.]?[\[(])")
_YEAR_BOXED = re.compile(r"\((?:19|20)\d\d\)")


def trailing(low: str) -> Numbering | None:
    """[Group] Title 07 [1080p], [Group] Title 214, Title 484 VOSTFR; without a group only "07" before a bracket."""
    if numbering := _spread(low):
        return numbering
    voiced = _VOICED.search(low)
    if voiced or not low.startswith("["):
        found = voiced or _PADDED.search(low)
        return _running(found) if found else None
    return _behind_group(low)


def _spread(low: str) -> Numbering | None:
    """Title 01-12 [1080p]."""
    spread = _SPREAD.search(low)
    if not spread:
        return None
    numbers = further(spread[0])
    if spread["e"] > "01" and spread["e"].startswith("0") and spread.end() == len(low):
        return None  # "Title 03-20" may be season and episode
    return _running(spread) if len(numbers) == 2 and numbers[0] < numbers[1] else None


def _behind_group(low: str) -> Numbering | None:
    """The last number before a bracket or the end in "[Group] Title 214 [1080p]", else the first behind the title."""
    begin = low.find("]") + 1
    best: Numbering | None = None
    for found in _LOOSE.finditer(low, begin):
        before = _YEAR_BOXED.sub("", low[begin : found.start()]).strip(" ._-")
        if "[" in before or "(" in before:
            break
        ends = low[found.end() :].lstrip(" ._")[:1] in "[("  # or nothing at all
        if before and (best is None or ends):
            best = _running(found) or best
    return best


_FRONTED = re.compile(r"\[[^\[\]]{1,40}\][ _](?P<e>\d{2,3})(?:v\d)?(?: - |_-_|[ _])(?=[^\W\d_])")


def fronted(low: str) -> Numbering | None:
    """[Group] 06 Title II (720p), [Group] 12 - Title [BD]: the number before the title."""
    found = _FRONTED.match(low)
    if not found or "[" not in low[found.end() :] + low[found.end() :].replace("(", "["):
        return None
    return Numbering(found.start("e"), found.end(), absolute=(int(found["e"]),), anime=True)


_PADDED_BARE = re.compile(
    r"(?P<e>0(?<=[^\W\d_][ ._].)\d{1,2})(?P<half>)(?:v(?P<v>\d))?(?P<more>)(?=[ ._]"
    r"(?:(?:360|480|540|576|720|1080|2160)p|hdtv|pdtv|dsr|dvdrip|xvid|web(?:rip|dl)?|bluray|bd|x26[45]|h ?26[45])"
    rf"{CLOSE})"
)
_BARE = re.compile(
    r"(?<=[^\W_][ ._-])(?P<s>0?[1-9]|[12]\d)(?P<e>\d\d)(?=-[a-z][a-z0-9]{1,9}$"
    r"|[ ._-](?:(?:ws|proper|repack|internal|720p|1080p|480p)[ ._-]){0,3}"
    rf"(?:hdtv|pdtv|dsr|dvdrip|dvd|webrip|web|tvrip|hr|xvid|x264|h264|divx|720p|1080p|bdrip){CLOSE})"
)


def bare(low: str) -> Numbering | None:
    """Title.103.720p.HDTV: season 1, episode 3; Title 01 1080p: episode 1. With a year behind, it is a film."""
    padded = _PADDED_BARE.search(low)
    if padded and not YEAR.search(low):
        return _running(padded)
    if numbering := _run_together(low) or _after_year(low):
        return numbering
    pair = _PAIR.search(low)
    return _running(pair) if pair and not YEAR.search(low) else None


def _run_together(low: str) -> Numbering | None:
    """Title.103.720p.HDTV."""
    for found in _BARE.finditer(low):
        before = YEAR.search(low, 0, max(0, found.start() - 2))  # right before, it belongs to the title
        if before or YEAR.search(low, found.end()):
            break
        whole = int(found["s"] + found["e"])
        if whole not in PICTURE and not like_year(whole) and int(found["e"]):
            return Numbering(found.start(), found.end(), season=int(found["s"]), episodes=(int(found["e"]),), bare=True)
    return None


def _after_year(low: str) -> Numbering | None:
    """Title 2019 103 Name."""
    found = _AFTER_YEAR.search(low)
    if not found or not int(found["e"]):
        return None
    begin, season, episode = found.start("s"), int(found["s"]), int(found["e"])
    return Numbering(begin, found.end(), season=season, episodes=(episode,), bare=True)


_AFTER_YEAR = re.compile(
    rf"(?<=[^\W_][ ._])(?:19[5-9]\d|20[0-4]\d)[ ._](?P<s>[1-9])(?P<e>\d\d)(?=[ ._][^\W\d_]){CLOSE}"
)
_PAIR = re.compile(
    r"(?P<e>[0-9](?<=[^\W\d_][ ._].)\d)(?P<half>)(?:v(?P<v>\d))?(?P<more>)"
    r"(?=[ ._](?:(?:720|1080|2160|480)p|[hp]dtv|dsr|web(?:rip|dl)?|dvdrip|xvid)(?:[ ._-]|$))"
)


_FRONT = re.compile(r"(?:\[[^\[\]]{1,40}\][ _]?)?(?P<e>0\d{1,2})(?P<more>(?:-0\d{1,2})?)(?:\. ?| - |_-_|-)(?=[^\W\d_])")
_PADDED_INSIDE = re.compile(r"(?P<e>0(?<=[^\W\d_]{2}[ ._].)[1-9])(?P<half>)(?P<v>)(?P<more>)(?=[ ._][^\W\d_])")


def loose(low: str) -> Numbering | None:
    """03 - Name, 003-004. Name, Title.05.Name: numbers with a leading zero, where no year makes it a film."""
    if "0" not in low or YEAR.search(low):
        return None
    if found := _FRONT.match(low):
        return Numbering(found.start("e"), found.end("more"), episodes=span([int(found["e"]), *further(found["more"])]))
    inside = _PADDED_INSIDE.search(low)
    return _running(inside) if inside else None
