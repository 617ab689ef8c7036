"""TheTVDB, against a server that speaks as TVDB v4 does."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pytest_httpserver import HTTPServer
from starlette.applications import Starlette

from airdate.testing.trouble import Trouble, each_trouble, error_of, nobody, server_in, silent_server
from demo import tvdb_shapes
from demo.catalogue import CatalogueServer
from demo.listing import Listing
from demo.server import LoopbackServer
from demo.shows import MERIDIAN_FERRY, SHOWS, TIN_ORCHARD, DemoEpisode
from integrations.tvdb import TVDB
from pipeline.errors import NotFound, OutsideError, Unauthorized, Unreachable
from pipeline.model import ShowInfo, ShowKind
from pipeline.ports import Catalogue
from tests.rigs.mangling import as_json, mangled

NOW = datetime(2026, 11, 22, 20, 15, tzinfo=UTC)
ORCHARD = ShowInfo(title="The Tin Orchard", tvdb_id=TIN_ORCHARD.tvdb_id)
KETTLE = replace(
    MERIDIAN_FERRY,
    title="Kettle of Stars",
    original_title="Hoshi no Yakan",
    language="Japanese",
    country="JP",
    time_zone="Asia/Tokyo",
    tvmaze_id=9_900_103,
    tvdb_id=99_900_103,
    imdb_id="tt99900103",
    genres=("Anime",),
    aliases=("Star Kettle",),
)


def make(url: str, key: str = "some-long-secret-key", timeout: float = 20) -> TVDB:
    return TVDB(TVDB.Config(url=url, api_key=key, timeout=timeout), name="tvdb")


@pytest.fixture
def server() -> Iterator[CatalogueServer]:
    with CatalogueServer([*SHOWS, KETTLE], now=NOW, tvdb_page_size=3) as server:
        yield server


@pytest.fixture
def tvdb(server: CatalogueServer) -> TVDB:
    return make(server.tvdb_url, server.api_key)


def test_fits_the_port(tvdb: TVDB) -> None:
    assert isinstance(tvdb, Catalogue)
    assert "accepts the key" in str(tvdb.check())


def test_a_show_that_was_just_read_is_not_asked_for_again(server: CatalogueServer, tvdb: TVDB) -> None:
    show = tvdb.show(ShowInfo(title="", tvdb_id=99_900_101))
    apart = make(server.tvdb_url, server.api_key).episodes(show)

    assert tvdb.episodes(show) == apart
    asked = [each for each in server.requests_for("/v4/series/99900101") if "episodes" not in each.path]
    assert len(asked) == 2, "the other one had to ask itself"


def test_signs_in_only_when_it_is_first_asked(server: CatalogueServer, tvdb: TVDB) -> None:
    assert server.exchanges == []

    tvdb.search("tin")
    tvdb.show(ORCHARD)

    assert len(server.requests_for("/v4/login")) == 1


def test_finds_a_show_by_what_a_person_types(tvdb: TVDB) -> None:
    (found,) = tvdb.search("tin orchard")

    assert (found.title, found.year, found.imdb_id) == ("The Tin Orchard", 2025, TIN_ORCHARD.imdb_id)
    assert (found.network, found.country, found.language) == ("Wend Valley Television", "GB", "en")
    assert tvdb.id_of(found) == TIN_ORCHARD.tvdb_id


def test_finds_nothing_for_nothing(server: CatalogueServer, tvdb: TVDB) -> None:
    assert tvdb.search("no such thing anywhere") == []
    assert tvdb.search(" ") == []
    assert len(server.requests_for("/v4/search")) == 1


def test_a_show_has_its_english_name_and_the_original_as_an_alias(tvdb: TVDB) -> None:
    show = tvdb.show(ShowInfo(title="", tvdb_id=KETTLE.tvdb_id))

    assert show.title == "Kettle of Stars"
    assert show.aliases == ("Hoshi no Yakan", "Star Kettle")
    assert (show.language, show.country, show.kind) == ("ja", "JP", ShowKind.ANIME)
    assert show.imdb_id == KETTLE.imdb_id


def test_a_search_result_has_its_english_name_too(tvdb: TVDB) -> None:
    (found,) = tvdb.search("kettle of stars")

    assert found.title == "Kettle of Stars"
    assert "Hoshi no Yakan" in found.aliases


def test_knows_a_show_by_its_imdb_id(tvdb: TVDB) -> None:
    assert tvdb.show(ShowInfo(title="", imdb_id=KETTLE.imdb_id)).tvdb_id == KETTLE.tvdb_id


@pytest.mark.parametrize("ids", [{}, {"tvdb_id": 1}, {"imdb_id": "tt1"}, {"tvmaze_id": TIN_ORCHARD.tvmaze_id}])
def test_an_unknown_show_is_missing(tvdb: TVDB, ids: dict[str, int]) -> None:
    with pytest.raises(NotFound):
        tvdb.show(ShowInfo(title="Nobody's", **ids))  # type: ignore[arg-type]


def test_episodes_come_in_order_over_all_pages_with_absolute_numbers(server: CatalogueServer, tvdb: TVDB) -> None:
    episodes = tvdb.episodes(ORCHARD)

    numbers = [(e.season, e.number, e.absolute) for e in episodes]
    first, second = [(1, n, n) for n in range(1, 5)], [(2, n, n + 4) for n in range(1, 6)]
    assert numbers == [(0, 1, None), *first, *second]
    assert len(server.requests_for("/v4/series/99900101/episodes")) == 4
    assert all(e.tvdb_id for e in episodes)


def test_air_times_are_those_of_the_show_s_country(tvdb: TVDB) -> None:
    frost = tvdb.episodes(ORCHARD)[-2]
    kettle = tvdb.episodes(ShowInfo(title="", tvdb_id=KETTLE.tvdb_id))[0]

    assert frost.airs_at == datetime(2026, 11, 22, 17, tzinfo=UTC)
    assert kettle.airs_at == datetime(2026, 11, 7, 15, tzinfo=UTC)
    assert kettle.air_date == date(2026, 11, 8)  # midnight in Tokyo


def test_without_a_time_an_episode_airs_at_noon_utc_of_its_day() -> None:
    series = '{"status": "success", "data": {"id": 5, "name": "X", "originalCountry": "usa", "airsTime": ""}}'
    episode = '{"id": 1, "seasonNumber": 1, "number": 1, "aired": "2026-11-22", "name": null, "absoluteNumber": null}'
    page = f'{{"status": "success", "data": {{"episodes": [{episode}]}}, "links": {{"next": null}}}}'
    with LoopbackServer(Starlette()) as server:
        server.fail_next(200, path_prefix="/login", body=b'{"data": {"token": "t"}}')
        server.fail_next(200, path_prefix="/series/5/extended", body=series.encode())
        server.fail_next(200, path_prefix="/series/5/episodes", body=page.encode())

        (found,) = make(server.url).episodes(ShowInfo(title="", tvdb_id=5))

    assert found.airs_at == datetime(2026, 11, 22, 12, tzinfo=UTC)
    assert (found.title, found.absolute) == ("", None)


def test_a_page_that_comes_again_is_the_end_and_an_odd_update_costs_only_itself(httpserver: HTTPServer) -> None:
    def answer(path: str, data: object) -> None:
        told = {"status": "success", "data": data, "links": {"next": "/again"}}
        httpserver.expect_request(path).respond_with_json(told)

    answer("/login", {"token": "t"})
    answer("/series/5/extended", {"id": 5, "name": "X", "originalLanguage": "eng"})
    answer("/series/5/episodes/default", {"episodes": [{"id": 1, "seasonNumber": 1, "number": 1}]})
    answer("/updates", [None, {"seriesId": "x"}, {"seriesId": 7}, {"entityType": "series", "recordId": 8}, {}])
    tvdb = make(httpserver.url_for(""))

    assert [e.number for e in tvdb.episodes(ShowInfo(title="", tvdb_id=5))] == [1]
    assert tvdb.changed_since(datetime.now(UTC) - timedelta(hours=1)) == {7, 8}
    assert len(httpserver.log) == 1 + 1 + 2 + 2 * 2


@pytest.mark.parametrize("status", [404, 200])
def test_where_tvdb_has_no_english_list_the_originals_names_stand_in(httpserver: HTTPServer, status: int) -> None:
    none = {"status": "failure", "message": "NotFoundException: error fetching ", "data": None}
    tvdb = odd(httpserver, "/series/7/episodes/default", {"episodes": [ROW]})
    httpserver.expect_request("/series/7/extended").respond_with_json({"data": {"id": 7, "originalLanguage": "deu"}})
    httpserver.expect_request("/series/7/episodes/default/eng").respond_with_json(none, status=status)

    assert [e.title for e in tvdb.episodes(ShowInfo(title="", tvdb_id=7))] == ["Ep 2"]


def test_a_page_that_names_no_next_one_is_not_the_last_when_there_are_more(httpserver: HTTPServer) -> None:
    def page(number: int) -> dict[str, Any]:
        rows = [ROW | {"id": 2 * number + n, "number": 2 * number + n} for n in range(2)]
        links = {"next": None, "total_items": 6, "page_size": 2}
        return {"data": {"episodes": rows}, "links": links}

    tvdb = odd(httpserver, "/series/7/extended", {"id": 7, "originalLanguage": "eng"})
    for number in range(3):
        asked = {"page": str(number)}
        httpserver.expect_request("/series/7/episodes/default", query_string=asked).respond_with_json(page(number))

    assert [e.number for e in tvdb.episodes(ShowInfo(title="", tvdb_id=7))] == [*range(6)]


def test_episodes_have_english_names_where_there_are_some(tvdb: TVDB) -> None:
    episodes = tvdb.episodes(ShowInfo(title="", tvdb_id=KETTLE.tvdb_id))

    assert episodes[0].title == "Yesterday, Weather Permitting"


def test_an_unannounced_episode_has_no_date(server: CatalogueServer, tvdb: TVDB) -> None:
    server.listing.add_episode(TIN_ORCHARD, DemoEpisode(season=2, number=6, title="TBA", airs=None))

    assert tvdb.episodes(ORCHARD)[-1].airs_at is None


def test_renumbering_keeps_the_episodes_ids(server: CatalogueServer, tvdb: TVDB) -> None:
    before = {e.tvdb_id: (e.season, e.number) for e in tvdb.episodes(ORCHARD)}

    server.listing.renumber(TIN_ORCHARD, {(2, 4): (2, 5), (2, 5): (2, 4)})

    after = {e.tvdb_id: (e.season, e.number) for e in tvdb.episodes(ORCHARD)}
    assert {id_ for id_ in before if before[id_] != after[id_]} == {
        id_ for id_, place in before.items() if place in ((2, 4), (2, 5))
    }


def test_says_which_shows_changed() -> None:
    with CatalogueServer() as server:
        tvdb = make(server.tvdb_url, server.api_key)
        yesterday = datetime.now(UTC) - timedelta(days=1)
        assert tvdb.changed_since(yesterday) == set()

        server.listing.retitle(TIN_ORCHARD, 1, 1, "Scrap Iron")

        assert tvdb.changed_since(yesterday) == {TIN_ORCHARD.tvdb_id}


def test_does_not_say_what_changed_too_long_ago(server: CatalogueServer, tvdb: TVDB) -> None:
    assert tvdb.changed_since(datetime.now(UTC) - timedelta(days=30)) is None
    assert server.exchanges == []


def test_signs_in_again_when_the_token_has_run_out(server: CatalogueServer, tvdb: TVDB) -> None:
    tvdb.show(ORCHARD)
    server.expire_tokens()

    assert tvdb.show(ORCHARD).title == "The Tin Orchard"
    assert len(server.requests_for("/v4/login")) == 2


def test_several_threads_share_one_token(server: CatalogueServer, tvdb: TVDB) -> None:
    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(len(tvdb.episodes(ORCHARD)))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [10] * 6
    assert len(server.requests_for("/v4/login")) == 1


def test_a_wrong_key_is_refused_with_what_to_do_and_without_the_key(
    server: CatalogueServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secret = "super-secret-and-wrong"
    wrong = make(server.tvdb_url, secret)

    error = error_of(wrong.check)

    assert isinstance(error, Unauthorized)
    assert "https://thetvdb.com/api-information" in error.text
    assert secret not in repr(error) + str(error) + caplog.text + repr(TVDB.Config(api_key=secret))


@each_trouble
def test_each_trouble_becomes_its_error(trouble: Trouble) -> None:
    with server_in(trouble) as server:
        tvdb = make(server.url)
        assert type(error_of(lambda: tvdb.search("x"))) is trouble.becomes


@each_trouble
def test_each_trouble_after_signing_in_becomes_its_error(trouble: Trouble) -> None:
    with CatalogueServer(now=NOW) as server:
        tvdb = make(server.tvdb_url, server.api_key)
        tvdb.search("x")
        for path in ("/v4/search", "/v4/series", "/v4/updates"):
            server.fail_next(
                trouble.status,
                times=50,
                path_prefix=path,
                body=trouble.body,
                headers=trouble.headers,
                cut=trouble.cut,
            )
        for call in (lambda: tvdb.show(ORCHARD), lambda: tvdb.episodes(ORCHARD)):
            assert isinstance(error_of(call), trouble.becomes | NotFound)


def test_nobody_there_is_unreachable() -> None:
    with nobody() as url:
        assert isinstance(error_of(lambda: make(url).search("x")), Unreachable)


def test_silence_is_unreachable() -> None:
    with silent_server() as server:
        assert isinstance(error_of(lambda: make(server.url, timeout=0.3).search("x")), Unreachable)


ROW = {"id": 502, "aired": "2026-11-12", "number": 2, "seasonNumber": 1, "name": "Ep 2"}
ODD_ROWS = {
    "no such day": ({"aired": "0000-00-00"}, True),
    "a day that means none": ({"aired": "9999-12-31"}, True),
    "a day with its hour": ({"aired": "2026-11-12 21:00:00"}, True),
    "no number": ({"number": None}, False),
    "no id": ({"id": None}, False),
    "a text for a season": ({"seasonNumber": "one"}, False),
    "a number below 0": ({"number": -1}, False),
    "a number that no database takes": ({"number": 10**22}, False),
}


def odd(server: HTTPServer, path: str, data: Any) -> TVDB:
    server.expect_request("/login").respond_with_json({"data": {"token": "t"}})
    server.expect_request(path).respond_with_json({"data": data, "links": {"next": None}})
    return make(server.url_for(""))


@pytest.mark.parametrize(("changes", "kept"), ODD_ROWS.values(), ids=ODD_ROWS)
def test_an_odd_episode_costs_only_itself(httpserver: HTTPServer, changes: dict[str, Any], kept: bool) -> None:
    rows = [ROW | {"id": 501, "number": 1}, ROW | changes, ROW | {"id": 503, "number": 3}, None]
    series = {"id": 7, "name": None, "translations": {"nameTranslations": [{"language": "eng", "name": "Lantern Row"}]}}
    tvdb = odd(httpserver, "/series/7/episodes/default", {"episodes": rows})
    httpserver.expect_request("/series/7/extended").respond_with_json({"data": series | {"aliases": [None, {}]}})

    found = tvdb.episodes(ShowInfo(title="", tvdb_id=7))

    assert [episode.number for episode in found] == ([1, 2, 3] if kept else [1, 3])
    assert tvdb.show(ShowInfo(title="", tvdb_id=7)).title == "Lantern Row"


def test_an_odd_hit_costs_only_itself(httpserver: HTTPServer) -> None:
    named = {"tvdb_id": "7", "name": "Lantern Row", "year": "2026"}
    hits = [named, {"tvdb_id": "8", "translations": {"eng": "Lantern Row Two"}}, {"tvdb_id": "9"}, {"name": "x"}, "x"]

    found = odd(httpserver, "/search", hits).search("lantern row")

    assert [show.title for show in found] == ["Lantern Row", "Lantern Row Two"]


def test_odd_parts_of_a_show_cost_only_themselves(httpserver: HTTPServer) -> None:
    series = {
        "id": 7,
        "name": "Lantern Row",
        "remoteIds": [None, {"sourceName": None, "id": "1"}, {"sourceName": "IMDB", "id": "tt0000007"}],
        "genres": [{"id": 1}, {"name": "Drama"}],
        "translations": {"nameTranslations": [None, {"language": "eng"}, {"language": "eng", "name": "Lantern Row"}]},
        "seasons": [None, {"number": "one"}, {"number": 1, "type": None}],
        "characters": [{"peopleType": "Actor", "sort": "x", "personName": "Ida Keel"}, 3],
        "artworks": [{"type": 3, "image": "/b.jpg"}, {}],
        "airsDays": ["monday"],
        "status": "Ended",
    }
    found = odd(httpserver, "/series/7/extended", series).show(ShowInfo(title="", tvdb_id=7))

    assert (found.imdb_id, found.details.genres if found.details else ()) == ("tt0000007", ("Drama",))
    assert found.details is not None
    assert [season.number for season in found.details.seasons] == [1]
    assert [member.name for member in found.details.cast] == ["Ida Keel"]
    assert found.details.fanart_url.endswith("/b.jpg")


LISTED = Listing([KETTLE], NOW).shows[KETTLE.tvmaze_id]
SERIES = {
    **tvdb_shapes.extended(LISTED, "http://tvdb", translations=True),
    "artworks": [{"type": 3, "image": "/banners/x.jpg"}],
    "characters": [{"peopleType": "Actor", "sort": 1, "name": "Bo", "personName": "Ada", "image": None}],
    "seasons": [{"number": 1, "type": {"type": "official"}, "image": "/s.jpg"}],
}
ROWS = tvdb_shapes.episodes(LISTED, "http://tvdb", "")[:2]
ANSWERS: dict[str, object] = {
    "/login": {"data": {"token": "token"}},
    "/search": {"data": [tvdb_shapes.search_result(LISTED, "http://tvdb")]},
    "/series/1/extended": {"data": SERIES},
    "/series/1/episodes/default": {"data": {"episodes": ROWS}, "links": {"next": None}},
    "/series/1/episodes/default/eng": {"data": {"episodes": ROWS}},
    "/updates": {"data": [tvdb_shapes.update(LISTED, "series")], "links": {}},
}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=settings().max_examples // 4)
@example(("/updates", {"data": [], "links": 1}))
@given(st.sampled_from([*ANSWERS]).flatmap(lambda path: st.tuples(st.just(path), mangled(ANSWERS[path]))))
def test_any_answer_gives_shows_or_one_of_our_errors(httpserver: HTTPServer, told: tuple[str, object]) -> None:
    httpserver.clear()
    for path, answer in (ANSWERS | dict([told])).items():
        httpserver.expect_request(path).respond_with_data(as_json(answer), content_type="application/json")
    tvdb, ours = make(httpserver.url_for("")), ShowInfo(title="Kettle", tvdb_id=1)
    calls: dict[str, Callable[[], Iterable[object] | None]] = {
        "/search": lambda: tvdb.search("kettle"),
        "/series/1/extended": lambda: [tvdb.show(ours)],
        "/updates": lambda: tvdb.changed_since(datetime.now(UTC) - timedelta(hours=1)),
    }
    with contextlib.suppress(OutsideError):
        for found in calls.get(told[0], lambda: tvdb.episodes(ours))() or ():
            assert not isinstance(found, ShowInfo) or found.title
