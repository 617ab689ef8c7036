"""TTML as pysubs2 reads it: not a draft's name, no ticks, no frames, no durations.

https://www.w3.org/TR/ttml2/#timing-value-time-expression; Netflix counts ticks, broadcasters frames.
"""

from __future__ import annotations

import re

_NAMES = re.compile(r"http://www\.w3\.org/2006/(?:04|10)/ttaf1")
_TAG = re.compile(r"(<(?:\w+:)?p\b)([^<>]*?)(/?>)")
_TIME = re.compile(r"""\s(begin|end|dur)\s*=\s*["']([^"']+)["']""")
_OFFSET = re.compile(r"(\d+(?:\.\d+)?)(h|ms|m|s|f|t)")
_CLOCK = re.compile(r"(?:(\d+):)?(\d{1,2}):(\d{1,2}(?:\.\d+)?)(?::(\d+))?")


def with_plain_times(text: str) -> str:
    """The same document; each of its lines begins and ends at so many seconds. What is no time is 0."""
    frame, tick = 1 / _rate(text, "frameRate", 30), 1 / _rate(text, "tickRate", 1)
    units = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001, "f": frame, "t": tick}

    def timed(tag: re.Match[str]) -> str:
        times = {name: _seconds(value.strip(), units) for name, value in _TIME.findall(tag[2])}
        begin = times.get("begin", 0.0)
        end = times.get("end", begin + times.get("dur", 0.0))
        return f'{tag[1]}{_TIME.sub("", tag[2])} begin="{begin:.3f}s" end="{end:.3f}s"{tag[3]}'

    return _TAG.sub(timed, _NAMES.sub("http://www.w3.org/ns/ttml", text))


def _rate(text: str, name: str, default: float) -> float:
    found = re.search(rf"""\b{name}\s*=\s*["'](\d{{1,9}})["']""", text)
    return float(found[1]) or default if found else default


def _seconds(value: str, units: dict[str, float]) -> float:
    if offset := _OFFSET.fullmatch(value):
        return float(offset[1]) * units[offset[2]]
    if clock := _CLOCK.fullmatch(value):
        hours, minutes, seconds, frames = (float(part or 0) for part in clock.groups())
        return hours * 3600 + minutes * 60 + seconds + frames * units["f"]
    return 0.0
