from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.clock import now
from pipeline.library.recycle import Kept
from pipeline.model import DeletionState
from pipeline.store import Store, deletions, media_files
from pipeline.store.deletions import Watched
from tests.rigs.core import add_show

BATCH, MOVED = 7, [Kept(Path("/tv/a.mkv"), Path("/recycle/a.mkv"))]


@pytest.fixture
def asked(store: Store) -> Watched:
    """One episode that everyone has watched, and that the owner is asked about."""
    _, (episode,) = add_show(store)
    facts = {"size": 1, "duration": 1.0, "release": "a", "info_hash": "ab", "subtitles": ()}
    with store.write() as db:
        media_files.note(db, [episode], MOVED[0].path, **facts)
        (file,) = media_files.files_of(db, [episode.id])
        deletions.note_seen(db, {episode.id: file.id})
        ((_, seen),) = deletions.seen_until(db, now())
        assert deletions.put_in_batch(db, [seen], BATCH, DeletionState.ASKED) == 1
        (found,) = deletions.of_batch(db, BATCH)
    return found


def test_an_episode_that_goes_is_out_of_the_library_at_once(store: Store, asked: Watched) -> None:
    with store.write() as db:
        going = deletions.send(db, asked, asked.file_id, MOVED)
        assert going is not None
        assert (going.state, going.moved) == (DeletionState.GOING, tuple(MOVED))
        assert media_files.files_of(db, [asked.episode_id]) == []
        assert deletions.gone(db, [asked.episode_id]) == {asked.episode_id: going}
        assert deletions.moving(db) == [going]


def test_it_comes_back_once(store: Store, asked: Watched) -> None:
    with store.write() as db:
        going = deletions.send(db, asked, asked.file_id, MOVED)
        assert going is not None
        assert not deletions.fetch_back(db, [going]), "it is not gone yet"
        deletions.settle(db, [going], DeletionState.GONE)
        assert deletions.is_gone(db, going)
        assert deletions.fetch_back(db, [going])
        assert not deletions.fetch_back(db, [going])


def test_what_was_decided_meanwhile_stays(store: Store, asked: Watched) -> None:
    with store.write() as db:
        assert deletions.keep(db, BATCH)
        assert not deletions.keep(db, BATCH)
        assert deletions.send(db, asked, asked.file_id, MOVED) is None
        deletions.forget(db, asked)
        assert deletions.settled(db) == {asked.episode_id}
        assert len(media_files.files_of(db, [asked.episode_id])) == 1
