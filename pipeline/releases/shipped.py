"""The subtitles that a release brings along: beside its video, or in a folder for them.

Layouts that people met: `Subs/2_English.srt` for a single episode, `Subs/Show.S01E02/3_eng.srt` and
`Show.S01E02.en.srt` in a pack (https://github.com/Sonarr/Sonarr/issues/4931).
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from pathlib import PurePosixPath

from pipeline.languages import language_tag, tag_in_name, told_by_name, variety
from pipeline.model import Episode, Show
from pipeline.releases.episodes import Listing, serves
from pipeline.releases.extras import is_sample
from pipeline.releases.file_kinds import VIDEO, F, suffix_of
from pipeline.releases.parsing.names import ReleaseName, read
from pipeline.releases.titles import titles_of
from pipeline.subtitles.checking import MOST_BYTES
from pipeline.subtitles.track_titles import is_commentary, is_signs

TEXTS = frozenset((".srt", ".ass", ".ssa", ".vtt", ".sub", ".smi", ".sami", ".ttml", ".dfxp", ".sbv", ".mpl", ".lrc"))
_ANY_TEXT = ".txt"  # MicroDVD's and TMPlayer's, where it is named as the film is; else it is what a group has to say
MOST_PICTURES = 200_000_000  # bytes; of a film on DVD VobSub's are 20 MB at most, PGS of a long one 60 MB
MOST = 300  # files of one torrent: more are no subtitles of episodes
_FOLDER = re.compile(r"(?:subs?|subtitles?|subtitulos|legendas|untertitel|srt)(?:[ ._-].*)?", re.IGNORECASE)
# "pt_BR", "zh_Hant", "chi_sim"
_REGION = re.compile(r"(?<![^\W_])([a-z]{2,3})_([A-Z]{2}|[A-Z][a-z]{3}|419|sim|tra)(?![^\W_])")
# "chs&eng": of two languages at once the one that the other is added to; Chinese is joined by any mark.
_JOINED = re.compile(
    r"([^\W\d_]{2,})[&+][^\W\d_]{2,}|(?<![^\W_])(ch[st]|[st]c)[-_.](?:eng?|jpn?|ja|kor?)(?![^\W_])", re.I
)
_MARKED = re.compile(r"-(?=(?:forced|sdh|cc|hi|full|default)(?![^\W_]))", re.IGNORECASE)  # "nor-forced"
_FEW = 3  # words of a folder that is named as a language: more are a title
_EPISODE = re.compile(r"s\d{1,4}e\d{1,4}(?:-?e?\d{1,4})*|\d{1,2}x\d{1,3}", re.IGNORECASE)
_NUMBER = re.compile(r"0\d{1,2}|[1-9]\d")  # "02.srt"; "2_English.srt" counts the tracks
_FLAGS = frozenset(("forced", "foreign", "sdh", "cc", "default"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippedSubtitle:
    """A subtitle file of a release, as its name describes it. `language` is empty where the name does not say."""

    path: str
    language: str = ""  # BCP 47
    forced: bool = False
    hearing_impaired: bool = False
    partial: bool = False  # of a commentary, or of signs and songs: not the film's text


def subtitle_files(files: Sequence[F]) -> list[F]:
    """What of a torrent may be text subtitles."""
    films, pictures = _stems(files, VIDEO), _stems(files, {".idx"})
    return [f for f in files if 0 < f.size <= MOST_BYTES and _is_text(f.path, films, pictures)][:MOST]


def _is_text(path: str, films: Set[str], pictures: Set[str]) -> bool:
    """Whether a file is called as text subtitles are: VobSub's pictures (.sub beside .idx) are none."""
    suffix = suffix_of(path)
    if suffix == _ANY_TEXT:
        return _stem(path) in films
    return suffix in TEXTS and not (suffix == ".sub" and _stem(path) in pictures)


def too_large(files: Sequence[F]) -> list[F]:
    """What has a text's ending and is none of a film's, by its size: drawings in ASS, mostly."""
    return [f for f in files if suffix_of(f.path) in TEXTS - {".sub"} and f.size > MOST_BYTES]


def picture_files(files: Sequence[F]) -> list[F]:
    """What of a torrent are subtitles that are pictures: PGS (.sup), and VobSub's pairs of .idx and .sub."""
    fitting = [f for f in files if 0 < f.size <= MOST_PICTURES]
    indexed, pictured = _stems(fitting, {".idx"}), _stems(fitting, {".sub"})
    named = {".sup": _stems(fitting, {".sup"}), ".idx": pictured, ".sub": indexed}
    return [f for f in fitting if _stem(f.path) in named.get(suffix_of(f.path), ())][:MOST]


def _stems(files: Sequence[F], suffixes: Set[str]) -> set[str]:
    return {_stem(f.path) for f in files if suffix_of(f.path) in suffixes}


def belonging(video: str, among: Sequence[F], files: Sequence[F], show: Show, episode: Episode) -> list[F]:
    """Those `among` the `files` of a torrent that belong to one of its videos, which is this episode."""
    videos = [f.path for f in files if suffix_of(f.path) in VIDEO and not is_sample(f.path)]
    return [f for f in among if _belongs(f.path, video, show, episode, alone=len(videos) == 1)]


def describe(path: str, video: str) -> ShippedSubtitle:
    """What a subtitle's name says, apart from what it shares with its video's; its language else by its folder's."""
    file, film = PurePosixPath(path), PurePosixPath(video)
    rest = _beyond(file.stem, film.stem)
    words = _words(rest)
    plain = " ".join(word for word in words if not word.isdigit())
    named = told_by_name(plain)
    spoken, code = language_tag(str(named.get("language", ""))), _language(words)
    language = variety(code if code and (code != "hi" or not spoken) else spoken, plain)
    lowered = {word.lower() for word in words}
    return ShippedSubtitle(
        path=path,
        language=language or _language_of_folder(file, film),
        forced=bool(named.get("forced") or lowered & {"forced", "foreign"}),
        hearing_impaired=bool(named.get("hearing_impaired") or lowered & {"sdh", "cc", "hi"} - {language}),
        partial=_is_partial(rest),
    )


def _words(name: str) -> list[str]:
    name = _JOINED.sub(r"\1\2", _MARKED.sub(" ", _REGION.sub(r"\1-\2", name)))
    return [word for word in re.split(r"[ ._\[\]()]+", name) if word]


def _language_of_folder(file: PurePosixPath, film: PurePosixPath) -> str:
    """ "Subs/English/Show.S01E02.srt": the folder beside or below the film's that is named as a language."""
    folders = [_words(folder) for folder in _own_folders(file, film) if folder != film.stem]
    named = (_language(words) if len(words) == 1 else "" for words in folders)
    plain = (str(told_by_name(" ".join(words)).get("language", "")) for words in folders if len(words) <= _FEW)
    return next(filter(None, (*named, *map(language_tag, plain))), "")


def _beyond(stem: str, film: str) -> str:
    """What a name says after what it has in common with its film's, and after its episode: the words of a title may be
    codes of languages ("the", "row")."""
    if stem.lower().startswith(film.lower()):
        return stem[len(film) :]
    words, theirs = _words(stem), _words(film.lower())
    common = next((n for n, word in enumerate(words) if n >= len(theirs) or word.lower() != theirs[n]), len(words))
    told = [n for n, word in enumerate(words) if _EPISODE.fullmatch(word)]
    return " ".join(words[max(common, *(n + 1 for n in told), 0) :])


def _is_partial(rest: str) -> bool:
    return is_commentary(rest) or is_signs(rest)


def _language(words: Sequence[str]) -> str:
    """The last word that is a language's code. "hi" is Hindi only where no other is one."""
    tags = [tag for word in words[-3:] if word.lower() not in _FLAGS and (tag := tag_in_name(word))]
    return next((tag for tag in reversed(tags) if tag != "hi"), tags[-1] if tags else "")


def _stem(path: str) -> str:
    return str(PurePosixPath(path).with_suffix("")).lower()


def _belongs(path: str, video: str, show: Show, episode: Episode, *, alone: bool) -> bool:
    file, film = PurePosixPath(path), PurePosixPath(video)
    if _is_named_after(file, film):
        return True
    folders, beside = _own_folders(file, film), file.parent == film.parent
    if not folders and not beside:
        return False
    theirs = read(film.name, titles_of(show))
    if told := _told_episode(file, show, theirs):
        as_many = len(told.episodes) == len(theirs.episodes or told.episodes)
        return as_many and serves(told, episode, Listing((episode,), show.kind))
    return alone and (beside or _FOLDER.fullmatch(folders[0]) is not None)


def _told_episode(file: PurePosixPath, show: Show, film: ReleaseName) -> ReleaseName | None:
    """The episode or the day that the file's own name tells, else its folder's; without a season it is the film's."""
    told = [read(text, titles_of(show)) for text in (file.name, file.parent.name)]
    if whole := next(filter(_tells_all, told), None):
        return whole
    if film.season is None or film.bare:
        return None
    number = (int(file.stem),) if _NUMBER.fullmatch(file.stem) else ()
    episodes = next(filter(None, map(_numbers, told)), number)
    return film._replace(episodes=episodes) if episodes else None


def _tells_all(name: ReleaseName) -> bool:
    """Whether a name tells an episode with its season, or a day."""
    return name.date is not None or (name.season is not None and bool(_numbers(name)))


def _numbers(name: ReleaseName) -> tuple[int, ...]:
    """The episodes that a name tells for sure."""
    return () if name.bare else name.episodes


def _is_named_after(file: PurePosixPath, film: PurePosixPath) -> bool:
    """Whether a subtitle lies beside its video under its name, or in a folder of that name."""
    name, shared = file.stem.lower(), film.stem.lower()
    if file.parent == film.parent:
        return name == shared or name.startswith(tuple(f"{shared}{mark}" for mark in "._ -"))
    return any(folder.lower() == shared for folder in _own_folders(file, film))


def _own_folders(file: PurePosixPath, film: PurePosixPath) -> list[str]:
    """The folders that a subtitle lies in and its film does not."""
    return [folder for folder in file.parent.parts if folder not in film.parent.parts]
