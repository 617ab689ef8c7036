"""Why has an episode arrived, or not yet? What was considered, what was tried, and what comes next, as one value.

`why` reads it from the store; `reasons` says it, a reason for each line. Front doors render them, with buttons for
`pipeline.services.actions.take_anyway` (of an `Example.verdict_id`) and `pipeline.services.actions.look_now`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from pipeline.clock import now
from pipeline.model import Episode, MediaFile, Release, Show
from pipeline.model.jobs import JobState, RunState, StepRun
from pipeline.model.reasons import NO_REASON, Reason
from pipeline.releases.rules import RULES, refused_by
from pipeline.store import Connection, Store, active_jobs, blocks, deletions, feeds, media_files, verdicts
from pipeline.store.active_jobs import ActiveJob
from pipeline.store.verdicts import Considered

EXAMPLES = 3  # of each rule
SAID_BY_ITS_RULE = frozenset(
    ("another-episode", "another-season", "before-it-aired", "nobody-shares", "no-better", "locked")
)
"""Reasons that say no more of an example than its rule has just said."""
DOING = {
    "transcode": Reason("doing-transcode"),
    "subtitles": Reason("doing-subtitles"),
    "file": Reason("doing-file"),
    "refresh": Reason("doing-refresh"),
    "notify": Reason("doing-notify"),
}
_ORDER = {rule.__name__: place for place, rule in enumerate(RULES)}


@dataclass(frozen=True, kw_only=True)
class Example:
    """A release that was considered, with what was said of it."""

    verdict_id: int
    release: Release
    reason: Reason = NO_REASON


@dataclass(frozen=True, kw_only=True)
class RejectedRelease:
    """How many releases one rule refused, with some of them."""

    rule: str
    count: int
    examples: tuple[Example, ...]


@dataclass(frozen=True, kw_only=True)
class Tried:
    """A release that was taken and turned out wrong."""

    title: str
    indexer: str
    reason: Reason
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Funnel:
    """Everything there is to say about an episode's way."""

    show: Show
    episode: Episode
    found: int = 0  # releases considered at the last look
    looked_at: datetime | None = None
    refused: tuple[RejectedRelease, ...] = ()  # in the rules' order
    suitable: tuple[Example, ...] = ()  # the chosen one left out; best first
    chosen: Example | None = None
    tried: tuple[Tried, ...] = ()  # oldest first
    run: StepRun | None = None  # where it stands now; None: nowhere
    next_feed: datetime | None = None  # when the first of the indexers' newest releases are read again
    file: MediaFile | None = None  # in the library
    earlier: tuple[MediaFile, ...] = ()  # what stood there before that file, oldest first
    deleted_at: datetime | None = None  # when it left the library because everyone had watched it
    given_up: bool = False

    @property
    def step(self) -> str:
        return self.run.step if self.run else ""

    @property
    def next_look(self) -> datetime | None:
        """When it is looked for again."""
        return self.run.due_at if self.run and _is_search(self.run) and self.run.state is RunState.DUE else None

    @property
    def first_filed_at(self) -> datetime | None:
        """Since when it can be watched."""
        return next((file.filed_at for file in (*self.earlier, self.file) if file), None)


def why(store: Store, show: Show, episode: Episode) -> Funnel:
    """The funnel of one episode."""
    with store.read() as db:
        rows = _last_look(db, episode.id)
        way = next(reversed(active_jobs.find(db, episode_id=episode.id, states=tuple(JobState))), None)
        run = _where(way)
        looking = run is not None and _is_search(run)
        deleted = deletions.gone(db, [episode.id]).get(episode.id)
        return Funnel(
            show=show,
            episode=episode,
            found=len(rows),
            looked_at=rows[0].seen_at if rows else None,
            refused=_refused(rows),
            suitable=_suitable(rows),
            chosen=None if looking else _chosen(rows),
            tried=_tried(db, episode.id),
            run=run,
            next_feed=feeds.next_reading(db) if looking else None,
            file=media_files.filed(db, episode.id),
            earlier=tuple(media_files.replaced(db, episode.id)),
            deleted_at=deleted.changed_at if deleted else None,
            given_up=way is not None and way.job.state is JobState.CANCELLED,
        )


def _is_search(run: StepRun) -> bool:
    return run.step in ("check", "fetch")


def _suitable(rows: Sequence[Considered]) -> tuple[Example, ...]:
    return tuple(_example(row) for row in rows if not row.rule and not row.chosen)


def _chosen(rows: Sequence[Considered]) -> Example | None:
    return next((_example(row) for row in rows if row.chosen), None)


def _where(way: ActiveJob | None) -> StepRun | None:
    """The step that says the most: one that is stuck, else the first that is not done."""
    if way is None or way.job.state is not JobState.ACTIVE:
        return None
    return next(iter((*way.stuck, *way.now_at)), None)


def _last_look(db: Connection, episode_id: int) -> list[Considered]:
    """The verdicts of the last look, the best first."""
    found = verdicts.of_last_look(db, episode_id)
    return sorted(found, key=lambda each: (each.score, each.release.seeders or 0, -each.id), reverse=True)


def _example(row: Considered) -> Example:
    return Example(verdict_id=row.id, release=row.release, reason=row.reason)


def _refused(rows: Sequence[Considered]) -> tuple[RejectedRelease, ...]:
    lost = sorted((row for row in rows if row.rule), key=lambda row: (_ORDER.get(row.rule, 99), row.rule))
    found = []
    for rule, group in groupby(lost, key=lambda row: row.rule):
        same = list(group)
        found.append(
            RejectedRelease(
                rule=rule,
                count=len(same),
                examples=tuple(_example(row) for row in same[:EXAMPLES]),
            )
        )
    return tuple(found)


def _tried(db: Connection, episode_id: int) -> tuple[Tried, ...]:
    indexers = {key: release.indexer for key, release in verdicts.releases(db, episode_id).items()}
    return tuple(
        Tried(title=each.title, indexer=indexers.get(each.release_key, ""), reason=each.reason, at=each.at)
        for each in blocks.of_episode(db, episode_id)
    )


# ------------------------------------------------------------------------------------------------------------- said


def reasons(funnel: Funnel) -> list[Reason]:
    """The funnel line by line."""
    said = [_airing(funnel.episode)]
    said += [Reason("tried-release", release=_name(t.title, t.indexer), why=t.reason) for t in funnel.tried]
    said += _considered(funnel)
    said += [_in_library(funnel.file, funnel)] if funnel.file else []
    said.append(_standing(funnel))
    return [line for line in said if line]


def _airing(episode: Episode) -> Reason:
    airs = episode.airs_at
    if airs is None:
        return Reason("no-air-time")
    ago = (now() - airs).total_seconds()
    return Reason("airs", at=airs) if ago < 0 else Reason("aired", at=airs, ago=ago)


def _considered(funnel: Funnel) -> list[Reason]:
    said = [_refused_line(refused, funnel) for refused in funnel.refused]
    if funnel.suitable:
        examples = tuple(_name(e.release.title, e.release.indexer) for e in funnel.suitable[:EXAMPLES])
        code = "suitable-not-chosen" if funnel.chosen else "suitable"
        said.append(Reason(code, count=len(funnel.suitable), examples=examples))
    if funnel.chosen:
        said.append(Reason("chosen-one", release=_name(funnel.chosen.release.title, funnel.chosen.release.indexer)))
    return [Reason("releases-found", count=funnel.found), *said] if said else []


def _refused_line(refused: RejectedRelease, funnel: Funnel) -> Reason:
    told_above = refused.rule == "blocked" and funnel.tried
    examples = (Reason("see-above"),) if told_above else tuple(_example_of(each) for each in refused.examples)
    what = refused_by(refused.rule, refused.count)
    return Reason("refused-some", count=refused.count, what=what, examples=examples)


def _in_library(file: MediaFile, funnel: Funnel) -> Reason:
    if funnel.first_filed_at is None:
        return Reason("in-library", release=file.release)
    if not funnel.earlier or file.filed_at is None:
        return Reason("in-library-since", since=funnel.first_filed_at, release=file.release)
    return Reason(
        "in-library-replaced",
        since=funnel.first_filed_at,
        replaced_at=file.filed_at,
        release=file.release,
        earlier=funnel.earlier[-1].release,
    )


def _standing(funnel: Funnel) -> Reason:
    """Where it stands and what comes next."""
    run = funnel.run
    if run is not None and run.state is RunState.STUCK:
        return Reason("waits-for-you", step=run.step, why=run.reason)
    if run is not None:
        way = _on_its_way(funnel, run)
        return Reason("better-copy", way=way) if funnel.file else way
    if funnel.file:
        return NO_REASON
    if funnel.deleted_at:
        return Reason("deleted-watched", at=funnel.deleted_at)
    if funnel.given_up:
        return Reason("was-given-up")
    airs = funnel.episode.airs_at
    return NO_REASON if airs and airs > now() else Reason("nobody-asked")


def _on_its_way(funnel: Funnel, run: StepRun) -> Reason:
    if _is_search(run):
        return _looking(funnel, run)
    return _with_why(_downloaded(run) if run.step == "download" else _doing(run), run.reason)


def _downloaded(run: StepRun) -> Reason:
    share = run.progress or 0.0
    left = run.seconds_left
    return Reason("downloaded-left", share=share, left=left) if left else Reason("downloaded", share=share)


def _doing(run: StepRun) -> Reason:
    doing = DOING.get(run.step, Reason("text", text=run.step))
    return Reason("doing-share", doing=doing, share=run.progress) if run.progress else Reason("doing", doing=doing)


def _with_why(what: Reason, why: Reason) -> Reason:
    return Reason("what-and-why", what=what, why=why) if why else what


def _looking(funnel: Funnel, run: StepRun) -> Reason:
    airs = funnel.episode.airs_at
    if run.step == "check" and (not airs or airs > now()):
        return Reason("once-it-has-aired")
    coming = _next_look(funnel)
    if run.failures and run.reason:  # nobody could be asked
        coming = _with_why(coming, run.reason)
    if not funnel.found and not funnel.tried:
        return Reason("nothing-found-yet", coming=coming)
    waits_for = run.reason.params.get("why", NO_REASON)
    return _with_why(waits_for, coming) if waits_for.code == "no-room-for" else coming


def _next_look(funnel: Funnel) -> Reason:
    upcoming = min((at for at in (funnel.next_look, funnel.next_feed) if at), default=None)
    return Reason("next-look", at=upcoming) if upcoming and upcoming > now() else Reason("looking-now")


def _example_of(example: Example) -> Reason:
    name = _name(example.release.title, example.release.indexer)
    told = example.reason.code in SAID_BY_ITS_RULE
    return name if told else Reason("release-and-why", release=name, why=example.reason)


def _name(title: str, indexer: str) -> Reason:
    return Reason("release-at", title=title, indexer=indexer) if indexer else Reason("text", text=title)
