"""What is believed of a finding about a subtitle and the sound, and what is done with it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.errors import Unauthorized
from pipeline.model import SyncResult
from pipeline.model.reasons import Reason
from pipeline.services.subtitle_sync import implausible, synced

SRT = "1\n00:00:10,000 --> 00:00:20,000\nOne\n\n2\n00:01:40,000 --> 00:01:50,000\nTwo\n"
LENGTH = 100.0


@dataclass
class Listener:
    found: SyncResult | None
    name: str = "listener"

    def check(self) -> Reason:
        return Reason("text", text="fine")

    def fit(self, video: Path, srt: str) -> SyncResult:
        if self.found is None:
            raise Unauthorized(self.name, "it is not installed")
        return self.found


@pytest.mark.parametrize(
    ("offset", "factor", "agreeing", "says"),
    [
        (0.0, 1.0, 90, ""),
        (-59.0, 1.0, 90, ""),
        (61.0, 1.0, 90, "off by +61 s"),
        (0.0, 25 / 24, 90, ""),
        (0.0, 24 / 25, 90, ""),
        (0.0, 24 / 23.976, 90, ""),
        (0.0, 25 / 23.976, 90, ""),
        (0.0, 1.02, 90, "no frame rate"),
        (1.0, 1.0, 30, "only 30%"),
        (1.0, 1.0, -30, "only 0%"),
    ],
)
def test_what_is_believed(offset: float, factor: float, agreeing: float, says: str) -> None:
    doubt = implausible(SyncResult(offset=offset, factor=factor, agreeing=agreeing), LENGTH)
    assert says in doubt
    assert bool(says) == bool(doubt)


def test_the_times_are_stretched_and_then_moved() -> None:
    said: list[str] = []
    text = synced(SRT, Path("x"), [Listener(SyncResult(offset=2, factor=25 / 24, agreeing=90))], said.append)
    assert "00:00:12,417 --> 00:00:22,833" in text
    assert said == ["moved by +2.00 s, its pace by 1.0417 to fit the sound"]


def test_without_anybody_who_listens_or_for_a_forced_one_nothing_is_done() -> None:
    said: list[str] = []
    assert synced(SRT, Path("x"), [], said.append) == SRT
    assert synced(SRT, Path("x"), [Listener(None)], said.append, forced=True) == SRT
    assert said == []


def test_one_that_cannot_listen_leaves_it_untouched_and_says_why() -> None:
    said: list[str] = []
    assert synced(SRT, Path("x"), [Listener(None)], said.append) == SRT
    assert said == ["not synchronised: listener: it is not installed"]


def test_a_subtitle_without_lines_is_left() -> None:
    assert synced("", Path("x"), [Listener(SyncResult(offset=1, factor=1, agreeing=1))], lambda _: None) == ""
