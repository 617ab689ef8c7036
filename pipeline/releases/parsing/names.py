"""Reads a release's name: which show and episodes, how good the picture and sound are, who made it.

    >>> read("Blue.Planet.S01E02.1080p.WEB-DL.DD5.1.H.264-GRP").episodes
    (2,)

Reading is pure and bounded: names are cut to 300 characters, and every pattern's repetitions are bounded. How names
are built is described in https://scenerules.org (scene) and https://thewiki.moe/advanced/release-standards/ (anime).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from pipeline.releases.parsing.known_titles import known_by_key, with_known
from pipeline.releases.parsing.normalise import LONGEST, folders, prepare
from pipeline.releases.parsing.one_name import read_one
from pipeline.releases.parsing.release_name import ReleaseName
from pipeline.releases.parsing.vocabulary import PHRASES, SINGLE, Source
from pipeline.releases.parsing.words import words

__all__ = ["ReleaseName", "Source", "read"]


def read(name: str, known_titles: Sequence[str] = (), episode_title: str = "") -> ReleaseName:
    """Reads a release's name, or a path to a file of one.

    `known_titles` are titles that may be meant. They settle names that can be read in two ways: with "Archive 81"
    known, "Archive.81.720p" is no episode 81. The title is then spelled as it is known. `episode_title` is the title of
    the episode that may be meant: "Waiting.for.Dutch.1080p" is then not in Dutch.
    """
    if episode_title and (masked := _masked(name, episode_title)):
        plain, again = read(name, known_titles), read(masked, known_titles)
        same = (again.title, again.season, again.episodes, again.date) == (
            plain.title, plain.season, plain.episodes, plain.date
        )  # fmt: skip
        return again._replace(raw=plain.raw) if same else plain
    if len(name) > _LONGEST_PATH:
        name = name[-_LONGEST_PATH:] if name.startswith("/") else name[:_LONGEST_PATH]
    if not known_titles:
        return _read_plain(name)
    return with_known(_read_plain(name), known_by_key(tuple(known_titles)))


def _masked(name: str, episode_title: str) -> str:
    """The name with an episode's title made unreadable; empty when it has none, or one that says nothing else."""
    found = words(episode_title)
    if not any(word in SINGLE or word in PHRASES or word.isdigit() for word in found):
        return ""
    spelled = re.compile(r"[\W_]+".join(map(re.escape, found)), re.IGNORECASE)
    places = [place for place in spelled.finditer(name[:LONGEST]) if place.start()]
    if not places:
        return ""
    begin, end = places[-1].span()
    return name[:begin] + _LETTER.sub("x", name[begin:end]) + name[end:]


_LONGEST_PATH = 2000  # characters


_LETTER = re.compile(r"[^\W_]")


@lru_cache(maxsize=4096)
def _read_plain(name: str) -> ReleaseName:
    parts = folders(name)
    if len(parts) == 1:
        return read_one(name, prepare(parts[0]))
    return _read_path(name, parts)


def _read_path(raw: str, parts: list[str]) -> ReleaseName:
    """Reads a file's name and, for what it lacks, its folders: the nearest one that names episodes."""
    own = read_one(raw, prepare(parts[-1]))._replace(raw=raw)
    above = [read_one(raw, prepare(part)) for part in reversed(parts[:-1][-3:])]
    if own.names_episode and own.season is not None:
        return own if own.title else _titled_above(own, above)
    better = next((each for each in above if each.names_episode and not each.is_pack), None)
    return better or _in_pack(own, above)


def _titled_above(own: ReleaseName, above: Sequence[ReleaseName]) -> ReleaseName:
    """With the title that the nearest folder tells."""
    title = next((each for each in above if each.title), None)
    return own._replace(title=title.title, year=title.year) if title else own


def _in_pack(own: ReleaseName, above: Sequence[ReleaseName]) -> ReleaseName:
    """A file that names an episode and no season, with the season of the pack that it lies in."""
    pack = next((each for each in above if each.is_pack), None)
    if not pack or not own.names_episode or own.days:
        return own
    title = next((each.title for each in (own, pack, *above) if each.title), "")
    return own._replace(season=pack.season, episodes=own.episodes or own.absolute, title=title)
