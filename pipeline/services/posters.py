"""Small copies of the shows' posters on this machine: the catalogues' are large, and who looks is none of theirs."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from pipeline.config import Settings
from pipeline.errors import OutsideError
from pipeline.library import pictures
from pipeline.store import Store, shows

WIDTH = 300  # pixels: sharp on a phone, too, and some 20 kB
KEPT = 7 * 86400.0  # seconds: who follows a show again, or undoes that they left it, finds its picture still there
Shrink = Callable[[Path, Path, int], None]


def folder_of(settings: Settings) -> Path:
    return settings.data / "posters"


def name_of(url: str) -> str:
    """What the small copy of the picture at `url` is called: another picture has another name."""
    return f"{sha256(url.encode()).hexdigest()[:32]}.jpg"


def make(folder: Path, url: str, shrink: Shrink) -> str:
    """Have the small copy in `folder`. What kept it from being made, in a few words; empty when it is there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as there:
            if problem := pictures.have(url, Path(there) / "large"):
                return problem
            (large,) = Path(there).iterdir()
            shrink(large, small := Path(there) / "small.jpg", WIDTH)
            small.replace(folder / name_of(url))
    except (OSError, OutsideError) as error:
        return str(error)
    return ""


def remove_unneeded(store: Store, settings: Settings) -> None:
    """Remove the pictures of what nobody has followed for `KEPT`, and what an interrupted `make` left.

    A picture's time is when it was last needed. One that is looked for again is made again.
    """
    with store.read() as db:
        needed = {name_of(show.poster_url) for show in shows.all_followed(db) if show.poster_url}
    for path in folder_of(settings).glob("*"):
        with suppress(FileNotFoundError):  # one is just being made
            if path.name in needed:
                os.utime(path)
            elif time.time() - path.stat().st_mtime > KEPT:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
