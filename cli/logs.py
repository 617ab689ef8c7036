"""What is written to the terminal, or to whatever collects it: lines without keys in them."""

from __future__ import annotations

import json
import logging
import math
import re
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime

from pipeline.engine.running import RUNNING

MINUTE = 60.0  # seconds in which …
MOST = 20  # … so many lines of one kind are written
KINDS = 1000  # that are remembered

# These write request addresses, with tokens in them, at INFO.
NOISY = ("httpx", "httpcore", "urllib3", "telegram", "JELLYFIN", "transmission-rpc", "huey", "subliminal", "alembic")

_SECRET = re.compile(
    r"""(?ix)
    (?<= [?&;] ) ( [\w-]* (?: key | token | secret | pass | password | pin ) = ) [^&;\s'")<>]+   # in an address's query
    | ( \b bot ) \d+ : [\w-]{20,}                                                                # Telegram's tokens
    | ( :// [^\s/:@]* : ) [^\s/@]+ (?= @ )                                                       # name:password@host
    | ( \b authorization ['"]? \s* [:=] \s* ) [^\r\n]+                                           # a header
    """
)


def redact(text: str) -> str:
    """`text` without the keys, tokens and passwords that addresses and headers carry."""
    return _SECRET.sub(lambda found: f"{next(filter(None, found.groups()))}***", text)


class _Plain(logging.Formatter):
    """For people. Redacted last of all: a traceback shows what a library was asked, and that may hold a key."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record)) + _unsaid(record)


class _Json(logging.Formatter):
    """One object a line, for whatever collects them: `time` (UTC), `level`, `logger`, `message` and, where they are
    known, `job`, `attempt`, `step`, `error` (a traceback) and `left_out` (how many like it were).
    """

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": redact(record.getMessage()),
        }
        if attempt := RUNNING.get():
            said |= asdict(attempt)
        if record.exc_info:
            said["error"] = redact(self.formatException(record.exc_info))
        if left_out := getattr(record, "left_out", 0):
            said["left_out"] = left_out
        return json.dumps(said, ensure_ascii=False)


def _unsaid(record: logging.LogRecord) -> str:
    left_out = getattr(record, "left_out", 0)
    return f" (and {left_out} more like it)" if left_out else ""


class Quieter(logging.Filter):
    """Of the same thing again and again only the first few a minute; the next minute tells how many were left out."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._said: dict[tuple[str, str], tuple[float, int]] = {}  # since when, and how many since then

    def filter(self, record: logging.LogRecord) -> bool:
        kind = (record.name, str(record.msg))
        since, count = self._said.get(kind, (-math.inf, 0))
        if self._clock() - since < MINUTE:
            self._said[kind] = since, count + 1
            return count < MOST
        if len(self._said) >= KINDS:
            self._said.clear()
        self._said[kind] = self._clock(), 1
        record.left_out = max(0, count - MOST)
        return True


def log_to_terminal(verbose: bool) -> None:
    """Warnings, or with `verbose` also what goes well, to standard error: for people where it is a terminal."""
    handler = logging.StreamHandler(sys.stderr)
    people = sys.stderr.isatty()
    handler.setFormatter(_Plain("%(asctime)s %(levelname)s %(name)s: %(message)s") if people else _Json())
    handler.addFilter(Quieter())
    logging.basicConfig(level=logging.INFO if verbose else logging.WARNING, handlers=[handler])
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
