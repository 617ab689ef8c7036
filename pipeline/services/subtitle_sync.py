"""Moving a subtitle to where the sound says that it belongs: only when what was found is plausible."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.errors import OutsideError
from pipeline.model import SyncResult
from pipeline.ports import Synchroniser
from pipeline.subtitles.cues import compose, parse, shift

FARTHEST = 60  # seconds
NEAREST = 0.15  # seconds: less is not seen, and as much is only how speech is found
LEAST = 0.35  # of the subtitle's time: another film's comes to 0.28 by chance, the right one's to 0.9 at best
# Frames a second that films are made and broadcast with, one as the other.
_RATES = (24000 / 1001, 24.0, 25.0)
FACTORS = tuple({one / other for one in _RATES for other in _RATES})


def synced(
    text: str, video: Path, synchronisers: Sequence[Synchroniser], say: Callable[[str], None], *, forced: bool = False
) -> str:
    """The subtitle (SRT) as it fits the video's sound; unchanged, with a word why, when that is not sure."""
    if forced or not synchronisers:  # too few lines to go by
        return text
    cues = parse(text)
    try:
        found = synchronisers[0].fit(video, text)
    except OutsideError as error:
        say(f"not synchronised: {error}")
        return text
    doubt = implausible(found, cues[-1].end - cues[0].start if cues else 0)
    if doubt:
        say(f"not synchronised: {doubt}")
        return text
    if abs(found.offset) < NEAREST and found.factor == 1:
        say("it fits the sound as it is")
        return text
    pace = f", its pace by {found.factor:.4f}" if found.factor != 1 else ""
    say(f"moved by {found.offset:+.2f} s{pace} to fit the sound")
    scaled = (replace(cue, start=cue.start * found.factor, end=cue.end * found.factor) for cue in cues)
    return compose(shift(scaled, found.offset))


def implausible(found: SyncResult, length: float) -> str:
    """Why a finding is not believed; empty when it is. `length`: the subtitle's, in seconds."""
    if abs(found.offset) > FARTHEST:
        return f"it would be off by {found.offset:+.0f} s"
    if not any(abs(found.factor - known) < 0.0005 for known in FACTORS):
        return f"its pace would be off by {found.factor:.4f}, which no frame rate explains"
    share = found.agreeing / length if length > 0 else 0.0
    return f"only {max(share, 0):.0%} of it would agree with the sound" if share < LEAST else ""
