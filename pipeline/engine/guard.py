"""Every call to an outside system, seen once: how it stands is noted, and whoever failed is left alone for a while.

The integrations are wrapped where they and the store come together, so whoever asks need not think of it. All workers
share one pace and one rest for each system, in the database: twenty episodes that wait for an indexer that is down ask
it a few times an hour, not twenty times as often.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, TypeVar

from pipeline.clock import now
from pipeline.engine.clients import Clients
from pipeline.engine.plugins import Parts
from pipeline.errors import BadResponse, NotFound, OutsideError, Unauthorized, Unreachable
from pipeline.model import Pace
from pipeline.model.reasons import Reason
from pipeline.ports import Downloader
from pipeline.store import Store, health, is_writing
from pipeline.store import pace as pacing
from pipeline.store.pace import Rest

P = TypeVar("P")

REST = (timedelta(minutes=1), timedelta(hours=2))  # the first, doubled with each failure in a row, and the longest
AT_HOME = (timedelta(seconds=15), timedelta(minutes=10))  # who switches one on wants to watch, or have it go on, soon
REFUSED = timedelta(hours=1)  # a wrong key gets no better by asking; a new start asks at once
LONGEST_ASKED = timedelta(days=1)  # a Retry-After beyond that is not believed
NONE_TO_BE_HAD = timedelta(minutes=30)
TRY = timedelta(minutes=2)  # how long one worker's new try keeps the others waiting
LONGEST_WAIT = timedelta(seconds=20)  # for its turn; who would wait longer is told to come back

SYSTEM = (NotFound, BadResponse, Unreachable, Unauthorized)
ANSWERED = (BadResponse, Unreachable, Unauthorized)  # that something is not there is an answer
REACHED = (Unreachable, Unauthorized)  # what it said is about one torrent or file alone


@dataclass(frozen=True)
class Method:
    """A call of a port that asks the outside."""

    trouble: tuple[type[OutsideError], ...] = ANSWERED  # which errors are the system's own
    rests: tuple[type[OutsideError], ...] = ()  # after which it is left alone
    use: str = ""  # what is left alone: all of it, or this use of it
    in_a_row: int = 0  # so many failures of single releases in a row are the system's after all
    rest: tuple[timedelta, timedelta] = REST  # the first and the longest


_CATALOGUE = Method(rests=REACHED)
_LISTS = Method(trouble=SYSTEM, rests=SYSTEM)  # an indexer without the address that is asked for was deleted
_ASKED = Method()  # by a person, at this moment
_PLAYER = Method(rests=ANSWERED, rest=AT_HOME)
_CLIENT = Method(rests=(Unreachable,), rest=AT_HOME)  # refused, each download waits for a person anyway
_FILE = Method(trouble=REACHED)

METHODS: Mapping[str, Mapping[str, Method]] = {
    "catalogues": {
        **dict.fromkeys(("search", "show", "episodes", "changed_since"), _CATALOGUE),
        "scene": _LISTS,  # a show that it does not have is no error: one is about all of it
    },
    "indexers": {"search": _LISTS, "newest": _LISTS, "torrent": Method(REACHED, REACHED, "downloads", 5)},
    "downloader": {
        **dict.fromkeys(("status", "want", "resume", "remove", "free_space"), _CLIENT),
        "add": replace(_CLIENT, trouble=REACHED),
    },
    "encoder": dict.fromkeys(("probe", "encode", "verify"), _FILE),
    "subtitlers": {"find": Method(rests=REACHED)},
    "synchronisers": {"fit": _FILE},
    "notifiers": {"tell": Method(trouble=SYSTEM)},
    "players": {
        **dict.fromkeys(("refresh", "find", "watched", "watched_among", "show_in"), _PLAYER),
        **dict.fromkeys(("sessions", "play", "users", "browse", "latest", "mark_watched", "locations"), _ASKED),
    },
}

_insisting: ContextVar[bool] = ContextVar("insisting", default=False)


@contextmanager
def insisting(wanted: bool = True) -> Iterator[None]:
    """A person asks for it now: inside the block those are asked, too, that are left alone."""
    before = _insisting.set(wanted)
    try:
        yield
    finally:
        _insisting.reset(before)


def guarded(parts: Parts, store: Store) -> Parts:
    """The same parts, each call to them noted and paced. Who had a wrong key may be asked again: it may be mended."""
    names = [part.name for _, part in parts.all() if part is not None]
    pacing.end_rests_for(store, Unauthorized.__name__, [n for name in names for n in (name, f"{name} downloads")])

    def several(group: str) -> Any:
        return tuple(guard(group, part, store) for part in getattr(parts, group))

    return replace(
        parts,
        catalogues=several("catalogues"),
        indexers=several("indexers"),
        downloader=_guarded_downloader(parts.downloader, store),
        encoder=guard("encoder", parts.encoder, store),
        subtitlers=several("subtitlers"),
        players=several("players"),
        synchronisers=several("synchronisers"),
        notifiers=several("notifiers"),
    )


def _guarded_downloader(downloader: Downloader, store: Store) -> Downloader:
    """Each client by itself, where there are several."""
    if isinstance(downloader, Clients):
        return downloader.over(lambda client: guard("downloader", client, store))
    return guard("downloader", downloader, store)


def guard(group: str, part: P, store: Store) -> P:
    """One of the parts of a group ("indexers"), with its calls noted and paced."""
    made: Any = part if part is None or isinstance(part, Guarded) else Guarded(part, METHODS[group], store)
    return made  # type: ignore[no-any-return]  # it has all that the part has


class Guarded:
    """An integration, with its calls to the outside noted and paced. All else is the integration's own."""

    def __init__(self, part: Any, methods: Mapping[str, Method], store: Store) -> None:
        self._part = part
        self._methods = methods
        self._store = store

    def __getattr__(self, name: str) -> Any:
        own = getattr(self._part, name)
        method = self._methods.get(name)
        return own if method is None else lambda *args, **named: self._ask(method, lambda: own(*args, **named))

    def _ask(self, method: Method, ask: Callable[[], P]) -> P:
        system = str(self._part.name)
        if is_writing():  # a mistake of ours, which tests find: all others would wait for the outside with us
            raise RuntimeError(f"{system} is asked while a write transaction is open")
        name = f"{system} {method.use}".strip()
        rest = _waited_out(self._store, system, name) if method.rests else None
        _take_turn(self._store, system, getattr(self._part, "pace", None))
        try:
            answer = ask()
        except OutsideError as error:
            self._note(error, method, name, rest)
            raise
        self._well(name, rest)
        return answer

    def _note(self, error: OutsideError, method: Method, name: str, rest: Rest | None) -> None:
        if error.system != self._part.name:  # of something that it asks for us
            return
        if isinstance(error, method.trouble):
            health.record_failure(self._store, error)
        if method.in_a_row and _may_be_of_one(error):
            self._count(error, method, name)
        elif isinstance(error, method.rests):
            pacing.begin_rest(self._store, _rest_after(error, name, rest.failures + 1 if rest else 1, method.rest))
        elif not isinstance(error, method.trouble):
            self._well(name, rest)

    def _count(self, error: OutsideError, method: Method, name: str) -> None:
        """One dead link is the release's own; when none of many can be had, nobody goes through the whole list."""
        count = pacing.count_failure(self._store, name)
        if count < method.in_a_row:
            if not isinstance(error, method.trouble):
                health.record_success(self._store, error.system)
        else:
            why = Reason("none-to-be-had", count=count, why=error.why)
            health.record_failure(self._store, Unreachable(error.system, why))
            rest = Rest(name=name, until=now() + NONE_TO_BE_HAD, failures=count, problem=type(error).__name__, why=why)
            pacing.begin_rest(self._store, rest)

    def _well(self, name: str, rest: Rest | None) -> None:
        health.record_success(self._store, str(self._part.name))
        if rest is not None or pacing.failed_before(self._store, name):
            pacing.end_rest(self._store, name)


def _may_be_of_one(error: OutsideError) -> bool:
    """Whether it may be about the one thing that was asked for: a gateway fails for one link, too."""
    return not isinstance(error, Unauthorized) and not (isinstance(error, Unreachable) and error.quota)


def _waited_out(store: Store, system: str, name: str) -> Rest | None:
    """The rest that is over and that this call tries to end; None without one. Raises while it lasts."""
    rest = pacing.rest_of(store, name)
    if rest is None:
        return None
    if rest.until <= now() and pacing.claim_try(store, rest, TRY):
        return rest
    if _insisting.get():
        return rest
    until = max(rest.until, now())
    why = Reason("resting", until=until, why=rest.why)
    if rest.problem == Unauthorized.__name__:
        raise Unauthorized(system, why)
    raise Unreachable(system, why, max((until - now()).total_seconds(), 1.0))


def _rest_after(error: OutsideError, name: str, failures: int, rest: tuple[timedelta, timedelta]) -> Rest:
    """How long: as it asked for, else longer with each failure in a row. Not all workers come back at one moment."""
    asked = getattr(error, "retry_after", None)
    first, longest = rest
    if asked:
        length = min(timedelta(seconds=asked), LONGEST_ASKED) * random.uniform(1.0, 1.1)  # noqa: S311 - no secret
    elif isinstance(error, Unauthorized):
        length = REFUSED
    else:
        length = min(first * 2 ** min(failures - 1, 10), longest) * random.uniform(0.8, 1.2)  # noqa: S311
    return Rest(name=name, until=now() + length, failures=failures, problem=type(error).__name__, why=error.why)


def _take_turn(store: Store, system: str, pace: Pace | None) -> None:
    if pace is None:
        return
    wait = pacing.take_turn(store, f"{system} pace", pace.calls, timedelta(seconds=pace.seconds))
    if wait > LONGEST_WAIT:
        raise Unreachable(system, Reason("many-ask"), wait.total_seconds())
    if wait > timedelta(0):
        time.sleep(wait.total_seconds())
