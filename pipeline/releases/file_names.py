"""What a file's name says, and what its folders add to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from pipeline.model import ShowInfo, ShowKind
from pipeline.releases.extras import BARE_NUMBER, number_alone, without_titles
from pipeline.releases.parsing.names import ReleaseName, read
from pipeline.releases.parsing.numbering_result import PICTURE, like_year, value
from pipeline.releases.titles import of_show, titles_of


def read_file(path: str, titles: Sequence[str]) -> ReleaseName:
    """A file's name; its folders tell what it leaves out ("Season 2/05.mkv", "Season 2/205 - Name.mkv")."""
    parts = _in_digits(PurePosixPath(path)).parts
    path, file = "/".join(parts), parts[-1] if parts else path
    name = read(f"x {file}" if _DAY_ALONE.match(file) else file, titles)
    if _tells_enough(name):
        return name
    whole = read(path, titles)
    if whole.season is not None and whole.episodes and not whole.bare and not name.absolute:
        return whole
    season = _season_above(parts, titles)
    behind = _number_behind(season, without_titles(PurePosixPath(file).stem, titles).lstrip(" ._-"), name)
    return _in_season(season, name, [behind]) if behind else _beneath(season, name, file, titles)


_SPELLED = re.compile(
    r"(\D*?(?<![^\W_])(?:episode|part|chapter|folge|teil|partie|parte)[ ._-]{1,2})"
    r"(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?![^\W_])",
    re.IGNORECASE,
)


def _in_digits(path: PurePosixPath) -> PurePosixPath:
    """A file whose first number is a word: "Episode Six.mkv" is "Episode 6.mkv"."""
    found = _SPELLED.match(path.name)
    return path.with_name(f"{found[1]}{value(found[2].lower())}{path.name[found.end() :]}") if found else path


_DAY_ALONE = re.compile(r"\d{1,2}([._-])\d{1,2}\1(?:19|20)\d\d(?!\d)")
"""A file that is called by its day may be a film's for the reader of names: "22.07.2018.mkv"."""


def _tells_enough(name: ReleaseName) -> bool:
    """Whether no folder can add to it."""
    return (name.season is not None and not name.bare) or bool(name.days) or name.special


def _beneath(season: int | None, name: ReleaseName, file: str, titles: Sequence[str]) -> ReleaseName:
    """A file's name that tells no season for sure, with the season that its folders tell."""
    if name.bare and season not in (None, name.season):
        return _in_season(season, name, _counted_on(name))
    digits = _digits_first(file, titles)
    numbers = name.episodes or name.absolute or _with_next(digits, file)
    if _is_code(digits, numbers, season):
        own = tuple(number % 100 for number in numbers)
        return name._replace(season=numbers[0] // 100, episodes=own, absolute=(), bare=True, junk=None)
    if season is None and _is_count(name, file, titles):
        return name._replace(episodes=numbers, junk=None)
    return name if name.bare else _in_season(season, name, numbers)


def _digits_first(file: str, titles: Sequence[str]) -> str:
    """The number that a file begins with; empty where it does not."""
    found = BARE_NUMBER.match(_WORD_FIRST.sub("", without_titles(file, titles).lstrip(" ._-[(")))
    return found[1] if found else ""


def _with_next(digits: str, file: str) -> tuple[int, ...]:
    """The number that a file begins with, and the next one where that follows: "03-04 Name.mkv"."""
    if not digits:
        return ()
    first = int(digits)
    follows = re.search(rf"(?<!\d){digits}[-+&]0*{first + 1}(?!\d)", file)
    return (first, first + 1) if follows else (first,)


_COUNT_FIRST = re.compile(r"(\d{1,3}|1\d{3})(?:v\d)?(?: - |\. |_-_)")
_PART_FIRST = re.compile(r"(?:part|chapter|teil|partie|parte)[ ._-]{1,2}(\d{1,2})(?:\.\w{2,4}$|[ ._]-)", re.IGNORECASE)


def _is_count(name: ReleaseName, file: str, titles: Sequence[str]) -> bool:
    """Whether a file that names nothing else begins with its number: "17 - Name.mkv", "Part 2.mkv"."""
    bare = without_titles(file, titles).lstrip(" ._-[(")
    found = _COUNT_FIRST.match(bare) or _PART_FIRST.match(bare)
    return found is not None and not name.names_episode and not like_year(int(found[1]))


_WORD_FIRST = re.compile(r"^(?:part|chapter|teil|partie|parte)[ ._-]{1,2}(?=\d)", re.IGNORECASE)
_POINTED = re.compile(r"(\d{1,2})(?:\.(?=\d\d)|-(?=\d\d)|x)(\d{1,2})(?=[ ._-]|$)")
_GLUED = re.compile(r"(?<!\d)(\d{1,2})(\d\d)(?!\d|[pi](?![a-z]))")


def _number_behind(season: int | None, stem: str, name: ReleaseName) -> int | None:
    """The number behind its folder's season: "1.02 Name", and "grp-sh102" of a file that names nothing else."""
    pointed = _POINTED.match(stem)
    found = [pointed] if pointed else [] if name.names_episode else [*_GLUED.finditer(stem)]
    told = [int(each[2]) for each in found if int(each[1]) == season and int(each[1] + each[2]) not in PICTURE]
    return told[0] if len(told) == 1 else None


def _counted_on(name: ReleaseName) -> list[int]:
    """The numbers of a name like "205" where the 2 is no season."""
    return [100 * (name.season or 0) + number for number in name.episodes]


def _is_code(digits: str, numbers: tuple[int, ...], season: int | None) -> bool:
    """Whether the digits that a file begins with are season and episode ("205"), and no folder says otherwise."""
    if len(digits) < 3 or numbers[:1] != (int(digits),):
        return False
    return not like_year(numbers[0]) and season in (None, numbers[0] // 100)


def _in_season(season: int | None, name: ReleaseName, numbers: Sequence[int]) -> ReleaseName:
    if season is None or not numbers:
        return name
    return name._replace(season=season, episodes=tuple(numbers), absolute=(), bare=False, junk=None)


_SEASON_FOLDER = re.compile(r"(?:(?:s[ée]ries?|t)[ ._-]{0,2})?(\d{1,2})(?:\. ?(?:season|series))?", re.IGNORECASE)


def _season_above(parts: Sequence[str], titles: Sequence[str]) -> int | None:
    """The season that the nearest folder tells, "2" alone (but for the outermost) and "Title 2" included."""
    for place in range(len(parts) - 2, -1, -1):
        told = _SEASON_FOLDER.fullmatch(without_titles(parts[place], titles).strip(" ._-"))
        if told and (place or not parts[place].isdigit()):
            return int(told[1])
        pack = read(parts[place], titles)
        if pack.is_pack and pack.season is not None:
            return pack.season
    return None


_BOXES_LAST = re.compile(r"(?<=\d)(?:[ ._]*(?:\[[^\[\]]*\]|\([^()]*\))){1,8}$")


def in_told_season(name: ReleaseName, path: str, show: ShowInfo) -> ReleaseName:
    """The name of a file as one of this show's, in the season that its title or a folder's tells ("Title II")."""
    name = of_show(name, show)
    stem = _BOXES_LAST.sub("", PurePosixPath(path).stem)
    number = number_alone(stem, titles_of(show))
    if number is not None and show.kind is ShowKind.ANIME and not name.names_episode:
        name = name._replace(absolute=(number,), junk=None)
    if name.season is not None or not name.absolute:
        return name
    for folder in reversed(PurePosixPath(path).parts[:-1]):
        above = read(folder, titles_of(show))._replace(season=None, special=False, absolute=name.absolute)
        if season := of_show(above, show).season:
            return name._replace(season=season, episodes=name.absolute, absolute=())
    return name
