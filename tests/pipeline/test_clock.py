"""The machine's time zone."""

from __future__ import annotations

import pytest

from pipeline.clock import machine_zone
from pipeline.config import Household


@pytest.mark.parametrize(
    ("variable", "zone"),
    [
        ("Europe/Madrid", "Europe/Madrid"),
        (":Europe/Madrid", "Europe/Madrid"),
        ("/usr/share/zoneinfo/Asia/Tokyo", "Asia/Tokyo"),
    ],
)
def test_tz_says_it(monkeypatch: pytest.MonkeyPatch, variable: str, zone: str) -> None:
    monkeypatch.setenv("TZ", variable)
    assert machine_zone() == zone
    assert Household().time_zone == zone


@pytest.mark.parametrize("variable", ["", "CET-1CEST,M3.5.0", "../../etc/passwd", "Mars/Olympus"])
def test_what_is_no_zone_is_passed_over(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.setenv("TZ", variable)
    assert machine_zone() not in ("", variable)
