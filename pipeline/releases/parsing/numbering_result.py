"""What a rule of numbering returns, and what the rules share."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

_LONGEST_RANGE = 2000  # a range of more episodes than that is a misreading


@dataclass(slots=True)
class Numbering:
    """What was found and where: from `start` to `end` in the name."""

    start: int
    end: int
    season: int | None = None
    episodes: tuple[int, ...] = ()
    seasons: tuple[int, ...] = ()
    absolute: tuple[int, ...] = ()
    until: tuple[int, int] | None = None  # (season, episode) where a range ends in a later season
    bare: bool = False  # season and episode from digits alone, which may count through
    pack: bool = False
    part: int | None = None
    day: date | None = None
    other_days: tuple[date, ...] = ()  # that may be meant as well: "14.03.24"
    special: bool = False
    version: int = 1
    anime: bool = False  # numbered as fansubs do, who put their name in front
    problem: str = ""  # why this numbering cannot be used


Rule = Callable[[str], Numbering | None]
"""Looks for one way of numbering in a lower-case name."""

_ORDINALS = {
    word: number
    for number, words in enumerate(
        (
            "first primera primeira prima première premiere erste первый перший",
            "second segunda seconda deuxième deuxieme seconde zweite второй другий",
            "third tercera terceira terza troisième troisieme dritte третий третій",
            "fourth cuarta quarta quatrième quatrieme vierte четвёртый четвертый",
            "fifth quinta cinquième cinquieme fünfte fuenfte пятый",
            "sixth sexta sesta sixième sechste шестой",
            "seventh septima séptima sétima settima siebte",
            "eighth octava oitava ottava achte",
            "ninth novena nona neunte",
            "tenth décima decima zehnte",
        ),
        1,
    )
    for word in words.split()
}
_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12,
    "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10,
    "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10,
}  # fmt: skip


def any_of(words: str, edge: str = "") -> str:
    """A pattern of these words, each a pattern whose first letter is plain, that tries no first letter twice."""
    rests: dict[str, list[str]] = {}
    for word in words.split():
        rests.setdefault(word[0], []).append(word[1:])
    by_first = [f"{first}{edge.format(first)}(?:{'|'.join(rest)})" for first, rest in rests.items()]
    return f"(?:{'|'.join(by_first)})"


def at_edge(words: str) -> str:
    """EDGE and one of these words, written so that a search skips from first letter to first letter."""
    return any_of(words, r"(?<![^\W_]{})")


SPELLED = any_of(" ".join(sorted(_WORDS, key=len, reverse=True)))
NTH = rf"(?:\d{{1,2}} ?(?:st|nd|rd|th)|{any_of(' '.join(sorted(_ORDINALS, key=len, reverse=True)))})"
NTH_SEASON = r"(?:season|temporada|stagione|saison|staffel|сезон)"
"""The word behind one of `NTH`."""
EDGE = r"(?<![^\W_])"  # no letter or digit before
CLOSE = r"(?![^\W_])"  # nor behind
FIRST = r"[0-9](?<![^\W_][0-9])"
"""EDGE and a number's first digit, written so that a search skips from digit to digit."""

EPISODE_WORDS = (
    r"episodes? episodios? episodi épisodes? episódios? episodul epiz[oó]d[aey]? eps? éps? folgen? cap[ií]tulos? caps?"
    r" episod afl(?:evering)? odc(?:inek|inki)? puntat[ae]"
    r" сери[яиюі] сері[яїй] выпуск эпизоды? епізоди? еп(?:изод[аеи]?)?"
    r" b[oö]l[uü]m(?:ler)? blm r[ée]sz d(?:[ií]l[uy]?|iel) avsnitt afsnit jakso osa"
    r" serij[aą] epeisodio επ(?:εισ[όο]δι[οα])? פרק الحلقة"
    r" tập ตอน(?:ที่)? قسمت エピソード"
)
EPISODE_WORD = any_of(EPISODE_WORDS)
SEASON_WORDS = (
    r"seasons? saisons? staffeln? temporadas? temp stagion[ei] seizoen sez[oó]n(?:ul|as|[aey])? s(?:æ|ae|a)son"
    r" s[äa]song sesong kausi řada сезон(?:ов|[ыиа])?"
    r" phần mùa musim فصل kyklos κ[ύυ]κλος σεζ[όο]ν עונה الموسم 시즌 シーズン ซีซั?่?น(?:ที่)?"
)
SEASON_WORD = any_of(SEASON_WORDS)
SEASON_BEHIND = any_of(
    r"сезона? évad evad sez[oó]n(?:ul|as|[aey])? staffel temp(?:orada)? stagione saison seizoen season s[ée]ri[ea] řada"
    r" kausi hooaeg s[äa]song(?:en)? sesong(?:en)? s(?:æ|ae|a)son κ[ύυ]κλος σεζ[όο]ν"
)
"""A season's word that its number stands before: "2. série"."""
NTH_MARK = r"(?:\. ?|-?(?:[оыи]й|[йяі]) ?|[ªº°ηο] ?|(?:ος|:?a|st|nd|rd|th)? )"
"""What stands between such a number and its word."""
_GAP = r"[ ._]{0,2}"
AND = r"(?:and|to|t/m|tot|thru|und|bis|et|à|au|y|al|e|ao|en|og|och|i|и|до|по)"
"""What stands between two numbers, or between the first and the last of several."""
E_MORE = (
    rf"{_GAP}(?:-|~|\+|&|,|a|{AND})?{_GAP}(?:s\d{{1,4}}[ ._-]?)?x?ep?[ ._]?"
    r"\d{1,4}(?:v\d)?(?![\dp])"
)
"""A further number with its own "E": "-E03", "E03", " & S01E03"."""
_LISTED = r"(?:,|(?:and|und|et)(?=\d\d(?!\d)))(?=\d{1,3}(?:and|und|et|[^\w]|$))"
_TO_THE_LAST = r", (?=\d{1,2}(?:, ?\d{1,2}){0,9} (?:and|&|und|et|y|e|en|og|och|и) \d{1,2}(?![^\W_]))"
_SPACED_LIST = r", (?=\d\d(?:, ?\d\d)*(?:[ ._]*(?:$|[\[(])|[ ._](?:\d{3,4}[pi]|web|hdtv|bluray|dvdrip)))"
DASH_MORE = (
    rf"(?:[-~+&]| [~&] | {AND} (?=\d{{1,3}}(?:[^\w]|$))|{_LISTED}|{_SPACED_LIST}|{_TO_THE_LAST})"
    r"\d{1,4}(?:v\d)?(?:(?=(?:and|und|et)\d)|(?![0-9a-uw-z]))"
)
"""A further number after a dash ("-03") or in a list (",03", "and03")."""

PICTURE = {264, 265, 266, 360, 480, 540, 576, 720, 1080, 1280, 1440, 1920, 2160, 4320}
"""Numbers that stand for the picture and never for an episode."""

YEAR = re.compile(rf"{EDGE}(?:19[2-9]\d|20[0-4]\d){CLOSE}")

_DIGITS = re.compile(r"\d+")
_SEASON_AGAIN = re.compile(r"s\d{1,4}(?=[ ._-]{0,2}e)|\d{1,4}(?=x\d)|v\d")


def like_year(number: int) -> bool:
    return 1900 <= number <= 2100


def value(text: str) -> int:
    """A number in digits, Latin or Chinese numerals or words, or an ordinal one."""
    if text in _WORDS:
        return _WORDS[text]
    if "十" in text:  # "二十三" is 23
        tens, _, ones = text.partition("十")
        return 10 * _WORDS.get(tens, 1) + _WORDS.get(ones, 0)
    return _ORDINALS[text] if text in _ORDINALS else int(text.rstrip("stndrh "))


def further(text: str | None) -> list[int]:
    """The numbers in what follows a first one, without repeated seasons and versions."""
    return [int(found) for found in _DIGITS.findall(_SEASON_AGAIN.sub(" ", text))] if text else []


_EACH = re.compile(r"(?:[ ._]{0,2}(?:,|\+|&|and|und|et|y|и)[ ._]{0,2}(?:s\d{1,2}[ ._]?)?(?:ep?|x)?[ ._]?\d{1,4}){1,20}")


_TITLED = re.compile(r"(?<!\d\d\d)-(?:[2-9]\d\d|\d{4})")
"""A title in digits, or the picture's lines, behind a season's episode: "S02E09-791", "S02E09-1080"."""
_COUNTED = re.compile(r"[ ._]ep[ ._]?\d{1,4}")
"""The running count behind it: "S02E05 Ep 15"."""


def several(first: int, more: str | None) -> tuple[int, ...]:
    """A first number and those that follow it: "02,05" and "02 & 05" are two, "02-05" is four."""
    numbers = [first, *further(more)]
    if more and (_TITLED.fullmatch(more) or (_COUNTED.fullmatch(more) and numbers[1] != first + 1)):
        return (first,)
    return tuple(sorted({*numbers})) if more and _EACH.fullmatch(more) else span(numbers)


def span(numbers: list[int]) -> tuple[int, ...]:
    """From the first to the last: "E01-E03", "E01E03" and "E01E02E03" all mean three episodes."""
    first, last = numbers[0], numbers[-1]
    if first < last <= first + _LONGEST_RANGE:
        return tuple(range(first, last + 1))
    return (first,)
