"""Whole discs among the files of a torrent: a Blu-ray's BDMV/STREAM/*.m2ts, a DVD's VIDEO_TS/VTS_tt_p.VOB.

A title is one stream of a Blu-ray, or all parts of a DVD's title set, which is cut after each GB
(https://en.wikipedia.org/wiki/VOB#File_structure). Which title is which episode stands in no name. So only the film of
a disc that has one, in one file, can be taken from it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from pipeline.releases.file_kinds import F, Named, parts_of

_STREAM = re.compile(r"(?P<disc>(?:.*/)?)BDMV/STREAM/(?P<title>\d{5}\.m2ts)", re.IGNORECASE)
_PART = re.compile(r"(?P<disc>(?:.*/)?)(?P<title>VTS_\d\d)_[1-9]\.VOB", re.IGNORECASE)
_MENU = re.compile(r"(?:.*/)?(?:VIDEO_TS|VTS_\d\d_0)\.VOB", re.IGNORECASE)
_AS_LARGE = 0.5  # of the largest title: an extra is smaller, another episode or cut is not


def is_of_disc(path: str) -> bool:
    """Whether a file is a part of a disc that was copied whole."""
    return any(form.fullmatch(_plain(path)) for form in (_STREAM, _PART, _MENU))


def without_discs(videos: Sequence[F]) -> list[F]:
    """These videos; of each disc among them the film alone, where it is one file and there is no doubt which."""
    discs: defaultdict[str, defaultdict[str, list[F]]] = defaultdict(lambda: defaultdict(list))
    for video in videos:
        if found := _STREAM.fullmatch(_plain(video.path)) or _PART.fullmatch(_plain(video.path)):
            discs[found["disc"]][found["title"].lower()].append(video)
    films = [film for titles in discs.values() if (film := _film(list(titles.values())))]
    return [video for video in videos if video in films or not is_of_disc(video.path)]


def _film(titles: Sequence[Sequence[F]]) -> F | None:
    largest, *others = sorted(titles, key=_size, reverse=True)
    doubtful = any(_size(other) > _AS_LARGE * _size(largest) for other in others)
    return largest[0] if len(largest) == 1 and not doubtful else None


def _size(title: Sequence[Named]) -> int:
    return sum(part.size for part in title)


def _plain(path: str) -> str:
    return "/".join(parts_of(path))
