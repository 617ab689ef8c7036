"""The command line, and the one place that wires everything together."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import developing, films, import_sonarr, looking, plugins, service, setting_up, understanding, update
from cli.common import CONFIG, Config, find_episode, opened_store, say, tell
from cli.doctor import warn_of_players
from cli.lean import clients_unneeded, collect_seldom, few_arenas, settle_down, without
from cli.serving import Service, end_in_order, serve, wait_for_signal

# Everything else is imported where it is used: `--help` must come at once.
if TYPE_CHECKING:
    from pipeline.config import Settings
    from pipeline.engine.plugins import Parts
    from pipeline.engine.runner import Runner
    from pipeline.store import Store

app = typer.Typer(
    name="airdate",
    help="Say /subscribe in a Telegram chat; new episodes arrive, playable, in your media library.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
running = typer.Typer()
# In the order of `--help`. A command is declared where it is written; those that need all the parts are below.
app.add_typer(running)
app.add_typer(setting_up.app)
app.add_typer(import_sonarr.app, name="import", rich_help_panel="Set it up")
app.add_typer(plugins.app, name="plugin", rich_help_panel="Set it up")
app.add_typer(service.app, name="service", rich_help_panel="Set it up")
app.add_typer(update.app)
app.add_typer(looking.app)
app.add_typer(films.app)
app.add_typer(understanding.app)
if developing.HERE_TO_DEVELOP:
    app.add_typer(developing.app)


def main() -> None:
    """Run the command line; what goes wrong is one clear sentence, never a traceback."""
    collect_seldom()
    from pipeline.errors import AirdateError

    try:
        app(prog_name="airdate")
    except AirdateError as error:
        typer.secho(say(error.reason), fg="red", err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


# ------------------------------------------------------------------------------------------------------------ running


@running.command(rich_help_panel="Run it")
def demo(
    script: Annotated[bool, typer.Option("--script", help="Play a conversation by itself and check it.")] = False,
    port: Annotated[int, typer.Option(help="Where the chat page answers; 0: any free port.")] = 0,
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help="This machine's address, to open the pages from another one.")
    ] = "127.0.0.1",
    keep: Annotated[Path | None, typer.Option(help="Keep the demo's files in this folder.")] = None,
) -> None:
    """A pretend outside world on this machine, with the real bot, queue, Transmission and ffmpeg in it."""
    from demo.script import play
    from demo.stage import show_off

    sys.exit(play(keep) if script else show_off(port, keep, host))


@running.command(rich_help_panel="Run it")
def up(config: Config = CONFIG) -> None:
    """Run everything in this one process: the bot, the pipeline and the dashboard."""
    setting_up.offer(config)
    username = _begin(config)
    with _pipeline(config, serves=True) as runner:
        services = [_bot(runner), *_dashboard(runner)]
        _claim_code(runner.store, username)
        _begin_library(runner, decides=True)
        about = (runner.parts.players, runner.settings.library)
        threading.Thread(target=warn_of_players, args=about, daemon=True).start()
        settle_down()
        with runner.at_work(("io", "heavy")):
            serve(services)


@running.command(rich_help_panel="Run it")
def bot(config: Config = CONFIG) -> None:
    """Run only the Telegram bot; workers run elsewhere on the same database."""
    from pipeline.engine import presence

    setting_up.offer(config)
    username = _begin(config)
    with _pipeline(config, serves=True) as runner:
        service = _bot(runner)
        _claim_code(runner.store, username)
        leave, alive = presence.end_this_process, runner.settings.alive_file
        settle_down()
        with presence.present(runner.store, runner.worker, (), dict, leave, alive):
            serve([service])


@running.command(rich_help_panel="Run it")
def worker(
    lane: Annotated[list[str] | None, typer.Option(help="io, heavy; both when not given.")] = None,
    config: Config = CONFIG,
) -> None:
    """Run only pipeline steps, on this machine or any other with the same database."""
    from pipeline.errors import UserError
    from pipeline.model.reasons import Reason
    from pipeline.store.presence import LANES

    lanes = tuple(lane or LANES)
    if unknown := [name for name in lanes if name not in LANES]:
        raise UserError(Reason("no-such-lane", name=unknown[0], known=LANES))
    with _pipeline(config, serves=True) as runner:
        _begin_library(runner, decides=False)
        settle_down()
        with runner.at_work(lanes):
            typer.echo(tell("cli-working-on", lanes=lanes))
            wait_for_signal()


# --------------------------------------------------------------------------------------------------------- setting up


@setting_up.app.command(rich_help_panel="Set it up")
def doctor(config: Config = CONFIG) -> None:
    """Check each part for real and say how to mend what fails."""
    from rich.console import Console

    from cli.doctor import examine, tried
    from pipeline.config import load

    settings = load(config)
    console, failures = Console(highlight=False, soft_wrap=True), 0
    with console.status("") as status:  # shown on a terminal only
        for part, check in examine(settings, config, lambda: _parts(settings, config)):
            status.update(f"{say(part)} …")
            outcome, good = tried(check)
            failures += not good
            line = f"{'✓' if good else '✗'} {say(part)}: {say(outcome)}"
            console.print(line, style="green" if good else "red", markup=False)
    if failures:
        typer.secho(tell("doctor-to-mend", count=failures), fg="red", err=True)
        raise typer.Exit(1)
    typer.echo(tell("doctor-all-well"))


@looking.app.command(rich_help_panel="Look and steer")
def run(
    step: Annotated[str, typer.Argument(help="check, fetch, download, …")],
    episode: Annotated[str, typer.Argument(help="Like 'The Tin Orchard S01E02'.")],
    config: Config = CONFIG,
) -> None:
    """Run one step for one episode, here and now, and print what it says and returns."""
    from rich.console import Console
    from rich.pretty import pprint

    from pipeline.errors import Flow, UserError
    from pipeline.model.jobs import Origin
    from pipeline.model.reasons import Reason
    from pipeline.store import active_jobs
    from pipeline.store.runs import open_job

    with _pipeline(config) as runner:
        if step not in runner.line:
            raise UserError(Reason("no-step-called", name=step, known=tuple(runner.line)))
        show, wanted = find_episode(runner.store, episode)
        with runner.store.write() as db:
            open_job(db, wanted.id, Origin.ASKED, runner.stages)
            way = active_jobs.find(db, episode_id=wanted.id)[-1]
        typer.echo(f"{step} for {show.title} {wanted.code}")
        try:
            result = runner.run_by_hand(step, way.job.id, lambda line: typer.echo(f"  {line}"))
        except Flow as flow:
            typer.secho(f"{type(flow).__name__}: {say(flow.reason)}", fg="yellow")
            raise typer.Exit(2) from flow
        pprint(result, console=Console(), expand_all=True)


@looking.app.command(rich_help_panel="Look and steer")
def rename(
    yes: Annotated[bool, typer.Option("--yes", help="Do it.")] = False,
    config: Config = CONFIG,
) -> None:
    """Show which filed episodes would be called otherwise now, old names beside new ones; with --yes, rename them."""
    from rich.console import Console

    from cli.tables import rename_table
    from pipeline.config import load
    from pipeline.errors import UserError
    from pipeline.model.reasons import Reason
    from pipeline.services import rename

    settings = load(config)
    with opened_store(settings) as store:
        with store.read() as db:
            found = rename.proposed(db, settings)
        if not found:
            typer.echo(tell("cli-named-as-today"))
            return
        Console().print(rename_table(found, settings.library))
        if not yes:
            typer.echo(tell("cli-would-rename", count=len(found)))
            return
    with _pipeline(config) as runner:
        with runner.store.write() as db:
            jobs = rename.order(db, found, runner.stages)
        runner.carry_out(jobs)
        with runner.store.read() as db:
            done = rename.renamed(db, jobs)
    typer.echo(tell("cli-renamed", count=done))
    if done < len(found):
        raise UserError(Reason("keep-their-names", count=len(found) - done))


def _tell_version(wanted: bool) -> None:
    from importlib.metadata import version

    if wanted:
        typer.echo(f"airdate {version('airdate')}")
        raise typer.Exit


@app.callback()
def _root(
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say more on the terminal.")] = False,
    version: Annotated[  # noqa: ARG001 - its callback has told it
        bool, typer.Option("--version", help="Say which version this is.", is_eager=True, callback=_tell_version)
    ] = False,
) -> None:
    from cli.logs import log_to_terminal

    log_to_terminal(verbose)


# -------------------------------------------------------------------------------------------------------------- wiring


@contextmanager
def _pipeline(config: Path, *, serves: bool = False) -> Iterator[Runner]:
    """Everything that the configuration names, put together and ready; nothing runs yet. `serves`: it is to stay."""
    from pipeline.config import load

    end_in_order()
    settings = load(config)
    with without("charset_normalizer", *clients_unneeded(settings)):
        from pipeline.chores import CHORES
        from pipeline.engine.runner import Runner
        from pipeline.line import the_line
        from pipeline.services import backups
    if serves:
        few_arenas()
        _warn_of_an_open_queue(settings)
    backups.check_sound(settings)
    with (
        backups.in_use(settings),
        opened_store(settings, serves=serves) as store,
        _parts(settings, config) as parts,
    ):
        backups.check_known(store, settings)
        yield Runner(the_line(), parts, store, settings, CHORES)


@contextmanager
def _parts(settings: Settings, config: Path) -> Iterator[Parts]:
    """The integrations. When no downloader is configured, this machine's transmission-daemon is started for us."""
    from pipeline.engine.plugins import assemble

    if settings.downloaders:
        yield assemble(settings, config)
        return
    from integrations.transmission import Transmission
    from integrations.transmission.daemon import TransmissionDaemon

    with TransmissionDaemon(settings.data / "transmission", private=settings.daemon.private) as daemon:
        yield assemble(settings, config, Transmission(daemon.config, name="transmission"))


def _begin(config: Path) -> str:
    """Say what is being done, and look at the token before anything is started. The bot's name; empty while Telegram
    cannot be asked, which the bot itself waits for."""
    from importlib.metadata import version

    from pipeline.config import load
    from pipeline.errors import Unreachable

    settings = load(config)
    typer.echo(tell("cli-begins", version=version("airdate"), path=str(config)))
    with without("rich", "pygments"):
        from bot.chat.token_check import username
    try:
        name = username(settings)
    except Unreachable as error:
        typer.secho(say(error.reason), fg="yellow", err=True)
        return ""
    typer.echo(tell("cli-bot", name=name))
    return name


def _claim_code(store: Store, username: str) -> None:
    from pipeline.store import people

    with store.write() as db:
        code = people.claim_code(db)
    if code:
        typer.echo(tell("cli-claim-by-link" if username else "cli-claim", code=code, name=username))


def _bot(runner: Runner) -> Service:
    with without("rich", "pygments"):
        from bot.app import Bot

    parts = runner.parts
    return Bot(runner.settings, runner.store, parts.catalogues, parts.players, runner.stages)


def _dashboard(runner: Runner) -> list[Service]:
    from dashboard.serving import Dashboard

    if not runner.settings.dashboard.enabled:
        return []
    page = Dashboard(runner.settings, runner.store, runner.stages, parts=runner.parts)
    typer.echo(tell("cli-dashboard", url=page.listen()))
    return [page]


def _warn_of_an_open_queue(settings: Settings) -> None:
    from pipeline.engine.queue import check_guarded
    from pipeline.errors import UserError

    try:
        check_guarded(settings.queue)
    except UserError as error:
        logging.getLogger("airdate").warning("the queue: %s", error)


def _begin_library(runner: Runner, *, decides: bool) -> None:
    from pipeline.services import recognise
    from pipeline.store import library_mark

    log = logging.getLogger("airdate")
    try:
        library_mark.begin(runner.store, runner.settings.library, decides=decides)
    except OSError as error:  # what is filed later says it, too
        log.warning("%s", error)
    if known := recognise.after_an_older_database(runner.store, runner.settings):
        log.warning("an older database was put back: %d episodes on their way lie in the library already", known)


if __name__ == "__main__":
    main()
