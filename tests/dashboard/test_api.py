"""The API: who gets in, what is told and done, and that it is as its description says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
from icalendar import Calendar
from openapi_core import OpenAPI
from openapi_core.contrib.requests import RequestsOpenAPIRequest, RequestsOpenAPIResponse

import messages
from dashboard.buttons import ACTS
from pipeline.clock import now
from pipeline.errors import Unreachable
from pipeline.model import Person, Role
from pipeline.model.jobs import JobKind
from pipeline.model.reasons import Reason
from pipeline.services import follow, tokens
from pipeline.services.tokens import Scope
from pipeline.store import health, people, shows
from tests.rigs.core import carrying_out, wait_until
from tests.rigs.dashboard import Named
from tests.rigs.managed import Managed, managed

FERRY, ORCHARD = "Meridian Ferry", "The Tin Orchard"


@dataclass(frozen=True)
class Program:
    """Something that acts as a person, and finds fault with each answer that is not as described."""

    home: Managed
    token: str
    described: OpenAPI

    def ask(self, method: str, path: str, **options: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        asked = requests.Request(method, f"{self.home.url}api/v1{path}", headers=headers, **options)
        with requests.Session() as session:
            answer = session.send(session.prepare_request(asked), timeout=20)
        told = RequestsOpenAPIRequest(asked), RequestsOpenAPIResponse(answer)
        self.described.validate_response(*told)
        return answer

    def get(self, path: str, **query: Any) -> Any:
        answer = self.ask("GET", path, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def do(self, verb: str, *about: object, **fields: list[str]) -> requests.Response:
        return self.ask("POST", f"/actions/{verb}", json={"about": list(map(str, about)), "fields": fields})


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Managed]:
    with managed(tmp_path, Named("attic")) as home:
        yield home


@pytest.fixture
def described(home: Managed) -> OpenAPI:
    told = requests.get(f"{home.url}api/v1/openapi.json", timeout=20).json()
    return OpenAPI.from_dict({**told, "servers": [{"url": f"{home.url}api/v1"}]})


def program(home: Managed, described: OpenAPI, person: Person) -> Program:
    with home.store.write() as db:
        return Program(home, tokens.make(db, person.id, Scope.API), described)


@pytest.fixture
def ada(home: Managed, described: OpenAPI) -> Program:
    return program(home, described, home.ada)


@pytest.fixture
def ben(home: Managed, described: OpenAPI) -> Program:
    return program(home, described, home.ben)


# -- Who gets in -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["/me", "/shows", "/shows/1/episodes", "/jobs", "/jobs/1", "/calendar", "/wanted", "/systems", "/events"]
)
def test_without_a_token_nothing_is_told(home: Managed, described: OpenAPI, path: str) -> None:
    with home.store.write() as db:
        other = tokens.make(db, home.ada.id, Scope.CALENDAR)
    for token in ("", "x", other):
        answer = Program(home, token, described).ask("GET", path)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/me", 401, "token-needed"),
        ("GET", "/nothing/here", 404, "page-nowhere"),
        ("DELETE", "/me", 405, "only-other-methods"),
    ],
)
def test_what_leads_nowhere_is_said_like_all_else(
    home: Managed, method: str, path: str, status: int, code: str
) -> None:
    asked = {"timeout": 20, "headers": {"Accept-Language": "es"}}
    answer = requests.request(method, f"{home.url}api/v1{path}", **asked)  # type: ignore[arg-type]

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["message"] == messages.say(Reason(code), "es")


def test_the_address_alone_leads_to_the_description(home: Managed) -> None:
    answer = requests.get(f"{home.url}api/v1", timeout=20)

    assert answer.url == f"{home.url}api/v1/openapi.json"
    assert answer.json()["openapi"].startswith("3.")


def test_a_session_of_the_pages_is_no_token(home: Managed) -> None:
    """So no other site's page can have a browser do something here."""
    ada = home.visit(home.ada)
    answer = ada.session.post(f"{home.url}api/v1/actions/pause", json={}, timeout=20)

    assert answer.status_code == 401


def test_a_token_ends_with_its_person_s_right_and_when_it_is_revoked(home: Managed, ada: Program, ben: Program) -> None:
    assert {"id": home.ben.id, "name": "Ben", "role": "member"}.items() <= ben.get("/me").items()
    with home.store.write() as db:
        (mine,) = tokens.of_person(db, home.ben.id)
    assert ada.do("revoke", mine.id).status_code == 404, "another's"
    assert ben.do("revoke", mine.id).json()["code"] == "token-revoked"
    assert ben.ask("GET", "/me").status_code == 401
    again = Program(home, "", ben.described)
    with home.store.write() as db:
        again = Program(home, tokens.make(db, home.ben.id, Scope.API), ben.described)
        people.set_role(db, home.ben.id, Role.BANNED)
    assert again.ask("GET", "/me").status_code == 401
    follow.remove_person(home.store, home.ben.id)
    assert again.ask("GET", "/me").status_code == 401


def test_tokens_are_made_and_revoked_on_one_s_page(home: Managed) -> None:
    ben = home.visit(home.ben)
    said = ben.press("token api", "/me").text
    assert "shown this once" in said
    assert "data-stays" in said
    with home.store.read() as db:
        (mine,) = tokens.of_person(db, home.ben.id)
    assert f'value="revoke {mine.id}"' in ben.get("/me").text
    assert "does not work any more" in ben.press(f"revoke {mine.id}").text
    assert "no such token" in ben.press("revoke " + "0" * 12).text
    assert "no such token" in ben.press("revoke x").text
    for _ in range(tokens.EACH_MOST):
        ben.press("token calendar")
    assert "20 tokens already" in ben.press("token api").text


# -- What is told and done ---------------------------------------------------------------------------------------------


def test_what_the_pages_show_is_told(home: Managed, ada: Program, ben: Program) -> None:
    ferry, episodes = home.follow(home.ben, FERRY)
    home.follow(home.ada, ORCHARD)

    assert [each["title"] for each in ada.get("/shows")["items"]] == [FERRY, ORCHARD]
    assert [each["title"] for each in ada.get("/shows", q="ORCH")["items"]] == [ORCHARD]
    assert [each["title"] for each in ada.get("/shows", only="going")["items"]] == [FERRY, ORCHARD]
    assert ada.get("/shows", only="stuck")["items"] == []
    (mine,) = ben.get("/shows")["items"]
    assert (mine["title"], mine["followers"], mine["missing"]) == (FERRY, ["Ben"], 0)
    told = ben.get(f"/shows/{ferry.id}/episodes", season=1)
    assert {each["state"] for each in told} == {"running", "coming"}
    assert len(ben.get(f"/shows/{ferry.id}/episodes")) == len(episodes)
    jobs = ben.get("/jobs")["items"]
    assert {job["show"] for job in jobs} == {FERRY}
    assert len(ada.get("/jobs")["items"]) > len(jobs)
    assert ben.get(f"/jobs/{jobs[0]['id']}")["steps"][0]["step"] == "check"
    assert {each["show"] for each in ben.get("/calendar", past=300)} == {FERRY}
    assert ben.get("/wanted") == {"items": [], "page": 1, "pages": 1}
    assert ada.get("/systems")[0]["system"] == "tvmaze"
    assert ben.ask("GET", "/systems").status_code == 403


def test_others_shows_are_as_if_not_there(home: Managed, ben: Program) -> None:
    show, _ = home.follow(home.ada, ORCHARD)
    for path in (f"/shows/{show.id}/episodes", "/jobs/1", "/jobs/77", "/shows/77/episodes"):
        assert ben.ask("GET", path).status_code == 404


def test_a_program_does_what_the_buttons_do(home: Managed, ada: Program, ben: Program) -> None:
    assert ben.do("follow", f"tvmaze:{home.catalogues[0].search(FERRY)[0].tvmaze_id}", "everything").status_code == 200
    with home.store.read() as db:
        (mine,) = shows.followed_by(db, home.ben.id)
        episode = next(e for e in shows.episodes(db, mine.show.id) if e.season == 1)
    skipped = ben.do("skip", episode.id).json()
    assert (skipped["code"], skipped["facts"]) == ("episode-skipped", {"code": episode.code})
    assert ada.get(f"/shows/{mine.show.id}/episodes", season=1)[0]["state"] == "skipped"
    assert ben.do("change", mine.show.id, profile=["small"], **{"from": ["keep"]}).json()["code"] == "saved"
    path = home.file(mine.show, episode)
    assert ben.do("delete", episode.id).status_code == 403
    with carrying_out(home.store, home.settings, (), JobKind.DELETE, JobKind.RESTORE):
        assert ada.do("delete", episode.id).status_code == 200
        wait_until(lambda: not path.exists())
        wait_until(lambda: ada.get(f"/shows/{mine.show.id}/episodes", season=1)[0]["state"] == "gone")
    assert ada.do("try", "attic").json()["code"] == "system-answers"
    assert ada.do("try", "cellar").status_code == 404
    assert ben.do("leave", mine.show.id).json()["code"] == "left"
    assert ben.do("leave", mine.show.id).status_code == 409


ODD: tuple[Any, ...] = (
    None, [], "x", {"about": "1"}, {"about": [1]}, {"about": ["x" * 61]}, {"fields": {"a": "b"}},
    {"about": ["1"] * 501},
    {"about": [""]}, {"about": ["1 2 3 ticked"]}, {"about": ["\0", "²", "-1", "99999999999999999999"]},
    {"fields": {"ticked": ["1"], "": []}},
)  # fmt: skip


@pytest.mark.parametrize("verb", [*ACTS, "nonsense"])
def test_odd_requests_have_answers_as_described(ada: Program, verb: str) -> None:
    for body in ODD:
        answer = ada.ask("POST", f"/actions/{verb}", json=body)
        assert answer.status_code in {200, 404, 409, 422}, (body, answer.text)


@pytest.mark.parametrize(
    "path",
    ["/shows?page=0", "/shows?page=x", "/shows?page=99999999999", f"/shows?q={'x' * 101}", "/shows/0/episodes",
     "/shows/99999999999999/episodes", "/shows/x/episodes", "/jobs?state=odd", "/calendar?days=9999",
     "/jobs?page=9999"],
)  # fmt: skip
def test_odd_questions_have_answers_as_described(ada: Program, path: str) -> None:
    assert ada.ask("GET", path).status_code in {200, 404, 422}


def test_an_odd_place_is_told_of_as_programs_read_it(home: Managed) -> None:
    for path in ("jobs/x%0Ay", "nowhere", "%0A"):
        answer = requests.get(f"{home.url}api/v1/{path}", timeout=20)
        assert (answer.status_code, answer.headers["content-type"]) == (404, "application/json"), path


def test_a_body_without_end_is_not_read(home: Managed, ada: Program) -> None:
    answer = requests.post(
        f"{home.url}api/v1/actions/get", data=b'{"about": ["' + b"1" * 2_000_000, timeout=20,
        headers={"Authorization": f"Bearer {ada.token}", "Content-Type": "application/json"},
    )  # fmt: skip

    assert answer.status_code in {400, 413}


def test_the_description_names_every_action(home: Managed) -> None:
    told = requests.get(f"{home.url}api/v1/openapi.json", timeout=20).json()

    assert told["openapi"].startswith("3.1")
    assert all(f"`{verb}`" in told["paths"]["/actions/{verb}"]["post"]["description"] for verb in ACTS)
    for page in ("docs", "redoc"):
        assert requests.get(f"{home.url}api/v1/{page}", timeout=20).status_code == 404


# -- The calendar ------------------------------------------------------------------------------------------------------


def test_a_calendar_is_subscribed_to_with_a_token(home: Managed, ben: Program) -> None:
    home.follow(home.ben, FERRY)
    home.follow(home.ada, ORCHARD)
    with home.store.write() as db:
        token = tokens.make(db, home.ben.id, Scope.CALENDAR)
    answer = requests.get(f"{home.url}calendar.ics?token={token}", timeout=20)
    calendar = Calendar.from_ical(answer.content)
    events = list(calendar.walk("VEVENT"))

    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert events
    assert all(str(event["summary"]).startswith(f"{FERRY} S") for event in events)
    assert any(event.decoded("dtstart") > now() for event in events)
    assert len({str(event["uid"]) for event in events}) == len(events)
    for wrong in ("", "x", ben.token):
        assert requests.get(f"{home.url}calendar.ics?token={wrong}", timeout=20).status_code == 401


# -- What happens ------------------------------------------------------------------------------------------------------


@contextmanager
def listening(home: Managed, person: Person, **query: object) -> Iterator[Iterator[dict[str, Any]]]:
    """What somebody's program hears, one event after the other."""
    with home.store.write() as db:
        token = tokens.make(db, person.id, Scope.API)
    asked = {"headers": {"Authorization": f"Bearer {token}"}, "params": query, "stream": True, "timeout": 20}
    with requests.get(f"{home.url}api/v1/events", **asked) as answer:  # type: ignore[arg-type]
        assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, "text/event-stream")
        lines = answer.iter_lines(chunk_size=1, decode_unicode=True)
        yield (json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: "))


def test_what_happens_is_heard_by_whom_it_concerns(home: Managed, ada: Program) -> None:
    show, (first, *_) = home.follow(home.ben, FERRY)
    with listening(home, home.ada, after=0) as owner, listening(home, home.ben, after=0) as follower:
        heard = next(owner)
        assert (heard["event"], heard["show"]["title"], heard["episode"]["code"]) == ("job.begun", FERRY, first.code)
        home.follow(home.ada, ORCHARD)
        (job, *_) = ada.get("/jobs")["items"]
        assert ada.do("cancel", job["id"]).status_code == 200

        ended = next(each for each in owner if each["event"] == "job.cancelled")
        assert (ended["job"]["id"], ended["reason"]["code"]) == (job["id"], "job-state-cancelled")
        known = set()
        for each in follower:
            known.add(each["show"]["id"])
            if each["event"] == "job.cancelled":
                break
        assert known == {show.id}


def test_who_comes_back_hears_what_was_missed_and_no_more(home: Managed) -> None:
    home.follow(home.ben, FERRY)
    with listening(home, home.ada, after=0) as heard:
        first, second = next(heard), next(heard)
    with listening(home, home.ada, after=first["id"]) as heard:
        assert next(heard) == second


def test_who_knows_a_number_from_before_the_database_was_restored_hears_what_is_new(home: Managed) -> None:
    home.follow(home.ben, FERRY)
    with listening(home, home.ada, after=2**31 - 1) as heard:
        show, _ = home.follow(home.ada, ORCHARD)
        assert next(heard)["show"]["id"] == show.id


def test_a_system_that_fails_and_answers_again_is_told_to_the_owner_alone(home: Managed) -> None:
    with listening(home, home.ada, after=0) as heard:
        health.record_failure(home.store, Unreachable("attic", "it is away"))
        failing = next(heard)
        health.record_success(home.store, "attic")
        well = next(heard)
    assert (failing["event"], failing["system"], failing["problem"]) == ("system.failing", "attic", "Unreachable")
    assert (well["event"], well["problem"]) == ("system.well", "")
    assert failing["message"] == "attic: it is away"


def test_a_stream_ends_with_its_token(home: Managed) -> None:
    with listening(home, home.ben, after=0) as heard:
        with home.store.write() as db:
            (mine,) = tokens.of_person(db, home.ben.id)
            tokens.revoke(db, home.ben.id, mine.id)
        home.follow(home.ada, FERRY)  # something happens
        assert list(heard) == []
