"""Folders that another machine knows under another name.

In airdate.toml: `folders = { "/media/tv" = "/srv/library" }`, their name first, as they are asked by theirs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

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


def inside(path: str, folder: str) -> bool:
    """Whether `path` is in `folder`, or is it."""
    return _pure(path).is_relative_to(_pure(folder))


def among(paths: Iterable[Path], known: Iterable[str], folders: Mapping[str, str]) -> set[Path]:
    """Which of our `paths` are among the files that they name: by the whole path, or (where `folders` is not set) by
    its last three names, which are the show's folder, the season's and the file."""
    pure = [_pure(path) for path in known]
    whole, tails = set(pure), {path.parts[-TAIL:] for path in pure if len(path.parts) > TAIL}
    found = set()
    for path in paths:
        their = _pure(theirs(path, folders))
        if their in whole or (len(their.parts) > TAIL and their.parts[-TAIL:] in tails):
            found.add(path)
    return found


def file_name(path: str) -> str:
    return _pure(path).name


def _pure(path: str) -> PurePath:
    """Windows' own names have a drive or a backslash first; anything else is POSIX, spelled out or an address."""
    windows = PureWindowsPath(path)
    if windows.drive or path.startswith("\\"):
        return windows
    return PurePosixPath(path)
