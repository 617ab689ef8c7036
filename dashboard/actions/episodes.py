"""Asking for episodes, deleting them, having them back, giving a torrent for one; whose they are."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as NotBase64

from dashboard.press import Done, Press, each
from pipeline.errors import UserError
from pipeline.model.jobs import JobState
from pipeline.model.reasons import Reason
from pipeline.services import actions, deletion, given_torrents
from pipeline.store import Connection, active_jobs, runs, shows, verdicts


def of_job(db: Connection, job_id: int) -> int:
    """The episode of a job."""
    ways = active_jobs.find(db, states=tuple(JobState), job_ids=[job_id])
    if not ways:
        raise UserError(Reason("no-such-job"))
    return ways[0].episode.id


def of_run(db: Connection, run_id: int) -> int:
    """The episode of a step of a job."""
    run = runs.run_by_id(db, run_id)
    if run is None:
        raise UserError(Reason("no-such-job"))
    return of_job(db, run.job_id)


def of_verdict(db: Connection, verdict_id: int) -> int:
    """The episode that a release was considered for."""
    known = verdicts.by_id(db, verdict_id)
    if known is None:
        raise UserError(Reason("release-not-known"))
    return known.episode_id


def itself(db: Connection, episode_id: int) -> int:
    """An episode, which has to be there."""
    return shows.episode_by_id(db, episode_id).id


def get(press: Press) -> Done:
    """On their way; who pressed is told when they are there."""
    return each(lambda context, one: actions.get_it(context.store, one, context.stages, press.viewer.id))(press)


def look(press: Press) -> Done:
    """Looked for now; who pressed is told when they are there."""
    return each(lambda context, one: actions.look_now(context.store, one, context.stages, press.viewer.id))(press)


def take(press: Press) -> Done:
    """Those releases, whatever the rules say; who pressed is told when they are there."""
    return each(lambda context, one: actions.take_anyway(context.store, one, context.stages, press.viewer.id))(press)


def delete(press: Press) -> Done:
    with press.context.store.write() as db:
        gone = deletion.delete_episodes(db, press.numbers, press.context.stages)
    undo = " ".join(map(str, ("undelete", *gone)))
    return Done(said=Reason("episodes-on-their-way-out", count=len(gone)), undo=undo)


def undelete(press: Press) -> Done:
    with press.context.store.write() as db:
        deletion.bring_back_episodes(db, press.context.settings, press.numbers, press.context.stages)
    return Done(said=Reason("episodes-on-their-way-back"))


def give(press: Press) -> Done:
    """ "give 12": the episode's torrent, as the field `torrent` (in base64) or `magnet` has it."""
    context, magnet = press.context, press.fields.first("magnet").strip()
    torrent = given_torrents.read(magnet if magnet else _file(press))
    return Done(said=actions.take_given(context.store, press.one(), torrent, context.stages, press.viewer.id))


def _file(press: Press) -> bytes:
    try:
        data = b64decode(press.fields.first("torrent"), validate=True)
    except NotBase64:
        data = b""
    if not data:
        raise UserError(Reason("no-torrent-given"))
    return data
