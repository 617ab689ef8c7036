from __future__ import annotations

from pipeline.releases.rules.not_better import not_better
from tests.rigs.releases import case, offer

HAVE = offer("Lantern.Row.S01E02.720p.HDTV.x264-OTHER")


def test_a_better_resolution_is_better() -> None:
    assert not not_better(offer(), case(have=HAVE))


def test_a_mended_release_is_better() -> None:
    mended = offer("Lantern.Row.S01E02.PROPER.720p.HDTV.x264-FAIR")
    assert not not_better(mended, case(have=HAVE))


def test_more_seeders_are_not() -> None:
    same = offer("Lantern.Row.S01E02.720p.HDTV.x264-FAIR", seeders=5000)
    assert not_better(same, case(have=HAVE))


def test_says_nothing_while_there_is_nothing_to_replace() -> None:
    assert not not_better(offer("Lantern.Row.S01E02.480p-FAIR"), case())
