"""Setting it up: a configuration to start from, a library that is there already."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from cli.common import CONFIG, Config, opened_store, tell

app = typer.Typer()


@app.command(rich_help_panel="Set it up")
def init(
    config: Config = CONFIG,
    force: Annotated[bool, typer.Option("--force", help="Overwrite a file that is there.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing: every setting at its default.")] = False,
) -> None:
    """Ask what Airdate needs to know, try each answer, and write a commented configuration file."""
    from pipeline.errors import UserError
    from pipeline.model.reasons import Reason

    if config.exists() and not force:
        raise UserError(Reason("is-there-already", path=str(config)))
    token = _write(config, asks=not yes and sys.stdin.isatty())
    typer.echo(tell("cli-wrote-config", path=str(config), token="there" if token else "missing"))


def offer(config: Path) -> None:
    """Where nothing is set and a person is there, ask what is needed."""
    from pipeline.config import load

    if not sys.stdin.isatty() or config.exists() or load(config).telegram.token.get_secret_value():
        return
    if typer.confirm(tell("init-offer", path=str(config)), default=True):
        _write(config, asks=True)


def _write(config: Path, *, asks: bool) -> bool:
    """Write the file; whether there is a token now."""
    from cli.asking import ask
    from pipeline.config import load
    from pipeline.services.config_template import template

    new = config.with_name(f"{config.name}.new")
    new.unlink(missing_ok=True)
    said = ask(load(new), config) if asks else {}
    new.touch(mode=0o600)  # it holds secrets
    new.write_text(template(said), encoding="utf-8")
    settings = load(new)
    new.replace(config)
    return bool(settings.telegram.token.get_secret_value())


@app.command(rich_help_panel="Set it up")
def backup(
    file: Annotated[Path, typer.Argument(help="Where to.")],
    config: Config = CONFIG,
) -> None:
    """Copy the database to a file, also while Airdate runs. (It does so by itself each day.)"""
    from pipeline.config import load
    from pipeline.store import backups

    backups.save(load(config).database_url, file)
    typer.echo(tell("cli-whole-copy", path=str(file)))


@app.command(rich_help_panel="Set it up")
def restore(
    file: Annotated[Path, typer.Argument(help="What `airdate backup` wrote, or one of data/backups.")],
    config: Config = CONFIG,
) -> None:
    """Put a copy of the database back, while Airdate does not run. The database that was is kept."""
    from pipeline.config import load
    from pipeline.services import backups

    before = backups.put_back(load(config), file)
    typer.echo(tell("cli-restored", path=str(file)))
    if before:
        typer.echo(tell("cli-before-is", path=str(before)))


@app.command(rich_help_panel="Set it up")
def adopt(
    folder: Annotated[Path, typer.Argument(help="A library of shows: a folder for each.")],
    follow: Annotated[bool, typer.Option("--follow", help="Follow them, and fill what is missing since.")] = False,
    gaps: Annotated[bool, typer.Option(help="Fill what is missing; --no-gaps: only what airs from now on.")] = True,
    config: Config = CONFIG,
) -> None:
    """Look what is in a library that is there already, and take it over. Changes nothing in it."""
    from rich.console import Console

    from cli.tables import adopt_table
    from pipeline.config import load
    from pipeline.engine import plugins
    from pipeline.library.placing import named_within
    from pipeline.line import the_line
    from pipeline.ports import Catalogue
    from pipeline.services import adopt as adopting

    settings = load(config)
    catalogues = plugins.make("catalogues", settings.catalogues, config, Catalogue)  # type: ignore[type-abstract]
    with opened_store(settings) as store:
        found = list(adopting.scan(catalogues, named_within(settings.library, folder)))
        Console().print(adopt_table(found) if found else tell("cli-no-videos", path=str(folder)))
        known = [each for each in found if each.show is not None]
        if not follow:
            if known:
                typer.echo(tell("cli-with-follow"))
            return
        owner, stages = adopting.the_owner(store), [step.stage for step in the_line()]
        for each in known:
            taken = adopting.take(store, catalogues, stages, owner, each, fill=gaps)
            typer.echo(tell("cli-adopted", folder=each.folder.path.name, files=taken.files, opened=taken.opened))
