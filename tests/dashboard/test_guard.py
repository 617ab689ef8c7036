"""Who may see and press what: asked over the wire."""

from __future__ import annotations

import json
import re
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from itsdangerous import URLSafeSerializer
from itsdangerous.encoding import base64_decode, base64_encode
from starlette.responses import Response

from dashboard import serving
from dashboard.guard import WRONG_MOST, WRONG_MOST_ALL, Guard, Session
from dashboard.serving import Dashboard
from pipeline.config import Settings
from pipeline.errors import UserError
from pipeline.model.jobs import JobState, Origin
from pipeline.store import Store, runs
from tests.rigs.core import add_person, add_show, new_store, show_info
from tests.rigs.dashboard import STAGES, Visitor, dashboard_of

TITLE = "Harbour Lights"
PASSWORD = "open, sésame"
PATHS = ("/", "/job/1", "/episode/1", "/shows", "/show/1", "/calendar", "/health")


def settings_in(folder: Path, **values: Any) -> Settings:
    return Settings(data=folder, library=folder, dashboard={"port": 0, **values})


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """One episode on its way: job 1."""
    store = new_store(tmp_path)
    add_person(store)
    _, episodes = add_show(store, show_info(title=TITLE))
    with store.write() as db:
        assert runs.open_job(db, episodes[0].id, Origin.AIRED, STAGES) == 1
    yield store
    store.close()


@pytest.fixture
def open_url(store: Store, tmp_path: Path) -> Iterator[str]:
    """On loopback, without a password."""
    with dashboard_of(store, settings_in(tmp_path)) as url:
        yield url


@pytest.fixture
def locked_url(store: Store, tmp_path: Path) -> Iterator[str]:
    with dashboard_of(store, settings_in(tmp_path, password=PASSWORD)) as url:
        yield url


def is_active(store: Store) -> bool:
    with store.read() as db:
        return runs.job_by_id(db, 1).state is JobState.ACTIVE


# -- Strangers -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [*PATHS, "/log/1", "/nowhere"])
def test_a_stranger_sees_nothing(locked_url: str, path: str) -> None:
    for headers in ({}, {"Accept": "text/event-stream"}):
        answer = Visitor(locked_url).get(path, headers=headers)

        assert answer.status_code in (401, 404) or answer.url.startswith(f"{locked_url}login?to=")
        assert TITLE not in answer.text
        assert "On its way" not in answer.text


def test_a_stranger_cannot_press_a_button(locked_url: str, store: Store) -> None:
    ben = Visitor(locked_url)
    answer = ben.post("/do", {"form_key": ben.form_key("/login"), "do": "cancel 1"})

    assert answer.status_code == 401
    assert is_active(store)


def test_the_password_opens_and_leads_to_where_one_wanted_to_go(locked_url: str) -> None:
    ada = Visitor(locked_url)
    answer = ada.log_in(PASSWORD, to="/job/1")

    assert answer.url == f"{locked_url}job/1"
    assert TITLE in answer.text
    assert PASSWORD not in answer.text


@pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example", "/\\evil.example", "/job/1?x=//evil"])
def test_logging_in_leads_nowhere_else(locked_url: str, to: str) -> None:
    ada = Visitor(locked_url)
    fields = {"form_key": ada.form_key("/login"), "password": PASSWORD}
    answer = ada.post(f"/login?to={to}", fields, allow_redirects=False)

    assert answer.headers["location"] == "/"


def test_a_wrong_password_does_not_open(locked_url: str) -> None:
    eve = Visitor(locked_url)

    assert eve.log_in("guess").status_code == 401
    assert eve.get("/").url.startswith(f"{locked_url}login")


def test_guessing_is_stopped_and_then_even_the_right_password_waits(locked_url: str) -> None:
    eve = Visitor(locked_url)
    answers = [eve.log_in(f"guess {number}").status_code for number in range(WRONG_MOST)]

    assert answers == [401] * WRONG_MOST
    assert Visitor(locked_url).log_in(PASSWORD).status_code == 429


def test_guessing_from_many_addresses_is_stopped_too(store: Store, tmp_path: Path) -> None:
    guard = Guard(settings_in(tmp_path, password=PASSWORD).dashboard, store)
    tries = [guard.may_try(f"192.0.2.{number}") for number in range(WRONG_MOST_ALL + 1)]
    assert tries == [True] * WRONG_MOST_ALL + [False]


def test_logging_out_closes_the_door(locked_url: str) -> None:
    ada = Visitor(locked_url)
    ada.log_in(PASSWORD)
    ada.post("/logout", {"form_key": ada.form_key("/")})

    assert ada.get("/").url.startswith(f"{locked_url}login")


def test_a_copied_cookie_is_worth_nothing_after_logging_out(store: Store, tmp_path: Path) -> None:
    ada, copied = Visitor(""), Visitor("")
    with dashboard_of(store, settings_in(tmp_path, password=PASSWORD)) as ada.url:
        ada.log_in(PASSWORD)
        copied.url, copied.session.cookies = ada.url, ada.session.cookies.copy()
        cookies = copied.session.cookies.copy()
        assert TITLE in copied.get("/").text
        ada.post("/logout", {"form_key": ada.form_key("/")})
        assert TITLE not in copied.get("/").text
    copied.session.cookies = cookies  # that answer brought another
    with dashboard_of(store, settings_in(tmp_path, password=PASSWORD)) as copied.url:
        assert TITLE not in copied.get("/").text


WHOLE = b"GET /login HTTP/1.1\r\nHost: localhost\r\n\r\n"
BEGUN = {
    "nothing": b"",
    "half a head": b"GET / HTTP/1.1\r\nHost: x",
    "half a head after a whole request": WHOLE + b"GET / HTTP/1.1\r\nHost: x",
    "half a body": b"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\nform_key=",
    "half a body in pieces": b"POST /login HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nform",
}


@pytest.mark.parametrize("begun", BEGUN.values(), ids=BEGUN)
def test_a_request_that_does_not_come_to_its_end_is_not_waited_for(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, begun: bytes
) -> None:
    monkeypatch.setattr(serving, "HEADERS_WITHIN", 0.3)
    monkeypatch.setattr(serving, "BODY_WITHIN", 0.3)
    with dashboard_of(store, settings_in(tmp_path, password=PASSWORD)) as url:
        place = urlsplit(url)
        with socket.create_connection((place.hostname or "", place.port or 0), timeout=20) as silent:
            if begun.startswith(WHOLE):
                silent.sendall(WHOLE)
                assert silent.recv(10) == b"HTTP/1.1 2"
            silent.sendall(begun.removeprefix(WHOLE))
            while silent.recv(65536):
                continue


def test_there_is_an_end_to_connections_at_once(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "AT_ONCE", 3)
    with dashboard_of(store, settings_in(tmp_path, password=PASSWORD)) as url, ExitStack() as held:
        place = urlsplit(url)
        for _ in range(3):
            held.enter_context(socket.create_connection((place.hostname or "", place.port or 0), timeout=20))
        assert requests.get(f"{url}login", timeout=20).status_code == 503


def test_a_session_lives_through_a_restart_but_not_through_a_new_password(store: Store, tmp_path: Path) -> None:
    ada = Visitor("")
    with dashboard_of(store, settings_in(tmp_path, password=PASSWORD)) as ada.url:
        ada.log_in(PASSWORD)
    with dashboard_of(store, settings_in(tmp_path, password=PASSWORD)) as ada.url:
        assert TITLE in ada.get("/").text
    with dashboard_of(store, settings_in(tmp_path, password="another")) as ada.url:
        assert TITLE not in ada.get("/").text


def forge_inside(value: str) -> str:
    """The cookie of somebody who is inside, with the signature of one who is not."""
    payload, _, signature = value.rpartition(".")
    fields = json.loads(base64_decode(payload)) | {"inside": True}
    return f"{base64_encode(json.dumps(fields)).decode()}.{signature}"


def sign_with_another_key(value: str) -> str:
    fields = json.loads(base64_decode(value.rpartition(".")[0])) | {"inside": True}
    return str(URLSafeSerializer("guess", salt="session").dumps(fields))


@pytest.mark.parametrize("forge", [forge_inside, sign_with_another_key])
def test_a_forged_session_is_none(locked_url: str, forge: Callable[[str], str]) -> None:
    eve = Visitor(locked_url)
    eve.get("/login")
    ((name, value),) = eve.session.cookies.get_dict().items()

    assert Visitor(locked_url, cookie=(name, forge(value))).get("/").url.startswith(f"{locked_url}login")


def test_a_session_is_taken_only_as_it_was_given(locked_url: str) -> None:
    ada = Visitor(locked_url)
    ada.log_in(PASSWORD)
    ((name, value),) = ada.session.cookies.get_dict().items()

    assert TITLE in Visitor(locked_url, cookie=(name, value)).get("/").text
    for broken in (value[:-1], value[1:], ".", "é"):
        assert TITLE not in Visitor(locked_url, cookie=(name, broken)).get("/").text


def test_a_session_ends_by_itself(store: Store, tmp_path: Path) -> None:
    settings = settings_in(tmp_path, password=PASSWORD)
    guard = Guard(settings.dashboard, store)
    answers = {seconds: Response() for seconds in (60, -1)}
    for seconds, answer in answers.items():
        guard.give(answer, Session("ada", inside=True, until=int(time.time()) + seconds), secure=False)
    with dashboard_of(store, settings) as url:
        seen = {
            seconds: TITLE in Visitor(url, cookie=(guard.cookie, cookie_of(answer))).get("/").text
            for seconds, answer in answers.items()
        }

    assert seen == {60: True, -1: False}


def cookie_of(answer: Response) -> str:
    return answer.headers["set-cookie"].partition("=")[2].partition(";")[0]


def test_the_cookie_is_for_this_site_and_for_no_script(open_url: str) -> None:
    cookie = Visitor(open_url).get("/").headers["set-cookie"].lower()

    assert "samesite=strict" in cookie
    assert "httponly" in cookie


# -- Forged forms ----------------------------------------------------------------------------------------------------


def test_a_form_without_our_key_changes_nothing(open_url: str, store: Store) -> None:
    ada, eve = Visitor(open_url), Visitor(open_url)
    ada.get("/")
    for key in ("", "0" * 64, "é", eve.form_key()):
        assert ada.post("/do", {"form_key": key, "do": "cancel 1"}).status_code == 403

    assert ada.get("/do").status_code == 405
    assert is_active(store)


def test_a_form_without_the_cookie_changes_nothing(open_url: str, store: Store) -> None:
    ada = Visitor(open_url)
    answer = requests.post(f"{open_url}do", data={"form_key": ada.form_key(), "do": "cancel 1"}, timeout=20)

    assert answer.status_code == 403
    assert is_active(store)


def test_a_huge_form_is_not_read(open_url: str) -> None:
    assert Visitor(open_url).post("/do", {"do": "x" * 100_000}).status_code == 413


# -- Names and neighbours --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("evil.example", 400),
        ("127.0.0.1.evil.example", 400),
        ("", 400),
        ("[", 400),
        ("LOCALHOST:1", 200),
        ("192.168.1.5:8642", 200),
        ("[::1]:8642", 200),
        ("tv.home.example", 200),
        (socket.gethostname(), 200),
    ],
)
def test_only_names_of_this_machine_are_served(store: Store, tmp_path: Path, host: str, status: int) -> None:
    with dashboard_of(store, settings_in(tmp_path, hosts=["tv.home.example"])) as url:
        assert requests.get(url, headers={"Host": host}, timeout=20).status_code == status


@pytest.mark.parametrize("path", ["/", "/static/page.js", "/nowhere"])
def test_every_answer_forbids_scripts_and_frames_of_others(open_url: str, path: str) -> None:
    headers = Visitor(open_url).get(path).headers

    assert "script-src 'self'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


def test_pages_need_nothing_from_elsewhere(open_url: str) -> None:
    ada = Visitor(open_url)
    pages = [ada.get(path).text for path in PATHS]
    files = [ada.get(path).text for path in ("/static/page.css", "/static/page.js", "/static/icon.svg")]

    assert not [found for text in (*pages, *files) for found in re.findall(r"https?://(?!www\.w3\.org)\S+", text)]


# -- Settings --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "nas", ""])
def test_others_may_not_reach_it_without_a_password(store: Store, tmp_path: Path, host: str) -> None:
    with pytest.raises(UserError, match="without a password"):
        Dashboard(settings_in(tmp_path, host=host), store, STAGES)

    Dashboard(settings_in(tmp_path, host=host, password=PASSWORD), store, STAGES)


def test_a_taken_port_is_named(store: Store, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UserError, match=f"port {port}"):
            Dashboard(settings_in(tmp_path, port=port), store, STAGES).listen()


def test_the_password_is_in_no_text(tmp_path: Path) -> None:
    assert PASSWORD not in repr(settings_in(tmp_path, password=PASSWORD))
