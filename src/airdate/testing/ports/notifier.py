"""Notifiers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

import pytest

from airdate.testing.common import Conformance
from pipeline.model.events import Event, EventKind
from pipeline.ports import Notifier

SHOW = {"id": 1, "title": "Meridian Ferry", "tvdb_id": None, "tvmaze_id": 1, "imdb_id": None}
EPISODE = {"id": 1, "code": "S01E01", "title": "Off", "season": 1, "number": 1}
FACTS: dict[str, dict[str, Any]] = {
    "job": {"job": {"id": 1, "kind": "episode"}, "show": SHOW, "episode": EPISODE},
    "system": {"system": "attic", "problem": "Unreachable"},
}
SAID = {"reason": {"code": "text", "params": {"text": "so it is"}}, "message": "so it is"}


def event_of(kind: EventKind) -> Event:
    """An event of a kind, as Airdate tells it."""
    about = kind.partition(".")[0]
    facts = {**FACTS[about], **SAID}
    return Event(id=7, at=datetime.now(UTC), kind=kind, facts=facts, show_id=1 if about == "job" else None)


class NotifierConformance(Conformance):
    """Nothing besides `part`, which takes what it is told. `event`: an episode that has arrived."""

    port: ClassVar[type[Any]] = Notifier

    @pytest.fixture
    def event(self) -> Event:
        return event_of(EventKind.DONE)

    @pytest.mark.parametrize("kind", EventKind)
    def test_knows_of_each_event_whether_it_wants_it(self, part: Any, kind: EventKind) -> None:
        assert part.wants(event_of(kind)) in (True, False)

    def test_takes_what_it_wants_and_the_same_again(self, part: Any) -> None:
        wanted = [each for each in map(event_of, EventKind) if part.wants(each)]
        assert wanted, "it is told of nothing at all"
        for each in wanted[:1] * 2:
            assert part.tell(each, "Meridian Ferry S01E01 is here: go watch.") is None
