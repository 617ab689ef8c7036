"""What people type or say of a show: its name, and which of its episodes, in English and Spanish.

"The Tin Orchard season 2 episode 1", "2x01 tin orchard", "segunda temporada de The Tin Orchard", "the last 3 of …".
Only read here; `pipeline.services.show_lookup` finds the show, `episode_meant` the episode.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import IntEnum

from pipeline.model import Episode, Show, ShowKind
from pipeline.releases.parsing.words import plain

_EDGES = ' \t\n.,;:!?¿¡"“”«»()[]{}…*_~<>|'


class Which(IntEnum):
    """Episodes that are meant without their number. The numbers are part of buttons: never change one."""

    UNSAID = 0
    LATEST = 1
    NEXT = 2
    ALL = 3
    LAST_FEW = 4


@dataclass(frozen=True, kw_only=True)
class Place:
    """Which of a show's episodes are meant; nothing set: none in particular."""

    season: int | None = None
    number: int | None = None
    which: Which = Which.UNSAID
    count: int = 0  # of LAST_FEW

    def __bool__(self) -> bool:
        return self != Place()

    @property
    def numbers(self) -> tuple[int, int, int, int]:
        """As a button carries it; see `place_from`."""
        season, number = (0 if n is None else n + 1 for n in (self.season, self.number))
        return season, number, int(self.which), self.count

    @property
    def code(self) -> str:
        """S02E01, S02, E01 or nothing."""
        season = "" if self.season is None else f"S{self.season:02}"
        return season + ("" if self.number is None else f"E{self.number:02}")


def place_from(numbers: Sequence[int]) -> Place:
    """From what a button carries; what is missing was not said."""
    season, number, which, count = (*numbers, 0, 0, 0, 0)[:4]
    return Place(season=season - 1 if season else None, number=number - 1 if number else None,
                 which=Which(which), count=count)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Words:
    """A text in words: as written, and in small letters without accents for comparing."""

    raw: tuple[str, ...]
    norm: tuple[str, ...]

    @property
    def text(self) -> str:
        return " ".join(self.raw)

    @property
    def plain(self) -> str:
        return " ".join(self.norm)

    def without(self, start: int, end: int, *instead: str) -> Words:
        """Without the words of a span of `plain` (or with others in their place)."""
        first, last = self.plain[:start].count(" "), self.plain[:end].rstrip(" ").count(" ") + 1
        return Words(raw=(*self.raw[:first], *instead, *self.raw[last:]),
                     norm=(*self.norm[:first], *instead, *self.norm[last:]))  # fmt: skip

    def within(self, start: int, end: int) -> Words:
        """Only the words of a span of `plain`."""
        first, last = self.plain[:start].count(" "), self.plain[:end].rstrip(" ").count(" ") + 1
        return Words(raw=self.raw[first:last], norm=self.norm[first:last])


def words_of(text: str) -> Words:
    """Edges of words lose their punctuation, apostrophes go: "What's" is compared as "whats"."""
    raw = [word.strip(_EDGES) for word in text.replace("/", " / ").split()]
    pairs = [(word, plain(word).strip(_EDGES)) for word in raw]
    kept = [(word, norm.replace(" ", "")) for word, norm in pairs if norm]
    return Words(raw=tuple(word for word, _ in kept), norm=tuple(norm for _, norm in kept))


# --------------------------------------------------------------------------------------------------------- the place

_NUMBER_WORDS = {
    word: number
    for number, said in enumerate(
        (
            "zero cero", "one first 1st uno una primer primero primera 1a 1o",
            "two second 2nd dos segundo segunda 2a 2o",
            "three third 3rd tres tercer tercero tercera 3a 3o", "four fourth 4th cuatro cuarto cuarta 4a 4o",
            "five fifth 5th cinco quinto quinta 5a 5o", "six sixth 6th seis sexto sexta 6a 6o",
            "seven seventh 7th siete septimo septima 7a 7o", "eight eighth 8th ocho octavo octava 8a 8o",
            "nine ninth 9th nueve noveno novena 9a 9o", "ten tenth 10th diez decimo decima 10a 10o",
            "eleven eleventh 11th once", "twelve twelfth 12th doce", "thirteen thirteenth 13th trece",
            "fourteen 14th catorce", "fifteen 15th quince", "sixteen 16th dieciseis", "seventeen 17th diecisiete",
            "eighteen 18th dieciocho", "nineteen 19th diecinueve", "twenty 20th veinte",
        )
    )
    for word in said.split()
}  # fmt: skip
_N = r"(\d{1,4}|" + "|".join(sorted(_NUMBER_WORDS, key=len, reverse=True)) + ")"
_SEASON = r"(?:season|seasons|series|temporada|temporadas|temp|tempo|szn|seson|temprada)"
_EPISODE = (
    r"(?:episode|episodes|ep|eps|epi|chapter|capitulo|capitulos|cap|episodio|episodios|part|epsiode|episdoe|capitlo)"
)
_OF = r"(?: (?:of|from|in|de|del|of the show|de la serie|for))?"
_THE = r"(?:(?:from|since|starting with|starting from|desde|a partir de) )?(?:(?:the|el|la|los|las) )?"
_LATEST = r"(?:latest|newest|most recent|last|final|ultimo|ultima|mas reciente|nuevo|nueva|new)"
_NEXT = r"(?:next|upcoming|proxim[oa]s?|siguientes?)"
_FEW = r"(?:last|latest|newest|most recent|ultimos|ultimas)"

Reader = Callable[["re.Match[str]"], Place]


def number_of(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBER_WORDS[word]


def number_in(word: str) -> int | None:
    """The number that a word is or ends in ("second", "dos", "2", "s02", "s01e02"); None where it is none."""
    at_end = re.fullmatch(r"(?:[a-z]*|\d+x|[st]\d+e)(\d{1,4})", word.lower())
    return int(at_end[1]) if at_end else _NUMBER_WORDS.get(plain(word))


def _both(found: re.Match[str]) -> Place:
    first, second = (number_of(word) for word in found.groups() if word)
    return Place(season=first, number=second)


def _turned(found: re.Match[str]) -> Place:
    first, second = (number_of(word) for word in found.groups() if word)
    return Place(season=second, number=first)


def _season(found: re.Match[str]) -> Place:
    return Place(season=next(number_of(word) for word in found.groups() if word))


def _number(found: re.Match[str]) -> Place:
    return Place(number=next(number_of(word) for word in found.groups() if word))


def _few(found: re.Match[str]) -> Place:
    return Place(which=Which.LAST_FEW, count=next(number_of(word) for word in found.groups() if word))


def _is(which: Which) -> Reader:
    return lambda _: Place(which=which)


# Whole words, tried in this order; what has been read is cut out, so that the next ones see the rest.
_PATTERNS: tuple[tuple[re.Pattern[str], Reader], ...] = tuple(
    (re.compile(rf"(?<![^ ]){pattern}(?![^ ])"), read)
    for pattern, read in (
        (rf"[st](\d{{1,3}}) ?[ec](\d{{1,4}}){_OF}", _both),
        (rf"(\d{{1,3}})x(\d{{1,4}}){_OF}", _both),
        (rf"{_THE}{_SEASON} {_N} (?:and )?(?:the )?(?:el )?(?:{_EPISODE}|e) {_N}{_OF}", _both),
        (rf"{_THE}{_EPISODE} {_N}{_OF} {_THE}{_SEASON} {_N}{_OF}", _turned),
        (rf"{_THE}{_EPISODE} {_N}{_OF} {_THE}{_N} {_SEASON}{_OF}", _turned),
        (rf"{_THE}{_N} {_EPISODE}{_OF} {_THE}{_SEASON} {_N}{_OF}", _turned),
        (rf"{_THE}{_N} {_EPISODE}{_OF} {_THE}{_N} {_SEASON}{_OF}", _turned),
        (rf"{_THE}{_N} {_SEASON} {_THE}{_EPISODE} {_N}{_OF}", _both),
        (rf"{_THE}{_FEW} {_N}(?: {_EPISODE})?{_OF}", _few),
        (rf"(?:more than|mas de|at most|no more than|como mucho|maximo|up to) {_N}(?: {_EPISODE})?{_OF}", _few),
        (rf"{_THE}{_N} (?:{_FEW}|mas recientes|mas nuev[oa]s)(?: {_EPISODE})?{_OF}", _few),
        (rf"{_THE}{_SEASON} {_N}{_OF}", _season),
        (rf"{_THE}(?:(\d{{1,2}})|(?!once\b){_N}) {_SEASON}{_OF}", _season),
        (rf"[st](\d{{1,2}}){_OF}", _season),
        (rf"{_THE}{_EPISODE} {_N}{_OF}", _number),
        (rf"{_THE}{_N} (?:{_EPISODE}){_OF}", _number),
        (rf"(?:ep|e)(\d{{1,4}}){_OF}", _number),
        (rf"{_THE}(?:pilot|piloto)(?: {_EPISODE})?{_OF}", lambda _: Place(season=1, number=1)),
        (rf"{_THE}{_LATEST} {_EPISODE}(?<!s){_OF}", _is(Which.LATEST)),
        (rf"(?:{_THE}|un |a ){_EPISODE} {_LATEST}{_OF}", _is(Which.LATEST)),
        (rf"{_THE}{_LATEST} (?:one|of|from|de)", _is(Which.LATEST)),
        (rf"{_THE}{_NEXT} {_EPISODE}{_OF}", _is(Which.NEXT)),
        (rf"{_THE}{_EPISODE} {_NEXT}{_OF}", _is(Which.NEXT)),
        (rf"{_THE}{_NEXT} (?:one|of|from|de)", _is(Which.NEXT)),
        (r"(?:from|since|desde) (?:the )?(?:very )?(?:el )?(?:beginning|start|begining|principio|inicio|comienzo)",
         _is(Which.ALL)),
        (rf"(?:all|every|todos|todas)(?: (?:the|los|las))? (?:{_EPISODE}|{_SEASON}|one|it){_OF}", _is(Which.ALL)),
        (r"(?:all|everything|todo|toda) (?:of|de|lo de)(?! momento| una)", _is(Which.ALL)),
        (r"(?:the )?(?:whole|entire|complete)(?: (?:show|thing|series|lot))?(?: of)?", _is(Which.ALL)),
        (r"(?:toda la serie|toda|entera|completa|completo|por completo|completely|entirely)(?: de)?", _is(Which.ALL)),
        (r"(?:latest|newest|mas reciente)", _is(Which.LATEST)),
    )
)  # fmt: skip
_BARE_LAST = re.compile(r" (?:last|ultimo|ultima|el ultimo|el nuevo)$|^(?:new|el nuevo de|lo nuevo de|lo ultimo de) ")


def read_place(words: Words) -> tuple[Words, Place]:
    """The episodes that a text speaks of, and the text without that."""
    place = Place()
    for pattern, read in _PATTERNS:
        found = pattern.search(words.plain)
        if found is None:
            continue
        told = read(found)
        known = {name for name in ("season", "number") if getattr(place, name) is not None}
        if (known and (told.season is not None) and "season" in known) or (
            place.which and told.which not in (Which.UNSAID, place.which)
        ):
            continue
        place = _joined(place, told)
        words = words.without(*found.span())
    return words, place


def read_bare_last(words: Words) -> tuple[Words, Place]:
    """ "tin orchard last", "new meridian ferry": where no title has it."""
    found = _BARE_LAST.search(words.plain)
    if found is None:
        return words, Place()
    start, end = found.span()
    return words.without(start + (words.plain[start] == " "), end), Place(which=Which.LATEST)


def _joined(place: Place, told: Place) -> Place:
    season = told.season if place.season is None else place.season
    number = told.number if place.number is None else place.number
    return replace(
        place, season=season, number=number, which=told.which or place.which, count=told.count or place.count
    )


# -------------------------------------------------------------------------------------------------------- the episode


def episode_meant(show: Show, listed: Iterable[Episode], place: Place, moment: datetime) -> Episode | None:
    """The one episode that is meant; None when there is no such one, or a whole season (or nothing) is."""
    among = [e for e in listed if _is_in(e, place)]
    if place.number is not None:
        return _numbered(show, among, moment, place.number)
    if place.which is Which.LATEST:
        return max((e for e in among if _airs(e) <= moment), key=_order, default=None)
    if place.which is Which.NEXT:
        return min((e for e in among if moment < _airs(e) < _NEVER), key=_order, default=None)
    return None


_NEVER = datetime.max.replace(tzinfo=UTC)


def _airs(episode: Episode) -> datetime:
    return episode.airs_at or _NEVER


def _is_in(episode: Episode, place: Place) -> bool:
    """Whether it is of the season that is meant; specials only when they are."""
    return episode.season > 0 if place.season is None else episode.season == place.season


def _order(episode: Episode) -> tuple[datetime, int, int]:
    return _airs(episode), episode.season, episode.number


def _numbered(show: Show, among: Sequence[Episode], moment: datetime, number: int) -> Episode | None:
    """The episode of that number: of the newest season that has begun and has it, where several do."""
    if show.kind is ShowKind.ANIME:
        counted = next((e for e in among if e.absolute == number), None)
        if counted is not None:
            return counted
    begun = {e.season for e in among if _airs(e) <= moment}
    with_it = [e for e in among if e.number == number]
    return max(with_it, key=lambda e: (e.season in begun, e.season), default=None)
