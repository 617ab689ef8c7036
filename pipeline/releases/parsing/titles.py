"""Finds a series' title: what stands before the numbering, without groups, years, countries and other languages."""

from __future__ import annotations

import re
from dataclasses import dataclass

_EAST = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")

_BRACKETED = re.compile(r"[\[\]]")
_HAN = r"\u3400-\u9fff"
_SEVERAL = re.compile(r"[/|_·]")  # without one of these a part is one segment
_SEGMENT = re.compile(
    r"\s+/\s*|\s*/\s+|\s*\|\s*|\s_\s"
    rf"|(?<=[{_HAN}])[·/](?=[A-Za-z0-9])|(?<=[A-Za-z0-9])/(?=[{_HAN}])|(?<=[{_HAN}])/(?=[{_HAN}])"
)
_SEASON_EAST = re.compile(r"\s*第[\d一二三四五六七八九十]{1,2}[季期]|\s\d{1,2}기\s*$")
_AKA = re.compile(r"[ ._]+(?:aka|a\.k\.a\.?)[ ._]+", re.IGNORECASE)
_NOISE = re.compile(  # "new in April", "Chinese animation", "complete", "finished", a year
    r"^[★☆\s]*(?:(?:.{0,20}月)?新番|国漫|國漫|合集|连载|完结|日剧|美剧|韩剧|(?:19|20)\d\d(?:年\S{0,9})?)[★☆\s]*$"
)
_DIGIT = re.compile(r"\d")
_YEAR_BOXED = re.compile(r"[ ._]*[(\[*](?P<y>19[2-9]\d|20[0-4]\d)(?:[-–](?:19|20)?\d\d)?(?:[)\]*]|$)")
_YEAR_LAST = re.compile(r"(?<=[^\W_])[ ._-]+(?P<y>19[2-9]\d|20[0-3]\d)$")
_DAY_FIRST = re.compile(r"^\d{6}[ ._]+(?=[^\W_])")
_COUNTRY = re.compile(r"(?<=[^\W_])[ ._]+[(\[]?(?P<c>US|UK|AU|NZ|CA|USA|GB)[)\]]?$")
_SEASON_WORDS = re.compile(
    r"[ ._,(\[-]+(?:season|saison|staffel|temporada|temp?|stagione|seizoen|sezon|сезон)s?"
    r"[ ._:]{0,2}\d{1,2}(?![^\W_]).*$"
    r"|[ ._(\[-]+(?:s\d{1,2}|t0\d)$",
    re.IGNORECASE,
)
_COMPLETE = re.compile(
    r"[ ._(\[-]+(?:coffret[ ._])?(?:the[ ._]|l['’])?(?:complete|full|int[eé]grale)"
    r"(?:[ ._](?:series|seasons?|collection))?$",
    re.IGNORECASE,
)
_AND_SPECIALS = re.compile(
    r"(?<=[^\W_])[)\]]?[ ._]*(?:\+[ ._]*(?:ovas?|oads?|onas?|specials?|sps?|movies?|films?|extras)[ ._&]*){1,4}$",
    re.IGNORECASE,
)
_BEHIND_PAREN = re.compile(r"[^\W_][)]?[ ._]\((?P<other>[^()]{3,80})\)$")
_MEDIUM = re.compile(
    r"[ ._]*[(\[](?:(?:dvd|bd|tv|hdtv|web|webrip|bluray)(?:rip)?|dub|sub|dubbed|subbed"
    r"|uncut|uncensored|censored|unrated|enhanced|extended|remastered)[)\]]$",
    re.IGNORECASE,
)
_RUNNING = re.compile(r"[ _]-[ _]#?\d{1,4}(?:\.5)?$")
_PLAIN = re.compile(r"[A-Za-z ._'!?&,:-]*[a-z!?]")
_EDGES = " ._-–—([{,:+~|/★"


@dataclass(slots=True)
class Title:
    text: str
    others: list[str]
    year: int | None = None
    country: str | None = None


def tidy(text: str) -> str:
    """Spaces where dots and underscores stood for them."""
    if "_" in text:
        text = text.replace("_", " ")
    if "." in text:
        if " " not in text.strip():
            text = text.replace(".", " ")
        else:
            text = _DOT_BETWEEN.sub(" ", text)
    text = " ".join(text.split()).strip(_EDGES)
    while text and text[-1] in ")]}" and text.count(_OPEN[text[-1]]) < text.count(text[-1]):
        text = text[:-1].rstrip(_EDGES)
    return text


_DOT_BETWEEN = re.compile(r"\.(?=\S\S)(?<=\w\w\.)")
_OPEN = {")": "(", "]": "[", "}": "{"}


def read(raw: str) -> Title:
    """Reads what stands before the numbering."""
    words = raw.rstrip(_EDGES)
    return Title(tidy(words), []) if is_plain(words) else take_apart(raw)


def take_apart(raw: str) -> Title:
    """The same, for a text that may hold more than a title."""
    if '"' in raw:
        raw = _unquoted(raw)
    title = Title("", [])
    if _may_hold_several(raw):
        raw, title.others = _choose(_without_year_boxed(raw, title))
    raw = _without_country(_without_year(_without_words(raw.rstrip(_EDGES)), title), title)
    if title.country and title.year is None:
        raw = _without_year(raw.rstrip(_EDGES), title)
    if "aka" in (low := raw.lower()) or "k.a" in low:
        raw, *more = _AKA.split(raw)
        title.others.extend(tidy(other) for other in more)
    if raw.endswith(")") and (found := _BEHIND_PAREN.search(raw)):
        title.others.append(tidy(found["other"]))  # "Título (Title)"
    title.text = tidy(raw)
    return title


def is_plain(raw: str) -> bool:
    """Whether it is a title alone, as most are: plain letters, no country, no word that `take_apart` knows."""
    if not _PLAIN.fullmatch(raw):
        return False
    low = raw.lower()
    return not ("aka" in low or "k.a" in low or "omplete" in low or "grale" in low or "full" in low)


def _unquoted(raw: str) -> str:
    """What stands behind the last quotation mark, else all without them."""
    behind = raw[raw.rindex('"') + 1 :]
    return behind if behind.strip(_EDGES) else raw.replace('"', "")


def _may_hold_several(raw: str) -> bool:
    return "[" in raw or "]" in raw or not raw.isascii() or "/" in raw or "|" in raw


def _without_words(raw: str) -> str:
    """Without a season, "complete", a medium, a running count at the end, and a day in front."""
    if _DIGIT.search(raw):
        raw = _SEASON_WORDS.sub("", raw)
        raw = _RUNNING.sub("", raw) if "-" in raw else raw
        raw = _DAY_FIRST.sub("", raw) if raw[:6].isdecimal() else raw
    low = raw.lower()
    if "omplete" in low or "grale" in low or low.endswith("full"):
        raw = _COMPLETE.sub("", raw)
    if "+" in raw:
        raw = _AND_SPECIALS.sub("", raw)
    return (_MEDIUM.sub("", raw) if raw[-1:] in (")", "]") else raw).rstrip(_EDGES)


def _without_year(raw: str, title: Title) -> str:
    raw = _without_year_boxed(raw, title)
    if title.year:
        return raw
    if raw[-1:].isdigit() and (found := _YEAR_LAST.search(raw)):
        title.others.append(tidy(raw))
        title.year = int(found["y"])
        return raw[: found.start()]
    return raw


def _without_year_boxed(raw: str, title: Title) -> str:
    """Without the first year in brackets behind a title: "Title (2016)", "Title [2016]", "Title *2016*"."""
    boxed = _YEAR_BOXED.search(raw) if "(" in raw or "*" in raw or "[" in raw[1:] else None
    if not boxed or not boxed.start() or raw[boxed.start() - 1] == "]":
        return raw
    title.year = int(boxed["y"])
    return (raw[: boxed.start()] + " " + raw[boxed.end() :]).rstrip(_EDGES)


def _without_country(raw: str, title: Title) -> str:
    found = _COUNTRY.search(raw, max(0, len(raw) - 8)) if raw[-1:].isupper() or raw[-1:] in (")", "]") else None
    if not found or raw[: found.start()].isupper():
        return raw
    title.others.append(tidy(raw))
    title.country = {"UK": "GB", "USA": "US"}.get(found["c"], found["c"])
    return raw[: found.start()]


def _choose(raw: str) -> tuple[str, list[str]]:
    """Picks the title among several in brackets or between slashes: one in Latin script if there is one."""
    before, *boxes = _BRACKETED.split(raw)
    if before.strip(_EDGES) and _LATIN.search(before) and not _EAST.search(before):
        boxes = []
    pieces: list[str] = []
    outside: set[str] = set()
    for place, part in enumerate((before, *boxes)):  # every other part stands outside of the brackets
        found = _pieces(part)
        pieces += found
        if place % 2 == 0:
            outside.update(found)
    if not pieces:
        return "", []
    best = max(pieces, key=lambda piece: (_score(piece), piece in outside))
    others = [tidy(piece) for piece in pieces if piece is not best]
    return (_latin_part(best) if _is_mixed(best) else best), others


def _is_mixed(text: str) -> bool:
    """Whether it has both Latin letters and others of the far east."""
    return _EAST.search(text) is not None and _LATIN.search(text) is not None


def _pieces(part: str) -> list[str]:
    """What may be a title in one part of a name."""
    segments = _SEGMENT.split(part) if _SEVERAL.search(part) else [part]
    if "第" in part or "기" in part:
        segments = [_SEASON_EAST.sub("", segment) for segment in segments]
    stripped = [segment.strip(_EDGES) for segment in segments]
    return [piece for piece in stripped if piece and not _NOISE.match(piece)]


def _score(piece: str) -> int:
    """Latin letters alone, then mixed, then other scripts."""
    if not _LATIN.search(piece):
        return 0
    return 1 if _EAST.search(piece) or _CYRILLIC.search(piece) else 2


def _latin_part(piece: str) -> str:
    """ "ANIME SERIES 海賊王" is known by its Latin part; "巴哈姆特之怒Anime" is one word."""
    piece = re.sub(r"[ ._]+", " ", piece)
    words = piece.split(" ")
    if any(map(_is_mixed, words)):
        return piece
    latin = " ".join(word for word in words if not _EAST.search(word))
    return latin if len(latin) >= 4 and (piece.startswith(latin) or piece.endswith(latin)) else piece
