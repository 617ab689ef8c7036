"""What several commands share: options, the store, and how things are printed."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

# Everything else is imported where it is used: `--help` must come at once.
if TYPE_CHECKING:
    from pipeline.config import Settings
    from pipeline.model import Episode, Show
    from pipeline.store import Store

Config = Annotated[Path, typer.Option("--config", "-c", envvar="AIRDATE_CONFIG", help="The configuration file.")]
CONFIG = Path("airdate.toml")


@contextmanager
def opened_store(settings: Settings, *, serves: bool = False) -> Iterator[Store]:
    """The household's database; `serves`: for a process that stays, for which older ones make way."""
    from pipeline.engine import presence
    from pipeline.store import open_store

    store = open_store(settings.database_url, settings.paths, presence.before_migrating(stays=serves))
    try:
        yield store
    finally:
        store.close()


def find_episode(store: Store, text: str) -> tuple[Show, Episode]:
    """The followed show's episode that a text like "The Tin Orchard S01E02" names. UserError when there is none."""
    from pipeline.clock import now
    from pipeline.errors import UserError
    from pipeline.services.show_lookup import find
    from pipeline.services.spoken import Which, episode_meant
    from pipeline.store import shows as known

    meant = find(store, None, text)
    show, place = meant.show, meant.place
    if place.number is None and place.which not in (Which.LATEST, Which.NEXT):
        raise UserError(f"{text!r} is not an episode; expected a show and a number, like: 'The Tin Orchard S01E02'.")
    with store.read() as db:
        episode = episode_meant(show, known.episodes(db, show.id), place, now())
    if episode is None:
        raise UserError(f"{show.title} has no {place.code or 'such episode'}.")
    return show, episode


def lines_of(names: Sequence[str]) -> list[str]:
    """What was given, and for "-" the lines of standard input."""
    return [line for name in names for line in (sys.stdin.read().splitlines() if name == "-" else [name]) if line]


@contextmanager
def readable(source: str) -> Iterator[None]:
    """A file that cannot be read is the person's to mend."""
    from pipeline.errors import UserError

    try:
        yield
    except (OSError, ValueError) as error:
        raise UserError(f"{source} cannot be read: {getattr(error, 'strerror', None) or error}.") from error


def print_json(value: Any) -> None:
    import json

    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
