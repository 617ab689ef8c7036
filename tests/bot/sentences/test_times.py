"""Times of day as people write them."""

from __future__ import annotations

import pytest

from bot.sentences.times import times_in


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("22:30 7:00", ["22:30", "07:00"]),
        ("22.30-7", ["22:30", "07:00"]),
        ("10pm to 7am", ["22:00", "07:00"]),
        ("10 p.m. to 7 a.m.", ["22:00", "07:00"]),
        ("from midnight to 8", ["00:00", "08:00"]),
        ("12am to noon", ["00:00", "12:00"]),
        ("entre las 10 de la noche y las 7", ["22:00", "07:00"]),
        ("de diez de la noche a siete de la mañana", ["22:00", "07:00"]),
        ("23h", ["23:00"]),
        ("25:00", []),
        ("season 2024", []),
    ],
)
def test_times(text: str, said: list[str]) -> None:
    assert [f"{moment:%H:%M}" for moment in times_in(text)] == said
