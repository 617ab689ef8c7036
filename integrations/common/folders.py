"""Folders that another machine knows under another name.

In airdate.toml: `folders = { "/media/tv" = "/srv/library" }`, their name first, as they are asked by theirs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath
from unicodedata import normalize
from urllib.parse import unquote

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_SEASON = re.compile(r"(?:[^\W\d_]+[ ._-]*)?\d{1,4}$|specials$", re.IGNORECASE)  # "Season 01", "Staffel 1", "01"

TAIL = 3  # names at the end of a path that tell an episode's file apart


def theirs(path: Path, folders: Mapping[str, str]) -> str:
    """Our `path` as they name it: the longest mapped parent decides. Unmapped paths stay as they are."""
    ours = {PurePosixPath(our): their for their, our in folders.items()}
    here = PurePosixPath(path)
    for parent in (here, *here.parents):
        if parent in ours:
            root = ours[parent]
            between = "\\" if isinstance(_pure(root), PureWindowsPath) else "/"
            # Joined as text, because theirs can be an address: smb://nas/tv
            return between.join((root.rstrip("/\\"), *here.relative_to(parent).parts))
    return str(path)


def same(one: str, other: str) -> bool:
    """Whether two names on their machine mean the same file."""
    return _pure(one) == _pure(other)  # on Windows without regard to case


def alike(one: str, other: str) -> bool:
    """Whether two names may mean the same file: shares, macOS and many a `folders` don't mind the case. Not enough to
    take anything away by."""
    return _pure(one.casefold()) == _pure(other.casefold())


def inside(path: str, folder: str) -> bool:
    """Whether `path` is in `folder`, or is it."""
    return _pure(path).is_relative_to(_pure(folder))


def among(paths: Iterable[Path], known: Iterable[str], folders: Mapping[str, str]) -> dict[Path, str]:
    """Which of our `paths` are among the files that they name, with their names: by the whole path (one that differs
    only in case is the next best), or (where `folders` is not set) by its last three names, which are the show's
    folder, the season's and the file."""
    pure = {_pure(path): path for path in known}
    lower = {str(path).casefold(): name for path, name in pure.items()}
    tails = {path.parts[-TAIL:]: name for path, name in pure.items() if len(path.parts) > TAIL}
    found = {}
    for path in paths:
        their = _pure(theirs(path, folders))
        tail = tails.get(their.parts[-TAIL:]) if len(their.parts) > TAIL else None
        if name := pure.get(their) or lower.get(str(their).casefold()) or tail:
            found[path] = name
    return found


def same_tail(one: str, other: str) -> bool:
    """Whether two files have the same names at the end of their paths: file, season's and show's folder; without
    seasons' folders file and show's folder, which then stands out by itself."""
    mine, theirs = _pure(one).parts[-TAIL:], _pure(other).parts[-TAIL:]
    return mine == theirs or (mine[-2:] == theirs[-2:] and not _SEASON.match(mine[-2]) if len(mine) > 1 else False)


def names(path: str) -> tuple[str, ...]:
    return _pure(path).parts


def parent(path: str) -> str:
    return str(_pure(path).parent)


def file_name(path: str) -> str:
    return _pure(path).name


@lru_cache(maxsize=4096)  # the same folders of shows, for each file that is looked for
def _pure(path: str) -> PurePath:
    """Windows' own names have a drive or a backslash first; anything else is POSIX, spelled out or an address, which
    may have %20 for a blank. Letters with accents are one character (NFC): macOS and some shares tell them as two."""
    path = normalize("NFC", unquote(path) if _ADDRESS.match(path) else path)
    windows = PureWindowsPath(path)
    if windows.drive or path.startswith("\\"):
        return windows
    return PurePosixPath(path)
