"""A real qbittorrent-nox on loopback, with an indexer whose torrents it can download."""

from __future__ import annotations

import base64
import hashlib
import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import SecretStr

from demo.indexer import Indexer
from integrations.common.launch import dying_with_us
from integrations.qbittorrent import QBittorrent
from pipeline.errors import OutsideError
from tests.rigs.transmission import ClientRig, until

USER, PASSWORD = "airdate", "a secret: säfe"


def _settings(folder: Path) -> str:
    """https://github.com/qbittorrent/qBittorrent/wiki/Explanation-of-Options-in-qBittorrent"""
    salt = os.urandom(16)
    key = hashlib.pbkdf2_hmac("sha512", PASSWORD.encode(), salt, 100_000, 64)
    password = f"{base64.b64encode(salt).decode()}:{base64.b64encode(key).decode()}"
    bittorrent = {"DHTEnabled": "false", "LSDEnabled": "false", "PeXEnabled": "false", "Port": "0"}
    bittorrent |= {"Interface": "lo", "InterfaceName": "lo", "DefaultSavePath": str(folder / "downloads")}
    lines = [
        "[LegalNotice]",
        "Accepted=true",
        "[BitTorrent]",
        *(f"Session\\{name}={value}" for name, value in bittorrent.items()),
        "[Preferences]",
        "WebUI\\Address=127.0.0.1",
        f"WebUI\\Username={USER}",
        f'WebUI\\Password_PBKDF2="@ByteArray({password})"',
        "WebUI\\UseUPnP=false",
    ]
    return "\n".join(lines)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def qbittorrent(folder: Path) -> Iterator[QBittorrent.Config]:
    """How to reach it. A start finds what an earlier one in the same folder left."""
    file = folder / "qBittorrent" / "config" / "qBittorrent.conf"
    if not file.exists():
        file.parent.mkdir(parents=True)
        file.write_text(_settings(folder))
    port = _free_port()
    command = ["qbittorrent-nox", f"--profile={folder}", f"--webui-port={port}"]
    log = (folder / "output.txt").open("ab")
    with (
        log,
        subprocess.Popen(
            dying_with_us(command), stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        ) as process,
    ):
        config = QBittorrent.Config(
            url=f"http://127.0.0.1:{port}", username=USER, password=SecretStr(PASSWORD), timeout=10
        )
        try:
            until(lambda: _answers(QBittorrent(config, name="qbittorrent")), 30)
            yield config
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def _answers(client: QBittorrent) -> bool | None:
    try:
        return bool(client.check())
    except OutsideError:
        return None


@contextmanager
def qbittorrent_downloads(folder: Path) -> Iterator[ClientRig]:
    with Indexer(folder / "indexer") as indexer, qbittorrent(folder / "client") as config:
        yield ClientRig(QBittorrent(config, name="qbittorrent"), indexer, folder)
