"""What the pages tell of a step's result, as people read it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

import messages
from dashboard.results import Around, told
from pipeline.model import PlayerItem, Release
from pipeline.model.jobs import RunState, StepRun
from pipeline.model.reasons import Reason
from pipeline.steps.results import (
    Checked,
    Downloaded,
    Fetched,
    Filed,
    Notified,
    Refreshed,
    Subtitled,
    SubtitleFile,
    Transcoded,
)

AROUND = Around(Path("/library"), {1: "Ada", 2: "Ben"})
RELEASE = Release(title="Lantern.Row.S01E02.1080p.WEB-DIM", indexer="fairground")
WHY = Reason("text", text="the best of 3")
GIVEN: dict[str, tuple[Any, list[str]]] = {
    "check": (Checked(aired_at=datetime(2026, 11, 1, tzinfo=UTC), followers=2), ["2 people follow it"]),
    "fetch": (
        Fetched(release=RELEASE, considered=3, why=WHY),
        ["the best of 3", "Release: Lantern.Row.S01E02.1080p.WEB-DIM", "Offered by fairground"],
    ),
    "download": (
        Downloaded(info_hash="ab" * 20, path="/data/Lantern Row/e2.mkv", release=RELEASE, subtitles=("a.srt",)),
        ["File: e2.mkv", f"Torrent: {'ab' * 20}", "1 subtitle file lay beside it"],
    ),
    "transcode": (
        Transcoded(path="/w/video.mp4", source="/d/e2.mkv", container="mp4", untouched=False, why=WHY, duration=1500.0),
        ["the best of 3", "mp4, 25 min"],
    ),
    "subtitles": (
        Subtitled(
            files=(
                SubtitleFile(path="a", suffix=".en.srt", language="en", provider="podnapisi"),
                SubtitleFile(path="b", suffix=".es.srt", language="es"),
            ),
            missing=("fr",),
        ),
        ["Subtitles from podnapisi: English", "Subtitles from the video itself: Spanish", "Not to be had yet: French"],
    ),
    "file": (
        Filed(path="/library/Lantern Row/e2.mp4", size=2_000_000, duration=60.0, gone=("/library/Lantern Row/e2.mkv",)),
        ["Filed as Lantern Row/e2.mp4", "2.0 MB, 1 min", "In place of e2.mkv"],
    ),
    "refresh": (
        Refreshed(items=(PlayerItem(player="jellyfin", id="1", title="e2"),), silent=("kodi",)),
        ["Shown by jellyfin", "Not shown yet by kodi"],
    ),
    "notify": (Notified(people=(1, 2, 3)), ["Told: Ada and Ben"]),
}


def run_of(step: str, result: Any) -> StepRun:
    """As it comes out of the store."""
    return StepRun(id=1, job_id=1, step=step, lane="io", state=RunState.DONE, result=result)


def said(run: StepRun) -> list[str]:
    return [messages.say(each).replace("\N{NO-BREAK SPACE}", " ") for each in told(run, AROUND)]


@pytest.mark.parametrize("step", GIVEN)
def test_each_step_s_result_is_told(step: str) -> None:
    result, words = GIVEN[step]

    assert said(run_of(step, TypeAdapter(type(result)).dump_python(result, mode="json"))) == words


def test_of_what_nobody_here_knows_the_reason_and_the_place_are_told() -> None:
    assert said(run_of("stamp", {"why": "it was dusty", "path": "/w/x", "n": 3})) == ["it was dusty", "/w/x"]
    assert said(run_of("download", {"path": "/w/of another version"})) == ["/w/of another version"]
    assert said(run_of("stamp", "plain")) == said(run_of("download", None)) == []


def test_what_is_not_done_has_handed_nothing_on() -> None:
    assert told(replace(run_of("stamp", {"why": "before"}), state=RunState.DUE), AROUND) == []
