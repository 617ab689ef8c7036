from __future__ import annotations

from pipeline.releases.rules.source import source
from tests.rigs.releases import case, offer, profile


def test_refuses_what_was_filmed_from_a_screen() -> None:
    assert "filmed" in str(source(offer("Lantern.Row.S01E02.HDCAM.x264-FAIR"), case()))


def test_refuses_what_the_profile_leaves_out() -> None:
    assert source(offer("Lantern.Row.S01E02.HDTV.x264-FAIR"), case(profile=profile(sources=("bluray", "webdl"))))


def test_takes_what_is_listed_and_what_does_not_say() -> None:
    for title in ("Lantern.Row.S01E02.1080p.WEB-DL-FAIR", "Lantern.Row.S01E02.1080p-FAIR"):
        assert not source(offer(title), case())
