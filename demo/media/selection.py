"""Which subtitle beside a film Jellyfin switches on by itself, and what becomes of the film then.

Measured on real ones (tests/demo/selections.csv). "Default" without a language is how Jellyfin makes a user.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.library.readback import Reader

_FORCED = frozenset(("forced", "foreign"))
_HEARING_IMPAIRED = frozenset(("sdh", "cc", "hi"))
_FLAGS = _FORCED | _HEARING_IMPAIRED | {"default"}
# What it knows beyond plain languages.
_REGIONS = frozenset(("pt-br", "pt-pt", "zh-hans", "zh-hant", "zh-cn", "zh-tw", "zh-hk", "es-419", "fr-ca"))
_PICTURES = (".mks", ".sup")


@dataclass(frozen=True)
class Beside:
    """A subtitle by its suffix: ".en.forced.srt"."""

    suffix: str
    language: str
    forced: bool
    default: bool
    hearing_impaired: bool


def read(suffix: str) -> Beside:
    words = suffix.lower().strip(".").split(".")[:-1]
    spoken = [w for w in words if w not in _FLAGS and (w in _REGIONS or (w.isalpha() and len(w) in (2, 3)))]
    return Beside(
        suffix=suffix,
        language=spoken[-1] if spoken else "",
        forced=bool(_FORCED & set(words)),
        default="default" in words,
        hearing_impaired=not _HEARING_IMPAIRED.isdisjoint(words),
    )


def switched_on(suffixes: Sequence[str], mode: str, prefers: str, reader: Reader) -> str:
    """The suffix of the one that is on; empty: none. `mode` is the user's setting, `prefers` a language or nothing."""
    found = [read(suffix) for suffix in sorted(suffixes)]
    mine = [each for each in found if prefers in ("", each.language)]
    if mode in ("OnlyForced", "Smart"):  # the film's sound is understood here
        return _first([each for each in mine if each.forced])
    if mode == "Always" and reader is not Reader.JELLYFIN_10:
        return _full_or_default(mine, mode, reader)
    return _full_or_default(mine or found, mode, reader)


def _full_or_default(some: Sequence[Beside], mode: str, reader: Reader) -> str:
    default = [each for each in some if each.default]
    by_name = mode == "Default" and reader is Reader.JELLYFIN_10
    return _first(default or (some if by_name else _full_first(some)))


def is_converted(suffix: str) -> bool:
    """Whether every client has the film converted for it: pictures are burnt in."""
    return suffix.endswith(_PICTURES)


def _full_first(some: Sequence[Beside]) -> list[Beside]:
    return sorted(some, key=lambda each: each.forced)


def _first(some: Sequence[Beside]) -> str:
    return some[0].suffix if some else ""
