"""Reads a release's name: which show and episodes, how good the picture and sound are, who made it.

    >>> read("Blue.Planet.S01E02.1080p.WEB-DL.DD5.1.H.264-GRP").episodes
    (2,)

Reading is pure and bounded: names are cut to 300 characters, and every pattern's repetitions are bounded. How names
are built is described in https://scenerules.org (scene) and https://thewiki.moe/advanced/release-standards/ (anime).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from pipeline.releases.parsing import groups, numbering, quality_tokens, titles
from pipeline.releases.parsing.normalise import LONGEST, Text, folders, hidden, prepare, words_at, words_of
from pipeline.releases.parsing.numbering_result import CLOSE, NTH, NTH_SEASON, Numbering, at_edge
from pipeline.releases.parsing.vocabulary import PHRASES, SINGLE, Kind, Source
from pipeline.releases.parsing.words import spellings, words

__all__ = ["ReleaseName", "Source", "read"]


class ReleaseName(NamedTuple):
    """What a release's name says. What it does not say is None, 0, False or empty.

    A tuple, because it takes a third of the time to make one.

    `episodes` counts within `season`; with `season` None they are numbers given without one (a mini-series, or a
    show with one season). `absolute` counts through all seasons, as anime is numbered. A season pack has `is_pack`,
    its `seasons` and no episodes.
    """

    raw: str  # as given, cut to 2,000 characters
    title: str = ""
    alt_titles: tuple[str, ...] = ()  # further titles in the name; also the title with a year that may be part of it
    year: int | None = None  # beside the title
    country: str | None = None  # ISO 3166-1 alpha-2, beside the title
    season: int | None = None  # the first, for packs of several
    seasons: tuple[int, ...] = ()  # of a pack
    episodes: tuple[int, ...] = ()
    absolute: tuple[int, ...] = ()
    is_pack: bool = False
    part: int | None = None  # of a pack that holds part of a season, or of a mini-series
    date: datetime.date | None = None  # the day it aired, for daily shows; None where it may as well be another
    other_dates: tuple[datetime.date, ...] = ()  # that may be meant as well: 24 March 2014 in "14.03.24", or 14 March
    until: tuple[int, int] | None = None  # (season, episode) where a range ends in a later season
    bare: bool = False  # season and episode from digits alone ("102"), which may count through
    special: bool = False  # season 0, an OVA, a number between two others ("07.5"): no regular episode
    extras: bool = False  # bonus material or subtitles without the episodes
    resolution: int | None = None  # lines
    source: Source | None = None
    remux: bool = False  # the disc's own streams, not encoded again
    codec: str | None = None  # of the picture, as ffprobe calls it
    bit_depth: int | None = None
    hdr: tuple[str, ...] = ()  # "hdr10", "hdr10plus", "hlg", "dolby-vision"
    audio: tuple[str, ...] = ()  # "aac", "ac3", "eac3", "dts", "dts-hd-ma", "truehd", "flac", …
    channels: int | None = None  # all of them: 6 for 5.1
    atmos: bool = False
    network: str | None = None  # the streaming service it was taken from
    languages: tuple[str, ...] = ()  # spoken, BCP 47
    subtitle_languages: tuple[str, ...] = ()  # BCP 47
    multi_audio: bool = False  # several languages, which may not be named
    proper: int = 0  # how often it mends an earlier release
    version: int = 1  # fansubs: 2 for "v2"
    group: str | None = None
    junk: str | None = None  # why the name is of no use: "film", "no-episode" or "random"

    @property
    def names_episode(self) -> bool:
        """Whether it names an episode, a day or a season at all."""
        numbers = self.episodes or self.absolute or self.seasons
        return self.junk is None and bool(numbers or self.date or self.other_dates)

    @property
    def days(self) -> tuple[datetime.date, ...]:
        """All that it may have aired on."""
        return (self.date, *self.other_dates) if self.date else self.other_dates


def read(name: str, known_titles: Sequence[str] = (), episode_title: str = "") -> ReleaseName:
    """Reads a release's name, or a path to a file of one.

    `known_titles` are titles that may be meant. They settle names that can be read in two ways: with "Archive 81"
    known, "Archive.81.720p" is no episode 81. The title is then spelled as it is known. `episode_title` is the title of
    the episode that may be meant: "Waiting.for.Dutch.1080p" is then not in Dutch.
    """
    if episode_title and (masked := _masked(name, episode_title)):
        plain, again = read(name, known_titles), read(masked, known_titles)
        same = (again.title, again.season, again.episodes, again.date) == (
            plain.title, plain.season, plain.episodes, plain.date
        )  # fmt: skip
        return again._replace(raw=plain.raw) if same else plain
    if len(name) > _LONGEST_PATH:
        name = name[-_LONGEST_PATH:] if name.startswith("/") else name[:_LONGEST_PATH]
    if not known_titles:
        return _read_plain(name)
    return _with_known(_read_plain(name), _known(tuple(known_titles)))


def _masked(name: str, episode_title: str) -> str:
    """The name with an episode's title made unreadable; empty when it has none, or one that says nothing else."""
    found = words(episode_title)
    if not any(word in SINGLE or word in PHRASES or word.isdigit() for word in found):
        return ""
    spelled = re.compile(r"[\W_]+".join(map(re.escape, found)), re.IGNORECASE)
    places = [place for place in spelled.finditer(name[:LONGEST]) if place.start()]
    if not places:
        return ""
    begin, end = places[-1].span()
    return name[:begin] + _LETTER.sub("x", name[begin:end]) + name[end:]


_LONGEST_PATH = 2000  # characters


@lru_cache(maxsize=4096)
def _read_plain(name: str) -> ReleaseName:
    parts = folders(name)
    if len(parts) == 1:
        return _read_one(name, prepare(parts[0]))
    return _read_path(name, parts)


def _read_one(raw: str, text: Text, begin: int = 0) -> ReleaseName:
    """Reads a name without folders. `begin` is where a known title ends, so that its numbers are left alone."""
    found = numbering.find(text.low)
    front, start = _front(text, found)
    if found is None or found.problem or (not _sure(found, text.low) and hidden(text.text)):
        return _without_episode(raw, text, front, start, found)
    end = _end_of_title(text, found, start)
    title = _title(text, found, start, end)
    if front and not title.text:
        title = titles.read(_behind(text.text, found.end))
    behind_title = max(begin, _first_box(text.text, start, end)) if title.text else found.end
    marked = _scan(text, behind_title, found)
    group = groups.find(text, marked, found.end, front, anime=found.anime)
    if group and text.text.endswith(")"):
        title.others.append(titles.tidy(groups.other_title(text, marked)))
    return _value(raw, title, found, quality_tokens.summarise(marked, text), group)


def _behind(text: str, end: int) -> str:
    """What stands behind the numbering, until a bracket or what may be about quality."""
    behind = text[end : _first_bracket(text, end)]
    early = _QUALITY.search(behind.lower())
    return behind[: early.start()] if early else behind


def _front(text: Text, found: Numbering | None) -> tuple[str, int]:
    """The group in front and where the title may begin; none where the numbering stands in front."""
    front, start = groups.leading(text.text)
    return ("", 0) if found and found.start < start else (front, start)


def _end_of_title(text: Text, found: Numbering, start: int) -> int:
    """Where the numbering begins, or the quality: now and then, and on Russian trackers always, that stands before it.

    No title holds such words, nor an episode that is told twice ("2x05 - S02E05").
    """
    early = _QUALITY.search(text.low, start + 1, found.start)
    if early is None and "x" in text.low[: found.start]:
        early = _TWICE.search(text.low, start + 1, found.start)
    return early.start() if early else found.start


_TWICE = re.compile(r"(?<![^\W_])\d{1,2}x\d\d(?![^\W_])")


_QUALITY = re.compile(
    at_edge(
        r"480[pi] 576[pi] 720[pi] 1080[pi] 2160[pi] web-?dl(?:rip)? webrip b[dr]-?rip dvd-?rip hdtv(?:rip)? hd-?rip"
        r" blu-?ray x\.?26[45] h\.?26[45] tv-?rip sat-?rip"
        r" bd(?<=[\[(]bd)(?=[._\x20]\d{3,4}p) dvd(?<=[\[(]dvd)(?=[._\x20]\d{3,4}p)"
    )
    + CLOSE
)


def _first_bracket(text: str, start: int) -> int:
    found = re.search(r"[\[(]", text[start:])
    return start + found.start() if found else len(text)


def _sure(found: Numbering, low: str) -> bool:
    """Whether a numbering counts in a name that looks random: a season or a day, and no letter right behind it."""
    if low[found.end : found.end + 1].isalnum():
        return False
    return (found.season is not None and not found.anime) or found.day is not None or bool(found.other_days)


def _first_box(text: str, start: int, end: int) -> int:
    """Where the title's first box begins; `end` where there is none."""
    place = text.find("[", start + 1, end)
    return place if place > 0 else end


def _title(text: Text, found: Numbering, start: int, end: int) -> titles.Title:
    """The title from `start` to `end`, or the one behind a slash: "Назва (S2E1) / Title (S2E1)"."""
    title = titles.read(text.text[start:end])
    if found.season is not None and (nth := _NTH_SEASON.match(text.low, found.start)):
        title.others.append(titles.tidy(text.text[start : nth.end()]))  # a show of its own in some catalogues
    slash = text.text.find(" / ", found.end, found.end + _FAR)
    if slash < 0 or (title.text.isascii() and text.text[found.end : slash].strip(" ,)]0123456789-+")):
        return title
    other = _title_from(text, slash + 3)
    if not other.text or len(other.text) > _FAR:
        return title
    return _joined(title, other)


def _title_from(text: Text, begin: int) -> titles.Title:
    """The title that begins here and ends at the next numbering, or at what tells of the picture."""
    again = numbering.find(text.low[begin:])
    if again:
        return titles.read(text.text[begin : begin + again.start])
    marked = quality_tokens.scan(text, begin)
    return titles.read(text.text[begin : marked[0].start if marked else len(text.text)])


def _joined(title: titles.Title, other: titles.Title) -> titles.Title:
    """One title with the other as its second: the later one first where it alone is in plain letters, or is one."""
    later = not title.text or (other.text.isascii() and not title.text.isascii())
    first, second = (other, title) if later else (title, other)
    first.others.append(second.text)
    first.year = first.year or second.year
    return first


_NTH_SEASON = re.compile(rf"(?!s\d){NTH}[ ._]{NTH_SEASON}")
_FAR = 100  # characters; another title stands near


def _scan(text: Text, begin: int, found: Numbering | None) -> list[quality_tokens.Marker]:
    """The markers from `begin` on, without those in the numbering itself."""
    behind = found is not None and begin == found.start
    marked = quality_tokens.scan(text, found.end if found and behind else begin)
    if found and not behind:
        marked = [each for each in marked if not (each.start < found.end and each.end > found.start)]
    return _without_group(text, marked)


_DOUBTFUL = frozenset((
    "bd", "fhd", "uhd", "hd", "sd", "dvd", "tv", "web", "raw", "red", "max", "end", "dual", "multi", "ma", "dv", "hdr",
    "sdr",
))  # fmt: skip
_UNDERSCORED = re.compile(r"[a-z0-9]-(?P<g>[A-Za-z]{2,10}_[A-Za-z][A-Za-z0-9]{1,14})$")


def _without_group(text: Text, marked: list[quality_tokens.Marker]) -> list[quality_tokens.Marker]:
    """A group may be called like a source: the last word of "H.264-BD", the first of "x264-HD_Pond"."""
    if len(marked) < 2:
        return marked
    if "_" in text.text and (found := _UNDERSCORED.search(text.text)):
        return [each for each in marked if each.start < found.start("g")]
    return marked[:-1] if _ends_in_group(text, marked[-2], marked[-1]) else marked


def _ends_in_group(text: Text, before: quality_tokens.Marker, last: quality_tokens.Marker) -> bool:
    """Whether a dash between picture or sound and a last, doubtful word tells that this is the group."""
    return (
        text.low[last.start : last.end] in _DOUBTFUL
        and text.text[last.start - 1] == "-"
        and before.last == last.first
        and before.fact.kind in (Kind.CODEC, Kind.AUDIO, Kind.CHANNELS)
        and not words_of(text.low[last.end :])
    )


def _value(
    raw: str, title: titles.Title, found: Numbering, quality: quality_tokens.Facts, group: str | None
) -> ReleaseName:
    if found.version > quality.get("version", 1):
        quality["version"] = found.version
    special = found.special or found.season == 0 or found.episodes == (0,)
    return ReleaseName(  # in the order of its fields, for a name of an argument costs as much as looking it up
        raw, title.text, _each_once(title.others, title.text), title.year, title.country,
        found.season, found.seasons, found.episodes, found.absolute, found.pack, found.part,
        found.day, found.other_days, found.until, found.bare, special, group=group, **quality,
    )  # fmt: skip


def _each_once(others: Sequence[str], title: str) -> tuple[str, ...]:
    """Further titles, none of them empty or the title itself."""
    return tuple(dict.fromkeys([each for each in others if each and each != title])) if others else ()


def _without_episode(raw: str, text: Text, front: str, start: int, found: Numbering | None) -> ReleaseName:
    """A film, a whole series, or nothing that can be told."""
    secret = hidden(text.text)
    marked = _scan(text, start + 1, None)
    end = marked[0].start if marked else len(text.text)
    title = titles.read(text.text[start : max(start, end)])
    quality = quality_tokens.summarise(marked, text)
    quality.pop("version", None)  # "v2" may belong to a title
    junk: str | None
    if secret:
        junk, title = "random", titles.Title("", [])
    elif found:
        junk = found.problem
    elif title.year:
        junk = "film"
    else:
        junk = "no-episode"
    if junk and not found and not secret and (special := _SPECIAL.search(text.low)):
        title = titles.read(text.text[start : special.start()])
        numbering, junk = Numbering(0, 0, special=True), None
    else:
        numbering = Numbering(0, 0)
    group = None if secret else groups.find(text, marked, end, front, anime=bool(front))
    return _value(raw, title, numbering, quality, group)._replace(junk=junk)


_SPECIAL = re.compile(
    r"(?<=[^\W_])[ ._,:(\[-]{1,3}(?:(?:christmas|xmas|halloween|new[ ._]years?(?:[ ._]eve)?|easter|holiday|thanksgiving"
    r"|reunion|anniversary|summer|winter|tv)[ ._'’]{1,2})?(?:specials?(?![ ._]edition)|ova|oad|making[ ._]of"
    r"|behind[ ._]the[ ._]scenes)(?![^\W_])"
)


# ---- paths -----------------------------------------------------------------------------------------------------


def _read_path(raw: str, parts: list[str]) -> ReleaseName:
    """Reads a file's name and, for what it lacks, its folders: the nearest one that names episodes."""
    own = _read_one(raw, prepare(parts[-1]))._replace(raw=raw)
    above = [_read_one(raw, prepare(part)) for part in reversed(parts[:-1][-3:])]
    if own.names_episode and own.season is not None:
        return own if own.title else _titled_above(own, above)
    better = next((each for each in above if each.names_episode and not each.is_pack), None)
    return better or _in_pack(own, above)


def _titled_above(own: ReleaseName, above: Sequence[ReleaseName]) -> ReleaseName:
    """With the title that the nearest folder tells."""
    title = next((each for each in above if each.title), None)
    return own._replace(title=title.title, year=title.year) if title else own


def _in_pack(own: ReleaseName, above: Sequence[ReleaseName]) -> ReleaseName:
    """A file that names an episode and no season, with the season of the pack that it lies in."""
    pack = next((each for each in above if each.is_pack), None)
    if not pack or not own.names_episode or own.days:
        return own
    title = next((each.title for each in (own, pack, *above) if each.title), "")
    return own._replace(season=pack.season, episodes=own.episodes or own.absolute, title=title)


# ---- known titles ----------------------------------------------------------------------------------------------

_LONGEST_TITLE = 24  # words
_LETTER = re.compile(r"[^\W_]")
_BRITISH_SEASON = re.compile(r"(?:[ ._]\(?(?:19|20)\d\d\)?)?[ ._,-]+series[ ._]?(?P<n>\d{1,2})(?![^\W_])")


@lru_cache(maxsize=256)
def _known(known_titles: tuple[str, ...]) -> dict[str, str]:
    return {key: title for title in known_titles for key in _keys(title)}


@lru_cache(maxsize=4096)
def _keys(title: str) -> frozenset[str]:
    """All that a title may be written as, compared like `_key`: without accents, with letters spelled out."""
    return frozenset(filter(None, (_key(title), *map("".join, spellings(title)))))


@lru_cache(maxsize=4096)
def _key(title: str) -> str:
    """Titles are compared by letters and digits alone; "and" and "&" are left out."""
    return "".join(map(_bare, words_of(prepare(title).low)))


def _bare(word: str) -> str:
    if word == "and":
        return ""
    return word.replace("'", "").replace("’", "") if len(word) > 2 else word


def _with_known(plain: ReleaseName, known: dict[str, str]) -> ReleaseName:
    """The reading in which a known title stands whole before the numbering; else `plain`."""
    text = prepare(folders(plain.raw)[-1])
    for begin in sorted({0, groups.leading(text.text)[1]}):
        hinted = _with_title_at(plain, text, begin, known)
        if hinted and not (len(folders(plain.raw)) > 1 and _tells_less(hinted, plain)):
            return hinted
    for each in (plain.title, *plain.alt_titles):
        if each and _key(each) in known:
            return _named_so(plain, known[_key(each)])
    return _titled_between(plain, text, known) if " / " in text.text and plain.names_episode else plain


def _titled_between(plain: ReleaseName, text: Text, known: dict[str, str]) -> ReleaseName:
    """With a known title that alone stands between slashes, and would else be a number: "Имя / 24 (2001) [S02E03]"."""
    pieces = (re.split(r" ?[(\[]", each, maxsplit=1)[0] for each in text.text.split(" / ", 5))
    title = next((known[key] for piece in pieces if (key := _key(piece)) in known), "")
    return _named_so(plain, title) if title else plain


def _with_title_at(plain: ReleaseName, text: Text, begin: int, known: dict[str, str]) -> ReleaseName | None:
    """The reading in which a known title begins at the first word from `begin` on; None when none does."""
    end, title = _longest_known(text, begin, known)
    if title and _needs_no_hint(plain, text, end, title):
        return _named_so(plain, title)
    return _hinted(plain, text, begin, end, title) if title else None


def _tells_less(hinted: ReleaseName, plain: ReleaseName) -> bool:
    """Whether a file's own name tells less than it does with its folders."""
    lacks = hinted.junk is not None or (hinted.season is None and plain.season is not None)
    return lacks and plain.names_episode


def _longest_known(text: Text, begin: int, known: dict[str, str]) -> tuple[int, str]:
    """Where the longest known title ends that begins here, and that title; empty when there is none."""
    key, longest, title = "", begin, ""
    words, starts = words_at(text.low, begin)
    for word, start in zip(words[:_LONGEST_TITLE], starts, strict=False):
        key += _bare(word)
        if key in known:
            longest, title = start + len(word), known[key]
    return longest, title


def _needs_no_hint(plain: ReleaseName, text: Text, end: int, title: str) -> bool:
    """Whether the title was read so without the hint, and an episode behind it."""
    british = _BRITISH_SEASON.match(text.low, end)
    return (not british or bool(plain.episodes)) and plain.names_episode and _key(plain.title) in _keys(title)


# "Title 113.avi", "Title 203 Name.mkv": no year, and not the picture's lines.
_CODE_BEHIND = re.compile(
    r"(?:[ ._]\(?(?:19|20)\d\d\)?)?[ ._-]{1,3}(?!(?:19|20)\d\d(?!\d)|(?:360|480|540|576|720|1080|2160)(?!\d))"
    r"(?P<s>0?[1-9]|[1-9]\d)(?P<e>\d[1-9]|[1-9]0)(?![^\W_])"
)


# "Title 005", "Title_17_[1080p]": the running count, where nothing else is told.
_COUNT_BEHIND = re.compile(
    r"[ ._-]{1,3}(?P<e>0\d{1,3}(?=[ ._]*(?:$|[\[(]))|[1-9]\d(?=[ ._]*[\[(])"
    r"|(?:264|265|360|480|540|576|720|1080)(?=[ ._]{0,2}[\[(]?(?:360|480|540|576|720|1080|2160)p(?![^\W_])))"
)


# "Title_1.mkv": a file among others; "Title 2.mkv" may be of a second season, or a film.
_FILE_COUNT = re.compile(r"_(?P<e>\d{1,2})$")
_FILE = re.compile(r"\d\.(?:mkv|mp4|avi|m4v|ts)$")


def _hinted(plain: ReleaseName, text: Text, begin: int, end: int, title: str) -> ReleaseName | None:
    """Reads again with the title's numbers hidden. None if further words follow the title: then it is another show."""
    low = text.low[:begin] + _LETTER.sub("x", text.low[begin:end]) + text.low[end:]
    british = _BRITISH_SEASON.match(low, end)  # "Series 5" is a season only where the title has ended
    if british:
        number = british.start("n")
        low = low[:end] + "season".rjust(number - end) + low[number:]
    again = _read_one(plain.raw, replace(text, low=low), end)
    if again.junk == "no-episode" and (counted := _with_digits(again, low, end)):
        return _named_so(counted._replace(title=title, alt_titles=()), title)
    meant = (not begin and _is_boxed(again, text, title)) or _is_called(again, title) or (british and again.season)
    return _named_so(again, title) if meant else None


def _is_boxed(name: ReleaseName, text: Text, title: str) -> bool:
    """Whether a title stands where a group does in other names: "[Title][S02][E05]", "[Tit] Le S02E05"."""
    return not name.title or (text.text.startswith("[") and _key(title).endswith(_key(name.title)))


def _with_digits(name: ReleaseName, low: str, end: int) -> ReleaseName | None:
    """The name with the digits alone that stand behind its title; None where there are none."""
    if code := _CODE_BEHIND.match(low, end):
        return name._replace(season=int(code["s"]), episodes=(int(code["e"]),), bare=True, junk=None)
    count = _COUNT_BEHIND.match(low, end) or (_FILE_COUNT.match(low, end) if _FILE.search(name.raw) else None)
    return name._replace(absolute=(int(count["e"]),), junk=None) if count else None


def _is_called(name: ReleaseName, title: str) -> bool:
    """Whether a name with this title in front goes on with nothing but numbers, or with a special's own title."""
    spoken = [_key(each) for each in (name.title, *name.alt_titles)]
    return not _keys(title).isdisjoint((*spoken, "".join(spoken))) or (name.special and not name.names_episode)


def _named_so(name: ReleaseName, title: str) -> ReleaseName:
    """With the title as it is known. A year that belongs to the title, and is no "(2003)", is none of its own."""
    own = name.year and _key(title).endswith(str(name.year)) and not title.endswith(f"({name.year})")
    year = None if own else name.year
    others = tuple(other for other in (name.title, *name.alt_titles) if other != title)
    return name._replace(title=title, year=year, alt_titles=tuple(dict.fromkeys(others)))
