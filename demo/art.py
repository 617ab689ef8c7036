"""Posters and stills for the invented shows, painted when they are asked for."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from functools import lru_cache

from demo.canvas import Canvas, Colour, colour, mix
from demo.lettering import text_lines, text_width
from demo.shows import DemoEpisode, DemoShow

POSTER = (600, 900)
STILL = (640, 360)
WHITE: Colour = (255, 255, 255)

Scene = Callable[[Canvas, list[Colour], random.Random, float], None]
"""Paints a canvas; the last argument is the time of day, 0 to 1, that sets one still apart from the next."""


@lru_cache(maxsize=64)
def poster(show: DemoShow) -> bytes:
    """PNG, 600 by 900, with the title."""
    canvas = Canvas(*POSTER)
    colours = [colour(c) for c in show.palette]
    _scene(show)(canvas, colours, random.Random(show.tvmaze_id), 0.4)
    _title(canvas, show.title, colours[-1])
    return canvas.png()


@lru_cache(maxsize=256)
def still(show: DemoShow, episode: DemoEpisode) -> bytes:
    """PNG, 640 by 360, without words."""
    canvas = Canvas(*STILL)
    colours = [colour(c) for c in show.palette]
    seed = show.tvmaze_id * 1000 + episode.season * 100 + episode.number
    _scene(show)(canvas, colours, random.Random(seed), (episode.number * 0.37 + episode.season * 0.19) % 1.0)
    return canvas.png()


def _scene(show: DemoShow) -> Scene:
    return {"orchard": _orchard, "ferry": _ferry}.get(show.scene, _hills)


def _title(canvas: Canvas, title: str, paint: Colour) -> None:
    """The words of the title, one a line where they are long, centred, in strokes of light."""
    lines = _broken(title)
    room = canvas.width * 0.80
    widest = max(text_width(line, 1.0) for line in lines)
    height = min(room / max(widest, 0.1), canvas.height * 0.088)
    y = canvas.height * 0.075
    for line in lines:
        small = line.lower() in ("the", "a", "an", "of", "and")
        size = height * (0.42 if small else 1.0)
        x = (canvas.width - text_width(line, size)) / 2
        strokes = text_lines(line, x, y, size)
        canvas.strokes(strokes, max(2.4, size * 0.085), paint)
        y += size * 1.5


def _broken(title: str) -> list[str]:
    """A leading article stands alone; the rest goes on as few lines of about ten letters as it takes."""
    words = title.split()
    lines = [words.pop(0)] if len(words) > 1 and words[0].lower() in ("the", "a", "an") else []
    current = ""
    for word in words:
        if current and len(current) + len(word) > 10:
            lines.append(current)
            current = word
        else:
            current = f"{current} {word}".strip()
    return [*lines, current] if current else lines


def _waves(rng: random.Random, base: float, size: float, length: float) -> Callable[[float], float]:
    """A line like that of a range of hills."""
    parts = [(size / (n + 1), length / (n * 1.7 + 1), rng.uniform(0, math.tau)) for n in range(3)]
    return lambda x: base + sum(height * math.sin(x / wide * math.tau + phase) for height, wide, phase in parts)


def _hills(canvas: Canvas, colours: list[Colour], rng: random.Random, day: float) -> None:
    dark, warm = colours[0], colours[1]
    width, height = canvas.width, canvas.height
    canvas.sky([(0.0, dark), (0.45, mix(dark, warm, 0.55)), (0.7, mix(warm, colours[-1], 0.5)), (1.0, warm)])
    sun_x, sun_y = width * (0.3 + 0.4 * rng.random()), height * (0.42 + 0.16 * day)
    canvas.glow(sun_x, sun_y, height * 0.34, colours[-1], 0.8)
    canvas.disc(sun_x, sun_y, height * 0.075, mix(colours[-1], WHITE, 0.4))
    for layer in range(5):
        depth = layer / 4
        line = _waves(rng, height * (0.58 + 0.09 * layer), height * 0.035, width * (1.1 - 0.15 * layer))
        canvas.ground(line, mix(mix(warm, colours[2], 0.6), dark, 0.25 + 0.7 * depth))


def _orchard(canvas: Canvas, colours: list[Colour], rng: random.Random, day: float) -> None:
    night, amber, copper, green, cream = colours
    width, height = canvas.width, canvas.height
    canvas.sky(
        [
            (0.0, night),
            (0.30, mix(night, green, 0.75)),
            (0.52, mix(green, amber, 0.55 + 0.2 * day)),
            (0.66, mix(amber, cream, 0.45)),
            (1.0, amber),
        ]
    )
    sun_x, sun_y, sun = width * (0.36 + 0.3 * day), height * (0.585 - 0.07 * day), height * 0.092
    canvas.glow(sun_x, sun_y, sun * 4.2, cream, 0.75)
    canvas.disc(sun_x, sun_y, sun, mix(cream, WHITE, 0.55))
    for layer in range(3):
        line = _waves(rng, height * (0.60 + 0.055 * layer), height * 0.022, width * (1.3 - 0.3 * layer))
        canvas.ground(line, mix(mix(amber, green, 0.55), night, 0.12 + 0.27 * layer))
    metal = (mix(copper, cream, 0.25), copper, mix(green, cream, 0.35))
    for row in range(4):
        near = row / 3
        line = _waves(rng, height * (0.735 + 0.072 * row), height * 0.012, width * 0.9)
        size = height * (0.034 + 0.052 * near)
        step = size * 1.9
        x = -step * rng.random()
        while x < width + step:
            _tree(canvas, (x, line(x)), size * rng.uniform(0.88, 1.1), metal[rng.randrange(3)], colours, near)
            x += step * rng.uniform(0.9, 1.12)
        canvas.ground(line, mix(mix(green, night, 0.45), night, 0.2 + 0.75 * near))


def _tree(
    canvas: Canvas, foot: tuple[float, float], size: float, metal: Colour, colours: list[Colour], near: float
) -> None:
    """A tree of sheet metal: a crown of plates, darker below, with the light of the sun along its upper left."""
    night, cream = colours[0], colours[-1]
    x, y = foot
    shade = mix(metal, night, 0.45 + 0.2 * near)
    trunk = size * 0.075
    canvas.polygon(
        [(x - trunk, y + 4), (x - trunk * 0.6, y - size), (x + trunk * 0.6, y - size), (x + trunk, y + 4)], night
    )
    top = y - size * 1.35
    plates = ((0, 0, 0.66), (-0.42, 0.26, 0.44), (0.42, 0.28, 0.44), (-0.2, -0.34, 0.42), (0.24, -0.3, 0.4))
    for px, py, radius in plates:
        canvas.disc(x + px * size, top + py * size, radius * size, shade)
    for px, py, radius in plates:
        canvas.disc(
            x + (px - 0.05) * size, top + (py - 0.06) * size, radius * size * 0.84, mix(metal, night, 0.12 + 0.2 * near)
        )
    for px, py, radius in plates[1:]:
        canvas.disc(
            x + (px - 0.12) * size, top + (py - 0.15) * size, radius * size * 0.34, mix(metal, cream, 0.55), 0.75
        )
    for number in range(7):
        angle = number * 2.399 + x  # the golden angle: blossoms without a pattern
        reach = size * 0.62 * math.sqrt((number + 0.5) / 7)
        canvas.disc(x + reach * math.cos(angle), top + reach * math.sin(angle) * 0.8, size * 0.05, cream, 0.95)


def _ferry(canvas: Canvas, colours: list[Colour], rng: random.Random, day: float) -> None:
    night, blue, light, pale, gold = colours
    width, height = canvas.width, canvas.height
    horizon = height * 0.635
    canvas.sky(
        [
            (0.0, mix(night, (4, 6, 20), 0.5)),
            (0.34, night),
            (0.56, mix(blue, night, 0.25)),
            (0.635, mix(light, gold, 0.15 + 0.35 * day)),
            (0.64, mix(blue, night, 0.35)),
            (1.0, mix(night, (4, 6, 20), 0.6)),
        ]
    )
    for _ in range(150):
        x, y = rng.uniform(0, width), rng.uniform(0, horizon * 0.86)
        canvas.disc(x, y, rng.choice((0.7, 0.8, 1.0, 1.5)), pale, rng.uniform(0.25, 0.95) * (1 - y / horizon))
    moon_x, moon_y, moon = width * (0.7 - 0.42 * day), height * (0.40 + 0.05 * day), height * 0.062
    canvas.glow(moon_x, moon_y, moon * 5, pale, 0.55)
    canvas.disc(moon_x, moon_y, moon, mix(gold, WHITE, 0.72))
    for x, y, size in ((-0.3, -0.2, 0.2), (0.25, 0.3, 0.26), (0.28, -0.34, 0.12), (-0.2, 0.42, 0.1)):
        canvas.disc(moon_x + x * moon, moon_y + y * moon, size * moon, pale, 0.28)
    coast = _waves(rng, horizon - height * 0.012, height * 0.016, width * 0.8)
    canvas.shape(0, width, lambda x: ((min(coast(x), horizon), horizon + 1),), mix(night, blue, 0.22))
    _glitter(canvas, rng, (moon_x, horizon), mix(gold, WHITE, 0.5))
    _boat(
        canvas, (width * (0.5 + 0.06 * (day - 0.4)), horizon + height * 0.115), min(width, height * 1.2) * 0.62, colours
    )
    for layer in range(4):
        line = _waves(rng, height * (0.80 + 0.052 * layer), height * 0.006, width * 0.34)
        canvas.ground(line, mix(night, (4, 6, 20), 0.15 + 0.2 * layer), 0.55)


def _glitter(canvas: Canvas, rng: random.Random, where: tuple[float, float], paint: Colour) -> None:
    """The moon on the water: short bright strokes, wider and rarer towards us."""
    x, horizon = where
    deep = canvas.height - horizon
    for number in range(90):
        down = (number / 90) ** 1.5
        y = horizon + 3 + deep * down
        spread = canvas.width * (0.03 + 0.12 * down)
        at, half = x + rng.gauss(0, spread * 0.5), rng.uniform(0.3, 1.0) * spread * 0.55
        thick = 0.6 + 1.6 * down
        canvas.shape(
            at - half,
            at + half,
            lambda _, y=y, thick=thick: ((y, y + thick),),  # type: ignore[misc]
            paint,
            rng.uniform(0.2, 0.75) * (1 - 0.6 * down),
        )


def _windows(
    canvas: Canvas, first: tuple[float, float], last: tuple[float, float], count: int, colours: list[Colour]
) -> None:
    """A row of square windows; somebody is asleep behind a few."""
    night, blue, gold = colours[0], colours[1], colours[-1]
    (left, y), (right, _) = first, last
    size = (right - left) / count * 0.28
    for number in range(count):
        x = left + (right - left) * (number + 0.5) / count
        paint = mix(gold, WHITE, 0.3) if (number * 7 + count) % 11 != 3 else mix(blue, night, 0.4)
        corners = ((-1, -1), (1, -1), (1, 1), (-1, 1))
        canvas.polygon([(x + dx * size, y + dy * size) for dx, dy in corners], paint)


def _boat(canvas: Canvas, keel: tuple[float, float], length: float, colours: list[Colour]) -> None:
    """The night boat from the side: hull, decks with lit windows, bridge, funnel; and what the water shows of it."""
    night, blue, _, pale, gold = colours
    cx, water = keel
    hull, white = mix(night, (4, 6, 20), 0.35), mix(pale, WHITE, 0.35)

    def at(x: float, y: float) -> tuple[float, float]:
        return cx + x * length, water - y * length

    def block(left: float, right: float, low: float, high: float, paint: Colour) -> None:
        canvas.polygon([at(left, low), at(left + 0.008, high), at(right - 0.012, high), at(right, low)], paint)

    canvas.polygon([at(0.06, 0.25), at(0.075, 0.36), at(0.155, 0.36), at(0.15, 0.25)], mix(gold, (200, 80, 40), 0.45))
    canvas.polygon([at(0.072, 0.335), at(0.075, 0.362), at(0.157, 0.362), at(0.156, 0.335)], hull)
    for smoke in range(7):
        x, y = at(0.115 - 0.045 * smoke, 0.385 + 0.021 * smoke)
        canvas.disc(x, y, length * (0.016 + 0.007 * smoke), pale, 0.16 - 0.018 * smoke)
    block(-0.30, 0.25, 0.21, 0.265, mix(white, blue, 0.28))
    block(-0.36, 0.33, 0.145, 0.215, mix(white, blue, 0.15))
    block(0.22, 0.34, 0.21, 0.285, mix(white, blue, 0.10))
    canvas.polygon([at(-0.47, 0.15), at(-0.45, 0.02), at(-0.42, -0.012), at(0.40, -0.012), at(0.5, 0.165)], hull)
    canvas.polygon([at(-0.468, 0.132), at(-0.466, 0.117), at(0.483, 0.132), at(0.49, 0.147)], gold, 0.85)
    for left, right, y, count in ((-0.34, 0.30, 0.181, 17), (-0.28, 0.2, 0.237, 14)):
        _windows(canvas, at(left, y), at(right, y), count, colours)
    canvas.polygon([at(0.235, 0.25), at(0.235, 0.272), at(0.334, 0.272), at(0.337, 0.25)], mix(gold, WHITE, 0.55))
    canvas.strokes(
        [[at(-0.2, 0.265), at(-0.2, 0.41)], [at(-0.2, 0.36), at(-0.155, 0.30)]], max(1.4, length * 0.006), hull
    )
    lamp_x, lamp_y = at(-0.2, 0.41)
    canvas.glow(lamp_x, lamp_y, length * 0.05, gold, 0.8, 12)
    canvas.disc(lamp_x, lamp_y, length * 0.007, WHITE)
    for number in range(26):
        x = cx + length * (-0.36 + 0.7 * number / 25)
        y = water + length * (0.02 + 0.055 * ((number * 5) % 7) / 7)
        half = length * 0.016
        canvas.shape(x - half, x + half, lambda _, y=y: ((y, y + 1.8),), gold, 0.4)  # type: ignore[misc]
