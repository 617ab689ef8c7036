"""Which text of an archive is meant: sites pack together a season's, several languages, several releases."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from pipeline.languages import distance, same_language
from pipeline.model import SubtitleQuery
from pipeline.releases.file_names import read_file
from pipeline.releases.shipped import ShippedSubtitle, describe
from pipeline.releases.titles import titles_of

_PLAIN = ".srt"  # of one text in several forms the one that needs no conversion
_WORD = re.compile(r"[^\W_]+")


def meant(names: Sequence[str], language: str, query: SubtitleQuery) -> list[str]:
    """Those of an archive's texts that may be the query's subtitle in a language (BCP 47): several where nothing tells
    which, as where one film was cut in two."""
    left = [describe(name, "") for name in _of_episode(names, query)]
    if len(left) > 1:
        left = _in_language([each for each in left if not each.partial and each.forced is query.forced], language)
    for worth in (
        lambda each: each.hearing_impaired is query.hearing_impaired,
        lambda each: _alike(each.path, query.release),
        lambda each: each.path.lower().endswith(_PLAIN),
    ):
        left = _best(left, worth)
    return [each.path for each in left]


def _of_episode(names: Sequence[str], query: SubtitleQuery) -> list[str]:
    """Those that are named after this episode; else those that name none."""
    episode = query.episode
    read = {name: read_file(name, titles_of(query.show)) for name in names}
    named = [
        name for name, told in read.items() if episode.number in told.episodes and told.season in (None, episode.season)
    ]
    return named or [name for name, told in read.items() if not told.episodes]


def _in_language(texts: Sequence[ShippedSubtitle], language: str) -> list[ShippedSubtitle]:
    """The nearest of those that say a language which serves; else those that say none."""
    serving = [each for each in texts if each.language and same_language(each.language, language)]
    nearest = _best(serving, lambda each: (each.language == language, -distance(language, each.language)))
    return nearest or [each for each in texts if not each.language]


def _alike(path: str, release: str) -> int:
    """How many words a name shares with the release's."""
    return len(set(_WORD.findall(path.lower())) & set(_WORD.findall(release.lower())))


def _best(texts: Sequence[ShippedSubtitle], worth: Callable[[ShippedSubtitle], Any]) -> list[ShippedSubtitle]:
    most = max(map(worth, texts), default=None)
    return [each for each in texts if worth(each) == most]
