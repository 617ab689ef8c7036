"""Folders that another machine knows under another name.

In airdate.toml: `folders = { "/media/tv" = "/srv/library" }`, their name first, as they are asked by theirs.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath


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


def file_name(path: str) -> str:
    return _pure(path).name


def _pure(path: str) -> PurePath:
    """Windows' own names have a drive or a backslash first; anything else is POSIX, spelled out or an address."""
    windows = PureWindowsPath(path)
    if windows.drive or path.startswith("\\"):
        return windows
    return PurePosixPath(path)
