"""Whether the library is there at all: what is written to a vanished mount fills the disk underneath, unseen."""

from __future__ import annotations

from pathlib import Path

from pipeline.config import WORK
from pipeline.engine.remedies import AGAIN, CANCEL
from pipeline.errors import Stuck
from pipeline.model.reasons import Reason
from pipeline.store import Store, media_files


def check_library(library: Path, store: Store) -> None:
    """An empty or missing library is only made when it is new. Stuck when its disk seems to be away."""
    if library.is_dir() and any(path.name != WORK for path in library.iterdir()):
        return
    if not library.is_dir() and not library.parent.is_dir():
        raise Stuck(Reason("library-and-parent-gone", folder=str(library)), (AGAIN, CANCEL))
    with store.read() as db:
        filed = media_files.count_under(db, library)
    if filed:
        raise Stuck(Reason("library-empty", folder=str(library), count=filed), (AGAIN, CANCEL))
    library.mkdir(exist_ok=True)
