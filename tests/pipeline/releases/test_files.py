from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import MediaInfo, Stream, StreamKind, TorrentFile
from pipeline.releases.files import is_episode, pick_file, why_fake, why_harmful
from pipeline.releases.parsing.names import read
from tests.rigs.releases import episode, show


@pytest.mark.parametrize(
    ("paths", "said"),
    [
        (["a/../../etc/passwd.mkv"], "leads out"),
        (["/etc/x.mkv"], "leads out"),
        (["Show.S01E02.mkv.exe"], "a program"),
        (["Show.S01E02.mkv", "codec.lnk"], "a program"),
        (["show.rar", "show.r00"], "packed"),
        (["readme.txt"], "no video"),
        (["Show.S01E02.rar", "Password.txt"], "a password"),
        (["Show.S01E02.mkv", "how to open.html"], "a password"),
    ],
)
def test_says_why_a_torrent_must_not_be_loaded(paths: list[str], said: str) -> None:
    assert said in str(why_harmful(paths))


@pytest.mark.parametrize("paths", [["Show.S01E02.mkv"], ["Show/Show.S01E02.mp4", "Show/Subs/en.srt", "Show/info.nfo"]])
def test_lets_a_video_and_what_lies_beside_it_through(paths: list[str]) -> None:
    assert not why_harmful(paths)


def pick(*paths: str, **values: object) -> str | None:
    found = pick_file([TorrentFile(path=p, size=len(p)) for p in paths], show(), episode(**values))
    return found.path if found else None


def test_picks_the_episode_out_of_a_pack() -> None:
    assert pick(*(f"Pack/Lantern.Row.S01E0{n}.mkv" for n in range(1, 7))) == "Pack/Lantern.Row.S01E02.mkv"


@pytest.mark.parametrize("file", ["02.mkv", "02 - High Tide.mkv", "E02.mkv", "Lantern Row - 02.mkv"])
def test_reads_the_season_from_the_folder_where_the_file_leaves_it_out(file: str) -> None:
    assert pick(f"Lantern Row/Season 2/{file}", f"Lantern Row/S01/{file}") == f"Lantern Row/S01/{file}"


def test_takes_a_lone_video_at_its_release_s_word_unless_it_names_another_episode() -> None:
    assert pick("abc.mkv", "info.txt") == "abc.mkv"
    assert pick("Lantern.Row.S01E03.mkv") is None


def test_never_takes_a_sample() -> None:
    assert pick("Sample/lantern.row.s01e02.sample.mkv", "lantern.row.s01e02.mkv") == "lantern.row.s01e02.mkv"


@pytest.mark.parametrize(
    ("title", "values"),
    [
        ("Show.S01E02", {}),
        ("Show.2026.11.20", {"air_date": date(2026, 11, 20)}),
        ("[G] Show - 27", {"season": 2, "absolute": 27}),
        ("[G] Show - 02", {}),
        ("Show.Part.2", {}),
    ],
)
def test_knows_an_episode_by_its_numbers(title: str, values: dict[str, object]) -> None:
    assert is_episode(read(title, ("Show",)), episode(**values))


def media(duration: float = 3000, *languages: str, video: bool = True) -> MediaInfo:
    picture = [Stream(index=0, kind=StreamKind.VIDEO, codec="h264")] if video else []
    sounds = [Stream(index=1 + n, kind=StreamKind.AUDIO, codec="aac", language=t) for n, t in enumerate(languages)]
    return MediaInfo(container="matroska,webm", size=1, duration=duration, streams=(*picture, *sounds))


def test_calls_a_fake_what_is_too_short_has_no_picture_or_speaks_another_language() -> None:
    assert "a sample or a fake" in str(why_fake(media(60), 3000, ()))
    assert "no picture" in str(why_fake(media(video=False), 3000, ()))
    assert str(why_fake(media(3000, "fr"), 3000, ("en",))) == "it speaks fr, not en"


def test_gives_what_may_be_true_the_benefit_of_the_doubt() -> None:
    assert not why_fake(media(2000, "en-GB"), 3000, ("en",))
    assert not why_fake(media(3000, ""), 3000, ("en",))
    assert not why_fake(media(3000, "fr", "en"), 3000, ("en",))
    assert not why_fake(media(3000, "fr"), None, ())


@given(st.lists(st.text(max_size=80), max_size=6))
def test_any_list_of_files_gets_an_answer(paths: list[str]) -> None:
    why_harmful(paths)
    pick(*paths)
