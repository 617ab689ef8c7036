"""That an SQLite database can lie and be written where the configuration says.

SQLite itself has one sentence for all of this: "unable to open database file"."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

from pipeline.errors import UserError
from pipeline.model.reasons import Reason


def prepare(file: Path) -> None:
    """Have one there, empty and for its owner's eyes alone (it holds people's names, and what they watch), unless there
    is one. An existing folder stays as its owner made it. UserError when there is something else, or cannot be one."""
    try:
        if not file.parent.exists():
            file.parent.mkdir(mode=0o700, parents=True)
        with suppress(FileExistsError):
            os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))  # -wal and -shm get the same
        kind = file.stat().st_mode
    except OSError as error:
        why = Reason("text", text=error.strerror or str(error))
        raise UserError(Reason("database-has-no-place", file=str(file), why=why)) from error
    if not stat.S_ISREG(kind):
        raise UserError(Reason("database-is-no-file", file=str(file)))


def check_writable(file: Path) -> None:
    """UserError when this process may not write to a database's file, or make the write-ahead log beside it."""
    for path in (file, file.parent):
        if not os.access(path, os.W_OK):
            raise UserError(Reason("database-not-writable", path=str(path), number=os.geteuid()))
