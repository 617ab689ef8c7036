"""A program on a terminal of its own, and somebody who answers its questions."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

PATIENCE = 60.0  # seconds for what is waited for


class Terminal:
    """`airdate` with these words in a folder. `says` waits for a text, `answer` types a line."""

    def __init__(self, folder: Path, *words: str, **environment: str) -> None:
        ours, theirs = pty.openpty()
        clean = {k: v for k, v in os.environ.items() if not k.removeprefix("FILE__").startswith("AIRDATE_")}
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "airdate", *words],
            cwd=folder,
            env={**clean, "NO_COLOR": "1", "COLUMNS": "200", "LC_ALL": "C.UTF-8", **environment},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)
        self._ours = ours
        self.text = ""
        self._seen = 0

    def says(self, text: str) -> None:
        """Returns when this has been said since the last answer."""
        self._until(lambda: text in self.text[self._seen :], text)

    def _until(self, said: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + PATIENCE
        while not said():
            assert self._read(end), f"it never said {what!r}; it said:\n{self.text}"

    def answer(self, line: str, *, to: str) -> None:
        self.says(to)
        self._until(lambda: self.text.endswith(": "), to)  # what comes before a hidden one listens is thrown away
        self._seen = len(self.text)
        os.write(self._ours, f"{line}\n".encode())

    def ends(self) -> int:
        """Its exit code, once it has said all."""
        end = time.monotonic() + PATIENCE
        while self._read(end):
            pass
        return self._process.wait(PATIENCE)

    def _read(self, end: float) -> bool:
        """Take up what comes next; False when it has ended or nothing comes in time."""
        if not select.select([self._ours], [], [], max(0.0, end - time.monotonic()))[0]:
            return False
        try:
            more = os.read(self._ours, 65_536)
        except OSError:  # Linux says so when the other end is gone
            return False
        self.text += more.decode(errors="replace").replace("\r\n", "\n")
        return bool(more)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._ours)
