"""Adding a show: the catalogue is searched, and what it finds is followed by a button."""

from __future__ import annotations

from typing import Any

from dashboard.context import Context, PageRequest
from dashboard.pages.show import choices
from pipeline.errors import OutsideError
from pipeline.model import ShowInfo
from pipeline.model.reasons import Reason
from pipeline.services import catalogue
from pipeline.store import shows

TITLE = Reason("page-add")
FOUND_MOST = 20
WORDS_MOST = 100  # characters


def find(asked: PageRequest, context: Context) -> dict[str, Any]:
    """What the catalogue has for `q` of the address; a catalogue that is away is told, and no mistake of the page."""
    words = asked.query.get("q", "").strip()[:WORDS_MOST]
    failure: OutsideError | None = None
    found: list[ShowInfo] = []
    if words:
        try:
            found = catalogue.search(context.catalogues, words)[:FOUND_MOST]
        except OutsideError as error:
            failure = error
    with context.store.read() as db:
        stored = [shows.find(db, info) for info in found]
        mine = {each.show.id for each in shows.followed_by(db, asked.viewer.id)}
    rows = [
        (info, word_of(info), known.id if known and known.id in mine else None)
        for info, known in zip(found, stored, strict=True)
    ]
    return {"title": TITLE, "q": words, "rows": rows, "failure": failure, **choices(context, asked.viewer)}


def word_of(info: ShowInfo) -> str:
    """How a button says a show of a catalogue."""
    if info.tvmaze_id:
        return f"tvmaze:{info.tvmaze_id}"
    return f"tvdb:{info.tvdb_id}" if info.tvdb_id else f"imdb:{info.imdb_id}"
