"""The files inside a torrent: which one is the episode, and is there anything that has no business there?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Protocol, TypeVar

from messages.units import time_text
from pipeline.languages import language_tag, same_speech
from pipeline.model import Episode, EpisodeInfo, MediaInfo, Show, StreamKind
from pipeline.releases.parsing.names import ReleaseName, read

VIDEO = frozenset(
    (".mkv", ".mp4", ".m4v", ".avi", ".mov", ".ts", ".m2ts", ".wmv", ".mpg", ".mpeg", ".webm", ".ogv", ".flv", ".divx")
)
PROGRAMS = frozenset(
    (
        ".exe",
        ".scr",
        ".bat",
        ".cmd",
        ".com",
        ".msi",
        ".lnk",
        ".vbs",
        ".js",
        ".ps1",
        ".jar",
        ".apk",
        ".dmg",
        ".pif",
        ".hta",
    )
)
ARCHIVES = frozenset((".rar", ".zip", ".7z", ".ace", ".tar", ".gz", ".r00", ".001", ".iso"))
TOO_SHORT = 0.5  # of the announced length: a sample or a fake

_BARE_NUMBER = re.compile(r"(\d{1,3})(?!\d|p\b)")
_PASSWORD_NOTE = re.compile(r"(?:^|[^a-z])(?:passwor[dt]|contraseña|how[ ._-]?to[ ._-]?(?:open|play))", re.IGNORECASE)
_NOTES = frozenset((".txt", ".nfo", ".html", ".htm", ".url", ".pdf"))


class Named(Protocol):
    """A file of a torrent, before or while it is downloaded."""

    @property
    def path(self) -> str: ...
    @property
    def size(self) -> int: ...


F = TypeVar("F", bound=Named)


def suffix_of(path: str) -> str:
    return PurePosixPath(path.replace("\\", "/")).suffix.lower()


def is_sample(path: str) -> bool:
    words = PurePosixPath(path.lower()).as_posix().replace(".", " ").replace("-", " ").replace("_", " ").split("/")
    return any("sample" in part.split() for part in words)


def why_harmful(paths: Sequence[str]) -> str:
    """Why a torrent with these files is refused, in a few words; empty when it may be downloaded."""
    if outside := [p for p in paths if ".." in PurePosixPath(p.replace("\\", "/")).parts or p.startswith(("/", "\\"))]:
        return f"a file in it has a name that leads out of the download folder ({outside[0][:80]!r})"
    if programs := [p for p in paths if suffix_of(p) in PROGRAMS]:
        return f"there is a program in it ({PurePosixPath(programs[0]).name[:80]!r})"
    packed = any(suffix_of(p) in ARCHIVES for p in paths)
    if any(suffix_of(p) in _NOTES and _PASSWORD_NOTE.search(PurePosixPath(p).stem) for p in paths):
        return "it is locked with a password"
    if not any(suffix_of(p) in VIDEO for p in paths):
        return "the video in it is packed in an archive" if packed else "there is no video in it"
    return ""


def pick_file(files: Sequence[F], show: Show, episode: Episode) -> F | None:
    """The video that is this episode. A lone video is taken at its release's word, unless it names another episode."""
    videos = [f for f in files if suffix_of(f.path) in VIDEO and not is_sample(f.path)]
    titles = (show.title, *show.aliases)
    named = [(f, read_file(f.path, titles)) for f in videos]
    fitting = [f for f, name in named if is_episode(name, episode)]
    if not fitting and len(named) == 1 and not named[0][1].names_episode:
        fitting = videos
    return max(fitting, key=lambda f: f.size, default=None)


def read_file(path: str, titles: Sequence[str]) -> ReleaseName:
    """A file's name; its folders tell what it leaves out ("Season 2/05.mkv")."""
    parts = PurePosixPath(path).parts
    name = read(parts[-1] if parts else path, titles)
    if name.season is not None or name.date is not None:
        return name
    whole = read(path, titles)
    if whole.season is not None and whole.episodes:
        return whole
    bare = _BARE_NUMBER.match(parts[-1]) if parts else None
    numbers = name.episodes or name.absolute or ((int(bare[1]),) if bare else ())
    packs = (read(folder, titles) for folder in reversed(parts[:-1]))
    season = next((pack.season for pack in packs if pack.is_pack and pack.season is not None), None)
    if season is None or not numbers:
        return name
    return replace(name, season=season, episodes=numbers, absolute=(), junk=None)


def is_episode(name: ReleaseName, episode: EpisodeInfo) -> bool:
    """Whether a name's numbers are this episode's."""
    if name.date is not None:
        aired = episode.air_date or (episode.airs_at.date() if episode.airs_at else None)
        return name.date == aired
    if name.season is not None and name.episodes:
        return name.season == episode.season and episode.number in name.episodes
    # Numbers without a season are a mini-series', or count through all seasons as anime is numbered.
    if episode.absolute is not None:
        return episode.absolute in (name.absolute or name.episodes)
    return episode.season == 1 and episode.number in (name.episodes or name.absolute)


def may_hold(name: ReleaseName, episode: Episode) -> bool:
    """Whether a release of this name is, or may have in it, this episode."""
    if name.is_pack:
        return episode.season in (name.seasons or (name.season,))
    return is_episode(name, episode)


def why_fake(info: MediaInfo, runtime: float | None, languages: Sequence[str]) -> str:
    """Why what was downloaded is not the episode that it was called, in a few words; empty when it may be.

    `runtime` is the announced length in seconds; `languages` are those of which one must be spoken (empty: any).
    """
    if not info.of(StreamKind.VIDEO):
        return "there is no picture in the video file"
    if runtime and info.duration < runtime * TOO_SHORT:
        return f"it lasts {time_text(info.duration)}, the episode {time_text(runtime)}: a sample or a fake"
    spoken = [language_tag(stream.language) for stream in info.of(StreamKind.AUDIO)]
    # A track that does not say its language may be any.
    known = spoken and all(spoken)
    if known and languages and not any(same_speech(one, other) for one in spoken for other in languages):
        return f"it speaks {' and '.join(dict.fromkeys(spoken))}, not {' or '.join(languages)}"
    return ""
