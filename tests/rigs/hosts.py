"""Other machines made of this one: a network, a host name and mounts of their own. It takes root and unshare(1)."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path

OURS, THEIRS = "10.213.47.1", "10.213.47.2"
LINK, PEER = "airdate-t0", "airdate-t1"


@cache
def can_divide() -> bool:
    """Whether the kernel lets this process have such a machine. It is tried inside one: others try it, too."""
    made = subprocess.run(
        ["unshare", "--net", "--mount", "--uts", "ip", "link", "add", LINK, "type", "veth", "peer", "name", PEER],
        capture_output=True, check=False, timeout=30,
    )  # fmt: skip
    return made.returncode == 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("0.0.0.0", 0))
        return int(probe.getsockname()[1])


class Host:
    """A machine of another name that sees `shared` at `mounted` alone, and reaches us over one link."""

    def __init__(self, name: str, shared: Path, mounted: Path, log: Path) -> None:
        self.name, self.shared, self.mounted, self.log = name, shared, mounted, log
        self._process: subprocess.Popen[bytes] | None = None

    def run(self, command: list[str], environment: Mapping[str, str]) -> None:
        """Run a command there; it is ended with `stop`."""
        inside = f"""
            hostname {self.name}
            mount --bind {self.shared} {self.mounted}
            mount -t tmpfs tmpfs {self.shared}
            ip link set lo up
            until ip link show {PEER} >/dev/null 2>&1; do sleep 0.05; done
            ip address add {THEIRS}/24 dev {PEER}
            ip link set {PEER} up
            exec "$@"
        """
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                ["unshare", "--net", "--mount", "--uts", "sh", "-ec", inside, "host", *command],
                stdout=log, stderr=log, env=dict(environment), start_new_session=True,
            )  # fmt: skip
        _ip("link", "add", LINK, "type", "veth", "peer", "name", PEER)
        _ip("address", "add", f"{OURS}/24", "dev", LINK)
        _ip("link", "set", LINK, "up")
        _ip("link", "set", PEER, "netns", str(self._process.pid))

    def cut_off(self) -> None:
        """Nothing goes over the link any more, and nobody is told."""
        _ip("link", "set", LINK, "down")

    def stop(self) -> None:
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            subprocess.run(["ip", "link", "del", LINK], capture_output=True, check=False, timeout=30)


@contextmanager
def another_host(name: str, shared: Path, mounted: Path, log: Path) -> Iterator[Host]:
    mounted.mkdir(parents=True, exist_ok=True)
    made = Host(name, shared, mounted, log)
    try:
        yield made
    finally:
        made.stop()


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True, timeout=30)
