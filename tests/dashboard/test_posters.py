"""Posters on the pages: a tile first, the picture once it is made, from this machine alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from integrations.ffmpeg import FFmpeg
from tests.rigs.core import wait_until
from tests.rigs.managed import Managed, managed

pytestmark = pytest.mark.needs("ffmpeg")

FERRY, ORCHARD = "Meridian Ferry", "The Tin Orchard"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Managed]:
    with managed(tmp_path, encoder=FFmpeg(FFmpeg.Config(), name="ffmpeg")) as home:
        home.follow(home.ben, FERRY)
        home.follow(home.ada, ORCHARD)
        yield home


def pictures(page: str) -> list[str]:
    return re.findall(r'<img class="poster" src="([^"]+)"', page)


def test_a_tile_stands_until_the_picture_is_there(home: Managed) -> None:
    ada = home.visit(home.ada)
    first = ada.get("/shows").text
    assert (pictures(first), first.count('<svg class="poster"')) == ([], 2)

    paths = wait_until(lambda: len(found := pictures(ada.get("/shows?look=posters").text)) == 2 and found)
    for path in paths:
        answer = ada.get(path)
        assert answer.headers["content-type"] == "image/jpeg"
        assert "immutable" in answer.headers["cache-control"]
        assert len(answer.content) < 40_000
    assert 'class="tiles shows"' in ada.get("/shows?look=posters").text
    page = home.visit(home.ben).get("/shows").text
    assert len(pictures(page)) == 1
    assert "/art/" not in page, "the catalogue's own"


def test_pictures_are_for_the_household_alone(home: Managed) -> None:
    ada = home.visit(home.ada)
    (path, *_) = wait_until(lambda: pictures(ada.get("/shows").text))

    assert requests.get(home.url + path.lstrip("/"), timeout=20).status_code == 401
    for nothing in ("/poster/airdate.db", "/poster/..%2Fairdate.db", f"/poster/{'0' * 32}.jpg"):
        assert ada.get(nothing).status_code == 404


def test_without_an_encoder_that_makes_them_there_are_tiles(tmp_path: Path) -> None:
    with managed(tmp_path) as home:
        show, _ = home.follow(home.ada, FERRY)
        ada = home.visit(home.ada)
        assert pictures(ada.get("/shows").text) == []
        assert '<svg class="poster"' in ada.get(f"/show/{show.id}").text
    assert not (home.settings.data / "posters").exists()
