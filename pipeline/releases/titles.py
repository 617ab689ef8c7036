"""The titles that releases of a show may bear, and a name read as one of that show's."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from pipeline.model import Show, ShowInfo, ShowKind
from pipeline.releases.parsing.names import ReleaseName, read
from pipeline.releases.parsing.vocabulary import SINGLE
from pipeline.releases.parsing.words import spellings, words
from pipeline.releases.scene import as_listed

_QUALIFIER = re.compile(r"\s*\((?P<what>(?:19|20)\d\d|[A-Z]{2,3})\)\s*$")
_COUNTRIES = {"UK": "GB", "USA": "US"}
# A country in full at a title's end: releases write its code instead ("MasterChef AU").
_COUNTRY_WORDS = {
    "australia": "AU", "canada": "CA", "newzealand": "NZ", "ireland": "IE", "india": "IN", "uk": "GB", "usa": "US",
    "america": "US", "britain": "GB", "southafrica": "ZA", "deutschland": "DE", "germany": "DE", "france": "FR",
    "italia": "IT", "españa": "ES", "espana": "ES", "brasil": "BR", "sverige": "SE", "norge": "NO", "danmark": "DK",
    "suomi": "FI", "nederland": "NL", "polska": "PL", "japan": "JP", "korea": "KR", "mexico": "MX", "méxico": "MX",
}  # fmt: skip
_COUNTRY_LAST = re.compile(r"[\s:,-]+(?P<c>New Zealand|South Africa|[^\W\d_]+)$", re.IGNORECASE)
_NTH = re.compile(
    r"(?:(?P<nth>\d{1,2})(?:st|nd|rd|th)? ?(?:season)?|(?P<roman>ii|iii|iv|v|vi|vii|viii|ix)"
    r"|tv ?(?P<tv>\d{1,2}|ii|iii|iv|v|vi|vii)|(?:season|act|s) ?(?P<after>\d{1,2})"
    r"|(?P<word>second|third|fourth|fifth|sixth) season)"
)
# "Title: Yoru-hen", "Title: Harbour Arc": what anime calls a single season.
_ARC = frozenset(("hen", "arc", "saga", "chapter", "shou", "cour"))
_ARC_EAST = ("編", "篇", "章")
_PART = re.compile(r"(?:(?:part|cour) (?P<n>[1-9]|ii|iii|iv)|(?P<nth>[2-9])(?:nd|rd|th) cour)")
_ROMAN = ("ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
_ORDINALS = ("second", "third", "fourth", "fifth", "sixth")


def titles_of(show: ShowInfo) -> tuple[str, ...]:
    """All that a release of it may bear, those of single seasons included."""
    return (show.title, *show.aliases, *dict.fromkeys(each.title for each in show.scene if each.title))


def country_of(show: ShowInfo) -> str:
    """ISO 3166-1 alpha-2: from the title's "(US)", else the catalogue's."""
    found = _QUALIFIER.search(show.title)
    if found and found["what"].isalpha():
        return _COUNTRIES.get(found["what"], found["what"])
    return _COUNTRIES.get(show.country.upper(), show.country.upper())


@lru_cache(maxsize=4096)
def _keys(titles: tuple[str, ...]) -> frozenset[tuple[str, ...]]:
    return frozenset(key for title in titles for each in (title, bare_title(title)) for key in spellings(each))


def bare_title(title: str) -> str:
    """Without the "(2003)" or "(US)" by which a catalogue tells namesakes apart."""
    return _QUALIFIER.sub("", title)


def keys_of(show: ShowInfo) -> frozenset[tuple[str, ...]]:
    """The titles that a release of this show may bear, as words."""
    country = country_of(show)
    codes = ("GB", "UK") if country == "GB" else (country,) if country else ()
    there = [f"{title} {code}" for title in titles_of(show) for code in codes]
    year = f"{show.title} {show.year}" if show.year else ""
    return _keys((year, *_halves(show.title), *there, *_with_network(show), *_with_code(show.title), *titles_of(show)))


_SHORTEST_HALF = 4  # letters


def _halves(title: str) -> list[str]:
    """Both titles of a show in two languages: "Bron / Broen"."""
    halves = title.split(" / ")
    return [half for half in halves if len(half) >= _SHORTEST_HALF] if len(halves) > 1 else []


# A network in letters, which no title ends in: "BBC" of "BBC Two", but no "FOX".
_LETTERS = re.compile(r"(?!FOX|STAR|USA)[A-Z]{3,5}(?![^\W_])")


def _with_network(show: ShowInfo) -> tuple[str, ...]:
    found = _LETTERS.match(show.network)
    if not found:
        return ()
    bare = bare_title(show.title)
    return f"{bare} {found[0]}", f"{bare} {show.network}", f"{found[0]} {bare}"


def _with_code(title: str) -> tuple[str, ...]:
    found = _COUNTRY_LAST.search(title)
    code = found and _COUNTRY_WORDS.get(found["c"].lower().replace(" ", ""))
    return (f"{title[: found.start()]} {code}",) if found and code else ()


def has_title(name: ReleaseName, show: ShowInfo) -> bool:
    """Whether one of the titles in a release's name is one of the show's."""
    keys = keys_of(show)
    return any(_is_among(spoken, keys) for spoken in _spoken(name))


def _spoken(name: ReleaseName) -> Iterator[tuple[str, ...]]:
    """The titles in a release's name, as words."""
    return map(words, (name.title, *name.alt_titles))


def _is_among(spoken: tuple[str, ...], keys: frozenset[tuple[str, ...]]) -> bool:
    """Whether these words are one title, or two in a row: "Lost.Crew.Tripulacion.Perdida"."""
    if spoken in keys:
        return True
    return any(spoken[:place] in keys and spoken[place:] in keys for place in range(1, len(spoken)))


def goes_on(spoken: tuple[str, ...], keys: frozenset[tuple[str, ...]]) -> bool:
    """Whether these words begin with one of the titles and go on as a spin-off's do: with a word that tells neither a
    season or part, nor anything of the picture.
    """
    if spoken in keys or _number_in(spoken, keys, _NTH) or _number_in(spoken, keys, _PART):
        return False
    rests = [spoken[place:] for place in range(1, len(spoken)) if spoken[:place] in keys]
    return any(rest[0].isalpha() and rest[0] not in SINGLE for rest in rests)


def bears_title(name: ReleaseName, show: ShowInfo) -> bool:
    """Whether it has one of the show's titles, or one with the number of a season as anime is called."""
    return has_title(name, show) or bool(_season_told(name, show) or _part_told(name, show))


def also_titled(name: ReleaseName, show: ShowInfo) -> list[tuple[str, ...]]:
    """The further titles of a name, as words, that are none of the show's: of "Pine Bay / Tide House" the other one.

    A title's longer or shorter form, with the year or a number, is no further one.
    """
    first = words(name.title) if name.alt_titles else ()
    further = [key for title in name.alt_titles if (key := words(title))[: len(first)] != first[: len(key)]]
    own = {"".join(key) for key in keys_of(show)} if further else set()
    return [each for each in further if "".join(each) not in own]


def namesakes(show: Show, shows: Iterable[Show]) -> tuple[Show, ...]:
    """The other shows that have a title in common with this one, or one that this one's next season may be called."""
    keys = keys_of(show)
    anime = show.kind is ShowKind.ANIME
    return tuple(
        other
        for other in shows
        if other.id != show.id
        and (keys & keys_of(other) or (anime and any(_number_in(key, keys, _NTH) for key in keys_of(other))))
    )


def read_for(title: str, show: ShowInfo, episode_title: str = "") -> ReleaseName:
    """Reads a release's name as one of this show's, and perhaps of this episode."""
    return of_show(read(title, titles_of(show), episode_title), show)


def of_show(name: ReleaseName, show: ShowInfo) -> ReleaseName:
    """With the season that anime tells in the title: "Title II - 04" and "Title 2 - 04" are season 2, episode 4."""
    mapped = as_listed(name, show)
    season = _season_told(name, show) if mapped is name else 0
    if mapped is name and (_is_of_untold_season(name, show) or _is_called_louder(name, show)):
        return name._replace(junk="no-episode")
    if not season:
        part = _part_told(mapped, show)
        return mapped._replace(title=show.title, part=part) if part else mapped
    if name.is_pack:
        return name._replace(title=show.title, season=season, seasons=(season,))
    return name._replace(title=show.title, season=season, episodes=name.absolute or name.episodes, absolute=())


def without_show(title: str, show: ShowInfo) -> tuple[str, ...]:
    """The words of an episode's title, without the show's own in front: "Lantern Row: The Lost Voyage"."""
    spoken = words(title)
    own = max((key for key in keys_of(show) if key == spoken[: len(key)]), key=len, default=())
    return spoken[len(own) :]


def is_titled(behind: Iterable[tuple[str, ...]], title: tuple[str, ...]) -> bool:
    """Whether one of these goes on with a title of several words, and then with nothing but what tells of the picture
    ("Winter's End 1080p": "end" tells of it, too).
    """
    goes_on = (each[len(title) :] for each in behind if each[: len(title)] == title)
    return len(title) > 1 and any(not rest or rest[0] in SINGLE or rest[0][0].isdigit() for rest in goes_on)


def or_special(name: ReleaseName, show: ShowInfo, specials: Callable[[], Iterable[str]]) -> ReleaseName:
    """A name that tells no number, but the show's title and behind it that of one of its specials, as that special.

    `specials`: their titles, asked for only where the name may be one.
    """
    if name.junk not in ("no-episode", "film"):
        return name
    spoken = [*_spoken(name), words(name.raw)]
    behind = {each[len(key) :] for key in keys_of(show) for each in spoken if key == each[: len(key)]}
    if any(is_titled(behind, without_show(title, show)) for title in specials()):
        return name._replace(title=show.title, special=True, junk=None)
    return name


def _is_of_untold_season(name: ReleaseName, show: ShowInfo) -> bool:
    """Whether it counts within one season of an anime, called by that season's title, and nothing tells which it is."""
    if show.kind is not ShowKind.ANIME or name.season not in (None, 1) or not (name.absolute or name.episodes):
        return False
    spoken = keys_of(show).intersection(_spoken(name))
    return bool(spoken) and all(_is_of_one_season(key, show) for key in spoken)


def _is_of_one_season(title: tuple[str, ...], show: ShowInfo) -> bool:
    """Whether one of a show's titles is that of a single season."""
    keys, own = keys_of(show), _keys((show.title,))
    if title in own:
        return False
    return _is_an_arc(title, keys) or (title in _keys(tuple(show.aliases)) and _has_own_name(title, own, keys))


def _is_called_louder(name: ReleaseName, show: ShowInfo) -> bool:
    """Whether an anime's title has more of "!!" than any of the show's: some call the next season so."""
    if show.kind is not ShowKind.ANIME or name.season is not None or "!!" not in name.raw:
        return False
    said = " ".join(re.split(r"[ ._]+", name.raw.lower()))
    titles = [title.lower() for title in titles_of(show)]
    loudest = max(title[len(title.rstrip("!")) :] for title in titles)
    return any(f"{title.rstrip('!')}{loudest or '!'}!" in said for title in titles)


def _is_an_arc(spoken: tuple[str, ...], keys: frozenset[tuple[str, ...]]) -> bool:
    """Whether one of a show's titles is another with a season's name behind it."""
    called = spoken[-1] in _ARC or spoken[-1].endswith(_ARC_EAST)
    return called and any(spoken[:place] in keys for place in range(1, len(spoken)))


_OF_ALL = frozenset(("the", "tv", "anime", "animation", "series", "uncut", "uncensored"))


def _has_own_name(alias: tuple[str, ...], own: frozenset[tuple[str, ...]], keys: frozenset[tuple[str, ...]]) -> bool:
    """Whether an alias is the show's title with a name behind it, as catalogues list what single seasons are called:
    "Title: Glory Line", "Title R".
    """
    if _number_in(alias, keys, _NTH) or _number_in(alias, keys, _PART):
        return False
    names = [alias[place:] for place in range(1, len(alias)) if alias[:place] in own]
    return any(each not in keys and not each[0].isdigit() and not _OF_ALL.issuperset(each) for each in names)


def _season_told(name: ReleaseName, show: ShowInfo) -> int:
    return _number_told(name, show, _NTH) if name.absolute or name.episodes or name.is_pack else 0


def _part_told(name: ReleaseName, show: ShowInfo) -> int:
    """The part of the show that anime tells in the title: "Title Part 2 - 04", "Title 2nd Cour - 04"."""
    return _number_told(name, show, _PART) if name.absolute else 0


def _number_told(name: ReleaseName, show: ShowInfo, pattern: re.Pattern[str]) -> int:
    if show.kind is not ShowKind.ANIME or name.season is not None or name.special:
        return 0
    keys = keys_of(show)
    told = (_number_in(spoken, keys, pattern) for spoken in _spoken(name))
    return next((number for number in told if number), 0)


def _number_in(spoken: tuple[str, ...], keys: frozenset[tuple[str, ...]], pattern: re.Pattern[str]) -> int:
    """The number that follows one of these titles; 0 when none does."""
    for place in range(len(spoken) - 1, 0, -1):
        if spoken[:place] in keys and (found := pattern.fullmatch(" ".join(spoken[place:]))):
            return _value(found.groupdict())
    return 0


def _value(found: dict[str, str | None]) -> int:
    told = next(text for text in found.values() if text)
    if told in _ROMAN:
        return _ROMAN.index(told) + 2
    return _ORDINALS.index(told) + 2 if told in _ORDINALS else int(told)
