"""Disk space: jobs wait for it with a clear reason, instead of failing half-way."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

from pipeline.errors import Later
from pipeline.words import size_text

SPARE = 256 * 1024**2  # bytes that always stay free


def wait_for_space(folder: Path, needed: int, what: str) -> None:
    """Return when `needed` bytes fit into the folder's file system with some to spare; Later when not."""
    free = shutil.disk_usage(folder).free
    if free < needed + SPARE:
        raise Later(
            f"Waiting for disk space in {folder}: {what} needs {size_text(needed + SPARE)}, {size_text(free)} are free",
            timedelta(minutes=5),
        )
