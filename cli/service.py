"""Airdate as a service of this machine, by systemd: it begins with the machine, and again whenever it ends."""

from __future__ import annotations

import getpass
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from cli.common import CONFIG, Config

app = typer.Typer(help="Run Airdate as a service of this machine (systemd).", no_args_is_help=True)

NAME = "airdate.service"

# https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html. The first start may install what is
# missing, hence its patience; a process that says nothing for three minutes is started anew.
UNIT = """\
[Unit]
Description=Airdate: new episodes for this household
Wants=network-online.target
After=network-online.target
{mounts}
[Service]
Type=notify
NotifyAccess=all
{user}WorkingDirectory={folder}
ExecStart={command}
Restart=always
RestartSec=10
TimeoutStartSec=30min
TimeoutStopSec=15
WatchdogSec=3min
NoNewPrivileges=yes
PrivateTmp=yes

[Install]
WantedBy={target}
"""

Lane = Annotated[
    list[str] | None, typer.Option("--worker", help="Only take steps of this lane (io, heavy), for another machine's.")
]

User = Annotated[bool, typer.Option("--user/--system", help="For you alone, or for the whole machine (as root).")]
ROOT = os.geteuid() == 0


def unit(config: Path, lanes: list[str], *, user: bool) -> str:
    """The unit's text: for the whole machine, run by the folder's owner; or for a `user`'s session."""
    from pipeline.config import load

    settings, folder = load(config), config.resolve().parent
    lane = "".join(f" --lane {each}" for each in lanes)
    does = f"worker{lane}" if lanes else "up"
    return UNIT.format(
        # A library that is not mounted yet would look like an empty one.
        mounts=f"RequiresMountsFor={_quoted(settings.library.resolve())}\n" if not user else "",
        user="" if user else f"User={folder.owner()}\n",
        folder=_escaped(folder),
        command=f"{_program()} {does} --config {_quoted(config.resolve())}",
        target="default.target" if user else "multi-user.target",
    )


def _program() -> str:
    """The launcher beside the code, which brings itself up to date; else the command that was installed."""
    launcher = Path(__file__).resolve().parent.parent / "airdate"
    installed = Path(sys.executable).with_name("airdate")
    return _quoted(launcher if launcher.is_file() else installed)


def _escaped(path: Path) -> str:
    return str(path).replace("%", "%%")


def _quoted(path: Path) -> str:
    escaped = _escaped(path).replace("\\", "\\\\").replace('"', '\\"').replace("$", "$$")
    return f'"{escaped}"' if any(sign.isspace() or sign in "\"'\\" for sign in escaped) else escaped


def _file(*, user: bool) -> Path:
    home = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return (home / "systemd" / "user" if user else Path("/etc/systemd/system")) / NAME


@app.command()
def show(worker: Lane = None, user: User = not ROOT, config: Config = CONFIG) -> None:
    """Print the unit that `install` would write."""
    typer.echo(unit(config, worker or [], user=user), nl=False)


@app.command()
def install(worker: Lane = None, user: User = not ROOT, config: Config = CONFIG) -> None:
    """Begin with this machine from now on."""
    from pipeline.errors import UserError
    from pipeline.model.reasons import Reason

    if not config.exists():
        raise UserError(Reason("no-configuration", file=str(config)))
    text, file = unit(config, worker or [], user=user), _file(user=user)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    typer.echo(f"Wrote {file}.")
    _systemctl("daemon-reload", user=user)
    _systemctl("enable", "--now", NAME, user=user)
    if user:
        typer.echo(f"So that it runs while you are not logged in, too: sudo loginctl enable-linger {getpass.getuser()}")
    typer.echo(f"Airdate runs. What it says: journalctl {'--user ' if user else ''}--unit airdate --follow")


@app.command()
def remove(user: User = not ROOT) -> None:
    """End it, and do not begin with this machine any more. Nothing else is touched."""
    file = _file(user=user)
    if not file.exists():
        typer.echo(f"There is no {file}.")
        return
    _systemctl("disable", "--now", NAME, user=user)
    file.unlink()
    _systemctl("daemon-reload", user=user)
    typer.echo(f"Removed {file}.")


def restart() -> bool:
    """Start the service anew, for this user or for the whole machine; False when it is not installed."""
    for user in (True, False):
        if _file(user=user).exists():
            _systemctl("restart", NAME, user=user)
            return True
    return False


def _systemctl(*words: str, user: bool) -> None:
    """UserError with the command to type, where it cannot be done from here."""
    from pipeline.errors import UserError
    from pipeline.model.reasons import Reason

    command = ["systemctl", *(["--user"] if user else []), *words]
    if shutil.which(command[0]) is None:
        raise UserError(Reason("no-systemd", command=" ".join(command)))
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    if done.returncode:
        said = done.stderr.strip().splitlines() or [str(done.returncode)]
        raise UserError(Reason("systemd-refuses", command=" ".join(command), why=said[0]))
