"""Which show is meant by a name that somebody typed: one clearly, or the ones to choose from. Never the wrong one.

A name is clearly one show's when it is that show's title or alias, or a part or a misspelling of it that fits no other.
Numbers have to be the same: "Show 5000" is no misspelling of "Show 500". What only other people follow is found by its
whole title; by less, it is asked about.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from pipeline.errors import UserError
from pipeline.model import Show, ShowInfo
from pipeline.model.reasons import Reason
from pipeline.releases.parsing.words import words
from pipeline.releases.titles import keys_of
from pipeline.services.spoken import Place, read_bare_last, read_place, words_of
from pipeline.store import Store, shows

OFFERED_MOST = 6  # candidates to choose from
NEAR = 70  # of 100: a name that is so much alike may have been meant
_SMALL = {
    "the", "a", "an", "of", "and", "in", "on", "to", "for", "at", "el", "la", "los", "las", "un", "una", "de", "del",
    "y", "en", "der", "die", "das", "le", "les", "show", "series", "serie",
}  # fmt: skip
_ARTICLES = {"the", "a", "an", "el", "la", "los", "las", "der", "die", "das", "le", "les"}

Key = tuple[str, ...]


class Match(IntEnum):
    """How well a name fits a show, the best first."""

    TITLE = 0
    NEARLY = 1  # but for an article or how it is parted into words
    PART = 2  # words of the title only
    MISSPELT = 3
    NOT = 4


class NotClear(UserError):
    """The name is not clearly one show's. `candidates`: those that may be meant."""

    def __init__(self, reason: Reason, candidates: Sequence[Show], place: Place) -> None:
        super().__init__(reason)
        self.candidates = tuple(candidates)
        self.place = place


@dataclass(frozen=True, kw_only=True)
class Meant:
    """A show and which of its episodes somebody speaks of."""

    show: Show
    place: Place


def find(store: Store, person_id: int | None, text: str, *, everyone: bool = False) -> Meant:
    """The show that a person means, among those they follow; with `everyone`, also among what others follow.

    `person_id` None: among all. NotClear when it may be several, or only something like it is there; UserError when
    nothing is.
    """
    with store.read() as db:
        mine = shows.all_followed(db) if person_id is None else [f.show for f in shows.followed_by(db, person_id)]
        own = {show.id for show in mine}
        others = [s for s in shows.all_followed(db) if s.id not in own] if everyone and person_id is not None else []
    return meant_among(text, mine, others)


def meant_among(text: str, mine: Sequence[Show], others: Sequence[Show] = ()) -> Meant:
    """See `find`."""
    everything = [*mine, *others]
    for title, place in readings(text, everything):
        best, candidates = matching(title, everything)
        chosen = _clear(title, best, candidates, {show.id for show in mine})
        if chosen is not None:
            return Meant(show=chosen, place=place)
        if candidates:
            raise _not_clear("which-show", title, candidates, place)
    title, place = readings(text)[-1]
    near = _near(title, everything)
    if near:
        raise _not_clear("no-such-show-but", title, near, place)
    raise UserError(Reason("not-followed", title=title or text))


def readings(text: str, among: Sequence[Show] = ()) -> list[tuple[str, Place]]:
    """The ways to take a text apart into a title and episodes, the likeliest first.

    What is a whole title of one `among` these is nothing else: there are shows called "Season 2" and "New Girl".
    """
    whole = words_of(text)
    typed = words(whole.text)
    if any(_exactly(typed, show) <= Match.NEARLY for show in among):
        return [(whole.text, Place())]
    rest, place = read_place(whole)
    found = [(rest.text, place)] if rest.raw else [(whole.text, Place())]
    shorter, last = read_bare_last(rest)
    if last and shorter.raw and not place:
        found.append((shorter.text, last))
    return found


def matching(title: str, among: Iterable[Show]) -> tuple[Match, list[Show]]:
    """The shows that a name fits best, and how well; none: `Match.NOT`."""
    typed = words(title)
    fits = [(_exactly(typed, show), show) for show in among]
    best = min((fit for fit, _ in fits), default=Match.NOT)
    if best is Match.NOT:
        fits = [(_misspelt(typed, show), show) for _, show in fits]
        best = min((fit for fit, _ in fits), default=Match.NOT)
    return best, [show for fit, show in fits if fit is best and best is not Match.NOT]


def like(text: str, among: Sequence[Show]) -> list[Show]:
    """All that a name may mean, for a list to look at."""
    return matching(text, among)[1] or _near(text, among)


def labels(candidates: Sequence[Show]) -> list[str]:
    """Their names; with the network where two have the same one."""
    names = [show.name for show in candidates]
    return [
        f"{show.name}, {show.network or show.country or show.id}" if names.count(show.name) > 1 else show.name
        for show in candidates
    ]


# ----------------------------------------------------------------------------------------------------------- deciding


def _clear(title: str, best: Match, candidates: Sequence[Show], own: set[int]) -> Show | None:
    """The one that is meant, if there is no doubt."""
    if best <= Match.NEARLY:
        preferred = [show for show in candidates if show.id in own] or candidates
        return preferred[0] if len(preferred) == 1 else None
    if len(candidates) != 1 or candidates[0].id not in own:
        return None
    return candidates[0] if _says_enough(words(title)) else None


def _says_enough(typed: Key) -> bool:
    """A bare number or a letter or two are not enough of a title."""
    return any(len(word) > 2 and not word.isdigit() for word in _content(typed))


def _not_clear(code: str, title: str, candidates: Sequence[Show], place: Place) -> NotClear:
    offered = candidates[:OFFERED_MOST]
    return NotClear(Reason(code, title=title, names=tuple(labels(offered))), offered, place)


def _near(title: str, among: Sequence[Show]) -> list[Show]:
    """What is written somewhat like it, the most alike first."""
    typed = " ".join(words(title))
    rated = [(max(fuzz.token_set_ratio(typed, " ".join(key)) for key in _keys(show)), show) for show in among]
    alike = sorted((each for each in rated if each[0] >= NEAR), key=lambda each: -each[0])
    return [show for _, show in alike]


# ------------------------------------------------------------------------------------------------------------ fitting


@lru_cache(maxsize=4096)
def _keys(show: ShowInfo) -> frozenset[Key]:
    return keys_of(show) | {words(show.title)}


@lru_cache(maxsize=16384)
def _content(key: Key) -> Key:
    """Without the small words; all of them where there is nothing else."""
    return tuple(word for word in key if word not in _SMALL) or key


@lru_cache(maxsize=16384)
def _bare(key: Key) -> str:
    return "".join(word for word in key if word not in _ARTICLES)


def _exactly(typed: Key, show: ShowInfo) -> Match:
    keys = _keys(show)
    if typed in keys:
        return Match.TITLE
    if any(_bare(typed) == _bare(key) for key in keys if _bare(key)):
        return Match.NEARLY
    wanted = set(_content(typed))
    return Match.PART if wanted and any(wanted <= set(key) for key in keys) else Match.NOT


def _misspelt(typed: Key, show: ShowInfo) -> Match:
    wanted = _content(typed)
    for key in _keys(show):
        title = _content(key)
        complete = len(wanted) == len(title) or len(wanted) > 1
        if complete and len(wanted) <= len(title) and all(any(_alike(w, t) for t in title) for w in wanted):
            return Match.MISSPELT
        if len(_bare(typed)) > 5 and _alike(_bare(typed), _bare(key)):
            return Match.MISSPELT
    return Match.NOT


def _alike(typed: str, word: str) -> bool:
    """The same word but for a slip of the finger, or its beginning; numbers are never alike."""
    if typed == word:
        return True
    if any(c.isdigit() for c in typed + word) or len(typed) < 3:
        return False
    if len(typed) > 3 and word.startswith(typed):
        return True
    most = 0 if min(len(typed), len(word)) < 4 else 1 if min(len(typed), len(word)) < 8 else 2
    return bool(most) and OSA.distance(typed, word, score_cutoff=most) <= most
