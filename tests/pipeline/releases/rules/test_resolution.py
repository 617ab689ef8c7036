from __future__ import annotations

from pipeline.releases.rules.resolution import resolution
from tests.rigs.releases import case, offer, profile


def test_refuses_more_lines_than_the_profile_allows() -> None:
    assert "2160p" in str(resolution(offer("Lantern.Row.S01E02.2160p.WEB-DL-FAIR"), case()))


def test_refuses_fewer_lines_than_the_profile_asks_for() -> None:
    assert resolution(offer("Lantern.Row.S01E02.480p.WEB-DL-FAIR"), case(profile=profile(least_resolution=720)))


def test_takes_what_lies_between_and_what_does_not_say() -> None:
    for title in ("Lantern.Row.S01E02.1080p.WEB-DL-FAIR", "Lantern.Row.S01E02.HDTV-FAIR"):
        assert not resolution(offer(title), case(profile=profile(least_resolution=720)))
