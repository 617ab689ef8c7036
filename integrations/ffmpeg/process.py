"""Runs ffmpeg and ffprobe so that they never hang, never outlive us and always say why they failed."""

from __future__ import annotations

import contextlib
import os
import queue
import resource
import shutil
import signal
import subprocess
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import IO

from integrations.common.launch import dying_with_us
from pipeline.errors import BadResponse, OutsideError, Unauthorized, Unreachable
from pipeline.model.reasons import Reason
from pipeline.ports import Progress

_MOST_OUTPUT = 128 * 1024**2  # bytes: a line for each packet of a long film comes to a quarter of it
_OPEN_FILES = 256
_TAIL = 40  # lines of what ffmpeg says that are kept for the error


@dataclass(frozen=True, slots=True)
class Tool:
    """How to run one of the programs: `program` as configured, `system` the name that errors carry."""

    program: str
    system: str
    niceness: int = 0
    memory: int = 0  # bytes that it may have; 0: as much as there is

    def command(self, arguments: Sequence[str]) -> list[str]:
        found = shutil.which(self.program)
        if found is None:
            raise Unauthorized(self.system, Reason("program-missing", program=self.program))
        return [found, *arguments]

    def long_command(self, arguments: Sequence[str]) -> list[str]:
        """The same, nice and gone as soon as this process is, even by `kill -9`."""
        return dying_with_us(self.command(arguments), niceness=self.niceness)


@dataclass(frozen=True, slots=True)
class Finished:
    code: int
    out: str
    err: str


def _bound(process: subprocess.Popen[bytes], tool: Tool, largest: int) -> None:
    """Limits from outside, where the system can set them so: nothing of ours has to run in the child."""
    if not hasattr(resource, "prlimit"):
        return
    limits = [(resource.RLIMIT_NOFILE, _OPEN_FILES), (resource.RLIMIT_CORE, 0)]
    # What a program writes to, not what it maps: graphics drivers reserve far more addresses than there is memory.
    limits += [(resource.RLIMIT_DATA, tool.memory)] if tool.memory else []
    limits += [(resource.RLIMIT_FSIZE, largest)] if largest else []
    with contextlib.suppress(ProcessLookupError):  # it is done already
        for kind, most in limits:
            hard = resource.prlimit(process.pid, kind)[1]
            bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.prlimit(process.pid, kind, (bound, hard))


@contextlib.contextmanager
def _started(command: Sequence[str], tool: Tool, largest: int = 0) -> Iterator[subprocess.Popen[bytes]]:
    """A process in a group of its own, gone with everything it started when the block ends."""
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        _bound(process, tool, largest)
        yield process
    finally:
        if process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        for pipe in (process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()


def run(tool: Tool, arguments: Sequence[str], timeout: float, *, nicely: bool = False) -> Finished:
    """Run it to its end. Unreachable after `timeout` seconds, or when something ended it from outside; BadResponse when
    it says more than any film has to tell. `nicely`: as something that takes long."""
    with _started(tool.long_command(arguments) if nicely else tool.command(arguments), tool) as process:
        out, err = _Collected(process.stdout), _Collected(process.stderr)
        try:
            process.wait(timeout=timeout)
        except subprocess.TimeoutExpired:
            slow = Reason("program-too-slow", program=Path(tool.program).name, seconds=f"{timeout:g}")
            raise Unreachable(tool.system, slow) from None
        said, complained = out.text(), err.text()
        if out.too_much:
            raise BadResponse(tool.system, Reason("program-without-end", program=Path(tool.program).name))
    if _was_ended(process.returncode):
        raise failure(tool.system, process.returncode, complained)
    return Finished(process.returncode, said, complained)


class _Collected:
    """All that comes out of a pipe, up to what is sensible; the rest is let go."""

    def __init__(self, pipe: IO[bytes] | None) -> None:
        self.pipe = pipe
        self.parts: list[bytes] = []
        self.size = 0
        self.thread = threading.Thread(target=self._read, name="ffmpeg-output", daemon=True)
        self.thread.start()

    def _read(self) -> None:
        with contextlib.suppress(ValueError):  # the pipe was closed: the program was ended
            while self.pipe is not None and (part := self.pipe.read(65536)):
                self.size += len(part)
                if not self.too_much:
                    self.parts.append(part)

    @property
    def too_much(self) -> bool:
        return self.size > _MOST_OUTPUT

    def text(self) -> str:
        self.thread.join(timeout=5)
        return b"".join(self.parts).decode(errors="replace")


def run_with_progress(
    tool: Tool,
    arguments: Sequence[str],
    length: float,
    progress: Progress,
    stall: float,
    watch: Path,
    largest: int = 0,
) -> None:
    """Run an encode that writes `-progress pipe:1` lines.

    `progress` is called at least once a second; what it raises ends ffmpeg and goes through. Unreachable when neither
    the time encoded nor the file `watch` has moved for `stall` seconds. `length` is the source's, in seconds; `largest`
    the bytes that a file may come to.
    """
    with _started(tool.long_command(arguments), tool, largest) as process:
        tail = _Tail(process.stderr)
        lines = _lines(process.stdout)
        meter = _Meter(length, progress, stall, watch)
        while True:
            try:
                line = lines.get(timeout=1.0)
            except queue.Empty:
                line = ""
            if line is None:
                break
            if meter.read(line):
                raise Unreachable(tool.system, Reason("encode-stalled", seconds=f"{stall:g}"))
        try:
            code = process.wait(timeout=stall)
        except subprocess.TimeoutExpired:
            raise Unreachable(tool.system, Reason("encode-does-not-stop")) from None
        text = tail.text()
    if code != 0:
        raise failure(tool.system, code, text)
    if _UNFILLED in text:  # ffmpeg goes on, and sound and picture do not belong together any more
        raise OutOfMemory(tool.system, Reason("gap-takes-memory"))


class _Meter:
    """Turns ffmpeg's progress lines into calls of `progress`, and notices when nothing moves."""

    def __init__(self, length: float, progress: Progress, stall: float, watch: Path) -> None:
        self.length, self.progress, self.stall, self.watch = length, progress, stall, watch
        self.done = 0.0
        self.began = self.moved_at = monotonic()
        self.state: tuple[object, ...] = ()

    def read(self, line: str) -> bool:
        """Takes a line (empty: a second has passed without one). True when the encode has stalled."""
        name, _, value = line.partition("=")
        if name == "out_time_us" and value.lstrip("-").isdigit():
            self.done = max(self.done, int(value) / 1e6)
        if name not in ("", "progress"):
            return False
        now = monotonic()
        # While the index moves to the front at the end, only the file's time changes.
        stat = self.watch.stat() if self.watch.exists() else None
        state = (self.done, stat and (stat.st_size, stat.st_mtime_ns))
        if state != self.state:
            self.state, self.moved_at = state, now
        share = min(self.done / self.length, 1.0) if self.length > 0 else 0.0
        left = (now - self.began) * (1 - share) / share if share > 0.005 else None
        self.progress(share, left)
        return now - self.moved_at > self.stall


def _lines(pipe: IO[bytes] | None) -> queue.Queue[str | None]:
    """What comes out of a pipe, line by line; None at its end."""
    found: queue.Queue[str | None] = queue.Queue()

    def read() -> None:
        with contextlib.suppress(ValueError):  # the pipe was closed: the encode was ended
            for line in pipe or ():
                found.put(line.decode(errors="replace").strip())
        found.put(None)

    threading.Thread(target=read, name="ffmpeg-progress", daemon=True).start()
    return found


class _Tail:
    """Drains a pipe, so that ffmpeg never waits for us, and keeps its last lines."""

    def __init__(self, pipe: IO[bytes] | None) -> None:
        self.lines: deque[str] = deque(maxlen=_TAIL)
        self.pipe = pipe
        self.thread = threading.Thread(target=self._read, name="ffmpeg-errors", daemon=True)
        self.thread.start()

    def _read(self) -> None:
        with contextlib.suppress(ValueError):
            for line in self.pipe or ():
                self.lines.append(line.decode(errors="replace").strip()[:300])

    def text(self) -> str:
        self.thread.join(timeout=5)
        return "\n".join(self.lines)


class OutOfMemory(Unreachable):
    """It ran into its limit, or into the machine's."""


_UNFILLED = "Failed to compensate for timestamp delta"
_FAILURES: tuple[tuple[str, type[OutsideError], Callable[[str], Reason]], ...] = (
    ("No space left on device", Unreachable, lambda _: Reason("encode-disk-full")),
    ("Disk quota exceeded", Unreachable, lambda _: Reason("encode-quota")),
    ("Read-only file system", Unreachable, lambda _: Reason("encode-read-only")),
    ("Permission denied", Unauthorized, lambda _: Reason("encode-denied")),
    ("No such file or directory", Unreachable, lambda _: Reason("encode-file-gone")),
    ("Cannot allocate memory", OutOfMemory, lambda _: Reason("encode-no-memory")),
    ("Input/output error", Unreachable, lambda _: Reason("encode-disk-errors")),
    ("Unknown encoder", Unauthorized, lambda said: Reason("ffmpeg-lacks-encoder", said=_last(said, "Unknown encoder"))),
    ("No such filter", Unauthorized, lambda said: Reason("ffmpeg-lacks-filter", said=_last(said, "No such filter"))),
)


# ffmpeg answers SIGTERM, SIGINT and the like by closing its files in order, and then with these:
# https://github.com/FFmpeg/FFmpeg/blob/n5.1/fftools/ffmpeg.c (sigterm_handler, and the end of main).
_STOPPED = (255, 123)


def _was_ended(code: int) -> bool:
    """Whether somebody ended the program: that tells nothing about the file."""
    return code < 0 or code in _STOPPED


def failure(system: str, code: int, text: str) -> OutsideError:
    """The error of ours for a program that ended with `code` after saying `text`."""
    if code == -signal.SIGXFSZ:
        return BadResponse(system, Reason("result-outgrows"))
    if _was_ended(code):
        return Unreachable(system, Reason("ffmpeg-was-ended", signal=max(0, -code)))
    for words, error, why in _FAILURES:
        if words in text:
            return error(system, why(text))
    return BadResponse(system, Reason("ffmpeg-could-not", said=_last(text)), answer=text)


def _last(text: str, words: str = "") -> Reason | str:
    """The last line of ffmpeg's that says something, without its "[mp4 @ 0x…]"."""
    lines = [line for line in text.splitlines() if line.strip() and words in line and "Conversion failed" not in line]
    return lines[-1].rpartition("] ")[2].strip()[:200] if lines else Reason("said-nothing")
