"""May this text be the subtitle of this film? By its length, its language and how much it says."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from langdetect import DetectorFactory, LangDetectException, detect_langs
from langdetect.detector_factory import PROFILES_DIRECTORY

from messages.units import time_text
from pipeline.languages import close_languages, language_tag, script_of
from pipeline.subtitles.cues import Cue, parse
from pipeline.subtitles.encodings import decode

MOST_BYTES = 5_000_000  # a subtitle of a whole film is 200 kB at most
_AFTER_THE_END = 60.0  # seconds by which a last line may be late: films are cut differently at their ends
_LONG = 600.0  # seconds from which on a text must reach into the film's second half
_A_LINE_EVERY = 120.0  # seconds, on average, at the least
_ENOUGH = 300  # letters by which a script can be told
_VARIED = 15  # different words by which a language can be told: a cry that is repeated all day tells none
_SAMPLE = 6000  # letters that are looked at
_SURE = 0.8  # langdetect draws seven samples: all but one
_PRESENT = 0.05  # of the letters in a script: subtitles in two languages at once are common in Asia

# How Unicode's names of letters begin, by ISO 15924 script.
_LETTERS = {
    "Latn": ("LATIN",), "Cyrl": ("CYRILLIC",), "Grek": ("GREEK",), "Hebr": ("HEBREW",), "Arab": ("ARABIC",),
    "Thai": ("THAI",), "Hans": ("CJK",), "Hant": ("CJK",), "Jpan": ("HIRAGANA", "KATAKANA"), "Kore": ("HANGUL",),
    "Deva": ("DEVANAGARI",), "Beng": ("BENGALI",), "Taml": ("TAMIL",), "Telu": ("TELUGU",), "Geor": ("GEORGIAN",),
    "Armn": ("ARMENIAN",),
}  # fmt: skip
# Written in two scripts today: https://en.wikipedia.org/wiki/Digraphia
_TWO_SCRIPTS = frozenset(("az", "bs", "kk", "ku", "ms", "mn", "pa", "sr", "tg", "tk", "ug", "uz"))
_TAGS = re.compile(r"<[^<>]{0,200}>")
_WORD = re.compile(r"[^\W\d_]+")

_detecting = threading.Lock()  # langdetect loads what it knows when it is first asked, and is not ready for two


def problem(content: bytes, duration: float, language: str = "", *, forced: bool = False) -> str:
    """Why a subtitle cannot be of a film this long (seconds), in a few words; empty when it may be.

    `duration` 0: not known. `language`: the one that it is meant to be in. `forced`: only of the odd foreign line.
    """
    if len(content) > MOST_BYTES:
        return f"it is {len(content) // 1_000_000} MB"
    cues = parse(decode(content, language))
    if not cues:
        return "it holds no text with times"
    return _length_problem(cues, duration, forced=forced) or _language_problem(cues, language)


def language_of(content: bytes) -> str:
    """The language that a subtitle is in, by its text; empty where that is not sure."""
    if len(content) > MOST_BYTES:
        return ""
    sample = _sample(parse(decode(content)))
    if sum(letter.isalpha() for letter in sample) < _ENOUGH:
        return ""
    told = _told(sample)
    found = max(told, key=lambda tag: told[tag], default="")
    return found if told.get(found, 0) >= _SURE else ""


def _length_problem(cues: Sequence[Cue], duration: float, *, forced: bool) -> str:
    if duration <= 0:
        return ""
    if cues[-1].start > duration + _AFTER_THE_END:
        return f"its last line comes {round(cues[-1].start - duration)} seconds after the end"
    if forced:
        return ""
    if len(cues) < duration / _A_LINE_EVERY:
        return f"it has {len(cues)} lines for {time_text(duration)}"
    if duration > _LONG and cues[-1].end < duration / 2:
        return f"it ends after {time_text(cues[-1].end)} of {time_text(duration)}"
    return ""


def _language_problem(cues: Sequence[Cue], language: str) -> str:
    """Only what is sure: a language that hardly differs from the wanted one, or a text that is short or says the same
    all over again, is let pass."""
    primary = language_tag(language).partition("-")[0]
    script = script_of(language)
    if script not in _LETTERS or primary in _TWO_SCRIPTS:
        return ""
    letters = [letter for letter in _sample(cues) if letter.isalpha()]
    if len(letters) < _ENOUGH:
        return ""
    theirs = sum(_is_of(letter, script) for letter in letters)
    if theirs < _PRESENT * len(letters):
        return f"it is not written as {language} is"
    return _other_language(cues, primary, script)


def _other_language(cues: Sequence[Cue], primary: str, script: str) -> str:
    if primary not in _known():
        return ""
    also = ("Hans", "Hant") if script == "Jpan" else ()
    once = list({cue.text: cue for cue in cues}.values())
    text = "".join(
        each if not each.isalpha() or any(_is_of(each, one) for one in (script, *also)) else " "
        for each in _sample(once)
    )
    if len(set(_WORD.findall(text.lower()))) < _VARIED:
        return ""
    told = _told(text)
    found = max(told, key=lambda tag: told[tag], default="")
    if told.get(found, 0) < _SURE or any(close_languages(tag, primary) for tag in told):
        return ""
    return f"it is in {found}, not in {primary}"


def _sample(cues: Sequence[Cue]) -> str:
    """Lines from all over the film, as one text."""
    every = max(1, sum(len(cue.text) for cue in cues) // _SAMPLE)
    return _TAGS.sub("", "\n".join(cue.text for cue in cues[::every]))


@cache
def _is_of(letter: str, script: str) -> bool:
    return unicodedata.name(letter, "").startswith(_LETTERS[script])


@cache
def _known() -> frozenset[str]:
    """The languages that langdetect can tell."""
    return frozenset(path.name.partition("-")[0] for path in Path(PROFILES_DIRECTORY).iterdir())


def _told(text: str) -> dict[str, float]:
    """The languages that it may be in, with how likely each is."""
    with _detecting:
        DetectorFactory.seed = 0  # the same answer each time
        try:
            return {language_tag(each.lang): each.prob for each in detect_langs(text)}
        except LangDetectException:  # no letters that it knows
            return {}
