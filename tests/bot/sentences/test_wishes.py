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
        ("delete s01 of lantern row and meridian ferry", ("delete s01 of lantern row", "delete s01 of Meridian Ferry")),
        (
            "borra la primera temporada de lantern row y de meridian ferry",
            ("borra la primera temporada de lantern row", "borra la primera temporada de Meridian Ferry"),
        ),
        (
            "delete lantern row season 1 & meridian ferry season 2",
            ("delete lantern row season 1", "delete meridian ferry season 2"),
        ),
        (
            "keep the last 3 of lantern row and meridian ferry",
            ("keep the last 3 of lantern row", "keep the last 3 of Meridian Ferry"),
        ),
        ("delete s1 and s2 of lantern row", ("delete s1 of lantern row", "delete s2 of lantern row")),
        (
            "borra las temporadas 1, 2 y 3 de lantern row",
            tuple(f"borra las temporadas {n} de lantern row" for n in "123"),
        ),
        (
            "delete the first and second season of lantern row",
            ("delete the first season of lantern row", "delete the second season of lantern row"),
        ),
        (
            "delete season 1 of lantern row and season 2",
            ("delete season 1 of lantern row", "delete Lantern Row season 2"),
        ),
        (
            "delete the first season of lantern row and the second of meridian ferry",
            ("delete the first season of lantern row", "delete the second season of Meridian Ferry"),
        ),
        (
            "borra la temporada uno de lantern row y la dos",
            ("borra la temporada uno de lantern row", "borra la temporada dos de Lantern Row"),
        ),
        (
            "borra el capítulo 3 de la temporada 1 de lantern row y el 4 de meridian ferry",
            (
                "borra el capítulo 3 de la temporada 1 de lantern row",
                "borra el capítulo 4 de la temporada 1 de Meridian Ferry",
            ),
        ),
        ("delete s1 of lantern row and 2 of the wire", ("delete s1 of lantern row", "delete s2 of the wire")),
        (
            "delete s02e03 of lantern row and the 4 of meridian ferry",
            ("delete s02e03 of lantern row", "delete s02e4 of Meridian Ferry"),
        ),
        (
            "delete s2 of lantern row and 2 of meridian ferry",
            ("delete s2 of lantern row", "delete s2 of Meridian Ferry"),
        ),
        (
            "keep the last 3 of lantern row and 5 of meridian ferry",
            ("keep the last 3 of lantern row", "keep the last 5 of Meridian Ferry"),
        ),
        ("delete lantern row and the wire", ("delete lantern row", "delete the wire")),
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
     "delete season 1 episode 2 of lantern row", "delete lantern row and thanks a lot", "delete lantern row, all of it",
     "es viernes y sigue sin haber lantern row", "ya la hemos visto, borra lantern row", "a, " * 400],
)  # fmt: skip
def test_one_wish_stays_as_it_is(text: str) -> None:
    assert wishes(text, TITLES) == (text,)
