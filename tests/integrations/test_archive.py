from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import torf
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from integrations.archive import InternetArchive
from pipeline.errors import BadResponse, NotFound, OutsideError, Unreachable
from pipeline.model import Release, ShowInfo, ShowKind, Wanted
from pipeline.ports import Indexer
from tests.rigs.transmission import random_file

PUBLIC = "http://creativecommons.org/licenses/publicdomain/"
SHOW = ShowInfo(title="The Tin Orchard", year=1955)
EPISODE = Wanted(show=SHOW, season=1, number=2, episode_title="A Grafting Knife")


def listed(identifier: str, title: str, **changes: Any) -> dict[str, Any]:
    """An item as advancedsearch.php lists it."""
    return {
        "identifier": identifier,
        "title": title,
        "licenseurl": PUBLIC,
        "btih": "d" * 40,
        "item_size": 734003200,
        "publicdate": "2009-05-01T12:00:00Z",
    } | changes


@dataclass
class Library:
    """The Archive's answers, in the shapes it gives them."""

    server: HTTPServer
    docs: list[dict[str, Any]]
    files: dict[str, list[str]]

    def open(self, **changes: Any) -> InternetArchive:
        self.server.expect_request("/advancedsearch.php").respond_with_handler(self._search)
        for identifier, names in self.files.items():
            files = [{"name": n, "source": "original", "format": "h.264", "size": "1", "height": "480"} for n in names]
            files.append({"name": f"{identifier}_meta.xml", "source": "metadata", "format": "Metadata"})
            item = {"files": files, "metadata": {"identifier": identifier}, "server": "ia600.example"}
            self.server.expect_request(f"/metadata/{identifier}").respond_with_json(item)
        self.server.expect_request("/metadata/dark").respond_with_json({"is_dark": True})
        return InternetArchive(InternetArchive.Config(url=self.server.url_for("/"), **changes), name="archive")

    def _search(self, request: Request) -> Response:
        rows, page = int(request.args["rows"]), int(request.args["page"])
        docs = self.docs[rows * (page - 1) : rows * page] if rows else []
        answer = {"responseHeader": {"status": 0}, "response": {"numFound": len(self.docs), "start": 0, "docs": docs}}
        return Response(json.dumps(answer), content_type="application/json")

    def queries(self) -> list[str]:
        return [request.args["q"] for request, _ in self.server.log if "q" in request.args]


@pytest.fixture
def library(httpserver: HTTPServer) -> Library:
    return Library(httpserver, [], {})


def holding(library: Library, title: str, *names: str) -> InternetArchive:
    """An Archive of one item with these files."""
    library.docs[:] = [listed("item", title)]
    library.files["item"] = list(names)
    return library.open()


def titles(archive: InternetArchive, wanted: Wanted = EPISODE) -> list[str]:
    return [release.title for release in archive.search(wanted)]


@pytest.mark.parametrize(
    "title",
    [
        "The Tin Orchard S01E02",
        "The Tin Orchard - s01 e02 - A Grafting Knife",
        "Tin Orchard 1x02",
        "The Tin Orchard: Season 1, Episode 2",
        "The Tin Orchard Episode 2",
        "The Tin Orchard - A Grafting Knife",
    ],
)
def test_finds_an_episode_by_what_its_title_says(library: Library, title: str) -> None:
    show = ShowInfo(title="The Tin Orchard", aliases=("Tin Orchard",))
    archive = holding(library, title, "film.mp4")
    assert isinstance(archive, Indexer)

    [release] = archive.search(Wanted(show=show, season=1, number=2, episode_title="A Grafting Knife"))

    assert release.title == "The Tin Orchard S01E02 A Grafting Knife 480p"
    assert release.link.endswith("/download/item/item_archive.torrent")
    assert release.page_url.endswith("/details/item")
    assert (release.info_hash, release.size, release.free_to_share) == ("d" * 40, 734003200, True)
    assert release.published_at == datetime(2009, 5, 1, 12, tzinfo=UTC)
    assert release.seeders == 1


@pytest.mark.parametrize(
    "title",
    [
        "The Tin Orchard S01E03",
        "The Tin Orchard S02E02",
        "The Tin Orchard Season 2",
        "A Visit to The Tin Orchard S01E02",
        "The Tin Orchards S01E02",
        "The Tin Orchard Trailer",
    ],
)
def test_leaves_other_items_alone(library: Library, title: str) -> None:
    assert titles(holding(library, title, "film.mp4")) == []


def test_finds_an_episode_among_the_files_of_a_season(library: Library) -> None:
    archive = holding(library, "The Tin Orchard - Season 1", "01 - Episode 1.mp4", "02 - Episode 2.mp4")

    assert titles(archive) == ["The Tin Orchard S01 480p"]
    assert titles(archive, Wanted(show=SHOW, season=1)) == ["The Tin Orchard S01 480p"]
    assert titles(archive, Wanted(show=SHOW, season=1, number=9)) == []


def test_finds_an_episode_by_its_files_name(library: Library) -> None:
    archive = holding(library, "The Tin Orchard (1955)", "TinOrchard_s01e02.avi", "TinOrchard_s01e02.ogv")

    assert titles(archive) == ["The Tin Orchard (1955) S01E02 A Grafting Knife 480p"]


def test_the_year_of_another_version_stays_visible(library: Library) -> None:
    assert titles(holding(library, "The Tin Orchard (1998) S01E02", "film.mp4"))[0].startswith(
        "The Tin Orchard (1998) "
    )


def test_finds_a_daily_show_by_its_date(library: Library) -> None:
    show = ShowInfo(title="Evening", kind=ShowKind.DAILY)
    archive = holding(library, "Evening 1955-03-04", "film.mpg")

    assert titles(archive, Wanted(show=show, season=1, number=50, air_date=date(1955, 3, 4))) == [
        "Evening 1955-03-04 480p"
    ]
    assert titles(archive, Wanted(show=show, season=1, number=51, air_date=date(1955, 3, 5))) == []


@pytest.mark.parametrize(
    "licence", ["", "https://rightsstatements.org/vocab/InC/1.0/", "http://evil/creativecommons.org/licenses/by/", None]
)
def test_offers_nothing_without_an_open_licence(library: Library, licence: str | None) -> None:
    library.docs.append(listed("item", "The Tin Orchard S01E02", licenseurl=licence))
    library.files["item"] = ["film.mp4"]
    archive = library.open()

    assert titles(archive) == []
    assert archive.newest() == []


@pytest.mark.parametrize(
    "licence",
    [
        PUBLIC,
        "https://creativecommons.org/publicdomain/mark/1.0/",
        "http://creativecommons.org/licenses/by-nc-sa/3.0/us/",
        ["https://www.creativecommons.org/licenses/by/4.0/"],
    ],
)
def test_offers_what_is_openly_licensed(library: Library, licence: object) -> None:
    library.docs.append(listed("item", "The Tin Orchard S01E02", licenseurl=licence))
    library.files["item"] = ["film.mp4"]

    assert len(titles(library.open())) == 1


def test_skips_items_that_were_taken_down(library: Library) -> None:
    library.docs += [listed("dark", "The Tin Orchard S01E02"), listed("item", "The Tin Orchard S01E02", btih="e" * 40)]
    library.files["item"] = ["film.mp4"]

    assert [release.guid for release in library.open().search(EPISODE)] == ["item"]


def test_looks_into_a_few_items_only_the_most_telling_first(library: Library) -> None:
    library.docs += [listed(f"other{n}", "The Tin Orchard: stills") for n in range(5)]
    library.docs.append(listed("item", "The Tin Orchard S01E02"))
    for doc in library.docs:
        library.files[doc["identifier"]] = ["film.mp4"]

    assert len(titles(library.open(max_items=2))) == 1
    assert sum(request.path.startswith("/metadata") for request, _ in library.server.log) == 2


def test_words_of_a_title_cannot_change_the_question(library: Library) -> None:
    library.open(collections=("classic_tv",)).search(
        Wanted(show=ShowInfo(title='Not) OR "This" AND That*'), season=1, number=1)
    )

    [query] = library.queries()
    assert query == (
        'mediatype:(movies) AND format:("Archive BitTorrent") AND licenseurl:(*creativecommons.org*) AND '
        "collection:(classic_tv) AND title:(not AND or AND this AND and AND that)"
    )


def test_the_newest_come_in_pages(library: Library) -> None:
    library.docs += [listed(f"item{n}", f"Film {n}", btih=f"{n:040x}") for n in range(3)]
    archive = library.open(rows=2)

    assert [[release.title for release in archive.newest(page)] for page in range(3)] == [
        ["Film 0", "Film 1"],
        ["Film 2"],
        [],
    ]
    assert archive.newest(10_000) == []
    assert str(archive.check()) == "the Internet Archive has 3 open films with a torrent"


def test_fetches_the_torrent(library: Library, tmp_path: Path) -> None:
    made = torf.Torrent(path=random_file(tmp_path / "item" / "film.mp4", 1000).parent)
    made.generate(threads=1)
    library.server.expect_request("/download/item/item_archive.torrent").respond_with_data(made.dump())
    [release] = holding(library, "The Tin Orchard S01E02", "film.mp4").search(EPISODE)

    torrent = library.open().torrent(release)

    assert (torrent.info_hash, [file.path for file in torrent.files or ()]) == (made.infohash, ["item/film.mp4"])


def test_what_is_no_torrent_is_nonsense(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/t").respond_with_data("<html>")
    archive = InternetArchive(InternetArchive.Config(url=httpserver.url_for("/")), name="archive")

    with pytest.raises(BadResponse):
        archive.torrent(Release(title="x", indexer="archive", link=httpserver.url_for("/t")))


ANSWERS: dict[str, tuple[object, int, type[OutsideError]]] = {
    "an error": ({"error": "[RANGE_OUT_OF_BOUNDS] paging is only supported through 10000 results"}, 200, BadResponse),
    "another shape": ({"response": {"docs": "many"}}, 200, BadResponse),
    "a list": ([], 200, BadResponse),
    "too many requests": ({}, 429, Unreachable),
    "trouble": ({}, 503, Unreachable),
    "gone": ({}, 404, NotFound),
}


@pytest.mark.parametrize(("answer", "status", "kind"), ANSWERS.values(), ids=ANSWERS)
def test_other_answers_are_one_of_our_errors(
    httpserver: HTTPServer, answer: object, status: int, kind: type[OutsideError]
) -> None:
    httpserver.expect_request("/advancedsearch.php").respond_with_json(answer, status=status)
    archive = InternetArchive(InternetArchive.Config(url=httpserver.url_for("/")), name="archive")

    calls: list[Callable[[], object]] = [archive.check, archive.newest, lambda: archive.search(EPISODE)]
    for call in calls:
        with pytest.raises(kind):
            call()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
docs = st.fixed_dictionaries(
    {},
    optional={
        name: json_values | st.sampled_from(["item", PUBLIC, "The Tin Orchard S01E02"])
        for name in ("identifier", "title", "licenseurl", "btih", "item_size", "publicdate")
    },
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=settings().max_examples * 3 // 5)
@given(json_values | st.fixed_dictionaries({"response": st.fixed_dictionaries({"docs": st.lists(docs, max_size=3)})}))
@example({"response": {"docs": [{"identifier": "item", "title": " ", "licenseurl": PUBLIC}]}})
def test_any_answer_gives_releases_or_one_of_our_errors(httpserver: HTTPServer, answer: object) -> None:
    httpserver.clear()
    httpserver.expect_request("/advancedsearch.php").respond_with_json(answer)
    httpserver.expect_request("/metadata/item").respond_with_json(answer)
    archive = InternetArchive(InternetArchive.Config(url=httpserver.url_for("/")), name="archive")

    calls: list[Callable[[], list[Release]]] = [archive.newest, lambda: archive.search(EPISODE)]
    for call in calls:
        with contextlib.suppress(OutsideError):
            for release in call():
                assert release.title
                assert release.free_to_share


@pytest.mark.parametrize("change", [{"url": "archive.org"}, {"collections": ["a OR b"]}, {"collections": ["x)"]}])
def test_settings_that_cannot_be_are_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        InternetArchive.Config.model_validate(change)


@pytest.mark.parametrize("status", [401, 403, 404, 503])
def test_an_item_that_cannot_be_looked_into_costs_only_itself(library: Library, status: int) -> None:
    library.docs[:] = [
        listed("lost", "The Tin Orchard S01E02"),
        listed("item", "The Tin Orchard S01E02", btih="e" * 40),
    ]
    library.server.expect_request("/metadata/lost").respond_with_data("Item not available", status=status)
    library.files["item"] = ["film.mp4"]

    assert len(library.open().search(EPISODE)) == 1


def test_odd_rows_cost_only_themselves(library: Library) -> None:
    library.docs[:] = [{"identifier": {}, "title": None}, listed("item", "The Tin Orchard S01E02")]
    odd = {"is_dark": None, "files": [{"name": None}, None, {"name": "film.mp4", "height": "1080.0"}]}
    library.server.expect_request("/metadata/item").respond_with_json(odd)

    assert len(library.open().search(EPISODE)) == 1


@pytest.mark.parametrize("status", [401, 403])
def test_a_restricted_torrent_is_not_to_be_had(library: Library, status: int) -> None:
    library.server.expect_request("/t").respond_with_data("", status=status)
    with pytest.raises(NotFound):
        library.open().torrent(Release(title="x", indexer="archive", link=library.server.url_for("/t")))
