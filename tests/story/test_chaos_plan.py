"""The plan of `airdate chaos`: the same for the same seed, and fair to every kind of fault."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.chaos.plan import Means, draw

MEANS = Means(processes=("bot", "io worker", "heavy worker"), servers=("PostgreSQL", "Redis"))


def test_a_seed_plans_the_same_each_time() -> None:
    assert draw(40, 7, MEANS) == draw(40, 7, MEANS)
    assert draw(40, 7, MEANS) != draw(40, 8, MEANS)


@pytest.mark.parametrize(("rounds", "means"), [(220, Means(processes=("everything",))), (150, MEANS)])
def test_the_long_runs_of_the_docs_have_three_hundred_kills_and_ten_of_each_kind(rounds: int, means: Means) -> None:
    kinds = Counter(blow.kind for each in draw(rounds, 1, means) for blow in each.blows)
    assert sum(times for kind, times in kinds.items() if kind.startswith(("kill", "restart", "restore"))) >= 300
    assert min(kinds.values()) >= 10


def test_what_is_left_out_does_not_come() -> None:
    kinds = {blow.kind for each in draw(60, 1, MEANS, ("clock", "kill ffmpeg")) for blow in each.blows}
    assert not [kind for kind in kinds if kind.startswith(("clock", "kill ffmpeg"))]


def test_what_a_machine_cannot_do_is_not_planned() -> None:
    poor = Means(processes=("everything",), disks=False, clock=False)
    kinds = {blow.kind for each in draw(60, 1, poor) for blow in each.blows}
    assert not [kind for kind in kinds if kind.startswith(("disk", "clock", "kill a server"))]
