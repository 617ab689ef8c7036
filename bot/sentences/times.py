"""Times of day as people write them: 22:30, 10pm, "a las 10 de la noche", midnight."""

from __future__ import annotations

import re
from datetime import time

from pipeline.releases.parsing.words import plain

_NAMED = {"midnight": time(0), "medianoche": time(0), "noon": time(12), "midday": time(12), "mediodia": time(12)}
_NUMBERS = ("zero one two three four five six seven eight nine ten eleven twelve",
            "cero una dos tres cuatro cinco seis siete ocho nueve diez once doce")  # fmt: skip
_WORDS = {word: number for said in _NUMBERS for number, word in enumerate(said.split())}
_TIME = re.compile(
    rf"(?<![\w.:])(?:(?P<named>{'|'.join(_NAMED)})"
    rf"|(?P<hour>\d{{1,2}}|{'|'.join(_WORDS)})(?:[:.h](?P<minute>[0-5]\d))?\s*(?:hs?\b|oclock)?"
    r"\s*(?P<half>a\.?m\b|p\.?m\b"
    r"|(?:in the |at |de la |por la )?(?:morning|manana|evening|afternoon|night|noche|tarde)\b)?)(?!\w)"
)
_AFTER_NOON = ("p", "evening", "afternoon", "night", "noche", "tarde")


def times_in(text: str) -> list[time]:
    """The times of day in a text, in its order; what is none (25:00) is left out."""
    found = (_read(match) for match in _TIME.finditer(plain(text)))
    return [moment for moment in found if moment is not None]


def _read(found: re.Match[str]) -> time | None:
    if found["named"]:
        return _NAMED[found["named"]]
    hour = int(found["hour"]) if found["hour"].isdigit() else _WORDS[found["hour"]]
    half = (found["half"] or "").replace(".", "").split(" ")[-1]
    if half.startswith(_AFTER_NOON) and hour < 12:
        hour += 12
    elif half.startswith(("a", "morning", "manana")) and hour == 12:
        hour = 0
    return time(hour, int(found["minute"] or 0)) if hour < 24 else None
