"""What the bot says, by language: the messages of the catalogue that begin with "chat-".

`t.no_shows` is `chat-no-shows` of messages/en.ftl or es.ftl: Telegram's HTML, with a blank `{name}` for each value,
which `bot.chat.markup.fill` escapes and fills in. `t.roles["guest"]` is `chat-roles-guest`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Self, overload

import messages


def _code(name: str) -> str:
    return f"chat-{name.replace('_', '-')}"


class Text(str):
    """A text with blanks; where it counts something, for several."""

    code: str
    language: str

    def __new__(cls, code: str, language: str) -> Self:
        self = super().__new__(cls, messages.template(code, language))
        self.code, self.language = code, language
        return self

    def of(self, count: int) -> str:
        """As it is said of so many."""
        return messages.template(self.code, self.language, count)


class Chosen(Mapping[str, Text]):
    """The texts that are chosen by a key: "guest" is `chat-roles-guest`, "To Be Determined" `…-to-be-determined`."""

    def __init__(self, prefix: str, language: str) -> None:
        self._prefix, self._language = prefix, language

    def __getitem__(self, key: str) -> Text:
        code = f"{self._prefix}{re.sub('[^a-z0-9]+', '-', key.lower()).strip('-') or 'any'}"
        if not messages.has(code):
            raise KeyError(key)
        return Text(code, self._language)

    def __iter__(self) -> Iterator[str]:
        return (code.removeprefix(self._prefix) for code in messages.codes(self._prefix))

    def __len__(self) -> int:
        return len(list(iter(self)))


class _Choice:
    """An attribute of `Texts` that is chosen from by a key."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._prefix = f"{_code(name)}-"

    @overload
    def __get__(self, texts: None, owner: Any) -> Self: ...
    @overload
    def __get__(self, texts: Texts, owner: Any) -> Chosen: ...
    def __get__(self, texts: Texts | None, owner: Any) -> Self | Chosen:
        return self if texts is None else Chosen(self._prefix, texts.language)


class Texts:
    """Every text in one language (BCP 47)."""

    b_for_all = _Choice()
    b_remedies = _Choice()
    commands = _Choice()
    complaint_taken = _Choice()
    nothing_in_span = _Choice()
    outcomes = _Choice()
    role_marks = _Choice()
    roles = _Choice()
    run_states = _Choice()
    span_heads = _Choice()
    status_words = _Choice()
    steps = _Choice()

    def __init__(self, language: str) -> None:
        self.language = language

    def __getattr__(self, name: str) -> Text:
        if name.startswith("_") or not messages.has(_code(name)):
            raise AttributeError(name)
        text = Text(_code(name), self.language)
        setattr(self, name, text)  # found at once the next time
        return text


LANGUAGES = {language: Texts(language) for language in messages.LANGUAGES}
ENGLISH = LANGUAGES["en"]


def texts_for(language: str) -> Texts:
    """The texts for an IETF tag ("es-MX"), English where we do not speak it."""
    return LANGUAGES.get(language.partition("-")[0].lower(), ENGLISH)
