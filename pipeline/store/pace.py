"""When each outside system may be asked again: one pace and one rest for all workers together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from pipeline.clock import now
from pipeline.model.reasons import NO_REASON, Reason
from pipeline.store import Store, insert, noun
from pipeline.store.tables import pace

FAR = timedelta(minutes=30)  # nobody's turn is further ahead, unless the clock was set back since


@dataclass(frozen=True, kw_only=True)
class Rest:
    """A system that is left alone for a while after it failed."""

    name: str  # of the system, or of one use of it
    until: datetime
    failures: int  # in a row
    problem: str  # the error's name
    why: Reason = NO_REASON


def rest_of(store: Store, name: str) -> Rest | None:
    """The rest that this system has; None when it may be asked."""
    with store.read() as db:
        row = db.execute(select(pace).where(pace.c.name == name, pace.c.until.is_not(None))).first()
    return noun(Rest, row) if row else None


def failed_before(store: Store, name: str) -> bool:
    """Whether it failed when it was asked last."""
    with store.read() as db:
        return bool(db.execute(select(pace.c.failures).where(pace.c.name == name)).scalar())


def count_failure(store: Store, name: str) -> int:
    """Count one more that does not end in a rest of its own; how many there are in a row."""
    with store.write() as db:
        _make_sure_of(db, name)
        db.execute(update(pace).where(pace.c.name == name).values(failures=pace.c.failures + 1))
        return int(db.execute(select(pace.c.failures).where(pace.c.name == name)).scalar_one())


def claim_try(store: Store, rest: Rest, lasting: timedelta) -> bool:
    """Whether it is this worker that tries again after the rest: the others wait, for so long at most."""
    with store.write() as db:
        claimed = db.execute(
            update(pace).where(pace.c.name == rest.name, pace.c.until == rest.until).values(until=now() + lasting)
        )
    return claimed.rowcount == 1


def begin_rest(store: Store, rest: Rest) -> None:
    values = {"until": rest.until, "failures": rest.failures, "problem": rest.problem, "why": rest.why}
    with store.write() as db:
        _make_sure_of(db, rest.name)
        db.execute(update(pace).where(pace.c.name == rest.name).values(**values))


def end_rest(store: Store, name: str) -> None:
    """It answered."""
    with store.write() as db:
        db.execute(update(pace).where(pace.c.name == name).values(until=None, failures=0, problem="", why=NO_REASON))


def end_rests_for(store: Store, problem: str, names: Sequence[str]) -> None:
    """These may be asked again at once, if this was their problem."""
    same = (pace.c.problem == problem, pace.c.name.in_(names))
    with store.read() as db:
        if db.execute(select(pace.c.name).where(*same)).first() is None:
            return
    with store.write() as db:
        db.execute(update(pace).where(*same).values(until=None, failures=0, problem="", why=NO_REASON))


def take_turn(store: Store, name: str, calls: int, window: timedelta) -> timedelta:
    """Take the next of `calls` turns in each `window`; how long to wait for it."""
    moment = now()
    with store.write() as db:
        recent = sorted(turn for turn in _turns(db, name) if turn < moment + FAR)[-calls:]
        turn = moment if len(recent) < calls else max(moment, recent[0] + window)
        db.execute(update(pace).where(pace.c.name == name).values(turns=(*recent, turn)[-calls:]))
    return turn - moment


def may_take(store: Store, name: str, calls: int, window: timedelta) -> bool:
    """Take one of the turns if one is free now."""
    moment = now()
    with store.write() as db:
        recent = [turn for turn in _turns(db, name) if abs(turn - moment) < window]
        if len(recent) >= calls:
            return False
        db.execute(update(pace).where(pace.c.name == name).values(turns=(*recent, moment)))
    return True


def correct(store: Store, name: str, more: int) -> None:
    """Take so many turns more, or give as many back."""
    if more == 0:
        return
    with store.write() as db:
        turns = _turns(db, name)
        turns = (*turns, *[now()] * more) if more > 0 else turns[:more]
        db.execute(update(pace).where(pace.c.name == name).values(turns=turns))


def _turns(db: Connection, name: str) -> tuple[datetime, ...]:
    """The turns that were taken, for this transaction alone."""
    _make_sure_of(db, name)
    turns: tuple[datetime, ...] = db.execute(
        select(pace.c.turns).where(pace.c.name == name).with_for_update()
    ).scalar_one()
    return turns


def _make_sure_of(db: Connection, name: str) -> None:
    insert(db, pace, {"name": name, "failures": 0, "problem": "", "why": NO_REASON, "turns": ()})
