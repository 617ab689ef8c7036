"""Subtitles that are a line for each piece of text: MicroDVD, MPL2, TMPlayer, SubViewer 1, and LRC, which is of lyrics.

A line is its time (or two) and the text, whose own lines are parted by "|":
https://en.wikipedia.org/wiki/MicroDVD, https://wiki.multimedia.cx/index.php/TMPlayer,
https://wiki.videolan.org/SubViewer, https://en.wikipedia.org/wiki/LRC_(file_format).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import groupby, zip_longest
from typing import NamedTuple

_FRAMES = re.compile(r"\s*\{ *(\d{1,9}) *\} *\{ *(\d{0,9}) *\}(.*)")  # MicroDVD
_TENTHS = re.compile(r"\s*\[ *(-?\d{1,9}) *\] *\[ *(-?\d{0,9}) *\](.*)")  # MPL2
_CLOCK = re.compile(r"\s*(\d{1,2}):(\d{2}):(\d{2})(?:,\d)?[:= ](.*)")  # TMPlayer; ",2" is the second line of a text
_BRACKETS = re.compile(r"\s*((?:\[\d{1,3}:\d{2}(?::\d{2})?(?:\.\d{1,3})?\]\s?)+)(.*)")  # LRC, SubViewer 1
_TIME_ALONE = re.compile(r"^(\[\d{2}:\d{2}:\d{2}\])[ \t]*\n", re.MULTILINE)  # SubViewer 1: the text is on the next line
_WORD_TIME = re.compile(r"<\d{1,3}:\d{2}(?:\.\d{1,3})?>\s?")  # LRC for karaoke
_RATE_TOLD = re.compile(r"^\s*\{[01]\}\{[01]\} *(\d{1,3}(?:[.,]\d{1,6})?) *$", re.MULTILINE)
_MARK = r"\{[a-z]{1,10}:[^{}]{0,100}\}"  # MicroDVD's: "{C:$00FFFF}"
_ITALIC = re.compile(rf"(?:{_MARK})*?(?:\{{y:[a-z,]*i[a-z,]*\}}|/)", re.IGNORECASE)
_ALL_ITALIC = re.compile(rf"(?:(?i:{_MARK}))*?\{{Y:[a-z,]*i[a-z,]*\}}")


class Line(NamedTuple):
    """A piece of text and when it is shown, in seconds; `end` is `start` where the file does not tell."""

    start: float
    end: float
    text: str


def read(text: str, frame_rate: float | None) -> list[Line]:
    """The lines of such a file, by the form that most of it has; none where it is of another kind.

    `frame_rate` is the film's, for MicroDVD, which counts pictures; a rate that the file itself tells goes before.
    """
    told = _RATE_TOLD.search(text)
    joined = _TIME_ALONE.sub(r"\1", _RATE_TOLD.sub("", text, count=1)).split("\n")
    rate = float(told[1].replace(",", ".")) if told else frame_rate
    readers: tuple[Callable[[Sequence[str]], list[Line]], ...] = (
        lambda lines: _between(_FRAMES, lines, rate or 0.0),
        lambda lines: _between(_TENTHS, lines, 10.0),
        _from_clock,
        _from_brackets,
    )
    return max((reader(joined) for reader in readers), key=len)


def counts_pictures(text: str) -> bool:
    """Whether its times are numbers of pictures, and it does not say how many of them are a second."""
    return any(map(_FRAMES.match, text.split("\n"))) and _RATE_TOLD.search(text) is None


def _between(form: re.Pattern[str], lines: Sequence[str], unit: float) -> list[Line]:
    """Those that tell beginning and end, in so many to the second."""
    if unit <= 0:
        return []
    found = (match.groups() for line in lines if (match := form.match(line)))
    return [Line(max(int(start), 0) / unit, int(end or start) / unit, _styled(text)) for start, end, text in found]


def _from_clock(lines: Sequence[str]) -> list[Line]:
    found = (match.groups() for line in lines if (match := _CLOCK.match(line)))
    return _until_the_next([(int(h) * 3600.0 + int(m) * 60 + int(s), text) for h, m, s, text in found])


def _from_brackets(lines: Sequence[str]) -> list[Line]:
    found = (match.groups() for line in lines if (match := _BRACKETS.match(line)))
    each = ((_seconds(time), _WORD_TIME.sub("", text)) for times, text in found for time in times.split("]")[:-1])
    return _until_the_next(list(each))


def _seconds(time: str) -> float:
    *larger, seconds = time.strip(" \t[").split(":")
    hours, minutes = [0, 0, *map(int, larger)][-2:]
    return hours * 3600 + minutes * 60 + float(seconds)


def _until_the_next(told: Sequence[tuple[float, str]]) -> list[Line]:
    """One without text ends the one before it. Several at one time are one text's lines."""
    together = [
        (start, "\n".join(_styled(text) for _, text in group).strip())
        for start, group in groupby(sorted(told, key=lambda each: each[0]), key=lambda each: each[0])
    ]
    return [
        Line(start, later[0] if later and not later[1] else start, text)
        for (start, text), later in zip_longest(together, together[1:])
        if text
    ]


def _styled(text: str) -> str:
    """The text's lines; those in italics are marked as SRT marks them."""
    parts = [part.strip() for part in text.split("|")]
    everything = bool(_ALL_ITALIC.match(parts[0]))
    return "\n".join(
        f"<i>{part[mark.end() if mark else 0 :].strip()}</i>" if mark or everything else part
        for part, mark in ((part, _ITALIC.match(part)) for part in parts)
    )
