"""A real Kodi on a screen of its own that nobody sees (Xvfb), reachable through its web server.

https://kodi.wiki/view/Advancedsettings.xml and https://kodi.wiki/view/Userdata say what the files here are.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import requests

T = TypeVar("T")

NAME, PASSWORD = "tester", "kodi-test-password"  # for a Kodi that lives as long as a test
STARTS_WITHIN = 90.0
STOPS_WITHIN = 15.0


@dataclass(frozen=True)
class RunningKodi:
    """`url` is its web server; `library` is its one source, with the content "TV shows, local information only"."""

    url: str
    library: Path
    log: Path

    def call(self, method: str, **params: Any) -> Any:
        return _call(self.url, method, params)

    def until(self, look: Callable[[], T | None], seconds: float = 60.0) -> T:
        """What `look` gives, once it gives something."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            found = look()
            if found is not None:
                return found
            time.sleep(0.1)
        raise AssertionError(f"it did not come about in time; Kodi's log ends with\n{self.log_end()}")

    def idle(self) -> None:
        """Returns when it does not scan."""
        booleans = {"booleans": ["Library.IsScanningVideo"]}
        self.until(lambda: True if not self.call("XBMC.GetInfoBooleans", **booleans)[booleans["booleans"][0]] else None)

    def log_end(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-20:]) if self.log.exists() else "(no log)"


@contextmanager
def kodi(folder: Path) -> Iterator[RunningKodi]:
    """Twice started: the database that the source's content is written into is made by the first start."""
    library = folder / "library"
    library.mkdir(parents=True)
    port, tcp = _free_port(), _free_port()
    _settings(folder / "home", port, tcp, library)
    with _screen(folder) as display:
        with _process(folder, display, port):
            pass
        _set_content(folder / "home", library)
        with _process(folder, display, port) as url:
            yield RunningKodi(url=url, library=library, log=folder / "kodi.log")


@contextmanager
def _screen(folder: Path) -> Iterator[str]:
    """An X server that takes the first free display number by itself, and says which."""
    reader, writer = os.pipe()
    with (folder / "xvfb.log").open("wb") as log:
        process = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1280x720x24", "-nolisten", "tcp"],
            pass_fds=(writer,),
            stdout=log,
            stderr=log,
        )
    os.close(writer)
    try:
        with os.fdopen(reader) as pipe:
            yield f":{pipe.readline().strip()}"
    finally:
        _end(process)


@contextmanager
def _process(folder: Path, display: str, port: int) -> Iterator[str]:
    home = folder / "home"
    silence = folder / "asound.conf"
    silence.write_text("pcm.!default { type null }\nctl.!default { type null }\n")
    environment = {
        **{key: value for key, value in os.environ.items() if key not in ("WAYLAND_DISPLAY", "XAUTHORITY")},
        "HOME": str(home),
        "KODI_DATA": str(home / ".kodi"),
        "DISPLAY": display,
        "XDG_RUNTIME_DIR": str(folder),
        "ALSA_CONFIG_PATH": str(silence),
        "LIBGL_ALWAYS_SOFTWARE": "1",
        "GALLIUM_DRIVER": "llvmpipe",
        "LP_NUM_THREADS": "1",
    }
    url = f"http://127.0.0.1:{port}"
    with (folder / "kodi.log").open("wb") as log:
        process = subprocess.Popen(
            [_binary(), "--windowing=x11", "--audio-backend=alsa", "--logging=console"],
            env=environment,
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
        )
    try:
        _wait_for_answer(url, process, folder / "kodi.log")
        yield url
    finally:
        with contextlib.suppress(requests.RequestException, KeyError):
            _call(url, "Application.Quit", {})
        _end(process)


def _binary() -> str:
    """The program itself: Debian's `kodi` is a script that starts it again when it crashes."""
    for place in (Path("/usr/lib/kodi"), *Path("/usr/lib").glob("*-linux-gnu*/kodi")):
        if (place / "kodi.bin").is_file():
            return str(place / "kodi.bin")
    return shutil.which("kodi.bin") or "kodi"


def _wait_for_answer(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(requests.RequestException, KeyError):
            if _call(url, "JSONRPC.Ping", {}) == "pong":
                return
        time.sleep(0.1)
    raise AssertionError(f"Kodi did not answer; its log ends with\n{log.read_text(errors='replace')[-3000:]}")


def _call(url: str, method: str, params: Any) -> Any:
    request = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
    return requests.post(f"{url}/jsonrpc", json=request, auth=(NAME, PASSWORD), timeout=10).json()["result"]


def _end(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(STOPS_WITHIN if process.args[0] != "Xvfb" else 0)  # type: ignore[index]
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _settings(home: Path, port: int, tcp: int, library: Path) -> None:
    userdata = home / ".kodi" / "userdata"
    userdata.mkdir(parents=True)
    wanted = {
        "services.webserver": "true",
        "services.webserverport": str(port),
        "services.webserverauthentication": "true",
        "services.webserverusername": NAME,
        "services.webserverpassword": PASSWORD,
        "services.webserverssl": "false",
        "services.zeroconf": "false",
        "services.upnp": "false",
        "services.wsdiscovery": "false",
        "services.airplay": "false",
        "services.devicename": "Test room",
        "general.addonupdates": "2",
        "addons.unknownsources": "true",
        "videolibrary.updateonstartup": "false",
    }
    lines = "".join(f'<setting id="{key}">{value}</setting>' for key, value in wanted.items())
    # Without the two empty elements the whole file is thrown away.
    settings = f'<settings version="2">{lines}<viewstates/><resolutions/></settings>'
    (userdata / "guisettings.xml").write_text(settings)
    (userdata / "advancedsettings.xml").write_text(
        f"<advancedsettings><jsonrpc><tcpport>{tcp}</tcpport></jsonrpc>"
        "<network><curlclienttimeout>2</curlclienttimeout></network><handlemounting>false</handlemounting>"
        "</advancedsettings>"
    )
    (userdata / "sources.xml").write_text(
        "<sources><video><default/><source><name>Shows</name>"
        f'<path pathversion="1">{library}/</path><allowsharing>true</allowsharing></source></video></sources>'
    )


def _set_content(home: Path, library: Path) -> None:
    """What the dialogue "Set content: TV shows, local information only" writes."""
    (database,) = (home / ".kodi" / "userdata" / "Database").glob("MyVideos*.db")
    with contextlib.closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(
            "INSERT INTO path(strPath, strContent, strScraper, scanRecursive, useFolderNames, strSettings, noUpdate,"
            " exclude) VALUES(?, 'tvshows', 'metadata.local', 0, 0, '', 0, 0)",
            (f"{library}/",),
        )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
