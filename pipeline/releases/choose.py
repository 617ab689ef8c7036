"""Choosing: each rule says why a release loses, or nothing; among those left the best score wins."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rapidfuzz import utils

from pipeline.model import Episode, Release, Show
from pipeline.releases.files import is_episode
from pipeline.releases.names import ReleaseName, read


@dataclass(frozen=True, kw_only=True)
class Case:
    """What is wanted, and what is known about it."""

    show: Show
    episode: Episode
    moment: datetime
    blocked: Mapping[str, str]  # release key: why
    highest: int = 1080  # lines


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What became of one release. `rule` is empty when none refused it."""

    release: Release
    name: ReleaseName
    rule: str = ""
    reason: str = ""
    score: tuple[int, ...] = ()


Rule = Callable[[Release, ReleaseName, Case], str]


def junk(_: Release, name: ReleaseName, __: Case) -> str:
    return name.junk or ""


def wrong_show(_: Release, name: ReleaseName, case: Case) -> str:
    titles = {utils.default_process(t) for t in (case.show.title, case.show.name, *case.show.aliases)}
    mine = {utils.default_process(t) for t in (name.title, *name.alt_titles)}
    if not titles & mine:
        return f"it is {name.title or 'another show'}"
    if name.year and case.show.year and name.year != case.show.year:
        return f"it is the {name.year} show of that name"
    return ""


def wrong_episode(_: Release, name: ReleaseName, case: Case) -> str:
    episode = case.episode
    if name.is_pack and (name.season == episode.season or episode.season in name.seasons):
        return ""
    return "" if is_episode(name, episode) else "it is another episode"


def before_air_date(release: Release, _: ReleaseName, case: Case) -> str:
    airs = case.episode.airs_at
    if airs and release.published_at and release.published_at < airs - timedelta(hours=12):
        return "it appeared before the episode aired"
    return ""


def blocklisted(release: Release, _: ReleaseName, case: Case) -> str:
    why = case.blocked.get(release.key)
    return f"on the blocklist: {why}" if why else ""


def no_seeders(release: Release, _: ReleaseName, __: Case) -> str:
    return "nobody shares it" if release.seeders == 0 else ""


def too_high(_: Release, name: ReleaseName, case: Case) -> str:
    return f"{name.resolution}p is more than is wanted" if (name.resolution or 0) > case.highest else ""


RULES: tuple[Rule, ...] = (junk, wrong_show, wrong_episode, before_air_date, blocklisted, no_seeders, too_high)


def judge(found: Iterable[Release], case: Case) -> list[Verdict]:
    """A verdict for each release, each release once."""
    once = {release.key: release for release in found}
    return [_verdict(release, case) for release in once.values()]


def _verdict(release: Release, case: Case) -> Verdict:
    name = read(release.title, (case.show.title, *case.show.aliases))
    for rule in RULES:
        if reason := rule(release, name, case):
            return Verdict(release=release, name=name, rule=rule.__name__, reason=reason)
    return Verdict(release=release, name=name, score=score(release, name))


def score(release: Release, name: ReleaseName) -> tuple[int, ...]:
    """Bigger is better: resolution, a mended release, then who shares it."""
    return (name.resolution or 0, int(name.proper), min(release.seeders or 0, 50))


def best(judged: Sequence[Verdict]) -> Verdict | None:
    return max((v for v in judged if not v.rule), key=lambda v: v.score, default=None)
