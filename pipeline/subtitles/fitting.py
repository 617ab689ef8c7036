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
_TOLERANCE = 0.02  # of a picture a second


def fitted(
    content: bytes, language: str, duration: float, frame_rate: float | None, *, forced: bool = False
) -> tuple[bytes, float]:
    """The subtitle as SRT, and by what its times were multiplied: 1 where nothing proves that it is of another pace.

    `duration` in seconds (0: not known), `frame_rate` in pictures a second are the film's. `forced`: only of the odd
    foreign line, so that its last one proves nothing. An SRT that stays as it is keeps its every byte.
    """
    text = decode(content, language)
    cues = parse(text, frame_rate)
    pace = 1.0 if forced else _pace(without_ads(cues), duration, frame_rate, timed_lines.counts_pictures(text))
    if not cues or (pace == 1 and "-->" in text):
        return content, pace
    return compose(replace(cue, start=cue.start * pace, end=cue.end * pace) for cue in cues).encode(), pace


def _pace(cues: Sequence[Cue], duration: float, frame_rate: float | None, counts_pictures: bool) -> float:
    """What goes on long after the film, and would end just before it at the other pace, is of that: in a film of PAL's
    pace, or where pictures are counted and nothing says which."""
    slower = CINEMA / PAL
    if not cues or not frame_rate or not after_the_end(cues, duration) or not (_is_pal(frame_rate) or counts_pictures):
        return 1.0
    return slower if last_line(cues).start * slower <= duration else 1.0


def _is_pal(frame_rate: float) -> bool:
    return any(abs(frame_rate - rate) < _TOLERANCE for rate in (PAL, 2 * PAL))
