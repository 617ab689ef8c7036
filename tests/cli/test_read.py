from __future__ import annotations

import json

from typer.testing import CliRunner

from airdate.__main__ import app
from pipeline.releases.parsing.names import ReleaseName

runner = CliRunner(env={"COLUMNS": "200", "NO_COLOR": "1"})


def test_says_every_field_of_every_name() -> None:
    done = runner.invoke(
        app, ["read", "Pine.Bay.2024.03.14.720p", "Archive.81.720p", "--title", "Archive 81", "--json"]
    )
    daily, titled = json.loads(done.stdout)
    assert [*daily] == [*ReleaseName._fields]
    assert (daily["title"], daily["date"]) == ("Pine Bay", "2024-03-14")
    assert titled["title"] == "Archive 81"


def test_reads_names_from_standard_input() -> None:
    done = runner.invoke(app, ["read", "-", "--json"], input="Pine.Bay.S01E02\nPine.Bay.S01E03\n")
    assert [each["episodes"] for each in json.loads(done.stdout)] == [[2], [3]]


def test_shows_people_only_what_is_said() -> None:
    said = runner.invoke(app, ["read", "Pine.Bay.S01E02.720p"]).output
    assert "resolution" in said
    assert "codec" not in said
