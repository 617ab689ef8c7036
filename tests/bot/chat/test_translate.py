"""The pipeline's sentences reach a person in their language and by their clock."""

from __future__ import annotations

import string
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.translate import translated
from bot.texts import LANGUAGES, SAID_BY_THE_PIPELINE
from pipeline.clock import now
from pipeline.model import Person, Role

ROOT = Path(__file__).parents[3]
ENGLISH, SPANISH = LANGUAGES["en"], LANGUAGES["es"]
MADRID = Person(id=1, telegram_id=1, name="Ana", role=Role.OWNER, time_zone="Europe/Madrid", language="es")


def in_spanish(sentence: str) -> str:
    return translated(SPANISH, MADRID, sentence)


@pytest.mark.parametrize("english", SAID_BY_THE_PIPELINE["Español"])
def test_a_sentence_keeps_what_was_filled_in(english: str) -> None:
    def blanks(text: str) -> list[str]:
        return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)

    assert blanks(english) == blanks(SAID_BY_THE_PIPELINE["Español"][english])


@pytest.mark.parametrize(
    ("english", "spanish"),
    [
        ("nobody shares it", "no la comparte nadie"),
        (
            "on the blocklist: it stalled at 40%: nothing came for 2 h, nobody shares it",
            "en la lista negra: se quedó parada al 40%: nada llegó en 2 h, no la comparte nadie",
        ),
        (
            "MKV becomes MP4. Picture and sound are copied unchanged.",
            "MKV pasa a MP4. Imagen y sonido se copian sin cambios.",
        ),
        ("it speaks fr and de, not en or es", "habla fr y de, no en o es"),
        ("A plugin's own words", "A plugin's own words"),
    ],
)
def test_a_sentence_in_spanish(english: str, spanish: str) -> None:
    assert in_spanish(english) == spanish
    assert translated(ENGLISH, MADRID, english) == english


def test_moments_are_said_by_the_persons_clock() -> None:
    at = (now() + timedelta(days=200)).replace(hour=20, minute=0)
    hour = at.astimezone(ZoneInfo("Europe/Madrid")).hour

    assert f"{hour}:00" in translated(ENGLISH, MADRID, f"left alone until {at:%Y-%m-%d %H:%M} UTC")
    assert "UTC" not in in_spanish("left alone until 21:40 UTC")


@given(st.text(max_size=400), st.integers(min_value=20, max_value=300))
def test_any_text_is_told_on_one_line_that_is_not_too_long(text: str, most: int) -> None:
    told = translated(SPANISH, MADRID, text, most)

    assert len(told) <= most
    assert "\n" not in told


def test_languages_are_called_by_their_names() -> None:
    sentence = "No subtitles in es, pt-BR yet (podnapisi: no answer)"

    assert translated(ENGLISH, MADRID, sentence).startswith("No subtitles in Spanish, Brazilian Portuguese yet")
    assert translated(SPANISH, MADRID, sentence).startswith("Todavía no hay subtítulos en español, portugués de Brasil")
