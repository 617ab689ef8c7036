"""What the buttons do and who may press them, on one screen. A button says a verb and what it is about: "now 12".

"skip ticked" is about the episodes that are ticked. What is done is the pipeline's, as behind the chat's buttons.
"""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.asked import House, check_sees, number
from dashboard.doing import account, following, people, system
from dashboard.doing.episodes import delete, itself, of_job, of_run, of_verdict, undelete
from dashboard.press import Deed, Deeds, Done, Fields, Press, bare, each
from pipeline.errors import OutsideError, UserError
from pipeline.model import Person, Role
from pipeline.model.reasons import NO_REASON, Reason
from pipeline.services import actions, rights
from pipeline.store import presses, shows

EPISODES, JOBS = "episodes, by id", "jobs, by id"


def _remedy(press: Press) -> Done:
    if len(press.words) != 2:
        raise UserError(Reason("no-such-button"))
    run_id, action = number(press.words[0]), press.words[1]
    return Done(said=actions.apply(press.house.store, run_id, action, press.house.stages))


# fmt: off
ACTS: Deeds = {
    "get":      Deed(Role.MEMBER, each(lambda h, e: actions.get_it(h.store, e, h.stages)),     EPISODES, itself),
    "look":     Deed(Role.MEMBER, each(lambda h, e: actions.look_now(h.store, e, h.stages)),   EPISODES, itself),
    "skip":     Deed(Role.MEMBER, each(lambda h, e: actions.skip(h.store, e, h.stages)),       EPISODES, itself),
    "now":      Deed(Role.MEMBER, each(lambda h, job: actions.hurry(h.store, job, h.stages)),  JOBS, of_job),
    "delete":   Deed(Role.OWNER,  delete,                                                      EPISODES, itself),
    "undelete": Deed(Role.OWNER,  undelete,                                                    EPISODES, itself),
    "take":     Deed(Role.OWNER,  each(lambda h, v: actions.take_anyway(h.store, v, h.stages)), "verdicts", of_verdict),
    "allow":    Deed(Role.OWNER,  each(lambda h, block: actions.allow_again(h.store, block)),  "the blocklist's rows"),
    "cancel":   Deed(Role.OWNER,  each(lambda h, job: actions.give_up(h.store, job)),          JOBS, of_job),
    "remedy":   Deed(Role.OWNER,  _remedy,                       "a step, then its remedy: again, next, …", of_run),
    "pause":    Deed(Role.OWNER,  bare(lambda h: actions.pause(h.store)),                      "nothing"),
    "resume":   Deed(Role.OWNER,  bare(lambda h: actions.resume(h.store)),                     "nothing"),
    "follow":   Deed(Role.GUEST,  following.follow, "tvmaze:82, tvdb:1 or show:12; then next, season, everything or 2"),
    "change":   Deed(Role.GUEST,  following.change,             "a show, by id; fields: from, profile, language, news"),
    "leave":    Deed(Role.GUEST,  following.leave,              "a show, by id"),
    "wish":     Deed(Role.OWNER,  people.answer_wish,           "a guest's wish, by id, then yes or no"),
    "access":   Deed(Role.OWNER,  people.answer_access,         "who asks to be let in, then member, guest or no"),
    "invite":   Deed(Role.OWNER,  people.invite,                "0: a member, 1: a guest, 2: five members"),
    "uninvite": Deed(Role.OWNER,  people.void_invitations,      "nothing"),
    "person":   Deed(Role.OWNER,  people.change,                "a person, by id; fields: role, shows, bytes"),
    "remove":   Deed(Role.OWNER,  people.remove,                "a person, by id"),
    "try":      Deed(Role.OWNER,  system.try_now,               "an outside system, by its name"),
    "run":      Deed(Role.OWNER,  system.run_chore,             "a chore, by its name"),
    "token":    Deed(Role.GUEST,  account.make,                 "api or calendar"),
    "revoke":   Deed(Role.GUEST,  account.revoke,               "a token of one's own, by id"),
}
# fmt: on


def may(viewer: Person | None, said: str) -> bool:
    """Whether somebody may press what says this."""
    deed = ACTS.get(said.partition(" ")[0])
    return deed is not None and viewer is not None and rights.may(viewer, deed.role)


def act(house: House, viewer: Person, said: str, fields: Fields, place: str) -> Done:
    """Do what a button says, and note who pressed it where; what was done. UserError when it cannot be, any more or at
    all."""
    verb, *words = said.split() or [""]
    deed = ACTS.get(verb)
    if deed is None:
        raise UserError(Reason("no-such-button"))
    if not rights.may(viewer, deed.role):
        raise UserError(Reason("owner-only" if deed.role is Role.OWNER else "members-only"))
    press = Press(house=house, viewer=viewer, words=tuple(words), fields=fields)
    episodes = _episodes(press, deed)
    try:
        done = deed.do(press)
    except (UserError, OutsideError) as mistake:
        _note(press, place, verb, episodes, mistake.reason)
        raise
    _note(press, place, verb, episodes, NO_REASON if done.stays else done.said)  # what is to be copied is secret
    return done


def _episodes(press: Press, deed: Deed) -> list[int]:
    """The episodes that it is about. UserError when one of them is not there, or none of the viewer's business."""
    if deed.episode_of is None:
        return []
    with press.house.store.read() as db:
        found = [deed.episode_of(db, one) for one in press.subjects]
        for show_id in {each.show_id for each in shows.episodes_by_id(db, found)}:
            check_sees(db, press.viewer, show_id)
    return found


def _note(press: Press, place: str, verb: str, episodes: Sequence[int], said: Reason) -> None:
    about = " ".join(press.words) if press.words != ("ticked",) else " ".join(map(str, press.subjects))
    with press.house.store.write() as db:
        presses.put(db, press.viewer.name, place, verb, about, said, episodes)
