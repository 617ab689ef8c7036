"""The machine's own transmission-daemon, started and ended with Airdate.

    # Nothing to paste: this is what downloads while airdate.toml has no downloader. To keep it to trackers only:
    [daemon]
    private = true

It listens on loopback only, on a free port, with a password that is made once and kept in its folder. What was changed
by hand in its settings.json stays, except what keeps it to ourselves. Several processes of Airdate on one folder share
one daemon: whoever comes first starts it, starts it again when it dies, and ends it; when that process is gone itself,
another takes its place.
File format: https://github.com/transmission/transmission/blob/main/docs/Editing-Configuration-Files.md
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import logging
import os
import secrets
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from pydantic import SecretStr

from integrations.common.launch import dying_with_us
from integrations.transmission import Transmission
from pipeline.errors import AirdateError, OutsideError, Unreachable, UserError
from pipeline.model.reasons import Reason

log = logging.getLogger(__name__)

PROGRAM = "transmission-daemon"
START_SECONDS = 30.0
STOP_SECONDS = 6.0
"""How long it may take to say goodbye to trackers before it is killed: all of Airdate is to end within ten."""

_LOOK = 2.0  # seconds between two looks whether the process whose daemon we share still lives
_AGAIN = 5.0  # seconds between two tries to start one that died

_PORT_ATTEMPTS = 3
_USER = "airdate"
_ACCESS_FILE = "access.json"

_ALWAYS: Mapping[str, Any] = {
    "rpc-enabled": True,
    "rpc-bind-address": "127.0.0.1",
    "rpc-authentication-required": True,
    "rpc-whitelist-enabled": True,
    "rpc-whitelist": "127.0.0.1",
    "rpc-host-whitelist-enabled": True,
    "rpc-url": "/transmission/",
    "script-torrent-done-enabled": False,
    "watch-dir-enabled": False,
    # A finished file loses its ".part" only after it has been written out: see Transmission.status.
    "rename-partial-files": True,
    "start-added-torrents": True,
    # One dead torrent must not keep the others waiting: the pipeline decides how many run.
    "download-queue-enabled": False,
}
_AT_FIRST: Mapping[str, Any] = {"incomplete-dir-enabled": False, "umask": 0o022, "message-level": 1}
_PRIVATE: Mapping[str, Any] = {
    "bind-address-ipv4": "127.0.0.1",
    "bind-address-ipv6": "::1",
    "dht-enabled": False,
    "lpd-enabled": False,
    "pex-enabled": False,
    "utp-enabled": False,
    "port-forwarding-enabled": False,
    "blocklist-enabled": False,
}


class TransmissionDaemon:
    """One transmission-daemon in `folder`, from start() to stop(). Also a context manager.

    `downloads` is where it saves to (default: a folder inside `folder`). `private` keeps it from talking to anything
    but loopback: no DHT, peer exchange, local discovery, uTP or port forwarding. `settings` are entries of its
    settings.json to force.
    """

    def __init__(
        self,
        folder: Path,
        *,
        downloads: Path | None = None,
        private: bool = False,
        settings: Mapping[str, Any] | None = None,
        name: str = "transmission",
    ) -> None:
        self.name = name
        self.folder = folder.absolute()
        self.downloads = (downloads or folder / "downloads").absolute()
        self._private = private
        self._forced = dict(settings or {})
        self._process: subprocess.Popen[bytes] | None = None
        self._owner: int | None = None  # lock file held while this object's daemon runs
        self._config: Transmission.Config | None = None
        self._stopping = threading.Event()
        self._watcher: threading.Thread | None = None

    def __enter__(self) -> TransmissionDaemon:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    @property
    def config(self) -> Transmission.Config:
        """How to reach it. Known from start() on, and kept when it has stopped; the same object is brought up to date
        when it comes to answer elsewhere."""
        if self._config is None:
            raise RuntimeError("the daemon has not been started")
        return self._config

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    @property
    def running(self) -> bool:
        """Whether the daemon that this object started is alive; a shared one is its owner's affair."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start it, or share the one of another process, and wait until it answers.

        UserError when the program is lacking, Unreachable when it will not run.
        """
        if self.running:
            return
        program = shutil.which(PROGRAM)
        if program is None:
            raise UserError(Reason("daemon-not-installed", program=PROGRAM))
        self.stop()
        self._stopping = threading.Event()
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        self.downloads.mkdir(parents=True, exist_ok=True)
        try:
            self._come_up(program)
        except BaseException:
            self.stop()
            raise
        self._watcher = threading.Thread(target=self._watch, args=(program,), name="transmission-daemon", daemon=True)
        self._watcher.start()

    def stop(self) -> None:
        """End it and wait until it is gone. Nothing happens when it does not run."""
        self._stopping.set()
        self._end_process()
        if self._watcher is not None:
            self._watcher.join()
            self._watcher = None
        self._let_go()

    def _come_up(self, program: str) -> None:
        """Start it, or share the one of another process."""
        self._owner = _lock(self.folder / "owner.lock")
        if self._owner is None:
            self._share()
            return
        self._end_orphan()
        self._launch(program)

    def _let_go(self) -> None:
        self._end_process()
        if self._owner is not None:
            (self.folder / "daemon.pid").unlink(missing_ok=True)
            os.close(self._owner)
            self._owner = None

    def _watch(self, program: str) -> None:
        """Start it again whenever it dies, or the process that ran it does, until we are stopped."""
        while True:
            self._wait_until_gone()
            if self._stopping.is_set():
                return
            log.warning("%s", self._with_last_words(Reason("daemon-gone", program=PROGRAM)))
            try:
                self._let_go()
                self._come_up(program)
            except (AirdateError, OSError) as error:  # a full disk, too: the next try may go better
                log.warning("%s", error)
                self._let_go()
            self._stopping.wait(_AGAIN)

    def _wait_until_gone(self) -> None:
        if self._process is not None:
            self._process.wait()
        while self._owner is None and not self._stopping.wait(_LOOK):
            free = _lock(self.folder / "owner.lock")
            if free is not None:
                os.close(free)
                return
            self._reach(_read_access(self.folder))

    def _reach(self, access: _Access | None) -> None:
        """How to reach it from now on: whoever holds our configuration already finds the new address in it."""
        if access is None:
            return
        told = access.config(self.downloads)
        if self._config is None:
            self._config = told
        self._config.url, self._config.password = told.url, told.password

    def _launch(self, program: str) -> None:
        known = _read_access(self.folder)
        password = known.password if known else secrets.token_urlsafe(24)
        port = known.port if known else _free_port()
        for _ in range(_PORT_ATTEMPTS):
            if not _is_free(port):
                port = _free_port()
            access = _Access(password, port)
            _write_private(self.folder / _ACCESS_FILE, json.dumps(asdict(access)))
            self._write_settings(access)
            self._reach(access)
            self._run(program)
            if self._answers():
                self._wake()
                return
            # Somebody else took the port between our look and its start.
            self._end_process()
            port = _free_port()
        silent = Reason("daemon-silent", program=PROGRAM, seconds=START_SECONDS)
        raise Unreachable(self.name, self._with_last_words(silent))

    def _share(self) -> None:
        """Use the daemon that another process runs in this folder, once it answers."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and not self._stopping.is_set():
            self._reach(_read_access(self.folder))
            if self._config is not None:
                with contextlib.suppress(OutsideError):
                    Transmission(self._config.model_copy(update={"timeout": 5.0}), name=self.name).check()
                    return
            self._stopping.wait(0.1)
        raise Unreachable(self.name, Reason("daemon-of-another", program=PROGRAM, folder=str(self.folder)))

    def _end_process(self) -> None:
        if self._process is not None:
            _end(self._process)
            self._process = None

    def _run(self, program: str) -> None:
        # The daemon inherits this lock and so holds it as long as it lives, whatever becomes of us.
        lock = _lock(self.folder / "daemon.lock")
        if lock is None:
            raise Unreachable(self.name, Reason("daemon-will-not-end", program=PROGRAM, folder=str(self.folder)))
        try:
            with (self.folder / "daemon.log").open("wb") as log:
                self._process = subprocess.Popen(
                    # SIGTERM has it write down how far it is; we may have been killed before we could ask it to.
                    dying_with_us([program, "--foreground", "--config-dir", str(self.folder)], signal.SIGTERM),
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    pass_fds=(lock,),
                    start_new_session=True,  # Ctrl-C is for us: we end it in order
                )
        finally:
            os.close(lock)
        _write_private(self.folder / "daemon.pid", str(self._process.pid))

    def _answers(self) -> bool:
        """Wait for its RPC. False when the port turns out to be another's, or when somebody kills it."""
        process = self._process
        client = Transmission(self.config.model_copy(update={"timeout": 5.0}), name=self.name)
        deadline = time.monotonic() + START_SECONDS
        while process is not None and time.monotonic() < deadline and not self._stopping.is_set():
            code = process.poll()
            if code is not None and code < 0:  # a signal is no finding about it: it is started anew
                return False
            if code is not None:
                ended = Reason("daemon-ended", program=PROGRAM, code=code)
                raise Unreachable(self.name, self._with_last_words(ended))
            try:
                client.check()
            except Unreachable:
                self._stopping.wait(0.05)
            except OutsideError:  # something else answers there: it does not know our password
                return False
            else:
                return True
        return False

    def _wake(self) -> None:
        """Wait until it has read its torrents, and go on with those that its end found in the middle of a check."""
        kept = len(list((self.folder / "torrents").glob("*.torrent")))
        client = Transmission(self.config, name=self.name)
        deadline = time.monotonic() + START_SECONDS
        while client.resume_stopped() < kept and time.monotonic() < deadline and not self._stopping.wait(0.05):
            pass

    def _write_settings(self, access: _Access) -> None:
        path = self.folder / "settings.json"
        settings = {
            **_AT_FIRST,
            **_read_json(path),
            **({} if not self._private else {**_PRIVATE, "peer-port": _free_port()}),
            **_ALWAYS,
            **self._forced,
            "rpc-username": _USER,
            "rpc-password": access.password,
            "rpc-port": access.port,
            "download-dir": str(self.downloads),
        }
        _write_private(path, json.dumps(settings, indent=4, sort_keys=True))

    def _end_orphan(self) -> None:
        """End the daemon that an Airdate which was killed left behind in this folder."""
        lock = _lock(self.folder / "daemon.lock")
        if lock is not None:
            os.close(lock)
            return
        with contextlib.suppress(OSError, ValueError):
            pid = int((self.folder / "daemon.pid").read_text())
            for number, patience in ((signal.SIGTERM, STOP_SECONDS), (signal.SIGKILL, 5.0)):
                if not _is_ours(pid, self.folder):
                    return
                os.kill(pid, number)
                if _released(self.folder / "daemon.lock", patience):
                    return

    def _with_last_words(self, why: Reason) -> Reason:
        """With the end of its log, where it says something."""
        with contextlib.suppress(OSError):
            lines = (self.folder / "daemon.log").read_text(errors="replace").splitlines()
            if said := " ".join(lines[-3:])[-500:].strip():
                return Reason("daemon-said", why=why, said=said)
        return why


@dataclass(frozen=True)
class _Access:
    """How to reach the daemon of a folder; kept beside its settings, where the password is only a hash."""

    password: str = field(repr=False)
    port: int

    def config(self, downloads: Path) -> Transmission.Config:
        return Transmission.Config(
            url=f"http://127.0.0.1:{self.port}/transmission/rpc",
            username=_USER,
            password=SecretStr(self.password),
            folder=str(downloads),
        )


def _read_access(folder: Path) -> _Access | None:
    known = _read_json(folder / _ACCESS_FILE)
    password, port = known.get("password"), known.get("port")
    if isinstance(password, str) and password and isinstance(port, int) and 0 < port < 65536:
        return _Access(password, port)
    return None


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _lock(path: Path) -> int | None:
    """The open lock file, or None when somebody holds it."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    return handle


def _released(path: Path, patience: float) -> bool:
    """Whether the lock becomes free within `patience` seconds."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        handle = _lock(path)
        if handle is not None:
            os.close(handle)
            return True
        time.sleep(0.05)
    return False


def _is_ours(pid: int, folder: Path) -> bool:
    """Whether this process is a transmission-daemon of this folder, and not another that got the number since."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    except OSError:
        if Path("/proc/self").exists():
            return False
        shown = subprocess.run(
            ["ps", "-ww", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, timeout=10, check=False
        )
        command = shown.stdout
    return PROGRAM in command and str(folder) in command


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        # The daemon binds so too: connections of its last run that are still closing do not matter.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError):
            return False
    return True


def _read_json(path: Path) -> dict[str, Any]:
    """What a file of ours holds; nothing when it is absent or damaged: all of it can be made anew."""
    try:
        content = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _write_private(path: Path, text: str) -> None:
    """Write for our eyes only, whole or not at all."""
    beside = path.with_name(path.name + ".new")
    beside.unlink(missing_ok=True)
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
