"""Checking each part for real."""

from __future__ import annotations

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
    from pipeline.errors import AirdateError
    from pipeline.services.path_check import check_paths
    from pipeline.store.schema_check import check_schema

    yield ("configuration", str(config) if config.exists() else f"{config} is not there: defaults are used", True)
    with opened_store(settings) as store:
        yield _tried("database", lambda: check_schema(store))
    yield _tried("library", lambda: _check_library(settings.library))
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


def _check_library(library: Path) -> str:
    """Write a file there and remove it again."""
    import shutil
    import tempfile

    from messages.units import size_text

    library.mkdir(exist_ok=True)
    with tempfile.TemporaryFile(dir=library):
        return f"{library} is writable, {size_text(shutil.disk_usage(library).free)} free"
