"""The space ledger: what is free on each file system, minus what running downloads and steps will still write there.

What does not fit waits, with a clear reason; nothing is ever deleted to make room. A step's claim is a note that counts
as long as the step runs, so one that was killed leaves nothing behind that matters.
"""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

from pipeline.errors import Later
from pipeline.model.reasons import Reason
from pipeline.releases.rules.no_space import SPARE
from pipeline.store import Connection, Store, active_jobs, downloads, key_values

AGAIN = timedelta(minutes=5)
_KEY = "space:"


@dataclass(frozen=True, kw_only=True)
class Claim:
    """Bytes that a running step will have written in the end; what `grows` holds already has left the free space."""

    host: str
    device: int
    size: int
    grows: str

    @property
    def left(self) -> int:
        path = Path(self.grows)
        files = path.rglob("*") if path.is_dir() else (path,)
        return max(0, self.size - sum(_size(file) for file in files))


@contextmanager
def room(
    store: Store, claimant: tuple[int, str], folder: Path, needed: int, what: Reason, *, grows: Path
) -> Iterator[None]:
    """Hold `needed` bytes of the folder's file system while the block writes them. Later when they are not free.

    `claimant` is the job's number and the step; `grows` is the file or folder that the bytes go to.
    """
    key = f"{_KEY}{claimant[0]}:{claimant[1]}"
    claim = Claim(host=socket.gethostname(), device=folder.stat().st_dev, size=needed, grows=str(grows))
    with store.write() as db:
        key_values.drop(db, key)  # of an earlier attempt
        _check(db, folder, claim.left, what)
        key_values.put(db, key, asdict(claim))
    try:
        yield
    finally:
        with store.write() as db:
            key_values.drop(db, key)


def _check(db: Connection, folder: Path, needed: int, what: Reason) -> None:
    free = shutil.disk_usage(folder).free
    others = promised(db, folder)
    if needed + SPARE > free - others:
        sizes = {"folder": str(folder), "what": what, "needed": needed + SPARE, "free": free}
        reason = Reason("waiting-for-space-promised", **sizes, promised=others) if others else None
        raise Later(reason or Reason("waiting-for-space-in", **sizes), AGAIN)


def promised(db: Connection, folder: Path | None = None) -> int:
    """Bytes of a folder's file system that are spoken for. None: where the download client writes."""
    if folder is None:
        # Where that is on this machine, if it is, the downloads themselves have told.
        device = _device(downloads.last_folder(db))
        return downloads.promised(db) + (_claimed(db, device) if device is not None else 0)
    device = folder.stat().st_dev
    loading = downloads.promised_by_folder(db)
    # One whose folder is not known yet has only just begun: better to count it twice than not at all.
    here = sum(size for name, size in loading.items() if not name or _device(name) == device)
    return here + _claimed(db, device)


def _claimed(db: Connection, device: int) -> int:
    """What running steps will still write to a device of this machine."""
    running = {f"{_KEY}{job_id}:{step}" for job_id, step in active_jobs.running_steps(db)}
    claims = [Claim(**claim) for key, claim in key_values.starting_with(db, _KEY).items() if key in running]
    return sum(c.left for c in claims if (c.host, c.device) == (socket.gethostname(), device))


def _device(folder: str) -> int | None:
    try:
        return Path(folder).stat().st_dev if folder else None
    except OSError:  # on another machine, or gone
        return None


def _size(path: Path) -> int:
    try:
        return path.stat().st_size if path.is_file() else 0
    except OSError:  # renamed or removed just now
        return 0
