"""The pretend catalogues: what they say where the integrations' own tests do not look, and their pictures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import requests

from demo.catalogue import CatalogueServer
from demo.listing import Listing
from demo.shows import MERIDIAN_FERRY, SHOWS, TIN_ORCHARD, DemoEpisode, DemoShow
from demo.telegram.pictures import kind_and_size

NOW = datetime(2026, 11, 22, 20, 15, tzinfo=UTC)


@pytest.fixture
def server() -> Iterator[CatalogueServer]:
    with CatalogueServer(now=NOW) as server:
        yield server


def get(url: str, **params: str) -> requests.Response:
    return requests.get(url, params=params, timeout=20)


@pytest.mark.parametrize("show", SHOWS, ids=lambda s: s.title)
def test_each_show_has_aired_episodes_and_one_to_come(show: DemoShow) -> None:
    regular = [e for e in show.at(NOW).episodes if e.season and e.airs_at]

    assert sum(e.airs_at <= NOW for e in regular if e.airs_at) >= 2
    assert sum(e.airs_at > NOW for e in regular if e.airs_at) >= 1
    assert all(e.overview for e in show.episodes)
    assert len({s.tvmaze_id for s in SHOWS}) == len({s.tvdb_id for s in SHOWS}) == len(SHOWS)


def test_looking_up_an_id_redirects_and_forgets_what_was_to_be_embedded(server: CatalogueServer) -> None:
    url = f"{server.tvmaze_url}/lookup/shows?thetvdb={TIN_ORCHARD.tvdb_id}&embed=akas"

    answer = requests.get(url, timeout=20, allow_redirects=False)

    assert answer.status_code == 301
    assert "embed" not in answer.headers["location"]
    assert "_embedded" not in get(url).json()


def test_specials_come_only_when_asked_for_and_without_a_number(server: CatalogueServer) -> None:
    url = f"{server.tvmaze_url}/shows/{TIN_ORCHARD.tvmaze_id}/episodes"

    special = [e for e in get(url, specials="1").json() if e["number"] is None]

    assert [(e["season"], e["type"]) for e in special] == [(1, "significant_special")]
    assert all(e["number"] for e in get(url).json())


def test_no_updates_are_written_as_a_list(server: CatalogueServer) -> None:
    assert get(f"{server.tvmaze_url}/updates/shows", since="day").json() == []


def test_tvdb_wants_a_token_that_comes_from_the_key(server: CatalogueServer) -> None:
    url = f"{server.tvdb_url}series/{TIN_ORCHARD.tvdb_id}/extended"
    assert get(url).status_code == 401
    assert requests.post(f"{server.tvdb_url}login", json={"apikey": "wrong"}, timeout=20).status_code == 401

    login = requests.post(f"{server.tvdb_url}login", json={"apikey": server.api_key}, timeout=20).json()
    headers = {"Authorization": f"Bearer {login['data']['token']}"}

    assert requests.get(url, headers=headers, timeout=20).status_code == 200
    server.expire_tokens()
    assert requests.get(url, headers=headers, timeout=20).status_code == 401


def test_a_listing_can_be_changed_and_keeps_the_episodes_ids() -> None:
    listing = Listing(SHOWS, NOW)
    episodes = listing.shows[TIN_ORCHARD.tvmaze_id].episodes
    ids = {(e.episode.season, e.episode.number): e.id for e in episodes}

    listing.renumber(TIN_ORCHARD, {(2, 4): (2, 5), (2, 5): (2, 4)})
    listing.postpone(TIN_ORCHARD, 2, 4, by=timedelta(days=7))
    listing.retitle(TIN_ORCHARD, 1, 1, "Scrap Iron")
    listing.remove_episode(TIN_ORCHARD, 1, 2)
    listing.add_episode(TIN_ORCHARD, DemoEpisode(season=2, number=6, title="Windows", airs=timedelta(days=14)))

    after = {(e.episode.season, e.episode.number): e for e in listing.shows[TIN_ORCHARD.tvmaze_id].episodes}
    assert after[2, 4].id == ids[2, 5]
    assert after[2, 5].id == ids[2, 4]
    assert after[2, 4].episode.airs_at == TIN_ORCHARD.at(NOW).episode(2, 5).airs_at + timedelta(days=7)  # type: ignore[operator]
    assert after[1, 1].episode.title == "Scrap Iron"
    assert (1, 2) not in after
    assert after[2, 6].id not in ids.values()
    assert listing.shows[MERIDIAN_FERRY.tvmaze_id].updated < NOW


def test_serves_posters_and_stills_as_pictures(server: CatalogueServer) -> None:
    show = get(f"{server.tvmaze_url}/shows/{TIN_ORCHARD.tvmaze_id}").json()
    episodes = get(f"{server.tvmaze_url}/shows/{TIN_ORCHARD.tvmaze_id}/episodes").json()

    poster, still, other = (
        get(url) for url in (show["image"]["original"], *(e["image"]["original"] for e in episodes[:2]))
    )

    assert poster.headers["content-type"] == "image/jpeg"
    assert kind_and_size(poster.content) == ("image/jpeg", (600, 900))
    assert kind_and_size(still.content) == ("image/jpeg", (640, 360))
    assert still.content != other.content
    assert get(f"{server.url}/art/1/poster.jpg").status_code == 404
    assert get(f"{server.url}/art/{TIN_ORCHARD.tvmaze_id}/1.jpg").status_code == 404


def test_an_invented_show_gets_pictures_too() -> None:
    odd = replace(MERIDIAN_FERRY, tvmaze_id=1, art="hills").at(datetime.now(UTC))
    with CatalogueServer([odd]) as server:
        (first, *_) = get(f"{server.tvmaze_url}/shows/1/episodes").json()

        assert kind_and_size(get(f"{server.url}/art/1/poster.jpg").content)
        assert kind_and_size(get(first["image"]["original"]).content)
