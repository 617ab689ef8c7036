"""What a person can do about what is on its way, behind the buttons of chat and dashboard alike.

Each does it in one transaction and says what was done; UserError when it cannot be (any more). Who may do what is the
front door's to know.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from pipeline.engine.remedies import AGAIN, CANCEL, LOOK, NEXT, TAKE
from pipeline.errors import UserError
from pipeline.model import Release, Torrent
from pipeline.model.jobs import JobKind, Origin, RunState, StepRun
from pipeline.model.reasons import Reason
from pipeline.model.releases import BY_HAND
from pipeline.store import (
    Connection,
    Store,
    active_jobs,
    blocks,
    given_torrents,
    leases,
    pausing,
    runs,
    shows,
    verdicts,
)
from pipeline.store.runs import Stage


def apply(store: Store, run_id: int, action: str, stages: Sequence[Stage]) -> Reason:
    """Carry out a remedy for a step run. To try again is always possible, the rest while a stuck step offers it."""
    with store.write() as db:
        run = runs.run_by_id(db, run_id)
        if run is None:
            raise UserError(Reason("not-on-its-way"))
        remedy = REMEDIES.get(action)
        if remedy is None:
            raise UserError(Reason("no-such-remedy", name=action))
        offered = {each.action for each in run.remedies} if run.state is RunState.STUCK else set()
        if action not in {AGAIN.action, *offered}:
            raise UserError(Reason("not-asked-any-more"))
        return remedy(db, run, stages)


def _again(db: Connection, run: StepRun, stages: Sequence[Stage]) -> Reason:
    _check_can_go(db, run, stages)
    runs.again_from(db, run.job_id, run.step, stages)
    return Reason("trying-again", step=run.step)


def _next(db: Connection, run: StepRun, stages: Sequence[Stage]) -> Reason:
    _check_can_go(db, run, stages)
    runs.block_release(db, run.job_id, Reason("person-asked-for-another"))
    runs.again_from(db, run.job_id, "fetch", stages)
    return Reason("looking-for-another")


def _cancel(db: Connection, run: StepRun, _: Sequence[Stage]) -> Reason:
    return _given_up(db, run.job_id)


REMEDIES: Mapping[str, Callable[[Connection, StepRun, Sequence[Stage]], Reason]] = {
    AGAIN.action: _again,
    NEXT.action: _next,
    CANCEL.action: _cancel,
}


def again_with(store: Store, system: str, stages: Sequence[Stage]) -> int:
    """Have the steps that wait for an outside system try again now: it is back, or its settings are mended.

    How many."""
    with store.write() as db:
        waiting = active_jobs.waiting_for_system(db, system)
        for run in waiting:
            if run.state is RunState.STUCK:
                runs.again_from(db, run.job_id, run.step, stages)
            else:
                runs.hurry(db, [run.job_id], run.step)
    return len(waiting)


def _check_can_go(db: Connection, run: StepRun, stages: Sequence[Stage]) -> None:
    """UserError when a step cannot be run again: what it needs is not there, or another job has taken over."""
    steps, job = runs.runs_of(db, run.job_id), runs.job_by_id(db, run.job_id)
    after = next((stage.after for stage in stages if (stage.kind, stage.name) == (job.kind, run.step)), ())
    missing = [name for name in after if name in steps and steps[name].state is not RunState.DONE]
    if missing:
        raise UserError(Reason("comes-after", step=run.step, others=tuple(missing)))
    others = active_jobs.find(db, episode_id=job.episode_id, kinds=(job.kind,))
    if any(way.job.id != job.id and way.job.subject == job.subject for way in others):
        raise UserError(Reason("newer-attempt"))


def mark_done(store: Store, run_id: int, stages: Sequence[Stage]) -> Reason:
    """Do without a step: what comes after it goes on as if it were done. UserError for one that they need."""
    with store.write() as db:
        run = runs.run_by_id(db, run_id)
        if run is None or not active_jobs.find(db, job_ids=[run.job_id], kinds=JobKind):
            raise UserError(Reason("not-on-its-way"))
        _mark_done(db, run, stages)
    return Reason("step-marked-as-done", step=run.step)


def mark_rest_done(store: Store, episode_id: int, stages: Sequence[Stage]) -> Reason:
    """The same for all that is left of an episode's way. UserError where one step of that is needed."""
    with store.write() as db:
        episode, job_id = shows.episode_by_id(db, episode_id), _job_of(db, episode_id)
        if job_id is None:
            raise UserError(Reason("not-on-its-way"))
        for step in runs.runs_of(db, job_id):
            run = runs.runs_of(db, job_id)[step]  # the one before has made it due
            if run.state is not RunState.DONE:
                _mark_done(db, run, stages)
    return Reason("episode-marked-as-done", code=episode.code)


def _mark_done(db: Connection, run: StepRun, stages: Sequence[Stage]) -> None:
    stage = next((each for each in stages if each.name == run.step and each.without), None)
    if stage is None or run.state not in (RunState.DUE, RunState.RUNNING, RunState.STUCK):
        raise UserError(Reason("step-is-needed", step=run.step))
    runs.mark_done(db, run, stage, stages)


def give_up(store: Store, job_id: int) -> Reason:
    """Take a job off its way."""
    with store.write() as db:
        if not active_jobs.find(db, job_ids=[job_id]):
            raise UserError(Reason("not-on-its-way"))
        return _given_up(db, job_id)


def _given_up(db: Connection, job_id: int) -> Reason:
    leases.cancel_job(db, job_id)
    return Reason("given-up-now")


def get_it(store: Store, episode_id: int, stages: Sequence[Stage], asked_by: int | None = None) -> Reason:
    """Put an episode on its way, whoever follows it; again, if it is in the library. `asked_by`: a person, by id, who
    is told when it is there; also where it was on its way already."""
    with store.write() as db:
        episode = shows.episode_by_id(db, episode_id)
        opened = runs.open_job(db, episode.id, Origin.ASKED, stages)
        _asked(db, opened or _job_of(db, episode.id), asked_by)
    if opened is None:
        raise UserError(Reason("episode-on-its-way-already", code=episode.code))
    return Reason("episode-on-its-way", code=episode.code)


def skip(store: Store, episode_id: int, stages: Sequence[Stage]) -> Reason:
    """This episode is not wanted: it leaves its way, or never begins it. `get_it` has it all the same."""
    with store.write() as db:
        episode = shows.episode_by_id(db, episode_id)
        going = active_jobs.find(db, episode_id=episode_id)
        job_id = going[0].job.id if going else runs.open_job(db, episode_id, Origin.ASKED, stages)
        if job_id is None:
            raise UserError(Reason("not-on-its-way"))
        leases.cancel_job(db, job_id)
    return Reason("episode-skipped", code=episode.code)


def pause(store: Store) -> Reason:
    """Begin nothing new until `resume`; what runs goes on to the end of its step."""
    with store.write() as db:
        return Reason("on-hold") if pausing.pause(db) else Reason("on-hold-already")


def resume(store: Store) -> Reason:
    with store.write() as db:
        return Reason("going-on") if pausing.resume(db) else Reason("was-not-on-hold")


def take_anyway(store: Store, verdict_id: int, stages: Sequence[Stage], asked_by: int | None = None) -> Reason:
    """Take a release that the rules, or the blocklist, turned down; who asked is told when it can be watched."""
    with store.write() as db:
        known = verdicts.by_id(db, verdict_id)
        if known is None:
            raise UserError(Reason("release-not-known"))
        job_id = _job_of(db, known.episode_id)
        if job_id and known.chosen and runs.runs_of(db, job_id)["fetch"].state is RunState.DONE:
            raise UserError(Reason("release-on-its-way"))
        _take(db, known.episode_id, known.release, stages)
        _asked(db, _job_of(db, known.episode_id), asked_by)
    return Reason("taking", release=known.release.title)


def take_given(
    store: Store, episode_id: int, torrent: Torrent, stages: Sequence[Stage], asked_by: int | None = None
) -> Reason:
    """Take a torrent that a person gave (`pipeline.services.given_torrents` reads it), whatever it is called."""
    with store.write() as db:
        episode = shows.episode_by_id(db, episode_id)
        name = torrent.name or f"{shows.by_id(db, episode.show_id).title} {episode.code}"
        size = sum(file.size for file in torrent.files) if torrent.files else None
        release = Release(title=name, indexer=BY_HAND, info_hash=torrent.info_hash, size=size)
        given_torrents.keep(db, torrent)
        verdicts.add_given(db, episode_id, release, Reason("given-by-hand"))
        _take(db, episode_id, release, stages)
        _asked(db, _job_of(db, episode_id), asked_by)
    return Reason("taking", release=name)


def _asked(db: Connection, job_id: int | None, person_id: int | None) -> None:
    if job_id is not None and person_id is not None:
        runs.asked_for(db, job_id, person_id)


def _take(db: Connection, episode_id: int, release: Release, stages: Sequence[Stage]) -> None:
    """Have `fetch` choose this release, of those that were considered for the episode."""
    job_id = _job_of(db, episode_id)
    if job_id is None:
        job_id = runs.open_job(db, episode_id, Origin.ASKED, stages)
    elif runs.runs_of(db, job_id)["fetch"].state is not RunState.WAITING:
        runs.again_from(db, job_id, "fetch", stages)
    blocks.lift(db, episode_id, release)
    _tell_fetch(db, job_id, {TAKE: release.short_key})


def allow_again(store: Store, block_id: int) -> Reason:
    """A release that is on the blocklist may be taken again."""
    with store.write() as db:
        title = blocks.lift_by_id(db, block_id)
    if title is None:
        raise UserError(Reason("not-blocked"))
    return Reason("allowed-again", release=title)


def look_now(store: Store, episode_id: int, stages: Sequence[Stage], asked_by: int | None = None) -> Reason:
    """Ask every indexer for an episode now; who asked is told when it can be watched. UserError when it has been found
    already."""
    with store.write() as db:
        job_id = _job_of(db, episode_id)
        if job_id is None:
            job_id = runs.open_job(db, episode_id, Origin.ASKED, stages)
        else:
            steps = runs.runs_of(db, job_id)
            if steps["fetch"].state is RunState.DONE:
                raise UserError(Reason("found-already"))
            if steps["fetch"].state is RunState.STUCK:
                runs.again_from(db, job_id, "fetch", stages)
            runs.hurry(db, [job_id])
        _tell_fetch(db, job_id, {LOOK: "now"})
        _asked(db, job_id, asked_by)
    return Reason("looking-now")


def hurry(store: Store, job_id: int, stages: Sequence[Stage]) -> Reason:
    """A job's next look is now: at every indexer while it is being looked for, later on at whatever it waits for."""
    with store.write() as db:
        way = next(iter(active_jobs.find(db, job_ids=[job_id])), None)
        if way is None:
            raise UserError(Reason("not-on-its-way"))
        if not any(run.step == "fetch" and run.state is not RunState.DONE for run in way.runs):
            runs.hurry(db, [job_id])
            return Reason("looking-now")
    return look_now(store, way.episode.id, stages)


def _job_of(db: Connection, episode_id: int) -> int | None:
    """The job that has the episode on its way."""
    ways = active_jobs.find(db, episode_id=episode_id)
    return ways[-1].job.id if ways else None


def _tell_fetch(db: Connection, job_id: int | None, memo: dict[str, str]) -> None:
    run = runs.runs_of(db, job_id)["fetch"] if job_id is not None else None
    if run is None:
        raise UserError(Reason("on-its-way-again"))
    runs.add_to_memo(db, run, memo)
