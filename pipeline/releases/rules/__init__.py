"""Rules: each says in a few words why a release is not taken, or nothing. One file each.

They are asked in the order of `RULES`, cheap and telling ones first; the first that objects decides.
"""

from __future__ import annotations

from collections.abc import Callable

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

Rule = Callable[[Candidate, Case], str]

# fmt: off
RULES: tuple[tuple[Rule, str], ...] = (
    # (rule, what is said of those it refused, after their number)
    (unreadable,      "cannot be told from their names"),
    (wrong_show,      "are of another show"),
    (wrong_episode,   "are other episodes"),
    (blocked,         "turned out wrong before"),
    (sample,          "are samples or extras"),
    (not_a_video,     "are programs or archives"),
    (locked,          "are locked or packed"),
    (before_air_date, "appeared before it aired"),
    (resolution,      "have the wrong resolution"),
    (source,          "come from the wrong source"),
    (picture,         "have a picture you do not want"),
    (language,        "speak another language"),
    (words,           "bear words or groups you refuse"),
    (size,            "have the wrong size"),
    (no_seeders,      "are shared by nobody"),
    (not_better,      "are no better than what you have"),
    (too_early,       "are not the best kind yet"),
    (no_space,        "do not fit on the disk"),
)
# fmt: on

WORDS = {rule.__name__: said for rule, said in RULES}
PASSING = frozenset({"too_early", "no_space", "no_seeders"})
"""Rules whose objection may be gone at the next look."""

__all__ = ["PASSING", "RULES", "WORDS", "Rule"]
