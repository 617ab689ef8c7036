"""Looking at what is on its way and why; putting what is missing on its way."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.common import CONFIG, Config, find_episode, language, opened_store, say, tell

app = typer.Typer()


@app.command(rich_help_panel="Look and steer")
def shows(config: Config = CONFIG) -> None:
    """List the shows that people follow."""
    from rich.console import Console
    from rich.table import Table

    import messages
    from pipeline.config import load
    from pipeline.store import shows as known

    heads = ("cli-show", "cli-followers", "cli-episodes", "page-in-the-library", "cli-status")
    table = Table(*(tell(head) for head in heads))
    with opened_store(load(config)) as store, store.read() as db:
        for show in known.all_followed(db):
            ids = [e.id for e in known.episodes(db, show.id)]
            followers = len(known.subscriptions_to(db, show.id))
            status = messages.show_status(show.status, language())
            table.add_row(show.name, str(followers), str(len(ids)), str(len(known.in_library(db, ids))), status)
    Console().print(table if table.row_count else tell("cli-nobody-follows"))


@app.command(rich_help_panel="Look and steer")
def jobs(
    config: Config = CONFIG,
    everything: Annotated[bool, typer.Option("--all", help="Finished ones too.")] = False,
) -> None:
    """List what is on its way and where it stands."""
    from rich.console import Console
    from rich.table import Table

    from pipeline.config import load
    from pipeline.model.jobs import JobState
    from pipeline.store import active_jobs

    heads = ("cli-job", "cli-episode", "cli-step", "cli-state", "cli-how-it-goes")
    table = Table(*(tell(head) for head in heads))
    with opened_store(load(config)) as store, store.read() as db:
        for way in active_jobs.find(db, states=tuple(JobState) if everything else (JobState.ACTIVE,)):
            name = f"{way.show.title} {way.episode.code}"
            if not way.now_at:
                table.add_row(str(way.job.id), name, "", say(way.job.outcome), say(way.job.because))
            for run in way.now_at:
                share = f"{run.progress:.0%} " if run.progress is not None else ""
                table.add_row(str(way.job.id), name, run.step, run.state, share + say(run.reason))
    Console().print(table if table.row_count else tell("page-nothing-on-its-way"))


@app.command(rich_help_panel="Look and steer")
def backfill(
    show: Annotated[str, typer.Argument(help="A show that somebody follows.")],
    since: Annotated[str, typer.Option(help="From this day on: YYYY-MM-DD.")],
    config: Config = CONFIG,
) -> None:
    """Put on their way all episodes that aired since a day and are not in the library."""
    from datetime import date

    from pipeline.config import load
    from pipeline.errors import UserError
    from pipeline.line import the_line
    from pipeline.model.reasons import Reason
    from pipeline.services.show_lookup import find
    from pipeline.services.survey import backfill as put_on_their_way
    from pipeline.store import people

    try:
        day = date.fromisoformat(since)
    except ValueError as error:
        raise UserError(Reason("expected-a-day", text=since)) from error
    with opened_store(load(config)) as store:
        found = find(store, None, show).show
        with store.read() as db:
            owner = people.owner(db)
        stages = [s.stage for s in the_line()]
        episodes = put_on_their_way(store, found, day, stages, owner.id if owner else None)
    names = ", ".join(e.code for e in episodes)
    done = Reason("cli-put-on-way", show=found.title, episodes=names)
    typer.echo(say(done if names else Reason("cli-nothing-missing", show=found.title)))


@app.command(rich_help_panel="Look and steer")
def why(
    episode: Annotated[str, typer.Argument(help="Like 'The Tin Orchard S01E02'.")],
    config: Config = CONFIG,
) -> None:
    """Say what was found for an episode, why it was not taken, and what comes next."""
    from pipeline.config import load
    from pipeline.services import why as reasons

    settings = load(config)
    with opened_store(settings) as store:
        show, wanted = find_episode(store, episode)
        typer.secho(f"{show.name} {wanted.code} {wanted.title}".rstrip(), bold=True)
        for line in reasons.reasons(reasons.why(store, show, wanted)):
            typer.echo(say(line, settings.household.time_zone))
