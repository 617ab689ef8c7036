"""Words as people type them: short for others, with another ending, by their sound, or with a slip of the finger.

Each is taken for the word of the vocabulary that it stands for; what stands for none may be part of a name, and stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, lru_cache

from rapidfuzz.distance import OSA

from bot.sentences.vocabulary import beginnings, known_words, short, verbs

_SHORTEST_ENDED = 5  # letters of a word whose ending may be another
_SHORTEST_STEM = 4  # letters that are left of it
_SHORTEST_SLIP = 6  # letters of a word that may be misspelt; a verb may be shorter
_SHORTEST_SOUND = 4  # letters of a word that may be written by its sound
_SHORTEST_SKELETON = 3  # consonants of a word that is written without its vowels
_ENDINGS = ("es", "s", "ing", "in", "ed")
# What Spanish verbs carry behind them ("cancélalo", "ponla", "borradla"), and the letters that they end in before it.
_CARRIED = ("melo", "mela", "noslo", "nosla", "selo", "lo", "la", "los", "las", "me", "nos", "le", "les")
_CARRIES = tuple("aeiourndz")
_LEMMAS = ("ar", "er", "ir", "a", "e", "o")
_INFLECTED = re.compile(
    r"(?:[ai]d[oa]s?|[ai]ndo|iendo|aste|iste|aron|ieron|amos|emos|imos|aba[ns]?|abamos|ias?|ian|[aei]ran?|[aei]ria[ns]?"
    r"|[ae]is|as|es|an|en|o|a|e)"
)
_SMALL = re.compile(r"it([oa]s?)$")
_VOWELS = str.maketrans("", "", "aeiou")
# Letters that sound alike in Spanish, in this order: "kita" is "quita", "yego" is "llegó", "asta" is "hasta".
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"(?<![cst])h", ""),
        (r"qu(?=[ei])|q|c(?![eih])", "k"),
        (r"c(?=[ei])|z", "s"),
        (r"gu(?=[ei])|j(?=[ei])", "g"),
        (r"ll", "y"),
        (r"v", "b"),
        (r"y$", "i"),
        (r"(.)\1", r"\1"),
    )
)


def written_out(word: str) -> str:
    """Without letters that only shout ("yesss"), and in full where it is short for something."""
    calm = re.sub(r"(\D)\1{2,}", r"\1", word)
    calmer = re.sub(r"(\D)\1$", r"\1", calm)
    if calm not in known_words() and calmer in known_words():
        calm = calmer
    return short().get(calm, calm)


@lru_cache(maxsize=4096)
def mended(word: str) -> str:
    """The word of the vocabulary that this one stands for; itself where it stands for none."""
    if word in known_words() or not (word.isalpha() and word.isascii()):
        return word
    return next(filter(None, (meant(word) for meant in _WAYS)), word)


def _without_ending(word: str) -> str | None:
    forms = _other_forms(word) if len(word) >= _SHORTEST_ENDED else ()
    return next((form for form in forms if len(form) >= _SHORTEST_STEM and form in known_words()), None)


def _other_forms(word: str) -> Iterator[str]:
    """What it may be a form of, the likeliest first."""
    if word.endswith("in"):
        yield f"{word}g"  # "watchin"
    verbs_before = (verb for verb in _before(word, _CARRIED) if verb.endswith(_CARRIES))
    stems = [*verbs_before, *_before(word, _ENDINGS)]
    yield from stems
    yield from (stem[:-1] for stem in stems if stem[-2:-1] == stem[-1:])  # "stopped"
    yield _SMALL.sub(r"\1", word)  # "cositas"


def _before(word: str, endings: Iterable[str]) -> list[str]:
    """The word without each of the endings that it has."""
    return [word.removesuffix(ending) for ending in endings if word.endswith(ending)]


def _as_begun(word: str) -> str | None:
    """Itself, where the vocabulary knows how it begins and any ending will do: "llegaremos", of "llega*"."""
    return word if word.startswith(beginnings()) else None


def _uninflected(word: str) -> str | None:
    """The form of a Spanish verb that is known: "aparece" for "aparecido", "aparecieron"."""
    if len(word) < _SHORTEST_ENDED:
        return None
    stems = [word[:at] for at in range(4, len(word)) if word[at - 1] not in "aeiou" and _INFLECTED.fullmatch(word, at)]
    forms = [f"{stem}{ending}" for stem in stems for ending in _LEMMAS]
    return next((form for form in forms if form in known_words()), None)


def _from_skeleton(word: str) -> str | None:
    """ "dwnld", "tmrw": without its vowels."""
    without = word == word.translate(_VOWELS) and len(word) >= _SHORTEST_SKELETON
    return _by_skeleton().get(_once(word)) if without else None


def _by_sound(word: str) -> str | None:
    return _by_sounds().get(_sound(word)) if len(word) >= _SHORTEST_SOUND else None


def _without_slip(word: str) -> str | None:
    """A slip hardly ever falls on the first letter, but for one that is swapped with the second."""
    if len(word) < _SHORTEST_ENDED:
        return None
    likely = verbs() if len(word) < _SHORTEST_SLIP else known_words()
    near = (
        known
        for known in sorted(likely)
        if len(known) >= _SHORTEST_ENDED
        and abs(len(known) - len(word)) <= 1
        and (known[0] == word[0] or known[:2] == word[1::-1])
    )
    return next((known for known in near if OSA.distance(word, known, score_cutoff=1) <= 1), None)


# How a word may stand for another, the likeliest first.
_WAYS: tuple[Callable[[str], str | None], ...] = (
    _without_ending,
    _from_skeleton,
    _as_begun,
    _uninflected,
    _by_sound,
    _without_slip,
)


@cache
def _by_skeleton() -> Mapping[str, str]:
    return _keyed(
        (_once(known.translate(_VOWELS)), known) for known in known_words() if len(known) > _SHORTEST_SKELETON
    )


@cache
def _by_sounds() -> Mapping[str, str]:
    return _keyed((_sound(known), known) for known in known_words() if len(known) >= _SHORTEST_SOUND)


def _keyed(words: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """The shortest word for each key: the others are mostly forms of it."""
    found: dict[str, str] = {}
    for key, known in sorted(words, key=lambda each: (len(each[1]), each[1])):
        if len(key) >= _SHORTEST_SKELETON:
            found.setdefault(key, known)
    return found


def _once(word: str) -> str:
    return re.sub(r"(.)\1", r"\1", word)


def _sound(word: str) -> str:
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return word
