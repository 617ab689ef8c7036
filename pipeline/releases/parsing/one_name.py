"""Reads a name without folders: where the title ends, which episodes it tells, what it says of the picture."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.releases.parsing import groups, numbering, quality_tokens, titles
from pipeline.releases.parsing.normalise import Text, hidden, words_of
from pipeline.releases.parsing.numbering_result import CLOSE, NTH, NTH_SEASON, Numbering, at_edge
from pipeline.releases.parsing.release_name import ReleaseName
from pipeline.releases.parsing.vocabulary import Kind


def read_one(raw: str, text: Text, begin: int = 0) -> ReleaseName:
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
    quality["version"] = max(quality["version"], found.version)
    special = found.special or found.season == 0 or found.episodes == (0,)
    return ReleaseName._make((  # in the order of its fields, for a name of an argument costs as much as looking it up
        raw, title.text, _each_once(title.others, title.text), title.year, title.country,
        found.season, found.seasons, found.episodes, found.absolute, found.pack, found.part,
        found.day, found.other_days, found.until, found.bare, special, *quality.values(), group, None,
    ))  # fmt: skip


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
    quality["version"] = 1  # "v2" may belong to a title
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
