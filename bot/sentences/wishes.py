"""Two wishes in one sentence: "stop following Lantern Row and when is Tin Orchard on?"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.sentences.intents import Intent, understand
from bot.sentences.names import leads_with
from bot.sentences.reading import hear
from bot.sentences.titles import TITLE

_PARTED = re.compile(r"(?:\s*[,;.!?]+)?\s+(?:(?:and|then|but|also|y|e|pero|luego|también|tambien)\s+)+|\s*[,;.!?]+\s+")
_MOST_PARTS = 6
_NO_WISH = {Intent.UNCLEAR, Intent.YES, Intent.NO, Intent.THANKS, Intent.HELLO, Intent.HELP, Intent.UNDO}
_IN_GENERAL = {Intent.UPCOMING, Intent.NEW, Intent.SHOWS, Intent.STATUS, Intent.LIBRARY}  # asked of no show


def wishes(text: str, titles: Sequence[str]) -> tuple[str, ...]:
    """What is wished for in a sentence about several things, each as a sentence of its own; else just the sentence.

    Of "Tin Orchard was great, delete Lantern Row" only the second is a wish.
    """
    found = _sentences(text, titles)
    wished = [part for part in found if _is_wish(part, titles)]
    of_several = len({_name(part, titles) for part in found if _shows(part, titles) or part in wished}) > 1
    return tuple(wished) if of_several and wished else (text,)


def _sentences(text: str, titles: Sequence[str]) -> list[str]:
    """The clauses, each of which wishes something or is about a show; what does neither goes on with the one before."""
    found: list[str] = []
    for part in _parts(text, titles):
        shared = _said_too(found[-1], part, titles) if found else ""
        if shared or not found or _is_wish(part, titles) or _shows(part, titles):
            found.append(shared or part)
        else:
            found[-1] = f"{found[-1]} {part}"
    return found


def _name(part: str, titles: Sequence[str]) -> str:
    return understand(part, titles).name.lower()


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
    return meaning.known or (meaning.intent is Intent.FOLLOW and any(leads_with(heard, v) for v in ("follow", "get")))


def _said_too(before: str, part: str, titles: Sequence[str]) -> str:
    """ "Unfollow Lantern Row" and "New Street": what was said of the one, of the other."""
    other = hear(part, titles)
    earlier = hear(before, titles)
    if not other.title or other.spans or other.rest or not earlier.title or not earlier.spans or earlier.place:
        return ""
    return " ".join(other.title if word == TITLE else word for word in earlier.words.raw)
