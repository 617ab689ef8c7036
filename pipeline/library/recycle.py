"""What an upgrade or another release takes the place of is kept for a while, and then goes."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from pathlib import Path

from pipeline.clock import now
from pipeline.library.nfo import SHOW_FILE, is_ours
from pipeline.library.pictures import SUFFIXES
from pipeline.library.placing import flush_folder, have_too, move
from pipeline.library.scan import video_files
from pipeline.releases.file_kinds import VIDEO

# What lies in a show's folder beside its description: see `describing`.
_SYSTEMS = re.compile(r"\.DS_Store|\._.*|Thumbs\.db|desktop\.ini|\.directory|@eaDir", re.IGNORECASE)
_PICTURES = re.compile(r"poster|fanart|banner|clearlogo|season(?:[0-9]{2,4}|-specials)-poster")


@dataclass(frozen=True)
class Kept:
    """A file of the library and its copy in the recycle folder."""

    path: Path
    copy: Path


def keep_copy(video: Path, library: Path, recycle: Path, by: str) -> list[Kept]:
    """Have an episode's video and what lies beside it in the recycle folder, too. Empty when it is not there.

    `by` is the info-hash of what takes their place. Cut off and begun again, what was kept the first time counts: by
    then the new file may stand under the old one's name. A hard link where the file system can.
    """
    inner = Path(by[:8]) / (video.parent.relative_to(library) if video.is_relative_to(library) else "")
    if earlier := _kept_earlier(video, recycle, inner):
        return earlier
    if not video.is_file():
        return []
    folder = recycle / f"{now():%Y-%m-%d}" / inner
    kept = [Kept(path, folder / path.name) for path in (video, *beside(video))]
    for each in reversed(kept):  # the video last: with it, all of them are there
        have_too(each.path, each.copy)
    return kept


def _kept_earlier(video: Path, recycle: Path, inner: Path) -> list[Kept]:
    folders = [day / inner for day in recycle.iterdir() if _day(day.name)] if recycle.is_dir() else []
    for folder in folders:
        if (folder / video.name).is_file():
            names = [video.name, *(path.name for path in beside(folder / video.name))]
            return [Kept(video.with_name(name), folder / name) for name in names]
    return []


def plan(video: Path, library: Path, recycle: Path) -> list[Kept]:
    """Where an episode's files would go, the video first: to places that nothing else lies in."""
    today = recycle / f"{now():%Y-%m-%d}"
    for number in count(1):
        kept = _in(today if number == 1 else today / str(number), video, library)
        if not any(each.copy.exists() for each in kept):
            return kept
    raise AssertionError("there are always more numbers")


def _in(folder: Path, video: Path, library: Path) -> list[Kept]:
    inner = video.parent.relative_to(library) if video.is_relative_to(library) else Path()
    return [Kept(path, folder / inner / path.name) for path in (video, *beside(video))]


def copy(moved: Iterable[Kept]) -> None:
    """Have in the recycle folder, safe from a power cut, what is not there yet."""
    folders = set()
    for each in moved:
        if each.path.exists() and not each.copy.exists():
            have_too(each.path, each.copy)
        folders.add(each.copy.parent)
    for folder in folders:
        flush_folder(folder)


def take_out(moved: Sequence[Kept], library: Path) -> None:
    """Remove from the library what lies in the recycle folder, and folders in which there is nothing then.

    What was put in its place meanwhile stays.
    """
    for each in moved:
        if same(each.path, each.copy):
            each.path.unlink()
            # Jellyfin's pictures for seeking in a video, where it keeps them beside it: it makes them anew.
            shutil.rmtree(each.path.with_suffix(".trickplay"), ignore_errors=True)
    tidy(moved, library)


def tidy(moved: Iterable[Kept], library: Path) -> None:
    """Remove the folders of what has left the library in which there is nothing then."""
    for folder, aside in _folders(moved, library):
        _tidy(folder, aside)


def restore_descriptions(moved: Sequence[Kept], library: Path) -> None:
    """What described a show left with its last episode: it comes back with the first."""
    for folder, aside in _folders(moved, library):
        if is_ours(aside / SHOW_FILE):
            for path in [each for each in aside.iterdir() if _describes(each) and not (folder / each.name).exists()]:
                move(path, folder / path.name)


def _folders(moved: Iterable[Kept], library: Path) -> list[tuple[Path, Path]]:
    """The folders of what is moved, inner before outer, each with the one that it has in the recycle folder."""
    inner = dict.fromkeys((each.path.parent, each.copy.parent) for each in moved)
    outer = dict.fromkeys((one.parent, other.parent) for one, other in inner)
    return [pair for pair in {**inner, **outer} if library in pair[0].parents]


def _tidy(folder: Path, aside: Path) -> None:
    with suppress(OSError):  # it is not there any more, or somebody has just put something into it
        _set_descriptions_aside(folder, aside)
        _remove_if_empty(folder)


def _set_descriptions_aside(folder: Path, aside: Path) -> None:
    """What Airdate has put into a show's folder to describe it, when there is nothing to watch in there any more."""
    if not is_ours(folder / SHOW_FILE) or any(video_files(folder)):
        return
    for path in [each for each in folder.iterdir() if each.is_file() and _describes(each)]:
        aside.mkdir(parents=True, exist_ok=True)
        move(path, aside / path.name)


def _remove_if_empty(folder: Path) -> None:
    """A folder in which nothing is left but what systems put into every folder."""
    left = list(folder.iterdir())
    if all(_SYSTEMS.fullmatch(path.name) for path in left):
        for path in left:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        folder.rmdir()


def _describes(path: Path) -> bool:
    picture = path.suffix.lower() in SUFFIXES and _PICTURES.fullmatch(path.stem)
    return path.name == SHOW_FILE or bool(picture)


def drop_copies(moved: Iterable[Kept]) -> None:
    """Remove from the recycle folder what is in the library again."""
    for each in moved:
        if same(each.path, each.copy):
            each.copy.unlink()


def same(one: Path, two: Path) -> bool:
    """Two links of one file, or a file and its copy."""
    try:
        return one.samefile(two) or one.stat().st_size == two.stat().st_size
    except FileNotFoundError:
        return False


def beside(video: Path) -> list[Path]:
    """The files of the same stem: subtitles, descriptions, pictures."""
    return sorted(path for path in video.parent.iterdir() if path.is_file() and path != video and belongs(path, video))


def belongs(path: Path, video: Path) -> bool:
    """Whether a name says that a file is beside this video."""
    return path.name.startswith((f"{video.stem}.", f"{video.stem}-thumb."))


def remove(kept: Iterable[Kept], but: Path) -> None:
    """Take the replaced files out of the library; `but` is the new video, which keeps what now lies beside it."""
    for each in kept:
        beside_it = each.path.parent == but.parent and belongs(each.path, but)
        is_video = each.path.suffix.lower() in VIDEO
        if (not beside_it or (is_video and each.path != but)) and not _is_of_the_new(each.path, but):
            each.path.unlink(missing_ok=True)


def _is_of_the_new(path: Path, video: Path) -> bool:
    """Whether an old name is the new file itself: a file system may not tell "a" from "A" (exFAT, SMB)."""
    new = video.with_name(video.stem + path.name[len(video.stem) :])
    if new == path or str(new).casefold() != str(path).casefold() or (path.suffix.lower() in VIDEO and new != video):
        return False
    return new.exists() and path.exists() and new.samefile(path)


def restore(kept: Iterable[Kept]) -> None:
    """Have them in the library again, too."""
    for each in kept:
        if each.copy.is_file():
            have_too(each.copy, each.path)


def put_back(kept: Sequence[Kept]) -> None:
    """What should have taken their place did not: have them in the library again, and there alone."""
    restore(kept)
    for each in kept:
        each.copy.unlink(missing_ok=True)


def empty(recycle: Path, days: float) -> int:
    """Remove what has been there for longer than so many days; 0: nothing ever. How many days' folders went."""
    if not days or not recycle.is_dir():
        return 0
    last = (now() - timedelta(days=days)).date()
    old = [folder for folder in recycle.iterdir() if folder.is_dir() and (day := _day(folder.name)) and day < last]
    for folder in old:
        shutil.rmtree(folder, ignore_errors=True)
    return len(old)


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(name)
    except ValueError:  # not one of ours: left alone
        return None
