"""What the words of a name may be a sign of, so that only rules are asked that may fit.

A word is looked at once and remembered: a name costs a look-up for each of its words, however many rules there are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache, reduce
from operator import or_

from pipeline.releases.parsing.numbering_result import EPISODE_WORD, NTH, SEASON_BEHIND, SEASON_WORD, SPELLED

SEASON = 1
"""A season's word beside a number ("season 2", "2nd season"), or a letter for it: "t2"."""
CODE = 2
"""The letter S and a number."""
COUNT = 4
"""An episode's word, "e07", "5of9"."""
CROSS = 8
"""1x02."""
SPECIAL = 16
YEAR = 32
WITHIN = 64
"""A word or a letter for an episode only beside a season: "part", "s2odc4", "t1 e 5"."""
EVERY = 127
_NUMBER = 128

_NTH_MARK = r"(?:st|nd|rd|th|ra|da|er|ème|ος|[aeªº°η])?"
_PATTERNS = tuple(
    (sign, re.compile(pattern))
    for sign, pattern in (
        (SEASON, rf"\d{{0,2}}{_NTH_MARK}(?:{SEASON_WORD}|{SEASON_BEHIND}|stagioni|sez)(?=\d|of|$)"),
        (SEASON, r"(?:seri(?:es?|a)|se|sn|stag|st|[tk])(?=\d|$)"),
        (SEASON | _NUMBER, r"\d{1,2}xall$"),
        (CODE, r"s(?=\d|$)"),
        (COUNT, rf"\d{{0,4}}(?:{EPISODE_WORD}|сери[ий]|серії|seri?y?a|odcinek|del)(?=\d|$)"),
        (WITHIN, rf".*\d(?:{EPISODE_WORD}|x?e|[bf])\d|x?e$|part$|ser$|[čc]as[tť]$"),
        (COUNT, r"[ebf]\d|\d{0,3}(?:of|von|из|iz|sur|av|af|з)\d{0,3}$"),
        (CROSS, r".*\d[xe]\d|x$"),
        (SPECIAL, r"(?:ova|oad|specials?|sp)(?=\d|$)"),
        (YEAR, r".*(?<!\d)(?:19[3-9]|20[0-4])\d(?:\d{4})?(?!\d)"),
        (SEASON | COUNT | _NUMBER, r".*(?:[第季期部集话話回회화ซ]|ตอน|シーズン|시즌)"),
        (_NUMBER, rf"\d|.*\d$|{NTH}$|(?:st|nd|rd|th|[оыи]?[йя])$|(?:{SPELLED})$"),
    )
)


@lru_cache(maxsize=16_384)
def _of_word(word: str) -> int:
    return reduce(or_, (sign for sign, pattern in _PATTERNS if pattern.match(word)), 0)


def signs_of(words: Sequence[str]) -> int:
    """All that these words, in small letters, may be a sign of."""
    found = [*map(_of_word, words)]
    signs = 0
    for each in set(found):
        signs |= each
    if signs & SEASON and not _is_numbered(found):
        signs &= ~SEASON
    # "S2 odc 4": a letter alone is a season's word beside an episode's
    return (signs | SEASON if signs & CODE and signs & (COUNT | WITHIN) else signs) & EVERY


def _is_numbered(found: Sequence[int]) -> bool:
    """Whether a season's word has a number in it or beside it."""
    beside = zip([0, *found], found, [*found[1:], 0], strict=False)
    return any(sign & SEASON and (before | sign | behind) & _NUMBER for before, sign, behind in beside)
