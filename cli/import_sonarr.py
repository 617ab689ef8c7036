"""`./airdate import sonarr`: a household that Sonarr keeps, taken over."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.common import CONFIG, Config, opened_store, say, tell

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.table import Table

    from pipeline.config import Settings
    from pipeline.model.imports import ImportedHousehold
    from pipeline.services.importing import ShowPlan
    from pipeline.store import Store

app = typer.Typer(help="Take over what another program keeps.", no_args_is_help=True)
FILE = {"standard": "naming", "daily": "naming_daily", "anime": "naming_anime"}


@app.callback()
def _root() -> None:
    """A group, however few commands it has."""


@app.command("sonarr")
def import_sonarr(
    source: Annotated[str, typer.Argument(help="Its address, or its database: sonarr.db, or a backup's zip file.")],
    key: Annotated[str, typer.Option(envvar="SONARR_API_KEY", help="Its API key: Settings, General.")] = "",
    folder: Annotated[
        list[str] | None, typer.Option("--map", help="Where a folder of its is here: /tv=/srv/tv; several times.")
    ] = None,
    gaps: Annotated[bool, typer.Option(help="Fill what is missing; --no-gaps: only what airs from now on.")] = True,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do it without asking.")] = False,
    config: Config = CONFIG,
) -> None:
    """Take over Sonarr's household: first what would be done, then, when you say so, do it. Changes nothing there.

    What is monitored is followed from there on, files that are here are counted, and the blocklist holds.
    """
    from rich.console import Console

    from pipeline.config import load
    from pipeline.services import importing
    from pipeline.services.adopt import the_owner

    roots = dict(map(_mapping, folder or []))
    settings = load(config)
    with opened_store(settings) as store:
        owner = the_owner(store)
        household = _read(source, key)
        plans = importing.plan(store, household, settings, owner, roots)
        Console().print(plan_table(plans, settings))
        for line in (*_cannot(plans), *_settings(household)):
            typer.echo(line)
        news = [each for each in plans if each.is_news]
        if not news:
            typer.echo(tell("cli-nothing-new"))
        elif yes or _agreed():
            _take(store, news, gaps)


def _mapping(text: str) -> tuple[str, Path]:
    from pipeline.errors import UserError
    from pipeline.model.reasons import Reason

    there, equals, here = text.partition("=")
    if not (there and equals and here):
        raise UserError(Reason("expected-mapping", text=text))
    if not Path(here).is_dir():
        raise UserError(Reason("mapping-no-folder", path=here))
    return there, Path(here)


def _read(source: str, key: str) -> ImportedHousehold:
    from integrations import sonarr

    if source.lower().startswith(("http://", "https://")) and not key and sys.stdin.isatty():
        key = typer.prompt(tell("cli-sonarr-key"), hide_input=True)
    with _progress("cli-reading") as told:
        return sonarr.read(source, key, told)


@contextmanager
def _progress(code: str) -> Iterator[Callable[[int, int], None]]:
    from rich.progress import Progress

    with Progress(transient=True) as bar:
        task = bar.add_task(tell(code), total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)


def _agreed() -> bool:

    if not sys.stdin.isatty():
        typer.echo(tell("cli-nothing-done-yet"))
        return False
    return typer.confirm(tell("cli-do-this"))


def _take(store: Store, plans: Sequence[ShowPlan], gaps: bool) -> None:
    from pipeline.line import the_line
    from pipeline.services.importing import take_over

    stages = [step.stage for step in the_line()]
    files = opened = 0
    with _progress("cli-taking-over") as told:
        for number, each in enumerate(plans, 1):
            taken = take_over(store, stages, each, fill=gaps)
            files, opened = files + taken.files, opened + taken.opened
            told(number, len(plans))
    typer.echo(tell("cli-taken-over", shows=len(plans), files=files, opened=opened))


# ------------------------------------------------------------------------------------------------------ what it shows


def plan_table(plans: Iterable[ShowPlan], settings: Settings) -> Table:
    """What would be done, show by show."""
    from rich.markup import escape
    from rich.table import Table

    heads = (
        "cli-show",
        "cli-followed",
        "cli-by",
        "cli-profile",
        "cli-videos-here",
        "cli-not-looked-for",
        "cli-blocked",
    )
    table = Table(*(tell(head) for head in heads))
    for each in plans:
        table.add_row(
            escape(each.show.info.name),
            _followed(each),
            escape(", ".join(person.name for person in each.followers)) if each.span else "",
            escape(each.profile or settings.household.profile) if each.span else "",
            str(len(each.files) or ""),
            str(len(each.skip) or ""),
            str(len(each.blocks) or ""),
        )
    return table


def _followed(plan: ShowPlan) -> str:
    from pipeline.services.importing import LAST

    if plan.span is None:
        return tell("cli-not-monitored")
    if not plan.followers:
        return tell("cli-already")
    season, number = plan.span.first
    until = plan.span.last
    start = f"S{season:02}E{number:02}"
    if until is None:
        return tell("cli-from", start=start)
    end = f"S{until[0]:02}" + ("" if until[1] == LAST else f"E{until[1]:02}")
    return tell("cli-from-to", start=start, end=end)


def _cannot(plans: Iterable[ShowPlan]) -> Iterator[str]:
    for each in plans:
        for note in each.notes:
            yield f"{each.show.info.name}: {say(note)}"


def _settings(household: ImportedHousehold) -> Iterator[str]:
    """What a person has to write into the configuration."""
    import json

    from pipeline.model.reasons import Reason
    from pipeline.services.importing import naming

    for reason in household.left_out:
        yield say(reason)
    for kind, (pattern, why_not) in naming(household).items():
        line = f"{FILE[kind]} = {json.dumps(pattern, ensure_ascii=False)}"
        usable = Reason("cli-name-as-sonarr", line=line)
        yield say(Reason("cli-not-usable-here", line=line, why=why_not) if why_not else usable)
