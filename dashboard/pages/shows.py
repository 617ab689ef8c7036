"""The followed shows, a page at a time."""

from __future__ import annotations

import unicodedata
from datetime import datetime

from dashboard.context import PageRequest, Shown, shows_of
from pipeline.clock import now
from pipeline.model.reasons import Reason
from pipeline.store import Connection, overview

SHOWS = 60  # on a page


def all_shows(db: Connection, asked: PageRequest) -> Shown:
    """A page of the followed shows. The address says `q`, words of the title; `only`, what they have an episode of;
    `by`: "next" for those that air soonest first; `look`: "posters" instead of a list; `page`, from 1."""
    words, by = asked.query.get("q", "").strip()[:100], "next" if asked.query.get("by") == "next" else "title"
    moment = now()
    mine = shows_of(db, asked.viewer)
    titles = {show_id: folded(title) for show_id, title in overview.followed_titles(db, mine)}
    fitting = [show_id for show_id, title in titles.items() if all(word in title for word in folded(words).split())]
    only = asked.query.get("only", "")
    if only in tuple(overview.Having):
        having = overview.having(db, overview.Having(only), fitting, moment)
        fitting = [show_id for show_id in fitting if show_id in having]
    ids = _ordered(db, sorted(fitting, key=lambda show_id: titles[show_id]), by, moment)
    page, pages = asked.page_of(len(ids), SHOWS)
    shown = overview.glances(db, ids[(page - 1) * SHOWS : page * SHOWS], moment)
    return {
        "title": Reason("page-shows"),
        "everyones": mine is None,
        "shows": shown,
        "look": "posters" if asked.query.get("look") == "posters" else "list",
        "count": len(ids),
        "page": page,
        "pages": pages,
        "q": words,
        "by": by,
        "only": only,
        "havings": tuple(overview.Having),
    }


def _ordered(db: Connection, ids: list[int], by: str, moment: datetime) -> list[int]:
    if by == "title":
        return ids
    airs = overview.next_airings(db, moment)
    return sorted(ids, key=lambda show_id: (show_id not in airs, airs.get(show_id, moment)))


def folded(text: str) -> str:
    """Without case and accents, to find and to sort by."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
