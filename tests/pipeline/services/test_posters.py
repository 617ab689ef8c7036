"""Small copies of posters: made once from what the catalogue's server has, by ffmpeg itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from demo.catalogue import CatalogueServer
from integrations.ffmpeg import FFmpeg
from pipeline.services import posters

SHRINK = FFmpeg(FFmpeg.Config(), name="ffmpeg").shrink


@pytest.mark.needs("ffmpeg")
def test_a_poster_is_made_small_once_and_nothing_else_is_left(tmp_path: Path) -> None:
    with CatalogueServer() as catalogue:
        url = f"{catalogue.url}/art/{next(iter(catalogue.listing.shows))}/poster.jpg"
        assert posters.make(tmp_path / "posters", url, SHRINK) == ""

    (made,) = (tmp_path / "posters").iterdir()
    assert made.name == posters.name_of(url)
    assert made.read_bytes().startswith(b"\xff\xd8\xff")
    assert made.stat().st_size < 40_000


@pytest.mark.needs("ffmpeg")
def test_what_is_no_picture_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    def broken(picture: Path, target: Path, width: int) -> None:
        picture.write_bytes(b"\xff\xd8\xffand no more of it")
        SHRINK(picture, target, width)

    with CatalogueServer() as catalogue:
        here = f"{catalogue.url}/art/{next(iter(catalogue.listing.shows))}"
        problems = [posters.make(tmp_path, here, SHRINK), posters.make(tmp_path, f"{here}/poster.jpg", broken)]

    assert all(problems), problems
    assert "it has no address" in posters.make(tmp_path, "file:///etc/passwd", SHRINK)
    assert list(tmp_path.iterdir()) == []
