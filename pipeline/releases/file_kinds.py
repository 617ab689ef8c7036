"""What the files of a torrent are, by their paths, and whether there is one that has no business there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Protocol, TypeVar

from pipeline.model.reasons import NO_REASON, Reason

VIDEO = frozenset((
    ".mkv", ".mp4", ".m4v", ".avi", ".mov", ".ts", ".m2ts", ".wmv", ".mpg", ".mpeg", ".webm", ".ogv", ".flv", ".divx",
    ".rm", ".rmvb", ".ogm", ".vob", ".wtv", ".3gp", ".3g2", ".mts", ".asf", ".mk3d", ".f4v", ".m2v", ".m2t", ".tp",
    ".trp", ".qt", ".dv", ".mxf", ".xvid", ".dvr-ms", ".mpe",
))  # fmt: skip
PROGRAMS = frozenset((
    ".exe", ".scr", ".bat", ".cmd", ".com", ".msi", ".lnk", ".vbs", ".js", ".ps1", ".jar", ".apk", ".dmg", ".pif",
    ".hta",
))  # fmt: skip
ARCHIVES = frozenset((".rar", ".zip", ".7z", ".ace", ".tar", ".gz", ".r00", ".001", ".iso"))
BESIDE = frozenset((".srt", ".ass", ".ssa", ".sub", ".idx", ".vtt", ".sup", ".smi", ".mp3", ".flac", ".m4a", ".ogg"))
"""Subtitles and sound without a picture."""
BOOKS = frozenset((".cbr", ".cbz", ".cb7", ".epub", ".mobi", ".azw3", ".pdf", ".m4b"))

_PASSWORD_NOTE = re.compile(r"(?:^|[^a-z])(?:passwor[dt]|contraseña|how[ ._-]?to[ ._-]?(?:open|play))", re.IGNORECASE)
_NOTES = frozenset((".txt", ".nfo", ".html", ".htm", ".url", ".pdf"))


class Named(Protocol):
    """A file of a torrent, before or while it is downloaded."""

    @property
    def path(self) -> str: ...
    @property
    def size(self) -> int: ...


F = TypeVar("F", bound=Named)


def parts_of(path: str) -> tuple[str, ...]:
    """The folders and the name in a path, whichever slash stands between them."""
    return PurePosixPath(path.replace("\\", "/")).parts


def suffix_of(path: str) -> str:
    """What a file's name ends in, in small letters: ".mkv"."""
    return PurePosixPath(path.replace("\\", "/")).suffix.lower()


def _leads_out(path: str) -> bool:
    """Whether a path leaves the torrent's folder."""
    return path.startswith(("/", "\\")) or ".." in parts_of(path)


def _is_password_note(path: str) -> bool:
    return suffix_of(path) in _NOTES and _PASSWORD_NOTE.search(PurePosixPath(path).stem) is not None


def why_harmful(paths: Sequence[str]) -> Reason:
    """Why a torrent with these files is refused; `NO_REASON` when it may be downloaded."""
    if any(map(_leads_out, paths)):
        return Reason("leads-out-of-folder")
    if programs := [p for p in paths if suffix_of(p) in PROGRAMS]:
        return Reason("has-program", name=PurePosixPath(programs[0]).name[:80])
    if any(map(_is_password_note, paths)):
        return Reason("locked")
    suffixes = {suffix_of(p) for p in paths}
    if not suffixes & VIDEO:
        return Reason("video-is-packed") if suffixes & ARCHIVES else Reason("no-video")
    return NO_REASON
