"""Where an episode is filed: names as Jellyfin documents them, safe on every file system.

https://jellyfin.org/docs/general/server/media/shows
"""

from __future__ import annotations

from pathlib import Path

from pathvalidate import sanitize_filename

from pipeline.errors import Mistake
from pipeline.model import Episode, Show

MOST = 255  # bytes in one name: ext4, NTFS, exFAT
ROOM = 24  # bytes kept free for suffixes such as ".pt-BR.forced.srt"


def episode_path(library: Path, show: Show, episode: Episode, suffix: str) -> Path:
    """`Show (Year)/Season 01/Show (Year) - S01E01 - Title.mp4` below the library. `suffix` has its dot."""
    name = safe_name(show.name, "Unnamed show")
    folder = library / name / f"Season {episode.season:02}"
    stem = f"{name} - {episode.code}"
    title = safe_name(episode.title, "") if episode.title else ""
    if title:
        stem = f"{stem} - {title}"
    path = folder / (cut(stem, MOST - len(suffix.encode()) - ROOM) + suffix)
    if not path.resolve().is_relative_to(library.resolve()):
        raise Mistake(f"The name {path.name!r} would lead out of the library.")
    return path


def safe_name(text: str, instead: str) -> str:
    """A text as one file name: separators and reserved words taken out, no dot or space at its ends."""
    # A slash or colon between words reads better as a dash than as nothing.
    for sign, dash in ((": ", " - "), (" / ", " - "), ("/", "-"), ("\\", "-"), (":", "-")):
        text = text.replace(sign, dash)
    clean = " ".join(str(sanitize_filename(text, platform="universal")).split()).strip(". ")
    return cut(clean, MOST // 2) or instead


def cut(text: str, most: int) -> str:
    """The text shortened to `most` bytes of UTF-8, between characters."""
    raw = text.encode()[: max(most, 0)]
    return raw.decode(errors="ignore").rstrip(". ") if len(text.encode()) > most else text
