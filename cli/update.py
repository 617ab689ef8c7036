"""Bringing this copy of Airdate up to date: what is new is shown, the database copied, and the service started anew."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from cli import service
from cli.common import CONFIG, Config, tell

HERE = Path(__file__).resolve().parent.parent
LONGEST = 1800.0  # seconds for one command: the first set-up after an update may get everything anew

app = typer.Typer()


@app.command(rich_help_panel="Set it up")
def update(
    check: Annotated[bool, typer.Option("--check", help="Only say what is new.")] = False, config: Config = CONFIG
) -> None:
    """Show what is new, copy the database, take the new version and start the service anew."""
    new = news(HERE)
    typer.echo("\n".join(new) if new else tell("update-none"))
    if check or not new:
        return
    if backup := back_up(config):
        typer.echo(tell("cli-whole-copy", path=str(backup)))
    typer.echo(tell("update-takes"))
    take(HERE)
    typer.echo(tell("update-restarted" if service.restart() else "update-start"))


def news(folder: Path) -> list[str]:
    """What the branch that this copy follows has beyond it: the changelog's new lines, else what the commits say.

    UserError when this copy cannot follow it.
    """
    from pipeline.errors import UserError
    from pipeline.model.reasons import Reason

    if not (folder / ".git").exists():
        raise UserError(Reason("update-no-copy", python=sys.executable))
    git(folder, "fetch", "--quiet")
    if not git(folder, "rev-list", "HEAD..@{upstream}"):
        return []
    changed = git(folder, "status", "--porcelain", "--untracked-files=no")
    if changed or git(folder, "rev-list", "@{upstream}..HEAD"):
        raise UserError(Reason("update-own-changes", files=tuple(line[3:] for line in changed)))
    return _told(folder) or git(folder, "log", "--format=- %s", "HEAD..@{upstream}")


def _told(folder: Path) -> list[str]:
    """The lines that the changelog has more."""
    diff = git(folder, "diff", "--unified=0", "HEAD...@{upstream}", "--", "CHANGELOG.md")
    added = [line[1:] for line in diff if line.startswith("+") and not line.startswith("+++")]
    return [line for line in added if line.strip()]


def back_up(config: Path) -> Path | None:
    """A copy of the household's database among the daily ones; None when there is no database yet."""
    from pipeline.clock import now
    from pipeline.config import load
    from pipeline.services.backups import folders
    from pipeline.store import backups

    settings = load(config)
    file = backups.file_of(settings.database_url)
    if file is not None and not file.exists():
        return None
    target = folders(settings)[0] / backups.name_for(settings.database_url, now())
    backups.save(settings.database_url, target)
    return target


def take(folder: Path) -> None:
    """Have the files be those of the branch, and what they need be installed; else be what they were, and UserError."""
    from pipeline.errors import UserError
    from pipeline.model.reasons import Reason

    (before,) = git(folder, "rev-parse", "HEAD")
    git(folder, "merge", "--quiet", "--ff-only", "@{upstream}")
    if not _set_up(folder):
        git(folder, "reset", "--quiet", "--keep", before)
        raise UserError(Reason("update-undone", command=f"{folder / 'airdate'} update"))


def _set_up(folder: Path) -> bool:
    """The new launcher, in a process of its own, knows what the new version needs, and shows how it goes."""
    try:
        done = subprocess.run([folder / "airdate", "setup", "up"], cwd=folder, timeout=LONGEST, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def git(folder: Path, *words: str) -> list[str]:
    """The lines that git answers. UserError in its own words, without addresses: a password may stand in one."""
    from integrations.common.quoting import quoted
    from pipeline.errors import UserError
    from pipeline.model.reasons import Reason

    environment = os.environ | {"GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    try:
        done = subprocess.run(
            ["git", *words], cwd=folder, env=environment, capture_output=True, text=True, timeout=LONGEST, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UserError(Reason("update-git", command=words[0], why=quoted(str(error)))) from error
    if done.returncode:
        raise UserError(Reason("update-git", command=words[0], why=quoted(done.stderr)))
    return done.stdout.splitlines()
