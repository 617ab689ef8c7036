"""Pasted addresses of shows."""

from __future__ import annotations

import pytest

from bot.commands.links import show_of
from pipeline.model import ShowInfo


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("https://www.imdb.com/title/tt0000007/?ref_=x", ShowInfo(title="", imdb_id="tt0000007")),
        ("look: https://www.tvmaze.com/shows/12/the-tin-orchard", ShowInfo(title="", tvmaze_id=12)),
        ("https://thetvdb.com/series/the-tin-orchard", "the tin orchard"),
        ("https://www.themoviedb.org/tv/1234-the-tin-orchard?language=es", "the tin orchard"),
        ("https://trakt.tv/shows/the-tin-orchard-2025/seasons/1", "the tin orchard"),
        ("https://trakt.tv/shows/1899", "1899"),
        ("https://www.themoviedb.org/movie/12-a-film", None),
        ("the tin orchard", None),
    ],
)
def test_what_an_address_is_about(text: str, meant: ShowInfo | str | None) -> None:
    assert show_of(text) == meant
