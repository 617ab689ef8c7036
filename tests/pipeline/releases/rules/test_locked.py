from __future__ import annotations

import pytest

from pipeline.releases.rules.locked import locked
from tests.rigs.releases import TITLE, case, offer


@pytest.mark.parametrize(
    "mark", ["[password]", "(PW www.example.org)", ".PASSWORDED", " password protected", "{pass in txt}"]
)
def test_refuses_what_says_that_it_is_locked(mark: str) -> None:
    assert locked(offer(TITLE + mark), case())


@pytest.mark.parametrize("title", [TITLE, "Password.S01E02.1080p.WEB-DL-FAIR", "The.Pass.S01E02.1080p-FAIR"])
def test_takes_a_show_that_is_called_so(title: str) -> None:
    assert not locked(offer(title), case())


def test_believes_an_indexer_that_says_so() -> None:
    assert "password" in str(locked(offer(locked="password"), case()))
    assert "archive" in str(locked(offer(locked="archive"), case()))
