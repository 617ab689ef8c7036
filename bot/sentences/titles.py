"""The title of a show that is known, in a sentence: written out, or a slip of the finger away from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.sentences.vocabulary import known_words
from pipeline.releases.parsing.words import words as title_words
from pipeline.services.spoken import Words

TITLE = "§"  # stands for a title that is known
_MOST_WORDS = 12
_LETTERS_FOR_A_SLIP = 6  # of a title, for each letter in which it may be misspelt
_ARTICLES = {"the", "la", "el", "los", "las", "a", "un", "una"}

Spot = tuple[int, int, str]  # the first word, the one behind the last, the title


def masked(words: Words, titles: Iterable[str], *, everyday: bool = False) -> tuple[Words, str]:
    """With the longest title in it replaced by one sign; the title as it is known, or as it was written where it isn't
    quite that.

    `everyday`: also one that is an everyday word ("You", "From", "Dark") among others.
    """
    by_key = _keys(tuple(titles))
    windows = {
        (start, stop): "".join(title_words(" ".join(words.raw[start:stop])))
        for start, stop in _spans(len(words.norm))
        if everyday or not _is_everyday(words, start, stop)
    }
    exact = [(*span, by_key[key]) for span, key in windows.items() if key in by_key]
    spots = exact or list(_misspelt(words, windows, by_key))
    if not spots:
        return words, ""
    start, stop, title = max(spots, key=lambda spot: (spot[1] - spot[0], -spot[0]))
    before = sum(len(word) + 1 for word in words.norm[:start])
    through = before + len(" ".join(words.norm[start:stop]))
    return words.without(before, through, TITLE), title


def _spans(count: int) -> Iterable[tuple[int, int]]:
    """The first word and the one behind the last, of all that may be a title."""
    for start in range(count):
        for stop in range(start + 1, min(count, start + _MOST_WORDS) + 1):
            yield start, stop


def _is_everyday(words: Words, start: int, stop: int) -> bool:
    return stop - start == 1 and len(words.norm) > 1 and words.norm[start] in known_words()


def _misspelt(words: Words, windows: Mapping[tuple[int, int], str], by_key: Mapping[str, str]) -> Iterable[Spot]:
    for (start, stop), key in windows.items():
        if known_words().issuperset(words.norm[start:stop]):
            continue  # "am I following": nothing in it is misspelt
        slips = min(2, len(key) // _LETTERS_FOR_A_SLIP)
        if slips and process.extractOne(key, by_key.keys(), scorer=OSA.distance, score_cutoff=slips):
            yield start, stop, " ".join(words.raw[start:stop])


@lru_cache(maxsize=64)
def _keys(titles: tuple[str, ...]) -> dict[str, str]:
    """Titles by how they are compared: without spaces, with and without their article."""
    found: dict[str, str] = {}
    for title in titles:
        key = title_words(title)
        found.setdefault("".join(key), title)
        if len(key) > 1 and key[0] in _ARTICLES and (len(key) > 2 or len(key[1]) > 3):
            found.setdefault("".join(key[1:]), title)
    found.pop("", None)
    return found
