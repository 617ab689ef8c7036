"""A small painter that needs nothing but Python: filled shapes with soft edges, and PNG at the end.

Pixels are kept in three planes, column after column, so that a vertical run is one slice: skies, hills and trees are
made of those. Blending a run over what is there is one `bytes.translate`.
"""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

Colour = tuple[int, int, int]
Runs = Callable[[float], Sequence[tuple[float, float]]]
"""For an x, the vertical runs (top, bottom) that a shape covers there."""

SUBSAMPLES = 3  # looks at a shape within one column: smooth steep edges


def colour(text: str) -> Colour:
    """#rrggbb."""
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """`share` 0: the one, 1: the other."""
    share = min(max(share, 0.0), 1.0)
    r, g, b = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return r, g, b


@lru_cache(maxsize=4096)
def _blend_table(value: int, alpha_256: int) -> bytes:
    return bytes((old * (256 - alpha_256) + value * alpha_256) >> 8 for old in range(256))


class Canvas:
    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.height = height
        self._planes = [bytearray(width * height) for _ in range(3)]

    def sky(self, stops: Sequence[tuple[float, Colour]]) -> None:
        """A vertical gradient over everything; each stop is (share of the height, colour), from the top down."""
        column = [self._at(stops, (y + 0.5) / self.height) for y in range(self.height)]
        for plane, values in zip(self._planes, zip(*column, strict=True), strict=True):
            plane[:] = bytes(values) * self.width

    @staticmethod
    def _at(stops: Sequence[tuple[float, Colour]], where: float) -> Colour:
        for (low, first), (high, second) in pairwise(stops):
            if where <= high:
                return mix(first, second, (where - low) / (high - low))
        return stops[-1][1]

    def shape(self, left: float, right: float, runs: Runs, paint: Colour, alpha: float = 1.0) -> None:
        """Fill what `runs` says between two x, with soft edges."""
        for x in range(max(0, math.floor(left)), min(self.width, math.ceil(right))):
            looks = [runs(x + (i + 0.5) / SUBSAMPLES) for i in range(SUBSAMPLES)]
            if all(len(look) == 1 for look in looks):
                self._run(x, [look[0] for look in looks], paint, alpha)
            else:
                for look in looks:
                    for top, bottom in look:
                        self._run(x, [(top, bottom)], paint, alpha / SUBSAMPLES)

    def _run(self, x: int, spans: Sequence[tuple[float, float]], paint: Colour, alpha: float) -> None:
        tops, bottoms = [s[0] for s in spans], [s[1] for s in spans]
        full_top = min(max(math.ceil(max(tops)), 0), self.height)
        full_bottom = min(max(math.floor(min(bottoms)), full_top), self.height)
        self._fill(x, full_top, full_bottom, paint, alpha)
        edges = set(range(math.floor(min(tops)), full_top)) | set(range(full_bottom, math.ceil(max(bottoms))))
        for y in edges:
            covered = sum(max(0.0, min(bottom, y + 1) - max(top, y)) for top, bottom in spans) / len(spans)
            self.dot(x, y, paint, covered * alpha)

    def _fill(self, x: int, top: int, bottom: int, paint: Colour, alpha: float) -> None:
        if bottom <= top:
            return
        start, end = x * self.height + top, x * self.height + bottom
        for plane, value in zip(self._planes, paint, strict=True):
            if alpha >= 1:
                plane[start:end] = bytes((value,)) * (end - start)
            else:
                plane[start:end] = plane[start:end].translate(_blend_table(value, round(alpha * 256)))

    def dot(self, x: int, y: int, paint: Colour, alpha: float) -> None:
        """One pixel; nothing when it is outside."""
        if alpha <= 0 or not (0 <= x < self.width and 0 <= y < self.height):
            return
        place, weight = x * self.height + y, min(256, round(alpha * 256))
        for plane, value in zip(self._planes, paint, strict=True):
            plane[place] = (plane[place] * (256 - weight) + value * weight) >> 8

    def disc(self, x: float, y: float, radius: float, paint: Colour, alpha: float = 1.0) -> None:
        def runs(at: float) -> Sequence[tuple[float, float]]:
            half = radius * radius - (at - x) ** 2
            return ((y - math.sqrt(half), y + math.sqrt(half)),) if half > 0 else ((y, y),)

        self.shape(x - radius, x + radius, runs, paint, alpha)

    def glow(self, x: float, y: float, radius: float, paint: Colour, strength: float, steps: int = 36) -> None:
        """A soft light, of many faint discs."""
        for step in range(steps):
            share = 1 - step / steps
            self.disc(x, y, radius * share**1.6, paint, strength / steps * (1.4 - share))

    def ground(self, top: Callable[[float], float], paint: Colour, alpha: float = 1.0) -> None:
        """Everything below a line."""
        self.shape(0, self.width, lambda x: ((top(x), float(self.height)),), paint, alpha)

    def polygon(self, points: Sequence[tuple[float, float]], paint: Colour, alpha: float = 1.0) -> None:
        edges = list(zip(points, [*points[1:], points[0]], strict=True))

        def runs(x: float) -> list[tuple[float, float]]:
            crossings = sorted(
                y1 + (x - x1) * (y2 - y1) / (x2 - x1) for (x1, y1), (x2, y2) in edges if (x1 <= x) != (x2 <= x)
            )
            return list(zip(crossings[::2], crossings[1::2], strict=False)) or [(0.0, 0.0)]

        self.shape(min(x for x, _ in points), max(x for x, _ in points), runs, paint, alpha)

    def strokes(self, lines: Iterable[Sequence[tuple[float, float]]], width: float, paint: Colour) -> None:
        """Lines with round ends. Where they meet they are one: coverage is the greatest, not the sum."""
        covered: dict[tuple[int, int], float] = {}
        for line in lines:
            for (x1, y1), (x2, y2) in pairwise(line):
                _cover(covered, (x1, y1, x2, y2), width / 2)
        for (x, y), share in covered.items():
            self.dot(x, y, paint, share)

    def png(self) -> bytes:
        """https://www.w3.org/TR/png/, 8 bits of red, green and blue."""
        rows = bytearray()
        for y in range(self.height):
            row = bytearray(3 * self.width)
            for channel, plane in enumerate(self._planes):
                row[channel::3] = plane[y :: self.height]
            rows += b"\x00" + row
        header = struct.pack(">IIBBBBB", self.width, self.height, 8, 2, 0, 0, 0)
        chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(rows), 6)), (b"IEND", b""))
        return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _cover(covered: dict[tuple[int, int], float], ends: tuple[float, float, float, float], half: float) -> None:
    x1, y1, x2, y2 = ends
    dx, dy = x2 - x1, y2 - y1
    length = dx * dx + dy * dy or 1e-9
    reach = half + 1
    for x in range(math.floor(min(x1, x2) - reach), math.ceil(max(x1, x2) + reach)):
        for y in range(math.floor(min(y1, y2) - reach), math.ceil(max(y1, y2) + reach)):
            px, py = x + 0.5 - x1, y + 0.5 - y1
            along = min(max((px * dx + py * dy) / length, 0.0), 1.0)
            share = half + 0.5 - math.hypot(px - along * dx, py - along * dy)
            if share > 0:
                covered[x, y] = max(covered.get((x, y), 0.0), min(share, 1.0))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
