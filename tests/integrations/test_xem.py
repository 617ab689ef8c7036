"""XEM, against a server that answers as https://thexem.info/doc describes."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_httpserver import HTTPServer

from airdate.testing.trouble import Trouble, each_trouble, error_of, server_in, silent_server
from integrations.xem import XEM
from pipeline.errors import NotFound, OutsideError, Unreachable
from pipeline.model import SceneRange, ShowInfo, ShowKind
from pipeline.ports import Catalogue
from tests.rigs.mangling import as_json, mangled

SHOW = ShowInfo(title="Sora Kaze", tvdb_id=4711, kind=ShowKind.ANIME)


def make(url: str, timeout: float = 15, **settings: Any) -> XEM:
    return XEM(XEM.Config(url=url, timeout=timeout, **settings), name="xem")


def numbers(season: int, episode: int, absolute: int = 0) -> dict[str, int]:
    return {"season": season, "episode": episode, "absolute": absolute}


def row(scene: tuple[int, int], tvdb: tuple[int, int], absolute: int) -> dict[str, Any]:
    return {"scene": numbers(*scene, absolute), "tvdb": numbers(*tvdb, absolute), "anidb": numbers(1, scene[1], 0)}


# Releases count two seasons of three; TheTVDB has one of six.
ROWS = [row((1 + n // 3, 1 + n % 3), (1, 1 + n), 1 + n) for n in range(6)]
NAMES = {"all": {"us": ["Sky Wind"]}, "2": {"us": ["Sora Kaze II"], "jp": ["Sora Kaze Ni", "Sora Kaze Ni"]}}


@pytest.fixture
def site(httpserver: HTTPServer) -> HTTPServer:
    answer(httpserver, "havemap", ["4711", 4712, "no number"])
    answer(httpserver, "all", ROWS, id="4711")
    answer(httpserver, "names", NAMES, id="4711")
    return httpserver


def answer(server: HTTPServer, what: str, data: Any, result: str = "success", **query: str) -> None:
    told = {"result": result, "data": data, "message": ""}
    server.expect_request(f"/map/{what}", query_string={"origin": "tvdb", **query}).respond_with_json(told)


def asked(server: HTTPServer) -> list[str]:
    return [request.path for request, _ in server.log]


def test_fits_the_port_and_knows_no_shows(site: HTTPServer) -> None:
    xem = make(site.url_for(""))
    assert isinstance(xem, Catalogue)
    assert str(xem.check()) == "XEM maps 2 shows"
    assert xem.id_of(SHOW) is None
    for call in (lambda: xem.search("Sora Kaze"), lambda: xem.show(SHOW), lambda: xem.episodes(SHOW)):
        assert type(error_of(call)) is NotFound


def test_tells_how_releases_count(site: HTTPServer) -> None:
    told = make(site.url_for("")).scene(SHOW)

    second = SceneRange(scene_season=2, scene_number=1, season=1, number=4, count=3)
    assert told == (
        SceneRange(scene_season=1, scene_number=1, season=1, number=1, count=3),
        second,
        SceneRange(scene_season=None, scene_number=1, season=1, number=1, count=6),
        replace(second, title="Sora Kaze II"),
        replace(second, title="Sora Kaze Ni"),
    )


def test_is_asked_for_what_it_has_and_its_list_once(site: HTTPServer) -> None:
    xem = make(site.url_for(""))
    assert xem.scene(replace(SHOW, tvdb_id=5)) == ()
    assert xem.scene(replace(SHOW, tvdb_id=None)) == ()
    assert asked(site) == ["/map/havemap"]
    xem.scene(SHOW)
    assert asked(site) == ["/map/havemap", "/map/all", "/map/names"]


def test_is_for_anime_alone_unless_told_otherwise(site: HTTPServer) -> None:
    other = replace(SHOW, kind=ShowKind.STANDARD)
    assert make(site.url_for("")).scene(other) == ()
    assert asked(site) == []
    assert make(site.url_for(""), all_shows=True).scene(other)


def test_an_odd_row_costs_only_itself(httpserver: HTTPServer) -> None:
    answer(httpserver, "havemap", ["4711"])
    answer(httpserver, "all", [*ROWS[:2], {"scene": None}, {"tvdb": numbers(1, 3)}, *ROWS[3:]], id="4711")
    answer(httpserver, "names", [], id="4711")  # PHP writes an empty object so
    told = make(httpserver.url_for("")).scene(SHOW)
    assert [(one.scene_season, one.number, one.count) for one in told if one.scene_season] == [(1, 1, 2), (2, 4, 3)]


def test_a_show_that_it_lists_and_does_not_have_is_counted_as_it_is(httpserver: HTTPServer) -> None:
    answer(httpserver, "havemap", ["4711"])
    for what in ("all", "names"):
        answer(httpserver, what, [], result="failure", id="4711")
    assert make(httpserver.url_for("")).scene(SHOW) == ()


def test_why_it_tells_nothing_at_all_is_repeated(httpserver: HTTPServer) -> None:
    told = {"result": "failure", "data": [], "message": "the mapping is rebuilt"}
    httpserver.expect_request("/map/havemap").respond_with_json(told)
    assert "says: the mapping is rebuilt" in str(error_of(make(httpserver.url_for("")).check))


@each_trouble
def test_each_trouble_becomes_its_error(trouble: Trouble) -> None:
    with server_in(trouble) as server:
        xem = make(server.url)
        for call in (xem.check, lambda: xem.scene(SHOW)):
            error = error_of(call)
            assert type(error) is trouble.becomes
            assert error.system == "xem"


def test_does_not_wait_for_ever() -> None:
    with silent_server() as server:
        assert type(error_of(make(server.url, timeout=0.2).check)) is Unreachable


ANSWERS = {
    what: {"result": "success", "data": data, "message": ""}
    for what, data in (("havemap", ["4711"]), ("all", ROWS), ("names", NAMES))
}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=settings().max_examples // 4)
@given(st.sampled_from([*ANSWERS]).flatmap(lambda what: st.tuples(st.just(what), mangled(ANSWERS[what]))))
def test_any_answer_gives_numbers_or_one_of_our_errors(httpserver: HTTPServer, told: tuple[str, object]) -> None:
    httpserver.clear()
    for what, data in (ANSWERS | dict([told])).items():
        httpserver.expect_request(f"/map/{what}").respond_with_data(as_json(data), content_type="application/json")
    with contextlib.suppress(OutsideError):
        assert all(isinstance(each, SceneRange) for each in make(httpserver.url_for("")).scene(SHOW))
