"""Whose release is it? A trie over the words of every followed show's titles, and the evidence that decides in doubt.

A title must stand in the name whole: "The Walking" does not take "The Walking Dead". Shows that share a title are told
apart by year, country, network and air dates. The ids that an indexer gives are evidence like the others: they never
make up for a wrong title, and what the name itself says outweighs them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache, partial

from pipeline.model import Release, Show, ShowInfo
from pipeline.model.reasons import NO_REASON, Reason
from pipeline.releases.parsing.names import ReleaseName, read
from pipeline.releases.parsing.normalise import forwards, prepare
from pipeline.releases.parsing.words import words
from pipeline.releases.titles import (
    also_titled,
    bare_title,
    bears_title,
    country_of,
    has_title,
    keys_of,
    of_show,
    or_special,
    titles_of,
)

Airs = Callable[[Show, ReleaseName], "datetime | None"]
"""When the episode airs that a name gives, in a show; None when that show has no such episode."""

_SEGMENTS = re.compile(
    r"\][ _]\d{2,3}(?: - |[ _])(?=[^\W\d_])"
    r"|[\[\](){}【】（）《》「」/|]|\baka\b|^[A-Za-z0-9]{2,12} - (?=[^#]{1,120}#\d)"
    r"|(?<=[\u0400-\u04ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])[ ._]+(?=[A-Za-z])",  # Latin letters follow
    re.IGNORECASE,
)
_MARKS = re.compile(r"[\[\](){}/|#]")  # without one of them, plain letters have one segment
_HEAD = 40  # characters that tell whether a title begins so at all
_AFTER_TITLES = frozenset(("season", "series", "part", "episode", "complete", "the", "us", "uk", "au", "nz", "ca"))
_LONGEST = 300  # characters of a name that are looked at
_MOST_SEGMENTS = 10
# The scene numbers a special behind its season ("S02E07.Christmas.Special"): a namesake's longer season is no evidence.
_SPECIAL = re.compile(r"(?:christmas|xmas|halloween|easter|holiday|new[ ._]years?)[ ._]special", re.IGNORECASE)
_NEAR = timedelta(days=21)  # a release this close to an air date speaks for that show


# ---------------------------------------------------------------------------------------------------------- evidence


def _ids(release: Release, show: Show) -> tuple[bool, bool]:
    """(one of the indexer's ids is this show's, one is another's)."""
    pairs = (
        (release.tvdb_id, show.tvdb_id),
        (release.tvmaze_id, show.tvmaze_id),
        (release.imdb_id, show.imdb_id),
    )
    known = [claimed == own for claimed, own in pairs if claimed and own]
    return any(known), not all(known)


def year_of(name: ReleaseName, show: ShowInfo) -> int | None:
    """The year that a name gives beside the title, if it is none that the show's own title ends in."""
    if name.year and not bare_title(show.title).endswith(str(name.year)):
        return name.year
    return None


def _unknown(_: Show, __: ReleaseName) -> datetime | None:
    return None


Specials = Callable[[Show], Iterable[str]]
"""The titles of a show's specials."""


def _untold(_: Show) -> Iterable[str]:
    return ()


def _own_year(year: int, airs: datetime | None) -> bool:
    """Whether it is the season's: releases of later seasons sometimes give the year of that one."""
    return airs is not None and airs.year == year


def _is_of_other_year(year: int, name: ReleaseName, show: Show, airs: Airs) -> bool:
    """Whether a year is neither the show's own, nor one beside it, nor the season's."""
    if not show.year or abs(year - show.year) <= 1:
        return False
    return year < show.year or not _own_year(year, airs(show, name))


def _is_of_other_country(country: str, show: Show) -> bool:
    own = country_of(show)
    return bool(own) and own != country


def _gives_year(name: ReleaseName, show: Show) -> bool:
    """Whether the name gives the show's own year beside the title."""
    year = year_of(name, show)
    return bool(year) and year == show.year


def _gives_country(name: ReleaseName, show: Show) -> bool:
    """Whether the name gives the show's own country beside the title."""
    return bool(name.country) and name.country == country_of(show)


def refusal(release: Release, name: ReleaseName, show: Show, airs: Airs = _unknown) -> Reason:
    """Why this release cannot be of this show; `NO_REASON` when it may be."""
    if not bears_title(name, show):
        return Reason("is-title", title=name.title) if name.title else Reason("no-title")
    year = year_of(name, show)
    if year and _is_of_other_year(year, name, show, airs):
        return Reason("other-show-of", which=str(year))
    if name.country and _is_of_other_country(name.country, show):
        return Reason("other-show-of", which=name.country)
    same, other = _ids(release, show)
    if other and not same and not _is_confirmed(name, show):
        return Reason("indexer-says-other")
    return NO_REASON


def _is_confirmed(name: ReleaseName, show: Show) -> bool:
    """Whether the name itself says more than the title, so that it outweighs an indexer's ids."""
    return _gives_year(name, show) or _gives_country(name, show)


def evidence(release: Release, name: ReleaseName, show: Show, airs: datetime | None) -> int:
    """How much speaks for this show among several of the same title; 0 or 1: no more than the name alone."""
    same, _ = _ids(release, show)
    network = re.sub(r"\W|plus|iplayer", "", (name.network or "").lower())
    near = airs is not None and release.published_at is not None and abs(release.published_at - airs) < _NEAR
    return (
        8 * _gives_year(name, show)
        + 6 * _gives_country(name, show)
        + 3 * same
        + 2 * near
        + (airs is not None and not _SPECIAL.search(name.raw))
        + bool(network and network in re.sub(r"\W", "", show.network).lower())
    )


def closest(release: Release, name: ReleaseName, shows: Iterable[Show], airs: Airs) -> list[Show]:
    """The shows for which the most speaks among those that it may be of: one, or several in a tie."""
    possible = [show for show in shows if not refusal(release, name, show, airs)]
    if len(possible) < 2:
        return possible
    counted = [(7 * has_title(name, show) + evidence(release, name, show, airs(show, name)), show) for show in possible]
    most = max(count for count, _ in counted)
    return [show for count, show in counted if count == most]


# ------------------------------------------------------------------------------------------------------------- index


@dataclass(slots=True)
class _Node:
    """A word on the way to a title. `shows`: those whose title ends here."""

    below: dict[str, _Node] = field(default_factory=dict)
    shows: list[Show] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Match:
    """A release and the show that it is of."""

    release: Release
    name: ReleaseName
    show: Show


@lru_cache(maxsize=8192)
def _read(title: str, known: tuple[str, ...]) -> ReleaseName:
    """Names are read once: a feed brings the same ones again and again."""
    return read(title, known)


def _name_among(title: str, alike: Sequence[Show], sure: bool) -> ReleaseName:
    """A release's name, read with these shows' titles as a hint where it is not sure without one."""
    name = _read(title, ()) if sure else None
    if name is not None and (name.names_episode or not name.special):
        return name
    return _read(title, tuple(dict.fromkeys(known for show in alike for known in titles_of(show))))


class Index:
    """All titles of these shows, ready to be found in names. Reading is safe from several threads."""

    def __init__(self, shows: Sequence[Show], airs: Airs = _unknown, specials: Specials = _untold) -> None:
        self._root = _Node()
        self._airs = airs
        self._specials = specials
        for show in shows:
            keys = keys_of(show)
            for key in keys.union(("".join(key),) for key in keys):  # "fogsignal.s02e05"
                self._add(key, show)

    def _add(self, key: Sequence[str], show: Show) -> None:
        node = self._root
        for word in key:
            node = node.below.setdefault(word, _Node())
        node.shows.append(show)

    def match(self, release: Release) -> Match | None:
        """The one show that this release is of; None when it is of none, or of several alike."""
        found = self.matches(release)
        return found[0] if len(found) == 1 else None

    def matches(self, release: Release) -> list[Match]:
        """The show that this release is of; several when nothing tells which."""
        for alike, sure in self._candidates(release.title):
            name = _name_among(release.title, alike, sure)
            name = self._or_special(name, alike) if name.junk else name
            if name.junk:
                continue
            if found := closest(release, name, alike, self._airs):
                sure = not any(map(self._is_title, also_titled(name, found[0])))
                return [Match(release=release, name=of_show(name, show), show=show) for show in found if sure]
        return []

    def _is_title(self, key: Sequence[str]) -> bool:
        """Whether a followed show bears this title."""
        node: _Node | None = self._root
        for word in key:
            node = node and node.below.get(word)
        return bool(key) and node is not None and bool(node.shows)

    def _or_special(self, name: ReleaseName, alike: Sequence[Show]) -> ReleaseName:
        """The name, or a special of these shows that it tells by its title alone."""
        told = (or_special(name, show, partial(self._specials, show)) for show in alike)
        return next((each for each in told if each is not name), name)

    def _candidates(self, title: str) -> Iterator[tuple[list[Show], bool]]:
        """The shows of which a title stands in this text, longest titles first, those of one title together.

        With each, whether an ordinary word follows: then the title goes on, and it takes no hint to see that.
        """
        text = prepare(title).text if title[:4].lower() == "www." else forwards(title[:_LONGEST])
        ends = sorted(self._ends(text), key=lambda end: -end[0])
        seen: set[int] = set()
        for _, node, following in ends:
            if id(node) not in seen:
                seen.add(id(node))
                yield node.shows, following.isalpha() and following not in _AFTER_TITLES and following[0] not in "第全"

    def _ends(self, title: str) -> Iterator[tuple[int, _Node, str]]:
        yield from self._walk(title)
        if title.startswith("["):  # a group; what is behind may hold a slash or begin with a number
            yield from self._walk(title[title.find("]") + 1 :])
        if not title.isascii() or _MARKS.search(title) or "aka" in title.lower():
            for segment in _SEGMENTS.split(title, _MOST_SEGMENTS):
                yield from self._walk(segment)

    def _walk(self, text: str) -> Iterator[tuple[int, _Node, str]]:
        """(words of the title, where it ends, the word after it) of every title that the text begins with."""
        head = words(text[:_HEAD])
        if head and head[0] not in self._root.below and len(head) > 2:
            return  # as most names of most feeds
        listed = words(text)
        node = self._root
        for depth, word in enumerate(listed, 1):
            below = node.below.get(word)
            if below is None:
                return
            node = below
            if node.shows:
                # A title's last number may be a season's: "Title 9 Staffel 2".
                yield depth, node, listed[depth] if depth < len(listed) and not word.isdigit() else ""
