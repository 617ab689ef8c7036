"""How long a stream is, by the times of its packets."""

from __future__ import annotations

import pytest

from integrations.ffmpeg.length import Span

A_PICTURE = 0.04


def span_of(*times: float, restarts: bool = False) -> Span:
    first, *others = times
    span = Span(first, first + A_PICTURE, begin=first, last=first, furthest=first)
    for time in others:
        span.see(time, A_PICTURE, restarts=restarts)
    span.settle(restarts=restarts)
    return span


def pictures(start: float, seconds: float) -> list[float]:
    return [start + n * A_PICTURE for n in range(round(seconds / A_PICTURE))]


@pytest.mark.parametrize("wild", [95_000.0, -20_000.0])
@pytest.mark.parametrize("restarts", [True, False])
def test_one_packet_elsewhere_makes_no_film_longer(wild: float, restarts: bool) -> None:
    span = span_of(*pictures(0, 10), wild, *pictures(10, 10), restarts=restarts)
    assert span.length == pytest.approx(20, abs=0.1)
    assert (span.strays, span.jumps) == (1, 0)


@pytest.mark.parametrize(
    "wild", [(3600.0, 3600.04), (95_000.0, 95_000.04, 95_000.08), (-500.0, -499.9), (700.0, 9_000.0)]
)
@pytest.mark.parametrize("restarts", [True, False])
def test_some_packets_elsewhere_make_no_film_longer(wild: tuple[float, ...], restarts: bool) -> None:
    span = span_of(*pictures(0, 10), *wild, *pictures(10, 10), restarts=restarts)
    assert span.length == pytest.approx(20, abs=0.1)
    assert (span.strays, span.jumps) == (len(wild), 0)


def test_sound_whose_times_lie_apart_lasts_as_long_as_its_packets() -> None:
    scattered = span_of(*(n * 10.0 for n in range(200)))
    assert scattered.counted(gapless=True).length == pytest.approx(200 * A_PICTURE, abs=0.1)
    assert not scattered.counted(gapless=False).miscounted
    assert not span_of(*pictures(0, 10)).counted(gapless=True).miscounted


def test_sound_whose_packets_say_one_time_lasts_as_long_as_they_do() -> None:
    crowded = span_of(*[0.0] * 100)
    assert crowded.counted(gapless=False).length == pytest.approx(100 * A_PICTURE, abs=0.1)


def test_a_last_packet_elsewhere_is_not_believed_but_was_there() -> None:
    span = span_of(*pictures(0, 10), 95_000.0)
    assert span.length == pytest.approx(10, abs=0.1)
    assert span.furthest == 95_000.0


def test_a_clock_that_starts_anew_counts_on() -> None:
    span = span_of(*pictures(100, 10), *pictures(0, 10), restarts=True)
    assert span.length == pytest.approx(20, abs=0.1)
    assert (span.strays, span.jumps) == (0, 1)


def test_a_pause_that_a_file_states_is_part_of_the_film() -> None:
    assert span_of(*pictures(0, 10), *pictures(60, 10)).length == pytest.approx(70, abs=0.1)


def test_pictures_far_apart_are_all_seen() -> None:
    assert span_of(*(n * 30.0 for n in range(11))).length == pytest.approx(300, abs=31)
