"""Messages that were sent are brought up to date: what they lead to, and how they call an episode."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.model import Episode
from pipeline.model.reasons import Reason
from pipeline.store import Store, outbox, shows
from pipeline.store.outbox import GoWatch, NeedsYou, Redrawn
from tests.rigs.core import add_person, add_show, episode_info, new_store

Links = tuple[tuple[str, str], ...]
OLD: Links = (("jellyfin", "http://nas/1"),)
NEW: Links = (("jellyfin", "http://nas/2"),)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return new_store(tmp_path)


def told(store: Store, episode: Episode, links: Links = OLD, *, sent: bool = True) -> int:
    person = add_person(store)
    news = GoWatch(
        episode_id=episode.id,
        show_title="Lantern Row",
        code=episode.code,
        title=episode.title,
        duration=1.0,
        size=1,
        links=links,
        path="/old.mkv",
    )
    with store.write() as db:
        row = outbox.put(db, "watch:1:1", person.id, news)
        assert row is not None
        if sent:
            outbox.begin(db, [row], {}, 0, 0)
            outbox.sent(db, row, 77)
    return row


def renumbered(store: Store) -> tuple[Episode, Episode]:
    """An episode as it was, and as the catalogue counts it now."""
    show, (episode,) = add_show(store, None, episode_info(number=5, tvmaze_id=1))
    with store.write() as db:
        shows.save_episodes(db, show.id, [replace(episode, number=6, title="Ebb")])
        return episode, shows.episode_by_id(db, episode.id)


def redrawn(store: Store) -> list[outbox.Message]:
    with store.read() as db:
        return [row for row in outbox.due(db) if isinstance(row.news, Redrawn)]


def news_of(store: Store, row: int) -> GoWatch:
    with store.read() as db:
        message = outbox.by_id(db, row)
    assert message is not None
    assert isinstance(message.news, GoWatch)
    return message.news


@pytest.mark.parametrize("sent", [True, False])
def test_whatever_is_renewed_calls_the_episode_as_it_is_called_now(store: Store, sent: bool) -> None:
    before, after = renumbered(store)
    row = told(store, before, sent=sent)

    with store.write() as db:
        assert outbox.renew_link(db, [after.id], "/new.mkv", *NEW[0]) == 1

    news = news_of(store, row)
    assert (news.code, news.title, news.links, news.path) == ("S01E06", "Ebb", NEW, "/new.mkv")
    assert [each.news for each in redrawn(store)] == ([Redrawn(lead=row, words=True)] if sent else [])


def test_a_link_alone_leaves_the_words(store: Store) -> None:
    _, episode = renumbered(store)
    row = told(store, episode)

    with store.write() as db:
        outbox.renew_links(db, [episode.id], "/new.mkv", NEW)

    assert [each.news for each in redrawn(store)] == [Redrawn(lead=row)]


@pytest.mark.parametrize(("links", "path"), [((), "/new.mkv"), (OLD, "/old.mkv")])
def test_without_a_link_the_file_s_name_is_what_it_leads_to(store: Store, links: Links, path: str) -> None:
    before, after = renumbered(store)
    row = told(store, before, links)

    with store.write() as db:
        outbox.renew_names(db, [after.id], "/new.mkv")

    assert (news_of(store, row).path, news_of(store, row).code) == (path, "S01E06")


def test_what_changes_while_a_message_is_drawn_anew_has_it_drawn_again(store: Store) -> None:
    before, after = renumbered(store)
    told(store, after)
    with store.write() as db:
        outbox.renew_links(db, [after.id], "/new.mkv", NEW)
    (drawing,) = redrawn(store)

    with store.write() as db:
        shows.save_episodes(db, before.show_id, [replace(after, title="Flood")])
        outbox.renew_names(db, [after.id], "/new.mkv")
        outbox.done(db, drawing)
    (again,) = redrawn(store)
    assert again.news == Redrawn(lead=drawing.news.lead, words=True)  # type: ignore[union-attr]

    with store.write() as db:
        outbox.done(db, again)
    assert redrawn(store) == []


def needs(run_id: int, code: str, reason: str = "fire") -> NeedsYou:
    why = Reason("text", text=reason)
    return NeedsYou(run_id=run_id, job_id=run_id, show_title="Lantern Row", code=code, step="file", reason=why)


def test_what_stands_still_for_one_reason_waits_for_its_like(store: Store) -> None:
    person, patience = add_person(store), timedelta(minutes=1)
    with store.write() as db:
        outbox.ask(db, "1", person.id, needs(1, "S01E01"), patience)
        outbox.ask(db, "2", person.id, replace(needs(2, "S01E02"), step="download"), patience)
        outbox.ask(db, "3", person.id, needs(3, "S01E03"), 10 * patience)
        assert outbox.due(db) == []
        first, other, like = (outbox.by_id(db, row_id) for row_id in (1, 2, 3))
    assert first
    assert like
    assert other
    assert first.due_at == like.due_at < other.due_at
    assert timedelta() < first.due_at - first.created_at <= patience


def test_what_stands_still_is_told_at_once_where_nobody_wants_to_wait(store: Store) -> None:
    person = add_person(store)
    with store.write() as db:
        outbox.ask(db, "1", person.id, needs(1, "S01E01"), timedelta())
        assert len(outbox.due(db)) == 1
