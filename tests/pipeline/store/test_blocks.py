from __future__ import annotations

from datetime import timedelta

from pipeline.clock import now
from pipeline.model import MediaFile
from pipeline.model.reasons import Reason
from pipeline.store import Store, blocks
from tests.rigs.core import add_show
from tests.rigs.releases import release

HASH = "ab" * 20
WHY = Reason("person-asked-for-another")


def test_a_release_is_known_by_its_key_and_by_its_torrent_until_its_time_is_over(store: Store) -> None:
    _, (episode,) = add_show(store)
    for_good, for_a_day = release(info_hash=HASH), release(guid="other")
    with store.write() as db:
        blocks.put(db, episode.id, for_good, WHY)
        blocks.put(db, episode.id, for_a_day, WHY, timedelta(days=1))

        assert blocks.reasons(db, episode.id, now()).keys() == {HASH, for_a_day.key}
        assert blocks.reasons(db, episode.id, now() + timedelta(days=2)).keys() == {HASH}
        assert len(blocks.of_episode(db, episode.id)) == 2


def test_what_an_indexer_did_not_tell_of_a_torrent_is_known_once_it_was_loaded(store: Store) -> None:
    _, (episode,) = add_show(store)
    with store.write() as db:
        blocks.put(db, episode.id, release(), WHY)
        blocks.name_torrent(db, release(), HASH)
        assert HASH in blocks.reasons(db, episode.id, now())

        blocks.lift(db, episode.id, release(guid="elsewhere", info_hash=HASH))
        assert blocks.reasons(db, episode.id, now()) == {}


def test_a_filed_file_is_known_by_its_torrent_else_by_its_release_s_name(store: Store) -> None:
    _, (episode,) = add_show(store)
    file = MediaFile(id=1, episode_id=episode.id, path="/tv/a.mkv", size=1, duration=1.0, release=release().title)
    with store.write() as db:
        blocks.put(db, episode.id, release(info_hash=HASH), WHY)
        assert not blocks.holds_file(db, episode.id, file), "another torrent of the same name"
        blocks.put(db, episode.id, release(), WHY)
        assert blocks.holds_file(db, episode.id, file)
