from __future__ import annotations

import pytest

from pipeline.releases.rules.words import words
from tests.rigs.releases import case, offer, profile


@pytest.mark.parametrize("refused", ["FAIR", "fair", "web-dl", "H.264", "h 264"])
def test_refuses_groups_and_words_that_the_owner_refuses(refused: str) -> None:
    assert words(offer(), case(profile=profile(refused=(refused,))))


@pytest.mark.parametrize("refused", ["FAI", "light", "EB-D", "", " "])
def test_a_part_of_a_word_is_not_the_word(refused: str) -> None:
    assert not words(offer(), case(profile=profile(refused=(refused,))))


def test_one_of_the_required_words_must_be_there() -> None:
    assert words(offer(), case(profile=profile(required=("proper", "OTHER"))))
    assert not words(offer(), case(profile=profile(required=("proper", "FAIR"))))
