"""`airdate demo`: the pretend world with the real Airdate in it, and a chat page for the browser."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import sys
import threading
import webbrowser
from pathlib import Path
from typing import Any

from rich.console import Console

from demo.telegram.serving import LOOPBACK
from demo.world import World, own_folder
from pipeline.errors import UserError
from pipeline.model.reasons import Reason

ELSEWHERE = "192.0.2.1"  # an address for documentation (RFC 5737): nothing is sent there


def show_off(port: int = 0, keep: Path | None = None, host: str = LOOPBACK) -> int:
    """The world with a chat page for the browser, until Ctrl-C. UserError when `host` is no address of this machine."""
    console = Console(highlight=False, soft_wrap=True)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    host = address() if host == "0.0.0.0" else host
    _check_ours(host)
    with own_folder(keep) as folder, World(folder, port=port, host=host) as world:
        world.settings["dashboard"] = dashboard = _dashboard(host)
        console.print("Making a few short films and releasing them…")
        with console.status("ffmpeg is at work"):
            world.release_aired()
        with world.airdate() as airdate:
            code = airdate.claim_code()
            _furnish(world)
            _tell(console, world.telegram.page_url, code, dashboard.get("url") or airdate.dashboard_url())
            _open(console, world.telegram.page_url, host)
            while not stop.wait(0.5):
                pass
        console.print("Putting everything away…")
    return 0


def _furnish(world: World) -> None:
    """Ada, two more whom she may let in, and a television that plays."""
    world.telegram.person("Ada")
    world.telegram.person("Bo")
    world.telegram.person("Luz", language_code="es")
    world.media.add_screen("Living room TV")


def _tell(console: Console, page: str, code: str, dashboard: str) -> None:
    console.print(f"\nThe chat: [link]{page}[/link]")
    console.print(
        f"You are Ada. Press Start, say  [bold]/start {code}[/bold]  and then  [bold]/subscribe The Tin Orchard[/bold]"
    )
    console.print("Bo and Luz are there, too: [bold]/invite[/bold]  lets them in; pick them at the top left to be them")
    console.print(f"What goes on behind it: [link]{dashboard}[/link]")
    console.print("Ctrl-C ends it; nothing is left behind.")


def _open(console: Console, page: str, host: str) -> None:
    """Where there is a screen; a browser of the terminal would only take it over."""
    if host != LOOPBACK:
        console.print("Say  [bold]/dashboard[/bold]  to be let in there. Whoever reaches this machine can play along.")
    elif sys.platform == "darwin" or {"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys():
        webbrowser.open(page)
    else:
        console.print(f"No browser here? To open it on another machine:  ./airdate demo --host {address()}")


def _dashboard(host: str) -> dict[str, Any]:
    """Settings of the dashboard, with an address that can be told before it listens."""
    if host == LOOPBACK:
        return {}
    with socket.create_server(("", 0)) as free:
        port = free.getsockname()[1]
    return {"host": "0.0.0.0", "port": port, "password": secrets.token_hex(8), "url": f"http://{host}:{port}/"}


def address() -> str:
    """The address by which its network reaches this machine; its name where it has none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((ELSEWHERE, 9))
        except OSError:
            return socket.gethostname()
        return str(probe.getsockname()[0])


def _check_ours(host: str) -> None:
    try:
        found = {str(each[4][0]) for each in socket.getaddrinfo(host, None, socket.AF_INET)}
        with socket.create_server((found.pop(), 0)):
            return
    except OSError as error:
        raise UserError(Reason("text", text=f"{host} is no address of this machine; {address()} is.")) from error
