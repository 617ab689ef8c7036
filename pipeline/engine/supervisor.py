"""What systemd or a container's engine is told: that this process has begun, and from time to time that it works."""

from __future__ import annotations

import logging
import os
import socket
from pathlib import Path

log = logging.getLogger("airdate.presence")


def beat(alive: Path | None) -> None:
    """It works: it has just written to the household's database. `alive`: the file that a health check looks at."""
    _notify("READY=1\nWATCHDOG=1")
    if alive is not None:
        try:
            alive.touch()
        except OSError as error:
            log.warning("alive_file %s: %s", alive, error.strerror or error)


def _notify(state: str) -> None:
    """https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html; nothing where nobody listens."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as to:
            to.settimeout(5)
            to.sendto(state.encode(), "\0" + address[1:] if address.startswith("@") else address)
    except OSError as error:
        log.warning("NOTIFY_SOCKET %s: %s", address, error.strerror or error)
