"""A subtitle that was found, as the text in SRT that it is of this film: by its pictures a second, and at its pace.

Europe shows what was filmed for cinemas at 25 pictures a second instead of 24000/1001, and so 4 % faster, sound and all
(https://en.wikipedia.org/wiki/576i#PAL_speed-up): subtitles made for the one drift away from the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.subtitles import timed_lines
from pipeline.subtitles.checking import after_the_end, last_line
from pipeline.subtitles.cleaning import without_ads
from pipeline.subtitles.cues import Cue, compose, parse
from pipeline.subtitles.encodings import decode

PAL, CINEMA = 25.0, 24000 / 1001
_SLOWER = CINEMA / PAL
_TOLERANCE = 0.02  # of a picture a second


def fitted(
    content: bytes,
    language: str,
    duration: float,
    frame_rate: float | None,
    *,
    forced: bool = False,
    made_for: float | None = None,
) -> tuple[bytes, float]:
    """The subtitle as SRT, and by what its times were multiplied: 1 where nothing proves that it is of another pace.

    `duration` in seconds (0: not known), `frame_rate` in pictures a second are the film's. `forced`: only of the odd
    foreign line, so that its last one proves nothing. `made_for`: the rate that a site says, which its uploaders may
    have made up. An SRT that stays as it is keeps its every byte.
    """
    text = decode(content, language)
    cues = parse(text, frame_rate)
    may_be = not forced and (_is(frame_rate, PAL, 2 * PAL) or bool(frame_rate and timed_lines.counts_pictures(text)))
    pace = _pace(without_ads(cues), duration, made_for) if may_be else 1.0
    if not cues or (pace == 1 and "-->" in text):
        return content, pace
    return compose(replace(cue, start=cue.start * pace, end=cue.end * pace) for cue in cues).encode(), pace


def _pace(spoken: Sequence[Cue], duration: float, made_for: float | None) -> float:
    """By what the times are to be multiplied, where they may be of cinema's pace: so that they fit the film."""
    late = _is_late(spoken, duration, made_for)
    return _SLOWER if late and last_line(spoken).start * _SLOWER <= duration else 1.0


def _is_late(cues: Sequence[Cue], duration: float, made_for: float | None) -> bool:
    """Whether it goes on after the film: at all, where it was made for another rate; else far more than another cut's
    ending would explain."""
    if not cues or duration <= 0:
        return False
    return after_the_end(cues, duration) or (_is(made_for, CINEMA, 24.0) and last_line(cues).start > duration)


def _is(rate: float | None, *known: float) -> bool:
    return rate is not None and any(abs(rate - each) < _TOLERANCE for each in known)
