"""The words that titles are compared by."""

from __future__ import annotations

import re
import unicodedata
from itertools import product

_WORDS = re.compile(r"[^\W_]+")
_APOSTROPHES = re.compile(r"['’‘`´]")
# Letters that Unicode does not take apart into a plain one and an accent, as they are written without them.
_LETTERS = str.maketrans({
    "ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h", "ŧ": "t", "ŋ": "n",
})  # fmt: skip
# …and as German, Danish, Norwegian and Swedish spell them out.
_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue",
                              "Ø": "Oe", "Å": "Aa"})  # fmt: skip


def plain(text: str) -> str:
    """Small letters without accents, and no apostrophes."""
    if text.isascii():
        return _APOSTROPHES.sub("", text.lower())
    text = unicodedata.normalize("NFKD", text.lower()).casefold()
    text = "".join(char for char in text if not unicodedata.combining(char))
    return _APOSTROPHES.sub("", unicodedata.normalize("NFC", text).translate(_LETTERS))


def words(text: str) -> tuple[str, ...]:
    """The words of a title: no accents, no apostrophes, "and" left out, "S.W.A.T." as one word."""
    found = [word for word in _WORDS.findall(plain(text)) if word != "and"]
    if not any(len(word) == 1 for word in found):
        return tuple(found)
    joined: list[str] = []
    run = ""
    for word in found:
        if len(word) == 1:
            run += word
            continue
        if run:
            joined.append(run)
            run = ""
        joined.append(word)
    return tuple([*joined, run] if run else joined)


_MOST_MIXED = 3  # letters that are spelled out each for itself


def _spelled_out(title: str) -> set[str]:
    """With letters spelled out: all of them, and where there are few, each or not ("Mühlenbaecker")."""
    places = [place for place, char in enumerate(title) if ord(char) in _SPELLED_OUT]
    if not 1 < len(places) <= _MOST_MIXED:
        return {title.translate(_SPELLED_OUT)}
    ways = [(char, char.translate(_SPELLED_OUT)) if ord(char) in _SPELLED_OUT else (char,) for char in title]
    return {"".join(way) for way in product(*ways)}


def spellings(title: str) -> frozenset[tuple[str, ...]]:
    """The ways in which release names write a title: Koerner for Körner, Grey.s for Grey's, Plus for +."""
    written = {title, title.replace("+", " plus "), _APOSTROPHES.sub(" ", title)}
    written |= _spelled_out(unicodedata.normalize("NFC", title.replace("&", " und ")))
    if "-" in title:  # Spider-Man is released as Spiderman, too
        written.add(title.replace("-", ""))
    return frozenset(key for each in written if (key := words(each)))
