"""What the pipeline says of an episode, for one person: in their language, and with their clock.

The pipeline writes its reasons down in English, once for everybody who will read them. A language's table
(`bot.texts.es_pipeline`) has each English sentence with `{names}` for what was filled in; here a sentence is found
again by it. One that is not there (a plugin's, say) stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import messages
from bot.chat.markup import one_line, seen
from bot.chat.phrases import moment
from bot.texts import ENGLISH, SAID_BY_THE_PIPELINE, Texts
from pipeline.clock import now
from pipeline.model import Person
from pipeline.model.reasons import Reason, reason_from

_LONGEST = 1000  # characters: longer ones are somebody's output, not a sentence
_DEEPEST = 4  # sentences inside sentences
_UTC = re.compile(r"\b(?:(\d{4}-\d\d-\d\d) )?(\d\d:\d\d) UTC\b")
_DAY = re.compile(rf"\b({'|'.join(ENGLISH.weekdays)}) (\d+) ({'|'.join(ENGLISH.months)}) (\d{{4}}), (\d\d:\d\d)")
_TAGS = re.compile(r"(?<=subtitles in )([a-z]{2,3}(?:-\w+)*(?:, [a-z]{2,3}(?:-\w+)*)*)(?= yet)")
_COUNTED = re.compile(r"(\d+) (.+)")
_BETWEEN = {"; ": "; ", r"(?<=\.) ": " ", ", ": ", "}  # where sentences in a row part, and how they are joined again

Pattern = tuple[re.Pattern[str], str]


def translated(t: Texts, person: Person, reason: Reason | str, most: int = 200) -> str:
    """The pipeline's reason on one line of at most so many characters, in the person's language and time zone."""
    return one_line(_told(t, person, reason_from(reason)), most)


def _told(t: Texts, person: Person, reason: Reason) -> str:
    said = _with_texts_told(t, person, reason)
    return said if isinstance(said, str) else messages.say(said, person.language, person.time_zone)


def _with_texts_told(t: Texts, person: Person, value: Any) -> Any:
    """What was written down in English, anywhere in a reason, in the person's language."""
    if isinstance(value, tuple):
        return tuple(_with_texts_told(t, person, each) for each in value)
    if not isinstance(value, Reason):
        return value
    if value.code == "text":
        return _retold(t, person, str(value))
    return Reason(value.code, **{name: _with_texts_told(t, person, each) for name, each in value.params.items()})


def _retold(t: Texts, person: Person, sentence: str, most: int = _LONGEST) -> str:
    """A sentence that was written down in English."""
    sentence = _UTC.sub(lambda found: _here(t, person, found), one_line(sentence, _LONGEST))
    sentence = _TAGS.sub(lambda found: ", ".join(t.tongues.get(tag, tag) for tag in found[1].split(", ")), sentence)
    return one_line(_dated(t, _say(t, sentence) or sentence), most)


def _here(t: Texts, person: Person, found: re.Match[str]) -> str:
    """A moment of UTC by the person's clock; without a day it is the next such moment."""
    this_moment = now()
    day = found[1] or f"{this_moment:%Y-%m-%d}"
    at = datetime.strptime(f"{day} {found[2]}", "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
    if not found[1] and at < this_moment - timedelta(hours=1):
        at += timedelta(days=1)
    return seen(moment(t, person, at))


def _dated(t: Texts, sentence: str) -> str:
    """Days as that language says them."""

    def day(found: re.Match[str]) -> str:
        month = t.months[ENGLISH.months.index(found[3])]
        values = {"weekday": t.weekdays[ENGLISH.weekdays.index(found[1])], "day": found[2], "time": found[5]}
        return t.moment.format(month=f"{month} {found[4]}", **values)

    return sentence if t is ENGLISH else _DAY.sub(day, sentence)


def _say(t: Texts, sentence: str, deep: int = 0) -> str | None:
    """The sentence in that language; None when it is not in the table."""
    if deep > _DEEPEST:
        return None
    if said := _found(t, sentence, deep):
        return said
    if sentence.endswith(".") and (said := _found(t, sentence[:-1], deep)):
        return f"{said}."
    if (counted := _COUNTED.fullmatch(sentence)) and (said := _say(t, counted[2], deep + 1)):
        return f"{counted[1]} {said}"
    for between, joint in _BETWEEN.items():
        parts = re.split(between, sentence)
        told = [_say(t, part, deep + 1) for part in parts] if len(parts) > 1 else []
        if any(told):
            return joint.join(new or old for new, old in zip(told, parts, strict=True))
    return None


def _found(t: Texts, sentence: str, deep: int) -> str | None:
    plain, patterns = _table(t.language_name)
    if sentence in plain:
        return plain[sentence]
    for pattern, template in patterns:
        if found := pattern.fullmatch(sentence):
            return template.format(**{name: _value(t, name, value, deep) for name, value in found.groupdict().items()})
    return None


def _value(t: Texts, name: str, value: str, deep: int) -> str:
    if name.startswith("said"):
        return _say(t, value, deep + 1) or value
    if name.startswith("list"):
        plain, _ = _table(t.language_name)
        return value.replace(" and ", f" {plain['and']} ").replace(" or ", f" {plain['or']} ")
    return value


@cache
def _table(language: str) -> tuple[Mapping[str, str], list[Pattern]]:
    """The sentences without anything filled in, and patterns for the others, the most telling first."""
    sentences = SAID_BY_THE_PIPELINE.get(language, {})
    plain = {english: said for english, said in sentences.items() if "{" not in english}
    others = [(english, said) for english, said in sentences.items() if "{" in english]
    others.sort(key=lambda pair: (not pair[0].startswith("{"), len(re.sub(r"\{\w+\}", "", pair[0]))), reverse=True)
    return plain, [(_pattern(english), said) for english, said in others]


def _pattern(english: str) -> re.Pattern[str]:
    pieces = re.split(r"\{(\w+)\}", english)
    made = [f"(?P<{piece}>{_filling(piece)})" if place % 2 else re.escape(piece) for place, piece in enumerate(pieces)]
    return re.compile("".join(made))


def _filling(name: str) -> str:
    """What may stand there: a moment has its time in it, and a name does not go on into the next sentence."""
    if name == "number":
        return r"\d+"
    if name.startswith("when"):
        return r"(?:.*?\d\d:\d\d|.+?)"
    return ".*?" if name.startswith(("said", "text")) else r"(?:(?!\. [A-Z]).)+?"
