"""The daily copies of the database, and what becomes of a database that is damaged or empty."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import IO

from pipeline.clock import now
from pipeline.config import Settings
from pipeline.errors import UserError
from pipeline.model.reasons import Reason
from pipeline.store import Store, backups, database_file, people


def folders(settings: Settings) -> list[Path]:
    """Where the daily copies lie."""
    also = settings.backups.also
    return [settings.data / "backups", *([also] if also else [])]


def save_today(store: Store, settings: Settings) -> None:
    """One more copy in each folder, and those that are too old go. Nothing while nobody is known: that is no household.
    UserError when one could not be made; the other folders have theirs."""
    with store.read() as db:
        if not people.everyone(db):
            return
    problems = []
    for folder in folders(settings):
        try:
            backups.save(settings.database_url, folder / backups.name_for(settings.database_url, now()))
        except UserError as error:
            problems.append(error)
            continue
        oldest = backups.name_for(settings.database_url, now() - timedelta(days=settings.backups.days))
        for old in backups.kept(folder):
            if old.name < oldest:
                old.unlink(missing_ok=True)
    if problems:
        raise problems[0]


def check_sound(settings: Settings) -> None:
    """A damaged database is set aside before anything is read from it or written to it. UserError then, with the newest
    good backup; also for one that cannot be used where it lies, which stays there. PostgreSQL looks after its own."""
    database = backups.file_of(settings.database_url)
    if database is None:
        return
    database_file.prepare(database)
    database_file.check_writable(database)
    why = backups.damage(database) if database.stat().st_size else ""
    if not why:
        return
    with in_use(settings, alone=True):
        aside = backups.set_aside(database, "damaged")
    problem = Reason("database-damaged", file=str(database), why=why)
    raise UserError(Reason("database-set-aside", why=problem, aside=str(aside), offer=_offer(settings)))


def check_known(store: Store, settings: Settings) -> None:
    """A database that knows nobody, where there was a household, is no new household. UserError then."""
    with store.read() as db:
        if people.everyone(db):
            return
    if any(backups.kept(folder) for folder in folders(settings)):
        where = store.engine.url.render_as_string(hide_password=True)
        raise UserError(Reason("database-emptied", url=where, offer=_offer(settings)))


def _offer(settings: Settings) -> Reason:
    found = [good for folder in folders(settings) if (good := backups.newest_good(folder)) is not None]
    if not found:
        return Reason("no-good-backup", folder=str(settings.data / "backups"))
    return Reason("restore-this", file=str(max(found, key=lambda path: path.name)), folder=str(folders(settings)[0]))


@contextmanager
def in_use(settings: Settings, *, alone: bool = False) -> Iterator[None]:
    """For as long as a process of this machine works with the data folder; `alone`: UserError while another does."""
    with _lock_file(settings.data) as lock:
        try:
            fcntl.flock(lock, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UserError(Reason("stop-airdate-first", folder=str(settings.data))) from None
        yield


def _lock_file(folder: Path) -> IO[str]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return (folder / "in-use.lock").open("w")
    except OSError as error:
        why = Reason("text", text=error.strerror or str(error))
        raise UserError(Reason("data-folder-unusable", folder=str(folder), why=why)) from error


def put_back(settings: Settings, source: Path) -> Path | None:
    """Have the database be what a backup holds; where the one before lies. UserError while somebody works with it."""
    with in_use(settings, alone=True):
        return backups.put_back(settings.database_url, source)
