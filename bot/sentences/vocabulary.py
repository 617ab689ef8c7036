"""The words that carry a meaning; they stand in `words/`, by what they mean, English and Spanish side by side.

In small letters, without accents and apostrophes ("dont"), phrases parted by commas; * stands for any ending, ~ for
up to four words, § for a title that is known. What is spelt otherwise is taken for the word that stands there: see
`spelling`. Which meanings make which intent stands in `intents`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

_FILES = Path(__file__).with_name("words")
_GAP = r"(?: [^ ]+){0,4} "  # what "~" stands for
_DOES = ("follow", "get", "unfollow", "delete", "skip", "pause", "resume", "stop")


@cache
def _vocabulary() -> Mapping[str, Mapping[str, str]]:
    read: dict[str, dict[str, str]] = {}
    for file in sorted(_FILES.glob("*.toml")):
        for table, words in tomllib.loads(file.read_text(encoding="utf-8")).items():
            read.setdefault(table, {}).update(words)
    return read


def _phrases(text: str) -> Iterator[str]:
    for phrase in text.split(","):
        said = " ".join(phrase.split())
        if said:
            yield said


def _pattern(text: str) -> re.Pattern[str]:
    said = sorted(set(_phrases(text)), key=len, reverse=True)
    written = [re.escape(phrase).replace(r"\ ", " ").replace(r"\*", r"[^ ]*").replace(r" \~ ", _GAP) for phrase in said]
    return re.compile(f"(?<![^ ])(?:{'|'.join(written)})(?![^ ])")


@cache
def patterns() -> Mapping[str, re.Pattern[str]]:
    """What to look for in the plain words, by concept."""
    return {name: _pattern(text) for name, text in _vocabulary()["concepts"].items()}


@cache
def verbs() -> frozenset[str]:
    """Single words for what is to be done."""
    said = ",".join(_vocabulary()["concepts"][name] for name in _DOES)
    return frozenset(phrase for phrase in _phrases(said) if phrase.isalpha())


@cache
def fillers() -> re.Pattern[str]:
    """Words around what is meant: they say nothing."""
    return _pattern(_vocabulary()["around"]["words"])


@cache
def left_out() -> re.Pattern[str]:
    """Courtesy, filling and swearing: it says nothing wherever it stands."""
    return _pattern(_vocabulary()["left_out"]["words"])


@cache
def denials() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What denies a wish, and what may stand between it and the verb."""
    said = _vocabulary()["denial"]
    return _pattern(said["not"]), _pattern(said["between"])


@cache
def supposed() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What only speaks of doing something, and what may stand between it and the verb."""
    said = _vocabulary()["supposed"]
    return _pattern(said["words"]), _pattern(said["between"])


@cache
def short() -> Mapping[str, str]:
    """What people write short on a phone: one word for one word."""
    return {each: full for full, said in _vocabulary()["short"].items() for each in said.split()}


@cache
def beginnings() -> tuple[str, ...]:
    """What words begin with whose ending says nothing ("llega*")."""
    words = ",".join(_vocabulary()["concepts"].values()).replace(",", " ").split()
    return tuple(word[:-1] for word in words if len(word) > 1 and word.endswith("*"))


@cache
def known_words() -> frozenset[str]:
    """Every word of the vocabulary: for what is misspelt, and for titles that are everyday words."""
    everything = ",".join([*_vocabulary()["concepts"].values(), _vocabulary()["around"]["words"]])
    words = (word for phrase in _phrases(everything) for word in phrase.split())
    return frozenset(word.rstrip("*") for word in words if word[0] not in "~§*")
