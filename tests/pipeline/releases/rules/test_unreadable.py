from __future__ import annotations

from pipeline.releases.rules.unreadable import unreadable
from tests.rigs.releases import case, offer


def test_refuses_a_name_that_hides_what_is_inside() -> None:
    assert unreadable(offer("0e895c37245186812cb08aab1529cf8ee389dd05"), case())


def test_reads_an_ordinary_name() -> None:
    assert not unreadable(offer(), case())
