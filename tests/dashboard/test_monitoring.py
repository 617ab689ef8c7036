"""What machines that watch are told, over the wire, and the health checks that ask."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import yaml  # type: ignore[import-untyped]
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from pipeline.clock import now
from pipeline.config import Settings
from pipeline.errors import Unreachable
from pipeline.model.jobs import JobKind
from pipeline.store import Store, health, pausing, presence, runs, singletons
from pipeline.store.presence import LANES, Process
from tests.rigs.core import add_show, new_store
from tests.rigs.dashboard import STAGES, Visitor, dashboard_of
from tests.rigs.launcher import ROOT


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = new_store(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def url(store: Store, tmp_path: Path) -> Iterator[str]:
    settings = Settings(data=tmp_path, library=tmp_path)
    settings.dashboard.password = SecretStr("a long password")
    with dashboard_of(store, settings) as url:
        yield url


def at_work(store: Store, *lanes: str) -> None:
    with store.write() as db:
        presence.say(db, Process(name="nas:1:2", version="1", lanes=lanes, lacks={}, seen_at=now()))


def polls(store: Store) -> None:
    assert singletons.hold(store, singletons.BOT, "nas:1:2:3", timedelta(seconds=30), lambda _: False)


def waits(store: Store, since: timedelta) -> None:
    """A step that has been due for so long."""
    _, (episode,) = add_show(store)
    with store.write() as db:
        job_id = runs.open_job_of(db, JobKind.EPISODE, episode.id, str(episode.id), STAGES, due_at=now() - since)
        assert job_id is not None


def test_a_household_that_works_is_well_for_whoever_asks(store: Store, url: str) -> None:
    at_work(store, *LANES)
    polls(store)
    waits(store, timedelta(seconds=20))

    answer = Visitor(url).get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"ok": True, "problems": []})


def test_each_part_that_does_nothing_is_named(store: Store, url: str) -> None:
    answer = Visitor(url).get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["problems"] == ["bot-does-not-poll", "lane-not-served io", "lane-not-served heavy"]

    polls(store)
    at_work(store, *LANES)
    waits(store, timedelta(minutes=20))
    assert Visitor(url).get("/healthz").json() == {"ok": False, "problems": ["queue-stands io"]}

    with store.write() as db:
        pausing.pause(db)
    assert Visitor(url).get("/healthz").status_code == 200, "the owner wants it so"


def test_a_database_that_is_gone_is_a_problem_and_no_crash(store: Store, url: str, tmp_path: Path) -> None:
    store.close()
    for file in tmp_path.glob("airdate.db*"):
        file.unlink()
    (tmp_path / "airdate.db").mkdir()

    answer = Visitor(url).get("/healthz")
    assert (answer.status_code, answer.json()["problems"]) == (503, ["database-away"])


def test_the_health_page_says_it_in_words(store: Store, url: str) -> None:
    visitor = Visitor(url)
    visitor.log_in("a long password")
    assert "No bot of this household is at work" in visitor.get("/health").text


def numbers(text: str) -> dict[tuple[str, ...], float]:
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_the_numbers_are_prometheus_s(store: Store, url: str) -> None:
    at_work(store, "io")
    polls(store)
    waits(store, timedelta(minutes=20))
    health.record_success(store, "tvmaze")
    health.record_failure(store, Unreachable("prowlarr", "it is off"))
    visitor = Visitor(url)
    visitor.log_in("a long password")

    found = numbers(visitor.get("/metrics").text)
    assert found["airdate_bot_polls",] == 1
    assert found["airdate_lane_served", "io"] == 1
    assert found["airdate_lane_served", "heavy"] == 0
    assert found["airdate_lane_waiting_seconds", "io"] == pytest.approx(1200, abs=300)
    assert found["airdate_steps", "due", "check"] == 1
    assert found["airdate_system_answers", "tvmaze"] == 1
    assert found["airdate_system_answers", "prowlarr"] == 0
    assert found["airdate_disk_free_bytes", "library"] > 0


def test_the_numbers_want_the_password(store: Store, url: str) -> None:
    assert store
    visitor = Visitor(url)
    for given in (None, ("prometheus", "a wrong one"), ("prometheus", "")):
        answer = visitor.get("/metrics", auth=given)
        assert (answer.status_code, answer.text) == (401, "")
    assert visitor.get("/metrics", headers={"Authorization": "Basic ///"}).status_code == 401
    assert "airdate_bot_polls" in visitor.get("/metrics", auth=("prometheus", "a long password")).text


def healthcheck() -> list[str]:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", "")
    found = re.search(r"^HEALTHCHECK .*?CMD (\[.*\])$", text, re.MULTILINE)
    assert found is not None
    command: list[str] = json.loads(found[1])
    return command


def test_the_image_s_health_check_asks_it(store: Store, url: str) -> None:
    def ask() -> int:
        port = url.rstrip("/").rpartition(":")[2]
        environment = {"AIRDATE_DASHBOARD__PORT": port, "PATH": "/usr/bin:/bin"}
        return subprocess.run(healthcheck(), env=environment, timeout=30, check=False).returncode

    assert ask() == 1
    at_work(store, *LANES)
    polls(store)
    assert ask() == 0


def test_a_worker_s_health_check_looks_at_the_file_that_it_touches(tmp_path: Path) -> None:
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    worker = compose["services"]["worker"]
    alive_in = worker["environment"]["AIRDATE_ALIVE_FILE"]
    kind, check = worker["healthcheck"]["test"]
    assert kind == "CMD-SHELL"
    assert alive_in in check
    alive = tmp_path / "alive"
    command = check.replace("$$", "$").replace(alive_in, str(alive))

    assert subprocess.run(["sh", "-c", command], stderr=subprocess.DEVNULL, check=False).returncode == 1
    alive.touch()
    assert subprocess.run(["sh", "-c", command], check=False).returncode == 0
