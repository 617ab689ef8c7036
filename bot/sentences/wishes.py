"""Two wishes in one sentence: "stop following Lantern Row and when is Tin Orchard on?"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from bot.sentences.intents import Intent, understand
from bot.sentences.names import leads_with
from bot.sentences.reading import Heard, hear
from bot.sentences.titles import TITLE, masked
from pipeline.services.spoken import Place, Words, number_in, words_of

_LINKS = (
    r"(?:and|then|but|also|plus|or|as well as|along with|y|e|o|u|pero|luego|también|tambien|además de|ademas de|[&+])"
)
_PARTED = re.compile(rf"(?:\s*[,;.!?]+)?\s+(?:{_LINKS}\s+)+|\s*[,;.!?]+\s+")
_KIND = r"(?P<kind>seasons?|series|temporadas?|episodes?|eps?|cap[ií]tulos?|episodios?)"
_CODE = r"(?:[st]\d{1,2}(?:e\d{1,3})?|\d{1,2}x\d{1,3}|e\d{1,3})"
_AND = r"(?:\s*[,&+]\s*|\s+)(?:(?:and|y|e)\s+)?(?:(?:the|la|el)\s+)?"
_PLACES = re.compile(
    rf"(?<!\w)(?:{_KIND}\s+\d+(?:{_AND}(?:(?P=kind)\s+)?\d+)+|{_CODE}(?:{_AND}{_CODE})+)(?!\w)", re.IGNORECASE
)
_NTH = (
    r"(?:first|second|third|fourth|fifth|primer[ao]?|segund[ao]|tercer[ao]?|cuart[ao]|quint[ao]|\d+(?:st|nd|rd|th|ª|º))"
)
_EACH_NTH = re.compile(rf"(?<!\w){_NTH}(?:{_AND}{_NTH})+(?!\w)", re.IGNORECASE)
# "… and the second of Meridian Ferry", "… y la 2": another number, of what was said before.
_ANOTHER_NUMBER = re.compile(
    r"(?:(?:the|la|el|los|las)\s+)?(?P<number>\w+)(?:\s+ones?)?(?:\s+(?:of|from|in|de|del)\s+(?P<show>.+))?",
    re.IGNORECASE,
)
_NEED = re.compile(r"(?<![^ ])(?:need|necesit)")
_MOST_PARTS = 6
_LOSES = {Intent.DELETE, Intent.UNFOLLOW, Intent.SKIP}
_MOST_WORDS = 5  # of a name that nobody knows
_ARTICLES = {"the", "a", "la", "el", "los", "las"}
_NO_WISH = {Intent.UNCLEAR, Intent.YES, Intent.NO, Intent.THANKS, Intent.HELLO, Intent.HELP, Intent.UNDO}
_IN_GENERAL = {Intent.UPCOMING, Intent.NEW, Intent.SHOWS, Intent.STATUS, Intent.LIBRARY}  # asked of no show


def wishes(text: str, titles: Sequence[str]) -> tuple[str, ...]:
    """What is wished for in a sentence about several things, each as a sentence of its own; else just the sentence.

    Of "Tin Orchard was great, delete Lantern Row" only the second is a wish.
    """
    each = _each_place(text)
    if len(each) > 1 and all(_is_wish(one, titles) for one in each):
        return _once(wish for one in each for wish in wishes(one, titles))
    return _of_several(_sentences(text, titles), titles) or (text,)


def _of_several(found: Mapping[str, bool], titles: Sequence[str]) -> tuple[str, ...]:
    """The wishes among the clauses, where these speak of several shows or places."""
    wished = [part for part, shared in found.items() if shared or _is_wish(part, titles)]
    spoken_of = {_about(part, titles) for part in found if part in wished or _shows(part, titles)}
    return tuple(wished) if len(spoken_of) > 1 else ()


def _sentences(text: str, titles: Sequence[str]) -> dict[str, bool]:
    """The clauses, each of which wishes something or is about a show, and whether what it wishes was said before it.

    What does neither goes on with the one before.
    """
    found: dict[str, bool] = {}
    last = ""
    for part in _parts(text, titles):
        shared = _said_too(last, part, titles) if last else ""
        if not (shared or not last or _is_wish(part, titles) or _shows(part, titles)):
            shared_before = found.pop(last)
            last = f"{last} {part}"
            found[last] = shared_before
        else:
            last = shared or part
            found[last] = bool(shared)
    return found


def _about(part: str, titles: Sequence[str]) -> tuple[str, str]:
    meaning = understand(part, titles)
    return meaning.name.lower(), meaning.place.code


def _parts(text: str, titles: Sequence[str]) -> list[str]:
    """The clauses; a title that is known stays in one piece."""
    whole = hear(text, titles).title
    parts: list[str] = []
    rest, at = text, 0
    while len(parts) < _MOST_PARTS and (found := _PARTED.search(rest, at)):
        before, behind = rest[: found.start()], rest[found.end() :]
        at = found.end()
        if whole and whole not in (hear(each, titles).title for each in (*parts, before, behind)):
            continue
        parts.append(before)
        rest, at = behind, 0
    return [part for part in (*parts, rest) if part.strip()]


def _shows(part: str, titles: Sequence[str]) -> bool:
    return bool(hear(part, titles).title)


def _is_wish(part: str, titles: Sequence[str]) -> bool:
    """It says by itself what is wanted, and of which show."""
    heard, meaning = hear(part, titles), understand(part, titles)
    if meaning.intent in _NO_WISH or not heard.spans:
        return False
    if meaning.intent in _IN_GENERAL:
        return not heard.rest and "asks_what" in heard.concepts
    return meaning.known or (meaning.intent is Intent.FOLLOW and _leads(heard))


def _leads(heard: Heard) -> bool:
    """It says to get something; "we need the room" says why."""
    return any(leads_with(heard, verb) for verb in ("follow", "get")) and not _NEED.search(heard.mended)


def _said_too(before: str, part: str, titles: Sequence[str]) -> str:
    """What is wished for one thing before, wished for this part, which only says for what; empty where it does not."""
    earlier = hear(before, titles)
    if not (earlier.title and earlier.spans):
        return ""
    return _numbered_too(before, part, titles) or _named_too(before, part, titles)


def _named_too(before: str, part: str, titles: Sequence[str]) -> str:
    """ "Unfollow Lantern Row" and "New Street": what was said of the one, of the other; so of another season."""
    other, earlier = hear(part, titles), hear(before, titles)
    if other.spans:
        return ""
    if other.rest or not (other.title or other.place.code):
        return _lost_too(before, part, titles)
    if other.place:
        return _of_another(earlier.words, part if other.title else f"{earlier.title} {part}")
    return _of_another(masked(words_of(before), titles)[0], other.title)


def _numbered_too(before: str, part: str, titles: Sequence[str]) -> str:
    """ "The second of Meridian Ferry": what was said before, with another number and of another show."""
    found = _ANOTHER_NUMBER.fullmatch(part.strip())
    if found is None or number_in(found["number"]) is None:
        return ""
    said, title = masked(words_of(before), titles)
    at = _number_at(said, hear(before, titles).place)
    if at is None:
        return ""
    show = found["show"] or title
    renumbered = (*said.raw[:at], _renumbered(said.raw[at], found["number"]), *said.raw[at + 1 :])
    return _of_another(replace(said, raw=renumbered), hear(show, titles).title or show)


def _number_at(said: Words, place: Place) -> int | None:
    """Which word has the number of the episode, else of the season, else how many there are: the last that does."""
    numbers = [number for number in (place.number, place.season, place.count or None) if number is not None]
    return max((i for i, word in enumerate(said.norm) if number_in(word) in numbers[:1]), default=None)


def _renumbered(word: str, number: str) -> str:
    """ "s3" for "s01", which has its number at its end; another word is the number."""
    instead, at_its_end = re.subn(r"(?<=[a-z])\d+$", str(number_in(number)), word, flags=re.IGNORECASE)
    return instead if at_its_end else number


def _of_another(said: Words, show: str) -> str:
    """What is said of the title in a sentence, of another show."""
    return " ".join(show if word == TITLE else word for word in said.raw)


def _lost_too(before: str, part: str, titles: Sequence[str]) -> str:
    """ "Delete Lantern Row and Silo": a name that nobody knows is asked about, too, rather than passed over."""
    other = hear(part, titles)
    first = 1 if other.words.norm[:1] and other.words.norm[0] in _ARTICLES else 0
    is_name = first in other.outside(other.spans) and not other.title and not other.place
    if not is_name or len(other.words.norm) > _MOST_WORDS or understand(before, titles).intent not in _LOSES:
        return ""
    return _of_another(masked(words_of(before), titles)[0], part)


def _each_place(text: str) -> tuple[str, ...]:
    """ "Seasons 1 and 2 of Lantern Row" and "1x02 and 1x03 of it": the sentence with one of them at a time."""
    found = _PLACES.search(text) or _EACH_NTH.search(text)
    if found is None:
        return (text,)
    kind = f"{found['kind']} " if found.groupdict().get("kind") else ""
    each = [f"{kind}{place}" for place in re.findall(rf"{_NTH}|{_CODE}|\d+", found.group(), re.IGNORECASE)]
    return _once(text[: found.start()] + place + text[found.end() :] for place in each[:_MOST_PARTS])


def _once(sentences: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(sentences))
