"""Whether the episodes in a folder are a show's, or those of another show of the same title.

A folder that a person or another program filled tells by its files' names and descriptions: ids, days, titles, numbers
that the catalogue has or has not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from pipeline.library.scan import Video, described_episodes
from pipeline.model import EpisodeInfo, ShowInfo
from pipeline.releases.episodes import Listing, day_of
from pipeline.releases.parsing.names import ReleaseName
from pipeline.releases.parsing.vocabulary import SINGLE
from pipeline.releases.parsing.words import words
from pipeline.services.adopt import held_in

_NEAR = timedelta(days=2)  # that a day may be off: time zones, an early showing
_BEFORE = timedelta(days=60)  # before it aired nobody has a file of it
_NO_TITLE = re.compile(r"(?:episode|part|chapter|folge|teil|pilot|tba|tbd|untitled)?(?:\s*\d+)*")
_CODE = re.compile(
    r"\d{4}[-._ ]\d\d[-._ ]\d\d|s\d+[ ._-]*e\d+(?:-?e?\d+)*|\d{1,2}x\d+|(?<!\w)\d{1,4}(?!\w)|e(?:p|pisode)?[ ._]?\d+",
    re.IGNORECASE,
)
_LINES = re.compile(r"\d{3,4}[ip]")


def told_by_episodes(videos: Sequence[Video], show: ShowInfo, listing: Listing) -> bool | None:
    """What most of the files say; None when they do not say, or are at odds."""
    if not listing.episodes:
        return None
    score = sum(_said(video, show, listing) for video in videos)
    return score > 0 if score else None


def have_other_titles(videos: Sequence[Video], show: ShowInfo, listing: Listing) -> bool:
    """Whether they have titles of their own, and none of them is the listed one's."""
    pairs = [(_title_in(video, show), held_in(video, listing, show)) for video in videos]
    titled = [title for title, held in pairs if title and held and not _is_no_title(held[0].title)]
    return len(titled) > 1 and len(set(titled)) > 1


def _said(video: Video, show: ShowInfo, listing: Listing) -> int:
    """1: it is an episode of the show, -1: it is none, 0: it does not say."""
    said = {*_of_number(video, show, listing), *_of_description(video, listing), *_of_name(video, show, listing)}
    return 0 if len(said) != 1 else 1 if said.pop() else -1


def _of_number(video: Video, show: ShowInfo, listing: Listing) -> Iterator[bool]:
    """A number that no episode has, and a file from before its episode aired, are another show's."""
    held = held_in(video, listing, show)
    if not held and _is_regular(video.name):
        yield False
    if any(_is_older(video, each) for each in held[:1]):
        yield False


def _is_regular(name: ReleaseName) -> bool:
    """Whether it tells of an episode of a season, or of a day."""
    numbered = bool(name.episodes and name.season)
    return (numbered or name.date is not None) and not (name.special or name.is_pack or name.junk)


def _is_older(video: Video, episode: EpisodeInfo) -> bool:
    came = datetime.fromtimestamp(video.path.stat().st_mtime, UTC)
    return episode.airs_at is not None and came < episode.airs_at - _BEFORE


def _of_description(video: Video, listing: Listing) -> Iterator[bool]:
    for told in described_episodes(video.path):
        listed = listing.by_number.get((told.season, told.number))
        if listed is not None:
            yield from _same(told, listed)


def _same(told: EpisodeInfo, listed: EpisodeInfo) -> Iterator[bool]:
    ids = ((told.tvdb_id, listed.tvdb_id), (told.tvmaze_id, listed.tvmaze_id))
    both = [one == other for one, other in ids if one and other]
    if both:
        yield any(both)
    day = day_of(listed)
    if told.air_date and day:
        yield abs(told.air_date - day) <= _NEAR
    if not _is_no_title(listed.title) and words(told.title) == words(listed.title):
        yield True


def _of_name(video: Video, show: ShowInfo, listing: Listing) -> Iterator[bool]:
    held = held_in(video, listing, show)
    if video.name.year and show.year and abs(video.name.year - show.year) > 1:
        yield False
    if held and (video.name.date or _has_title(video, show, held[0].title)):
        yield True


def _has_title(video: Video, show: ShowInfo, title: str) -> bool:
    wanted, there = words(title), words(_behind_show(video, show))
    places = range(len(there) - len(wanted) + 1)
    return not _is_no_title(title) and any(there[at : at + len(wanted)] == wanted for at in places)


def _title_in(video: Video, show: ShowInfo) -> tuple[str, ...]:
    """The words behind the number in a file's name, up to what tells of a release."""
    code, _, title = _CODE.sub("\0", _behind_show(video, show), count=1).partition("\0")
    behind = words(title) if title or code else ()
    ends = (at for at, word in enumerate(behind) if word in SINGLE or _LINES.fullmatch(word))
    return behind[: next(ends, len(behind))]


def _behind_show(video: Video, show: ShowInfo) -> str:
    stem = video.path.stem
    called = next((name for name in (show.name, show.title) if stem.casefold().startswith(name.casefold())), "")
    return stem[len(called) :]


def _is_no_title(title: str) -> bool:
    return _NO_TITLE.fullmatch(" ".join(words(title))) is not None
