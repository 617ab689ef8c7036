"""Titles that may be meant: the reading of a name in which one of them stands whole."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from pipeline.releases.parsing import groups
from pipeline.releases.parsing.normalise import Text, folders, prepare, words_at, words_of
from pipeline.releases.parsing.one_name import read_one
from pipeline.releases.parsing.release_name import ReleaseName
from pipeline.releases.parsing.words import spellings

_LONGEST_TITLE = 24  # words
_LETTER = re.compile(r"[^\W_]")
_BRITISH_SEASON = re.compile(r"(?:[ ._]\(?(?:19|20)\d\d\)?)?[ ._,-]+series[ ._]?(?P<n>\d{1,2})(?![^\W_])")


@lru_cache(maxsize=256)
def known_by_key(known_titles: tuple[str, ...]) -> dict[str, str]:
    return {key: title for title in known_titles for key in _keys(title)}


@lru_cache(maxsize=4096)
def _keys(title: str) -> frozenset[str]:
    """All that a title may be written as, compared like `_key`: without accents, with letters spelled out."""
    return frozenset(filter(None, (_key(title), *map("".join, spellings(title)))))


@lru_cache(maxsize=4096)
def _key(title: str) -> str:
    """Titles are compared by letters and digits alone; "and" and "&" are left out."""
    return "".join(map(_bare, words_of(prepare(title).low)))


def _bare(word: str) -> str:
    if word == "and":
        return ""
    return word.replace("'", "").replace("’", "") if len(word) > 2 else word


def with_known(plain: ReleaseName, known: dict[str, str]) -> ReleaseName:
    """The reading in which a known title stands whole before the numbering; else `plain`."""
    text = prepare(folders(plain.raw)[-1])
    for begin in sorted({0, groups.leading(text.text)[1]}):
        hinted = _with_title_at(plain, text, begin, known)
        if hinted and not (len(folders(plain.raw)) > 1 and _tells_less(hinted, plain)):
            return hinted
    for each in (plain.title, *plain.alt_titles):
        if each and _key(each) in known:
            return _named_so(plain, known[_key(each)])
    return _titled_between(plain, text, known) if " / " in text.text and plain.names_episode else plain


def _titled_between(plain: ReleaseName, text: Text, known: dict[str, str]) -> ReleaseName:
    """With a known title that alone stands between slashes, and would else be a number: "Имя / 24 (2001) [S02E03]"."""
    pieces = (re.split(r" ?[(\[]", each, maxsplit=1)[0] for each in text.text.split(" / ", 5))
    title = next((known[key] for piece in pieces if (key := _key(piece)) in known), "")
    return _named_so(plain, title) if title else plain


def _with_title_at(plain: ReleaseName, text: Text, begin: int, known: dict[str, str]) -> ReleaseName | None:
    """The reading in which a known title begins at the first word from `begin` on; None when none does."""
    end, title = _longest_known(text, begin, known)
    if title and _needs_no_hint(plain, text, end, title):
        return _named_so(plain, title)
    return _hinted(plain, text, begin, end, title) if title else None


def _tells_less(hinted: ReleaseName, plain: ReleaseName) -> bool:
    """Whether a file's own name tells less than it does with its folders."""
    lacks = hinted.junk is not None or (hinted.season is None and plain.season is not None)
    return lacks and plain.names_episode


def _longest_known(text: Text, begin: int, known: dict[str, str]) -> tuple[int, str]:
    """Where the longest known title ends that begins here, and that title; empty when there is none."""
    key, longest, title = "", begin, ""
    words, starts = words_at(text.low, begin)
    for word, start in zip(words[:_LONGEST_TITLE], starts, strict=False):
        key += _bare(word)
        if key in known:
            longest, title = start + len(word), known[key]
    return longest, title


def _needs_no_hint(plain: ReleaseName, text: Text, end: int, title: str) -> bool:
    """Whether the title was read so without the hint, and an episode behind it."""
    british = _BRITISH_SEASON.match(text.low, end)
    return (not british or bool(plain.episodes)) and plain.names_episode and _key(plain.title) in _keys(title)


# "Title 113.avi", "Title 203 Name.mkv": no year, and not the picture's lines.
_CODE_BEHIND = re.compile(
    r"(?:[ ._]\(?(?:19|20)\d\d\)?)?[ ._-]{1,3}(?!(?:19|20)\d\d(?!\d)|(?:360|480|540|576|720|1080|2160)(?!\d))"
    r"(?P<s>0?[1-9]|[1-9]\d)(?P<e>\d[1-9]|[1-9]0)(?![^\W_])"
)


# "Title 005", "Title_17_[1080p]": the running count, where nothing else is told.
_COUNT_BEHIND = re.compile(
    r"[ ._-]{1,3}(?P<e>0\d{1,3}(?=[ ._]*(?:$|[\[(]))|[1-9]\d(?=[ ._]*[\[(])"
    r"|(?:264|265|360|480|540|576|720|1080)(?=[ ._]{0,2}[\[(]?(?:360|480|540|576|720|1080|2160)p(?![^\W_])))"
)


# "Title_1.mkv": a file among others; "Title 2.mkv" may be of a second season, or a film.
_FILE_COUNT = re.compile(r"_(?P<e>\d{1,2})$")
_FILE = re.compile(r"\d\.(?:mkv|mp4|avi|m4v|ts)$")


def _hinted(plain: ReleaseName, text: Text, begin: int, end: int, title: str) -> ReleaseName | None:
    """Reads again with the title's numbers hidden. None if further words follow the title: then it is another show."""
    low = text.low[:begin] + _LETTER.sub("x", text.low[begin:end]) + text.low[end:]
    british = _BRITISH_SEASON.match(low, end)  # "Series 5" is a season only where the title has ended
    if british:
        number = british.start("n")
        low = low[:end] + "season".rjust(number - end) + low[number:]
    again = read_one(plain.raw, replace(text, low=low), end)
    if again.junk == "no-episode" and (counted := _with_digits(again, low, end)):
        return _named_so(counted._replace(title=title, alt_titles=()), title)
    meant = (not begin and _is_boxed(again, text, title)) or _is_called(again, title) or (british and again.season)
    return _named_so(again, title) if meant else None


def _is_boxed(name: ReleaseName, text: Text, title: str) -> bool:
    """Whether a title stands where a group does in other names: "[Title][S02][E05]", "[Tit] Le S02E05"."""
    return not name.title or (text.text.startswith("[") and _key(title).endswith(_key(name.title)))


def _with_digits(name: ReleaseName, low: str, end: int) -> ReleaseName | None:
    """The name with the digits alone that stand behind its title; None where there are none."""
    if code := _CODE_BEHIND.match(low, end):
        return name._replace(season=int(code["s"]), episodes=(int(code["e"]),), bare=True, junk=None)
    count = _COUNT_BEHIND.match(low, end) or (_FILE_COUNT.match(low, end) if _FILE.search(name.raw) else None)
    return name._replace(absolute=(int(count["e"]),), junk=None) if count else None


def _is_called(name: ReleaseName, title: str) -> bool:
    """Whether a name with this title in front goes on with nothing but numbers, or with a special's own title."""
    spoken = [_key(each) for each in (name.title, *name.alt_titles)]
    return not _keys(title).isdisjoint((*spoken, "".join(spoken))) or (name.special and not name.names_episode)


def _named_so(name: ReleaseName, title: str) -> ReleaseName:
    """With the title as it is known. A year that belongs to the title, and is no "(2003)", is none of its own."""
    own = name.year and _key(title).endswith(str(name.year)) and not title.endswith(f"({name.year})")
    year = None if own else name.year
    others = tuple(other for other in (name.title, *name.alt_titles) if other != title)
    return name._replace(title=title, year=year, alt_titles=tuple(dict.fromkeys(others)))
