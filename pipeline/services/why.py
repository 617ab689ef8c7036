"""Why has an episode arrived, or not yet? What was considered, what was tried, and what comes next, as one value.

`why` reads it from the store; `lines` says it in plain words. Front doors show the lines, with buttons for
`pipeline.services.actions.take_anyway` (of an `Example.verdict_id`) and `pipeline.services.actions.look_now`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from messages.units import time_text
from pipeline.clock import now
from pipeline.model import Episode, MediaFile, Release, Show
from pipeline.model.jobs import JobState, RunState, StepRun
from pipeline.model.reasons import NO_REASON, Reason
from pipeline.releases.rules import RULES, WORDS
from pipeline.store import Connection, Store, active_jobs, blocks, deletions, feeds, media_files, verdicts
from pipeline.store.active_jobs import ActiveJob
from pipeline.store.verdicts import Considered

EXAMPLES = 3  # of each rule
SAID_BY_ITS_RULE = frozenset(
    (
        "it is another episode",
        "it is another season",
        "it appeared before the episode aired",
        "nobody shares it",
        "it is no better than what is in the library",
        "it is locked with a password",
    )
)
"""Reasons that say no more of an example than its rule's words have just said."""
DOING = {
    "transcode": "being made playable",
    "subtitles": "getting its subtitles",
    "file": "being filed",
    "refresh": "waiting for the player to show it",
    "notify": "about to be announced",
}
_ORDER = {rule.__name__: place for place, (rule, _) in enumerate(RULES)}


@dataclass(frozen=True, kw_only=True)
class Example:
    """A release that was considered, with what was said of it."""

    verdict_id: int
    release: Release
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class RejectedRelease:
    """How many releases one rule refused, with some of them."""

    rule: str
    words: str  # "appeared before it aired": stands after the number
    count: int
    examples: tuple[Example, ...]


@dataclass(frozen=True, kw_only=True)
class Tried:
    """A release that was taken and turned out wrong."""

    title: str
    indexer: str
    reason: str
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
    step: str = ""  # where it stands now; empty: nowhere
    state: RunState | None = None  # of that step
    reason: Reason = NO_REASON  # what that step says
    progress: float | None = None  # of that step, 0 to 1
    seconds_left: float | None = None
    next_look: datetime | None = None  # when it is looked for again
    next_feed: datetime | None = None  # when the first of the indexers' newest releases are read again
    file: MediaFile | None = None  # in the library
    before: MediaFile | None = None  # what stood there before that file
    first_filed_at: datetime | None = None  # since when it can be watched
    deleted_at: datetime | None = None  # when it left the library because everyone had watched it
    given_up: bool = False


def why(store: Store, show: Show, episode: Episode) -> Funnel:
    """The funnel of one episode."""
    with store.read() as db:
        rows = _last_look(db, episode.id)
        ways = active_jobs.find(db, episode_id=episode.id, states=tuple(JobState))
        way = ways[-1] if ways else None
        run = _where(way)
        looking = run is not None and run.step in ("check", "fetch")
        file, earlier = media_files.filed(db, episode.id), media_files.replaced(db, episode.id)
        deleted = deletions.gone(db, [episode.id]).get(episode.id)
        return Funnel(
            show=show,
            episode=episode,
            found=len(rows),
            looked_at=rows[0].seen_at if rows else None,
            refused=_refused(rows),
            suitable=tuple(_example(row) for row in rows if not row.rule and not row.chosen),
            chosen=next((_example(row) for row in rows if row.chosen and not looking), None),
            tried=_tried(db, episode.id),
            step=run.step if run else "",
            state=run.state if run else None,
            reason=run.reason if run else NO_REASON,
            progress=run.progress if run else None,
            seconds_left=run.seconds_left if run else None,
            next_look=run.due_at if run and looking and run.state is RunState.DUE else None,
            next_feed=feeds.next_reading(db) if looking else None,
            file=file,
            before=earlier[-1] if earlier else None,
            first_filed_at=(earlier[0] if earlier else file).filed_at if file else None,
            deleted_at=deleted.changed_at if deleted else None,
            given_up=way is not None and way.job.state is JobState.CANCELLED,
        )


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
    return Example(verdict_id=row.id, release=row.release, reason=str(row.reason))


def _refused(rows: Sequence[Considered]) -> tuple[RejectedRelease, ...]:
    lost = sorted((row for row in rows if row.rule), key=lambda row: (_ORDER.get(row.rule, 99), row.rule))
    found = []
    for rule, group in groupby(lost, key=lambda row: row.rule):
        same = list(group)
        found.append(
            RejectedRelease(
                rule=rule,
                words=WORDS.get(rule, "are refused"),
                count=len(same),
                examples=tuple(_example(row) for row in same[:EXAMPLES]),
            )
        )
    return tuple(found)


def _tried(db: Connection, episode_id: int) -> tuple[Tried, ...]:
    indexers = {key: release.indexer for key, release in verdicts.releases(db, episode_id).items()}
    return tuple(
        Tried(title=each.title, indexer=indexers.get(each.release_key, ""), reason=str(each.reason), at=each.at)
        for each in blocks.of_episode(db, episode_id)
    )


# ------------------------------------------------------------------------------------------------------ in plain words


def lines(funnel: Funnel, time_zone: str) -> list[str]:
    """The funnel in plain words, a sentence or two a line, times in this IANA time zone."""
    zone = ZoneInfo(time_zone)
    said = [_airing(funnel, zone)]
    said += [f"Tried {_name(t.title, t.indexer)}: {t.reason}." for t in funnel.tried]
    said += _considered(funnel)
    if funnel.file:
        said.append(_in_library(funnel.file, funnel, zone))
    said.append(_standing(funnel, zone))
    return [line for line in said if line]


def _airing(funnel: Funnel, zone: ZoneInfo) -> str:
    airs = funnel.episode.airs_at
    if airs is None:
        return "No air time is announced."
    ago = (now() - airs).total_seconds()
    return f"Airs {_when(airs, zone)}." if ago < 0 else f"Aired {_when(airs, zone)}, {time_text(ago)} ago."


def _considered(funnel: Funnel) -> list[str]:
    if not funnel.found:
        return []
    releases = "release" if funnel.found == 1 else "releases"
    said = [f"{funnel.found} {releases} found:" if funnel.refused or funnel.suitable or funnel.chosen else ""]
    for refused in funnel.refused:
        line = f"• {refused.count} {for_number(refused.words, refused.count)}"
        told_above = refused.rule == "blocked" and funnel.tried
        examples = "; ".join(_with_reason(e) for e in refused.examples)
        said.append(f"{line} ({'see above' if told_above else examples})")
    if funnel.suitable:
        good = "is" if len(funnel.suitable) == 1 else "are"
        than = ", not as good as the chosen one" if funnel.chosen else ""
        examples = "; ".join(_name(e.release.title, e.release.indexer) for e in funnel.suitable[:EXAMPLES])
        said.append(f"• {len(funnel.suitable)} {good} suitable{than} ({examples})")
    if funnel.chosen:
        said.append(f"• 1 chosen: {_name(funnel.chosen.release.title, funnel.chosen.release.indexer)}")
    return said


def _in_library(file: MediaFile, funnel: Funnel, zone: ZoneInfo) -> str:
    first = f" since {_when(funnel.first_filed_at, zone)}" if funnel.first_filed_at else ""
    if funnel.before is None or file.filed_at is None:
        return f"In the library{first}, from {file.release}."
    since = _when(file.filed_at, zone)
    return (
        f"In the library{first}. Since {since} it is from {file.release}; before, it was from {funnel.before.release}."
    )


def _standing(funnel: Funnel, zone: ZoneInfo) -> str:
    """Where it stands and what comes next."""
    better = "A better copy is on its way: " if funnel.file else ""
    if funnel.state is RunState.STUCK:
        return f"It waits for you at “{funnel.step}”: {funnel.reason}."
    if funnel.step in ("check", "fetch"):
        return better + _looking(funnel, zone)
    if funnel.step == "download":
        left = f", {time_text(funnel.seconds_left)} left" if funnel.seconds_left else ""
        return f"{better}{funnel.progress or 0:.0%} downloaded{left}. {funnel.reason}.".replace(". .", ".")
    if funnel.step:
        share = f", {funnel.progress:.0%}" if funnel.progress else ""
        return f"{better or 'Now: '}{DOING.get(funnel.step, funnel.step)}{share}. {funnel.reason}".strip()
    if funnel.file:
        return ""
    if funnel.deleted_at:
        return f"It was deleted {_when(funnel.deleted_at, zone)}, after everyone had watched it."
    if funnel.given_up:
        return "It was given up."
    airs = funnel.episode.airs_at
    return "" if airs and airs > now() else "Nobody has asked for it."


def _looking(funnel: Funnel, zone: ZoneInfo) -> str:
    if funnel.step == "check" and (not funnel.episode.airs_at or funnel.episode.airs_at > now()):
        return "It is looked for once it has aired."
    moments = [moment for moment in (funnel.next_look, funnel.next_feed) if moment]
    upcoming = min(moments, default=None)
    coming = f"Next look {_at(upcoming, zone)}." if upcoming and upcoming > now() else "Looking now."
    if funnel.found or funnel.tried:
        waiting = f"{str(funnel.reason).partition(';')[0]}. " if str(funnel.reason).startswith("Waiting") else ""
        return f"{waiting}{coming}"
    return f"Nothing found yet. {coming}"


def for_number(words: str, count: int) -> str:
    """What is said of many, said of one where it is one: "are other episodes", "is another episode"."""
    if count != 1:
        return words
    verb, _, rest = words.partition(" ")
    one = {"are": "is", "have": "has", "come": "comes", "speak": "speaks", "bear": "bears", "do": "does"}.get(
        verb, verb
    )
    rest = {"other episodes": "another episode", "samples or extras": "a sample or extra"}.get(rest, rest)
    rest = {"programs or archives": "a program or archive"}.get(rest, rest)
    return f"{one} {rest.replace('their names', 'its name')}"


def _with_reason(example: Example) -> str:
    name = _name(example.release.title, example.release.indexer)
    return name if example.reason in SAID_BY_ITS_RULE else f"{name}: {example.reason}"


def _name(title: str, indexer: str) -> str:
    return f"{title} at {indexer}" if indexer else title


def _when(moment: datetime, zone: ZoneInfo) -> str:
    local = moment.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M}"


def _at(moment: datetime, zone: ZoneInfo) -> str:
    local = moment.astimezone(zone)
    return f"at {local:%H:%M}" if local.date() == now().astimezone(zone).date() else f"on {_when(moment, zone)}"
