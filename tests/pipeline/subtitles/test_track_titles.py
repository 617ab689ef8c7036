"""What a title says of a text."""

from __future__ import annotations

import pytest

from pipeline.subtitles.track_titles import is_commentary, is_signs


@pytest.mark.parametrize(
    ("title", "signs"),
    [
        ("Signs & Songs", True),
        ("English [Signs/Songs]", True),
        ("Full Signs & Songs", True),
        ("Karaoke", True),
        ("Надписи", True),
        ("Dialogue & Signs", False),
        ("Full (Dialogue + Songs)", False),
        ("Full subtitles with songs", False),
        ("Полные с надписями", False),
        ("English", False),
        ("Designs", False),
    ],
)
def test_signs_alone_are_told_from_the_whole_text_with_signs(title: str, signs: bool) -> None:
    assert is_signs(title) is signs


@pytest.mark.parametrize("title", ["Commentary", "Kommentar", "Commentaire du réalisateur", "Комментарии"])
def test_a_commentary_is_told_in_many_languages(title: str) -> None:
    assert is_commentary(title)
    assert not is_commentary("Communal")
