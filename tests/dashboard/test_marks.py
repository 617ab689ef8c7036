"""How a step's state is shown."""

from __future__ import annotations

from dataclasses import replace

from dashboard.marks import mark
from pipeline.model.jobs import RunState, StepRun
from pipeline.model.reasons import Reason

RUN = StepRun(id=1, job_id=1, step="refresh", lane="io", state=RunState.DONE, result={"items": [], "silent": []})


def test_a_step_that_went_on_without_a_player_is_not_green() -> None:
    off = mark(replace(RUN, result={"items": [], "silent": ["kodi"]}))

    assert (off.kind, off.words) == ("waits", Reason("waits-for-players", players=("kodi",)))
    assert mark(RUN).kind == "done"
    assert mark(replace(RUN, result=None)).kind == "done"
