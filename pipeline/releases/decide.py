"""Choosing: the rules say why a release is not taken; among those left the best score wins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.model import Release
from pipeline.model.reasons import NO_REASON, Reason
from pipeline.releases.candidate import Candidate, Case
from pipeline.releases.episodes import Listing
from pipeline.releases.parsing.names import ReleaseName
from pipeline.releases.rules import RULES
from pipeline.releases.score import score
from pipeline.releases.titles import or_special, read_for


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What became of one release. `rule` is empty when none refused it."""

    release: Release
    name: ReleaseName
    rule: str = ""
    reason: Reason = NO_REASON
    score: tuple[int, ...] = ()


def judge(found: Iterable[Release], case: Case) -> list[Verdict]:
    """A verdict for each release, each release once."""
    once: dict[str, Release] = {}
    for release in found:
        once.setdefault(release.key, release)
    return [verdict(release, case) for release in once.values()]


def verdict(release: Release, case: Case) -> Verdict:
    listing = case.listing or Listing((case.episode,))
    name = or_special(read_for(release.title, case.show, case.episode.title), case.show, listing.titles_of_specials)
    offer = Candidate(release=release, name=name)
    for rule in RULES:
        if reason := rule(offer, case):
            return Verdict(release=release, name=name, rule=rule.__name__, reason=reason)
    return Verdict(release=release, name=name, score=score(offer, case))


def best(judged: Sequence[Verdict]) -> Verdict | None:
    """The suitable one with the highest score; of equals the first by its key, so that every job of a season agrees."""
    suitable = [v for v in judged if not v.rule]
    return max(suitable, key=lambda v: (v.score, v.release.key), default=None)
