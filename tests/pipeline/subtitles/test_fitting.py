"""A found subtitle at the film's pace."""

from __future__ import annotations

import pytest

from pipeline.subtitles.cues import Cue, compose, parse
from pipeline.subtitles.fitting import CINEMA, PAL, fitted

FILM = 2640.0  # seconds


def srt(last: float) -> bytes:
    return compose(Cue(last * n / 300, last * n / 300 + 1, f"Line {n}.") for n in range(1, 301)).encode()


def pictures(last: float, rate: float) -> bytes:
    """MicroDVD that does not tell its rate."""
    frames = [round(last * n / 300 * rate) for n in range(1, 301)]
    return "".join(f"{{{frame}}}{{{frame + 25}}}Line {frame}.\n" for frame in frames).encode()


@pytest.mark.parametrize(
    ("content", "duration", "rate", "stretched"),
    [
        (srt(2600 * PAL / CINEMA), FILM, 25.0, True),
        (srt(2600 * PAL / 24), FILM, 25.0, True),
        (srt(2600 * PAL / CINEMA), FILM, 50.0, True),
        (srt(2600), FILM, 25.0, False),
        (srt(2650), FILM, 25.0, False),  # as late as the end of another cut may be
        (srt(2600 * 1.2), FILM, 25.0, False),  # of something longer
        (srt(2600 * 2), FILM, 25.0, False),
        (srt(2600 * PAL / CINEMA), FILM, CINEMA, False),  # no film of this pace has slower subtitles
        (srt(2600 * PAL / CINEMA), FILM, None, False),
        (srt(2600 * PAL / CINEMA), 0.0, 25.0, False),
        (pictures(2600, 25), FILM, CINEMA, True),
        (pictures(2600, CINEMA), FILM, CINEMA, False),
        (b"{1}{1}25\n" + pictures(2600 * PAL / CINEMA, 25), FILM, CINEMA, False),
    ],
)
def test_only_what_the_rates_explain_is_stretched(
    content: bytes, duration: float, rate: float | None, stretched: bool
) -> None:
    found, pace = fitted(content, "en", duration, rate)
    assert pace == (CINEMA / PAL if stretched else 1.0)
    if stretched:
        assert parse(found.decode())[-1].start == pytest.approx(2600, abs=3)


def test_of_the_odd_foreign_line_the_last_proves_nothing() -> None:
    content = srt(2600 * PAL / CINEMA)
    assert fitted(content, "en", FILM, 25.0, forced=True) == (content, 1.0)


@pytest.mark.parametrize(
    ("made_for", "rate", "last", "stretched"),
    [
        (CINEMA, 25.0, 1290, True),  # 26 seconds late, as another cut's ending may be
        (24.0, 25.0, 1290, True),
        (None, 25.0, 1290, False),
        (25.0, 25.0, 1290, False),
        (CINEMA, CINEMA, 1290, False),
        (CINEMA, 25.0, 1230, False),  # ends with the film, whatever its uploader says
    ],
)
def test_of_a_short_film_the_site_has_to_say_the_rate(
    made_for: float | None, rate: float, last: float, stretched: bool
) -> None:
    _, pace = fitted(srt(last * PAL / CINEMA), "en", 1320.0, rate, made_for=made_for)
    assert (pace != 1) is stretched


def test_what_fits_keeps_its_every_byte_and_other_forms_become_srt() -> None:
    mine = "1\r\n00:00:01.5 --> 00:00:02.5\r\n<b>Aquí</b>\r\n".encode("cp1252")
    assert fitted(mine, "es", FILM, 25.0) == (mine, 1.0)
    assert b"00:00:01,000 --> 00:00:02,000\nOne" in fitted(b"{25}{50}One\n", "en", FILM, 25.0)[0]
