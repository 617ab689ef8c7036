"""Small disks of their own, to be filled, made read-only and taken away. Mounting takes root."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path


@cache
def can_mount() -> bool:
    """Whether this process may: root, and not in a container that forbids it."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder]
        if subprocess.run(command, timeout=30, capture_output=True, check=False).returncode != 0:
            return False
        take_away(Path(folder))
    return True


@contextmanager
def disk(at: Path, size: str = "8m") -> Iterator[Path]:
    """A file system in memory, mounted there; gone afterwards, unless the test took it away already."""
    at.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(at)], timeout=30, check=True)
    try:
        yield at
    finally:
        if at.is_mount():
            take_away(at)


def take_away(at: Path) -> None:
    subprocess.run(["umount", str(at)], timeout=30, check=True)


def make_read_only(at: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(at)], timeout=30, check=True, capture_output=True)


def make_writable(at: Path) -> None:
    subprocess.run(["mount", "-o", "remount,rw", str(at)], timeout=30, check=True, capture_output=True)


def fill(at: Path) -> Path:
    """A file that takes up every byte that is left."""
    path = at / "filler"
    with path.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(b"\0" * 4096):
            continue
    return path
