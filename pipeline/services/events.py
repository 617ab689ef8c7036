"""What happens in the household, for programs that listen: who reads it here has it noted first.

Nothing is written where it happens: jobs and systems tell by themselves when they have begun, ended or turned. The
facts of an event, as JSON: of a job `job`, `show`, `episode` and, where it is stuck, `step` and `remedies`; of a system
`system` and `problem`; of both `reason`, a code with its parameters, and `message`, which says it all in a sentence.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from pipeline.clock import now
from pipeline.model import Episode, Show
from pipeline.model.events import Event, EventKind
from pipeline.model.jobs import JobState, StepRun
from pipeline.model.reasons import as_data
from pipeline.store import Connection, Store, active_jobs, events, key_values
from pipeline.store.active_jobs import ActiveJob
from pipeline.store.events import Moved, New, Turned

AT_ONCE = 200
OVERLAP = timedelta(minutes=10)  # another process may write down late what it did; clocks differ
BEFORE = timedelta(days=7)  # who comes back later has missed what was before
_LOOKED = "events.looked"


def after(store: Store, event_id: int) -> list[Event]:
    """What has happened after the event of this number, oldest first, at most `AT_ONCE`."""
    note_new(store)
    with store.read() as db:
        return events.after(db, event_id, AT_ONCE)


def last(store: Store) -> int:
    """The number of the newest event."""
    note_new(store)
    with store.read() as db:
        return events.last_id(db)


def note_new(store: Store) -> None:
    """Note what has happened since this was last called."""
    with store.read() as db:
        moment, fresh = now(), _fresh(db)
        looked = key_values.get(db, _LOOKED)
    if fresh or not looked or abs(moment - datetime.fromisoformat(looked)) > OVERLAP / 2:
        with store.write() as db:
            events.note(db, fresh)
            key_values.put(db, _LOOKED, moment.isoformat())


def _fresh(db: Connection) -> list[New]:
    looked, moment = key_values.get(db, _LOOKED), now()
    # Not from a moment that is still to come: the clock was set back since.
    last = min(datetime.fromisoformat(looked), moment) if looked else moment
    since = max(last - OVERLAP, moment - BEFORE)
    moved = events.moved(db, since)
    ids = {each.job_id for each in moved}
    ways = {way.job.id: way for way in active_jobs.find(db, states=tuple(JobState), job_ids=ids, limit=len(ids))}
    found = [_of_job(ways[each.job_id], each) for each in moved if each.job_id in ways]
    found += [_of_system(each) for each in events.turned(db, since)]
    return sorted(found, key=lambda each: each.at)


def _of_job(way: ActiveJob, moved: Moved) -> New:
    run = next((each for each in way.runs if each.id == moved.run_id), None)
    why = run.reason if run else way.job.because if moved.kind is EventKind.BEGUN else way.job.outcome
    facts = {
        "job": {"id": way.job.id, "kind": str(way.job.kind)},
        "show": _show(way.show),
        "episode": _episode(way.episode),
        "reason": as_data(why),
        "message": f"{way.show.title} {way.episode.code}: {why}",
        **(_choice(run) if run else {}),
    }
    return New(key=moved.key, at=moved.at, kind=moved.kind, facts=facts, show_id=way.show.id)


def _choice(run: StepRun) -> dict[str, Any]:
    """What a person can do about a step that is stuck: the action "remedy" takes its id and one of these."""
    return {"step": {"id": run.id, "name": run.step}, "remedies": [remedy.action for remedy in run.remedies]}


def _show(show: Show) -> dict[str, Any]:
    ids = {"tvdb_id": show.tvdb_id, "tvmaze_id": show.tvmaze_id, "imdb_id": show.imdb_id}
    return {"id": show.id, "title": show.title, **ids}


def _episode(episode: Episode) -> dict[str, Any]:
    numbers = {"season": episode.season, "number": episode.number}
    return {"id": episode.id, "code": episode.code, "title": episode.title, **numbers}


def _of_system(turned: Turned) -> New:
    kind = EventKind.FAILING if turned.problem else EventKind.WELL
    said = {"reason": as_data(turned.text), "message": f"{turned.system}: {turned.text or kind}"}
    facts = {"system": turned.system, "problem": turned.problem, **said}
    return New(key=turned.key, at=turned.since, kind=kind, facts=facts)
