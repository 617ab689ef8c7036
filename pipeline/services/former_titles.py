"""A show that its catalogue calls otherwise now keeps the title that people and releases know it by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.model import Show, ShowInfo
from pipeline.releases.titles import keys_of
from pipeline.store import Connection, key_values, outbox, shows

MOST = 5  # former titles of one show


def with_former_titles(info: ShowInfo, known: Sequence[str]) -> ShowInfo:
    """What a catalogue says, with those of `known` for aliases that it does not name any more."""
    lacking = [title for title in dict.fromkeys(known) if not keys_of(ShowInfo(title=title)) & keys_of(info)]
    return replace(info, aliases=(*info.aliases, *lacking[-MOST:]))


def remembered(db: Connection, show_id: int) -> list[str]:
    return list(key_values.get(db, _key(show_id)) or ())


def note_renamed(db: Connection, before: Show, saved: Show) -> None:
    """Remember the title that a show had; its followers are told when it is another entry of the catalogue now."""
    if before.title == saved.title:
        return
    titles = [*remembered(db, saved.id), *remembered(db, before.id), before.title]
    key_values.put(db, _key(saved.id), [*dict.fromkeys(titles)][-MOST:])
    if not _is_another(before, saved):
        return
    for each in shows.subscriptions_to(db, saved.id):
        news = outbox.Plain(words="show_renamed", values={"show": before.title, "now": saved.title})
        outbox.put(db, f"renamed:{before.id}:{saved.tvdb_id}:{saved.tvmaze_id}:{each.person_id}", each.person_id, news)


def _is_another(before: ShowInfo, saved: ShowInfo) -> bool:
    pairs = ((before.tvdb_id, saved.tvdb_id), (before.tvmaze_id, saved.tvmaze_id))
    return any(one and other and one != other for one, other in pairs)


def _key(show_id: int) -> str:
    return f"called {show_id}"
