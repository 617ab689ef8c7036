from __future__ import annotations

from pipeline.releases.rules.size import size
from tests.rigs.releases import case, episode, offer, profile, show

PACK = "Lantern.Row.S01.1080p.WEB-DL.H.264-FAIR"


def test_refuses_what_is_too_small_for_its_length() -> None:
    assert "too small" in str(size(offer(size=20_000_000), case()))


def test_refuses_what_is_bigger_than_the_profile_allows() -> None:
    assert size(offer(size=2_000_000_000), case(profile=profile(most_mb_per_minute=25)))


def test_a_pack_is_judged_by_its_episodes() -> None:
    assert not size(offer(PACK, size=6 * 1_500_000_000), case(profile=profile(most_mb_per_minute=35)))
    assert size(offer(PACK, size=6 * 3_000_000_000), case(profile=profile(most_mb_per_minute=35)))


def test_an_unknown_length_is_taken_for_any_that_is_usual() -> None:
    nobody_says = case(show=show(runtime=None), episode=episode(runtime=None))
    assert not size(offer(size=100_000_000), nobody_says)
    assert size(offer(size=5_000_000), nobody_says)


def test_says_nothing_where_the_size_is_unknown() -> None:
    assert not size(offer(size=None), case())
