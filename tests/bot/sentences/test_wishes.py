"""Two wishes in one sentence, and the sentences that look so."""

from __future__ import annotations

import pytest

from bot.sentences.wishes import wishes

TITLES = ("The Tin Orchard", "Meridian Ferry", "Lantern Row", "Fools and Horses", "Thank You, Next")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("delete lantern row and follow andor", ("delete lantern row", "follow andor")),
        ("borra lantern row y sigue andor", ("borra lantern row", "sigue andor")),
        (
            "stop following lantern row, when is tin orchard on",
            ("stop following lantern row", "when is tin orchard on"),
        ),
        ("unfollow lantern row and meridian ferry", ("unfollow lantern row", "unfollow Meridian Ferry")),
        ("delete lantern row and what's on tonight", ("delete lantern row", "what's on tonight")),
        ("delete thank you, next and lantern row", ("delete thank you, next", "delete Lantern Row")),
    ],
)
def test_each_wish_is_a_sentence_of_its_own(text: str, parts: tuple[str, ...]) -> None:
    assert wishes(text, TITLES) == parts


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("tin orchard was great, lantern row is rubbish, delete it", "lantern row is rubbish delete it"),
        ("delete lantern row, tin orchard is better", "delete lantern row"),
    ],
)
def test_what_is_only_said_of_a_show_is_no_wish(text: str, wish: str) -> None:
    assert wishes(text, TITLES) == (wish,)


@pytest.mark.parametrize(
    "text",
    ["", ",", "follow rick and morty", "delete fools and horses", "delete lantern row and get it again", "and , y . e",
     "es viernes y sigue sin haber lantern row", "ya la hemos visto, borra lantern row", "a, " * 400],
)  # fmt: skip
def test_one_wish_stays_as_it_is(text: str) -> None:
    assert wishes(text, TITLES) == (text,)
