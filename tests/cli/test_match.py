from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from airdate.__main__ import app

HOUSEHOLD = {
    "shows": [
        {"title": "Pine Bay", "year": 2016, "language": "en", "seasons": [10, 10]},
        {
            "title": "Sora Kaze",
            "kind": "anime",
            "seasons": [12, 12],
            "episodes": [{"season": 0, "number": 1, "title": "The Long Shore", "air_date": "2020-01-01"}],
        },
    ]
}
runner = CliRunner(env={"COLUMNS": "200", "NO_COLOR": "1"})


@pytest.fixture
def household(tmp_path: Path) -> Path:
    file = tmp_path / "household.json"
    file.write_text(json.dumps(HOUSEHOLD), encoding="utf-8")
    return file


def match(*arguments: object, given: str = "") -> Any:
    done = runner.invoke(app, ["match", *map(str, arguments), "--json"], input=given)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_says_which_episodes_a_release_would_serve(household: Path) -> None:
    pine, sora = match("Pine.Bay.S02E05.1080p.WEB", "[Aki] Sora Kaze - 15 [1080p]", "--household", household)
    assert [(each["show"], each["serves"]) for each in pine["shows"]] == [("Pine Bay (2016)", ["S02E05"])]
    assert [(each["show"], each["serves"]) for each in sora["shows"]] == [("Sora Kaze", ["S02E03"])]
    assert pine["reading"]["resolution"] == 1080


def test_says_which_rule_refuses_it(household: Path) -> None:
    (french, other, unknown) = match(
        "-",
        "--household",
        household,
        given="\n".join(("Pine.Bay.S02E05.FRENCH.1080p.WEB", "Pine.Bay.S07E01.1080p.WEB", "Oak.Bay.S01E01.1080p.WEB")),
    )
    refused = french["shows"][0]["refused"][0]
    assert (refused["episode"], refused["rule"]) == ("S02E05", "language")
    assert [(each["episode"], each["rule"]) for each in other["shows"][0]["refused"]] == [(None, "wrong_episode")]
    assert unknown["shows"] == []


def test_chooses_the_file_inside_a_torrent(household: Path, tmp_path: Path) -> None:
    files = tmp_path / "files.txt"
    files.write_text("900\tPine/Extras/01 - Making Of.mkv\n800\tPine/Season 2/01 - Name.mkv\n", encoding="utf-8")
    (found,) = match("Pine.Bay.S02.1080p.WEB", "--household", household, "--files", files)
    chosen = found["shows"][0]["files"]
    assert chosen["S02E01"] == "Pine/Season 2/01 - Name.mkv"
    assert chosen["S02E02"] is None


def test_prints_a_table_for_people(household: Path) -> None:
    done = runner.invoke(app, ["match", "Pine.Bay.S02.1080p.WEB", "--household", str(household)])
    assert "S02E01 to S02E10, 10 episodes" in done.output


@pytest.mark.parametrize("text", ["{", '{"shows": [{"name": "x"}]}', '{"shows": 3}'])
def test_says_what_is_wrong_with_a_household(text: str, tmp_path: Path) -> None:
    file = tmp_path / "household.json"
    file.write_text(text, encoding="utf-8")
    done = runner.invoke(app, ["match", "X.S01E01", "--household", str(file)])
    assert "describes no household" in str(done.exception)
