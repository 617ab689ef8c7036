from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from pipeline.clock import now
from pipeline.engine.guard import guard
from pipeline.errors import BadResponse, Later, Unreachable
from pipeline.model import Release
from pipeline.model.jobs import JobState, RunState
from pipeline.ports import Indexer
from pipeline.services import feeds
from pipeline.store import health, key_values, leases
from pipeline.store.feeds import Feed, by_indexer
from pipeline.store.tables import feed, job, offer
from tests.rigs.market import STAGES, Market, Shop, file_it, kept_in, offered, one, postgres, postgres_server

__all__ = ["kept_in", "one", "postgres", "postgres_server"]  # fixtures

INTERVAL = timedelta(seconds=60)


def poll(market: Market, indexer: Indexer | None = None) -> int:
    """Read the feed as if its time had come."""
    with market.store.write() as db:
        db.execute(update(feed).values(look_at=now() - timedelta(seconds=1)))
    return feeds.poll(market.store, [indexer or market.shop], market.settings, STAGES)


def state(market: Market) -> Feed:
    with market.store.read() as db:
        return by_indexer(db)["fair"]


def page(first: int, count: int = 10) -> list[Release]:
    """Releases of shows that nobody follows, newest first, by number."""
    return [
        Release(title=f"Nobody.S01E{n:02}.720p-X", indexer="fair", guid=str(n), published_at=now())
        for n in range(first, first - count, -1)
    ]


# ------------------------------------------------------------------------------------------------------- reading a feed


def test_reads_one_page_the_first_time() -> None:
    shop = Shop(pages=[page(20), page(10)])
    fresh, gap = feeds.read_new(shop, ())
    assert ([r.guid for r in fresh], gap, shop.read) == ([str(n) for n in range(20, 10, -1)], True, [0])


def test_reads_on_until_it_meets_what_it_knows() -> None:
    known = [r.key for r in page(10)]
    shop = Shop(pages=[page(35), page(25), page(15), page(5)])
    fresh, gap = feeds.read_new(shop, known)
    assert ([r.guid for r in fresh], gap) == ([str(n) for n in range(35, 10, -1)], False)
    assert shop.read == [0, 1, 2]


def test_an_old_release_put_on_top_again_does_not_end_the_reading() -> None:
    known = [r.key for r in page(10)]
    shop = Shop(pages=[[page(10)[0], *page(30, 9)], page(21), page(11)])
    fresh, _ = feeds.read_new(shop, known)
    assert {r.guid for r in fresh} == {str(n) for n in range(11, 31)}


def test_says_so_when_it_cannot_catch_up() -> None:
    shop = Shop(pages=[page(1000 - 10 * n) for n in range(20)])
    fresh, gap = feeds.read_new(shop, ["fair:1"])
    assert gap
    assert len(fresh) == 10 * feeds.MOST_PAGES


def test_a_feed_that_ends_before_what_is_known_has_a_gap() -> None:
    fresh, gap = feeds.read_new(Shop(pages=[page(50)]), [r.key for r in page(10)])
    assert (len(fresh), gap) == (10, True)


def test_an_empty_feed_is_read_without_trouble() -> None:
    assert feeds.read_new(Shop(), ()) == ([], True)


# ------------------------------------------------------------------------------------------------------------- polling


def test_one_request_serves_every_show_and_a_feed_is_left_alone_until_its_time(one: Market) -> None:
    one.shop.pages = [page(20)]
    assert feeds.poll(one.store, [one.shop], one.settings, STAGES) == 0
    assert feeds.poll(one.store, [one.shop], one.settings, STAGES) == 0
    assert one.shop.read == [0]


def test_a_release_that_somebody_waits_for_hurries_their_job_and_needs_no_search(one: Market) -> None:
    with pytest.raises(Later) as waits:
        one.fetch()
    taken = leases.take(one.store, one.run_of(0, "fetch").id, "test")
    assert taken is not None
    with one.store.write() as db:
        leases.later(db, taken, waits.value, {})
    assert one.run_of(0, "fetch").due_at > now()  # type: ignore[operator]
    one.shop.pages = [[offered(), *page(20)]]
    assert poll(one) == 1
    run = one.run_of(0, "fetch")
    assert (run.state, run.due_at <= now()) == (RunState.DUE, True)  # type: ignore[operator]
    assert one.fetch().release.title == offered().title


def test_a_release_of_another_episode_hurries_nobody_and_is_kept(one: Market) -> None:
    one.shop.pages = [[offered(number="S01E02")]]
    assert poll(one) == 0
    with one.store.read() as db:
        assert len(db.execute(select(offer.c.id)).all()) == 1


def test_the_same_release_hurries_only_once(one: Market) -> None:
    one.shop.pages = [[offered()]]
    assert (poll(one), poll(one)) == (1, 0)


def test_an_unbroken_reading_remembers_since_when(one: Market) -> None:
    one.shop.pages = [page(20)]
    poll(one)
    since = state(one).since
    one.shop.pages = [page(25)]
    poll(one)
    assert state(one).since == since
    one.shop.pages = [page(2000 - 10 * n) for n in range(20)]
    poll(one)
    assert state(one).since > since  # type: ignore[operator]


def test_a_feed_that_fails_is_asked_less_and_less_and_recovers(one: Market) -> None:
    one.shop.fails = BadResponse("fair", "not XML")
    waits = []
    for _ in range(3):
        poll(one)
        waits.append(round((state(one).look_at - now()) / INTERVAL))
    assert waits == [1, 2, 4]
    one.shop.fails = None
    poll(one)
    assert state(one).failures == 0


def test_a_feed_s_own_wish_to_be_left_alone_is_kept(one: Market) -> None:
    one.shop.fails = Unreachable("fair", "too many requests", retry_after=3000)
    indexer: Indexer = guard("indexers", one.shop, one.store)
    poll(one, indexer)
    one.shop.fails = None
    assert poll(one, indexer) == 0
    assert len(one.shop.read) == 1, "it rests, though its time has come"


def test_one_feed_that_fails_keeps_no_other_from_being_read(one: Market) -> None:
    broken = Shop(name="broken", fails=BadResponse("broken", "not XML"))
    one.shop.pages = [[offered()]]
    assert feeds.poll(one.store, [broken, one.shop], one.settings, STAGES) == 1


def test_whether_a_feed_tells_all() -> None:
    moment = now()
    known = Feed(indexer="fair", look_at=moment, asked_at=moment, since=moment - timedelta(hours=9))
    assert feeds.tells_all(known, moment - timedelta(hours=5), moment, INTERVAL)
    assert not feeds.tells_all(None, moment - timedelta(hours=5), moment, INTERVAL)
    assert not feeds.tells_all(known, moment - timedelta(hours=10), moment, INTERVAL), "a gap lies between"
    assert not feeds.tells_all(known, moment + timedelta(seconds=1), moment, INTERVAL), "not read since"
    assert not feeds.tells_all(known, moment - timedelta(hours=5), moment + timedelta(hours=1), INTERVAL), "stale"


# ------------------------------------------------------------------------------------------------------------ upgrades


@pytest.mark.parametrize(
    ("filed", "ago", "quality", "opened"),
    [
        ("720p.HDTV.x264", timedelta(days=1), "1080p.WEB-DL.H.264", 1),
        ("720p.HDTV.x264", timedelta(days=1), "480p.WEB-DL.H.264", 0),
        ("720p.HDTV.x264", timedelta(days=1), "2160p.WEB-DL.HEVC", 0),
        ("720p.HDTV.x264", timedelta(days=30), "1080p.WEB-DL.H.264", 0),
        ("1080p.WEB-DL.H.264", timedelta(days=1), "1080p.WEB-DL.H.264", 0),
        ("1080p.WEB-DL.H.264", timedelta(days=1), "PROPER.1080p.WEB-DL.H.264", 1),
    ],
)
def test_within_its_window_a_better_release_opens_an_upgrade(
    one: Market, filed: str, ago: timedelta, quality: str, opened: int
) -> None:
    file_it(one, offered(filed).title, ago)
    one.shop.pages = [[offered(quality)]]
    assert poll(one) == opened
    with one.store.read() as db:
        why = select(job.c.why).where(job.c.state == JobState.ACTIVE)
        assert list(db.execute(why).scalars()) == ["upgrade"] * opened


# ------------------------------------------------------------------------------------------- a feed that lists nothing


def poll_both(market: Market, other: Shop) -> None:
    with market.store.write() as db:
        db.execute(update(feed).values(look_at=now() - timedelta(seconds=1)))
    feeds.poll(market.store, [market.shop, other], market.settings, STAGES)


def noted(market: Market) -> list[str]:
    with market.store.read() as db:
        return [each.problem for each in health.all_systems(db) if each.system == "fair (newest)"]


def a_day_passes(market: Market) -> None:
    """Since what was written down first."""
    with market.store.write() as db:
        for key, since in key_values.starting_with(db, "lists-nothing:").items():
            key_values.put(db, key, (datetime.fromisoformat(since) - timedelta(days=1, seconds=1)).isoformat())


def test_that_an_indexer_lists_nothing_is_noted_after_a_day_until_it_lists_something(one: Market) -> None:
    one.shop.pages = [[offered()]]
    poll(one)
    one.shop.pages = []
    for _ in range(3):
        poll(one)
    assert noted(one) == []
    a_day_passes(one)
    poll(one)
    assert noted(one) == ["NotFound"]
    with one.store.read() as db:
        (known,) = [each for each in health.all_systems(db) if each.system == "fair (newest)"]
    assert now() - known.since > timedelta(days=1), "when it began, not when it was believed"
    one.shop.pages = [[offered()]]
    poll(one)
    assert noted(one) == [""]


def test_what_lists_nothing_for_an_hour_now_and_then_is_well(one: Market) -> None:
    for pages in ([], [[offered()]], [], [[offered("720p.WEB-DL.H.264")]], []):
        one.shop.pages = pages
        poll(one)
    assert noted(one) == []


def test_where_no_indexer_lists_anything_there_may_be_nothing_new(one: Market) -> None:
    other = Shop(name="other")
    poll_both(one, other)
    a_day_passes(one)
    poll_both(one, other)
    assert noted(one) == []
    other.fails = BadResponse("other", "not XML")
    poll_both(one, other)
    assert noted(one) == [], "that one cannot be asked says nothing of this one"
    other.fails, other.pages = None, [[offered()]]
    for _ in range(2):  # it is read after the other one
        poll_both(one, other)
    assert noted(one) == ["NotFound"]
