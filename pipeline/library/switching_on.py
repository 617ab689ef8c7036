"""The names of subtitles beside a video, so that players switch the right one on and know its language.

Jellyfin switches on the first file by name, whatever its language; one called `.default` comes before all. A language
tag that it does not know becomes a title, and the language is undefined:
https://jellyfin.org/docs/general/server/media/external-files.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from pipeline.languages import distance, same_language
from pipeline.playback.plans import StreamPlan
from pipeline.subtitles.sidecars import NEAREST, Sidecar, sidecars

DEFAULT = "default"
TEXTS = frozenset((".srt", ".ass", ".ssa", ".vtt"))
# Tags of more than a language that Jellyfin knows; `ga` is to 12.0 another language, which it writes with two letters.
_KNOWN = frozenset(("pt-br", "pt-pt", "zh-hans", "zh-hant", "zh-cn", "zh-tw", "zh-hk", "es-419", "fr-ca"))
_ITS_OWN = {"ga": "gle"}
_LONGEST_NAME = 255  # bytes


def beside(video: Path, suffix: str) -> Path:
    """Where a subtitle with this suffix (".en.srt") is to be: under the name that one like it has already."""
    plain = video.with_name(video.stem + suffix)
    names = (_renamed(video, plain, default=default) for default in (True, False))
    return next((path for path in names if not is_too_long(path) and path.exists()), plain)


def own_suffix(step: StreamPlan) -> str:
    """What follows the video's name in that of a subtitle from inside; with what the film itself begins with told."""
    start, dot, extension = step.suffix.rpartition(".")
    return f"{start}.{DEFAULT}{dot}{extension}" if step.default else step.suffix


def is_too_long(path: Path) -> bool:
    """Whether its name is longer than file systems let one be; what is called so cannot be there."""
    return len(os.fsencode(path.name)) > _LONGEST_NAME


def switch_on(video: Path, wanted: Sequence[str]) -> None:
    """Call exactly one text beside the video `.default`: of the first of the `wanted` languages that is there, else the
    one that is called so already: what the film itself begins with."""
    found = [each for each in sidecars(video) if not each.pictures]
    chosen = _chosen(video, found, wanted)
    for each in found:
        target = _renamed(video, each.path, default=each == chosen)
        if target != each.path and not is_too_long(target) and not target.exists():
            each.path.rename(target)


def _chosen(video: Path, found: Sequence[Sidecar], wanted: Sequence[str]) -> Sidecar | None:
    """The plainest of them: not for the deaf where another is there, nor a second one of the language."""
    texts = [each for each in found if _is_full_text(each)]
    for language in wanted:
        if mine := [each for each in texts if each.language and same_language(language, each.language)]:
            return min(mine, key=lambda sidecar: _plainness(video, sidecar, language))
    own = [each for each in texts if DEFAULT in _words(video, each.path)]
    return min(own, key=lambda sidecar: _plainness(video, sidecar), default=None)


def _is_full_text(sidecar: Sidecar) -> bool:
    return sidecar.path.suffix.lower() in TEXTS and not (sidecar.forced or sidecar.partial)


def _plainness(video: Path, sidecar: Sidecar, language: str = "") -> tuple[bool, int, int, str]:
    name = _renamed(video, sidecar.path, default=False).name
    return sidecar.hearing_impaired, distance(language, sidecar.language) if language else 0, len(name), name


def _words(video: Path, path: Path) -> list[str]:
    """What stands between the video's name and the suffix, in small letters."""
    return path.name[len(video.stem) : -len(path.suffix)].lower().strip(".").split(".")


def _renamed(video: Path, path: Path, *, default: bool) -> Path:
    """The file's name with its language as Jellyfin knows it, `.default` or not."""
    words = path.name[len(video.stem) : -len(path.suffix)].split(".")
    plain = [word for word in words if word and word.lower() != DEFAULT]
    spelt = [part for word in plain for part in _spelt(word, plain)]
    return path.with_name(".".join((video.stem, *spelt, *([DEFAULT] if default else []))) + path.suffix)


def _spelt(word: str, words: Sequence[str]) -> tuple[str, ...]:
    """A tag that Jellyfin does not know, which it then shows as a title, with the language behind it."""
    tag = word.lower()
    if tag in _ITS_OWN:
        return (_ITS_OWN[tag],)
    first = tag.partition("-")[0]
    plain = NEAREST.get(first) or (first if "-" in tag and tag not in _KNOWN else "")
    return (word, plain) if plain and plain not in words else (word,)
