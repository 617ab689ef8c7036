"""WebVTT of mkvmerge, and WebVTT and TTML in MP4: texts of which ffmpeg 5 to 7 has no decoder, from their packets.

Matroska's packet is a cue's text (https://www.matroska.org/technical/subtitles.html#webvtt). MP4's (ISO/IEC 14496-30)
is boxes, of which each "vttc" is a cue and its "payl" the text, or a whole document of TTML.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from integrations.ffmpeg.probe import reading
from integrations.ffmpeg.process import Tool, run
from pipeline.model import Stream
from pipeline.subtitles.cues import Cue, compose, parse

_TOUCHING = 0.05  # seconds between two pieces of one cue
_HEXADECIMAL = slice(10, 50)  # where in a line of ffprobe's dump the bytes stand


def read_packed(ffprobe: Tool, path: Path, stream: Stream, timeout: float) -> bytes:
    """What a text subtitle says, as WebVTT or SRT in UTF-8; empty where it says nothing."""
    ask = ["-v", "error", "-select_streams", str(stream.index), "-show_data", "-of", "json"]
    entries = ["-show_entries", "packet=pts_time,duration_time,data"]
    told = run(ffprobe, [*ask, *entries, *reading(path)], timeout)
    packets = json.loads(told.out or "{}").get("packets", [])
    if stream.codec == "stpp":
        documents = (_bytes(packet).decode("utf-8", "replace") for packet in packets)
        return compose(_joined(cue for document in documents for cue in parse(document))).encode()
    return _as_webvtt(_joined(cue for packet in packets for cue in _cues(packet, stream.codec)))


def _cues(packet: Mapping[str, str], codec: str) -> Iterator[Cue]:
    start, length = (float(packet.get(name, "0")) for name in ("pts_time", "duration_time"))
    content = _bytes(packet)
    for text in _payloads(content) if codec == "wvtt" else (content,):
        yield Cue(start, start + length, text.decode("utf-8", "replace").strip("\n"))


def _payloads(sample: bytes) -> Iterator[bytes]:
    for kind, cue in _boxes(sample):
        if kind == b"vttc":
            yield from (payload for name, payload in _boxes(cue) if name == b"payl")


def _boxes(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    while len(content) >= 8 and (size := int.from_bytes(content[:4], "big")) >= 8:
        yield content[4:8], content[8:size]
        content = content[size:]


def _joined(cues: Iterable[Cue]) -> list[Cue]:
    """What lasts beyond a piece of a stream is told in the next piece again."""
    found: list[Cue] = []
    latest: dict[str, int] = {}  # of each text, where it stands in `found`
    for cue in cues:
        at = latest.get(cue.text)
        if at is not None and cue.start <= found[at].end + _TOUCHING:
            found[at] = replace(found[at], end=max(found[at].end, cue.end))
        else:
            latest[cue.text] = len(found)
            found.append(cue)
    return found


def _as_webvtt(cues: Iterable[Cue]) -> bytes:
    pieces = (f"{_clock(cue.start)} --> {_clock(cue.end)}\n{cue.text}" for cue in cues)
    return "\n\n".join(("WEBVTT", *pieces)).encode()


def _clock(seconds: float) -> str:
    whole = round(seconds * 1000)
    return f"{whole // 3_600_000:02}:{whole // 60_000 % 60:02}:{whole // 1000 % 60:02}.{whole % 1000:03}"


def _bytes(packet: Mapping[str, str]) -> bytes:
    """ffprobe tells them as a dump: eight pairs of bytes a line, between the place and the letters."""
    return bytes.fromhex("".join(line[_HEXADECIMAL] for line in packet.get("data", "").splitlines()))
