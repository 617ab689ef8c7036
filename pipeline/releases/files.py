"""The files inside a torrent: which one is the episode, and is it that once it is there?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from functools import partial
from pathlib import PurePosixPath

from pipeline.languages import language_tag, same_speech
from pipeline.model import Episode, EpisodeInfo, MediaInfo, Show, ShowInfo, StreamKind
from pipeline.model.reasons import NO_REASON, Reason
from pipeline.releases.discs import without_discs
from pipeline.releases.episodes import NUMBERED, Listing, serves, told
from pipeline.releases.extras import (
    SAYS_EXTRA,
    has_code,
    is_extra,
    is_plain,
    lies_apart,
    number_alone,
    without_titles,
)
from pipeline.releases.file_kinds import VIDEO, F, parts_of, suffix_of
from pipeline.releases.file_names import in_told_season, read_file
from pipeline.releases.match import year_of
from pipeline.releases.parsing.names import ReleaseName, read
from pipeline.releases.parsing.words import words
from pipeline.releases.titles import (
    bears_title,
    country_of,
    goes_on,
    has_title,
    is_titled,
    keys_of,
    titles_of,
    without_show,
)

TOO_SHORT = 0.5  # of the announced length: a sample or a fake

ReadFile = tuple[F, ReleaseName]
"""A file, and what its name says."""


def pick_file(
    files: Sequence[F],
    show: Show,
    episode: Episode,
    listing: Listing | None = None,
    release: ReleaseName | None = None,
    others: Sequence[ShowInfo] = (),
) -> F | None:
    """The video that is this episode, by what it says.

    `listing`: all episodes of the show; `release`: the torrent's own name; `others`: shows that are not meant. A lone
    video that names nothing is taken at that name's word, if it names exactly this episode.
    """
    listing = listing or Listing((episode,), show.kind)
    called = _own_title(episode, show, listing)
    videos = _of_no_other(_among_episodes(files, titles_of(show), special=episode.season == 0), show, others, called)
    read_all = [(f, _pair(_of_show(_beneath_release(f.path, release), show), f.path, listing)) for f in videos]
    named = _counted_through(read_all, listing)
    fitting = (
        _numbered(named, episode, listing)
        or _titled(named, show, called)
        or _lone(named, show, episode, listing, release)
    )
    return max(fitting, key=partial(_rank, show=show), default=(None, None))[0]


def _numbered(named: Sequence[ReadFile[F]], episode: Episode, listing: Listing) -> list[ReadFile[F]]:
    """Those that tell the episode's number or day."""
    return _whole([(f, name) for f, name in named if not name.is_pack and serves(name, episode, listing)])


def _titled(named: Sequence[ReadFile[F]], show: Show, title: tuple[str, ...]) -> list[ReadFile[F]]:
    """Those that tell no number and are called by the episode's title."""
    return [(f, name) for f, name in named if _is_untold(name) and _is_called(f.path, show, title)]


def _lone(
    named: Sequence[ReadFile[F]], show: Show, episode: Episode, listing: Listing, release: ReleaseName | None
) -> list[ReadFile[F]]:
    """The only one, where its release says that it is the episode."""
    return [each for each in named if len(named) == 1 and _is_lone(each, show, episode, listing, release)]


_PIECE = re.compile(r"(?<![^\W_])(?:cd|part|pt|dis[ck])[ ._-]?\d(?![^\W_])|(?<=e\d\d)[ab](?![^\W_])", re.IGNORECASE)


def _whole(fitting: Sequence[ReadFile[F]]) -> list[ReadFile[F]]:
    """Without the pieces of an episode that lies in several files: "S01E02.cd1.avi" beside "S01E02.cd2.avi"."""
    whole = [_PIECE.sub("", file.path) for file, _ in fitting]
    return [each for each, path in zip(fitting, whole, strict=True) if whole.count(path) == 1]


def _among_episodes(files: Sequence[F], titles: Sequence[str], *, special: bool) -> list[F]:
    videos = _videos(files, titles, special=special)
    return [f for f in videos if special or not lies_apart(parts_of(f.path)[1:], titles)]


def only_video(files: Sequence[F]) -> F | None:
    """The one video that is no extra, whatever it is called; None when there are several."""
    videos = _videos(files, (), special=False)
    return videos[0] if len(videos) == 1 else None


def _own_title(episode: EpisodeInfo, show: Show, listing: Listing) -> tuple[str, ...]:
    """The episode's title as words, where no other has it; empty where it is of a word or none."""
    title = without_show(episode.title, show)
    alike = [each for each in listing.episodes if each.season and without_show(each.title, show) == title]
    return title if len(title) > 1 and len(alike) == 1 and title[0] not in NUMBERED else ()


def _is_called(path: str, show: Show, title: tuple[str, ...]) -> bool:
    """Whether a file is called by this episode's title and no number: "The Lost Ferry.mkv"."""
    return bool(title) and is_titled([without_show(PurePosixPath(path).stem, show)], title)


def _is_untold(name: ReleaseName) -> bool:
    """Whether a file's name and folders tell neither a number nor a day."""
    return not (name.episodes or name.absolute or name.days or name.special)


def _of_no_other(videos: Sequence[F], show: Show, others: Sequence[ShowInfo], called: tuple[str, ...] = ()) -> list[F]:
    strange = frozenset(key for other in others for key in keys_of(other)) - keys_of(show)
    years = {other.year for other in others if keys_of(other) & keys_of(show)}
    own = [f for f in videos if _is_called(f.path, show, called) or not _is_of_another(f.path, show, strange, years)]
    return _of_its_title(own, show)


def _of_its_title(videos: list[F], show: Show) -> list[F]:
    """Without those of another title, where others bear the show's, or a folder does."""
    parts = {part for f in videos for part in PurePosixPath(f.path).parts}
    if not any(_bears(part, show) for part in parts):
        return videos
    own = [f for f in videos if not _shares_nothing(PurePosixPath(f.path).name, show)]
    return _beneath_its_folder(own, show)


def _beneath_its_folder(videos: list[F], show: Show) -> list[F]:
    """Without those that lie where others have a folder of the show's title, in one that is called otherwise."""
    depths = {place for f in videos for place, part in enumerate(parts_of(f.path)[:-1]) if _bears(part, show)}
    depth = min(depths, default=0)
    titles = titles_of(show)
    return [
        f for f in videos if not depth or len(parts := parts_of(f.path)) <= depth + 1 or is_plain(parts[depth], titles)
    ]


def _bears(part: str, show: ShowInfo) -> bool:
    return has_title(read(part, titles_of(show)), show)


def _shares_nothing(file: str, show: ShowInfo) -> bool:
    """Whether a file's title of several words in plain letters has none of the show's. Where others bear that, or the
    folder, it is another show's: https://github.com/Sonarr/Sonarr/issues/3803
    """
    title = words(read(file, titles_of(show)).title) if has_code(file) else ()
    plain = len(title) > 1 and "".join(title).isascii()
    keys = keys_of(show)
    short = {"".join(word[0] for word in key) for key in keys if len(key) > 1}  # "grp-lr-s02e01"
    return plain and set(title).isdisjoint((*(word for key in keys for word in key), *short))


def _is_of_another(path: str, show: Show, strange: frozenset[tuple[str, ...]], years: Set[int | None]) -> bool:
    """Whether a file's own name, or else the nearest folder of a title, bears one of these titles, as words, and none
    of the wanted show's; or that with another country, or a year before it began or of these, its namesakes'; or
    whether its own title goes on behind the show's ("Pine Bay Nights"), as no title in another language does.
    """
    if goes_on(words(read(PurePosixPath(path).name, titles_of(show)).title), keys_of(show)):
        return True
    for part in reversed(PurePosixPath(path).parts):
        name = read(part)
        if bears_title(name, show):
            other_country = name.country and country_of(show) not in ("", name.country)
            return bool(other_country) or _is_of_other_year(year_of(name, show), show.year, years)
        if words(name.title) in strange:
            return True
    return False


def _is_of_other_year(year: int | None, own: int | None, years: Set[int | None]) -> bool:
    if not year or not own or year == own:
        return False
    return year < own - 1 or year in years


def _rank(named: ReadFile[F], show: Show) -> tuple[bool, bool, bool, int, int]:
    """The more telling name, then fewer episodes, then the bigger file: of those that fit, the highest is taken."""
    file, name = named
    bears = has_title(read(PurePosixPath(file.path).name, titles_of(show)), show)
    return (
        not SAYS_EXTRA.search(file.path),
        bears,
        has_code(file.path),
        -len(name.episodes or name.absolute),
        file.size,
    )


def _beneath_release(path: str, release: ReleaseName | None) -> str:
    """A path below the name of a season's pack, which may be all that tells the season."""
    if release is None or not release.is_pack or len(release.seasons) != 1:
        return path
    return f"{release.raw.replace('/', ' ')}/{path}"


def _videos(files: Sequence[F], titles: Sequence[str], *, special: bool) -> list[F]:
    videos = [f for f in files if suffix_of(f.path) in VIDEO and not is_extra(f.path, titles, special=special)]
    return without_discs(videos)


def _of_show(path: str, show: Show) -> ReleaseName:
    return in_told_season(read_file(path, titles_of(show)), path, show)


def _says_extra(path: str, show: Show) -> bool:
    return SAYS_EXTRA.search(without_titles(PurePosixPath(path).name, titles_of(show))) is not None


def _is_lone(named: ReadFile[F], show: Show, episode: Episode, listing: Listing, release: ReleaseName | None) -> bool:
    """Whether the only video, which does not tell, is the episode because its release says so."""
    file, name = named
    release = release or _nearest_pack(file.path, show)
    if _says_extra(file.path, show) or _is_other_number(file.path, show, episode, release):
        return False
    return _at_its_word(name, episode, listing, release)


def _is_other_number(path: str, show: Show, episode: Episode, release: ReleaseName | None) -> bool:
    """Whether a file is called by a number alone that is not the episode's, or of which no release tells the season."""
    number = number_alone(PurePosixPath(path).stem, titles_of(show))
    own = (episode.number, episode.absolute, 100 * episode.season + episode.number)
    return number is not None and (release is None or number not in own)


def _nearest_pack(path: str, show: Show) -> ReleaseName | None:
    """The folder that is a season's, where the torrent's own name is not known."""
    above = (read(folder, titles_of(show)) for folder in reversed(parts_of(path)[:-1]))
    return next((each for each in above if each.is_pack), None)


def _at_its_word(name: ReleaseName, episode: Episode, listing: Listing, release: ReleaseName | None) -> bool:
    """Whether a lone video may be the episode because its release says so."""
    own = name.season is None and (name.episodes or name.absolute) == (episode.number,)
    if (name.names_episode and not own) or name.special or name.extras:
        return False
    if release is None:
        return True
    spoken = told(release, listing)
    return not release.is_pack and [(e.season, e.number) for e in spoken] == [(episode.season, episode.number)]


_PAIR = re.compile(r"(?<![a-z0-9])s\d{1,2}e(?P<one>\d\d)(?P<two>\d\d)(?!\d)", re.IGNORECASE)


def _pair(name: ReleaseName, path: str, listing: Listing) -> ReleaseName:
    """ "S01E0304" holds two episodes where the season has no episode 304."""
    found = _PAIR.search(PurePosixPath(path).name)
    if not found or int(found["two"]) != int(found["one"]) + 1 or told(name, listing):
        return name
    return name._replace(episodes=(int(found["one"]), int(found["two"])))


def _counted_through(named: list[ReadFile[F]], listing: Listing) -> list[ReadFile[F]]:
    """Season folders may hold files that are counted on from the seasons before: the lowest number tells."""
    count = listing.by_absolute or listing.through
    seasons = {
        season
        for season, number in _lowest_numbers(named).items()
        if number > 1 and (first := count.get(number)) and _goes_through(first, season, number, listing)
    }
    return [
        (file, _within(name, count)) if name.season in seasons and not has_code(file.path) else (file, name)
        for file, name in named
    ]


def _goes_through(first: EpisodeInfo, season: int, number: int, listing: Listing) -> bool:
    """Whether a season's lowest number is that of its first episode in the whole count, or one that it has not."""
    known = (season, number) in listing.by_number
    return first.season == season and (first.number == 1 or not known)


def _within(name: ReleaseName, count: Mapping[int, EpisodeInfo]) -> ReleaseName:
    """A name that counts through, with the numbers within its season."""
    found = [count[number] for number in name.episodes if number in count]
    return name._replace(episodes=tuple(each.number for each in found if each.season == name.season))


def _lowest_numbers(named: list[ReadFile[F]]) -> dict[int, int]:
    """By season: the lowest number among the files whose own names have no code."""
    lowest: dict[int, int] = {}
    for file, name in named:
        if name.season and name.episodes and not has_code(file.path):
            lowest[name.season] = min(name.episodes[0], lowest.get(name.season, name.episodes[0]))
    return lowest


def why_fake(info: MediaInfo, runtime: float | None, languages: Sequence[str]) -> Reason:
    """Why what was downloaded is not the episode that it was called; `NO_REASON` when it may be.

    `runtime` is the announced length in seconds; `languages` are those of which one must be spoken (empty: any).
    """
    if not info.of(StreamKind.VIDEO):
        return Reason("no-picture")
    if runtime and info.duration < runtime * TOO_SHORT:
        return Reason("too-short", length=info.duration, announced=runtime)
    spoken = [language_tag(stream.language) for stream in info.of(StreamKind.AUDIO)]
    if languages and not _may_speak(spoken, languages):
        return Reason("speaks-not", languages=",".join(dict.fromkeys(spoken)), wanted=",".join(languages))
    return NO_REASON


def _may_speak(spoken: Sequence[str], languages: Sequence[str]) -> bool:
    """Whether one of these languages is, or may be, spoken: a track that does not say its language may be any."""
    if not spoken or not all(spoken):
        return True
    return any(same_speech(one, other) for one in spoken for other in languages)
