"""One's own page: the tokens of programs that act as oneself."""

from __future__ import annotations

from typing import Any

from dashboard.context import PageRequest
from pipeline.model.reasons import Reason
from pipeline.services import tokens
from pipeline.store import Connection


def account(db: Connection, asked: PageRequest) -> dict[str, Any]:
    return {"title": Reason("page-account"), "tokens": tokens.of_person(db, asked.viewer.id)}
