from __future__ import annotations

from pipeline.playback.screens import BUILT_IN
from pipeline.releases.rules.not_better import not_better
from tests.rigs.releases import case, offer, profile

HAVE = offer("Lantern.Row.S01E02.720p.HDTV.x264-OTHER")


def test_a_better_resolution_is_better() -> None:
    assert not not_better(offer(), case(have=HAVE))


def test_a_mended_release_is_better() -> None:
    mended = offer("Lantern.Row.S01E02.PROPER.720p.HDTV.x264-FAIR")
    assert not not_better(mended, case(have=HAVE))


def test_more_seeders_are_not() -> None:
    same = offer("Lantern.Row.S01E02.720p.HDTV.x264-FAIR", seeders=5000)
    assert not_better(same, case(have=HAVE))


def test_says_nothing_while_there_is_nothing_to_replace() -> None:
    assert not not_better(offer("Lantern.Row.S01E02.480p-FAIR"), case())


BEST = offer("Lantern.Row.S01E02.1080p.WEB-DL.HEVC-OTHER")


def test_once_the_goal_is_reached_nothing_but_its_mending_is_better() -> None:
    best = profile(best_resolution=720, most_resolution=1080, sources=("hdtv", "webdl"))
    fine = offer("Lantern.Row.S01E02.720p.HDTV.x264-OTHER")
    for title in ("1080p.HDTV.x264", "720p.WEB-DL.x264", "720p.HDTV.HEVC"):
        assert not_better(offer(f"Lantern.Row.S01E02.{title}-FAIR"), case(have=fine, profile=best)), title
    proper = offer("Lantern.Row.S01E02.PROPER.720p.HDTV.x264-FAIR")
    assert not not_better(proper, case(have=fine, profile=best))


def test_another_codec_of_the_same_picture_is_no_better_than_what_plays_already() -> None:
    poor = offer("Lantern.Row.S01E02.720p.WEB-DL.HEVC-OTHER")
    assert not_better(offer("Lantern.Row.S01E02.720p.WEB-DL.H.264-FAIR"), case(have=poor))


def test_a_group_s_repack_mends_only_its_own() -> None:
    assert not not_better(offer("Lantern.Row.S01E02.REPACK.1080p.WEB-DL.HEVC-OTHER"), case(have=BEST))
    assert "another group" in str(
        not_better(offer("Lantern.Row.S01E02.REPACK.1080p.WEB-DL.HEVC-FAIR"), case(have=BEST))
    )


def test_a_liked_high_dynamic_range_is_part_of_the_goal() -> None:
    liked = profile(hdr="liked", best_resolution=1080, codecs=("hevc",))
    screen = BUILT_IN["chromecast-4k"]
    hdr = offer("Lantern.Row.S01E02.1080p.WEB-DL.HDR10.HEVC-FAIR")
    assert not not_better(hdr, case(have=BEST, profile=liked, screen=screen))
    assert not_better(hdr, case(have=BEST, screen=screen))
