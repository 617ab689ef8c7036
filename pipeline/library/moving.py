"""Giving files of the library other names, with all that lies beside them; to be repeated until it is through.

In two phases, so that files can change places: first everything goes to a hidden name beside its new one, and only when
all of it is there do the new names appear. Cut off in either phase, doing that phase again ends in the same.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

from pipeline.library.nfo import SHOW_FILE
from pipeline.library.placing import move, write
from pipeline.library.recycle import belongs
from pipeline.releases.file_kinds import VIDEO

_TITLE = re.compile(rb"<title>.*?</title>", re.DOTALL)
_MARK = ".~"  # ends a hidden name


class Names(NamedTuple):
    """A video's name and the one it is to get."""

    old: Path
    new: Path


def possible(wanted: Sequence[Names]) -> list[Names]:
    """Those whose file is there, and whose new name is free or becomes so."""
    left = [names for names in wanted if names.old.is_file()]
    while True:
        leaving = {names.old for names in left}
        free = [names for names in left if names.new in leaving or not _taken(names)]
        if len(free) == len(left):
            return free
        left = free


def _taken(names: Names) -> bool:
    # A file system that does not tell "a" from "A" finds the old file under the new name.
    return names.new.exists() and not names.new.samefile(names.old)


def hide(all_names: Iterable[Names]) -> None:
    """The first phase. No new name is in use before it is over, so what an old one holds is still the old file."""
    for names in all_names:
        if not names.old.parent.is_dir():
            continue
        names.new.parent.mkdir(parents=True, exist_ok=True)
        # The video last: what is beside it is found by its name as long as that is there.
        for path in [*_beside(names.old), *([names.old] if names.old.exists() else [])]:
            _move(path, _hidden(names, path))


def show(all_names: Iterable[Names]) -> None:
    """The second phase. Nothing is looked for under an old name any more: another file may have it by now.

    Raises FileExistsError where another video has come to have a new name meanwhile: it is never written over.
    """
    for names in all_names:
        if not names.new.parent.is_dir():
            continue
        for path in sorted(names.new.parent.iterdir()):
            if path.name.startswith(".") and path.name.endswith(_MARK) and _belongs_hidden(path, names.new):
                final = path.with_name(path.name[1 : -len(_MARK)])
                if final == names.new and final.exists():
                    raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(final))
                _move(path, final)


def _hidden(names: Names, path: Path) -> Path:
    """Where a file waits for the second phase; its place and name tell of its final one."""
    name = names.new.name if path == names.old else names.new.stem + path.name[len(names.old.stem) :]
    return names.new.with_name(f".{name}{_MARK}")


def _belongs_hidden(path: Path, video: Path) -> bool:
    final = path.with_name(path.name[1 : -len(_MARK)])
    return final == video or belongs(final, video)


def _beside(video: Path) -> list[Path]:
    """What has the video's name before its suffix: subtitles, descriptions, pictures, a player's own folder."""
    return sorted(path for path in video.parent.iterdir() if path != video and belongs(path, video))


def _move(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.move(source, target)
    else:
        move(source, target)


# ------------------------------------------------------------------------------------------------ what is of the show


def follow_shows(library: Path, all_names: Iterable[Names], titles: dict[Path, str]) -> None:
    """Where a show's last video has left its folder, have what is of the show follow; empty folders go.

    `titles`: by the show's new folder, how it is called now.
    """
    moves = list(all_names)
    for old, new in sorted({folders for names in moves if (folders := _changed_folder(library, names))}):
        if any(path.suffix.lower() in VIDEO for path in _files(old)):
            continue
        _follow(old, new)
        _retitle(new / SHOW_FILE, titles.get(new, ""))
    for names in moves:
        _remove_empty(library, names.old.parent)


def _changed_folder(library: Path, names: Names) -> tuple[Path, Path] | None:
    """The show's old folder and its new one, where they are not the same."""
    old, new = _show_folder(library, names.old), _show_folder(library, names.new)
    return (old, new) if old and new and old != new else None


def _follow(old: Path, new: Path) -> None:
    for path in list(_files(old)):
        target = new / path.relative_to(old)
        if not target.exists():
            move(path, target)


def _show_folder(library: Path, video: Path) -> Path | None:
    inside = video.relative_to(library).parts
    return library / inside[0] if len(inside) > 1 else None


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else iter(())


def _retitle(description: Path, title: str) -> None:
    """Put the new title into a show's description; the rest may be a person's and stays."""
    if title and description.is_file():
        text = description.read_bytes()
        element = b"<title>" + escape(title).encode() + b"</title>"
        write(description, _TITLE.sub(lambda _: element, text, count=1))


def _remove_empty(library: Path, folder: Path) -> None:
    while folder != library and folder.is_relative_to(library) and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
