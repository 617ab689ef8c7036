"""The command line, and the one place that wires everything together."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Protocol

import typer

from cli.import_sonarr import app as importing
from pipeline.model.jobs import Origin

# Everything else is imported where it is used: `--help` must come at once.
if TYPE_CHECKING:
    import asyncio

    from cli.match import Followed
    from pipeline.config import Settings
    from pipeline.engine.plugins import Parts
    from pipeline.engine.runner import Runner
    from pipeline.model import Episode, Show
    from pipeline.store import Store

HERE = Path(__file__).resolve().parent

app = typer.Typer(
    name="airdate",
    help="Say /subscribe in a Telegram chat; new episodes arrive, playable, in your media library.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
Config = Annotated[Path, typer.Option("--config", "-c", envvar="AIRDATE_CONFIG", help="The configuration file.")]
CONFIG = Path("airdate.toml")


def main() -> None:
    """Run the command line; what goes wrong is one clear sentence, never a traceback."""
    from pipeline.errors import AirdateError

    try:
        app()
    except AirdateError as error:
        typer.secho(str(error), fg="red", err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


# ------------------------------------------------------------------------------------------------------------ running


@app.command(rich_help_panel="Run it")
def demo(
    script: Annotated[bool, typer.Option("--script", help="Play a conversation by itself and check it.")] = False,
    port: Annotated[int, typer.Option(help="Where the chat page answers; 0: any free port.")] = 0,
    keep: Annotated[Path | None, typer.Option(help="Keep the demo's files in this folder.")] = None,
) -> None:
    """A pretend outside world on this machine, with the real bot, queue, Transmission and ffmpeg in it."""
    from demo.script import play
    from demo.stage import show_off

    sys.exit(play(keep) if script else show_off(port, keep))


@app.command(rich_help_panel="Run it")
def up(config: Config = CONFIG) -> None:
    """Run everything in this one process: the bot, the pipeline and the dashboard."""
    with _pipeline(config) as runner:
        services = [_bot(runner), *_dashboard(runner)]  # a missing token is told before anything is started
        _claim_code(runner.store)
        _begin_library(runner)
        threading.Thread(target=_compare_folders, args=(runner,), daemon=True).start()
        with runner.at_work(("io", "heavy")):
            _serve(services)


@app.command(rich_help_panel="Run it")
def bot(config: Config = CONFIG) -> None:
    """Run only the Telegram bot; workers run elsewhere on the same database."""
    with _pipeline(config) as runner:
        service = _bot(runner)
        _claim_code(runner.store)
        _serve([service])


@app.command(rich_help_panel="Run it")
def worker(
    lane: Annotated[list[str] | None, typer.Option(help="io, heavy; both when not given.")] = None,
    config: Config = CONFIG,
) -> None:
    """Run only pipeline steps, on this machine or any other with the same database."""
    from pipeline.engine.queue import LANES
    from pipeline.errors import UserError

    lanes = tuple(lane or LANES)
    if unknown := [name for name in lanes if name not in LANES]:
        raise UserError(f"There is no lane {unknown[0]!r}; the lanes are {' and '.join(LANES)}.")
    with _pipeline(config) as runner, runner.at_work(lanes):
        typer.echo(f"Working on {' and '.join(lanes)}. Ctrl-C stops.")
        _wait_for_signal()


# --------------------------------------------------------------------------------------------------------- setting up


@app.command(rich_help_panel="Set it up")
def init(
    config: Config = CONFIG,
    force: Annotated[bool, typer.Option("--force", help="Overwrite a file that is there.")] = False,
) -> None:
    """Write a commented configuration file to start from."""
    from pipeline.errors import UserError
    from pipeline.services.config_template import template

    if config.exists() and not force:
        raise UserError(f"{config} is there already; --force overwrites it.")
    config.write_text(template(), encoding="utf-8")
    config.chmod(0o600)  # it will hold secrets
    typer.echo(f"Wrote {config}. Put your bot's token into it, then: ./airdate doctor")


@app.command(rich_help_panel="Set it up")
def doctor(config: Config = CONFIG) -> None:
    """Check each part for real and say how to mend what fails."""
    from pipeline.config import load

    settings = load(config)
    failures = 0
    for name, outcome, good in _examine(settings, config):
        failures += not good
        typer.secho(f"{'✓' if good else '✗'} {name}: {outcome}", fg="green" if good else "red")
    if failures:
        typer.secho(f"{failures} to mend.", fg="red", err=True)
        raise typer.Exit(1)
    typer.echo("All is well.")


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
    from pipeline.line import the_line
    from pipeline.ports import Catalogue
    from pipeline.services import adopt as adopting

    settings = load(config)
    catalogues = plugins.make("catalogues", settings.catalogues, config, Catalogue)  # type: ignore[type-abstract]
    with _store(settings) as store:
        found = list(adopting.look(catalogues, folder))
        Console().print(adopt_table(found) if found else f"There is no folder with videos in {folder}.")
        known = [each for each in found if each.show is not None]
        if not follow:
            if known:
                typer.echo("With --follow the owner of the bot follows them from now on.")
            return
        owner, stages = adopting.the_owner(store), [step.stage for step in the_line()]
        for each in known:
            taken = adopting.take(store, catalogues, stages, owner, each, fill=gaps)
            typer.echo(f"{each.folder.path.name}: {taken.files} videos taken over, {taken.opened} put on their way")


app.add_typer(importing, name="import", rich_help_panel="Set it up")


# --------------------------------------------------------------------------------------------------------- looking at


@app.command(rich_help_panel="Look and steer")
def shows(config: Config = CONFIG) -> None:
    """List the shows that people follow."""
    from rich.console import Console
    from rich.table import Table

    from pipeline.config import load
    from pipeline.store import shows as known

    table = Table("Show", "Followers", "Episodes", "In the library", "Status")
    with _store(load(config)) as store, store.read() as db:
        for show in known.all_followed(db):
            ids = [e.id for e in known.episodes(db, show.id)]
            followers = len(known.subscriptions_to(db, show.id))
            table.add_row(show.name, str(followers), str(len(ids)), str(len(known.in_library(db, ids))), show.status)
    Console().print(table if table.row_count else "Nobody follows anything yet: say /subscribe NAME to the bot.")


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

    table = Table("Job", "Episode", "Step", "State", "How it goes")
    with _store(load(config)) as store, store.read() as db:
        for way in active_jobs.find(db, states=tuple(JobState) if everything else (JobState.ACTIVE,)):
            name = f"{way.show.title} {way.episode.code}"
            if not way.now_at:
                table.add_row(str(way.job.id), name, "", way.job.state, way.job.why)
            for run in way.now_at:
                share = f"{run.progress:.0%} " if run.progress is not None else ""
                table.add_row(str(way.job.id), name, run.step, run.state, share + str(run.reason))
    Console().print(table if table.row_count else "Nothing is on its way.")


@app.command(rich_help_panel="Look and steer")
def run(
    step: Annotated[str, typer.Argument(help="check, fetch, download, …")],
    episode: Annotated[str, typer.Argument(help="Like 'The Tin Orchard S01E02'.")],
    config: Config = CONFIG,
) -> None:
    """Run one step for one episode, here and now, and print what it says and returns."""
    from rich.console import Console
    from rich.pretty import pprint

    from pipeline.errors import Flow, UserError
    from pipeline.store import active_jobs
    from pipeline.store.runs import open_job

    with _pipeline(config) as runner:
        if step not in runner.line:
            raise UserError(f"There is no step {step!r}; the steps are {', '.join(runner.line)}.")
        show, wanted = _find_episode(runner.store, episode)
        with runner.store.write() as db:
            open_job(db, wanted.id, Origin.ASKED, runner.stages)
            way = active_jobs.find(db, episode_id=wanted.id)[-1]
        typer.echo(f"{step} for {show.title} {wanted.code}")
        try:
            result = runner.run_by_hand(step, way.job.id, lambda line: typer.echo(f"  {line}"))
        except Flow as flow:
            typer.secho(f"{type(flow).__name__}: {flow.reason}", fg="yellow")
            raise typer.Exit(2) from flow
        pprint(result, console=Console(), expand_all=True)


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
    from pipeline.services.show_lookup import find
    from pipeline.services.survey import backfill as put_on_their_way

    try:
        day = date.fromisoformat(since)
    except ValueError as error:
        raise UserError(f"--since: expected a day like 2026-01-31, not {since!r}.") from error
    with _store(load(config)) as store:
        found = find(store, None, show).show
        episodes = put_on_their_way(store, found, day, [s.stage for s in the_line()])
    names = ", ".join(e.code for e in episodes)
    typer.echo(f"{found.title}: {names} put on their way." if names else f"{found.title}: nothing is missing.")


@app.command(rich_help_panel="Look and steer")
def why(
    episode: Annotated[str, typer.Argument(help="Like 'The Tin Orchard S01E02'.")],
    config: Config = CONFIG,
) -> None:
    """Say what was found for an episode, why it was not taken, and what comes next."""
    import messages
    from pipeline.config import load
    from pipeline.services import why as reasons

    settings = load(config)
    with _store(settings) as store:
        show, wanted = _find_episode(store, episode)
        typer.secho(f"{show.name} {wanted.code} {wanted.title}".rstrip(), bold=True)
        for line in reasons.reasons(reasons.why(store, show, wanted)):
            typer.echo(messages.say(line, zone=settings.household.time_zone))


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
    from pipeline.playback import planning, screens
    from pipeline.ports import Encoder

    settings = load(config)
    encoder = plugins.make("encoders", settings.encoders, config, Encoder)[0]  # type: ignore[type-abstract]
    plays = screens.household(screen or settings.household.screens, settings.screens)
    info = encoder.probe(file)
    planned = planning.plan(info, plays)
    if as_json:
        typer.echo(json.dumps(plan_data(file, plays.title, info, planned), indent=2))
        return
    Console().print(plan_table(info, planned))
    typer.echo(planned.blocked or planned.why)


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
    from pipeline.playback import screens
    from pipeline.ports import Encoder, Player
    from pipeline.services import convert as converting

    settings = load(config)
    encoder = plugins.make("encoders", settings.encoders, config, Encoder)[0]  # type: ignore[type-abstract]
    players = plugins.make("players", settings.players, config, Player)  # type: ignore[type-abstract]
    plays = screens.household(screen or settings.household.screens, settings.screens)
    failed = False
    with _store(settings) as store, converting.alone(settings):
        for video in converting.videos(place):
            done = converting.convert(store, encoder, players, settings, plays, video, dry_run=dry_run)
            failed = failed or done.outcome is converting.Outcome.FAILED
            typer.echo(json.dumps(conversion_data(done)) if as_json else f"{done.outcome}: {video}: {done.why}")
    if failed:
        raise typer.Exit(1)


@app.command(rich_help_panel="Look and steer")
def feed(
    source: Annotated[str, typer.Argument(help="Address of a feed, or a file with what it answered.")],
    plugin: Annotated[str, typer.Option(help="What reads it: torznab or rss.")] = "rss",
    json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """What is read of each item of a feed, and what is left out and why."""
    from rich.console import Console

    from cli import feed as printed
    from integrations.common.look import PLUGINS, look_at
    from pipeline.errors import UserError

    if plugin not in PLUGINS:
        raise UserError(f"--plugin: expected {' or '.join(PLUGINS)}, not {plugin!r}.")
    with _readable(source):
        listing = look_at(source, plugin)
    if json:
        _print_json(printed.as_json(listing.releases, listing.dropped, listing.damaged))
        return
    Console().print(printed.table(listing.releases, listing.dropped))
    typer.echo(f"{len(listing.releases)} of {listing.items} items are releases{listing.remarks()}")


@app.command(rich_help_panel="Look and steer")
def torrent(
    source: Annotated[str, typer.Argument(help="A .torrent file, or a magnet link.")],
    json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """What is read of a torrent: its info-hash and its files, or why it cannot be used."""
    from rich.console import Console

    from cli import feed as printed
    from pipeline.releases.torrents import read_magnet, read_torrent

    with _readable(source):
        magnet = source.lstrip()[:7].lower() == "magnet:"
        found = read_magnet(source) if magnet else read_torrent(Path(source).read_bytes())
    if json:
        _print_json(printed.torrent_as_json(found))
    else:
        Console().print(printed.torrent_table(found))


@app.command("read", rich_help_panel="Look and steer")
def read_names(
    names: Annotated[list[str], typer.Argument(help="Names of releases, or paths; - reads them from standard input.")],
    title: Annotated[list[str] | None, typer.Option(help="A title that may be meant; may be given again.")] = None,
    json: Annotated[bool, typer.Option("--json", help="For programs: see docs/reading-names.md.")] = False,
) -> None:
    """What the name of a release is read as."""
    from rich.console import Console

    from cli import read as printed
    from pipeline.releases.parsing.names import read

    found = [read(name, title or ()) for name in _lines(names)]
    if json:
        _print_json([printed.as_json(name) for name in found])
    else:
        Console().print(*map(printed.table, found), sep="\n")


@app.command(rich_help_panel="Look and steer")
def match(
    names: Annotated[list[str], typer.Argument(help="Names of releases; - reads them from standard input.")],
    household: Annotated[
        Path | None, typer.Option(help="Shows described in a file, in place of those followed here.")
    ] = None,
    files: Annotated[Path | None, typer.Option(help="What is in the torrent: a path on each line, or JSON.")] = None,
    json: Annotated[bool, typer.Option("--json", help="For programs: see docs/reading-names.md.")] = False,
    config: Config = CONFIG,
) -> None:
    """Which shows and episodes a release would serve, and which rule refuses it."""
    from rich.console import Console

    from cli import match as matching

    followed = _described(household) if household else _followed(config)
    inside = matching.read_files(files) if files else []
    found = [(name, matching.judge(name, followed, inside)) for name in _lines(names)]
    if json:
        _print_json([matching.as_json(name, judged) for name, judged in found])
    else:
        Console().print(*(matching.table(name, judged) for name, judged in found), sep="\n")


@app.command(rich_help_panel="Look and steer")
def rename(
    yes: Annotated[bool, typer.Option("--yes", help="Do it.")] = False,
    config: Config = CONFIG,
) -> None:
    """Show which filed episodes would be called otherwise now, old names beside new ones; with --yes, rename them."""
    from rich.console import Console

    from cli.tables import rename_table
    from pipeline.config import load
    from pipeline.errors import UserError
    from pipeline.services import rename

    settings = load(config)
    with _store(settings) as store:
        with store.read() as db:
            found = rename.proposed(db, settings)
        if not found:
            typer.echo("Every file is called as it would be today.")
            return
        Console().print(rename_table(found, settings.library))
        if not yes:
            typer.echo(f"With --yes these {len(found)} files are renamed, with all that lies beside them.")
            return
    with _pipeline(config) as runner:
        with runner.store.write() as db:
            jobs = rename.order(db, found, runner.stages)
        runner.carry_out(jobs)
        with runner.store.read() as db:
            done = rename.renamed(db, jobs)
    typer.echo(f"{done} renamed.")
    if done < len(found):
        raise UserError(
            f"{len(found) - done} keep their names for now: a file is gone or in use, another has the name, the "
            "library is not there, or a worker is renaming just now. Look again in a minute."
        )


# ---------------------------------------------------------------------------------------------------------- developing


@app.command(rich_help_panel="Develop it", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def test(context: typer.Context) -> None:
    """Run the tests; --all: the thorough ones too; anything else that follows goes to pytest."""
    os.chdir(HERE)
    arguments = list(context.args)
    if set(arguments) <= {"--all"}:
        # Half of the time they wait for the systems they drive: twice as many as there are processors.
        arguments += ["-n", str(2 * (os.cpu_count() or 1)), "--dist", "worksteal"]
    os.execv(sys.executable, [sys.executable, "-m", "pytest", *arguments])  # noqa: S606 - no shell is meant


bench = typer.Typer(help="Measure it, beside what others use, in the same run.", no_args_is_help=True)
app.add_typer(bench, name="bench", rich_help_panel="Develop it")


@bench.command("names")
def bench_names() -> None:
    """Reading release names: how often right, and how many a second."""
    from tests.bench import names

    names.main()


@bench.command("match")
def bench_match(
    items: Annotated[int, typer.Option(min=1, help="Releases in the feed.")] = 10_000,
    shows: Annotated[int, typer.Option(min=1, help="Followed shows.")] = 500,
) -> None:
    """Matching the newest releases to followed shows: how often right, and how many a second."""
    from tests.bench import match

    match.main(items, shows)


@bench.command("feed")
def bench_feed() -> None:
    """Reading an indexer's newest releases, from the feed to the offers kept, part by part."""
    from tests.bench import feed

    feed.main()


@bench.command("chat")
def bench_chat() -> None:
    """The bot's answers with a big household in the database, and a fan-out at Telegram's limit."""
    from tests.bench import chat

    chat.main()


@bench.command("overhead")
def bench_overhead(
    seconds: Annotated[float, typer.Option(min=1, help="Length of the films.")] = 60.0,
    rounds: Annotated[int, typer.Option(min=1, help="How often each is timed.")] = 3,
) -> None:
    """From "download complete" to "go watch", beside the bare ffmpeg or cp command."""
    from tests.bench import overhead

    overhead.main(seconds, rounds)


@app.callback()
def _root(
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say more on the terminal.")] = False,
) -> None:
    from cli.logs import log_to_terminal

    log_to_terminal(verbose)


# -------------------------------------------------------------------------------------------------------------- wiring


@contextmanager
def _store(settings: Settings) -> Iterator[Store]:
    from pipeline.store import open_store

    store = open_store(settings.database_url)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def _pipeline(config: Path) -> Iterator[Runner]:
    """Everything that the configuration names, put together and ready; nothing runs yet."""
    from pipeline.chores import CHORES
    from pipeline.config import load
    from pipeline.engine.runner import Runner
    from pipeline.line import the_line

    _end_in_order()
    settings = load(config)
    with _store(settings) as store, _parts(settings, config) as parts:
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


def _lines(names: Sequence[str]) -> list[str]:
    """What was given, and for "-" the lines of standard input."""
    return [line for name in names for line in (sys.stdin.read().splitlines() if name == "-" else [name]) if line]


@contextmanager
def _readable(source: str) -> Iterator[None]:
    """A file that cannot be read is the person's to mend."""
    from pipeline.errors import UserError

    try:
        yield
    except (OSError, ValueError) as error:
        raise UserError(f"{source} cannot be read: {getattr(error, 'strerror', None) or error}.") from error


def _print_json(value: Any) -> None:
    import json

    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def _described(file: Path) -> list[Followed]:
    from cli.household import cases_of, read_household
    from pipeline.clock import now

    return [*cases_of(read_household(file), now())]


def _followed(config: Path) -> list[Followed]:
    """The shows that people here follow, each episode with what its releases are judged by."""
    from pipeline.config import load
    from pipeline.services.cases import case_of, listing_of
    from pipeline.store import shows as known

    settings = load(config)
    with _store(settings) as store:
        with store.read() as db:
            listed = [(show, known.episodes(db, show.id), listing_of(db, show)) for show in known.all_followed(db)]
        return [
            (show, listing, [case_of(store, show, each, settings) for each in episodes])
            for show, episodes, listing in listed
        ]


def _claim_code(store: Store) -> None:
    from pipeline.store import people

    with store.write() as db:
        code = people.claim_code(db)
    if code:
        typer.echo(f"Nobody owns this bot yet. Say this to it in Telegram:  /start {code}")


class Service(Protocol):
    """Something that serves people in this process, until it is told to stop."""

    async def run(self, stop: asyncio.Event) -> None: ...


def _bot(runner: Runner) -> Service:
    from bot.app import Bot

    parts = runner.parts
    return Bot(runner.settings, runner.store, parts.catalogues, parts.players, runner.stages)


def _dashboard(runner: Runner) -> list[Service]:
    from dashboard.app import Dashboard

    if not runner.settings.dashboard.enabled:
        return []
    names = [part.name for _, part in runner.parts.all()]
    page = Dashboard(runner.settings, runner.store, runner.stages, parts_names=names)
    typer.echo(f"The dashboard: {page.listen()}")
    return [page]


def _serve(services: Sequence[Service]) -> None:
    """Run the services until a signal comes, or until one of them cannot go on; then stop them all."""
    import asyncio

    async def serve() -> None:
        stop = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        tasks = [asyncio.create_task(service.run(stop)) for service in services]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            stop.set()
            for failure in await asyncio.gather(*tasks, return_exceptions=True):
                if isinstance(failure, BaseException):
                    raise failure

    asyncio.run(serve())
    _end_in_order()  # asyncio took our handlers away; what follows must not be cut short


def _end_in_order() -> None:
    """Have SIGTERM unwind whatever has been started, as Ctrl-C does: Python's default would just drop dead."""

    def end(*_: object) -> None:
        sys.exit(143)  # 128 + SIGTERM

    signal.signal(signal.SIGTERM, end)


def _wait_for_signal() -> None:
    import threading

    done = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: done.set())
    while not done.wait(1):
        pass


def _find_episode(store: Store, text: str) -> tuple[Show, Episode]:
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


def _examine(settings: Settings, config: Path) -> Iterator[tuple[str, str, bool]]:
    """(part, what was found, whether it is well) for everything that is configured."""
    from bot.chat.token_check import check_token
    from pipeline.errors import AirdateError
    from pipeline.services.path_check import check_sight
    from pipeline.store.schema_check import check_schema

    yield ("configuration", str(config) if config.exists() else f"{config} is not there: defaults are used", True)
    with _store(settings) as store:
        yield _tried("database", lambda: check_schema(store))
    yield _tried("library", lambda: _check_library(settings.library))
    yield _tried("telegram", lambda: check_token(settings))
    try:
        with _parts(settings, config) as parts:
            for port, part in parts.all():
                yield _tried(f"{port} {part.name}", part.check)
            with _store(settings) as store:
                for player in parts.players:
                    yield _tried(
                        f"library in {player.name}", lambda player=player: check_sight(store, player, settings.library)
                    )
    except AirdateError as error:
        yield "integrations", str(error), False


def _begin_library(runner: Runner) -> None:
    from pipeline.services.path_check import begin_library

    try:
        begin_library(runner.store, runner.settings.library)
    except OSError as error:  # what is filed later says it, too
        logging.getLogger("airdate").warning("%s", error)


def _compare_folders(runner: Runner) -> None:
    """Say it at once when a player calls the library otherwise than its settings tell us."""
    from pipeline.errors import NotFound, OutsideError
    from pipeline.services.path_check import check_folders

    for player in runner.parts.players:
        try:
            check_folders(player, runner.settings.library)
        except NotFound as error:
            logging.getLogger("airdate").warning("%s", error)
        except OutsideError:  # it is off: what is filed by then says it
            continue


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


if __name__ == "__main__":
    main()
