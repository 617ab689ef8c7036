"""Whose release is it? A trie over the words of every followed show's titles, and the evidence that decides in doubt.

A title must stand in the name whole: "The Walking" does not take "The Walking Dead". Shows that share a title are told
apart by year, country, network and air dates. The ids that an indexer gives are evidence like the others: they never
make up for a wrong title, and what the name itself says outweighs them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache

from pipeline.model import Release, Show
from pipeline.releases.parsing.names import ReleaseName, read

Airs = Callable[[Show, ReleaseName], "datetime | None"]
"""When the episode airs that a name gives, in a show; None when that show has no such episode."""

_WORDS = re.compile(r"[^\W_]+")
_APOSTROPHES = re.compile(r"['’‘`´]")
_QUALIFIER = re.compile(r"\s*\((?P<what>(?:19|20)\d\d|[A-Z]{2,3})\)\s*$")
_SEGMENTS = re.compile(r"[\[\](){}【】（）《》「」/|]|\baka\b", re.IGNORECASE)
_COUNTRIES = {"UK": "GB", "USA": "US"}
_AFTER_TITLES = frozenset(("season", "series", "part", "episode", "complete", "the", "us", "uk", "au", "nz", "ca"))
_LONGEST = 300  # characters of a name that are looked at
_MOST_SEGMENTS = 10
_NEAR = timedelta(days=21)  # a release this close to an air date speaks for that show


def _plain(text: str) -> str:
    """Small letters without accents."""
    text = text.lower() if text.isascii() else unicodedata.normalize("NFKD", text).casefold()
    if not text.isascii():
        text = "".join(char for char in text if not unicodedata.combining(char))
        text = unicodedata.normalize("NFC", text)
    return _APOSTROPHES.sub("", text)


def words(text: str) -> tuple[str, ...]:
    """The words that titles are compared by: no accents, no apostrophes, "and" left out, "S.W.A.T." as one word."""
    found = [word for word in _WORDS.findall(_plain(text)) if word != "and"]
    if not any(len(word) == 1 for word in found):
        return tuple(found)
    joined: list[str] = []
    run = ""
    for word in found:
        if len(word) == 1:
            run += word
            continue
        if run:
            joined.append(run)
            run = ""
        joined.append(word)
    return tuple([*joined, run] if run else joined)


@lru_cache(maxsize=4096)
def _keys(titles: tuple[str, ...]) -> frozenset[tuple[str, ...]]:
    keys: set[tuple[str, ...]] = set()
    for title in titles:
        keys.add(words(title))
        keys.add(words(_QUALIFIER.sub("", title)))
        if "-" in title:  # Spider-Man is released as Spiderman, too
            keys.add(words(title.replace("-", "")))
    keys.discard(())
    return frozenset(keys)


def titles_of(show: Show) -> tuple[str, ...]:
    return (show.title, *show.aliases)


def keys_of(show: Show) -> frozenset[tuple[str, ...]]:
    """The titles that a release of this show may bear, as words."""
    country = country_of(show)
    there = (f"{show.title} {country}", f"{show.title} UK" if country == "GB" else "") if country else ()
    return _keys((show.title, show.name, *there, *show.aliases))


def bears_title(name: ReleaseName, show: Show) -> bool:
    """Whether one of the titles in a release's name is one of the show's."""
    keys = keys_of(show)
    return any(words(title) in keys for title in (name.title, *name.alt_titles) if title)


# ---------------------------------------------------------------------------------------------------------- evidence


def country_of(show: Show) -> str:
    """ISO 3166-1 alpha-2: from the title's "(US)", else the catalogue's."""
    found = _QUALIFIER.search(show.title)
    if found and found["what"].isalpha():
        return _COUNTRIES.get(found["what"], found["what"])
    return _COUNTRIES.get(show.country.upper(), show.country.upper())


def _ids(release: Release, show: Show) -> tuple[bool, bool]:
    """(one of the indexer's ids is this show's, one is another's)."""
    pairs = (
        (release.tvdb_id, show.tvdb_id),
        (release.tvmaze_id, show.tvmaze_id),
        (release.imdb_id, show.imdb_id),
    )
    known = [claimed == own for claimed, own in pairs if claimed and own]
    return any(known), not all(known)


def refusal(release: Release, name: ReleaseName, show: Show) -> str:
    """Why this release cannot be of this show, in a few words; empty when it may be."""
    if not bears_title(name, show):
        return f"it is {name.title}" if name.title else "its name has no title of the show"
    confirmed = False
    if name.year and show.year:
        if abs(name.year - show.year) > 1:
            return f"it is the {name.year} show of that name"
        confirmed = name.year == show.year
    if name.country and (country := country_of(show)):
        if name.country != country:
            return f"it is the {name.country} show of that name"
        confirmed = True
    same, other = _ids(release, show)
    if other and not same and not confirmed:
        return "its indexer says that it is another show of that name"
    return ""


def points(release: Release, name: ReleaseName, show: Show, airs: datetime | None) -> int:
    """How much speaks for this show among several of the same title."""
    same, _ = _ids(release, show)
    network = re.sub(r"\W", "", (name.network or "").replace("plus", "")).lower()
    near = airs is not None and release.published_at is not None and abs(release.published_at - airs) < _NEAR
    return (
        8 * bool(name.year and name.year == show.year)
        + 6 * bool(name.country and name.country == country_of(show))
        + 3 * same
        + 2 * near
        + (airs is not None)
        + bool(network and network in re.sub(r"\W", "", show.network).lower())
    )


def closest(release: Release, name: ReleaseName, shows: Iterable[Show], airs: Airs) -> list[Show]:
    """The shows for which the most speaks among those that it may be of: one, or several in a tie."""
    possible = [show for show in shows if not refusal(release, name, show)]
    if len(possible) < 2:
        return possible
    counted = [(points(release, name, show, airs(show, name)), show) for show in possible]
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


def _unknown(_: Show, __: ReleaseName) -> datetime | None:
    return None


@lru_cache(maxsize=8192)
def _read(title: str, known: tuple[str, ...]) -> ReleaseName:
    """Names are read once: a feed brings the same ones again and again."""
    return read(title, known)


class Index:
    """All titles of these shows, ready to be found in names. Reading is safe from several threads."""

    def __init__(self, shows: Sequence[Show], airs: Airs = _unknown) -> None:
        self._root = _Node()
        self._airs = airs
        for show in shows:
            for key in keys_of(show):
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
            known = tuple(dict.fromkeys(title for show in alike for title in titles_of(show)))
            name = _read(release.title, () if sure else known)
            if name.junk:
                continue
            if found := closest(release, name, alike, self._airs):
                return [Match(release=release, name=name, show=show) for show in found]
        return []

    def _candidates(self, title: str) -> Iterator[tuple[list[Show], bool]]:
        """The shows of which a title stands in this text, longest titles first, those of one title together.

        With each, whether an ordinary word follows: then the title goes on, and it takes no hint to see that.
        """
        ends = sorted(self._ends(title[:_LONGEST]), key=lambda end: -end[0])
        seen: set[int] = set()
        for _, node, following in ends:
            if id(node) not in seen:
                seen.add(id(node))
                yield node.shows, following.isalpha() and following not in _AFTER_TITLES

    def _ends(self, title: str) -> Iterator[tuple[int, _Node, str]]:
        yield from self._walk(title)
        if _SEGMENTS.search(title):
            for segment in _SEGMENTS.split(title, _MOST_SEGMENTS):
                yield from self._walk(segment)

    def _walk(self, text: str) -> Iterator[tuple[int, _Node, str]]:
        """(words of the title, where it ends, the word after it) of every title that the text begins with."""
        listed = words(text)
        node = self._root
        for depth, word in enumerate(listed, 1):
            below = node.below.get(word)
            if below is None:
                return
            node = below
            if node.shows:
                yield depth, node, listed[depth] if depth < len(listed) else ""


def namesakes(show: Show, shows: Iterable[Show]) -> tuple[Show, ...]:
    """The other shows that have a title in common with this one."""
    keys = keys_of(show)
    return tuple(other for other in shows if other.id != show.id and keys & keys_of(other))
