"""Checking each part for real."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.common import opened_store

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from pipeline.config import Settings
    from pipeline.engine.plugins import Parts


def examine(
    settings: Settings, config: Path, parts_of: Callable[[], AbstractContextManager[Parts]]
) -> Iterator[tuple[str, str, bool]]:
    """(part, what was found, whether it is well) for everything that is configured; `parts_of` puts it together."""
    from bot.chat.token_check import check_token
    from pipeline.engine.queue import check_guarded
    from pipeline.errors import AirdateError
    from pipeline.services.path_check import check_paths
    from pipeline.store.schema_check import check_integrity, check_schema

    yield ("configuration", str(config) if config.exists() else f"{config} is not there: defaults are used", True)
    yield ("user", _user(os.geteuid()), True)
    yield _tried("database file", lambda: check_integrity(settings.database_url))
    with opened_store(settings) as store:
        yield _tried("database", lambda: check_schema(store))
    yield _tried("queue", lambda: check_guarded(settings.queue))
    yield _tried("library", lambda: _check_library(settings.library))
    yield _tried("work folder", lambda: _check_work_folder(settings))
    yield _tried("telegram", lambda: check_token(settings))
    try:
        with parts_of() as parts:
            for port, part in parts.all():
                yield _tried(f"{port} {part.name}", part.check)
            with opened_store(settings) as store:
                for player in parts.players:
                    yield _tried(
                        f"library in {player.name}", lambda player=player: check_paths(store, player, settings.library)
                    )
    except AirdateError as error:
        yield "integrations", str(error), False


def _tried(name: str, check: Any) -> tuple[str, str, bool]:
    from pipeline.errors import AirdateError

    try:
        return name, check(), True
    except (AirdateError, OSError) as error:
        return name, str(error), False


def _check_work_folder(settings: Settings) -> str:
    """What is made there is moved into the library, which costs nothing on one disk."""
    folder = settings.work_folder
    folder.mkdir(exist_ok=True)
    disk = folder.stat().st_dev
    places = {"library": settings.library, "recycle folder": settings.recycle}
    apart = [name for name, place in places.items() if place.is_dir() and place.stat().st_dev != disk]
    return f"{folder} is on another disk than the {' and the '.join(apart)}: copied" if apart else f"{folder} is there"


def _check_library(library: Path) -> str:
    """Write a file there and remove it again."""
    import shutil
    import tempfile

    from messages.units import size_text

    library.mkdir(exist_ok=True)
    with tempfile.TemporaryFile(dir=library):
        return f"{library} is writable, {size_text(shutil.disk_usage(library).free)} free"


def _user(number: int) -> str:
    if number:
        return f"runs as user {number}"
    return "runs as root: it works, but whatever gets hold of Airdate has the whole machine; give it a user of its own"
