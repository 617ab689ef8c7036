"""Rules: each says why a release is not taken, or nothing. One file each.

They are asked in the order of `RULES`, cheap and telling ones first; the first that objects decides.
"""

from __future__ import annotations

from collections.abc import Callable

from pipeline.model.reasons import Reason
from pipeline.releases.candidate import Candidate, Case
from pipeline.releases.rules.before_air_date import before_air_date
from pipeline.releases.rules.blocked import blocked
from pipeline.releases.rules.language import language
from pipeline.releases.rules.locked import locked
from pipeline.releases.rules.no_seeders import no_seeders
from pipeline.releases.rules.no_space import no_space
from pipeline.releases.rules.not_a_video import not_a_video
from pipeline.releases.rules.not_better import not_better
from pipeline.releases.rules.picture import picture
from pipeline.releases.rules.resolution import resolution
from pipeline.releases.rules.sample import sample
from pipeline.releases.rules.size import size
from pipeline.releases.rules.source import source
from pipeline.releases.rules.too_early import too_early
from pipeline.releases.rules.unreadable import unreadable
from pipeline.releases.rules.words import words
from pipeline.releases.rules.wrong_episode import wrong_episode
from pipeline.releases.rules.wrong_show import wrong_show

Rule = Callable[[Candidate, Case], Reason]

RULES: tuple[Rule, ...] = (
    unreadable,
    wrong_show,
    wrong_episode,
    blocked,
    sample,
    not_a_video,
    locked,
    before_air_date,
    resolution,
    source,
    picture,
    language,
    words,
    size,
    no_seeders,
    not_better,
    too_early,
    no_space,
)
PASSING = frozenset({"too_early", "no_space", "no_seeders"})
"""Rules whose objection may be gone at the next look."""


def refused_by(rule: str, count: int) -> Reason:
    """What is said of so many releases that a rule (by its function's name) refused, after their number: "are other
    episodes"."""
    known = rule in {each.__name__ for each in RULES}
    return Reason(f"rule-{rule.replace('_', '-')}" if known else "rule-of-old", count=count)


__all__ = ["PASSING", "RULES", "Rule", "refused_by"]
