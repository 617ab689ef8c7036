"""Small copies of posters: made once from what the catalogue's server has, by ffmpeg itself."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from demo.catalogue import CatalogueServer
from integrations.ffmpeg import FFmpeg
from pipeline.config import Settings
from pipeline.services import posters
from pipeline.store import shows
from tests.rigs.core import add_person, add_show, new_store, show_info

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


def test_the_pictures_of_what_nobody_follows_go_after_a_while(tmp_path: Path) -> None:
    store, settings = new_store(tmp_path), Settings(data=tmp_path)
    folder, person = posters.folder_of(settings), add_person(store)
    posters.remove_unneeded(store, settings)  # before there are any
    names = {}
    for number, title in enumerate(("followed", "left", "left long ago"), 1):
        url = f"https://pictures.example/{number}.jpg"
        show, _ = add_show(store, show_info(title=title, tvmaze_id=number, poster_url=url))
        names[title] = posters.name_of(url)
        with store.write() as db:
            shows.subscribe(db, person.id, show.id, shows.Start.EVERYTHING)
            if title != "followed":
                shows.unsubscribe(db, person.id, show.id)
    folder.mkdir()
    (folder / "tmp-interrupted").mkdir()
    (folder / "tmp-being-made").mkdir()
    for name in names.values():
        (folder / name).write_bytes(b"picture")
    for name in (names["followed"], names["left long ago"], "tmp-interrupted"):
        os.utime(folder / name, (long_ago := time.time() - posters.KEPT - 60, long_ago))

    posters.remove_unneeded(store, settings)

    kept = {path.name for path in folder.iterdir()}
    assert kept == {names["followed"], names["left"], "tmp-being-made"}, "who undoes that they left it finds it there"
    assert time.time() - (folder / names["followed"]).stat().st_mtime < posters.KEPT, "its time counts from today"
    store.close()
