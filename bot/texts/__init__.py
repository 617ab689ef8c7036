"""What the bot says, one file for each language. English is complete; every other language says all of it too."""

from __future__ import annotations

from collections.abc import Mapping

from bot.texts.en import Texts
from bot.texts.es import Spanish
from bot.texts.es_pipeline import SENTENCES

ENGLISH = Texts()
SAID_BY_THE_PIPELINE: Mapping[str, Mapping[str, str]] = {Spanish.language_name: SENTENCES}
"""By the language's name; English needs none. See `bot.chat.translate`."""
LANGUAGES: dict[str, Texts] = {"en": ENGLISH, "es": Spanish()}


def texts_for(language: str) -> Texts:
    """The texts for an IETF tag ("es-MX"), English where we do not speak it."""
    return LANGUAGES.get(language.partition("-")[0].lower(), ENGLISH)


__all__ = ["ENGLISH", "LANGUAGES", "SAID_BY_THE_PIPELINE", "Texts", "texts_for"]
