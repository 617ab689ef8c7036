"""The hand that hits: each kind of fault, and how it ends again."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from demo.server import LoopbackServer
from demo.telegram.faults import Garbled, When
from tests.chaos.household import Household
from tests.chaos.plan import Blow, Round
from tests.rigs.disks import fill, make_read_only, make_writable

HTML = b"<!DOCTYPE html><html><head><title>502</title></head><body>Bad Gateway</body></html>"
AGAIN = 3  # of the answers in a row
PATIENCE = 6.0  # seconds until there is something to hit
TWO_DAYS, HOUR = 2 * 86400, 3600


class Hand:
    """Hits a household, and counts what really came about."""

    def __init__(self, household: Household) -> None:
        self.household = household
        self.done: Counter[tuple[str, str]] = Counter()
        self.failed: list[str] = []  # what went wrong with the hand itself
        self._kinds: dict[str, Callable[[Blow], bool]] = {
            "kill a process": self._kill_process,
            "kill a server": self._kill_server,
            "kill the daemon": lambda blow: self._kill_one("transmission-daemon", "--foreground"),
            "kill ffmpeg": lambda blow: self._kill_one("ffmpeg", "-progress"),
            "stop and continue": self._stop_and_continue,
            "cut off": self._cut_off,
            "slow": self._slow,
            "answers 429": partial(self._answer, status=429, headers={"retry-after": "1"}),
            "answers 500": partial(self._answer, status=500),
            "answers HTML": partial(self._answer, status=200, body=HTML, headers={"content-type": "text/html"}),
            "answers half a body": partial(self._answer, status=200, body=b'[{"id": 1', cut=True),
            "disk full": self._fill,
            "disk read-only": self._read_only,
            "clock two days on": lambda blow: self._turn(TWO_DAYS),
            "clock an hour back": lambda blow: self._turn(-HOUR),
            "restart everything": lambda blow: self._restart_everything(),
            "restore an old folder": lambda blow: self._restore(),
        }

    def play(self, planned: Round) -> None:
        """All blows of a round at once; returns when each is over."""
        if planned.airs:
            self.household.air()
        threads = [threading.Thread(target=self._strike, args=(blow,), daemon=True) for blow in planned.blows]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _strike(self, blow: Blow) -> None:
        time.sleep(blow.after)
        try:
            if self._kinds[blow.kind](blow):
                self.done[blow.kind, blow.target] += 1
        except Exception as error:  # noqa: BLE001 - it is told at the end; the run goes on
            self.failed.append(f"{blow}: {type(error).__name__}: {error}")

    # ----------------------------------------------------------------------------------------------------- processes

    def _kill_process(self, blow: Blow) -> bool:
        process = self.household.processes[blow.target]
        with self.household.lock:
            process.kill()
        time.sleep(blow.lasting / 2)
        with self.household.lock:
            if process.ended:  # another round's hand, or who starts what has ended, may have been quicker
                process.start()
        return True

    def _kill_server(self, blow: Blow) -> bool:
        server = self.household.servers[blow.target]
        server.kill()
        time.sleep(blow.lasting)
        server.start()
        return True

    def _kill_one(self, *words: str) -> bool:
        """As soon as there is one."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            for pid in self.household.pids(*words):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                    return True
            time.sleep(0.02)
        return False

    def _stop_and_continue(self, blow: Blow) -> bool:
        pid = self.household.pid_of(blow.target)
        if pid is None:
            return False
        group = blow.target in self.household.servers
        _signal(pid, signal.SIGSTOP, group=group)
        time.sleep(blow.lasting)
        _signal(pid, signal.SIGCONT, group=group)
        return True

    def _restart_everything(self) -> bool:
        """As a power cut does."""
        self._power_off()
        self.household.keep_folder()
        self._power_on()
        return True

    def _restore(self) -> bool:
        """What was kept at the last restart; where nothing was, it is kept now and put back the next time."""
        self._power_off()
        there = self.household.put_back_folder()
        if not there:
            self.household.keep_folder()
        self._power_on()
        return there

    def _power_off(self) -> None:
        with self.household.lock:
            self.household.kill_all()
            for server in self.household.servers.values():
                server.kill()

    def _power_on(self) -> None:
        with self.household.lock:
            for server in self.household.servers.values():
                server.start()
            self.household.start_all()

    # ------------------------------------------------------------------------------------------------ outside systems

    def _server(self, system: str) -> LoopbackServer | None:
        world = self.household.world
        servers = {"catalogue": world.catalogue, "indexer": world.indexer, "subtitles": world.subtitles}
        return {**servers, "media server": world.media}.get(system)  # None: Telegram

    def _cut_off(self, blow: Blow) -> bool:
        with (self._server(blow.target) or self.household.world.telegram).outage():
            time.sleep(blow.lasting)
        return True

    def _slow(self, blow: Blow) -> bool:
        server = self._server(blow.target)
        held = server.hold("/") if server else self.household.world.telegram.hold("*", "after")
        time.sleep(blow.lasting)
        held.release()
        return True

    def _answer(
        self, blow: Blow, *, status: int, body: bytes = b"", headers: dict[str, str] | None = None, cut: bool = False
    ) -> bool:
        given = headers or {}
        if server := self._server(blow.target):
            server.fail_next(status, times=AGAIN, body=body, headers=given, cut=cut)
            time.sleep(blow.lasting)
            server.forget_failures()
            return True
        telegram = self.household.world.telegram
        if status == 429:
            telegram.fail_next("*", 429, retry_after=1, times=AGAIN)
        else:  # what it answers so it has done, or not: nobody can tell from the answer
            when: When = "after" if status == 200 else "before"
            telegram.garble_next("*", Garbled(status, body, given, cut), times=AGAIN, when=when)
        time.sleep(blow.lasting)
        telegram.forget_failures()
        return True

    # ------------------------------------------------------------------------------------------------ disks and clock

    def _fill(self, blow: Blow) -> bool:
        filler = fill(self.household.world.folder / blow.target)
        time.sleep(blow.lasting)
        filler.unlink()
        return True

    def _read_only(self, blow: Blow) -> bool:
        place, end = self.household.world.folder / blow.target, time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                make_read_only(place)
            except subprocess.CalledProcessError:  # somebody writes there just now
                time.sleep(0.05)
                continue
            time.sleep(blow.lasting)
            make_writable(place)
            return True
        return False

    def _turn(self, seconds: int) -> bool:
        self.household.turn_clock(seconds)
        return True


def _signal(pid: int, number: signal.Signals, *, group: bool) -> None:
    with suppress(ProcessLookupError):
        os.killpg(pid, number) if group else os.kill(pid, number)
