"""What the buttons do, and who may press them. A button says a verb and what it is about: "now 12", "remedy 40 next".

"skip ticked" is about the episodes that are ticked. What is done is the pipeline's, as behind the chat's buttons.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dashboard.asked import House, check_sees, number
from pipeline.errors import UserError
from pipeline.model import Person, Role
from pipeline.model.reasons import Reason
from pipeline.services import actions, deletion, rights
from pipeline.store import Connection, runs, shows

TICKED_MOST = 500  # episodes at once


@dataclass(frozen=True, kw_only=True)
class Done:
    """What was done, and the button that undoes it, where there is one."""

    said: Reason
    undo: str = ""


@dataclass(frozen=True, kw_only=True)
class Deed:
    """What takes a role, and numbers: `each` is done for one after the other, `all` for all of them as one, `bare`
    takes none. `show_of`: which show a number belongs to, where others than the owner may do it."""

    role: Role
    each: Callable[[House, int], Reason] | None = None
    all: Callable[[House, Sequence[int]], Done] | None = None
    bare: Callable[[House], Reason] | None = None
    show_of: Callable[[Connection, int], int] | None = None


def _of_episode(db: Connection, episode_id: int) -> int:
    return shows.episode_by_id(db, episode_id).show_id


def _of_job(db: Connection, job_id: int) -> int:
    return _of_episode(db, runs.job_by_id(db, job_id).episode_id)


def _delete(house: House, episode_ids: Sequence[int]) -> Done:
    with house.store.write() as db:
        gone = deletion.delete_episodes(db, episode_ids, house.stages)
    undo = " ".join(map(str, ("undelete", *gone)))
    return Done(said=Reason("episodes-on-their-way-out", count=len(gone)), undo=undo)


def _undelete(house: House, episode_ids: Sequence[int]) -> Done:
    with house.store.write() as db:
        deletion.bring_back_episodes(db, house.settings, episode_ids, house.stages)
    return Done(said=Reason("episodes-on-their-way-back"))


ACTS: dict[str, Deed] = {
    "get": Deed(
        role=Role.MEMBER,
        each=lambda house, episode: actions.get_it(house.store, episode, house.stages),
        show_of=_of_episode,
    ),
    "look": Deed(
        role=Role.MEMBER,
        each=lambda house, episode: actions.look_now(house.store, episode, house.stages),
        show_of=_of_episode,
    ),
    "skip": Deed(
        role=Role.MEMBER,
        each=lambda house, episode: actions.skip(house.store, episode, house.stages),
        show_of=_of_episode,
    ),
    "now": Deed(
        role=Role.MEMBER, each=lambda house, job: actions.hurry(house.store, job, house.stages), show_of=_of_job
    ),
    "take": Deed(role=Role.OWNER, each=lambda house, verdict: actions.take_anyway(house.store, verdict, house.stages)),
    "cancel": Deed(role=Role.OWNER, each=lambda house, job: actions.give_up(house.store, job)),
    "delete": Deed(role=Role.OWNER, all=_delete),
    "undelete": Deed(role=Role.OWNER, all=_undelete),
    "remedy": Deed(role=Role.OWNER),
    "pause": Deed(role=Role.OWNER, bare=lambda house: actions.pause(house.store)),
    "resume": Deed(role=Role.OWNER, bare=lambda house: actions.resume(house.store)),
}


def may(viewer: Person | None, said: str) -> bool:
    """Whether somebody may press what says this."""
    deed = ACTS.get(said.partition(" ")[0])
    return deed is not None and viewer is not None and rights.may(viewer, deed.role)


def act(house: House, viewer: Person, said: str, ticked: Sequence[str] = ()) -> Done:
    """Do what a button says; what was done. UserError when it cannot be, any more or at all."""
    verb, *rest = said.split() or [""]
    deed = ACTS.get(verb)
    if deed is None:
        raise UserError(Reason("no-such-button"))
    if not rights.may(viewer, deed.role):
        raise UserError(Reason("owner-only") if deed.role is Role.OWNER else Reason("members-only"))
    if verb == "remedy" and len(rest) == 2:
        return Done(said=actions.apply(house.store, number(rest[0]), rest[1], house.stages))
    if deed.bare and not rest:
        return Done(said=deed.bare(house))
    numbers = [number(text) for text in (ticked if rest == ["ticked"] else rest)]
    _check_numbers(house, viewer, deed, numbers, ticked=rest == ["ticked"])
    return deed.all(house, numbers) if deed.all else _each(house, deed, numbers)


def _check_numbers(house: House, viewer: Person, deed: Deed, numbers: Sequence[int], *, ticked: bool) -> None:
    """UserError when there is nothing to do it to, or something that is none of their business."""
    if ticked and not numbers:
        raise UserError(Reason("nothing-ticked"))
    if not numbers or len(numbers) > TICKED_MOST or not (deed.each or deed.all):
        raise UserError(Reason("no-such-button"))
    if rights.whose(viewer) is None:
        return
    with house.store.read() as db:
        for each in numbers:
            if deed.show_of is None:
                raise UserError(Reason("owner-only"))
            check_sees(db, viewer, deed.show_of(db, each))


def _each(house: House, deed: Deed, numbers: Sequence[int]) -> Done:
    """One after the other; what cannot be done for one does not keep it from the others."""
    assert deed.each is not None
    if len(numbers) == 1:
        return Done(said=deed.each(house, numbers[0]))
    done, failed = [], []
    for each in numbers:
        try:
            done.append(deed.each(house, each))
        except UserError as mistake:
            failed.append(mistake.reason)
    if not failed:
        return Done(said=Reason("done-for-several", count=len(done)))
    return Done(said=Reason("done-for-some", count=len(done), failed=len(failed), why=failed[0]))
