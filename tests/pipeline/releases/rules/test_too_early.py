from __future__ import annotations

from datetime import timedelta

from pipeline.releases.rules.too_early import too_early
from tests.rigs.releases import AIRED, case, offer, profile

PATIENT = profile(wait_hours=6)
SMALL = "Lantern.Row.S01E02.720p.HDTV.x264-FAIR"


def test_waits_for_the_best_kind_until_its_hour() -> None:
    assert "02:00" in str(too_early(offer(SMALL), case(profile=PATIENT)))


def test_takes_what_there_is_when_the_wait_is_over() -> None:
    assert not too_early(offer(SMALL), case(profile=PATIENT, moment=AIRED + timedelta(hours=7)))


def test_takes_the_best_kind_at_once() -> None:
    assert not too_early(offer(), case(profile=PATIENT))


def test_never_waits_unless_the_profile_says_so() -> None:
    assert not too_early(offer(SMALL), case())
