"""What would be done to a film, and doing it to those of a library that is there already."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.common import CONFIG, Config, opened_store, say, tell

if TYPE_CHECKING:
    from pipeline.config import Settings
    from pipeline.playback.device_profiles import DeviceProfile

app = typer.Typer()
SCREENS = typer.Option("--screen", help="For this screen instead of the household's; may be said several times.")
AS_JSON = typer.Option("--json", help="As JSON, for other programs.")


@app.command(rich_help_panel="Look and steer")
def plan(
    file: Annotated[Path, typer.Argument(help="A video file.")],
    screen: Annotated[list[str] | None, SCREENS] = None,
    as_json: Annotated[bool, AS_JSON] = False,
    config: Config = CONFIG,
) -> None:
    """Say what would be done to a file so that your screens play it: stream by stream, and why. Changes nothing."""
    import json

    from rich.console import Console

    from cli.plans import plan_data
    from cli.tables import plan_table
    from pipeline.config import load
    from pipeline.engine import plugins
    from pipeline.playback import planning
    from pipeline.ports import Encoder

    settings = load(config)
    encoder = plugins.make("encoders", settings.encoders, config, Encoder)[0]  # type: ignore[type-abstract]
    plays = _plays(settings, screen)
    info = encoder.probe(file)
    planned = planning.plan(info, plays)
    if as_json:
        typer.echo(json.dumps(plan_data(file, plays.title, info, planned), indent=2))
        return
    Console().print(plan_table(info, planned))
    typer.echo(say(planned.blocked or planned.why))


def _plays(settings: Settings, named: Sequence[str] | None) -> DeviceProfile:
    """What the named screens play; the household's where none is named."""
    from pipeline.playback.screens import household
    from pipeline.services import household_screens

    if named or not settings.data.is_dir():  # there is no database to ask, and looking makes none
        return household(named or settings.household.screens, settings.screens)
    with opened_store(settings) as store, store.read() as db:
        return household_screens.plays(db, settings)


@app.command(rich_help_panel="Look and steer")
def convert(
    place: Annotated[Path, typer.Argument(help="A video file, or a folder of them.")],
    screen: Annotated[list[str] | None, SCREENS] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")] = False,
    as_json: Annotated[bool, AS_JSON] = False,
    config: Config = CONFIG,
) -> None:
    """Make what is in a library already playable on your screens, one file at a time; the old ones go to the recycle
    folder. Cut off and begun again, it goes on where it was."""
    import json

    from cli.plans import conversion_data
    from pipeline.config import load
    from pipeline.engine import plugins
    from pipeline.line import the_line
    from pipeline.ports import Encoder, Player
    from pipeline.services import convert as converting

    settings = load(config)
    encoder = plugins.make("encoders", settings.encoders, config, Encoder)[0]  # type: ignore[type-abstract]
    players = plugins.make("players", settings.players, config, Player)  # type: ignore[type-abstract]
    plays = _plays(settings, screen)
    stages = [step.stage for step in the_line()]
    outcomes = set()
    with opened_store(settings) as store, converting.alone(settings):
        for video in converting.videos(place, settings.library):
            args = (store, encoder, players, settings, plays, video)
            done = converting.convert(*args, stages=stages, dry_run=dry_run)
            outcomes.add(done.outcome)
            typer.echo(json.dumps(conversion_data(done)) if as_json else f"{done.outcome}: {video}: {say(done.why)}")
    if not outcomes and not as_json:
        typer.echo(tell("cli-nothing-to-convert", path=str(place)))
    if converting.Outcome.FAILED in outcomes:
        raise typer.Exit(1)
