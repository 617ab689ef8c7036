"""TVmaze, against a server that speaks as TVmaze does."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from airdate.testing.trouble import Trouble, each_trouble, error_of, nobody, server_in, silent_server
from demo import tvmaze_shapes
from demo.catalogue import CatalogueServer
from demo.listing import Listing
from demo.shows import MERIDIAN_FERRY, SHOWS, TIN_ORCHARD, DemoEpisode
from integrations.tvmaze import TVmaze, plain
from pipeline.errors import BadResponse, NotFound, OutsideError, Unauthorized, Unreachable
from pipeline.model import ShowInfo, ShowKind
from pipeline.ports import Catalogue
from tests.rigs.mangling import as_json, mangled

NOW = datetime(2026, 11, 22, 20, 15, tzinfo=UTC)
ORCHARD = ShowInfo(title="The Tin Orchard", tvmaze_id=TIN_ORCHARD.tvmaze_id)
FERRY = ShowInfo(title="Meridian Ferry", tvmaze_id=MERIDIAN_FERRY.tvmaze_id)


def make(url: str, timeout: float = 15) -> TVmaze:
    return TVmaze(TVmaze.Config(url=url, timeout=timeout, calls_per_window=1000), name="tvmaze")


@pytest.fixture
def server() -> Iterator[CatalogueServer]:
    with CatalogueServer(now=NOW) as server:
        yield server


@pytest.fixture
def tvmaze(server: CatalogueServer) -> TVmaze:
    return make(server.tvmaze_url)


def test_fits_the_port(tvmaze: TVmaze) -> None:
    assert isinstance(tvmaze, Catalogue)
    assert "TVmaze answers" in str(tvmaze.check())


def test_finds_a_show_by_what_a_person_types(tvmaze: TVmaze) -> None:
    (found,) = tvmaze.search("tin orchrad")

    assert (found.title, found.year, found.tvdb_id) == ("The Tin Orchard", 2025, TIN_ORCHARD.tvdb_id)
    assert (found.network, found.country, found.language) == ("Wend Valley Television", "GB", "en")
    assert found.overview.startswith("The Tin Orchard — When the last scrapyard")
    assert found.runtime == 48 * 60


def test_finds_nothing_for_nothing(server: CatalogueServer, tvmaze: TVmaze) -> None:
    assert tvmaze.search("no such thing anywhere") == []
    assert tvmaze.search("  ") == []
    assert len(server.requests_for("/tvmaze/search")) == 1


@pytest.mark.parametrize(
    "ids",
    [
        ShowInfo(title="", tvmaze_id=TIN_ORCHARD.tvmaze_id),
        ShowInfo(title="", tvdb_id=TIN_ORCHARD.tvdb_id),
        ShowInfo(title="", imdb_id=TIN_ORCHARD.imdb_id),
        ShowInfo(title="", tvdb_id=1, imdb_id=TIN_ORCHARD.imdb_id),
    ],
    ids=["tvmaze", "tvdb", "imdb", "imdb after an unknown tvdb"],
)
def test_knows_a_show_by_any_id_with_its_other_names(tvmaze: TVmaze, ids: ShowInfo) -> None:
    show = tvmaze.show(ids)

    assert show.title == "The Tin Orchard"
    assert show.aliases == ("Tin Orchard", "Der Blechgarten")
    assert tvmaze.id_of(show) == TIN_ORCHARD.tvmaze_id


@pytest.mark.parametrize("ids", [{}, {"tvmaze_id": 1}, {"tvdb_id": 1}, {"imdb_id": "tt1"}])
def test_an_unknown_show_is_missing(tvmaze: TVmaze, ids: dict[str, int]) -> None:
    with pytest.raises(NotFound):
        tvmaze.show(ShowInfo(title="Nobody's", **ids))  # type: ignore[arg-type]


def test_episodes_come_in_order_with_specials_as_season_0(tvmaze: TVmaze) -> None:
    episodes = tvmaze.episodes(ORCHARD)

    numbers = [(e.season, e.number) for e in episodes]
    assert numbers == [(0, 1), *((1, n) for n in range(1, 5)), *((2, n) for n in range(1, 6))]
    frost = episodes[-2]
    assert frost.title == "Last Night's Frost"
    assert frost.airs_at == datetime(2026, 11, 22, 17, tzinfo=UTC)
    assert frost.image_url
    assert frost.tvmaze_id


def test_a_second_special_does_not_renumber_the_first(server: CatalogueServer, tvmaze: TVmaze) -> None:
    server.listing.add_episode(TIN_ORCHARD, DemoEpisode(season=0, number=2, title="Announced", airs=None))
    server.listing.add_episode(TIN_ORCHARD, DemoEpisode(season=0, number=3, title="Later", airs=-timedelta(days=9)))

    specials = [e for e in tvmaze.episodes(ORCHARD) if e.season == 0]

    assert [(e.number, e.title) for e in specials] == [
        (1, "Forty Trees: How the Orchard Was Built"),
        (2, "Later"),
        (3, "Announced"),
    ]


def test_the_air_date_is_that_of_where_it_airs(tvmaze: TVmaze) -> None:
    first = tvmaze.episodes(FERRY)[0]

    assert first.airs_at == datetime(2026, 11, 7, 15, tzinfo=UTC)
    assert first.air_date == date(2026, 11, 8)  # it is four in the morning in Auckland


def test_an_unannounced_episode_has_no_date(server: CatalogueServer, tvmaze: TVmaze) -> None:
    server.listing.add_episode(MERIDIAN_FERRY, DemoEpisode(season=1, number=5, title="TBA", airs=None))

    last = tvmaze.episodes(FERRY)[-1]

    assert (last.number, last.airs_at, last.air_date) == (5, None, None)


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({}, ShowKind.STANDARD),
        ({"kind": ShowKind.ANIME, "language": "Japanese"}, ShowKind.ANIME),
        ({"genres": ("Anime", "Comedy")}, ShowKind.ANIME),
        ({"kind": ShowKind.DAILY, "days": ("Monday", "Tuesday", "Wednesday", "Thursday")}, ShowKind.DAILY),
        ({"kind": ShowKind.DAILY, "days": ("Sunday",)}, ShowKind.STANDARD),
        ({"days": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")}, ShowKind.STANDARD),
    ],
    ids=["scripted", "japanese animation", "anime genre", "nightly talk", "weekly talk", "a soap"],
)
def test_tells_how_a_show_is_numbered(
    server: CatalogueServer, tvmaze: TVmaze, changes: dict[str, object], kind: ShowKind
) -> None:
    server.listing.add_show(replace(TIN_ORCHARD, tvmaze_id=7, **changes))  # type: ignore[arg-type]

    assert tvmaze.show(ShowInfo(title="", tvmaze_id=7)).kind is kind


def test_says_which_shows_changed() -> None:
    with CatalogueServer() as server:
        tvmaze = make(server.tvmaze_url)
        yesterday = datetime.now(UTC) - timedelta(days=1)
        assert tvmaze.changed_since(yesterday) == set()

        server.listing.postpone(TIN_ORCHARD, 2, 5, by=timedelta(days=7))

        assert tvmaze.changed_since(yesterday) == {TIN_ORCHARD.tvmaze_id}
        assert tvmaze.changed_since(datetime.now(UTC) + timedelta(hours=3)) == set()


def test_an_odd_update_costs_only_itself(httpserver: HTTPServer) -> None:
    changed = int(datetime.now(UTC).timestamp())
    told = {"7": changed, "no number": changed, "8": None, "9": "soon", "10": changed - 60}
    httpserver.expect_request("/updates/shows").respond_with_json(told)

    assert make(httpserver.url_for("")).changed_since(datetime.now(UTC) - timedelta(hours=1)) == {7, 10}


def test_does_not_say_what_changed_too_long_ago(tvmaze: TVmaze) -> None:
    assert tvmaze.changed_since(datetime.now(UTC) - timedelta(days=40)) is None


def test_a_clock_that_is_a_little_ahead_hides_no_change() -> None:
    with CatalogueServer() as server:
        server.listing.retitle(TIN_ORCHARD, 1, 1, "Scrap!")

        since = datetime.now(UTC) + timedelta(minutes=4)

        assert make(server.tvmaze_url).changed_since(since) == {TIN_ORCHARD.tvmaze_id}


@each_trouble
def test_each_trouble_becomes_its_error(trouble: Trouble) -> None:
    with server_in(trouble) as server:
        tvmaze = make(server.url)
        for call in (
            lambda: tvmaze.search("x"),
            lambda: tvmaze.show(ORCHARD),
            lambda: tvmaze.episodes(ORCHARD),
            lambda: tvmaze.changed_since(datetime.now(UTC)),
        ):
            error = error_of(call)
            assert type(error) is trouble.becomes
            assert error.system == "tvmaze"


@pytest.mark.parametrize(("header", "seconds"), [("7", 7.0), ("nonsense", None), ("-3", None), ("1e99", 86400.0)])
def test_a_429_says_how_long_to_wait(header: str, seconds: float | None) -> None:
    trouble = Trouble("429", Unreachable, 429, headers={"retry-after": header})
    with server_in(trouble) as server:
        error = error_of(lambda: make(server.url).search("x"))

    assert isinstance(error, Unreachable)
    assert error.retry_after == seconds


def test_nobody_there_is_unreachable() -> None:
    with nobody() as url:
        error = error_of(lambda: make(url).search("x"))

    assert isinstance(error, Unreachable)
    assert url in error.text


def test_silence_is_unreachable() -> None:
    with silent_server() as server:
        error = error_of(lambda: make(server.url, timeout=0.3).search("x"))

    assert isinstance(error, Unreachable)
    assert "0.3 s" in error.text


@pytest.mark.parametrize("url", ["not an address", "ftp://example.org", "http://", "http://[::1"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    assert isinstance(error_of(lambda: make(url).search("x")), Unauthorized)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (None, ""),
        (5, ""),
        (["<p>"], ""),
        ("<p>One &amp; two.</p><p>Three<br/>four</p>", "One & two.\nThree\nfour"),
        ("<p>A <b>bold</b>\n  claim</p>", "A bold claim"),
        ("2 < 3 and 4 > 3", "2 < 3 and 4 > 3"),
        ("&lt;script&gt;", "<script>"),
        ("<" * 5000, "<" * 5000),
    ],
)
def test_summaries_are_plain_text(html: object, text: str) -> None:
    assert plain(html) == text


ROW = {"id": 2, "season": 1, "number": 2, "airdate": "2026-11-12", "airstamp": "2026-11-13T02:00:00+00:00", "name": "B"}
ODD_ROWS = {
    "no such day": ({"airdate": "0000-00-00"}, True),
    "a month without a day": ({"airdate": "2026-12-00"}, True),
    "a time of no use": ({"airstamp": "soon"}, True),
    "no season": ({"season": None}, False),
    "a text for a number": ({"number": "two"}, False),
    "no id": ({"id": None}, False),
    "a number below 0": ({"number": -2}, False),
    "a number that no database takes": ({"number": 10**22}, False),
    "a season that is none": ({"season": 2**40}, False),
    "numbers as text": ({"season": "1", "number": "2"}, True),
}


@pytest.mark.parametrize(("changes", "kept"), ODD_ROWS.values(), ids=ODD_ROWS)
def test_an_odd_episode_costs_only_itself(httpserver: HTTPServer, changes: dict[str, Any], kept: bool) -> None:
    rows = [ROW | {"id": 1, "number": 1}, ROW | changes, ROW | {"id": 3, "number": 3}, "text", None]
    httpserver.expect_request("/shows/7/episodes").respond_with_json(rows)
    tvmaze = TVmaze(TVmaze.Config(url=httpserver.url_for("")), name="tvmaze")

    found = tvmaze.episodes(ShowInfo(title="", tvmaze_id=7))

    assert [episode.number for episode in found] == ([1, 2, 3] if kept else [1, 3])


def test_an_odd_hit_costs_only_itself(httpserver: HTTPServer) -> None:
    good = {"id": 7, "name": "Lantern Row", "premiered": "2026-00-00"}
    hits = [{"show": good}, {"show": {**good, "name": None}}, {"show": None}, {}]
    httpserver.expect_request("/search/shows").respond_with_json(hits)
    [found] = TVmaze(TVmaze.Config(url=httpserver.url_for("")), name="tvmaze").search("lantern row")

    assert (found.title, found.year) == ("Lantern Row", 2026)


def test_when_all_rows_are_odd_the_answer_is(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/search/shows").respond_with_json([{"found": 1}])
    with pytest.raises(BadResponse):
        TVmaze(TVmaze.Config(url=httpserver.url_for("")), name="tvmaze").search("lantern row")


def test_impossible_text_is_made_possible(httpserver: HTTPServer) -> None:
    body = r'[{"show": {"id": 7, "name": "Lan\ud800tern\u0000 Row \ud83d\ude00"}}]'
    httpserver.expect_request("/search/shows").respond_with_data(body)
    [found] = TVmaze(TVmaze.Config(url=httpserver.url_for("")), name="tvmaze").search("lantern row")

    assert found.title == "Lan�tern Row 😀"
    found.title.encode()


def test_a_show_that_was_merged_with_another_comes_with_its_new_id(httpserver: HTTPServer) -> None:
    moved = Response("", 301, {"Location": httpserver.url_for("/shows/9")})
    httpserver.expect_request("/shows/7").respond_with_response(moved)
    akas = {"akas": [{"name": "Lampenreihe"}]}

    def show(request: Request) -> Response:
        whole = {
            "id": 9,
            "name": "Lantern Row",
            **({"_embedded": akas} if "embed" in request.query_string.decode() else {}),
        }
        return Response(json.dumps(whole), content_type="application/json")

    httpserver.expect_request("/shows/9").respond_with_handler(show)
    found = make(httpserver.url_for("")).show(ShowInfo(title="", tvmaze_id=7))

    assert (found.tvmaze_id, found.aliases) == (9, ("Lampenreihe",))


def test_odd_parts_of_a_show_cost_only_themselves(httpserver: HTTPServer) -> None:
    show = {
        "id": 7,
        "name": "Lantern Row",
        "externals": {"thetvdb": "n/a", "imdb": None},
        "runtime": "45",
        "rating": {"average": "8,1"},
        "_embedded": {
            "akas": [None, {"name": "Lampenreihe"}],
            "seasons": [{"number": None}, "odd", {"number": 1}],
            "cast": [[], {"person": {"name": "Ida Keel"}, "character": None}],
            "images": [{"type": "background"}, {"type": "banner", "resolutions": {"original": {"url": "http://x/b"}}}],
        },
    }
    httpserver.expect_request("/shows/7").respond_with_json(show)
    found = make(httpserver.url_for("")).show(ShowInfo(title="", tvmaze_id=7))

    assert (found.tvdb_id, found.runtime, found.aliases) == (None, 45 * 60, ("Lampenreihe",))
    assert found.details is not None
    assert found.details.rating is None
    assert [season.number for season in found.details.seasons] == [1]
    assert [member.name for member in found.details.cast] == ["Ida Keel"]
    assert (found.details.fanart_url, found.details.banner_url) == ("", "http://x/b")


@pytest.mark.parametrize(("told", "language"), [("Greek", "el"), ("Cantonese", ""), ("Klingon", "tlh"), (5, "")])
def test_a_language_that_is_not_known_costs_only_itself(httpserver: HTTPServer, told: object, language: str) -> None:
    httpserver.expect_request("/shows/5").respond_with_json({"id": 5, "name": "Lantern Row", "language": told})

    found = TVmaze(TVmaze.Config(url=httpserver.url_for("")), name="tvmaze").show(ShowInfo(title="", tvmaze_id=5))

    assert (found.title, found.language) == ("Lantern Row", language)


LISTED = Listing(SHOWS, NOW).shows[TIN_ORCHARD.tvmaze_id]
EMBEDDED = {
    **tvmaze_shapes.show(LISTED, "http://maze", ["akas"]),
    "_embedded": {
        "akas": [{"name": "Tin Orchard", "country": None}],
        "images": [{"type": "background", "resolutions": {"original": {"url": "http://maze/a.jpg"}}}],
        "seasons": [{"number": 1, "name": "", "image": {"original": "http://maze/b.jpg"}}],
        "cast": [{"person": {"name": "Ada", "image": None}, "character": {"name": "Bo", "image": None}}],
    },
}
ANSWERS: dict[str, object] = {
    "/search/shows": [{"score": 0.9, "show": tvmaze_shapes.show(LISTED, "http://maze")}],
    "/shows/1": EMBEDDED,
    "/shows/1/episodes": tvmaze_shapes.episodes(LISTED, "http://maze", specials=True)[:3],
    "/updates/shows": {"1": 1_795_000_000, "2": 5},
}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=settings().max_examples // 4)
@given(st.sampled_from([*ANSWERS]).flatmap(lambda path: st.tuples(st.just(path), mangled(ANSWERS[path]))))
def test_any_answer_gives_shows_or_one_of_our_errors(httpserver: HTTPServer, told: tuple[str, object]) -> None:
    path, answer = told
    httpserver.clear()
    httpserver.expect_request(path).respond_with_data(as_json(answer), content_type="application/json")
    maze, ours = make(httpserver.url_for("").rstrip("/")), ShowInfo(title="The Tin Orchard", tvmaze_id=1)
    calls: dict[str, Callable[[], Iterable[object] | None]] = {
        "/search/shows": lambda: maze.search("tin"),
        "/shows/1": lambda: [maze.show(ours)],
        "/shows/1/episodes": lambda: maze.episodes(ours),
        "/updates/shows": lambda: maze.changed_since(datetime.now(UTC) - timedelta(hours=1)),
    }
    with contextlib.suppress(OutsideError):
        for found in calls[path]() or ():
            assert not isinstance(found, ShowInfo) or found.title
