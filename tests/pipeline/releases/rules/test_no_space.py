from __future__ import annotations

from pipeline.releases.rules.no_space import no_space
from tests.rigs.releases import case, offer

GB = 10**9


def test_refuses_what_does_not_fit() -> None:
    assert "1.0 GB are free" in str(no_space(offer(size=2 * GB), case(free=GB)))


def test_of_a_pack_only_what_is_wanted_must_fit() -> None:
    assert not no_space(offer("Lantern.Row.S01.1080p-FAIR", size=6 * GB), case(free=2 * GB))


def test_what_is_on_its_way_already_is_not_counted_twice() -> None:
    one = offer(size=6 * GB)
    assert not no_space(one, case(free=0, on_the_way={one.release.key: one.release}))


def test_says_nothing_while_nobody_knows() -> None:
    assert not no_space(offer(), case(free=None))
