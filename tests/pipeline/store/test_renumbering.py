"""A catalogue that renumbers: the stored episode follows its id, with all that hangs on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from demo.catalogue import CatalogueServer
from demo.shows import TIN_ORCHARD
from integrations.tvdb import TVDB
from integrations.tvmaze import TVmaze
from pipeline.model import Episode, Show, ShowInfo
from pipeline.ports import Catalogue
from pipeline.services.catalogue import refresh_show
from pipeline.store import Store, media_files, renumbering, shows
from tests.rigs.core import add_show, episode_info, new_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = new_store(tmp_path)
    yield made
    made.close()


@pytest.fixture
def server() -> Iterator[CatalogueServer]:
    with CatalogueServer((TIN_ORCHARD,)) as running:
        yield running


def tvmaze(server: CatalogueServer) -> Catalogue:
    return TVmaze(TVmaze.Config(url=server.tvmaze_url, calls_per_window=10_000), name="tvmaze")


def tvdb(server: CatalogueServer) -> Catalogue:
    return TVDB(TVDB.Config(url=server.tvdb_url, api_key=server.api_key), name="tvdb")


def followed(store: Store, *catalogues: Catalogue) -> Show:
    show, _ = add_show(store, ShowInfo(title="x", tvmaze_id=TIN_ORCHARD.tvmaze_id, tvdb_id=TIN_ORCHARD.tvdb_id))
    with store.write() as db:
        shows.save_episodes(db, show.id, ())  # the one that the rig adds
    refresh_show(store, catalogues, show)
    return show


def listed(store: Store, show: Show) -> dict[str, Episode]:
    with store.read() as db:
        return {each.code: each for each in shows.episodes(db, show.id)}


def have_file(store: Store, episode: Episode) -> None:
    facts = {"size": 4, "duration": 1.0, "release": "x", "info_hash": "ab", "subtitles": ()}
    with store.write() as db:
        media_files.note(db, [episode], Path("/library/x.mkv"), **facts)


@pytest.mark.parametrize("catalogue", [tvmaze, tvdb])
def test_episodes_that_change_places_keep_what_hangs_on_them(
    store: Store, server: CatalogueServer, catalogue: Callable[[CatalogueServer], Catalogue]
) -> None:
    show = followed(store, catalogue(server))
    before = listed(store, show)
    server.listing.renumber(TIN_ORCHARD, {(2, 1): (2, 2), (2, 2): (2, 1), (2, 5): (2, 6)})
    refresh_show(store, [catalogue(server)], show)
    after = listed(store, show)
    assert after.keys() == before.keys() - {"S02E05"} | {"S02E06"}
    for old, new in (("S02E01", "S02E02"), ("S02E02", "S02E01"), ("S02E05", "S02E06"), ("S02E03", "S02E03")):
        assert (after[new].id, after[new].title) == (before[old].id, before[old].title)


def test_one_that_is_put_in_front_moves_the_others_on(store: Store, server: CatalogueServer) -> None:
    show = followed(store, tvmaze(server))
    before = listed(store, show)
    server.listing.renumber(TIN_ORCHARD, {(2, n): (2, n + 1) for n in range(1, 6)})
    server.listing.add_episode(TIN_ORCHARD, replace(TIN_ORCHARD.episode(2, 1), title="Before the Rust"))
    refresh_show(store, [tvmaze(server)], show)
    after = listed(store, show)
    assert [after[f"S02E0{n + 1}"].id for n in range(1, 6)] == [before[f"S02E0{n}"].id for n in range(1, 6)]
    assert after["S02E01"].title == "Before the Rust"
    assert after["S02E01"].id not in {each.id for each in before.values()}


def test_one_that_is_listed_no_more_gives_its_number_up_and_keeps_its_file(
    store: Store, server: CatalogueServer
) -> None:
    show = followed(store, tvmaze(server))
    before = listed(store, show)
    have_file(store, before["S02E01"])
    server.listing.remove_episode(TIN_ORCHARD, 2, 1)
    server.listing.renumber(TIN_ORCHARD, {(2, n): (2, n - 1) for n in range(2, 6)})
    for _ in range(2):
        refresh_show(store, [tvmaze(server)], show)
        after = listed(store, show)
        assert [after[f"S02E0{n}"].id for n in range(1, 5)] == [before[f"S02E0{n}"].id for n in range(2, 6)]
        assert after[f"S02E{renumbering.ASIDE + 1}"].id == before["S02E01"].id


def test_another_catalogue_knows_an_episode_by_its_number_and_both_ids_are_kept(
    store: Store, server: CatalogueServer
) -> None:
    show = followed(store, tvdb(server))
    before = listed(store, show)["S02E01"]
    assert before.tvdb_id
    refresh_show(store, [tvmaze(server)], show)
    after = listed(store, show)["S02E01"]
    assert (after.id, after.tvdb_id) == (before.id, before.tvdb_id)
    assert after.tvmaze_id


def test_an_episode_that_was_entered_anew_is_the_one_of_its_number(store: Store) -> None:
    show, (before,) = add_show(store, None, episode_info(tvmaze_id=5, title="TBA"))
    with store.write() as db:
        shows.save_episodes(db, show.id, [episode_info(tvmaze_id=9, title="Low Tide")])
        (after,) = shows.episodes(db, show.id)
    assert (after.id, after.tvmaze_id, after.title) == (before.id, 9, "Low Tide")
