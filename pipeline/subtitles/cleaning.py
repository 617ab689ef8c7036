"""What is filed of a subtitle: plain SRT, without the advertisements that sites and groups put at its ends."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.model import RejectedSubtitle, Subtitle
from pipeline.subtitles.cues import Cue, compose, parse
from pipeline.subtitles.encodings import decode

_MARKS = re.compile(r"</?font[^<>]{0,200}>|\{\\[^{}]{0,200}\}", re.IGNORECASE)  # ASS leftovers that players print
_TAGS = re.compile(r"<[^<>]{0,200}>")

# A site's address as it is written, with its letters together: "It's Amara. Am I right?" is none.
_SITE = re.compile(
    r"""\b(?:opensubtitles|podnapisi|addic7ed|subscene|yify(?:subtitles)?|yts|tvsubtitles|titlovi|napiprojekt
        |subtitulamos|gestdown|osdb|amara|subdivx|legendas|feliratok|opensubs|tusubtitulo)
        \.(?:org|com|net|to|ag|mx|lt|am|tv|info|pl|eu|hu|link|me|rs)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_ADDRESS = re.compile(r"\W*(?:https?://|www\.)\S+\W*", re.IGNORECASE)
_SLOGAN = re.compile(
    r"""\b(?: support\s+us\s+and\s+become
        | advertise\s+your\s+product
        | remove\s+all\s+ads
        | (?:please\s+)?rate\s+this\s+subtitle
        | help\s+other\s+users\s+to\s+choose
        | watch\s+(?:any\s+)?(?:video|movies?|episodes|series)\s+online\s+(?:for\s+free|with)
        | (?:subtitles?|subs)\s+(?:downloaded|provided)
        )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_WORK = r"""(?:(?:subtitles?|subs|captions?|captioned|(?:re)?sync(?:ed|hroni[sz]ed)?|correct(?:ed|ions?)|ripped
        |transcript|encoded|edited|improved|adapted|provided)\b\s*)"""
_CREDIT = re.compile(
    rf"\W*{_WORK}(?:(?:and\b|&|,|\+)?\s*{_WORK})*by\b:?(?:\W*\S+){{0,8}}\W*", re.IGNORECASE | re.VERBOSE
)
_NAME = re.compile(r"\W*\S+(?:\s+\S+){0,2}\W*")


def without_ads(cues: Iterable[Cue]) -> list[Cue]:
    """The cues without those that are nothing but an advertisement. One that also says something stays as it is."""
    return [cue for cue in cues if not _is_ad([_TAGS.sub("", line).strip() for line in cue.text.split("\n")])]


def _is_ad(lines: Sequence[str]) -> bool:
    return all(_advertises(line) or (n > 0 and _names(lines[n - 1], line)) for n, line in enumerate(lines))


def _advertises(line: str) -> bool:
    return bool(_SITE.search(line) or _SLOGAN.search(line) or _ADDRESS.fullmatch(line) or _credits(line))


def _credits(line: str) -> bool:
    return not line.rstrip().endswith(("?", "!")) and bool(_CREDIT.fullmatch(line))


def _names(before: str, line: str) -> bool:
    """ "Subtitles by" on one line and the name on the next."""
    return before.rstrip(" :").lower().endswith(" by") and bool(_NAME.fullmatch(line))


def clean(content: bytes, language: str = "", *, ads: bool = False, frame_rate: float | None = None) -> str:
    """What is filed of a subtitle: valid SRT, as text; without advertisements unless `ads` are to stay. Empty when it
    holds no cue.

    `ads`: of what lies inside a film nothing is left out. `frame_rate`: the film's, for what counts pictures.
    """
    cues = [
        replace(cue, text=_MARKS.sub("", cue.text).replace(r"\h", " ").strip())
        for cue in parse(decode(content, language), frame_rate)
    ]
    kept = [cue for cue in cues if cue.text]
    return compose(kept if ads else without_ads(kept))


def fingerprint(content: bytes, language: str = "") -> str:
    """Tells a subtitle's text and times apart from others', whoever sends it with whatever advertisement."""
    return hashlib.sha256(clean(content, language).encode()).hexdigest()[:32]


def is_rejected(subtitle: Subtitle, rejected: Iterable[RejectedSubtitle]) -> bool:
    """Whether it is one of those, by its provider's id or by what it says."""
    mark = fingerprint(subtitle.content, subtitle.language)
    return any((r.id and (r.provider, r.id) == (subtitle.provider, subtitle.id)) or r.mark == mark for r in rejected)
