"""What several commands share: options, the store, and how things are printed."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.lean import without

# Everything else is imported where it is used: `--help` must come at once.
if TYPE_CHECKING:
    from messages import Sayable
    from pipeline.config import Settings
    from pipeline.model import Episode, Show
    from pipeline.store import Store


def _there(context: typer.Context, path: Path) -> Path:
    """A file that somebody named has to be there; without one, the defaults and the environment are enough."""
    source = context.get_parameter_source("config")
    named = source is not None and source.name != "DEFAULT"
    if named and context.info_name != "init" and not path.exists():
        from pipeline.errors import UserError
        from pipeline.model.reasons import Reason

        raise UserError(Reason("no-configuration", file=str(path)))
    return path


Config = Annotated[
    Path,
    typer.Option("--config", "-c", envvar="AIRDATE_CONFIG", help="The configuration file.", callback=_there),
]
CONFIG = Path("airdate.toml")


def say(reason: Sayable, zone: str = "") -> str:
    """A sentence in the terminal's language, with times by this clock (IANA; empty: the machine's)."""
    import messages
    from pipeline.clock import machine_zone

    return messages.say(reason, language(), zone or machine_zone())


def tell(code: str, /, **params: Any) -> str:
    """One of the command line's own words, in the terminal's language."""
    from pipeline.model.reasons import Reason

    return say(Reason(code, **params))


def language() -> str:
    """BCP 47, as the locale's variables say it.

    Source: https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/V1_chap08.html
    """
    named = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return named.partition(".")[0].partition("@")[0].replace("_", "-")


@contextmanager
def opened_store(settings: Settings, *, serves: bool = False) -> Iterator[Store]:
    """The household's database; `serves`: for a process that stays, for which older ones make way. UserError when it
    fails under what is done with it."""
    from pipeline.engine import presence
    from pipeline.store import failures_told, open_store

    with without("pygments"):  # alembic's templates would load it for errors in colour
        store = open_store(settings.database_url, settings.paths, presence.before_migrating(stays=serves))
    try:
        with failures_told(store):
            yield store
    finally:
        store.close()


def find_episode(store: Store, text: str) -> tuple[Show, Episode]:
    """The followed show's episode that a text like "The Tin Orchard S01E02" names. UserError when there is none."""
    from pipeline.clock import now
    from pipeline.errors import UserError
    from pipeline.model.reasons import Reason
    from pipeline.services.show_lookup import find
    from pipeline.services.spoken import Which, episode_meant
    from pipeline.store import shows as known

    meant = find(store, None, text)
    show, place = meant.show, meant.place
    if place.number is None and place.which not in (Which.LATEST, Which.NEXT):
        raise UserError(Reason("not-an-episode", text=text))
    with store.read() as db:
        episode = episode_meant(show, known.episodes(db, show.id), place, now())
    if episode is None:
        named = Reason("no-such-episode", show=show.title, code=place.code)
        raise UserError(named if place.code else Reason("no-such-place-in-show", show=show.title))
    return show, episode


def lines_of(names: Sequence[str]) -> list[str]:
    """What was given, and for "-" the lines of standard input."""
    return [line for name in names for line in (sys.stdin.read().splitlines() if name == "-" else [name]) if line]


@contextmanager
def readable(source: str) -> Iterator[None]:
    """A file that cannot be read is the person's to mend."""
    from pipeline.errors import UserError
    from pipeline.model.reasons import Reason

    try:
        yield
    except (OSError, ValueError) as error:
        why = str(getattr(error, "strerror", None) or error)
        raise UserError(Reason("cannot-be-read", path=source, why=why)) from error


def print_json(value: Any) -> None:
    import json

    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
