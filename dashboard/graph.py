"""The line as a drawing: where each step stands and how the arrows run. Pure geometry; the template draws it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.store.runs import Stage

WIDE, HIGH = 112, 52  # a step
GAP_X, GAP_Y = 34, 16
EDGE = 3  # room for the outline


@dataclass(frozen=True, kw_only=True)
class Spot:
    """A step's place: its upper left corner."""

    step: str
    x: float
    y: float


@dataclass(frozen=True, kw_only=True)
class Drawing:
    width: float
    height: float
    spots: tuple[Spot, ...]
    arrows: tuple[tuple[str, str, str], ...]  # (from, to, the SVG path)


def draw(stages: Sequence[Stage]) -> Drawing:
    """A column for each depth, from left to right; steps of the same depth stand below each other."""
    depth: dict[str, int] = {}
    columns: list[list[str]] = []
    for stage in stages:  # they stand in their order
        depth[stage.name] = at = 1 + max((depth[name] for name in stage.after if name in depth), default=-1)
        if at == len(columns):
            columns.append([])
        columns[at].append(stage.name)
    tallest = max(map(len, columns), default=0)
    height = tallest * HIGH + (tallest - 1) * GAP_Y
    spots = {}
    for x, column in enumerate(columns):
        top = (height - len(column) * HIGH - (len(column) - 1) * GAP_Y) / 2
        for y, name in enumerate(column):
            spots[name] = Spot(step=name, x=EDGE + x * (WIDE + GAP_X), y=EDGE + top + y * (HIGH + GAP_Y))
    arrows = tuple(
        (name, stage.name, _path(spots[name], spots[stage.name]))
        for stage in stages
        for name in stage.after
        if name in spots
    )
    width = len(columns) * (WIDE + GAP_X) - GAP_X
    return Drawing(width=width + 2 * EDGE, height=height + 2 * EDGE, spots=tuple(spots.values()), arrows=arrows)


def _path(begin: Spot, end: Spot) -> str:
    """A curve from the right side of one step to the left side of another."""
    x1, y1, x2, y2 = begin.x + WIDE, begin.y + HIGH / 2, end.x - 5, end.y + HIGH / 2
    bend = (x2 - x1) / 2
    return f"M{x1:g} {y1:g}C{x1 + bend:g} {y1:g} {x2 - bend:g} {y2:g} {x2:g} {y2:g}"
