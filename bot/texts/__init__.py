"""What the bot says, one file for each language. English is complete; every other language says all of it too."""

from __future__ import annotations

from bot.texts.en import Texts
from bot.texts.es import Spanish

ENGLISH = Texts()
LANGUAGES: dict[str, Texts] = {"en": ENGLISH, "es": Spanish()}


def texts_for(language: str) -> Texts:
    """The texts for an IETF tag ("es-MX"), English where we do not speak it."""
    return LANGUAGES.get(language.partition("-")[0].lower(), ENGLISH)


__all__ = ["ENGLISH", "LANGUAGES", "Texts", "texts_for"]
