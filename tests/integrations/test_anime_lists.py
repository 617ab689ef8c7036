"""The anime lists, against a server that has one, as https://github.com/Anime-Lists/anime-lists describes it."""

from __future__ import annotations

import contextlib
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from pytest_httpserver import HTTPServer

from airdate.testing.trouble import TROUBLES, Trouble, error_of, server_in, silent_server
from integrations.anime_lists import AnimeLists
from pipeline.errors import BadResponse, NotFound, OutsideError, Unreachable
from pipeline.model import SceneRange, ShowInfo, ShowKind
from pipeline.ports import Catalogue
from tests.rigs.mangling import mangled_text

SHOW = ShowInfo(title="Sora Kaze", tvdb_id=4711, kind=ShowKind.ANIME)
LIST = """<?xml version="1.0" encoding="utf-8"?>
<anime-list>
  <anime anidbid="1" tvdbid="4711" defaulttvdbseason="1" episodeoffset="" tmdbid="" imdbid="">
    <name>Sora Kaze</name>
  </anime>
  <anime anidbid="2" tvdbid="4711" defaulttvdbseason="1" episodeoffset="12" tmdbid="" imdbid="">
    <name>Sora Kaze:  Glory Line</name>
    <mapping-list>
      <mapping anidbseason="0" tvdbseason="0">;1-3;</mapping>
      <mapping anidbseason="1" tvdbseason="2" start="14" end="26" offset="-13"></mapping>
      <mapping anidbseason="1" tvdbseason="3">;27-1;28-2+3;29-0;</mapping>
    </mapping-list>
    <supplemental-info><studio>Aki</studio></supplemental-info>
  </anime>
  <anime anidbid="3" tvdbid="4711" defaulttvdbseason="0" episodeoffset="4"><name>Sora Kaze OVA</name></anime>
  <anime anidbid="4" tvdbid="4711" defaulttvdbseason="a" episodeoffset=""><name>Sora Kaze All</name></anime>
  <anime anidbid="5" tvdbid="4711" defaulttvdbseason="2" episodeoffset="many"><name>Odd</name></anime>
  <anime anidbid="6" tvdbid="4711" defaulttvdbseason="2" episodeoffset=""><name></name></anime>
  <anime anidbid="7" tvdbid="unknown" defaulttvdbseason="1" episodeoffset=""><name>Nobody Knows</name></anime>
  <anime anidbid="8" tvdbid="4712" defaulttvdbseason="2" episodeoffset=""><name>Other Show II</name></anime>
</anime-list>"""


def make(url: str, timeout: float = 15) -> AnimeLists:
    return AnimeLists(AnimeLists.Config(url=url, timeout=timeout), name="anime_lists")


@pytest.fixture
def site(httpserver: HTTPServer) -> HTTPServer:
    httpserver.expect_request("/anime-list.xml").respond_with_data(LIST, content_type="text/xml")
    return httpserver


def test_fits_the_port_and_knows_no_shows(site: HTTPServer) -> None:
    lists = make(site.url_for("/anime-list.xml"))
    assert isinstance(lists, Catalogue)
    assert str(lists.check()) == "the anime list has 2 shows"
    assert lists.changed_since is not None
    for call in (lambda: lists.search("Sora"), lambda: lists.show(SHOW), lambda: lists.episodes(SHOW)):
        assert type(error_of(call)) is NotFound


def test_tells_what_the_entries_of_a_show_are_and_odd_ones_cost_only_themselves(site: HTTPServer) -> None:
    told = make(site.url_for("/anime-list.xml")).scene(SHOW)

    line = SceneRange(title="Sora Kaze: Glory Line", season=3, number=1, count=1)
    assert told == (
        SceneRange(title="Sora Kaze", season=1, number=1),
        replace(line, scene_number=27),
        replace(line, scene_number=28, number=2),
        replace(line, scene_number=29, season=0, number=0),
        replace(line, scene_number=14, season=2, number=1, count=13),
        SceneRange(title="Sora Kaze: Glory Line", season=1, number=13),
    )


def test_is_read_once_and_not_at_all_for_others(site: HTTPServer) -> None:
    lists = make(site.url_for("/anime-list.xml"))
    assert lists.scene(replace(SHOW, kind=ShowKind.STANDARD)) == ()
    assert lists.scene(replace(SHOW, tvdb_id=None)) == ()
    assert not site.log
    assert lists.scene(replace(SHOW, tvdb_id=5)) == ()
    assert lists.scene(SHOW)
    assert len(site.log) == 1


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda t: t.name)
def test_each_trouble_becomes_its_error(trouble: Trouble) -> None:
    with server_in(trouble) as server:
        error = error_of(lambda: make(server.url).scene(SHOW))
        assert type(error) is trouble.becomes
        assert error.system == "anime_lists"


@pytest.mark.parametrize("wrong", [b"Tom & Anna", b"Caf\xe9", b"Caf&eacute;", b"A \x0b B"])
def test_one_wrong_character_costs_no_other_entry(httpserver: HTTPServer, wrong: bytes) -> None:
    httpserver.expect_request("/").respond_with_data(LIST.encode().replace(b"Other Show II", wrong))
    assert make(httpserver.url_for("/")).scene(SHOW)[0] == SceneRange(title="Sora Kaze", season=1, number=1)


@pytest.mark.parametrize(
    "body",
    [
        '<!DOCTYPE a [<!ENTITY b "c">]><anime-list>&b;</anime-list>',
        "<html></html>",
        LIST[:200],
        LIST.replace("Sora Kaze OVA", "Sora & Kaze")[:-20],
        "",
        '<?xml version="1.0" encoding="utf-9"?><anime-list/>',
    ],
    ids=["entities", "another document", "cut off", "damaged and cut off", "nothing", "an encoding of no one's"],
)
def test_what_is_no_list_is_said(httpserver: HTTPServer, body: str) -> None:
    httpserver.expect_request("/").respond_with_data(body)
    error: OutsideError = error_of(make(httpserver.url_for("/")).check)
    assert type(error) is BadResponse


def test_does_not_wait_for_ever() -> None:
    with silent_server() as server:
        assert type(error_of(make(server.url, timeout=0.2).check)) is Unreachable


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=settings().max_examples // 4)
@given(mangled_text(LIST))
def test_any_list_gives_numbers_or_one_of_our_errors(httpserver: HTTPServer, text: str) -> None:
    httpserver.clear()
    httpserver.expect_request("/").respond_with_data(text.encode(errors="replace"), content_type="text/xml")
    with contextlib.suppress(OutsideError):
        assert all(isinstance(each, SceneRange) for each in make(httpserver.url_for("/")).scene(SHOW))
