from __future__ import annotations

from datetime import timedelta

from pipeline.releases.rules.before_air_date import before_air_date
from tests.rigs.releases import AIRED, case, offer

PACK = "Lantern.Row.S01.1080p.WEB-DL.H.264-FAIR"


def test_refuses_what_appeared_the_day_before() -> None:
    assert before_air_date(offer(published_at=AIRED - timedelta(days=1)), case())


def test_allows_for_streaming_services_that_publish_early() -> None:
    assert not before_air_date(offer(published_at=AIRED - timedelta(hours=8)), case())


def test_says_nothing_where_a_time_is_not_known() -> None:
    assert not before_air_date(offer(published_at=None), case())


def test_refuses_a_pack_from_before_the_season_s_end() -> None:
    over = case(season_ends_at=AIRED + timedelta(hours=1))
    assert before_air_date(offer(PACK, published_at=AIRED - timedelta(days=9)), over)
    assert not before_air_date(offer(PACK, published_at=AIRED + timedelta(days=1)), over)


def test_takes_a_pack_of_what_there_is_while_the_season_goes_on() -> None:
    assert not before_air_date(offer(PACK), case(season_ends_at=AIRED + timedelta(days=30)))
