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
Finding = tuple[Reason, Reason, bool]  # the part, what was found, whether it is well


def examine(
    settings: Settings, config: Path, parts_of: Callable[[], AbstractContextManager[Parts]]
) -> Iterator[Finding]:
    """Everything that is configured, checked; `parts_of` puts it together."""
    from bot.chat.token_check import check_token
    from pipeline.engine.queue import check_guarded
    from pipeline.errors import AirdateError
    from pipeline.services.path_check import check_paths
    from pipeline.store.schema_check import check_integrity, check_schema

    read = Reason("text", text=str(config)) if config.exists() else Reason("config-defaults", path=str(config))
    yield _part("configuration"), read, True
    yield _part("user"), Reason("runs-as-user", number=os.geteuid()), True
    yield _tried(_part("database file"), lambda: check_integrity(settings.database_url))
    with opened_store(settings) as store:
        yield _tried(_part("database"), lambda: check_schema(store))
    yield _tried(_part("queue"), lambda: check_guarded(settings.queue))
    yield _tried(_part("library"), lambda: _check_library(settings.library))
    yield _tried(_part("work folder"), lambda: _check_work_folder(settings))
    yield _tried(_part("telegram"), lambda: check_token(settings))
    try:
        with parts_of() as parts:
            for port, part in parts.all():
                yield _tried(_part(port, part.name), part.check)
            with opened_store(settings) as store:
                for player in parts.players:
                    yield _tried(
                        _part("library in", player.name), partial(check_paths, store, player, settings.library)
                    )
    except AirdateError as error:
        yield _part("integrations"), error.reason, False


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


def _tried(part: Reason, check: Callable[[], Reason]) -> Finding:
    from pipeline.errors import AirdateError

    try:
        return part, reason_from(check()), True
    except AirdateError as error:
        return part, error.reason, False
    except OSError as error:
        return part, reason_from(str(error)), False


def _check_work_folder(settings: Settings) -> Reason:
    """What is made there is moved into the library, which costs nothing on one disk."""
    folder = settings.work_folder
    folder.mkdir(exist_ok=True)
    disk = folder.stat().st_dev
    places = {"library": settings.library, "recycle": settings.recycle}
    apart = [name for name, place in places.items() if place.is_dir() and place.stat().st_dev != disk]
    return Reason("work-folder", path=str(folder), apart="both" if len(apart) == 2 else "".join(apart))


def _check_library(library: Path) -> Reason:
    """Write a file there and remove it again."""
    import shutil
    import tempfile

    library.mkdir(exist_ok=True)
    with tempfile.TemporaryFile(dir=library):
        return Reason("library-writable", path=str(library), free=shutil.disk_usage(library).free)
