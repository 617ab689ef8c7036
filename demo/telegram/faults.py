"""What can go wrong between a bot and Telegram, on demand."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Literal, Self

from starlette.responses import Response

from demo.telegram.errors import ApiError
from demo.telegram.params import Params
from demo.telegram.world import Json, World

When = Literal["before", "after"]

_FLOOD_PREFIXES = ("send", "edit", "forward", "copy")


@dataclass(frozen=True)
class Limits:
    """How much a bot may send: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this."""

    overall: int = 30  # a second
    chat: int = 1  # a second, in a private chat
    group: int = 20  # a minute, in a group


@dataclass(eq=False)
class Hold:
    """Requests that wait: before they take effect, or after, with the answer kept back."""

    world: World
    method: str
    when: When
    matching: Callable[[Json], bool] | None = None
    arrived: int = 0  # how many requests have come to wait here
    released: bool = False

    def wait(self, requests: int = 1, timeout: float = 60.0) -> None:
        """Until that many requests wait here."""
        if not self.world.wait(lambda: self.arrived >= requests, timeout):
            raise TimeoutError(f"{self.arrived} of {requests} {self.method} requests came within {timeout} s")

    def release(self) -> None:
        """Let everybody go on; later requests do not wait any more."""
        self.released = True
        self.world.wake()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.release()


@dataclass(eq=False)
class Garbled(Exception):
    """What comes in place of an answer: a proxy's page, or (`cut`) an answer that breaks off before its end."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: bool = False

    def response(self) -> Response:
        length = len(self.body) + (1000 if self.cut else 0)  # the server hangs up on what it promised too much
        return Response(self.body, self.status, {"content-length": str(length), **self.headers})


@dataclass
class _Failure:
    method: str
    error: ApiError | Garbled
    times: int
    when: When = "before"


@dataclass(frozen=True)
class Refusal:
    """What Telegram does not take, however often it is asked."""

    fits: Callable[[str, Json], bool]  # given the method and its parameters
    error: ApiError


@dataclass
class Faults:
    """The faults that are planned at the moment."""

    world: World
    limits: Limits | None = None
    down: ApiError | None = None  # what everything is answered with during an outage
    holds: list[Hold] = field(default_factory=list)
    failures: list[_Failure] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    sent: dict[int, deque[float]] = field(default_factory=dict)  # when, by chat id; 0 is every chat

    def hold(self, method: str, when: When, matching: Callable[[Json], bool] | None) -> Hold:
        with self.world.lock:
            self.holds = [hold for hold in self.holds if not hold.released]
            self.holds.append(hold := Hold(self.world, method, when, matching))
            return hold

    def fail_next(self, method: str, error: ApiError | Garbled, times: int, when: When = "before") -> None:
        with self.world.lock:
            self.failures = [failure for failure in self.failures if failure.times]
            self.failures.append(_Failure(method, error, times, when))

    def forget(self) -> None:
        """Nothing that was planned fails any more."""
        with self.world.lock:
            self.failures = []
            self.refusals = []

    def check(self, method: str, params: Params) -> None:
        """Raise what this call is answered with, if it is to fail."""
        with self.world.lock:
            if self.down:
                raise self.down
            self.check_answer(method, "before")
            for refusal in self.refusals:
                if refusal.fits(method, params.values):
                    raise refusal.error
            if self.limits and method.startswith(_FLOOD_PREFIXES) and method != "sendChatAction":
                self._count(self.limits, params.number("chat_id"))

    def check_answer(self, method: str, when: When) -> None:
        """Raise what stands in the answer's place, if something does."""
        with self.world.lock:
            for failure in self.failures:
                if failure.times and failure.when == when and _same(failure.method, method):
                    failure.times -= 1
                    raise failure.error

    def waiting_room(self, method: str, when: When, params: Params) -> Hold | None:
        """The hold that a request has to wait in, if there is one."""
        with self.world.lock:
            for hold in self.holds:
                fits = hold.when == when and _same(hold.method, method) and not hold.released
                if fits and (hold.matching is None or hold.matching(params.values)):
                    return hold
        return None

    def _count(self, limits: Limits, chat_id: int) -> None:
        own = (chat_id, limits.group, 60.0) if chat_id < 0 else (chat_id, limits.chat, 1.0)
        rules = [(0, limits.overall, 1.0), own]
        now = time.monotonic()
        wait = max(self._wait(now, *rule) for rule in rules)
        if wait > 0:
            raise ApiError(429, retry_after=math.ceil(wait))
        for key, _, _ in rules:
            self.sent[key].append(now)

    def _wait(self, now: float, key: int, most: int, window: float) -> float:
        times = self.sent.setdefault(key, deque())
        while times and times[0] <= now - window:
            times.popleft()
        return times[0] + window - now if len(times) >= most else 0.0


def _same(planned: str, method: str) -> bool:
    return planned in {"*", method}
