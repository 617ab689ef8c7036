"""One's own page: how one is spoken to, and the tokens of programs that act as oneself."""

from __future__ import annotations

from functools import cache
from typing import Any
from zoneinfo import available_timezones

import messages
from dashboard.context import PageRequest
from pipeline.model.reasons import Reason
from pipeline.services import tokens
from pipeline.store import Connection


def account(db: Connection, asked: PageRequest) -> dict[str, Any]:
    kept = tokens.of_person(db, asked.viewer.id)
    return {"title": Reason("page-account"), "tokens": kept, "zones": _zones(), "languages": tuple(messages.LANGUAGES)}


@cache  # reads a folder of 600 files
def _zones() -> tuple[str, ...]:
    """The time zones that are called after a place."""
    return tuple(sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/")))
