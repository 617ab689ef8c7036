"""`airdate demo`: the pretend world with the real Airdate in it, and a chat page for the browser."""

from __future__ import annotations

import signal
import threading
import webbrowser
from pathlib import Path

from rich.console import Console

from demo.world import World, own_folder


def show_off(port: int = 0, keep: Path | None = None) -> int:
    """The world with a chat page for the browser, until Ctrl-C."""
    console = Console(highlight=False)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with own_folder(keep) as folder, World(folder, port=port) as world:
        console.print("Making a few short films and releasing them…")
        with console.status("ffmpeg is at work"):
            world.release_aired()
        with world.airdate() as airdate:
            code = airdate.claim_code()
            world.telegram.person("Ada")
            console.print(f"\nThe chat: [link]{world.telegram.page_url}[/link]")
            console.print(
                f"You are Ada. Say  [bold]/start {code}[/bold]  and then  [bold]/subscribe The Tin Orchard[/bold]"
            )
            console.print(f"What goes on behind it: [link]{airdate.dashboard_url()}[/link]")
            console.print("Ctrl-C ends it; nothing is left behind.")
            webbrowser.open(world.telegram.page_url)
            while not stop.wait(0.5):
                pass
        console.print("Putting everything away…")
    return 0
