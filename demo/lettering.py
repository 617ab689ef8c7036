"""Capital letters as strokes, so that posters need no font. Drawn for this project, in the manner of the 1930s."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence

Line = list[tuple[float, float]]

# Each glyph: its width (height is 1), then strokes. A stroke is a polyline "x,y x,y …", or an arc of an ellipse
# "@cx,cy,rx,ry,from,to" in degrees, clockwise from the right, as y goes down.
GLYPHS: dict[str, tuple[float, str]] = {
    "A": (0.80, "0,1 .4,0 .8,1;.14,.66 .66,.66"),
    "B": (0.52, "0,0 0,1;0,0 .22,0;0,.58 .26,.58;0,1 .26,1;@.22,.29,.24,.29,-90,90;@.27,.79,.25,.21,-90,90"),
    "C": (0.84, "@.5,.5,.5,.5,50,310"),
    "D": (0.68, "0,0 0,1;0,0 .2,0;0,1 .2,1;@.2,.5,.48,.5,-90,90"),
    "E": (0.48, "0,0 0,1;0,0 .48,0;0,.58 .4,.58;0,1 .48,1"),
    "F": (0.46, "0,0 0,1;0,0 .46,0;0,.58 .38,.58"),
    "G": (1.00, "@.5,.5,.5,.5,0,310;.56,.5 1,.5"),
    "H": (0.64, "0,0 0,1;.64,0 .64,1;0,.58 .64,.58"),
    "I": (0.00, "0,0 0,1"),
    "J": (0.34, ".34,0 .34,.8;@.14,.8,.2,.2,0,140"),
    "K": (0.58, "0,0 0,1;.56,0 0,.58;.16,.46 .58,1"),
    "L": (0.44, "0,0 0,1 .44,1"),
    "M": (0.86, "0,1 .1,0 .43,.78 .76,0 .86,1"),
    "N": (0.70, "0,1 0,0 .7,1 .7,0"),
    "O": (1.00, "@.5,.5,.5,.5,0,360"),
    "P": (0.50, "0,0 0,1;0,0 .22,0;0,.6 .22,.6;@.22,.3,.28,.3,-90,90"),
    "Q": (1.00, "@.5,.5,.5,.5,0,360;.62,.68 .98,1.06"),
    "R": (0.54, "0,0 0,1;0,0 .22,0;0,.58 .22,.58;@.22,.29,.28,.29,-90,90;.2,.58 .54,1"),
    "S": (0.46, "@.23,.26,.21,.26,90,310;@.23,.76,.23,.24,-90,140"),
    "T": (0.60, "0,0 .6,0;.3,0 .3,1"),
    "U": (0.62, "0,0 0,.69;.62,0 .62,.69;@.31,.69,.31,.31,0,180"),
    "V": (0.74, "0,0 .37,1 .74,0"),
    "W": (1.06, "0,0 .26,1 .53,.2 .8,1 1.06,0"),
    "X": (0.66, "0,0 .66,1;.66,0 0,1"),
    "Y": (0.66, "0,0 .33,.54 .66,0;.33,.54 .33,1"),
    "Z": (0.60, "0,0 .6,0 0,1 .6,1"),
    "0": (0.60, "@.3,.5,.3,.5,0,360"),
    "1": (0.20, "0,.2 .2,0 .2,1"),
    "2": (0.50, "@.25,.27,.25,.27,180,395;.46,.42 0,1 .5,1"),
    "3": (0.48, "@.22,.26,.22,.26,200,450;@.23,.76,.25,.24,-90,160"),
    "4": (0.58, ".44,1 .44,0 0,.72 .58,.72"),
    "5": (0.48, ".44,0 .06,0 .03,.44;@.2,.7,.28,.3,-125,140"),
    "6": (0.54, ".4,0 .05,.55;@.27,.7,.27,.3,0,360"),
    "7": (0.50, "0,0 .5,0 .14,1"),
    "8": (0.50, "@.25,.25,.21,.25,0,360;@.25,.75,.25,.25,0,360"),
    "9": (0.54, ".14,1 .49,.45;@.27,.3,.27,.3,0,360"),
    "&": (0.62, ".62,1 .1,.3;@.25,.2,.17,.2,150,390;@.25,.76,.25,.24,-70,-320;.4,.34 .16,.56;.44,.92 .62,.6"),
    "'": (0.06, ".06,0 0,.2"),
    "-": (0.34, "0,.58 .34,.58"),
    ":": (0.00, "0,.34 0,.35;0,.92 0,.93"),
    ".": (0.00, "0,.99 0,1"),
    ",": (0.06, ".06,.96 0,1.14"),
    "!": (0.00, "0,0 0,.68;0,.98 0,1"),
    "?": (0.42, "@.21,.25,.21,.25,190,450;.21,.5 .21,.7;.21,.98 .21,1"),
    " ": (0.34, ""),
}
GAP = 0.26  # between letters
TURN = 12  # degrees to each piece of an arc


def text_lines(text: str, x: float, y: float, height: float) -> list[Line]:
    """The strokes of a text whose top left is (x, y). What there is no glyph for is left out."""
    lines: list[Line] = []
    for letter in _known(text):
        width, strokes = GLYPHS[letter]
        paths = [_points(stroke) for stroke in strokes.split(";") if stroke]
        lines += [[(x + px * height, y + py * height) for px, py in path] for path in paths]
        x += (width + GAP) * height
    return lines


def text_width(text: str, height: float) -> float:
    letters = _known(text)
    return height * (sum(GLYPHS[c][0] for c in letters) + GAP * max(0, len(letters) - 1))


def _known(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).upper().replace("’", "'").replace("–", "-")
    return "".join(c for c in plain if c in GLYPHS)


def _points(stroke: str) -> Sequence[tuple[float, float]]:
    if not stroke.startswith("@"):
        pairs = (pair.split(",") for pair in stroke.split())
        return [(float(x), float(y)) for x, y in pairs]
    cx, cy, rx, ry, start, end = (float(n) for n in stroke[1:].split(","))
    pieces = max(2, math.ceil(abs(end - start) / TURN))
    angles = (math.radians(start + (end - start) * i / pieces) for i in range(pieces + 1))
    return [(cx + rx * math.cos(a), cy + ry * math.sin(a)) for a in angles]
