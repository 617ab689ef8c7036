"""Messages that were sent are brought up to date: what they lead to, and how they call an episode."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.model import Episode
from pipeline.store import Store, outbox, shows, watch_news
from pipeline.store.outbox import GoWatch, Redrawn
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
        assert watch_news.renew_link(db, [after.id], "/new.mkv", *NEW[0]) == 1

    news = news_of(store, row)
    assert (news.code, news.title, news.links, news.path) == ("S01E06", "Ebb", NEW, "/new.mkv")
    assert [each.news for each in redrawn(store)] == ([Redrawn(lead=row, words=True)] if sent else [])


def test_a_link_alone_leaves_the_words(store: Store) -> None:
    _, episode = renumbered(store)
    row = told(store, episode)

    with store.write() as db:
        watch_news.renew_links(db, [episode.id], "/new.mkv", NEW)

    assert [each.news for each in redrawn(store)] == [Redrawn(lead=row)]


@pytest.mark.parametrize(("links", "path"), [((), "/new.mkv"), (OLD, "/old.mkv")])
def test_without_a_link_the_file_s_name_is_what_it_leads_to(store: Store, links: Links, path: str) -> None:
    before, after = renumbered(store)
    row = told(store, before, links)

    with store.write() as db:
        watch_news.renew_names(db, [after.id], "/new.mkv")

    assert (news_of(store, row).path, news_of(store, row).code) == (path, "S01E06")


def test_what_changes_while_a_message_is_drawn_anew_has_it_drawn_again(store: Store) -> None:
    before, after = renumbered(store)
    told(store, after)
    with store.write() as db:
        watch_news.renew_links(db, [after.id], "/new.mkv", NEW)
    (drawing,) = redrawn(store)

    with store.write() as db:
        shows.save_episodes(db, before.show_id, [replace(after, title="Flood")])
        watch_news.renew_names(db, [after.id], "/new.mkv")
        outbox.done(db, drawing)
    (again,) = redrawn(store)
    assert again.news == Redrawn(lead=drawing.news.lead, words=True)  # type: ignore[union-attr]

    with store.write() as db:
        outbox.done(db, again)
    assert redrawn(store) == []
