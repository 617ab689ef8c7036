"""HEAD, and "only if it has changed", over the wire."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from pipeline.config import Settings
from pipeline.services import posters, tokens
from pipeline.store import Store, shows
from tests.rigs.core import add_person, add_show, new_store
from tests.rigs.dashboard import PATIENCE, dashboard_of

PICTURE = f"poster/{'a' * 32}.jpg"
STREAM = "text/event-stream"


@dataclass(frozen=True)
class Door:
    """A program of Ada's, with her token."""

    url: str
    token: str
    feed: str

    def ask(self, method: str, path: str, **headers: str) -> requests.Response:
        given = {"Authorization": f"Bearer {self.token}"} | {k.replace("_", "-"): v for k, v in headers.items()}
        url = self.url + path.replace("FEED", f"calendar.ics?token={self.feed}")
        return requests.request(method, url, headers=given, timeout=PATIENCE, allow_redirects=False)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = new_store(tmp_path_factory.mktemp("house"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def door(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    folder = tmp_path_factory.mktemp("files")
    settings = Settings(data=folder, library=folder)
    picture = posters.folder_of(settings) / Path(PICTURE).name
    picture.parent.mkdir(parents=True)
    picture.write_bytes(b"\xff\xd8" + bytes(1000))
    ada = add_person(store)
    add_show(store)
    with store.write() as db:
        token, feed = (tokens.make(db, ada.id, scope) for scope in (tokens.Scope.API, tokens.Scope.CALENDAR))
    with dashboard_of(store, settings) as url:
        yield Door(url, token, feed)


@pytest.mark.parametrize(
    "path",
    f"|shows|episode/1|health|login|healthz|metrics|nowhere|do|static/page.css|FEED|{PICTURE}|api/v1/shows|api/v1/episodes/1"
    "|api/v1/shows/9999|api/v1/openapi.json|api/v1/no|api/v1/actions/pause".split("|"),
)
def test_head_is_answered_as_get_is(door: Door, path: str) -> None:
    whole, head = door.ask("GET", path), door.ask("HEAD", path)
    assert (head.status_code, head.content) == (whole.status_code, b"")
    assert head.headers.get("content-type") == whole.headers.get("content-type")
    assert head.headers.keys() >= whole.headers.keys() - {"set-cookie"}


@pytest.mark.parametrize("path", ["shows", "api/v1/events"])
def test_head_ends_where_get_is_a_stream(door: Door, path: str) -> None:
    with requests.Session() as program:  # one connection: the next answer would wait behind a stream
        given = {"Authorization": f"Bearer {door.token}", "Accept": STREAM}
        head = program.head(door.url + path, headers=given, timeout=PATIENCE)
        assert head.headers["content-type"].startswith(STREAM)
        assert program.get(f"{door.url}healthz", timeout=PATIENCE).content


@pytest.mark.parametrize(
    "path", ["static/page.css", PICTURE, "FEED", "api/v1/shows", "api/v1/episodes/1", "api/v1/openapi.json"]
)
@pytest.mark.parametrize(
    ("mangle", "status"),
    [(str, 304), ('"x", {}'.format, 304), ("W/{}".format, 304), (lambda _: "*", 304), (lambda _: '"other"', 200)],
)
def test_what_is_known_is_not_sent_again(door: Door, path: str, mangle: Callable[[str], str], status: int) -> None:
    tag = door.ask("GET", path).headers["etag"]
    for method in ("GET", "HEAD"):
        again = door.ask(method, path, If_None_Match=mangle(tag))
        assert (again.status_code, again.headers["etag"]) == (status, tag)
        assert bool(again.content) == (status == 200 and method == "GET")


def test_a_file_is_known_by_its_hour_unless_a_tag_is_named(door: Door) -> None:
    since = door.ask("GET", PICTURE).headers["last-modified"]
    assert door.ask("GET", PICTURE, If_Modified_Since=since).status_code == 304
    assert door.ask("GET", PICTURE, If_Modified_Since=since, If_None_Match='"x"').status_code == 200
    assert door.ask("GET", PICTURE, If_Modified_Since="yesterday").status_code == 200


def test_what_has_changed_is_sent(door: Door, store: Store) -> None:
    tag = door.ask("GET", "api/v1/shows").headers["etag"]
    with store.write() as db:
        shows.subscribe(db, 1, 1, shows.Start.EVERYTHING)
    assert door.ask("GET", "api/v1/shows", If_None_Match=tag).status_code == 200


def test_what_one_knows_lets_nobody_in(door: Door) -> None:
    tag = door.ask("GET", "api/v1/shows").headers["etag"]
    assert door.ask("GET", "api/v1/shows", If_None_Match=tag, Authorization="Bearer no").status_code == 401


@pytest.mark.parametrize("path", ["shows", "healthz", "metrics", "api/v1/shows/9999"])
def test_pages_health_and_failures_are_not_kept(door: Door, path: str) -> None:
    assert "etag" not in door.ask("GET", path, If_None_Match="*").headers
