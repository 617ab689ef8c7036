"""Subtitle files beside a video: their names, and which languages there are.

Names follow https://jellyfin.org/docs/general/server/media/external-files, which Kodi reads as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import UserError
from pipeline.languages import same_language, tag_in_name
from pipeline.model import MediaInfo, Stream, StreamKind
from pipeline.model.reasons import Reason

_FORCED = frozenset({"forced", "foreign"})
_HEARING = frozenset({"sdh", "cc", "hi"})
_SUFFIXES = (".srt", ".ass", ".ssa", ".vtt", ".sub", ".idx", ".mks", ".sup")
_PICTURE_SUFFIXES = (".idx", ".mks", ".sup")
_PARTIAL = re.compile(r"commentary|signs|songs|lyrics")
# ffprobe's names of subtitles that are pictures: PGS, VobSub, DVB, XSUB.
PICTURES = frozenset(("hdmv_pgs_subtitle", "dvd_subtitle", "dvb_subtitle", "xsub"))
# What players know instead of languages that they do not know.
NEAREST = {"yue": "zh", "cmn": "zh", "cnr": "sr", "mo": "ro"}
_LANGUAGE = re.compile(r"^[a-z]{2,3}(?:-[a-z0-9]{2,8})*$", re.IGNORECASE)


def sidecar_suffix(
    language: str, *, forced: bool = False, hearing_impaired: bool = False, extension: str = "srt"
) -> str:
    """What follows the video's name in a subtitle's: ".en.srt", ".en.forced.srt", ".en.sdh.srt"."""
    parts = [language, "forced" if forced else "", "sdh" if hearing_impaired else "", extension]
    return "".join(f".{part}" for part in parts if part)


def sidecar_path(
    video: Path, language: str, *, forced: bool = False, hearing_impaired: bool = False, extension: str = "srt"
) -> Path:
    """Where a subtitle of this video goes so that Jellyfin and Kodi find it."""
    if language and not _LANGUAGE.match(language):
        raise UserError(Reason("no-language-tag", tag=language))
    suffix = sidecar_suffix(language, forced=forced, hearing_impaired=hearing_impaired, extension=extension)
    return video.with_name(video.stem + suffix)


@dataclass(frozen=True, slots=True)
class Sidecar:
    """A subtitle file beside a video, as its name describes it. `language` is empty where the name does not say."""

    path: Path
    language: str
    forced: bool
    hearing_impaired: bool
    partial: bool = False  # of a commentary, or of signs and songs: not the film's text
    pictures: bool = False  # no text: PGS, or VobSub, whose two files have to keep one name


def full_files(video: Path, *, pictures: bool = False) -> list[Sidecar]:
    """The subtitle files beside a video that may be its whole text. `pictures`: whether those count that are none."""
    found = [s for s in sidecars(video) if not (s.forced or s.partial)]
    return [s for s in found if pictures or not s.pictures]


def sidecars(video: Path) -> list[Sidecar]:
    """The subtitle files beside a video, by name."""
    if not video.parent.is_dir():
        return []
    found = [_sidecar(video, path) for path in sorted(video.parent.iterdir())]
    return [sidecar for sidecar in found if sidecar is not None]


def _sidecar(video: Path, path: Path) -> Sidecar | None:
    if path.suffix.lower() not in _SUFFIXES or not path.name.startswith(f"{video.stem}."):
        return None
    words = path.name[len(video.stem) + 1 : -len(path.suffix)].lower().split(".")
    flags = _flags(words)
    languages = [tag for word in words if word not in flags and (tag := tag_in_name(word))]
    return Sidecar(
        path=path,
        language=_most_exact(languages),
        forced=bool(flags & _FORCED),
        hearing_impaired=bool(flags & _HEARING),
        partial=any(_PARTIAL.search(word) for word in words),
        pictures=_is_pictures(path),
    )


def _is_pictures(path: Path) -> bool:
    """ ".sub" is MicroDVD's text, or VobSub's pictures where an index lies beside it: https://kodi.wiki/view/Subtitles"""
    suffix = path.suffix.lower()
    index = suffix == ".sub" and any(path.with_suffix(each).exists() for each in (".idx", ".IDX"))
    return index or suffix in _PICTURE_SUFFIXES


def _flags(words: Sequence[str]) -> set[str]:
    """Which words are marks. "hi" is Hindi when it stands where the language stands: first."""
    flags = {word for word in words if word in _FORCED | _HEARING | {"default"}}
    others = (word for word in words[1:] if word not in flags)
    return flags - {"hi"} if words[0] == "hi" and not any(map(tag_in_name, others)) else flags


def _most_exact(languages: Sequence[str]) -> str:
    """The last of them; where one before it says the same more exactly ("en-GB", "en"), that one."""
    if not languages:
        return ""
    last = languages[-1]
    exact = (tag for tag in languages if tag.startswith(f"{last}-") or NEAREST.get(tag.partition("-")[0]) == last)
    return next(exact, last)


def full_texts(info: MediaInfo, *, pictures: bool = False, forced: bool = False) -> list[Stream]:
    """The subtitles inside a film that may be its whole text: not those of a commentary, of signs and songs, nor one
    without a line. `pictures`: whether those count that are no text. `forced`: those of the odd foreign line instead.
    """
    found = [s for s in info.of(StreamKind.SUBTITLE) if s.forced is forced and not (s.commentary or s.lyrics)]
    return [s for s in found if pictures or s.codec not in PICTURES]


def missing_languages(
    wanted: Sequence[str], inside: Iterable[Stream] = (), beside: Iterable[Sidecar] = ()
) -> tuple[str, ...]:
    """Which of the wanted languages have no subtitle yet, of those inside the video and those beside it.

    A forced one translates only the odd foreign line, so it is none, nor is one of a commentary.
    """
    there = [s.language for s in beside if not (s.forced or s.partial)] + [s.language for s in inside]
    return tuple(w for w in dict.fromkeys(wanted) if not any(same_language(w, language) for language in there))
