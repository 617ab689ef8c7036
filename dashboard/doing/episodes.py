"""Deleting episodes and having them back; whose they are."""

from __future__ import annotations

from dashboard.press import Done, Press
from pipeline.model.reasons import Reason
from pipeline.services import deletion
from pipeline.store import Connection, runs, shows


def of_episode(db: Connection, episode_id: int) -> int:
    """Its show."""
    return shows.episode_by_id(db, episode_id).show_id


def of_job(db: Connection, job_id: int) -> int:
    """The show of its episode."""
    return of_episode(db, runs.job_by_id(db, job_id).episode_id)


def delete(press: Press) -> Done:
    with press.house.store.write() as db:
        gone = deletion.delete_episodes(db, press.numbers, press.house.stages)
    undo = " ".join(map(str, ("undelete", *gone)))
    return Done(said=Reason("episodes-on-their-way-out", count=len(gone)), undo=undo)


def undelete(press: Press) -> Done:
    with press.house.store.write() as db:
        deletion.bring_back_episodes(db, press.house.settings, press.numbers, press.house.stages)
    return Done(said=Reason("episodes-on-their-way-back"))
