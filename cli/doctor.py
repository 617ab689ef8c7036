"""Checking each part for real."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from cli.common import opened_store
from pipeline.model.reasons import Reason, reason_from

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from pipeline.config import Settings
    from pipeline.engine.plugins import Parts
    from pipeline.ports import Player

PLAYER_AGAIN = 60.0
Check = tuple[Reason, "Callable[[], Reason]"]  # the part, and what finds out how it is: see `tried`


def examine(settings: Settings, config: Path, parts_of: Callable[[], AbstractContextManager[Parts]]) -> Iterator[Check]:
    """How everything that is configured is checked; `parts_of` puts it together."""
    from bot.chat.token_check import check_token
    from pipeline.engine.queue import check_guarded
    from pipeline.errors import AirdateError
    from pipeline.services.path_check import check_paths
    from pipeline.store.schema_check import check_integrity, check_schema

    read = Reason("text", text=str(config)) if config.exists() else Reason("config-defaults", path=str(config))
    yield _part("configuration"), lambda: read
    yield _part("user"), lambda: Reason("runs-as-user", number=os.geteuid())
    yield _part("database file"), lambda: check_integrity(settings.database_url)
    try:
        with opened_store(settings) as store:
            yield _part("database"), lambda: check_schema(store)
    except AirdateError as error:
        yield _part("database"), partial(_fail, error)
    yield _part("queue"), lambda: check_guarded(settings.queue)
    yield _part("library"), lambda: check_library(settings.library)
    yield _part("work folder"), lambda: _check_work_folder(settings)
    yield _part("telegram"), lambda: check_token(settings)
    try:
        with parts_of() as parts:
            for port, part in parts.all():
                yield _part(port, part.name), part.check
            with opened_store(settings) as store:
                for player in parts.players:
                    yield _part("library in", player.name), partial(check_paths, store, player, settings.library)
    except AirdateError as error:
        yield _part("integrations"), partial(_fail, error)


def _fail(error: Exception) -> Reason:
    raise error


def warn_of_players(players: Sequence[Player], library: Path, again: float = PLAYER_AGAIN) -> None:
    """Log at once when a player's settings are not right, or it calls the library otherwise than they tell us; returns
    when each has answered. `again`: seconds from one look at those that are off, or start as we do, to the next."""
    while players := [player for player in players if not _has_answered(player, library)]:
        time.sleep(again)


def _has_answered(player: Player, library: Path) -> bool:
    from pipeline.errors import OutsideError, Unreachable
    from pipeline.services.path_check import check_folders

    try:
        check_folders(player, library)
    except Unreachable:
        return False
    except OutsideError as error:
        logging.getLogger("airdate").warning("%s", error)
    return True


def _part(part: str, name: str = "") -> Reason:
    return Reason("doctor-part", part=part.replace(" ", "-"), name=name)


def tried(check: Callable[[], Reason]) -> tuple[Reason, bool]:
    """What was found, and whether it is well."""
    from pipeline.errors import AirdateError

    try:
        return reason_from(check()), True
    except AirdateError as error:
        return error.reason, False
    except OSError as error:
        return reason_from(str(error)), False


def _check_work_folder(settings: Settings) -> Reason:
    """What is made there is moved into the library, which costs nothing on one disk."""
    folder = settings.work_folder
    folder.mkdir(exist_ok=True)
    disk = folder.stat().st_dev
    places = {"library": settings.library, "recycle": settings.recycle}
    apart = [name for name, place in places.items() if place.is_dir() and place.stat().st_dev != disk]
    return Reason("work-folder", path=str(folder), apart="both" if len(apart) == 2 else "".join(apart))


def check_library(library: Path) -> Reason:
    """Write a file there and remove it again."""
    import shutil
    import tempfile

    library.mkdir(exist_ok=True)
    with tempfile.TemporaryFile(dir=library):
        return Reason("library-writable", path=str(library), free=shutil.disk_usage(library).free)
