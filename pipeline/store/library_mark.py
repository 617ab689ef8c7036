"""The household's mark in its library, a hidden file: by it each host knows that it sees the very folder that is meant.

A folder of the same name on another disk, or the empty one under a mount that is away, has no such mark.
"""

from __future__ import annotations

import secrets
from pathlib import Path

from pipeline.model.reasons import NO_REASON, Reason
from pipeline.store import Connection, Store, key_values, media_files

MARK = ".airdate"
_KEY = "library mark"
_LOOKED_AT = 20  # of the newest files, until one is really there


def begin(store: Store, library: Path, *, decides: bool) -> None:
    """Mark the library unless it is: one that is empty when Jellyfin first looks stays so to it. Raises OSError.

    `decides`: this host may say that an empty folder is the library from now on; the others take the first that was.
    """
    with store.write() as db:
        filed, known = media_files.count_under(db, library), key_values.get(db, _KEY)
        if _is_away(library, filed):
            return
        token = known or _read(library / MARK) or secrets.token_hex(16)
        may_decide = not filed and (decides or known is None)
        if _read(library / MARK) == token or not (may_decide or _is_proven(db)):
            return
        key_values.put(db, _KEY, token)
    library.mkdir(exist_ok=True)
    (library / MARK).write_text(token, encoding="ascii")


def _is_away(library: Path, filed: int) -> bool:
    """Whether its disk is not there: nothing is where so much was filed."""
    empty = not (library.is_dir() and any(library.iterdir()))
    return not library.parent.is_dir() or (filed > 0 and empty)


def _is_proven(db: Connection) -> bool:
    """Whether something that was filed lately is really there."""
    return any(Path(file.path).is_file() for file in media_files.newest(db, _LOOKED_AT))


def lack(store: Store, library: Path) -> Reason:
    """Why this host must not touch the library; nothing when it sees the one that is meant."""
    with store.read() as db:
        token = key_values.get(db, _KEY)
        here = _read(library / MARK) == token if token else media_files.is_mounted(db, library)
        new = not token and not media_files.count_under(db, library)
    return NO_REASON if here or new else Reason("library-not-here", folder=str(library))


def _read(mark: Path) -> str:
    try:
        return mark.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""
