"""What the buttons do and who may press them, on one screen. A button says a verb and what it is about: "now 12".

"skip ticked" is about the episodes that are ticked. What is done is the pipeline's, as behind the chat's buttons.
"""

from __future__ import annotations

from dashboard.asked import House, check_sees, number
from dashboard.doing import following, people, system
from dashboard.doing.episodes import delete, of_episode, of_job, undelete
from dashboard.press import Deed, Deeds, Done, Fields, Press, bare, each
from pipeline.errors import UserError
from pipeline.model import Person, Role
from pipeline.model.reasons import Reason
from pipeline.services import actions, rights


def _remedy(press: Press) -> Done:
    if len(press.words) != 2:
        raise UserError(Reason("no-such-button"))
    run_id, action = number(press.words[0]), press.words[1]
    return Done(said=actions.apply(press.house.store, run_id, action, press.house.stages))


# fmt: off
ACTS: Deeds = {
    "get":      Deed(Role.MEMBER, each(lambda h, e: actions.get_it(h.store, e, h.stages)), show_of=of_episode),
    "look":     Deed(Role.MEMBER, each(lambda h, e: actions.look_now(h.store, e, h.stages)), show_of=of_episode),
    "skip":     Deed(Role.MEMBER, each(lambda h, e: actions.skip(h.store, e, h.stages)), show_of=of_episode),
    "now":      Deed(Role.MEMBER, each(lambda h, job: actions.hurry(h.store, job, h.stages)), show_of=of_job),
    "delete":   Deed(Role.OWNER,  delete),
    "undelete": Deed(Role.OWNER,  undelete),
    "take":     Deed(Role.OWNER,  each(lambda h, v: actions.take_anyway(h.store, v, h.stages))),
    "allow":    Deed(Role.OWNER,  each(lambda h, block: actions.allow_again(h.store, block))),
    "cancel":   Deed(Role.OWNER,  each(lambda h, job: actions.give_up(h.store, job))),
    "remedy":   Deed(Role.OWNER,  _remedy),
    "pause":    Deed(Role.OWNER,  bare(lambda h: actions.pause(h.store))),
    "resume":   Deed(Role.OWNER,  bare(lambda h: actions.resume(h.store))),
    "follow":   Deed(Role.GUEST,  following.follow),
    "change":   Deed(Role.GUEST,  following.change),
    "leave":    Deed(Role.GUEST,  following.leave),
    "wish":     Deed(Role.OWNER,  people.answer_wish),
    "access":   Deed(Role.OWNER,  people.answer_access),
    "invite":   Deed(Role.OWNER,  people.invite),
    "uninvite": Deed(Role.OWNER,  people.void_invitations),
    "person":   Deed(Role.OWNER,  people.change),
    "remove":   Deed(Role.OWNER,  people.remove),
    "try":      Deed(Role.OWNER,  system.try_now),
    "run":      Deed(Role.OWNER,  system.run_chore),
}
# fmt: on


def may(viewer: Person | None, said: str) -> bool:
    """Whether somebody may press what says this."""
    deed = ACTS.get(said.partition(" ")[0])
    return deed is not None and viewer is not None and rights.may(viewer, deed.role)


def act(house: House, viewer: Person, said: str, fields: Fields) -> Done:
    """Do what a button says; what was done. UserError when it cannot be, any more or at all."""
    verb, *words = said.split() or [""]
    deed = ACTS.get(verb)
    if deed is None:
        raise UserError(Reason("no-such-button"))
    if not rights.may(viewer, deed.role):
        raise UserError(Reason("owner-only" if deed.role is Role.OWNER else "members-only"))
    press = Press(house=house, viewer=viewer, words=tuple(words), fields=fields)
    if deed.show_of is not None and rights.whose(viewer) is not None:
        with house.store.read() as db:
            for one in press.numbers:
                check_sees(db, viewer, deed.show_of(db, one))
    return deed.do(press)
