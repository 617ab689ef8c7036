"""The household's mark in its library, a hidden file: by it each host knows that it sees the very folder that is meant.

A folder of the same name on another disk, or the empty one under a mount that is away, has no such mark. Below it
stands how often something was filed or told of: a database that knows of less is an older one that was put back. Who
was told of which file stands in a file beside it, so that no older database loses or repeats that.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from pathlib import Path

from pipeline.model.reasons import NO_REASON, Reason
from pipeline.store import Connection, Store, key_values, media_files

MARK, TOLD = ".airdate", ".airdate.told"
_TOLD_MOST = 1000  # tellings that are kept at least; twice as many at most
_KEY, _COUNT = "library mark", "library filings"
_LOOKED_AT = 20  # of the newest files, until one is really there


def begin(store: Store, library: Path, *, decides: bool) -> None:
    """Mark the library unless it is: one that is empty when Jellyfin first looks stays so to it. Raises OSError.

    `decides`: this host may say that an empty folder is the library from now on; the others take the first that was.
    """
    with store.write() as db:
        filed, known = media_files.any_under(db, library), key_values.get(db, _KEY)
        if _is_away(library, filed):
            return
        token = known or _read(library / MARK) or secrets.token_hex(16)
        may_decide = not filed and (decides or known is None)
        if _read(library / MARK) == token or not (may_decide or _is_proven(db)):
            return
        key_values.put(db, _KEY, token)
    library.mkdir(exist_ok=True)
    (library / MARK).write_text(token, encoding="ascii")


def _is_away(library: Path, filed: bool) -> bool:
    """Whether its disk is not there: nothing is where so much was filed."""
    empty = not (library.is_dir() and any(library.iterdir()))
    return not library.parent.is_dir() or (filed and empty)


def _is_proven(db: Connection) -> bool:
    """Whether something that was filed lately is really there."""
    return any(Path(file.path).is_file() for file in media_files.newest(db, _LOOKED_AT))


def lack(store: Store, library: Path) -> Reason:
    """Why this host must not touch the library; nothing when it sees the one that is meant."""
    with store.read() as db:
        token = key_values.get(db, _KEY)
        here = _read(library / MARK) == token if token else media_files.is_mounted(db, library)
        new = not token and not media_files.any_under(db, library)
    return NO_REASON if here or new else Reason("library-not-here", folder=str(library))


def one_more(db: Connection) -> int:
    """Something is filed or told of; how often that has been."""
    more = int(key_values.get_held(db, _COUNT) or 0) + 1
    key_values.put(db, _COUNT, more)
    return more


def count(db: Connection) -> int:
    """How often something was filed or told of."""
    return int(key_values.get(db, _COUNT) or 0)


def write_count(library: Path, more: int) -> None:
    """Have the mark say so, too, once it is in the database. Raises OSError."""
    mark = library / MARK
    token = _read(mark)
    if token and more > _read_count(mark):
        beside = mark.with_name(f"{MARK}.{secrets.token_hex(4)}.part")
        beside.write_text(f"{token}\n{more}\n", encoding="ascii")
        beside.replace(mark)


def ahead(db: Connection, library: Path) -> int:
    """How often something was filed, as the library says, when that is more than the database knows of; else 0."""
    mark = library / MARK
    written = _read_count(mark)
    return written if key_values.get(db, _KEY) == _read(mark) and written > count(db) else 0


def catch_up(db: Connection, written: int) -> None:
    key_values.put(db, _COUNT, written)


def telling(library: Path, telegram_id: int, path: Path | str) -> str:
    """What stands for: this person was told of this file."""
    file = Path(path)
    inside = file.relative_to(library) if file.is_relative_to(library) else file
    return hashlib.sha256(f"{telegram_id}\0{inside}".encode()).hexdigest()[:20]


def note_told(library: Path, tellings: Sequence[str]) -> None:
    """Each line at once, so that processes may write side by side. Raises OSError, FileNotFoundError for a folder
    without a mark: it is not the library.
    """
    path = library / TOLD
    (library / MARK).stat()
    with path.open("a", encoding="ascii") as file:
        file.write("".join(f"{each}\n" for each in tellings))
    kept = path.read_text(encoding="ascii").splitlines()
    if len(kept) > 2 * _TOLD_MOST:
        beside = path.with_name(f"{TOLD}.{secrets.token_hex(4)}.part")
        beside.write_text("".join(f"{each}\n" for each in kept[-_TOLD_MOST:]), encoding="ascii")
        beside.replace(path)


def told(library: Path) -> frozenset[str]:
    try:
        return frozenset((library / TOLD).read_text(encoding="ascii").split())
    except (OSError, UnicodeDecodeError):
        return frozenset()


def _read(mark: Path) -> str:
    return _lines(mark)[0]


def _read_count(mark: Path) -> int:
    written = _lines(mark)[1]
    return int(written) if written.isdecimal() else 0


def _lines(mark: Path) -> tuple[str, str]:
    """(the token, the count), as far as they are there."""
    try:
        lines = [line.strip() for line in mark.read_text(encoding="ascii").splitlines()]
    except (OSError, UnicodeDecodeError):
        lines = []
    return (*lines, "", "")[0], (*lines, "", "")[1]
