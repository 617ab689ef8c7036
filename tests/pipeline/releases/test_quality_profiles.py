from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.config import load
from pipeline.errors import UserError
from pipeline.releases import quality_profiles


def write(folder: Path, text: str) -> Path:
    path = folder / "airdate.toml"
    path.write_text(text)
    return path


def test_an_owner_s_own_profile_is_used_by_its_name(tmp_path: Path) -> None:
    own = load(write(tmp_path, '[profiles.tablet]\ntitle = "Tablet"\nbest_resolution = 480\nmost_resolution = 720\n'))
    assert quality_profiles.profile("tablet", own.profiles).best_resolution == 480
    assert quality_profiles.titles(own.profiles)["tablet"] == "Tablet"


def test_a_built_in_profile_may_be_replaced(tmp_path: Path) -> None:
    own = load(write(tmp_path, "[profiles.standard]\nmost_resolution = 2160\n"))
    assert quality_profiles.profile("standard", own.profiles).most_resolution == 2160


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("most_resolution = 480\nleast_resolution = 720", "least_resolution is more than most_resolution"),
        ('sources = ["betamax"]', "line 2"),
        ("colour = 1", "not a setting"),
    ],
)
def test_what_makes_no_sense_is_told_with_its_line(tmp_path: Path, lines: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        load(write(tmp_path, f"[profiles.mine]\n{lines}\n"))


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(UserError, match="best, small, and standard"):
        quality_profiles.profile("nonsense")


def test_of_several_followers_the_one_who_wants_the_most_lines_decides() -> None:
    assert quality_profiles.together(["small", "best", "standard"]) is quality_profiles.BUILT_IN["best"]
    assert quality_profiles.together([]) is quality_profiles.BUILT_IN["standard"]


def test_every_built_in_profile_has_a_name_that_people_understand() -> None:
    assert all(" " in title for title in quality_profiles.titles().values())
