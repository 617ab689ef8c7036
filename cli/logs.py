"""What is written to the terminal, or to whatever collects it: plain lines without keys in them."""

from __future__ import annotations

import logging
import re
import sys

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


class _Redacting(logging.Formatter):
    """The last net: a traceback shows what a library was asked, and that may hold a key."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


def log_to_terminal(verbose: bool) -> None:
    """Warnings, or with `verbose` also what goes well, to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Redacting("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.INFO if verbose else logging.WARNING, handlers=[handler])
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
