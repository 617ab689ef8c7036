"""Who pressed what: for the owner."""

from __future__ import annotations

from typing import Any

from dashboard.context import PageRequest
from pipeline.model.reasons import Reason
from pipeline.store import Connection, presses

PAGE = 60  # rows


def lately(db: Connection, asked: PageRequest) -> dict[str, Any]:
    page = max(1, asked.whole("page"))
    rows = presses.lately(db, PAGE + 1, (page - 1) * PAGE)
    return {
        "title": Reason("page-pressed"),
        "rows": rows[:PAGE],
        "page": page,
        "pages": page + (len(rows) > PAGE),
    }
