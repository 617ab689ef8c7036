"""Subtitles as lines of text with times, read and written by pysubs2 (https://pysubs2.readthedocs.io).

SRT has no standard; https://docs.fileformat.com/video/srt/ describes what everybody writes. What pysubs2 takes too
strictly (times without a fraction, "->", missing blank lines) is put right before it reads.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import unescape
from itertools import pairwise, zip_longest
from typing import Any
from xml.etree.ElementTree import ParseError

from pysubs2 import SSAEvent, SSAFile
from pysubs2.exceptions import Pysubs2Error

from pipeline.subtitles import timed_lines, ttml

# A time as people and programs write it: "0:1:2,5", "01:02", "00: 01: 02, 500", "00:00:-01,-500".
_TIME = r"(-?)(?:(\d{1,3}) ?: ?)?(-?\d{1,2}) ?: ?(-?\d{1,2})(?: ?[,.:;] ?(-?\d{1,6}))?"
_CUE = re.compile(rf"^\s*{_TIME}\s*(?:-{{1,3}}>\s*{_TIME}|-->\s*$)")
_NARROW = str.maketrans({"→": "->", "–": "-", "：": ":", "，": ",", "．": ".", "；": ";", "＞": ">", "－": "-"})
_MISREAD = str.maketrans("OoIl", "0011")  # what is read off pictures
_ARROW = re.compile("[-–－][>＞]|→")
_LINE_ENDS = re.compile("\r\n|[\r\u2028\u2029]")
_WEBVTT = re.compile(r"\ufeff?\s*WEBVTT\b")
_VTT_TAGS = re.compile(r"</?(?:c|v|lang|ruby|rt|\d)[^<>]{0,200}>")
# http://www.tcax.org/docs/ass-specs.htm
_ASS = re.compile(r"^\[(?:Script Info|V4\+? Styles|Events)\]", re.MULTILINE | re.IGNORECASE)
_ASS_LINE = re.compile(r"(?:Style:|Format:|\[|Dialogue:[^,]*,\s*\d+:\d+:\d+[.,:]?\d*\s*,\s*\d+:\d+:\d+[.,:]?\d*\s*,)")
_SAMI = re.compile(r"\s*<SAMI\b", re.IGNORECASE)  # https://en.wikipedia.org/wiki/SAMI
_TTML = re.compile(r"<(?:\w+:)?tt\s")  # https://www.w3.org/TR/ttml2/
# SubViewer 2, and the .sbv of YouTube: https://wiki.videolan.org/SubViewer
_SUBVIEWER = re.compile(r"^\s*\d{1,2}:\d{2}:\d{2}\.\d{2,3},\d{1,2}:\d{2}:\d{2}\.\d{2,3}\s*$", re.MULTILINE)
_SUBVIEWER_BREAK = re.compile(r"\[br\]", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,6}|#x[0-9a-f]{1,6}|[a-z]{2,8});", re.IGNORECASE)
_DRAWING = re.compile(r"\{[^{}]*\\p[1-9][^{}]*\}.*?(?=\{[^{}]*\\p0|$)", re.DOTALL)
_OVERRIDES = re.compile(r"\{([^{}]*)\}")
_PLACED = re.compile(r"\\(?:pos|move|i?clip|org)\s*\(|\\fr[xyz]?-?\d")  # put somewhere in the picture: a sign
_LONGEST = 10_000  # letters of one line: what is longer is drawn, or no line
_FRAME = 0.2  # seconds: what is shorter is a step of an animation, not text to read
_GLANCE, _LETTERS = 0.5, 15  # seconds to find a line, and letters that are read in one
_GAP = 0.1  # seconds between two such steps


@dataclass(frozen=True, slots=True)
class Cue:
    """A piece of text on the screen, from `start` to `end` (seconds from the beginning of the film)."""

    start: float
    end: float
    text: str


def parse(text: str, frame_rate: float | None = None) -> list[Cue]:
    """The cues of a text subtitle, in the order of time: SRT, WebVTT, ASS, SAMI, TTML, SubViewer, MicroDVD and so on.

    `frame_rate` is the film's, for formats that count pictures. Anything that is not a cue is passed over; each line
    is read once, so a hostile file costs no more than an honest one.
    """
    text = _LINE_ENDS.sub("\n", text.replace("\0", "").replace("\ufeff", ""))
    found = _signs_out(_ass(text)) if _ASS.search(text) else _unstyled(text, frame_rate)
    shown = (c for c in found if 0 < len(c.text) < _LONGEST and c.end > c.start >= 0)
    return sorted(shown, key=lambda cue: (cue.start, cue.end))


def _unstyled(text: str, frame_rate: float | None) -> list[Cue]:
    if _SAMI.match(text):
        return _with_ends(_sami(text))
    if _TTML.search(text):
        return [_cue(event) for event in _read(ttml.with_plain_times(text), "ttml")]
    # Others say "->" as well.
    return (_with_ends(_srt(text)) if _ARROW.search(text) else []) or _others(text, frame_rate)


def _sami(text: str) -> list[Cue]:
    """Each piece is shown until the next: an empty one ends it."""
    cues = [_cue(event) for event in _read(text, "sami")]
    return [replace(cue, end=until.start) for cue, until in pairwise(cues)] + cues[-1:]


def _others(text: str, frame_rate: float | None) -> list[Cue]:
    if _SUBVIEWER.search(text):
        return [_cue(event) for event in _read(_SUBVIEWER_BREAK.sub("\n", text), "srt")]
    lines = timed_lines.read(text, frame_rate)
    return _with_ends(Cue(line.start, line.end, _plain(line.text).strip()) for line in lines)


def _with_ends(cues: Iterable[Cue]) -> list[Cue]:
    """A line that ends where it begins, or before, stays for as long as it takes to read, until the next one."""
    shown = sorted((cue for cue in cues if cue.text), key=lambda cue: cue.start)
    return [
        cue if cue.end > cue.start else replace(cue, end=_read_by(cue, later))
        for cue, later in zip_longest(shown, shown[1:])
    ]


def _read_by(cue: Cue, later: Cue | None) -> float:
    end = round(cue.start + _GLANCE + len(cue.text) / _LETTERS, 3)
    return min(end, later.start) if later and later.start > cue.start else end


def compose(cues: Iterable[Cue]) -> str:
    """SRT text, numbered from 1."""
    subs = SSAFile()
    subs.events = [
        SSAEvent(start=round(cue.start * 1000), end=round(cue.end * 1000), text=cue.text.replace("\n", r"\N"))
        for cue in cues
    ]
    return subs.to_string("srt", keep_ssa_tags=True)


def shift(cues: Iterable[Cue], seconds: float) -> list[Cue]:
    """Everything later by so many seconds (negative: earlier). What would begin before the film begins with it."""
    moved = (replace(cue, start=max(0.0, cue.start + seconds), end=cue.end + seconds) for cue in cues)
    return [cue for cue in moved if cue.end > cue.start]


def _read(text: str, format_: str | None, **options: Any) -> list[SSAEvent]:
    """What pysubs2 finds. Its readers trust what they read: nothing, where one of them stumbles."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return list(SSAFile.from_string(text, format_, **options))
        except (Pysubs2Error, ParseError, ValueError, LookupError, TypeError, ArithmeticError, RuntimeError):
            return []


def _cue(event: SSAEvent, *, vtt: bool = False) -> Cue:
    text = _plain(event.text)
    if vtt:
        text = _VTT_TAGS.sub("", text)
    lines = (line.strip() for line in text.split("\n"))
    return Cue(event.start / 1000, event.end / 1000, "\n".join(line for line in lines if line))


def _plain(text: str) -> str:
    """A line's text with the few marks that SRT has: no drawings, no other override of ASS."""
    text = _OVERRIDES.sub(_italics, _DRAWING.sub("", text))
    if text.count("<i>") != text.count("</i>"):
        text = text.replace("<i>", "").replace("</i>", "")
    return text.replace(r"\N", "\n").replace(r"\n", "\n").replace(r"\h", " ")


def _italics(found: re.Match[str]) -> str:
    if r"\i1" in found[1]:
        return "<i>"
    return "</i>" if r"\i0" in found[1] else ""


# ---------------------------------------------------------------------------------------------------- SRT and WebVTT


def _srt(text: str) -> list[Cue]:
    vtt = bool(_WEBVTT.match(text))
    events = _read("\n".join(_put_right(text, vtt=vtt)), "srt", keep_html_tags=True)
    return [_without_entities(_cue(event, vtt=vtt)) for event in events]


def _without_entities(cue: Cue) -> Cue:
    """WebVTT's "&amp;", which is left in many an SRT that was made of it."""
    lines = (_ENTITY.sub(lambda found: unescape(found[0]), line).strip() for line in cue.text.split("\n"))
    return replace(cue, text="\n".join(filter(None, lines)))


def _put_right(text: str, *, vtt: bool) -> Iterator[str]:
    """SRT as pysubs2 reads it whatever the text looked like: a full time line, and a number before it."""
    waiting: list[str] = []
    number, gone = 0, False
    for line in text.split("\n"):
        if not (found := _time_line(line)):
            if line.strip():
                waiting.append(line)
            elif vtt:
                waiting.append("")  # in WebVTT a blank line ends a cue: what follows is a note or the next one's name
            continue
        number += 1
        yield from () if gone else _body(waiting, vtt=vtt)
        gone = all(map(_is_before_the_film, (found.groups()[:5], found.groups()[5:])))
        yield from ("", str(number), f"{_clock(found.groups()[:5])} --> {_clock(found.groups()[5:])}")
        waiting = []
    yield from () if gone else _body([*waiting, ""] if vtt else waiting, vtt=vtt, last=True)
    yield from ("", str(number + 1))  # what would be taken for the next one's number is none, then


def _time_line(line: str) -> re.Match[str] | None:
    plain = line if line.isascii() else line.translate(_NARROW)
    return _CUE.match(plain) or _CUE.match(plain.translate(_MISREAD)) if "->" in plain else None


def _body(lines: Sequence[str], *, vtt: bool, last: bool = False) -> list[str]:
    """The lines of a cue, without the next one's number or name, and without what would be read as one."""
    if vtt:
        lines = lines[: lines.index("")] if "" in lines else lines
    elif lines and lines[-1].strip().isdigit() and not last:
        lines = lines[:-1]
    return list(lines)


def _is_before_the_film(parts: Sequence[str | None]) -> bool:
    return any("-" in part for part in parts if part)


def _clock(parts: Sequence[str | None]) -> str:
    """A time as SRT writes it; what lies before the film begins with it."""
    if _is_before_the_film(parts):
        return "00:00:00,000"
    _, hours, minutes, seconds, fraction = (part or "" for part in parts)
    whole = min(int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0), 99 * 3600)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02},{fraction.ljust(3, '0')[:3]}"


# --------------------------------------------------------------------------------------------------------------- ASS


@dataclass(frozen=True, slots=True)
class _Line:
    cue: Cue
    placed: bool


def _ass(text: str) -> list[_Line]:
    """The lines of ASS that are shown, each once: shadows and borders are often layers of the same text."""
    lines = [line for line in text.split("\n") if _ASS_LINE.match(line) and len(line) < _LONGEST]
    format_ = "ass" if re.search(r"V4\+", text, re.IGNORECASE) or "Marked" not in text else "ssa"
    shown = [event for event in _events(lines, format_) if _is_shown(event)]
    return list(dict.fromkeys(_Line(_cue(e), bool(_PLACED.search(e.text))) for e in shown))


def _events(lines: Sequence[str], format_: str) -> list[SSAEvent]:
    """One style that cannot be read must not cost the text."""
    unstyled = (line for line in lines if not line.startswith("Style:"))
    return _read("\n".join(lines), format_) or _read("\n".join(unstyled), format_)


def _is_shown(event: SSAEvent) -> bool:
    return not event.is_comment and event.effect.strip().lower() != "fx"


def _signs_out(lines: Sequence[_Line]) -> list[Cue]:
    """Steps of one text become one cue; what is put somewhere in the picture and too short to read is no text."""
    together: list[_Line] = []
    latest: dict[str, int] = {}  # of each text, where it stands in `together`
    for line in sorted(lines, key=lambda each: (each.cue.start, each.cue.end)):
        at = latest.get(line.cue.text)
        before = together[at].cue if at is not None else None
        if at is not None and before and line.cue.start <= before.end + _GAP:
            joined = replace(before, end=max(before.end, line.cue.end))
            together[at] = _Line(joined, line.placed and together[at].placed)
        else:
            latest[line.cue.text] = len(together)
            together.append(line)
    return [each.cue for each in together if not (each.placed and each.cue.end - each.cue.start < _FRAME)]
