from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.library.naming import episode_path
from pipeline.model import Episode, Show

LIBRARY = Path("/media/shows")


def path_of(title: str = "Lantern Row", year: int | None = 2026, name: str = "Low Tide", season: int = 1) -> Path:
    show = Show(id=1, title=title, year=year)
    return episode_path(LIBRARY, show, Episode(id=1, show_id=1, season=season, number=2, title=name), ".mp4")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (path_of(), "Lantern Row (2026)/Season 01/Lantern Row (2026) - S01E02 - Low Tide.mp4"),
        (path_of(year=None), "Lantern Row/Season 01/Lantern Row - S01E02 - Low Tide.mp4"),
        (path_of(title="Lights (2026)"), "Lights (2026)/Season 01/Lights (2026) - S01E02 - Low Tide.mp4"),
        (path_of(season=0), "Lantern Row (2026)/Season 00/Lantern Row (2026) - S00E02 - Low Tide.mp4"),
        (path_of(name=""), "Lantern Row (2026)/Season 01/Lantern Row (2026) - S01E02.mp4"),
        (
            path_of(title="9-1-1: Lone/Star", year=None),
            "9-1-1 - Lone-Star/Season 01/9-1-1 - Lone-Star - S01E02 - Low Tide.mp4",
        ),
        (path_of(title="../../etc", year=None), "-..-etc/Season 01/-..-etc - S01E02 - Low Tide.mp4"),
        (path_of(title="CON", year=None), "CON_/Season 01/CON_ - S01E02 - Low Tide.mp4"),
    ],
)
def test_follows_jellyfin_s_convention_with_names_safe_everywhere(path: Path, expected: str) -> None:
    assert path.relative_to(LIBRARY).as_posix() == expected


@given(st.text(), st.text(), st.integers(0, 40))
def test_no_title_leads_out_of_the_library_or_makes_a_name_too_long(title: str, name: str, season: int) -> None:
    path = path_of(title=title, name=name, season=season)
    assert path.resolve().is_relative_to(LIBRARY)
    assert len(path.relative_to(LIBRARY).parts) == 3
    assert all(len(part.encode()) <= 255 - 4 for part in path.parts)
    assert not any(c in part for part in path.relative_to(LIBRARY).parts for c in '<>:"/\\|?*\0')
