"""Where an episode is filed: names as Jellyfin documents them, safe on every file system.

https://jellyfin.org/docs/general/server/media/shows

A pattern is a path below the library: `{show}/Season {season:02}/{show} - {code}< - {title}>`. What stands in `<…>` is
left out when one of its fields has nothing to say. The suffix is added to it.

Titles can say what players take for numbers, ids, trailers: a name is only used if `readback` reads it back as it was
meant; else the same in another form.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from string import Formatter

from pathvalidate import sanitize_filename

from pipeline.errors import UserError
from pipeline.library import show_folders
from pipeline.library.readback import JELLYFINS, Reader, as_meant, read, series_of
from pipeline.library.show_folders import bracketed_names, known_by, named_apart, names_beside, own_name, tells_id
from pipeline.model import EpisodeInfo, Show, ShowInfo, ShowKind
from pipeline.model.reasons import Reason

MOST = 255  # bytes in one name: ext4, NTFS, exFAT
NAMELESS = "Unnamed show"  # when no sign of a title may stand in a name
ROOM = 36  # bytes kept free for suffixes such as ".zh-Hant.forced.default.srt", and for the signs of a name in between

STANDARD = "{show}< [{id}]>/Season {season:02}/{show} - {code}< - {title}>"
# The date is for people: no player finds a number by it.
DAILY = "{show}< [{id}]>/Season {season:02}/{show} - {code}< - {date}>< - {title}>"
ANIME = "{show}< [{id}]>/Season {season:02}/{show} - {code}< - {absolute:03}>< - {title}>"

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
    "id": "the best that is known, as Jellyfin knows shows by it: tvdbid-1 or imdbid-tt1",
    "tvdb_id": "",
    "tvmaze_id": "",
    "imdb_id": "",
}
_TELLS_APART = ({"code"}, {"date"}, {"absolute"}, {"season", "number"})
_NUMBERS = frozenset(("year", "season", "number", "absolute", "tvdb_id", "tvmaze_id"))
_OPTIONAL = re.compile(r"<([^<>]*)>")

Value = str | int | None
Ways = Callable[[], Iterator[Path]]
"""All ways of naming a file, made one by one: the first is nearly always right."""


def episode_path(
    library: Path,
    show: Show,
    episode: EpisodeInfo,
    suffix: str,
    pattern: str = STANDARD,
    also: Sequence[EpisodeInfo] = (),
    folder: str = "",
    others: Collection[str] = (),
) -> Path:
    """`Show (Year) [tvdbid-1]/Season 01/Show (Year) - S01E01 - Title.mp4` below the library. `suffix` has its dot.

    `also`: further episodes that the same file holds, right after this one. `folder`: what the show's own folder is
    called already, whatever the pattern says. `others`: folders that are other shows'.
    """
    ways: Ways = partial(_candidates, library, show, episode, suffix, pattern, also, folder)
    if not folder:
        ways = _apart(library, show, ways, others)
    path = next(_best(library, show, episode, also, ways), next(ways()))
    if not path.resolve().is_relative_to(library.resolve()):
        raise UserError(Reason("leads-out-of-library", name=path.name))
    return path


def folders_of(library: Path, show: ShowInfo, others: Collection[str] = ()) -> tuple[str, list[Path]]:
    """See `show_folders.folders_of`."""
    return show_folders.folders_of(library, show, _safe_title(show.title), others)


def names_alike(library: Path, show: ShowInfo) -> list[str]:
    """The folders of the library whose names begin as the show's would."""
    return [folder.name for folder in show_folders.alike(library, _safe_title(show.title))]


def title_of(library: Path, show: ShowInfo, folder: str, others: Collection[str] = ()) -> str:
    """What a show in this folder is called, so that players tell it from others of its title."""
    if tells_id(folder):
        return show.title
    beside = names_beside(library, show, _safe_title(show.title), others)
    return named_apart(show, folder) or own_name(show, beside)


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
    named = _checked_fields(pattern)
    if not any(fields <= named for fields in _TELLS_APART):
        raise ValueError("episodes would share a name: put {code}, {date} or {absolute} into it")
    if not {"show", "name"} & named:
        raise ValueError("shows would share a name: put {show} or {name} into it")
    if any(part in ("", ".", "..") for part in pattern.split("/")):
        raise ValueError("it leads out of the library, or names a folder without a name")
    if {"<", ">"} & set(_OPTIONAL.sub("", pattern)):
        raise ValueError("every < needs its >, and neither holds another")
    for which in _EXAMPLES:
        _check_readings(pattern, which)
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


def _candidates(
    library: Path,
    show: Show,
    episode: EpisodeInfo,
    suffix: str,
    pattern: str,
    also: Sequence[EpisodeInfo],
    folder: str,
) -> Iterator[Path]:
    """All ways of naming it, the nicest first."""
    plain = _values(show, episode, also)
    *folders, last = pattern.split("/")
    for outside in ({},) if folder or not folders else _folder_forms(show):
        inner = [cut(_safe(part, {**plain, **outside}), MOST - ROOM) for part in folders]
        if folder and inner:
            inner[0] = folder
        for inside in _file_forms(plain):
            name = _safe(last, {**plain, **inside})
            if not name.strip(" -._"):
                continue
            name = name if inside.get("show") is None else name.lstrip(" -._")
            yield library.joinpath(*inner, cut(name, MOST - len(suffix.encode()) - ROOM) + suffix)


def _folder_forms(show: Show) -> Iterator[dict[str, Value]]:
    """What differs from the pattern in the show's folder: an id that says nothing to players, a longer name."""
    tvmaze: dict[str, Value] = {"id": f"tvmazeid-{show.tvmaze_id}"} if show.tvmaze_id else {}
    yield {}
    yield tvmaze
    for name in bracketed_names(show):
        yield {**tvmaze, "show": _safe_title(name)}
        yield {"show": _safe_title(name)}


def _apart(library: Path, show: Show, ways: Ways, others: Collection[str]) -> Ways:
    """Those in folders that are not taken for another show's, if there are such."""
    beside = names_beside(library, show, _safe_title(show.title), others)
    taken = {name.casefold() for name in others}

    def stays(path: Path) -> bool:
        folder = path.relative_to(library).parts[0]
        return folder.casefold() not in taken and (tells_id(folder) or known_by(folder) not in beside)

    def some() -> Iterator[Path]:
        return filter(stays, ways())

    return some if next(some(), None) else ways


def _file_forms(plain: Mapping[str, Value]) -> Iterator[dict[str, Value]]:
    """What differs from the pattern in the file's name: other signs, the title left out, the show's name left out."""
    title = plain["title"]
    titles: list[Value] = [title]
    if isinstance(title, str):
        other = title.replace("-", "–")
        titles = [*dict.fromkeys((title, other, f"({title})", f"({other})", None))]
    for without in ({}, {"show": "", "name": ""}):
        for each in titles:
            yield {**without, "title": each}


def _best(library: Path, show: Show, episode: EpisodeInfo, also: Sequence[EpisodeInfo], ways: Ways) -> Iterator[Path]:
    """Those that come back as meant everywhere; then those that do where it matters most."""
    for with_title, readers in ((True, tuple(Reader)), (True, JELLYFINS), (False, JELLYFINS)):
        for path in ways():
            known = not with_title or _keeps_its_title(path.relative_to(library).as_posix(), show)
            if known and _comes_back(library, show, episode, also, path, readers):
                yield path


def _comes_back(
    library: Path,
    show: Show,
    episode: EpisodeInfo,
    also: Sequence[EpisodeInfo],
    path: Path,
    readers: Sequence[Reader],
) -> bool:
    file = path.relative_to(library).as_posix()
    last = max((other.number for other in also), default=0)
    fits = partial(as_meant, season=episode.season, number=episode.number, end=last if last > episode.number else None)
    ids = {"tvdb": str(show.tvdb_id or ""), "imdb": show.imdb_id or "", "tvmaze": str(show.tvmaze_id or "")}
    return all(fits(file, reader, ids=ids) for reader in readers)


def _keeps_its_title(file: str, show: ShowInfo) -> bool:
    """A show without an id in its folder's name is known by its title alone."""
    folder = file.partition("/")[0]
    if "/" not in file or tells_id(folder):
        return True
    return _safe_title(show.title).casefold() in series_of(folder, Reader.JELLYFIN_12)[0].casefold()


def _checked_fields(pattern: str) -> set[str]:
    """The names of its fields, if they are known and a name can be made of each part."""
    with _malformed():
        named = fields_of(pattern)
    if unknown := named - FIELDS.keys():
        raise ValueError(f"there is no field {{{min(unknown)}}}; the fields are {', '.join(FIELDS)}")
    with _malformed():
        for part in pattern.split("/"):
            _safe(part, _EXAMPLE)
    return named


@contextmanager
def _malformed() -> Iterator[None]:
    """What is wrong with a format string, with an example of a right one."""
    try:
        yield
    except ValueError as error:
        raise ValueError(f"this is not a pattern ({error}); write it like {STANDARD!r}") from None


def _check_readings(pattern: str, which: tuple[EpisodeInfo, tuple[EpisodeInfo, ...]]) -> None:
    """ValueError if Jellyfin would take the episode for another one, whatever form its title has."""
    episode, also = which
    path = episode_path(_NOWHERE, _EXAMPLE_SHOW, episode, ".mkv", pattern, also)
    file = path.relative_to(_NOWHERE).as_posix()
    if _comes_back(_NOWHERE, _EXAMPLE_SHOW, episode, also, path, JELLYFINS):
        return
    reading = read(file, Reader.JELLYFIN_12)
    said = f"S{reading.season}E{reading.number}" if reading else "nothing at all"
    raise ValueError(f"Jellyfin would take {path.name!r} for {said}; put {{code}} into the file's name")


def _values(show: Show, episode: EpisodeInfo, also: Sequence[EpisodeInfo]) -> dict[str, Value]:
    titles = dict.fromkeys(each.title for each in (episode, *also) if each.title)
    imdb_id = safe_name(show.imdb_id, "") if show.imdb_id else None
    ids = (("tvdbid", show.tvdb_id), ("imdbid", imdb_id))
    return {
        "show": _safe_title(show.name if safe_name(show.title, "") else f"{NAMELESS} ({show.year or 'no year'})"),
        "name": _safe_title(show.title),
        "year": show.year,
        "season": episode.season,
        "number": episode.number,
        "code": code_of(episode, also),
        "absolute": episode.absolute,
        "date": episode.air_date.isoformat() if episode.air_date else None,
        "title": safe_name(" & ".join(titles), "") if titles else None,
        "id": next((f"{name}-{value}" for name, value in ids if value), None),
        "tvdb_id": show.tvdb_id,
        "tvmaze_id": show.tvmaze_id,
        "imdb_id": imdb_id,
    }


# What players take for an id, in a title.
_LIKE_AN_ID = re.compile(
    r"(?:(?<=tvdb)|(?<=imdb)|(?<=tvmaze)|(?<=tmdb)|(?<=id))[-=]|(?<=tt)(?=[0-9]{7})", re.IGNORECASE
)


_BEHIND = re.compile(r" [\[(][^\[\]()]{1,40}[\])]$")  # a year or whatever else tells shows of one title apart


def _safe_title(title: str) -> str:
    """A show's title, cut where it is too long, but not what stands in brackets behind it."""
    clean = _LIKE_AN_ID.sub(" ", safe_name(title, NAMELESS))
    behind = _BEHIND.search(title)
    if behind is None or clean.endswith((")", "]")):
        return clean
    tail = " " + safe_name(behind[0], "")
    return cut(clean, MOST // 2 - len(tail.encode())) + tail


_NOWHERE = Path("/library")
_EXAMPLE_SHOW = Show(id=1, title="Row", year=2021, tvdb_id=1, tvmaze_id=1, imdb_id="tt0000001")


def _example(season: int, number: int, title: str) -> EpisodeInfo:
    day = date(2021, season, number)
    return EpisodeInfo(season=season, number=number, title=title, absolute=number, air_date=day)


_EXAMPLES = (
    (_example(1, 1, "Low Tide"), ()),
    (_example(1, 12, "24 Hours"), ()),
    (_example(2, 3, "Return"), (_example(2, 4, "Other"),)),
)
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
