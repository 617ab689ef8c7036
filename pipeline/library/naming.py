"""Where an episode is filed: names as Jellyfin documents them, safe on every file system.

https://jellyfin.org/docs/general/server/media/shows

A pattern is a path below the library: `{show}/Season {season:02}/{show} - {code}< - {title}>`. What stands in `<…>` is
left out when one of its fields has nothing to say. The suffix is added to it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Formatter

from pathvalidate import sanitize_filename

from pipeline.errors import UserError
from pipeline.model import Episode, EpisodeInfo, Show, ShowKind

MOST = 255  # bytes in one name: ext4, NTFS, exFAT
ROOM = 24  # bytes kept free for suffixes such as ".pt-BR.forced.srt"

STANDARD = "{show}< [tvdbid-{tvdb_id}]>/Season {season:02}/{show} - {code}< - {title}>"
DAILY = "{show}< [tvdbid-{tvdb_id}]>/Season {season:02}/{show} - {date}< - {title}>"
ANIME = "{show}< [tvdbid-{tvdb_id}]>/Season {season:02}/{show} - {code}< - {absolute:03}>< - {title}>"

FIELDS: Mapping[str, str] = {
    "show": "the title with the year",
    "name": "the title alone",
    "year": "of its first episode",
    "season": "number",
    "number": "of the episode",
    "code": "S01E02, or S01E02-E03",
    "absolute": "number counted through all seasons",
    "date": "2026-11-22, when it aired",
    "title": "of the episode",
    "tvdb_id": "",
    "tvmaze_id": "",
    "imdb_id": "",
}
_TELLS_APART = ({"code"}, {"date"}, {"absolute"}, {"season", "number"})
_NUMBERS = frozenset(("year", "season", "number", "absolute", "tvdb_id", "tvmaze_id"))
_OPTIONAL = re.compile(r"<([^<>]*)>")

Value = str | int | None


def episode_path(
    library: Path,
    show: Show,
    episode: Episode,
    suffix: str,
    pattern: str = STANDARD,
    also: Sequence[EpisodeInfo] = (),
    folder: str = "",
) -> Path:
    """`Show (Year) [tvdbid-1]/Season 01/Show (Year) - S01E01 - Title.mp4` below the library. `suffix` has its dot.

    `also`: further episodes that the same file holds, right after this one. `folder`: what the show's own folder is
    called already, whatever the pattern says.
    """
    values = _values(show, episode, also)
    *folders, last = (_safe(part, values) for part in pattern.split("/"))
    name = cut(last, MOST - len(suffix.encode()) - ROOM) + suffix
    inner = [cut(each, MOST - ROOM) for each in folders]
    if folder and inner:
        inner[0] = folder
    path = library.joinpath(*inner, name)
    if not path.resolve().is_relative_to(library.resolve()):
        raise UserError(f"The name {path.name!r} would lead out of the library.")
    return path


def pattern_for(show: Show, episode: EpisodeInfo, patterns: Mapping[ShowKind, str]) -> str:
    """The pattern for an episode: its show's kind decides, where the catalogue knows what that pattern needs.

    Specials are numbered: neither their dates nor their absolute numbers tell them apart.
    """
    known = {"date": episode.air_date, "absolute": episode.absolute}
    chosen = patterns.get(show.kind, STANDARD)
    needed = fields_of(_OPTIONAL.sub("", chosen))
    if episode.season == 0 or any(name in needed and not value for name, value in known.items()):
        return patterns.get(ShowKind.STANDARD, STANDARD)
    return chosen


def check_pattern(pattern: str) -> str:
    """The pattern, if names can be made with it. ValueError says what is wrong."""
    try:
        named = fields_of(pattern)
    except ValueError as error:
        raise ValueError(f"this is not a pattern ({error}); write it like {STANDARD!r}") from None
    if unknown := named - FIELDS.keys():
        raise ValueError(f"there is no field {{{min(unknown)}}}; the fields are {', '.join(FIELDS)}")
    try:
        for part in pattern.split("/"):
            _safe(part, _EXAMPLE)
    except ValueError as error:
        raise ValueError(f"this is not a pattern ({error}); write it like {STANDARD!r}") from None
    if not any(fields <= named for fields in _TELLS_APART):
        raise ValueError("episodes would share a name: put {code}, {date} or {absolute} into it")
    if not {"show", "name"} & named:
        raise ValueError("shows would share a name: put {show} or {name} into it")
    if any(not part or part in (".", "..") for part in pattern.split("/")):
        raise ValueError("it leads out of the library, or names a folder without a name")
    if _OPTIONAL.sub("", pattern).count("<") or _OPTIONAL.sub("", pattern).count(">"):
        raise ValueError("every < needs its >, and neither holds another")
    return pattern


def fields_of(pattern: str) -> set[str]:
    """The names of the fields in a pattern."""
    return {name for _, name, _, _ in Formatter().parse(pattern) if name is not None}


def code_of(episode: EpisodeInfo, also: Sequence[EpisodeInfo] = ()) -> str:
    """S01E02; S01E02-E04 when the file holds further episodes."""
    last = max((other.number for other in also), default=episode.number)
    first = f"S{episode.season:02}E{episode.number:02}"
    return f"{first}-E{last:02}" if last > episode.number else first


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


# -------------------------------------------------------------------------------------------------------------- inside


def _values(show: Show, episode: EpisodeInfo, also: Sequence[EpisodeInfo]) -> dict[str, Value]:
    titles = dict.fromkeys(each.title for each in (episode, *also) if each.title)
    return {
        "show": safe_name(show.name, "Unnamed show"),
        "name": safe_name(show.title, "Unnamed show"),
        "year": show.year,
        "season": episode.season,
        "number": episode.number,
        "code": code_of(episode, also),
        "absolute": episode.absolute,
        "date": episode.air_date.isoformat() if episode.air_date else None,
        "title": safe_name(" & ".join(titles), "") if titles else None,
        "tvdb_id": show.tvdb_id,
        "tvmaze_id": show.tvmaze_id,
        "imdb_id": safe_name(show.imdb_id, "") if show.imdb_id else None,
    }


_EXAMPLE: dict[str, Value] = {name: 1 if name in _NUMBERS else "x" for name in FIELDS}


def _safe(part: str, values: Mapping[str, Value]) -> str:
    """One folder or file name of a pattern, filled in."""
    part = _OPTIONAL.sub(lambda found: _filled(found[1], values, optional=True), part)
    # A pattern may put two safe values together to something that is not.
    return _whole(_filled(part, values))


def _filled(text: str, values: Mapping[str, Value], *, optional: bool = False) -> str:
    parts = []
    for literal, name, form, _ in Formatter().parse(text):
        parts.append(literal)
        if name is None:
            continue
        value = values[name]
        if optional and value in (None, ""):
            return ""
        # A field with nothing to say outside of <…>: what is written as a number is 0.
        parts.append(format(value if value is not None else (0 if form else ""), form or ""))
    return "".join(parts).replace("{", "{{").replace("}", "}}") if optional else "".join(parts)


def _whole(text: str) -> str:
    """A name made of safe parts, without reserved words and bare ends; its length is the caller's."""
    return str(sanitize_filename(text, platform="universal", max_len=4 * MOST)).strip(". ") or "_"
