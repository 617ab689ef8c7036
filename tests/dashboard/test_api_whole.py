"""The API has all that the pages have: each page's contents are there to be read, each button's doing to be done."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from starlette.routing import Route

import messages
from dashboard.app import make_app
from dashboard.buttons import ACTS
from dashboard.context import Context
from pipeline.clock import now
from pipeline.model import Person, Release, Role, ShowInfo
from pipeline.model.reasons import Reason
from pipeline.releases.decide import Verdict
from pipeline.releases.parsing.names import read
from pipeline.services import guest_requests, household, tokens
from pipeline.services.tokens import Scope
from pipeline.store import blocks, chores, people, presence, verdicts
from pipeline.store.shows import Start
from tests.dashboard.test_api import Program, ada, ben, described, home
from tests.rigs.core import add_person
from tests.rigs.dashboard import STAGES
from tests.rigs.managed import Managed

__all__ = ["ada", "ben", "described", "home"]  # fixtures

FERRY = "Meridian Ferry"
# Where a program reads what each page shows.
PAGES = {
    "/": ("/jobs", "/status"),
    "/job/{id}": ("/jobs/{job_id}", "/jobs/{job_id}/attempts", "/jobs/{job_id}/results"),
    "/episode/{id}": (
        "/episodes/{episode_id}",
        "/episodes/{episode_id}/files",
        "/episodes/{episode_id}/candidates",
        "/episodes/{episode_id}/pressed",
    ),
    "/shows": ("/shows",),
    "/show/{id}": ("/shows/{show_id}", "/shows/{show_id}/episodes", "/profiles"),
    "/history": ("/jobs",),
    "/runs": ("/runs",),
    "/blocklist": ("/blocklist",),
    "/wanted": ("/wanted", "/upgrades"),
    "/people": ("/people", "/requests", "/asking", "/invitations"),
    "/people/{id}": ("/people/{person_id}",),
    "/add": ("/search",),
    "/calendar": ("/calendar",),
    "/health": ("/systems", "/chores", "/disks", "/processes", "/backups", "/status"),
    "/statistics": ("/statistics",),
    "/settings": ("/settings", "/household"),
    "/pressed": ("/pressed",),
    "/me": ("/me", "/me/tokens"),
    "/log/{id}": ("/attempts/{attempt_id}/log",),
}
# How people come in, and what is for programs anyway.
NO_PAGES = {
    "/calendar.ics",
    "/healthz",
    "/metrics",
    "/do",
    "/enter/{token}",
    "/webapp",
    "/login",
    "/logout",
    "/poster/{name}",
}


@pytest.fixture
def paths(home: Managed) -> dict[str, Any]:
    told: dict[str, Any] = requests.get(f"{home.url}api/v1/openapi.json", timeout=20).json()["paths"]
    return told


def test_each_page_has_its_place_in_the_api(paths: dict[str, Any], home: Managed) -> None:
    app = make_app(Context(store=home.store, settings=home.settings, stages=STAGES))
    shown = {route.path for route in app.routes if isinstance(route, Route)}

    assert shown == {*PAGES, *NO_PAGES}
    read = {path for path, operations in paths.items() if "get" in operations}
    assert read == {"/events", *(path for of_page in PAGES.values() for path in of_page)}


def test_each_button_has_its_action(paths: dict[str, Any], ada: Program) -> None:
    """Whoever may; what it answers to nothing at all is none of what is said of a verb that is not there."""
    listed = paths["/actions/{verb}"]["post"]["description"]
    for verb, action in ACTS.items():
        assert f"- `{verb}`: about {action.about} ({action.role})" in listed
    assert ada.do("nonsense").status_code == 422


OWNERS = ("/people", "/people/1", "/asking", "/invitations", "/status", "/systems", "/chores", "/disks", "/processes",
          "/backups", "/statistics", "/settings", "/household", "/pressed")  # fmt: skip


def test_what_is_the_owner_s_is_told_to_nobody_else(home: Managed, ada: Program, ben: Program) -> None:
    with home.store.write() as db:
        people.set_preferences(db, home.ben.id, language="es")
    for path in OWNERS:
        assert ada.ask("GET", path).status_code == 200, path
        refused = ben.ask("GET", path)
        assert (refused.status_code, refused.json()["code"]) == (403, "owner-only"), path
        assert refused.json()["message"] == messages.say(Reason("owner-only"), "es"), "in their own language"


def test_an_episode_is_told_whole(home: Managed, ada: Program, ben: Program) -> None:
    show, (first, *_) = home.follow(home.ada, FERRY)
    path = home.file(show, first)
    offered = Release(title="Meridian.Ferry.S01E01.720p", indexer="attic", size=700_000_000, seeders=3)
    judged = Verdict(release=offered, name=read(offered.title), rule="size", reason=Reason("text", text="small"))
    with home.store.write() as db:
        verdicts.save(db, first.id, [judged], None)
    (job,) = [each for each in ada.get("/jobs")["items"] if each["episode_id"] == first.id]

    assert ada.get(f"/episodes/{first.id}")["state"] == "running"
    assert [each["path"] for each in ada.get(f"/episodes/{first.id}/files")] == [str(path)]
    (candidate,) = ada.get(f"/episodes/{first.id}/candidates")
    assert (candidate["title"], candidate["rule"], candidate["reason"]) == (offered.title, "size", "small")
    assert ada.do("take", candidate["id"]).json()["facts"] == {"release": offered.title}
    (pressed,) = ada.get(f"/episodes/{first.id}/pressed")
    assert (pressed["who"], pressed["verb"], pressed["place"]) == ("Ada", "take", "api")
    assert ada.get(f"/jobs/{job['id']}/attempts") == []
    assert ada.get(f"/jobs/{job['id']}/results") == {}
    assert ada.get("/runs")[0]["show"] == FERRY
    for hidden in ("", "/files", "/candidates", "/pressed"):
        assert ben.ask("GET", f"/episodes/{first.id}{hidden}").status_code == 404
    assert ada.ask("GET", "/attempts/77/log").status_code == 404


def test_a_show_is_told_with_how_one_follows_it(home: Managed, ada: Program, ben: Program) -> None:
    show, _ = home.follow(home.ben, FERRY)
    ben.do("change", show.id, profile=["small"], language=["es"], news=["off"], **{"from": ["keep"]})

    told = ben.get(f"/shows/{show.id}")
    assert (told["title"], told["keep_last"]) == (FERRY, 0)
    assert (told["subscription"]["profile"], told["subscription"]["languages"]) == ("small", ["es"])
    assert told["subscription"]["muted"] is True
    assert ada.get(f"/shows/{show.id}")["subscription"] is None
    assert "small" in ben.get("/profiles")
    (found, *_) = ben.get("/search", q=FERRY)
    assert (found["show_id"], found["word"]) == (show.id, f"tvmaze:{show.tvmaze_id}")
    assert ada.do("follow", found["word"], "next").status_code == 200


def test_what_ended_is_found_by_show_day_and_end(home: Managed, ada: Program) -> None:
    home.follow(home.ada, FERRY)
    (job, *_) = ada.get("/jobs")["items"]
    ada.do("cancel", job["id"])

    found = ada.get("/jobs", state="cancelled", q="ferry", day=now().date().isoformat())
    assert [each["id"] for each in found["items"]] == [job["id"]]
    assert found["items"][0]["outcome"]
    assert ada.get("/jobs", state="cancelled", q="orchard")["items"] == []
    assert ada.get("/jobs", state="cancelled", day="2020-01-01")["items"] == []
    assert ada.get("/jobs", state="cancelled", page=2)["items"] == []
    assert ada.ask("GET", "/jobs?state=done&day=soon").status_code == 422


def test_what_may_not_be_taken_is_told_and_allowed_again(home: Managed, ada: Program) -> None:
    _, (first, *_) = home.follow(home.ada, FERRY)
    with home.store.write() as db:
        release = Release(title="Meridian.Ferry.S01E01", indexer="attic", link="http://attic.example/1")
        blocks.put(db, first.id, release, Reason("text", text="a fake"))

    (row,) = ada.get("/blocklist")["items"]
    assert (row["title"], row["reason"], row["episode_id"]) == ("Meridian.Ferry.S01E01", "a fake", first.id)
    assert ada.do("allow", row["id"]).status_code == 200
    assert ada.get("/blocklist")["items"] == []


def test_people_requests_and_invitations(home: Managed, ada: Program, described: Any) -> None:
    add_person(home.store, "Pia", 9, Role.PENDING)
    gus = program_of(home, home.gus, described)
    with home.store.write() as db:
        guest_requests.ask(db, home.gus, ShowInfo(title=FERRY, tvmaze_id=1), Start.NEXT, {})

    assert [each["name"] for each in ada.get("/people")["items"]] == ["Ada", "Ben", "Gus"]
    (pia,) = ada.get("/asking")
    assert ada.do("access", pia["id"], "no").status_code == 200
    assert ada.get("/asking") == []
    (asked,) = gus.get("/requests")
    assert (asked["guest"], asked["show"]) == ("Gus", FERRY)
    assert ada.get("/requests") == [asked]
    assert ada.do("request", asked["id"], "no").status_code == 200
    assert gus.get("/requests") == []
    assert ada.do("person", home.gus.id, role=["member"], shows=["3"], bytes=[""]).status_code == 200
    told = ada.get(f"/people/{home.gus.id}")
    assert (told["role"], told["most_shows"], told["most_bytes_a_week"]) == ("member", 3, None)
    assert told["follows"] == []
    assert [each["role"] for each in ada.get("/invitations")] == ["member", "guest", "member"]
    assert gus.do("prefer", language=["es"], time_zone=["Europe/Madrid"]).status_code == 200
    assert (gus.get("/me")["language"], gus.get("/me")["time_zone"]) == ("es", "Europe/Madrid")
    assert [each["scope"] for each in gus.get("/me/tokens")] == ["api"]


def program_of(home: Managed, person: Person, described: Any) -> Program:
    with home.store.write() as db:
        return Program(home, tokens.make(db, person.id, Scope.API), described)


def test_the_machinery_is_told_and_moved(home: Managed, ada: Program) -> None:
    chores.claim_due(home.store, {"backup": "x"}, "here")
    chores.finish(home.store, "backup", "x", now() - now(), Reason("text", text="the disk is full"))
    with home.store.write() as db:
        presence.say(db, presence.Process(name="attic:1", version="1", lanes=("io",), lacks={}, seen_at=now()))

    (backup,) = ada.get("/chores")
    assert (backup["name"], backup["running"], backup["why"]) == ("backup", False, "the disk is full")
    assert ada.do("run", "backup").status_code == 200
    assert [(each["host"], each["lanes"]) for each in ada.get("/processes")] == [("attic", ["io"])]
    assert {each["name"] for each in ada.get("/disks")} == {"Library", "Data"}
    assert ada.get("/backups") == []
    assert "attic" in {each["system"] for each in ada.get("/systems")}
    assert "Airdate" in ada.get("/status")["versions"]
    assert ada.do("pause").status_code == 200
    assert ada.get("/status")["paused"] is True
    assert len(ada.get("/statistics")["arrived"]) == 26


def test_settings_are_told_without_secrets_and_the_household_s_changed(home: Managed, ada: Program) -> None:
    told = ada.get("/settings", only_set=True)
    assert "open, sésame" not in str(told)
    (port,) = [each for each in told if (each["section"], each["name"]) == ("dashboard", "port")]
    assert (port["value"], port["source"], port["variable"]) == ("0", "file", "AIRDATE_DASHBOARD__PORT")
    assert len(ada.get("/settings")) > len(told)
    screens = sorted(ada.get("/household")["screens"])[:1]
    assert ada.do("household", screen=screens, watched=["ask"], days=["7"]).status_code == 200
    chosen = ada.get("/household")
    assert (chosen["ticked"], chosen["watched"], chosen["days"]) == (screens, "ask", 7)


def test_what_was_done_can_be_undone(home: Managed, ada: Program) -> None:
    show, (first, *_) = home.follow(home.ada, FERRY)
    home.file(show, first)
    ada.do("cancel", next(each["id"] for each in ada.get("/jobs")["items"] if each["episode_id"] == first.id))

    done = ada.do("delete", first.id).json()
    assert done["undo"] == ["undelete", str(first.id)]
    with home.store.write() as db:
        household.note_bot(db, "airdate_bot")
    link = ada.do("invite", 1).json()["facts"]["link"]
    assert link
    assert link not in str(ada.get("/pressed")), "what is to be copied is secret"
