"""Tests and measurements."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from pathlib import Path
from typing import Annotated

import typer

HERE = Path(__file__).resolve().parent.parent

HERE_TO_DEVELOP = (HERE / "tests").is_dir() and (HERE / "pyproject.toml").is_file()
"""Whether this is a clone: what is installed from a wheel has no tests and measures nothing."""

app = typer.Typer()
bench = typer.Typer(help="Measure it, beside what others use, in the same run.", no_args_is_help=True)
app.add_typer(bench, name="bench", rich_help_panel="Develop it")


@app.command(rich_help_panel="Develop it", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def test(
    context: typer.Context,
    python: Annotated[str, typer.Option(metavar="3.13", help="On this Python, in an environment of its own.")] = "",  # noqa: PT028 - no test of pytest
) -> None:
    """Run the tests; --all: the thorough ones too; anything else that follows goes to pytest."""
    _check_python(python)
    arguments = [_absolute(word) for word in context.args]
    os.chdir(HERE)
    # Hundreds of processes begin in a run: each would compile all of Airdate again.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    if not _one_by_one(arguments):
        # Half of the time they wait for the systems they drive: twice as many as there are processors.
        arguments += ["-n", str(2 * (os.cpu_count() or 1)), "--dist", "worksteal"]
    if "-n" in arguments:
        arguments += ["-o", "tmp_path_retention_policy=failed"]
        _write_into_memory()
    os.execv(sys.executable, [sys.executable, "-m", "pytest", *arguments])  # noqa: S606 - no shell is meant


def _absolute(word: str) -> str:
    """A file or one of its tests, as the caller's folder has it: pytest runs in the clone."""
    path, colons, name = word.partition("::")
    return f"{Path(path).absolute()}{colons}{name}" if path and Path(path).exists() else word


def _one_by_one(arguments: list[str]) -> bool:
    """Some files are sooner done in one process; who looks into a test needs it; `-n` is the caller's own word."""
    return any(word.startswith((*SERIAL, "/")) for word in arguments)


SERIAL = ("-n", "-s", "--pdb", "--trace", "--co")
ROOM = 8 << 30  # bytes: several times what a run writes


def _write_into_memory() -> None:
    """Where there is plenty: the tests confirm tens of thousands of transactions, and each would wait for the disk."""
    memory = Path("/dev/shm")  # noqa: S108 - pytest makes a folder of its own there
    if not os.access(memory, os.W_OK) or os.statvfs(memory).f_flag & os.ST_NOEXEC:  # tests make programs, too
        return
    if shutil.disk_usage(memory).free > ROOM and _available() > ROOM:
        os.environ.setdefault("TMPDIR", str(memory))


def _available() -> int:
    """Bytes of memory that nobody needs. https://man7.org/linux/man-pages/man5/proc_meminfo.5.html"""
    lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable"))


def _check_python(wanted: str) -> None:
    """The launcher has chosen the Python; who comes past it has not."""
    from pipeline.errors import UserError
    from pipeline.model.reasons import Reason

    found = f"{sys.version_info.major}.{sys.version_info.minor}"
    if wanted not in ("", found):
        raise UserError(Reason("another-python", wanted=wanted, found=found))


@app.command(rich_help_panel="Develop it")
def screenshots(
    folder: Annotated[Path, typer.Option("--to", help="The folder that they are put into.")] = HERE / "docs",
) -> None:
    """The pictures of README and docs, made anew from the pretend world with headless Chromium."""
    from tests.screenshots import main as take_them

    for path in take_them(folder):
        typer.echo(path)


@app.command(rich_help_panel="Develop it")
def chaos(
    rounds: Annotated[int, typer.Option(min=1, help="In each something is killed and something else goes wrong.")] = 20,
    seed: Annotated[int, typer.Option(help="The same seed plans the same faults.")] = 1,
    postgresql: Annotated[
        bool, typer.Option("--postgresql", help="On PostgreSQL and Redis, bot and workers apart; else all in one.")
    ] = False,
    patience: Annotated[float, typer.Option(help="Seconds for what is still on its way at the end.")] = 300.0,
    without: Annotated[list[str] | None, typer.Option(help="Leave out faults that begin so: clock, disk, …")] = None,
    keep: Annotated[Path | None, typer.Option(help="Keep the household's files in this folder.")] = None,
) -> None:
    """The demo's household in a world where everything fails; then count what was lost, doubled or left half done."""
    from tests.chaos.household import EMBEDDED, SPLIT
    from tests.chaos.main import main as live_through

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # whatever was started is ended in order
    backend = SPLIT if postgresql else EMBEDDED
    sys.exit(live_through(rounds, seed, backend, patience=patience, keep=keep, without=without or ()))


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


@bench.command("dashboard")
def bench_dashboard() -> None:
    """Each page in the browser with 500 shows and 50,000 episodes."""
    from tests.bench import dashboard

    dashboard.main()


@bench.command("chat")
def bench_chat() -> None:
    """The bot's answers with a big household in the database, and a fan-out at Telegram's limit."""
    from tests.bench import chat

    chat.main()


@bench.command("encode")
def bench_encode(
    seconds: Annotated[float, typer.Option(min=2, help="Length of each film.")] = 20.0,
) -> None:
    """Time, size and likeness of conversions, beside the ffmpeg command that a person would type."""
    from tests.bench import encode

    encode.main(seconds)


@bench.command("scale")
def bench_scale(
    episodes: Annotated[int, typer.Option(min=4, help="Of each show; 100 make a million of 10,000 shows.")] = 10,
    seconds: Annotated[float, typer.Option(min=1, help="Length of each measurement.")] = 5.0,
) -> None:
    """The engine's steps a second beside plain Huey, and what a look at a big household costs."""
    from tests.bench import scale

    scale.main(episodes, seconds)


@bench.command("idle")
def bench_idle(
    after: Annotated[float, typer.Option(min=5, help="Seconds from the start to the measurement.")] = 600.0,
    during: Annotated[float, typer.Option(min=5, help="Seconds that are measured.")] = 120.0,
    shows: Annotated[int, typer.Option(min=1, help="Followed shows.")] = 500,
) -> None:
    """Memory and processor time of `airdate up` while there is nothing to do."""
    from tests.bench import idle

    idle.main(after, during, shows)


@bench.command("overhead")
def bench_overhead(
    seconds: Annotated[float, typer.Option(min=1, help="Length of the films.")] = 60.0,
    rounds: Annotated[int, typer.Option(min=1, help="How often each is timed.")] = 3,
) -> None:
    """From "download complete" to "go watch", beside the bare ffmpeg or cp command."""
    from tests.bench import overhead

    overhead.main(seconds, rounds)
