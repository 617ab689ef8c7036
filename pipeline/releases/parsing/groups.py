"""Finds who made a release: "-GROUP" at the end, "[Group]" in front or behind, or the last word in a parenthesis."""

from __future__ import annotations

import re
from re import Match

from pipeline.releases.parsing.normalise import Text
from pipeline.releases.parsing.quality_tokens import Marker
from pipeline.releases.parsing.vocabulary import Kind

LEADING = re.compile(r"^\s*\[{1,2}(?P<g>[^\[\]]{1,80})\][ ._]*(?:-[ ._])?")
_BEFORE_DASH = re.compile(r"(?P<g>[A-Z][A-Za-z0-9]{1,11}) - (?=[^#]{1,120}#\d)")  # "DBX - Title #13"
_IN_PARENTHESIS = re.compile(
    r"\((?P<g>[A-Za-z][\w.-]{1,23})\)[ _]+(?=[^#\[\]()]{1,120} - \d{2,4}(?:v\d)?(?:[ ._]*[\[(]|$))"
)
"""(Group) Title - 17"""
_HASH = re.compile(r"[0-9A-F]{8}", re.IGNORECASE)
_BOX = re.compile(r"\[(?P<g>[^\[\]]{2,40})\]")
_LAST_BOX = re.compile(r"\[(?P<g>[^\[\]]{2,40})\][ ._]*\)?$")
_LAST_PAREN = re.compile(r"\((?P<g>[^()]*)\)$")
_DASH = re.compile(r"^[ ._]*[)\]]*[ ._]*-[ ._]?(?P<g>[^\s\[\](){}][^\[\](){}]*)$")
_AFTER_PAREN = re.compile(r"\)[ ._]+(?P<g>[^\W_][^\s\[\](){}]*)$")
_LAST_WORD = re.compile(r"^\]?[ ._](?P<g>[^\W_][^\s.\[\](){}_-]{1,19})$")
_BEHIND_DASH = re.compile(r"[^\s-]-(?P<g>[^\W_][^\s.\[\](){}]*)$")
_ENDS_PAREN = re.compile(r"[ .]-[ .]?(?P<g>[^\W_][^\s.()\[\]-]{1,20})\) ?$")  # "(720p x265 - GROUP)[COLLECTIVE]"
# Collectives whose name stands in brackets behind the encoder's own: "-Qman[UTR]".
_COLLECTIVES = {"utr", "qxr", "taoe", "qman", "silence", "panda", "vyndros", "jr", "rcvr", "kappa"}
_OWN_NAME = {"taoe"}  # known by this name, whoever encoded it
_HAN_AFTER_LATIN = re.compile(r"^(?P<g>[A-Za-z0-9][A-Za-z0-9 .-]*?)[ ]?[\u3040-\u30ff\u3400-\u9fff]+$")


def leading(text: str) -> tuple[str, int]:
    """The group in brackets in front, and where the title may begin."""
    found = (LEADING.match(text) if "[" in text else None) or (_BEFORE_DASH.match(text) if "#" in text else None)
    if not found and text.startswith("("):
        found = _IN_PARENTHESIS.match(text)
    if not found:
        return "", 0
    group = found["g"].strip()
    if group.isdigit() or _is_hash(group):
        return "", found.end()
    return group, found.end()


def _is_hash(text: str) -> bool:
    """A checksum of eight hexadecimal digits, as fansubs append."""
    return _HASH.fullmatch(text) is not None and any(char.isdigit() for char in text)


def find(name: Text, markers: list[Marker], after: int, front: str, *, anime: bool) -> str | None:
    """The group of a name whose numbering ends at `after`; `front` is what `leading` found."""
    text = name.text.rstrip(" ._-")
    if front and anime:
        return _plain(front)
    group = _behind(text, markers, after)
    if front and (group is None or text.endswith(("]", ")"))):
        return _plain(front)
    if group is None and anime and name.site:
        return name.site
    return group


def _plain(group: str) -> str:
    """ "OPFans楓雪動漫" is known as OPFans."""
    found = None if group.isascii() else _HAN_AFTER_LATIN.match(group)
    return found["g"].strip() if found else group


_TONGUES = (Kind.LANGUAGE, Kind.SUBTITLES, Kind.SUBS, Kind.DUB, Kind.MULTI)


def _last_run(markers: list[Marker]) -> int:
    """The index of the first of the neighbouring markers that end the name."""
    place = len(markers) - 1
    while place > 0 and markers[place - 1].last >= markers[place].first:
        place -= 1
    return place


def _behind(text: str, markers: list[Marker], after: int) -> str | None:
    if text.endswith(("]", ")]", "])")) and (found := _LAST_BOX.search(text)):
        return _at_box(text, markers, after, found)
    if text.endswith(")"):
        return _at_paren(text, markers)
    last = max(after, markers[-1].end) if markers else after
    dashed = _dashed_behind(text, markers, last) if markers else None
    return dashed or _last_word(text, markers, last) or (_unmarked(text, after) if last <= after else None)


def _at_paren(text: str, markers: list[Marker]) -> str | None:
    """The group of a name that ends in a parenthesis: in it, or right before it."""
    found = _LAST_PAREN.search(text)
    return _in_paren(text, markers) or (_before(text, markers, found.start()) if found else None)


def _dashed_behind(text: str, markers: list[Marker], last: int) -> str | None:
    """The group behind a dash; languages may follow it: "x264-GRP.English", "x264-GRP - Dual Audio"."""
    if dashed := _dashed(text, last):
        return dashed
    run = _last_run(markers)
    if run > 0 and all(marker.fact.kind in _TONGUES for marker in markers[run:]):
        before = text[: markers[run].start].rstrip(" ._-")
        return _dashed(before, markers[run - 1].end)
    return None


def _at_box(text: str, markers: list[Marker], after: int, box: Match[str]) -> str | None:
    """The group of a name that ends in brackets: right before them, inside a parenthesis before them, or in them."""
    inside = box["g"].strip().lower()
    if (dashed := _before(text, markers, box.start())) and inside not in _COLLECTIVES:
        return dashed
    if inside not in _OWN_NAME and (encoder := _ENDS_PAREN.search(text[: box.start()])):
        return encoder["g"]
    return _boxed(text, markers, after)


def _boxed(text: str, markers: list[Marker], after: int) -> str | None:
    """The last bracket that says nothing about quality: "[Group] [WEBRip] [1080p]"."""
    for found in reversed(list(_BOX.finditer(text, after))):
        group = found["g"].strip()
        if not _is_hash(group) and _is_group(markers, found.start("g"), found.end("g")):
            return group if any(char.isalpha() for char in group) else None
        if text[after : found.start()].rstrip(" ._")[-1:] != "]":
            break
    return None


_BEFORE_GROUP = (Kind.CODEC, Kind.AUDIO, Kind.CHANNELS, Kind.SOURCE, Kind.SUBS, Kind.DUB)


def _last_word(text: str, markers: list[Marker], last: int) -> str | None:
    """A last word without a dash, where groups stand: "720p HDTV x264 EVOLVE"."""
    if not markers or markers[-1].fact.kind not in (*_BEFORE_GROUP, *_TONGUES):
        return None
    found = _LAST_WORD.match(text[last:])
    return found["g"] if found and any(char.isalpha() for char in found["g"]) else None


def other_title(name: Text, markers: list[Marker]) -> str:
    """The title in another language that web releases of anime add: "-GROUP (Other Title, Multi-Subs)"."""
    found = _LAST_PAREN.search(name.text)
    if not found or not _before(name.text, markers, found.start()):
        return ""
    other = found["g"].split(",")[0].strip()
    return other if _is_group(markers, found.start("g"), found.start("g") + len(other)) else ""


def _before(text: str, markers: list[Marker], bracket: int) -> str | None:
    """A "-GROUP" right before a bracket that closes the name."""
    before = text[:bracket].rstrip(" ")
    found = _behind_last_dash(before)
    if not found or before.count("(") > before.count(")"):
        return None
    covered = any(marker.end == len(before) for marker in markers)  # "WEB-DL (1080p)"
    return None if covered else found["g"]


def _behind_last_dash(text: str) -> Match[str] | None:
    """A word that ends the text and stands behind a dash."""
    dash = text.rfind("-")
    return _BEHIND_DASH.match(text, dash - 1) if dash > 0 else None


def _dashed(text: str, last: int) -> str | None:
    """What follows the last word about quality, if a dash or the end of a parenthesis parts them."""
    rest = text[last:]
    if found := _DASH.match(rest):
        return _shorten(found["g"].rstrip(" ._-"))
    if found := _AFTER_PAREN.search(rest):
        return found["g"]
    if found := _behind_last_dash(rest):
        return found["g"]
    return None


def _shorten(group: str) -> str | None:
    """ "GROUP.VTV" is GROUP; "D-Z0N3", "MARINE-FORD" and "BEN THE MEN" are whole names."""
    words = group.split()
    if len(words) > 3:
        return None
    if "." in group and not all(len(part) == 1 for part in group.split(".")):
        group = group.split(".")[0]
    return group or None


def _is_group(markers: list[Marker], start: int, end: int) -> bool:
    """Whether the words from `start` to `end` hold nothing about quality."""
    return not any(start <= marker.start < end for marker in markers)


def _in_paren(text: str, markers: list[Marker]) -> str | None:
    """The last words of a closing parenthesis full of words about quality: "(1080p WEB-DL x265 Garshasp)"."""
    found = _LAST_PAREN.search(text)
    if not found:
        return None
    start, end = found.start("g"), found.end("g")
    inside = [marker for marker in markers if start <= marker.start < end]
    if len(inside) < 2:
        return None
    group = text[inside[-1].end : end].strip(" -_.")
    if any(marker.fact.kind is Kind.SUBS for marker in inside) or len(group.split()) > 3 or len(group) < 2:
        return None
    return group


def _unmarked(text: str, after: int) -> str | None:
    """A name without a word about quality: "Title.2010.10.11.Guest-MW". Capitals tell a group from a double name."""
    rest = text[after:]
    found = _behind_last_dash("." + rest)
    if not found or " " in rest.strip():
        return None
    group = found["g"]
    telling = any(char.isupper() or char.isdigit() for char in group[1:])
    return group if telling and not group.lstrip("Ee").isdigit() else None
