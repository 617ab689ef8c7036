"""What to ask for an episode, and whether an answer is one to it."""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from time import monotonic

from integrations.torznab.capabilities import Caps
from pipeline.model import Release, ShowInfo, ShowKind, Wanted

Question = dict[str, str]
"""The parameters of one request, without key and paging."""

ID_NAMES = frozenset({"tvdbid", "tvmazeid", "imdbid"})
_MOST_TITLES = 10
_MOST_SEASON_TITLES = 2  # by which one search asks
_FRUITLESS = 2  # times that another title is asked in vain
_TITLE_RESTS = 6 * 3600.0  # seconds for which it is left alone then


def questions(wanted: Wanted, caps: Caps, titles: Sequence[str], *, ids: bool = True) -> list[Question]:
    """What to ask, one after the other: a later question is only for when no earlier one brought the show.

    `titles` are its titles as words; `ids`: whether the indexer takes a show's ids.
    """
    return [
        *_by_absolute(wanted, caps, titles),
        *_by_season_s_title(wanted, caps),
        *(_by_id(wanted, caps) if ids else ()),
        *_by_title(wanted, caps, titles),
        *_by_name(wanted, caps, titles),
    ]


def _by_absolute(wanted: Wanted, caps: Caps, titles: Sequence[str]) -> list[Question]:
    """As anime is released: "Show 07"."""
    if wanted.show.kind is not ShowKind.ANIME or wanted.absolute is None or not caps.search:
        return []
    return [{"t": "search", "q": f"{title} {wanted.absolute:02}"} for title in titles]


def _by_season_s_title(wanted: Wanted, caps: Caps) -> list[Question]:
    """As anime is released whose seasons bear titles of their own: "Show Glory Line 02", counted for itself."""
    if wanted.number is None or not caps.search:
        return []
    told = [(each.title, number) for each in wanted.show.scene if (number := each.said(wanted.season, wanted.number))]
    words = dict.fromkeys(f"{search_words(title)} {number:02}" for title, number in told if title)
    return [{"t": "search", "q": each} for each in words][:_MOST_SEASON_TITLES]


def _by_title(wanted: Wanted, caps: Caps, titles: Sequence[str]) -> list[Question]:
    """By its titles and its numbers: in fields of their own where that is understood, else as words.

    A special's number is dropped on the way to many sites, and ordinary episodes come back: words arrive as they are.
    """
    numbers = _numbers(wanted)
    if {"q", *numbers} <= caps.tv and (wanted.season or not caps.search):
        return [{"t": "tvsearch", "q": title, **numbers} for title in titles]
    if not caps.search:
        return []
    return [{"t": "search", "q": f"{title} {_numbers_as_words(wanted)}"} for title in titles]


def _by_name(wanted: Wanted, caps: Caps, titles: Sequence[str]) -> list[Question]:
    """By a special's own title: many a release of one has no number."""
    if wanted.season != 0 or not wanted.episode_title or not caps.search:
        return []
    return [{"t": "search", "q": f"{title} {search_words(wanted.episode_title)}"} for title in titles[:1]]


def _by_id(wanted: Wanted, caps: Caps) -> list[Question]:
    show, numbers = wanted.show, _numbers(wanted)
    if not set(numbers) <= caps.tv:
        return []
    ids = {"tvdbid": show.tvdb_id, "tvmazeid": show.tvmaze_id, "imdbid": show.imdb_id}
    known = next(((name, str(value)) for name, value in ids.items() if value and name in caps.tv), None)
    return [{"t": "tvsearch", known[0]: known[1], **numbers}] if known else []


def _numbers(wanted: Wanted) -> Question:
    if wanted.show.kind is ShowKind.DAILY and wanted.air_date is not None and wanted.number is not None:
        return {"season": f"{wanted.air_date:%Y}", "ep": f"{wanted.air_date:%m/%d}"}
    return {"season": str(wanted.season), **({} if wanted.number is None else {"ep": str(wanted.number)})}


def _numbers_as_words(wanted: Wanted) -> str:
    if wanted.show.kind is ShowKind.DAILY and wanted.air_date is not None and wanted.number is not None:
        return f"{wanted.air_date:%Y %m %d}"
    return f"S{wanted.season:02}" + ("" if wanted.number is None else f"E{wanted.number:02}")


def brings(release: Release, wanted: Wanted) -> bool:
    """Whether a release looks like an answer to what was asked, so that no other title has to be tried."""
    said = _words(release.title)
    if not _names(said, wanted.show) and not _has_id_of(release, wanted.show):
        return False
    return wanted.season != 0 or _is_special(said, wanted)


def _names(said: list[str], show: ShowInfo) -> bool:
    """Whether a release's words begin with one of the show's titles, after at most one word: a group in brackets."""
    titles = map(_words, (show.title, *show.aliases, *(each.title for each in show.scene)))
    return any(words and words in (said[: len(words)], said[1 : 1 + len(words)]) for words in titles)


def _has_id_of(release: Release, show: ShowInfo) -> bool:
    ids = ((release.tvdb_id, show.tvdb_id), (release.tvmaze_id, show.tvmaze_id), (release.imdb_id, show.imdb_id))
    return any(theirs and theirs == ours for theirs, ours in ids)


def _is_special(said: list[str], wanted: Wanted) -> bool:
    name = _words(wanted.episode_title)
    named = bool(name) and any(said[at : at + len(name)] == name for at in range(len(said)))
    return named or any(word.startswith("s00") for word in said)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", re.sub(r"['’`]", "", text.casefold().replace("&", " and ")))


def search_words(title: str) -> str:
    """A title as search engines take it: words only. Apostrophes close up ("Don't" is released as "Dont")."""
    return " ".join(re.findall(r"\w+", re.sub(r"['’`]", "", title.replace("&", " and "))))


class Titles:
    """By which of its titles a show is searched: those that bring nothing are asked rarely.

    With many of them, each search would be many. Safe to use from several threads.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._fruitless: dict[str, tuple[float, ...]] = {}

    def of(self, show: ShowInfo) -> list[str]:
        """The words to search by: its title, and the other titles as far as they have their turn."""
        words = dict.fromkeys(filter(None, map(search_words, (show.title, *show.aliases))))
        moment = monotonic()
        with self._lock:
            turns = {title: self._fruitless.get(title, ()) for title in words}
        resting = {t for t, times in turns.items() if len(times) >= _FRUITLESS and moment - times[0] < _TITLE_RESTS}
        first = next(iter(words), "")
        return [title for title in words if title == first or title not in resting][:_MOST_TITLES]

    def note(self, words: str, titles: Sequence[str], brought: bool) -> None:
        """Whether the question by these words brought the show; `titles` are those that were asked by."""
        title = max((t for t in titles if f"{words} ".startswith(f"{t} ")), key=len, default="")
        if title:
            with self._lock:
                times = () if brought else (*self._fruitless.get(title, ()), monotonic())
                self._fruitless[title] = times[-_FRUITLESS:]
