"""Small copies of the shows' posters on this machine: the catalogues' are large, and who looks is none of theirs."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from pipeline.errors import OutsideError
from pipeline.library import pictures

WIDTH = 300  # pixels: sharp on a phone, too, and some 20 kB
Shrink = Callable[[Path, Path, int], None]


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
