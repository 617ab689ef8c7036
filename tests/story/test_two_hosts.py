"""Two machines with a shared folder under different paths: the one that converts is cut off in the middle of it."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from demo.world import Airdate, World
from pipeline.store import presence
from tests.chaos.servers import Postgres
from tests.rigs.core import wait_until
from tests.rigs.hosts import OURS, THEIRS, another_host, can_divide, free_port
from tests.rigs.stage import GO_WATCH, Stage, clips

__all__ = ["clips"]  # a fixture

pytestmark = [
    pytest.mark.thorough,
    pytest.mark.needs("transmission-daemon", "ffmpeg"),
    pytest.mark.skipif(not can_divide(), reason="this kernel gives no network and mounts of one's own (it takes root)"),
]


class OnTheNetwork(Postgres):
    """One that listens on the link, too."""

    port = free_port()

    def command(self) -> list[str]:
        return [*super().command()[:-2], "-h", "0.0.0.0", "-p", str(self.port)]

    def admit(self) -> None:
        with (self.folder / "data" / "pg_hba.conf").open("a") as file:
            file.write(f"host all all {THEIRS}/32 trust\nhost all all 127.0.0.1/32 trust\n")

    @property
    def url(self) -> str:
        return f"postgresql://postgres@/postgres?host={self.folder}&port={self.port}"


@pytest.fixture
def folder() -> Iterator[Path]:
    """Not one of pytest's: PostgreSQL runs as somebody who may not enter those."""
    with tempfile.TemporaryDirectory(prefix="airdate-hosts-") as made:
        Path(made).chmod(0o755)
        yield Path(made)


def test_what_one_machine_began_another_ends(folder: Path, clips: Path) -> None:
    nas, mounted = folder / "nas", folder / "bedroom" / "mnt"
    postgres = OnTheNetwork(folder / "postgres", {})
    postgres.admit()
    postgres.start()
    world = World(nas, clips=clips)
    world.general = {"database": postgres.url, "queue": postgres.url}
    world.settings["daemon"] = {"private": True}
    try:
        with world:
            world.write_config()
            bot, io = Airdate(world, ("bot",)), Airdate(world, ("worker", "--lane", "io"))
            heavy = Airdate(world, ("worker", "--lane", "heavy"))
            bot.start()
            io.start()
            try:
                ada = world.telegram.person("Ada")
                ada.asks(f"/start {bot.claim_code()}", timeout=60)
                stage = Stage(world, bot, ada)
                with another_host("bedroom", nas, mounted, folder / "bedroom.log") as host:
                    host.run(_worker(folder, mounted, postgres.port), _environment())
                    wait_until(lambda: "bedroom" in _hosts(world), 60, lambda: (folder / "bedroom.log").read_text())
                    stage.subscribe()
                    world.release(stage.show, stage.air())
                    ffmpeg = wait_until(lambda: _ffmpeg(mounted), 90, lambda: "nothing is converted")
                    os.kill(ffmpeg, signal.SIGSTOP)  # in the middle for as long as it takes
                    host.cut_off()
                    heavy.start()
                    stage.go_watch(120)
                    assert stage.attempts("transcode") == ["lost", "done"]
            finally:
                for process in (bot, io, heavy):
                    process.stop()
            (film,) = [path for path in world.filed() if path.suffix == ".mp4"]
            assert len([m for m in ada.messages if GO_WATCH in m.words]) == 1
            assert film.stat().st_size > 0
            assert not list((world.library / ".airdate-work").glob("*")), "no working file is left"
    finally:
        postgres.kill()


def _worker(folder: Path, mounted: Path, port: int) -> list[str]:
    """The configuration of the other machine: its own path, and what it is called elsewhere."""
    config = folder / "bedroom" / "airdate.toml"
    address = f"postgresql://postgres@{OURS}:{port}/postgres"
    config.write_text(
        f'database = "{address}"\nqueue = "{address}"\nlibrary = "{mounted}/library"\n'
        f'[paths]\n"{folder}/nas" = "{mounted}"\n'
        f'[downloaders.transmission]\nurl = "http://{OURS}:9/transmission/rpc"\n'
    )
    return [sys.executable, "-u", "-m", "airdate", "-v", "worker", "--lane", "heavy", "-c", str(config)]


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("AIRDATE_")}


def _hosts(world: World) -> list[str]:
    store = world.store()
    try:
        with store.read() as db:
            return [process.host for process in presence.all_processes(db) if process.serves("heavy")]
    finally:
        store.close()


def _ffmpeg(mounted: Path) -> int | None:
    """The conversion that runs on the other machine."""
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            command = entry.read_bytes().decode(errors="replace")
            if command.partition("\0")[0].endswith("ffmpeg") and "-progress" in command and str(mounted) in command:
                return int(entry.parent.name)
    return None
