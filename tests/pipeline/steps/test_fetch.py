from __future__ import annotations

import json
from datetime import timedelta

import pytest
from pydantic import TypeAdapter
from sqlalchemy import select, update

from pipeline.clock import now
from pipeline.errors import Abandon, Later, Unreachable, UserError
from pipeline.releases.titles import read_for
from pipeline.services import actions, cases, given_torrents
from pipeline.services.downloads import remove_unneeded
from pipeline.steps.results import Fetched
from pipeline.store import downloads, leases, offers, pace
from pipeline.store.pace import Rest
from pipeline.store.tables import block, feed, subscription, verdict
from tests.rigs.market import (
    STAGES,
    Market,
    as_upgrade,
    file_it,
    kept_in,
    offered,
    one,
    postgres,
    postgres_server,
    season,
)

__all__ = ["kept_in", "one", "postgres", "postgres_server", "season"]  # fixtures

GOOD, FINE = offered(), offered("720p.WEB-DL.H.264")
HASH = "ab" * 20


def rules(market: Market) -> dict[str, str]:
    with market.store.read() as db:
        return {row.release.title.split(".")[3]: row.rule for row in db.execute(select(verdict))}


def test_takes_the_best_and_keeps_why_the_others_lost(one: Market) -> None:
    one.shop.listed = [FINE, GOOD, offered("2160p.WEB-DL.HEVC")]
    assert one.fetch().release == GOOD
    assert rules(one) == {"1080p": "", "720p": "", "2160p": "resolution"}


def test_looks_again_later_and_says_why_nothing_was_taken(one: Market) -> None:
    one.shop.listed = [offered("2160p.WEB-DL.HEVC")]
    with pytest.raises(Later, match="1 found, none suitable: 1 has the wrong resolution; next look t"):
        one.fetch()


def test_a_rejected_release_is_not_taken_again_and_its_torrent_goes_with_its_data(one: Market) -> None:
    one.shop.listed = [FINE, GOOD]
    one.fetch()
    downloads.note(one.store, one.jobs[0].id, HASH, GOOD, 1)
    one.reject(0, "there is no video in it")
    assert one.fetch().release == FINE
    assert one.client.removed == [HASH]
    with one.store.read() as db:
        row = db.execute(select(block.c.reason, block.c.info_hash)).one()
    assert (str(row.reason), row.info_hash) == ("there is no video in it", HASH)


def test_the_same_torrent_at_another_indexer_is_not_taken_either(one: Market) -> None:
    one.shop.listed = [GOOD]
    one.fetch()
    downloads.note(one.store, one.jobs[0].id, HASH, GOOD, 1)
    one.reject(0, "there is no video in it")
    one.shop.listed = [offered(guid="elsewhere", info_hash=HASH)]
    with pytest.raises(Later, match="turned out wrong before"):
        one.fetch()


def test_what_only_stalled_may_be_tried_again_after_a_while(one: Market) -> None:
    one.shop.listed = [GOOD]
    one.fetch()
    one.reject(0, "it stalled", timedelta(days=1))
    with pytest.raises(Later):
        one.fetch()
    with one.store.write() as db:
        db.execute(update(block).values(until=now() - timedelta(seconds=1)))
    assert one.fetch().release == GOOD


def test_a_torrent_that_another_job_needs_is_not_removed(season: Market) -> None:
    pack = offered(number="S01", size=6_000_000_000, info_hash=HASH)
    season.shop.listed = [pack]
    for place in (0, 1):
        assert season.fetch(place).release == pack
        downloads.note(season.store, season.jobs[place].id, HASH, pack, 1)
    season.reject(0, "none of its files is the episode")
    with pytest.raises(Later):
        season.fetch(0)
    assert season.client.removed == []
    season.reject(1, "none of its files is the episode")
    with pytest.raises(Later):
        season.fetch(1)
    assert season.client.removed == [HASH]


def test_a_client_that_is_away_keeps_nobody_from_choosing_and_the_sweep_comes_by_later(one: Market) -> None:
    one.shop.listed = [FINE, GOOD]
    one.fetch()
    downloads.note(one.store, one.jobs[0].id, HASH, GOOD, 1)
    one.reject(0, "a fake")
    one.client.fails = Unreachable("client", "no answer")
    assert one.fetch().release == FINE
    one.client.fails = None
    assert remove_unneeded(one.store, one.client) == 1
    assert one.client.removed == [HASH]


def test_the_sweep_removes_what_was_given_up_and_nothing_else(season: Market) -> None:
    for place, info_hash in enumerate((HASH, "cd" * 20)):
        downloads.note(season.store, season.jobs[place].id, info_hash, GOOD, 1)
    with season.store.write() as db:
        leases.cancel_job(db, season.jobs[0].id)
    assert remove_unneeded(season.store, season.client) == 1
    assert season.client.removed == [HASH]
    assert remove_unneeded(season.store, season.client) == 0


def test_waits_with_a_clear_reason_when_nothing_fits_on_the_disk(one: Market) -> None:
    one.shop.listed = [GOOD]
    one.client.free = 10**9
    with pytest.raises(Later, match=r"Waiting for disk space: .*1.0 GB are free"):
        one.fetch()


def test_what_is_promised_to_other_downloads_is_not_free(season: Market) -> None:
    season.shop.listed = [GOOD]
    season.client.free = 4 * 10**9
    downloads.note(season.store, season.jobs[1].id, HASH, offered(number="S01E02"), 3 * 10**9)
    with pytest.raises(Later, match="Waiting for disk space"):
        season.fetch()


# ---------------------------------------------------------------------------------------------------------- searching


def test_a_feed_that_has_told_all_since_it_aired_spares_a_search(one: Market) -> None:
    aired = one.episodes[0].airs_at
    assert aired is not None
    with one.store.write() as db:
        values = {"indexer": "fair", "look_at": now(), "asked_at": now(), "newest": (), "failures": 0}
        db.execute(feed.insert().values(**values, since=aired - timedelta(days=2)))
    with pytest.raises(Later, match="No release found yet"):
        one.fetch()
    assert one.shop.asked == []


def test_a_feed_with_a_gap_spares_none(one: Market) -> None:
    with one.store.write() as db:
        values = {"indexer": "fair", "look_at": now(), "asked_at": now(), "newest": (), "failures": 0}
        db.execute(feed.insert().values(**values, since=now() - timedelta(hours=1)))
    with pytest.raises(Later):
        one.fetch()
    assert len(one.shop.asked) == 1


def test_an_indexer_that_asked_to_be_left_alone_is(one: Market) -> None:
    one.shop.fails = Unreachable("fair", "too many requests", retry_after=600)
    with pytest.raises(Unreachable) as caught:
        one.fetch()
    assert caught.value.retry_after == 600
    one.shop.fails = None
    with pytest.raises(Unreachable, match="left alone"):
        one.fetch()
    assert len(one.shop.asked) == 1


def test_what_was_known_before_is_chosen_from_while_no_indexer_answers(one: Market) -> None:
    one.shop.listed = [offered(seeders=0)]
    with pytest.raises(Later):
        one.fetch()
    one.shop.fails = Unreachable("fair", "no answer")
    with pytest.raises(Later, match="1 found"):
        one.fetch()


def test_several_missing_episodes_have_their_season_searched_for_once(season: Market) -> None:
    pack = offered(number="S01", size=6_000_000_000)
    season.shop.packs = [pack]
    assert [season.fetch(place).release for place in range(4)] == [pack] * 4
    assert sum(wanted.number is None for wanted in season.shop.asked) == 1


# --------------------------------------------------------------------------------------------------- a person's wishes


def verdict_of(market: Market, title: str) -> int:
    with market.store.read() as db:
        ids = {row.release.title: row.id for row in db.execute(select(verdict))}
    return int(ids[title])


def test_a_person_may_take_what_the_rules_turn_down(one: Market) -> None:
    big = offered("2160p.WEB-DL.HEVC")
    one.shop.listed = [GOOD, big]
    one.fetch()
    actions.take_anyway(one.store, verdict_of(one, big.title), STAGES)
    chosen = one.fetch()
    assert (chosen.release, str(chosen.why)) == (big, "chosen by hand among 2 found")


def test_a_person_may_take_what_is_on_the_blocklist(one: Market) -> None:
    one.shop.listed = [GOOD, FINE]
    one.fetch()
    one.reject(0, "it stalled")
    one.fetch()
    actions.take_anyway(one.store, verdict_of(one, GOOD.title), STAGES)
    assert one.fetch().release == GOOD


def test_what_is_on_its_way_cannot_be_taken_once_more(one: Market) -> None:
    one.shop.listed = [GOOD]
    one.fetch()
    with pytest.raises(UserError, match="on its way already"):
        actions.take_anyway(one.store, verdict_of(one, GOOD.title), STAGES)


def test_what_a_person_gave_is_taken_without_a_search(one: Market) -> None:
    one.shop.listed = [GOOD]
    one.fetch()
    asked = len(one.shop.asked)
    given = given_torrents.read(f"magnet:?xt=urn:btih:{HASH}&dn=Holiday%20video")
    actions.take_given(one.store, one.episodes[0].id, given, STAGES)
    chosen = one.fetch()
    assert (chosen.release.title, chosen.release.info_hash, chosen.release.link) == ("Holiday video", HASH, "")
    assert len(one.shop.asked) == asked


def test_a_person_may_have_every_indexer_asked_now(one: Market) -> None:
    with one.store.write() as db:
        values = {"indexer": "fair", "look_at": now(), "asked_at": now(), "newest": (), "failures": 0}
        db.execute(feed.insert().values(**values, since=now() - timedelta(days=9)))
    pace.begin_rest(one.store, Rest(name="fair", until=now() + timedelta(hours=1), failures=1, problem="Unreachable"))
    actions.look_now(one.store, one.episodes[0].id, STAGES)
    with pytest.raises(Later):
        one.fetch()
    assert len(one.shop.asked) == 1


def test_what_is_found_is_not_looked_for(one: Market) -> None:
    one.shop.listed = [GOOD]
    one.fetch()
    with pytest.raises(UserError, match="found already"):
        actions.look_now(one.store, one.episodes[0].id, STAGES)


# ------------------------------------------------------------------------------------------------------------ upgrades


def test_an_upgrade_that_finds_nothing_better_ends_without_a_word(one: Market) -> None:
    as_upgrade(one)
    file_it(one, GOOD.title)
    one.shop.listed = [FINE]
    with pytest.raises(Abandon):
        one.fetch()
    assert rules(one) == {"720p": "not_better"}


def test_what_a_person_complained_of_is_no_measure_for_others(one: Market) -> None:
    as_upgrade(one)
    file_it(one, GOOD.title, info_hash=HASH)
    with one.store.write() as db:
        same = {"episode_id": one.episodes[0].id, "release_key": GOOD.key, "title": GOOD.title, "info_hash": HASH}
        db.execute(block.insert().values(**same, reason="a person says that the picture is bad", at=now()))
    one.shop.listed = [GOOD, FINE]
    assert one.fetch().release == FINE


def test_a_follower_s_own_profile_decides(one: Market) -> None:
    with one.store.write() as db:
        db.execute(update(subscription).values(profile="small"))
        assert cases.profile_for(db, one.episodes[0], one.settings).title == "Small files"
    one.shop.listed = [GOOD, offered("720p.WEB-DL.H.264", size=900_000_000)]
    assert one.fetch().release.size == 900_000_000


# --------------------------------------------------------------------------------------------------------------- packs

PACK = offered(number="S01", size=6_000_000_000, info_hash=HASH)


def take_pack(season: Market, place: int = 0) -> None:
    """One job finds the pack by a search of its own and has it on its way."""
    season.shop.listed = [PACK]
    assert season.fetch(place).release == PACK
    downloads.note(season.store, season.jobs[place].id, HASH, PACK, 1)
    season.shop.listed = []
    season.shop.asked.clear()


def test_a_pack_on_its_way_for_another_episode_is_joined_without_a_search(season: Market) -> None:
    take_pack(season)
    season.shop.fails = Unreachable("fair", "no answer")
    assert season.fetch(1).release == PACK
    assert season.shop.asked == []


def test_a_pack_that_another_job_has_only_just_chosen_is_joined(season: Market) -> None:
    season.shop.packs = [PACK]
    for place in (0, 1):
        assert season.fetch(place).release == PACK
    season.shop.listed = [offered(number="S01E03", size=900_000_000), offered(number="S01E04", size=900_000_000)]
    assert [season.fetch(place).release for place in (2, 3)] == [PACK, PACK], "no second copy of the last two"


def test_the_pack_on_its_way_goes_before_a_codec_that_plays_as_it_is(season: Market) -> None:
    pack = offered("1080p.WEB-DL.HEVC", number="S01", size=6_000_000_000, info_hash=HASH)
    downloads.note(season.store, season.jobs[0].id, HASH, pack, 1)
    with season.store.write() as db:
        offers.keep(db, [(season.show.id, offered(number="S01E02"))])
    assert season.fetch(1).release == pack


def test_a_better_picture_goes_before_the_pack_on_its_way(season: Market) -> None:
    pack = offered("720p.WEB-DL.H.264", number="S01", size=6_000_000_000, info_hash=HASH)
    downloads.note(season.store, season.jobs[0].id, HASH, pack, 1)
    single = offered(number="S01E02")
    with season.store.write() as db:
        offers.keep(db, [(season.show.id, single)])
    assert season.fetch(1).release == single


def test_a_person_s_wish_to_look_now_searches_all_the_same(season: Market) -> None:
    take_pack(season)
    actions.look_now(season.store, season.episodes[1].id, STAGES)
    assert season.fetch(1).release == PACK
    assert season.shop.asked != []


def test_a_pack_that_turned_out_wrong_for_an_episode_is_not_joined_again(season: Market) -> None:
    take_pack(season)
    assert season.fetch(1).release == PACK
    season.reject(1, "none of its files is the episode")
    with pytest.raises(Later):
        season.fetch(1)


@pytest.mark.parametrize("number", ["S01E01", "S01", "S01E01-E02"])
def test_the_name_is_carried_on_as_it_was_judged(one: Market, number: str) -> None:
    one.shop.listed = [offered("1080p.WEB-DL.DDP5.1.H.264.MULTi", number)]
    fetched = one.fetch()
    assert fetched.name == read_for(fetched.release.title, one.show, one.episodes[0].title)
    results = TypeAdapter(Fetched)
    stored = results.dump_python(fetched, mode="json")
    assert results.validate_python(json.loads(json.dumps(stored))) == fetched
    for of_another_version in (None, {**stored["name"], "shoe_size": 43}, {"title": 7}, "x"):
        assert results.validate_python({**stored, "name": of_another_version}).name is None
