"""The conformance classes refuse what does not behave: each sin is found by the test that is meant for it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

CLASS = """
from pathlib import Path
import pytest
from pydantic import BaseModel, Field, SecretStr
from airdate.plugin import EpisodeInfo, RejectedSubtitle, ShowInfo, Subtitle, SubtitleQuery, reason_from
from airdate.testing import SubtitlerConformance

SRT = b"1\\n00:00:01,000 --> 00:00:02,000\\nGood evening.\\n"

class Shelf:
    ports_version = {version}
    class Config(BaseModel):
        token: {secret} = Field({default}, description="a key")
    def __init__(self, config, *, name):
        self.name = name
    def check(self):
        return {said}
    def find(self, query{more}):
        if query.show.title != "Known" or "en" not in query.languages:
            return []
        if {refuses} and RejectedSubtitle(provider="shelf", id="1") in query.refused:
            return []
        if {refuses} and any(refused.mark for refused in query.refused if len(refused.mark) > 20):
            return []
        return [Subtitle(language="en", content=SRT, provider="shelf", id="1")]

class TestShelf(SubtitlerConformance):
    @pytest.fixture
    def part(self):
        return Shelf(Shelf.Config(), name="shelf")
    @pytest.fixture
    def query(self):
        known, first = ShowInfo(title="Known"), EpisodeInfo(season=1, number=1)
        return SubtitleQuery(video="", release="", show=known, episode=first, languages=("en",))
"""
GOOD = {
    "version": "1",
    "secret": "SecretStr",
    "default": 'SecretStr("")',
    "said": 'reason_from("one subtitle")',
    "more": "",
    "refuses": "True",
}


def failures(folder: Path, **sins: str) -> set[str]:
    """The tests that fail for a subtitler with these sins."""
    (folder / "test_shelf.py").write_text(CLASS.format(**GOOD | sins))
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-rf", "--tb=no", "--color=no", "."],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert "error" not in done.stdout, done.stdout
    return {line.split("::")[2].split(" ")[0] for line in done.stdout.splitlines() if line.startswith("FAILED")}


def test_what_behaves_passes(tmp_path: Path) -> None:
    assert failures(tmp_path) == set()


@pytest.mark.parametrize(
    ("sins", "found"),
    [
        (
            {"version": "2", "secret": "str", "default": '""', "more": ", language"},
            {
                "test_says_for_which_ports_it_was_made",
                "test_its_secrets_are_none_that_a_log_could_show",
                "test_each_call_takes_what_the_port_gives",
            },
        ),
        (
            {"refuses": "False", "said": '"a sentence"'},
            {"test_never_finds_again_what_a_person_refused", "test_check_says_in_one_line_what_answered"},
        ),
    ],
    ids=["shape", "behaviour"],
)
def test_what_does_not_is_found(tmp_path: Path, sins: dict[str, str], found: set[str]) -> None:
    assert found <= failures(tmp_path, **sins)
