"""Rules for names that tell the day an episode aired, as talk shows and news are released."""

from __future__ import annotations

import re
from datetime import date
from re import Match

from pipeline.releases.parsing.normalise import words_of
from pipeline.releases.parsing.numbering_result import CLOSE, EDGE, FIRST, Numbering

_YEAR = r"(?P<y>19[3-9]\d|20[0-4]\d)"
_MAYBE_YEAR = re.compile(r"(?:19[3-9]|20[0-4])\d")
_YEAR_FIRST = re.compile(
    rf"{_YEAR}(?<!\d\d{{4}})(?P<sep>[ ._/-])(?P<m>\d{{1,2}})(?P=sep)(?P<d>\d{{1,2}})(?![\d:]|-\d\d?(?!\d))"
    r"(?!(?P=sep)(?:19|20)\d\d(?!\d))"
)
_EAST = re.compile(rf"{_YEAR}[年년] ?(?P<m>\d{{1,2}})[月월] ?(?P<d>\d{{1,2}})[日일号]?")
# "2025-05-09 to 2025-05-11": several days.
_TO_ANOTHER = re.compile(
    r"(?:[ ._]{0,2}(?:-|~|&|\+)[ ._]{0,2}|[ ._-](?:to|thru|through|till|until|and|bis|à|al)[ ._-])"
    r"(?:19|20)\d\d[ ._-]?\d\d[ ._-]?\d\d(?!\d)"
)
_YEAR_LAST = re.compile(rf"(?P<a>{FIRST}\d?)(?P<sep>[ ._/-])(?P<b>\d{{1,2}})(?P=sep){_YEAR}(?!\d)")
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            (
                "jan january janvier januar januari jänner janeiro enero gennaio stycznia января ocak "
                "ledna január januára tammikuuta січня ιανουαρίου ianuarie януари"
            ),
            (
                "feb february février fevrier februar februari fevereiro febrero febbraio lutego февраля şubat subat "
                "února február februára helmikuuta лютого φεβρουαρίου februarie февруари"
            ),
            (
                "mar march mars märz maerz maart marts março marco marzo marca марта mart "
                "března március maaliskuuta березня μαρτίου martie март"
            ),
            (
                "apr april avril abril aprile kwietnia апреля nisan "
                "dubna április apríla huhtikuuta квітня απριλίου aprilie април"
            ),
            "may mai mei maj maio mayo maggio maja мая mayıs mayis května május mája toukokuuta травня μαΐου май",
            (
                "jun june juin juni junho junio giugno czerwca июня haziran "
                "června június júna kesäkuuta червня ιουνίου iunie юни"
            ),
            (
                "jul july juillet juli julho julio luglio lipca июля temmuz "
                "července július júla heinäkuuta липня ιουλίου iulie юли"
            ),
            (
                "aug august août aout augustus augusti agosto sierpnia августа ağustos agustos "
                "srpna augusztus elokuuta серпня αυγούστου август"
            ),
            (
                "sep sept september septembre setembro septiembre settembre września wrzesnia сентября eylül eylul "
                "září szeptember septembra syyskuuta вересня σεπτεμβρίου septembrie септември"
            ),
            (
                "oct october octobre oktober outubro octubre ottobre października pazdziernika октября ekim "
                "října október októbra lokakuuta жовтня οκτωβρίου octombrie октомври"
            ),
            (
                "nov november novembre novembro noviembre listopada ноября kasım kasim "
                "listopadu novembra marraskuuta листопада νοεμβρίου noiembrie ноември"
            ),
            (
                "dec december décembre decembre dezember dezembro diciembre dicembre grudnia декабря aralık aralik "
                "prosince decembra joulukuuta грудня δεκεμβρίου decembrie декември"
            ),
        ),
        1,
    )
    for name in names.split()
}
_MONTH = rf"(?P<m>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})"
_DAY = r"(?P<d>\d{1,2})(?:st|nd|rd|th|er|º|\.(?= ))?"
_WEEKDAY = (
    r"(?:(?:(?:mon|tue(?:s)?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|(?:lun|mar|mercre|jeu|vendre|same)di"
    r"|dimanche|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|lunes|martes|mi[ée]rcoles|jueves|viernes|s[áa]bado"
    r"|domingo|(?:lune|marte|mercole|giove|vener)d[ìi]|sabato|domenica|(?:maan|dins|woens|donder|vrij|zater|zon)dag)"
    r",?[ ._](?:den[ ._])?)?"
)
_DAY_FIRST = re.compile(
    rf"{EDGE}{_WEEKDAY}(?:(?:du|vom|del|van|von|od|от|om|dia|of)[ ._])?{_DAY}[ ._-](?:(?:de|of|di)[ ._])?{_MONTH}"
    rf"[ ._-](?:(?:de|del)[ ._])?{_YEAR}(?!\d)"
)
# "du 09/03/2018", "vom 09.03.2018": in these languages the day is told first.
_BEFORE_DAY = re.compile(rf"(?<=[^\W_][ ._-]){_WEEKDAY}(?:du|vom|del|van|von|od|от|om|dia)[ ._]$")
_ANY_YEAR = re.compile(rf"{_YEAR}(?!\d)")
_NEAR_YEAR = 24  # characters between a year's beginning and a month's name, at most
_MONTH_FIRST = re.compile(rf"{EDGE}{_WEEKDAY}{_MONTH}[ ._-]{_DAY},?[ ._-]{_YEAR}(?!\d)")
_YEAR_MONTH = re.compile(rf"{_YEAR}(?<![^\W_]\d{{4}})\.?[ ._-]{_MONTH}[ ._-]{_DAY}(?!\d)")
_COMPACT = re.compile(rf"{_YEAR}(?<![^\W_]\d{{4}})(?P<m>0[1-9]|1[0-2])(?P<d>[0-3]\d){CLOSE}")
_SHORT = re.compile(
    r"(?P<one>[0-4](?<=[^\W_][ ._-].)\d)(?P<two>0[1-9]|1[0-2])(?P<three>0[1-9]|[12]\d|3[01])(?=[ ._\[(-]|$)"
)
_SHORT_PARTED = re.compile(
    r"(?:(?<=[^\W\d_][ ._-])|(?<=[^\W\d_][ ._]\())"
    r"(?P<one>[0-3]\d)(?P<sep>[ ._-])(?P<two>[0-3]\d)(?P=sep)(?P<three>[0-3]\d)(?=[ ._\[()-](?!\d\d[ ._-])|$)"
)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def daily(low: str, begin: int = 0) -> Numbering | None:
    """2011-04-12, 2012.16.02 (the month is the one that can be), 20201013, 13 Feb 2025, 17 mai 2024, 2018年3月8日.

    `begin`: where to begin to look.
    """
    if not _MAYBE_YEAR.search(low, begin):  # most names tell no day
        return None
    return _year_first(low, begin) or _year_last(low, begin) or _with_month(low, begin)


def _year_first(low: str, begin: int) -> Numbering | None:
    for pattern in (_YEAR_FIRST, _COMPACT) if low.isascii() else (_YEAR_FIRST, _COMPACT, _EAST):
        for found in pattern.finditer(low, begin):
            year, month, day = int(found["y"]), int(found["m"]), int(found["d"])
            if when := _day(year, month, day) or _day(year, day, month):
                problem = "no-episode" if _TO_ANOTHER.match(low, found.end()) else ""
                return Numbering(found.start(), found.end(), day=None if problem else when, problem=problem)
    return None


def _year_last(low: str, begin: int) -> Numbering | None:
    last = _YEAR_LAST.search(low, begin)
    if not last or not _named(low, last):
        return None
    year, one, two = int(last["y"]), int(last["a"]), int(last["b"])
    before = _BEFORE_DAY.search(low, 0, last.start())
    begin = before.start() if before else last.start()
    day_first, month_first = _day(year, two, one), _day(year, one, two)
    told = (day_first, None if before and day_first else month_first)
    days = [*dict.fromkeys(when for when in told if when)]
    if len(days) == 1:
        return Numbering(begin, last.end(), day=days[0])
    return Numbering(begin, last.end(), other_days=tuple(days)) if days else None


def _named(low: str, found: Match[str]) -> bool:
    """Whether letters precede: "22 July 2018" and "11.14.2003" alone are a film's title and year."""
    return any(char.isalpha() for char in low[: found.start()])


def _with_month(low: str, begin: int) -> Numbering | None:
    if not any(_is_beside_month(low, year.start()) for year in _ANY_YEAR.finditer(low, begin)):
        return None
    for pattern in (_DAY_FIRST, _MONTH_FIRST, _YEAR_MONTH):
        found = pattern.search(low, begin)
        if found and _named(low, found):
            month = _MONTHS[found["m"]]
            if when := _day(int(found["y"]), month, int(found["d"])):
                return Numbering(found.start(), found.end(), day=when)
    return None


def _is_beside_month(low: str, year: int) -> bool:
    """Whether one of the words around a year is a month's name: most years are beside a title."""
    return not _MONTHS.keys().isdisjoint(words_of(low[max(0, year - _NEAR_YEAR) : year + _NEAR_YEAR]))


def short(low: str) -> Numbering | None:
    """140722: year, month and day in two digits each; 14.07.22 may have the year first or last, as countries write."""
    if found := _SHORT.search(low):
        days = [_short_day(found["one"], found["two"], found["three"])]
    elif found := _SHORT_PARTED.search(low):
        one, two, three = found["one"], found["two"], found["three"]
        days = [_short_day(one, two, three), _short_day(three, two, one), _short_day(three, one, two)]
    possible = [*dict.fromkeys(day for day in days if day)] if found else []
    if not found or not possible:
        return None
    return Numbering(found.start(), found.end(), day=possible[0], other_days=tuple(possible[1:]))


def _short_day(year: str, month: str, day: str) -> date | None:
    return _day(2000 + int(year), int(month), int(day))
