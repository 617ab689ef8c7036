"""What the buttons do and who may press them, on one screen. A button says a verb and what it is about: "now 12".

"skip ticked" is about the episodes that are ticked. What is done is the pipeline's, as behind the chat's buttons.
"""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.actions import account, following, people, settings, system
from dashboard.actions.episodes import delete, get, give, itself, look, of_job, of_run, of_verdict, take, undelete
from dashboard.context import Context, check_sees, number
from dashboard.press import Act, Acts, Done, Fields, Press, bare, each
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
    return Done(said=actions.apply(press.context.store, run_id, action, press.context.stages))


# fmt: off
ACTS: Acts = {
    "get":      Act(Role.MEMBER, get,                                                     EPISODES, itself),
    "look":     Act(Role.MEMBER, look,                                                    EPISODES, itself),
    "skip":     Act(Role.MEMBER, each(lambda h, e: actions.skip(h.store, e, h.stages)),       EPISODES, itself),
    "now":      Act(Role.MEMBER, each(lambda h, job: actions.hurry(h.store, job, h.stages)),  JOBS, of_job),
    "delete":   Act(Role.OWNER,  delete,                                                      EPISODES, itself),
    "undelete": Act(Role.OWNER,  undelete,                                                    EPISODES, itself),
    "take":     Act(Role.OWNER,  take,                                                    "verdicts", of_verdict),
    "give":     Act(Role.OWNER,  give,              "an episode, by id; fields: magnet, or torrent in base64", itself),
    "done":     Act(Role.OWNER,  each(lambda h, r: actions.mark_done(h.store, r, h.stages)), "steps, by id", of_run),
    "finish":   Act(Role.OWNER,  each(lambda h, e: actions.mark_rest_done(h.store, e, h.stages)), EPISODES, itself),
    "allow":    Act(Role.OWNER,  each(lambda h, block: actions.allow_again(h.store, block)),  "the blocklist's rows"),
    "cancel":   Act(Role.OWNER,  each(lambda h, job: actions.give_up(h.store, job)),          JOBS, of_job),
    "remedy":   Act(Role.OWNER,  _remedy,                       "a step, then its remedy: again, next, …", of_run),
    "pause":    Act(Role.OWNER,  bare(lambda h: actions.pause(h.store)),                      "nothing"),
    "resume":   Act(Role.OWNER,  bare(lambda h: actions.resume(h.store)),                     "nothing"),
    "follow":   Act(Role.GUEST,  following.follow,             following.FOLLOW),
    "change":   Act(Role.GUEST,  following.change,             "a show, by id; fields: from, profile, language, news"),
    "leave":    Act(Role.GUEST,  following.leave,              "a show, by id"),
    "request":  Act(Role.OWNER,  people.answer_request,        "a guest's request, by id, then yes or no"),
    "access":   Act(Role.OWNER,  people.answer_access,         "who asks to be let in, then member, guest or no"),
    "invite":   Act(Role.OWNER,  people.invite,                "0: a member, 1: a guest, 2: five members"),
    "uninvite": Act(Role.OWNER,  people.void_invitations,      "nothing"),
    "person":   Act(Role.OWNER,  people.change,                "a person, by id; fields: role, shows, bytes"),
    "remove":   Act(Role.OWNER,  people.remove,                "a person, by id"),
    "household": Act(Role.OWNER, settings.household,           "fields: screen, watched, days"),
    "prefer":   Act(Role.GUEST,  settings.prefer, "fields: language, time_zone, quiet_from, quiet_to, digest_at"),
    "try":      Act(Role.OWNER,  system.try_now,               "an outside system, by its name"),
    "run":      Act(Role.OWNER,  system.run_chore,             "a chore, by its name"),
    "token":    Act(Role.GUEST,  account.make,                 "api or calendar"),
    "revoke":   Act(Role.GUEST,  account.revoke,               "a token of one's own, by id"),
}
# fmt: on


def may(viewer: Person | None, said: str) -> bool:
    """Whether somebody may press what says this."""
    action = ACTS.get(said.partition(" ")[0])
    return action is not None and viewer is not None and rights.may(viewer, action.role)


def act(context: Context, viewer: Person, said: str, fields: Fields, place: str) -> Done:
    """Do what a button says, and note who pressed it where; what was done. UserError when it cannot be, any more or at
    all."""
    verb, *words = said.split() or [""]
    action = ACTS.get(verb)
    if action is None:
        raise UserError(Reason("no-such-button"))
    if not rights.may(viewer, action.role):
        raise UserError(Reason("owner-only" if action.role is Role.OWNER else "members-only"))
    press = Press(context=context, viewer=viewer, words=tuple(words), fields=fields)
    episodes = _episodes(press, action)
    try:
        done = action.do(press)
    except (UserError, OutsideError) as mistake:
        _note(press, place, verb, episodes, mistake.reason)
        raise
    _note(press, place, verb, episodes, NO_REASON if done.stays else done.said)  # what is to be copied is secret
    return done


def _episodes(press: Press, action: Act) -> list[int]:
    """The episodes that it is about. UserError when one of them is not there, or none of the viewer's business."""
    if action.episode_of is None:
        return []
    with press.context.store.read() as db:
        found = [action.episode_of(db, one) for one in press.subjects]
        for show_id in {each.show_id for each in shows.episodes_by_id(db, found)}:
            check_sees(db, press.viewer, show_id)
    return found


def _note(press: Press, place: str, verb: str, episodes: Sequence[int], said: Reason) -> None:
    about = " ".join(press.words) if press.words != ("ticked",) else " ".join(map(str, press.subjects))
    with press.context.store.write() as db:
        presses.put(db, press.viewer.name, place, verb, about, said, episodes)
