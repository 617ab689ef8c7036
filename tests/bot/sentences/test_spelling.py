"""Words as they are typed on phones, and names that must not be taken for them."""

from __future__ import annotations

import pytest

from bot.sentences.spelling import mended, written_out


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("watchin", "watching"),
        ("dwnld", "download"),
        ("kitala", "quitala"),
        ("yegado", "llegado"),
        ("vorrar", "borrar"),
        ("weekedn", "weekend"),
        ("dwonload", "download"),
        ("yesss", "yes"),
        ("grasias", "gracias"),
    ],
)
def test_a_word_is_the_one_that_it_stands_for(word: str, meant: str) -> None:
    assert mended(written_out(word)) == meant


@pytest.mark.parametrize(
    "name", ["silo", "andor", "bluey", "fargo", "hierro", "vikings", "csi", "lupin", "dexter", "bosch"]
)
def test_a_name_stays(name: str) -> None:
    assert mended(written_out(name)) == name
