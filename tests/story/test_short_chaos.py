"""A short `airdate chaos` on each backend: the same plan each time. Longer ones: docs/chaos.md."""

from __future__ import annotations

import pytest
from rich.console import Console

from tests.chaos.household import EMBEDDED, SPLIT
from tests.chaos.main import play, summary

ROUNDS, SEED = 3, 5

pytestmark = [
    pytest.mark.thorough,
    pytest.mark.needs("transmission-daemon", "ffmpeg", "redis-server"),
    pytest.mark.timeout(400),
]


@pytest.mark.parametrize("backend", [EMBEDDED, SPLIT])
def test_nothing_is_lost_doubled_or_half_done(backend: str) -> None:
    run = play(ROUNDS, SEED, backend, Console(), patience=240)
    assert run.good, summary(run)
    assert run.counted.episodes == (ROUNDS + 1) // 2
