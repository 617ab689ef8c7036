"""Subtitles that are pictures: where they are kept.

Beside the film players would begin with them, and a media server would convert the whole film to show them; Kodi shows
them as they are. So they lie beside the film where nothing but Kodi plays it or the household wishes it, else apart, in
the data folder.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from pipeline.config import Settings
from pipeline.library.naming import safe_name
from pipeline.library.placing import link_or_copy
from pipeline.model import Episode, Show
from pipeline.releases.shipped import describe
from pipeline.services import household_screens
from pipeline.store import Store
from pipeline.subtitles.sidecars import sidecar_suffix


def apart(settings: Settings, show: Show, episode: Episode) -> Path:
    """Where those of an episode are kept that do not lie beside it: a path without the suffix."""
    return settings.data / "subtitles" / safe_name(show.name, "Unnamed show") / episode.code


def home(store: Store, settings: Settings, show: Show, episode: Episode, film: Path) -> Path:
    """Where those of an episode go whose `film` is in the library: a path without the suffix."""
    with store.read() as db:
        everything = household_screens.plays(db, settings).everything
    beside = everything or settings.household.picture_subtitles
    return film.with_name(film.stem) if beside else apart(settings, show, episode)


def place(pictures: Sequence[str], video: str, stem: Path) -> list[Path]:
    """Put what a release brought along for its `video` where it belongs; where that is. VobSub's two files keep one
    name."""
    suffixes = _suffixes(pictures, video)
    placed = []
    for path in map(Path, pictures):
        target = stem.with_name(f"{stem.name}{suffixes[_pair(path)]}{path.suffix.lower()}")
        if path.is_file():
            link_or_copy(path, target)
            placed.append(target)
    return placed


def _pair(path: Path) -> str:
    return str(path.with_suffix(""))


def _suffixes(pictures: Sequence[str], video: str) -> dict[str, str]:
    """What follows the film's name in each one's, without the last suffix: no two are alike."""
    seen: Counter[str] = Counter()
    found: dict[str, str] = {}
    for path in sorted(pictures):
        if (pair := _pair(Path(path))) in found:
            continue
        told = describe(PurePosixPath(path).as_posix(), video)
        plain = sidecar_suffix(told.language, forced=told.forced, hearing_impaired=told.hearing_impaired, extension="")
        seen[plain] += 1
        found[pair] = plain if seen[plain] == 1 else f"{plain}.t{seen[plain]}"
    return found
