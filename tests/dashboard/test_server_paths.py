"""The server's folders, which the owner reads and members do not: on pages, in logs, by the API."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from pipeline.clock import now
from pipeline.engine import remedies
from pipeline.engine.context import StepContext
from pipeline.engine.step import Step
from pipeline.errors import Stuck
from pipeline.model import Person, Role
from pipeline.model.reasons import Reason
from pipeline.services import sign_in, tokens
from pipeline.store import history, shows
from pipeline.store.tables import media_file
from tests.rigs.core import Line, add_person, line_of
from tests.rigs.dashboard import Visitor, dashboard_of

DISK = "/srv/great disk"


@dataclass(frozen=True)
class Lain:
    path: str


def lay() -> Lain:
    return Lain(f"{DISK}/tv/Lantern Row/x.mkv")


def lift(context: StepContext) -> Lain:
    context.log(f"lifting {DISK}/tv/Lantern Row/x.mkv")
    raise Stuck(Reason("library-away", path=f"{DISK}/tv"), (remedies.AGAIN, remedies.CANCEL))


@dataclass(frozen=True)
class House:
    line: Line
    url: str
    job_id: int

    def seen_by(self, person: Person) -> list[str]:
        """Everything that somebody reads of the job, of its file and of what happened."""
        store, about = self.line.store, self.line.episode.id
        with store.write() as db:
            path = "/enter/" + sign_in.link(db, self.line.runner.settings, person.id).rpartition("/")[2]
            token = tokens.make(db, person.id, tokens.Scope.API)
            (attempt,) = history.tries(db, self.job_id)[self.line.run_id(self.job_id, "lift")]
        visitor = Visitor(self.url)
        visitor.post(path, {"form_key": visitor.form_key(path)})
        pages = ["/", f"/job/{self.job_id}", f"/episode/{about}", f"/log/{attempt.attempt.id}"]
        told = [f"/jobs/{self.job_id}", f"/jobs/{self.job_id}/results", f"/jobs/{self.job_id}/attempts"]
        told += [f"/attempts/{attempt.attempt.id}/log", f"/episodes/{about}/files"]
        found = [visitor.get(each) for each in pages]
        found += [self._ask(each, token) for each in told]
        assert [each.status_code for each in found] == [200] * len(found)
        return [*(each.text for each in found), self._event(token)]

    def _ask(self, path: str, token: str, *, stream: bool = False) -> requests.Response:
        headers = {"Authorization": f"Bearer {token}"}
        return requests.get(f"{self.url}api/v1{path}", headers=headers, timeout=20, stream=stream)

    def _event(self, token: str) -> str:
        with self._ask("/events?after=0", token, stream=True) as answer:
            for line in answer.iter_lines(chunk_size=1, decode_unicode=True):
                if line.startswith("data: ") and json.loads(line[6:])["event"] == "job.stuck":
                    return str(line)
        raise AssertionError("it was not told")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with line_of(tmp_path, Step(run=lay), Step(run=lift, after=("lay",))) as line:
        job_id = line.open()
        line.run(job_id, "lay")
        line.run(job_id, "lift")
        values = {"path": f"{DISK}/tv/Lantern Row/x.mkv", "size": 1, "duration": 1.0, "release": "r", "info_hash": ""}
        with line.store.write() as db:
            row = media_file.insert().values(episode_id=line.episode.id, subtitles=(), filed_at=now(), **values)
            db.execute(row)
        with dashboard_of(line.store, line.runner.settings, line.runner.stages) as url:
            yield House(line, url, job_id)


def test_members_read_names_and_the_owner_reads_folders(house: House) -> None:
    ada, ben = add_person(house.line.store), add_person(house.line.store, "Ben", 2, Role.MEMBER)
    with house.line.store.write() as db:
        shows.subscribe(db, ben.id, house.line.episode.show_id, shows.Start.EVERYTHING)

    seen, owned = house.seen_by(ben), house.seen_by(ada)
    for text in seen:
        assert "great disk" not in text
        assert "/srv" not in text
        assert "x.mkv" in text or "The library tv is empty" in text
    assert all(f"{DISK}/tv" in text for text in owned)
    assert "waits for the owner: The library tv is empty" in seen[1], "who has no remedy is not called"
    assert "needs you: The library" in owned[1]
