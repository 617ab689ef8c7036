"""May this text be the subtitle of this film? By its length, its language and how much it says."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from pipeline.languages import close_languages, language_tag, same_speech, script_of
from pipeline.model.reasons import NO_REASON, Reason
from pipeline.subtitles.cleaning import without_ads
from pipeline.subtitles.cues import Cue, parse
from pipeline.subtitles.encodings import decode

MOST_BYTES = 5_000_000  # a subtitle of a whole film is 200 kB at most
_AFTER_THE_END = 60.0  # seconds by which a last line may be late: films are cut differently at their ends
_ODD, _APART = 50, 300.0  # of so many lines one may be so long (seconds) after all others: a slip, a maker's note
_LONG = 600.0  # seconds from which on a text must reach into the film's second half
_NOTICE = 600.0  # seconds that nothing stands that is said: "you need to log in", for the whole film
_A_LINE_EVERY = 120.0  # seconds, on average, at the least
# Seconds between two lines of a whole text, at most; between the odd foreign ones half a minute or more.
_SPOKEN_EVERY = 15.0
_SPOKEN_LEAST = 20  # lines of it, however short the film is
_ENOUGH = 300  # letters by which a script can be told
_VARIED = 15  # different words by which a language can be told: a cry that is repeated all day tells none
_SAMPLE = 6000  # letters that are looked at
_SURE = 0.8  # langdetect draws seven samples: all but one
_PRESENT = 0.05  # of the letters in a script: subtitles in two languages at once are common in Asia

_JAPANESE = 0.6  # of its letters are kana, at the least; of a text in Chinese and Japanese at once less than a half

# How Unicode's names of letters begin, by ISO 15924 script.
_LETTERS = {
    "Latn": ("LATIN",), "Cyrl": ("CYRILLIC",), "Grek": ("GREEK",), "Hebr": ("HEBREW",), "Arab": ("ARABIC",),
    "Thai": ("THAI",), "Hans": ("CJK",), "Hant": ("CJK",), "Jpan": ("HIRAGANA", "KATAKANA"), "Kore": ("HANGUL",),
    "Deva": ("DEVANAGARI",), "Beng": ("BENGALI",), "Taml": ("TAMIL",), "Telu": ("TELUGU",), "Geor": ("GEORGIAN",),
    "Armn": ("ARMENIAN",),
}  # fmt: skip
# Written in two scripts today: https://en.wikipedia.org/wiki/Digraphia
_TWO_SCRIPTS = frozenset(("az", "bs", "kk", "ku", "ms", "mn", "pa", "sr", "tg", "tk", "ug", "uz"))
_BOTH = ("Latn", "Cyrl")
# What langdetect takes a language for that it does not know; measured on the Universal Declaration of Human Rights.
_TOLD_AS = {"sr": ("hr", "mk", "sl", "bg"), "bs": ("hr", "sl"), "is": ("no", "da", "sv"), "gl": ("es", "pt")}
_TAGS = re.compile(r"<[^<>]{0,200}>")
_WORD = re.compile(r"[^\W\d_]+")

_detecting = threading.Lock()  # langdetect loads what it knows when it is first asked, and is not ready for two


def problem(content: bytes, duration: float, language: str = "", *, forced: bool = False) -> Reason:
    """Why a subtitle cannot be of a film this long (seconds); nothing when it may be.

    `duration` 0: not known. `language`: the one that it is meant to be in. `forced`: only of the odd foreign line.
    """
    if len(content) > MOST_BYTES:
        return Reason("subtitle-too-large", size=len(content))
    cues = [cue for cue in parse(decode(content, language)) if cue.end - cue.start < _NOTICE]
    cues = without_ads(cues)  # which sites put after the end as well
    if not cues:
        return Reason("subtitle-no-text")
    return _length_problem(cues, duration, forced=forced) or _language_problem(cues, language)


def is_whole(content: bytes, duration: float, language: str) -> bool:
    """Whether it has the lines of a whole film of this length (seconds), whatever its track is marked as."""
    lines = len(parse(decode(content, language)))
    return lines >= max(_SPOKEN_LEAST, duration / _SPOKEN_EVERY) and not problem(content, duration, language)


def language_of(content: bytes) -> str:
    """The language that a subtitle is in, by its text; empty where that is not sure."""
    if len(content) > MOST_BYTES:
        return ""
    sample = _sample(parse(decode(content)))
    if sum(letter.isalpha() for letter in sample) < _ENOUGH:
        return ""
    return _surest(_told(sample))


def _length_problem(cues: Sequence[Cue], duration: float, *, forced: bool) -> Reason:
    if duration <= 0:
        return NO_REASON
    last = last_line(cues)
    if after_the_end(cues, duration):
        return Reason("subtitle-after-the-end", late=round(last.start - duration))
    if forced:
        return NO_REASON
    if len(cues) < duration / _A_LINE_EVERY:
        return Reason("subtitle-few-lines", lines=len(cues), length=duration)
    if duration > _LONG and last.end < duration / 2:
        return Reason("subtitle-ends-early", end=last.end, length=duration)
    return NO_REASON


def after_the_end(cues: Sequence[Cue], duration: float) -> bool:
    """Whether it goes on after a film of this length (seconds; 0: not known) as one of a longer film does."""
    return duration > 0 and last_line(cues).start - duration > _AFTER_THE_END


def last_line(cues: Sequence[Cue]) -> Cue:
    """The last line, but for a few that come long after all others."""
    odd = [n for n in range(1, len(cues) // _ODD + 1) if cues[-n].start - cues[-n - 1].end > _APART]
    return cues[-1 - max(odd, default=0)]


def _language_problem(cues: Sequence[Cue], language: str) -> Reason:
    """Only what is sure: a language that hardly differs from the wanted one, or a text that is short or says the same
    all over again, is let pass."""
    primary = language_tag(language).partition("-")[0]
    script = script_of(language)
    letters = [letter for letter in _sample(cues) if letter.isalpha()]
    if script not in _LETTERS or len(letters) < _ENOUGH:
        return NO_REASON
    if primary in _TWO_SCRIPTS:
        return _other_language(cues, primary, tuple({script, *_BOTH}))
    japanese = script in ("Hans", "Hant") and _share(letters, "Jpan") > _JAPANESE
    if _share(letters, script) < _PRESENT or japanese:
        return Reason("subtitle-other-script", language=language)
    return _other_language(cues, primary, (script, "Hans", "Hant") if script == "Jpan" else (script,))


def _other_language(cues: Sequence[Cue], primary: str, scripts: Sequence[str]) -> Reason:
    text = _in_scripts(cues, scripts)
    may_be_told = [*(tag for tag in _known() if same_speech(tag, primary)), *_TOLD_AS.get(primary, ())]
    if not may_be_told or len(set(_WORD.findall(text.lower()))) < _VARIED:
        return NO_REASON
    told = _told(text)
    found = _surest(told)
    if not found or any(close_languages(tag, each) for tag in told for each in may_be_told):
        return NO_REASON
    return Reason("subtitle-other-language", found=found, wanted=primary)


def _share(letters: Sequence[str], script: str) -> float:
    if not letters or script not in _LETTERS:
        return 0.0
    return sum(_is_of(letter, script) for letter in letters) / len(letters)


def _in_scripts(cues: Sequence[Cue], scripts: Sequence[str]) -> str:
    """What is written in these scripts; each line once, for a cry that is repeated says little."""
    once = list({cue.text: cue for cue in cues}.values())
    return "".join(
        each if not each.isalpha() or any(_is_of(each, one) for one in scripts) else " " for each in _sample(once)
    )


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
    from langdetect.detector_factory import PROFILES_DIRECTORY

    return frozenset(path.name.partition("-")[0] for path in Path(PROFILES_DIRECTORY).iterdir())


def _surest(told: Mapping[str, float]) -> str:
    """The likeliest language; empty where that is not sure."""
    found = max(told, key=lambda tag: told[tag], default="")
    return found if told.get(found, 0) >= _SURE else ""


def _told(text: str) -> Mapping[str, float]:
    """The languages that it may be in, with how likely each is: of those that are written as it is. langdetect takes
    traditional Chinese for Korean, and what remains of Georgian without its letters for Estonian."""
    letters = [letter for letter in text if letter.isalpha()]
    if _share(letters, "Hans") > 1 / 2 and max(_share(letters, "Jpan"), _share(letters, "Kore")) < _PRESENT:
        return {"zh": 1.0}
    return {tag: how for tag, how in _detected(text).items() if _share(letters, script_of(tag)) >= _PRESENT}


def _detected(text: str) -> Mapping[str, float]:
    from langdetect import DetectorFactory, LangDetectException, detect_langs  # 1 MB that a quiet day does not need

    with _detecting:
        DetectorFactory.seed = 0  # the same answer each time
        try:
            return {language_tag(each.lang): each.prob for each in detect_langs(text)}
        except LangDetectException:  # no letters that it knows
            return {}
