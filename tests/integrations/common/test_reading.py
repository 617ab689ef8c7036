from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from integrations.common.reading import read_count, read_date, read_size, size_in, size_of_film
from pipeline.clock import now


@pytest.mark.parametrize(
    "text",
    [
        "Mon, 01 Jan 0001 00:00:00 +0000",  # https://github.com/Jackett/Jackett/issues/1480
        "Mon, 01 Jan 0001 00:00:00 -0000",
        "0001-01-01T00:00:00",
        "Thu, 01 Jan 1970 00:00:00 +0000",
        "1970-01-01T01:00:00Z",
        "0000-00-00 00:00:00",
        "Fri, 31 Dec 9999 23:59:59 GMT",
        "yesterday",
        "",
    ],
)
def test_a_date_that_means_none_is_unknown(text: str) -> None:
    assert read_date(text) is None


def test_dates_are_read_in_either_form_and_the_first_that_can_be_counts() -> None:
    moment = datetime(2026, 11, 22, 9, tzinfo=UTC)

    assert read_date("Sun, 22 Nov 2026 10:00:00 +0100") == moment
    assert read_date("2026-11-22T09:00:00Z") == moment
    assert read_date("Thu, 01 Jan 1970 00:00:00 +0000", "2026-11-22T09:00:00") == moment
    assert read_date("1795338000") == moment
    assert read_date("1795338000000") == moment
    assert read_date("Sun, 22 Nov 2026 10:30:00 +0030") == moment + timedelta(hours=1)


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("Sun, 22 Nov 2026 10:00:00 CET", 9),
        ("Sun, 22 Nov 2026 10:00:00 EST", 15),
        ("Sun, 22 Nov 2026 10:00:00 EST5EDT", 15),
        ("Wed, 22 Jul 2026 10:00:00 EST5EDT", 14),
        ("Sun, 22 Nov 2026 10:00:00 PST", 18),
        ("Sun, 22 Nov 2026 10:00:00 Europe/Berlin", 9),
        ("Sun, 22 Nov 2026 10:00:00 +0100 (CET)", 9),
        ("Sun, 22 Nov 2026 10:00:00 +01:00", 9),
        ("Sun, 22 Nov 2026 10:00:00 GMT+1", 9),
        ("Sun Nov 22 2026 10:00:00 GMT+0100 (Central European Standard Time)", 9),
        ("Sun Nov 22 10:00:00 MSK 2026", 7),
        ("Sun, 22-Nov-2026 10:00:00 GMT", 10),
        ("2026-11-22 10:00:00 CET", 9),
        ("2026/11/22 10:00:00", 10),
    ],
)
def test_zones_are_read_by_their_names(text: str, hour: int) -> None:
    read = read_date(text)
    assert read is not None
    assert (read.hour, read.utcoffset()) == (hour, timedelta(0))


@pytest.mark.parametrize(
    "text", ["Sun, 22 Nov 2026 10:00:00 XYZ", "Sun, 22 Nov 2026 8:00:00 PM", "22 Nov 2026 1:00 IST"]
)
def test_a_date_that_could_be_half_a_day_off_is_unknown(text: str) -> None:
    assert read_date(text) is None


def test_nothing_comes_from_the_future() -> None:
    assert read_date(format_datetime(now() + timedelta(days=400))) is None
    assert read_date(format_datetime(now() + timedelta(hours=20)))  # a clock, or a zone that was left out


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("1500000000", 1_500_000_000),
        ("1500000000.0", 1_500_000_000),
        ("1.37 GB", 1_370_000_000),
        ("1,37 GB", 1_370_000_000),
        ("1.5 GiB", 1_610_612_736),
        ("700MiB", 734_003_200),
        ("1,234.5 MB", 1_234_500_000),
        ("1.234,5 MB", 1_234_500_000),
        ("1 234,5 MB", 1_234_500_000),
        ("1,234 MB", 1_234_000_000),
        ("1.234 GB", 1_234_000_000),
        ("1,4 Go", 1_400_000_000),
        ("1.4 ГБ", 1_400_000_000),
        ("12345678 bytes", 12_345_678),
        ("1,400,000,000", 1_400_000_000),
        ("1 400 000 000", 1_400_000_000),
        ("1.4 Gigabytes", 1_400_000_000),
        ("1.4 G", 1_400_000_000),
        ("~1.4 GB", 1_400_000_000),
        ("0", None),
        ("-5", None),
        ("-1 GB", None),
        ("9" * 40, None),
        ("nan", None),
        ("big", None),
        ("", None),
        (None, None),
    ],
)
def test_sizes_are_read_as_they_are_written(text: str | None, size: int | None) -> None:
    assert read_size([text]) == size


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("Size: 685.67 MB", 685_670_000),  # https://github.com/Sonarr/Sonarr/issues/590
        ("<b>Category:</b> TV<br/><b>Size:</b> 1.37 GB<br/>Seeders: 5", 1_370_000_000),
        ("Taille : 1,4 Go", 1_400_000_000),
        ("1080p, 2.1 GiB, 24 min", 2_254_857_830),
        ("2.1 GB of 4.2 GB", None),
        ("Bitrate 5000 kb/s, 24 min", None),
        ("S01E01 1080p", None),
        ("", None),
    ],
)
def test_a_description_tells_the_size(text: str, size: int | None) -> None:
    assert size_in(text) == size


def test_a_torrent_s_own_size_is_passed_over_where_a_film_s_is_said() -> None:
    assert size_of_film([39_000], [1_370_000_000]) == 1_370_000_000
    assert size_of_film([1_500_000_000], [39_000]) == 1_500_000_000
    assert size_of_film([39_000], [39_000, None]) == 39_000
    assert size_of_film([None], [39_000]) is None


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("12", 12),
        (" 1,234 ", 1234),
        ("1.234.567", 1_234_567),
        ("1\u202f234", 1234),
        ("3.0", 3),
        ("1,23", None),
        ("12.5", None),
        ("1,2345", None),
        ("-1", None),
        ("²", None),
        ("9" * 16, None),
        ("", None),
        (None, None),
    ],
)
def test_counts_are_read_with_or_without_dividers(text: str | None, count: int | None) -> None:
    assert read_count([text]) == count
