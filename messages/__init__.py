"""The catalogue of messages: what the product's parts have to say, by language, in Project Fluent's format.

A part says a code and what belongs to it (`pipeline.model.reasons.Reason`); here it becomes a sentence in a person's
language and time zone. `en.ftl` is complete, every other language says all of it again. In a message a value is shown
by its own form, or by one of these functions: SIZE (bytes), DURATION (seconds), PERCENT (0 to 1), LANGUAGES and ONE_OF
(BCP 47, parted by commas), CAPITAL (a text that begins a sentence).
Format: https://projectfluent.org/fluent/guide/
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple, Protocol
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime, format_time
from babel.lists import format_list
from fluent.runtime import FluentBundle, FluentResource

from messages.units import size_text, time_text

log = logging.getLogger("airdate.messages")

FOLDER = Path(__file__).parent
LANGUAGES = tuple(sorted(file.stem for file in FOLDER.glob("*.ftl")))
"""BCP 47: the languages that there are messages in."""


class Sayable(Protocol):
    """A code of the catalogue, with what belongs to it."""

    @property
    def code(self) -> str: ...
    @property
    def params(self) -> Mapping[str, Any]: ...


def say(reason: Sayable, language: str = "en", zone: str = "UTC") -> str:
    """The sentence, in a language (BCP 47; English where we do not speak it), with times in this IANA time zone.

    Never raises: a code that the catalogue does not have is shown as it is, with its parameters.
    """
    if not reason.code:
        return ""
    spoken = _spoken(language)
    for each in (spoken, "en"):
        if each in LANGUAGES and _bundle(each).has_message(reason.code):
            return _formatted(_bundle(each), reason, each, zone)
    told = ", ".join(f"{name}: {_shown(value, spoken, zone)}" for name, value in reason.params.items())
    return f"{reason.code} ({told})" if told else reason.code


def show_status(status: str, language: str = "en") -> str:
    """Whether a show goes on, as a catalogue words it ("To Be Determined"), in our words where we know it."""
    code = f"chat-status-words-{status.lower().replace(' ', '-')}"
    return say(_Sentence(code, {}), language) if has(code) else status


def has(code: str) -> bool:
    """Whether there is a message of this code."""
    return _bundle("en").has_message(code)


def codes(prefix: str) -> list[str]:
    """The codes that begin so, in their order."""
    return [code for code in _named("en") if code.startswith(prefix)]


@lru_cache(maxsize=4096)
def template(code: str, language: str, count: int | None = None) -> str:
    """A message with a blank `{name}` for each of its values, for who fills in markup; `count` chooses its form."""
    spoken = _spoken(language)
    values: dict[str, str | int] = {name: f"{{{name}}}" for name in _named(spoken)[code]}
    if count is not None:
        values["count"] = count
    pattern = _bundle(spoken).get_message(code).value
    return str(_bundle(spoken).format_pattern(pattern, values)[0]) if pattern else ""


@cache
def _named(language: str) -> Mapping[str, frozenset[str]]:
    """The values that each message shows."""
    entries = re.split(r"^(?=[a-z])", _source(language), flags=re.MULTILINE)[1:]
    return {entry.split(" ", 1)[0]: frozenset(re.findall(r"\$(\w[\w-]*)", entry)) for entry in entries}


def tongue(tag: str, language: str) -> str:
    """A language (BCP 47) by its name in another."""
    return _tongue(tag, _spoken(language))


def _spoken(language: str) -> str:
    """The language that is spoken to somebody with this tag: English where there are no messages in theirs."""
    primary = language.partition("-")[0].lower()
    return primary if primary in LANGUAGES else "en"


_ENDED_TWICE = re.compile(r"([?!…])\.(?!\S)")  # a sentence's own end, and that of the one that it stands in


def _formatted(bundle: FluentBundle, reason: Sayable, language: str, zone: str) -> str:
    values = {name: _shown(value, language, zone) for name, value in reason.params.items()}
    pattern = bundle.get_message(reason.code).value
    if pattern is None:
        return reason.code
    text, problems = bundle.format_pattern(pattern, values)
    if problems:
        log.debug("%s in %s: %s", reason.code, language, problems)
    return _ENDED_TWICE.sub(r"\1", str(text))


def _shown(value: Any, language: str, zone: str) -> str | int | float:
    """A parameter as Fluent takes it: numbers stay numbers, so that messages can count and measure."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return value
    if isinstance(value, datetime):
        return moment(value, language, zone)
    if isinstance(value, date):
        return format_date(value, "d MMM y", locale=_locale(language))
    if isinstance(value, tuple | list):
        return _listed(value, language, zone)
    if _is_reason(value):
        return say(value, language, zone).removesuffix(".")  # inside another, it is not the end of the sentence
    return str(value)


def _listed(values: Sequence[Any], language: str, zone: str) -> str:
    """Names as "a, b, and c"; sentences with semicolons between them."""
    parts = [str(_shown(each, language, zone)) for each in values]
    if all(map(_is_reason, values)):
        return "; ".join(parts)
    return format_list(parts, locale=_locale(language))


def _is_reason(value: Any) -> bool:
    return hasattr(value, "code") and hasattr(value, "params")


def moment(at: datetime, language: str, zone: str) -> str:
    """A moment by the clock of a time zone: "today, 21:40", "Sun 1 Nov, 22:40"; with the year where it is far."""
    language = _spoken(language)
    here, today = at.astimezone(_zone(zone)), datetime.now(_zone(zone)).date()
    days = (here.date() - today).days
    if abs(days) <= 1:
        clock = format_time(here, "HH:mm", locale=_locale(language))
        return _formatted(_bundle(language), _Sentence(_NEAR[days], {"time": clock}), language, zone)
    if abs(days) < 300:
        return format_datetime(here, "EEE d MMM, HH:mm", locale=_locale(language))
    return format_datetime(here, "EEE d MMM y, HH:mm", locale=_locale(language))


def day(at: datetime, language: str, zone: str) -> str:
    """The day of a moment, by the calendar of a time zone: "Thu 3 Dec"."""
    return format_date(at.astimezone(_zone(zone)), "EEE d MMM", locale=_locale(_spoken(language)))


_NEAR = {-1: "yesterday", 0: "today", 1: "tomorrow"}


class _Sentence(NamedTuple):
    code: str
    params: Mapping[str, Any]


@cache
def _bundle(language: str) -> FluentBundle:
    functions: dict[str, Callable[[Any], Any]] = {
        "SIZE": lambda size: size_text(_number(size)),
        "DURATION": lambda seconds: time_text(_number(seconds)),
        "PERCENT": lambda share: f"{_number(share):.0%}",
        "LANGUAGES": lambda tags: _tongues(str(tags), language),
        "ONE_OF": lambda tags: _tongues(str(tags), language, style="or"),
        "CAPITAL": lambda text: str(text)[:1].upper() + str(text)[1:],
    }
    bundle = FluentBundle([language], functions=functions, use_isolating=False)
    bundle.add_resource(FluentResource(_source(language)))
    return bundle


@cache
def _source(language: str) -> str:
    return (FOLDER / f"{language}.ftl").read_text(encoding="utf-8")


def _number(value: Any) -> float:
    return float(value)


def _tongues(tags: str, language: str, *, style: Literal["standard", "or"] = "standard") -> str:
    """Languages by their names in a language, "a and b" or "a or b"; `tags` are parted by commas."""
    found = [tag.strip() for tag in tags.split(",") if tag.strip()]
    return format_list([_tongue(tag, language) for tag in found], style, _locale(language)) if found else ""


@cache
def _tongue(tag: str, language: str) -> str:
    try:
        return Locale.parse(tag.replace("-", "_")).get_display_name(language) or tag
    except (ValueError, UnknownLocaleError):
        return tag


def _locale(language: str) -> Locale:
    return Locale.parse(language)


@cache
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # an unknown name, or no zones on this machine
        return ZoneInfo("UTC")
