"""The files inside a torrent: which one is the episode, and is there anything that has no business there?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from pipeline.model import DownloadedFile, Episode, Show
from pipeline.releases.names import ReleaseName, read

VIDEO = frozenset(".mkv .mp4 .m4v .avi .mov .ts .m2ts .wmv .mpg .mpeg .webm .ogv .flv .divx".split())
PROGRAMS = frozenset(".exe .scr .bat .cmd .com .msi .lnk .vbs .js .ps1 .jar .apk .dmg .pif .hta".split())
ARCHIVES = frozenset(".rar .zip .7z .ace .tar .gz .r00 .001 .iso".split())


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
    if not any(suffix_of(p) in VIDEO for p in paths):
        packed = any(suffix_of(p) in ARCHIVES for p in paths)
        return "the video in it is packed in an archive" if packed else "there is no video in it"
    return ""


def pick_file(files: Sequence[DownloadedFile], show: Show, episode: Episode) -> DownloadedFile | None:
    """The video that is this episode. A lone video is taken at its release's word, unless it names another episode."""
    videos = [f for f in files if suffix_of(f.path) in VIDEO and not is_sample(f.path)]
    titles = (show.title, *show.aliases)
    named = [(f, read(PurePosixPath(f.path).name, titles)) for f in videos]
    fitting = [f for f, name in named if is_episode(name, episode)]
    if not fitting and len(named) == 1 and not named[0][1].names_episode:
        fitting = videos
    return max(fitting, key=lambda f: f.size, default=None)


def is_episode(name: ReleaseName, episode: Episode) -> bool:
    """Whether a name's numbers are this episode's."""
    if name.date is not None:
        return name.date == episode.air_date
    if name.season is not None and name.episodes:
        return name.season == episode.season and episode.number in name.episodes
    return episode.absolute is not None and episode.absolute in name.absolute
