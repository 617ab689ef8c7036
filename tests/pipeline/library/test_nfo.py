"""NFO files, read back with an XML reader; tests/integrations/test_kodi.py has a real Kodi read them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.library.nfo import episode_nfo, show_nfo
from pipeline.model import CastMember, EpisodeInfo, SeasonInfo, ShowDetails, ShowInfo

SHOW = ShowInfo(
    title="Söns & <Daughters>",
    year=2025,
    tvdb_id=123,
    tvmaze_id=77,
    imdb_id="tt0001",
    overview='A "plot"\nof two lines',
    network="Wend",
    status="Running",
    runtime=2880.0,
    poster_url="http://example.org/p.png?a=1&b=2",
)
EPISODE = EpisodeInfo(
    season=2,
    number=4,
    title="Frost",
    overview="Cold.",
    air_date=date(2026, 11, 22),
    runtime=2880.0,
    tvdb_id=9,
    tvmaze_id=8,
    image_url="http://example.org/e.png",
)


def read(content: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(content)


def texts(root: ElementTree.Element) -> dict[str, str]:
    return {element.tag: element.text or "" for element in root if element.tag != "uniqueid"}


def ids(root: ElementTree.Element) -> list[tuple[str, str, str | None]]:
    return [(e.get("type", ""), e.text or "", e.get("default")) for e in root.iter("uniqueid")]


def test_a_show_says_all_that_is_known() -> None:
    root = read(show_nfo(SHOW, date(2025, 3, 1)))

    assert root.tag == "tvshow"
    assert texts(root) == {
        "title": "Söns & <Daughters>",
        "year": "2025",
        "premiered": "2025-03-01",
        "plot": 'A "plot"\nof two lines',
        "runtime": "48",
        "studio": "Wend",
        "status": "Continuing",
        "thumb": "http://example.org/p.png?a=1&b=2",
    }
    assert ids(root) == [("tvdb", "123", "true"), ("tvmaze", "77", None), ("imdb", "tt0001", None)]


def test_an_episode_says_all_that_is_known() -> None:
    root = read(episode_nfo(SHOW, EPISODE))

    assert root.tag == "episodedetails"
    assert texts(root) == {
        "title": "Frost",
        "showtitle": "Söns & <Daughters>",
        "season": "2",
        "episode": "4",
        "plot": "Cold.",
        "aired": "2026-11-22",
        "runtime": "48",
        "thumb": "http://example.org/e.png",
    }
    assert ids(root) == [("tvdb", "9", "true"), ("tvmaze", "8", None)]


def test_what_is_not_known_is_left_out() -> None:
    show = read(show_nfo(ShowInfo(title="X")))
    episode = read(episode_nfo(ShowInfo(title="X"), EpisodeInfo(season=0, number=1)))

    assert texts(show) == {"title": "X"}
    assert texts(episode) == {"title": "Episode 1", "showtitle": "X", "season": "0", "episode": "1"}
    assert ids(show) == ids(episode) == []


def test_without_a_premiere_the_year_stands_in() -> None:
    assert texts(read(show_nfo(SHOW)))["premiered"] == "2025-01-01"


def test_a_file_of_two_episodes_has_two_roots_and_one_declaration() -> None:
    content = episode_nfo(SHOW, EPISODE, replace(EPISODE, number=5))

    assert content.count(b"<?xml") == 1
    assert content.count(b"<episodedetails>") == 2
    declaration, _, rest = content.partition(b"?>")
    assert declaration.startswith(b"<?xml")
    assert [e.findtext("episode") for e in read(b"<both>" + rest + b"</both>")] == ["4", "5"]


def test_the_same_twice_is_the_same_file() -> None:
    assert show_nfo(SHOW) == show_nfo(SHOW)


@given(st.text())
def test_any_title_can_be_read_back(title: str) -> None:
    """All but what XML cannot say at all; a reader takes a carriage return for a line's end."""
    root = read(show_nfo(replace(SHOW, title=title, overview=title)))

    said = root.findtext("title") or ""
    assert set(said) <= set(title) | {"\n"}
    assert [c for c in said if c.isalnum()] == [c for c in title if c.isalnum() and c not in "\ufffe\uffff"]


def test_a_show_says_what_only_players_want_to_know() -> None:
    details = ShowDetails(
        genres=("Drama", "Comedy"),
        rating=7.5,
        certificate="TV-14",
        air_days=("Monday", "Friday"),
        air_time="21:00",
        ended=date(2026, 5, 1),
        original_title="Die Söhne",
        seasons=(SeasonInfo(number=1, name="Season 1"), SeasonInfo(number=2, name="The Long Night")),
        cast=(CastMember(name="Ada Bell", role="Wren", image_url="http://example.org/a.png"),),
    )
    root = read(show_nfo(replace(SHOW, title="The Sons", country="GB", details=details)))

    def said(tag: str) -> list[str | None]:
        return [element.text for element in root.iter(tag)]

    assert (said("genre"), said("airs_dayofweek")) == (["Drama", "Comedy"], ["Monday", "Friday"])
    wanted = {"rating": "7.5", "mpaa": "TV-14", "country": "GB", "airs_time": "21:00", "enddate": "2026-05-01"}
    assert {tag: said(tag) for tag in wanted} == {tag: [text] for tag, text in wanted.items()}
    assert (said("originaltitle"), said("sorttitle")) == (["Die Söhne"], ["Sons"])
    assert [(each.get("number"), each.text) for each in root.iter("namedseason")] == [("2", "The Long Night")]
    (actor,) = root.iter("actor")
    assert texts(actor) == {"name": "Ada Bell", "role": "Wren", "thumb": "http://example.org/a.png", "order": "0"}


@pytest.mark.parametrize(
    ("told", "written"),
    [
        ("Running", "Continuing"),
        ("Continuing", "Continuing"),
        ("To Be Determined", "Continuing"),
        ("Ended", "Ended"),
        ("Canceled", "Ended"),
        ("In Development", "Unreleased"),
        ("Upcoming", "Unreleased"),
        ("", None),
    ],
)
def test_the_status_is_one_of_jellyfin_s_words(told: str, written: str | None) -> None:
    assert read(show_nfo(replace(SHOW, status=told))).findtext("status") == written


def test_a_special_says_where_it_belongs() -> None:
    special = replace(EPISODE, season=0, before_season=2, before_episode=3)
    root = read(episode_nfo(SHOW, special))
    assert (root.findtext("airsbefore_season"), root.findtext("airsbefore_episode")) == ("2", "3")
    assert root.find("airsafter_season") is None
