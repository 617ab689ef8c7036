"""`./airdate test`: what follows goes to pytest, and only what asks for it runs in one process."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.developing import _absolute, _one_by_one


@pytest.mark.parametrize(
    "words", [[], ["--all"], ["-x"], ["-k", "feed and not rss"], ["--all", "--reruns", "1", "-rfER"]]
)
def test_all_tests_run_side_by_side(words: list[str]) -> None:
    assert not _one_by_one([_absolute(word) for word in words])


@pytest.mark.parametrize(
    "words", [["-n2"], ["-n", "0"], ["-s"], ["--pdb"], ["--collect-only"], [__file__, "-x"], [f"{__file__}::test_a"]]
)
def test_a_debugger_a_number_or_named_files_mean_one_process(words: list[str]) -> None:
    assert _one_by_one([_absolute(word) for word in words])


def test_a_file_is_found_where_the_caller_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    here = Path(__file__)
    monkeypatch.chdir(here.parent)
    assert _absolute(f"{here.name}::test_a") == f"{here}::test_a"
    assert _absolute("::") == "::"
