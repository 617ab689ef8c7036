"""Copies of the database: made while it is in use, checked, and put back.

SQLite: https://www.sqlite.org/backup.html and https://www.sqlite.org/pragma.html#pragma_quick_check. PostgreSQL:
https://www.postgresql.org/docs/current/app-pgdump.html (format "custom"), app-pgrestore.html and app-psql.html.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

from sqlalchemy import URL, make_url

from pipeline.clock import now
from pipeline.errors import UserError
from pipeline.model.reasons import Reason

LONGEST = 3600.0  # seconds that pg_dump or pg_restore may take
_SETTING = re.compile(rb"^SET (\w+) = '?([\w-]+)'?;$")
NOTHING_MORE: Mapping[str, str] = MappingProxyType({})
_BESIDE = ("", "-wal", "-shm")  # https://www.sqlite.org/walformat.html


def file_of(url: str) -> Path | None:
    """The file of an SQLite database; None for another kind."""
    parsed = make_url(url)
    return Path(parsed.database) if parsed.get_backend_name() == "sqlite" and parsed.database else None


def save(url: str, target: Path) -> None:
    """Copy the database as it is at one moment, whoever writes to it meanwhile. It has its name once it is whole.

    UserError when that cannot be.
    """
    part = target.with_name(f".{target.name}.part")
    source = file_of(url)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))  # it holds what the people of a house see
        if source is not None:
            _copy(source, part)
        else:
            _run(url, ["pg_dump", "--format=custom", f"--file={part}"])
        if problem := damage(part):
            raise UserError(Reason("backup-damaged", file=str(target), why=problem))
        _sync(part)
        part.replace(target)
    except (OSError, sqlite3.Error) as error:
        raise UserError(Reason("backup-not-made", file=str(target), why=str(error))) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink()


def _copy(source: Path, target: Path) -> None:
    """All in one step: a reader of a WAL database keeps no writer waiting, and sees one moment."""
    with contextlib.closing(_opened(source)) as old, contextlib.closing(sqlite3.connect(target)) as new:
        old.backup(new)
        new.execute("PRAGMA journal_mode=DELETE")


def _opened(path: Path) -> sqlite3.Connection:
    """An existing database, to be read; sqlite3.Error when there is none."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=30)


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def damage(path: Path, *, thorough: bool = False) -> str:
    """What is wrong with a database's file or a backup, in SQLite's or pg_restore's words; empty: nothing.

    UserError when that cannot be known: it cannot be read, or pg_restore is too old for it.
    """
    try:
        if _is_dump(path):
            return _damage_of_dump(path)
        with contextlib.closing(_opened(path)) as db:
            found = db.execute(f"PRAGMA {'integrity' if thorough else 'quick'}_check(1)").fetchone()[0]
            return "" if found == "ok" else str(found)
    except (OSError, sqlite3.Error) as error:
        # The low byte is the kind: https://www.sqlite.org/rescode.html
        kind = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if kind in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            return str(error)
        if kind in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return ""  # somebody works with it
        raise UserError(Reason("database-not-opened", url=str(path), why=str(error))) from error


def _damage_of_dump(path: Path) -> str:
    try:
        _run_program(["pg_restore", "--list", str(path)])
    except ProgramFailed as error:
        return error.said
    return ""


def _is_dump(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(5) == b"PGDMP"


def set_aside(database: Path, word: str) -> Path:
    """Give a database's file another name, with what belongs to it; the new name."""
    aside = database.with_name(f"{database.name}.{word}-{now():%Y%m%dT%H%M%S}")
    for end in _BESIDE:
        with contextlib.suppress(FileNotFoundError):
            database.with_name(database.name + end).rename(aside.with_name(aside.name + end))
    return aside


def put_back(url: str, source: Path) -> Path | None:
    """Have the database be what a backup holds; where the one before lies now. UserError when that cannot be: it is
    as it was then."""
    database = file_of(url)
    _check_fits(source, database)
    if database is None:
        _put_back_dump(url, source)
        return None
    new = database.with_name(f".{database.name}.new")
    new.unlink(missing_ok=True)
    database.parent.mkdir(parents=True, exist_ok=True)
    _copy(source, new)
    new.chmod(0o600)
    _sync(new)
    aside = set_aside(database, "before") if database.exists() else None
    new.replace(database)
    return aside


def _put_back_dump(url: str, source: Path) -> None:
    """Through SQL: pg_restore of 17 and newer would set what an older server does not know, whoever made the dump."""
    with tempfile.TemporaryDirectory(prefix="airdate-restore-") as folder:  # for its owner alone
        script = Path(folder) / "restore.sql"
        _run_program(["pg_restore", "--clean", "--if-exists", "--no-owner", f"--file={script}", str(source)])
        with script.open("rb") as plain, (script.with_suffix(".known")).open("wb") as known:
            known.write(_set_what_is_known(plain))
            shutil.copyfileobj(plain, known)
        options = ("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--output=/dev/null")
        _run(url, ["psql", *options, f"--file={known.name}"])


def _set_what_is_known(script: BinaryIO) -> bytes:
    """The script's head, up to the first line that is about a table: it sets only what this server has."""
    head = b""
    for line in script:
        head += _SETTING.sub(rb"SELECT set_config(name, '\2', false) FROM pg_settings WHERE name = '\1';", line)
        if not line.startswith((b"--", b"SET ", b"SELECT ", b"\\", b"\n")):
            break
    return head


def _check_fits(source: Path, database: Path | None) -> None:
    if not source.is_file():
        raise UserError(Reason("no-such-backup", file=str(source)))
    if _is_dump(source) is not (database is None):
        raise UserError(Reason("backup-of-another-kind", file=str(source)))
    if problem := damage(source):
        raise UserError(Reason("backup-damaged", file=str(source), why=problem))
    if database is not None and people_in(source) is None:
        raise UserError(Reason("backup-of-another-kind", file=str(source)))


def people_in(database: Path) -> int | None:
    """How many people an SQLite database of ours knows; None when it is none of ours."""
    try:
        with contextlib.closing(_opened(database)) as db:
            return int(db.execute("SELECT count(*) FROM person").fetchone()[0])
    except sqlite3.Error:
        return None


class ProgramFailed(UserError):
    """One of PostgreSQL's programs ended in an error; `said`: in its words."""

    def __init__(self, program: str, said: str) -> None:
        super().__init__(Reason("program-failed", program=program, why=said))
        self.said = said


# What they say of a server, or of a dump, that is newer than they are.
_TOO_OLD = ("server version mismatch", "unsupported version")


def _run(url: str, command: Sequence[str]) -> None:
    """One of PostgreSQL's programs, with the password where no other process sees it."""
    password = make_url(url).password
    _run_program([*command, f"--dbname={_bare(url)}"], {"PGPASSWORD": str(password)} if password else {})


def _run_program(command: Sequence[str], environment: Mapping[str, str] = NOTHING_MORE) -> None:
    """ProgramFailed in its words, in English; another UserError where we know what to do about it."""
    program, *words = command
    environment = {**os.environ, "LC_ALL": "C", **environment}
    try:
        done = subprocess.run(
            [_program(program), *words],
            capture_output=True,
            text=True,
            timeout=LONGEST,
            check=False,
            env=environment,
        )
    except subprocess.TimeoutExpired:
        raise UserError(Reason("program-hangs", program=program, seconds=LONGEST)) from None
    if done.returncode == 0:
        return
    said = done.stderr.strip()[-500:]
    if any(words in said for words in _TOO_OLD):
        raise UserError(Reason("database-program-older", program=program, why=said))
    raise ProgramFailed(program, said)


def _bare(url: str) -> str:
    """The address as PostgreSQL's programs take it, without the password."""
    parsed: URL = make_url(re.sub(r"^postgres(ql)?(\+\w+)?://", "postgresql://", url))
    return parsed._replace(password=None).render_as_string(hide_password=False)


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise UserError(Reason("database-program-missing", program=name, package="postgresql-client"))
    return found


# ---------------------------------------------------------------------------------------------------------- a folder's

_NAMED = re.compile(r"airdate-(\d{8}T\d{6})\.(?:db|pgdump)")


def name_for(url: str, at: datetime) -> str:
    return f"airdate-{at:%Y%m%dT%H%M%S}.{'pgdump' if file_of(url) is None else 'db'}"


def kept(folder: Path) -> list[Path]:
    """The backups in a folder, newest first."""
    found = folder.iterdir() if folder.is_dir() else ()
    return sorted((path for path in found if _NAMED.fullmatch(path.name)), reverse=True)


def newest_good(folder: Path) -> Path | None:
    return next((path for path in kept(folder) if _is_good(path)), None)


def _is_good(path: Path) -> bool:
    try:
        return not damage(path)
    except UserError:
        return False
