from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.releases.parsing import numbering, seasons, signs
from pipeline.releases.parsing.normalise import folders, prepare

HERE = Path(__file__).parent
REPORTED = [json.loads(line)["name"] for line in (HERE / "cases.jsonl").read_text("utf-8").splitlines()]
FILMS = (HERE / "films.txt").read_text("utf-8").splitlines()


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("title season 2", signs.SEASON),
        ("title series letters", 0),
        ("title 10 th season", signs.SEASON),
        ("title s2", signs.CODE),
        ("title 2ªtemporada", signs.SEASON),
        ("title s2odc4", signs.CODE | signs.WITHIN | signs.SEASON),
        ("title t02xe04", signs.SEASON | signs.WITHIN),
        ("title s2 odc 4", signs.CODE | signs.COUNT | signs.SEASON),
        ("title e07", signs.COUNT),
        ("title 1x02", signs.CROSS),
        ("title ova 2", signs.SPECIAL),
        ("title 2019", signs.YEAR),
        ("title 第2季", signs.SEASON | signs.COUNT),
    ],
)
def test_what_words_may_be_a_sign_of(name: str, told: int) -> None:
    assert signs.signs_of(name.split()) == told


def test_no_rule_is_left_out_that_would_have_fitted() -> None:
    for name in (*REPORTED, *FILMS):
        text = prepare(folders(name)[-1])
        if not seasons.standard(text.low):
            first = next((rule for rule in numbering.RULES if rule(text.low)), None)
            assert first in (None, *numbering.fitting(text.low)), name
