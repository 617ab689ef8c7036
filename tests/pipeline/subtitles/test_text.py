"""Reading, cleaning, naming and counting subtitles."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import UserError
from pipeline.model import MediaInfo, Stream, StreamKind
from pipeline.subtitles.text import (
    Cue,
    clean,
    compose,
    decode,
    language_tag,
    missing_languages,
    parse,
    problem,
    same_language,
    shift,
    sidecar_path,
    sidecars,
    without_ads,
)


def srt(*texts: str) -> bytes:
    return compose(Cue(n * 10.0, n * 10 + 2.0, text) for n, text in enumerate(texts)).encode()


@pytest.mark.parametrize(
    ("text", "language", "encoding"),
    [
        ("Où êtes-vous ?", "fr", "utf-8"),
        ("Où êtes-vous ?", "fr", "utf-8-sig"),
        ("Où êtes-vous ?", "fr", "utf-16"),
        ("Où êtes-vous ?", "fr", "cp1252"),
        ("Zażółć gęślą jaźń", "pl", "cp1250"),
        ("Добрый вечер", "ru", "cp1251"),
        ("Καλησπέρα", "el", "cp1253"),
        ("İyi akşamlar", "tr", "cp1254"),
        ("こんばんは", "ja", "cp932"),
        ("晚上好", "zh-Hans", "gb18030"),
    ],
)
def test_reads_whatever_a_subtitle_was_saved_as(text: str, language: str, encoding: str) -> None:
    assert decode(text.encode(encoding), language) == text


def test_bytes_of_no_encoding_still_become_text() -> None:
    assert decode(bytes(range(128, 256)), "en")


def test_reads_cues_in_the_order_of_time_whatever_surrounds_them() -> None:
    text = (
        "WEBVTT\n\n2\n00:00:05.5 --> 00:00:06,000 X1:0\nLater\nand more\n\n\n"
        "1\r\n00:00:01,000 --> 00:00:02,000\r\nSooner\r\n\r\n"
        "3\n00:00:09,000 --> 00:00:08,000\nends before it begins\n\n4\n00:00:10,000 --> 00:00:11,000\n\n"
        "5\n0:00:12,000 --> 0:00:13,000\n1984"
    )
    assert parse(text) == [
        Cue(1.0, 2.0, "Sooner"),
        Cue(5.5, 6.0, "Later\nand more"),
        Cue(12.0, 13.0, "1984"),
    ]


def test_a_number_that_is_the_text_stays() -> None:
    assert [c.text for c in parse("1\n00:00:01,000 --> 00:00:02,000\n42\n\n2\n00:00:03,000 --> 00:00:04,000\nYes")] == [
        "42",
        "Yes",
    ]


cues = st.lists(
    st.builds(
        lambda start, length, text: Cue(start / 1000, (start + length) / 1000, text),
        st.integers(0, 10_000_000),
        st.integers(1, 10_000),
        st.text(st.characters(categories=["L"]), min_size=1, max_size=40),
    ),
    max_size=20,
)


@given(cues)
def test_what_is_composed_is_read_back(written: list[Cue]) -> None:
    expected = sorted(written, key=lambda cue: (cue.start, cue.end))
    assert parse(compose(expected)) == expected


@given(st.text(max_size=400))
def test_no_text_breaks_the_reader(text: str) -> None:
    assert clean(compose(parse(text)).encode()) == clean(clean(compose(parse(text)).encode()).encode())


@pytest.mark.parametrize(
    "line",
    [
        "Downloaded from www.OpenSubtitles.org",
        "Subtitles by explosiveskull",
        "Sync & corrections by honeybunny",
        "<font color='#fff'>Synced and corrected by <b>someone</b></font>",
        "Support us and become VIP member",
        "Advertise your product or brand here",
        "https://example.com/watch",
        "-= www.addic7ed.com =-",
        "Captioned by the National Captioning Institute",
        "Subtitles downloaded from somewhere",
    ],
)
def test_lines_that_advertise_go(line: str) -> None:
    assert clean(srt("Hello.", line, "Goodbye.")) == clean(srt("Hello.", "Goodbye.")).replace(
        "00:00:10,000 --> 00:00:12,000", "00:00:20,000 --> 00:00:22,000"
    )


@pytest.mark.parametrize(
    "line",
    [
        "I downloaded it myself.",
        "He came by the house.",
        "They support us.",
        "Subtitles are for people who read.",
        "What's the correct answer?",
        "Stop by at three.",
        "We sync our watches by noon.",
        "It was corrected by the teacher.",
    ],
)
def test_lines_that_people_say_stay(line: str) -> None:
    assert [cue.text for cue in without_ads(parse(srt(line).decode()))] == [line]


def test_marks_that_players_would_print_go() -> None:
    dressed = r'<font face="Arial" size="20">{\an8}<i>Up here</i>\hnow</font>'
    assert "<i>Up here</i> now" in clean(srt(dressed))


def test_a_subtitle_of_nothing_is_empty() -> None:
    assert clean(b"not a subtitle") == ""
    assert clean(srt("www.opensubtitles.org")) == ""


@pytest.mark.parametrize(
    ("content", "duration", "expected"),
    [
        (srt("Fine."), 100.0, ""),
        (b"<html>Not found</html>", 100.0, "it holds no text with times"),
        (compose([Cue(300.0, 301.0, "Late")]).encode(), 100.0, "its last line comes 200 seconds after the end"),
        (b"x" * 6_000_000, 100.0, "it is 6 MB"),
        (compose([Cue(300.0, 301.0, "Late")]).encode(), 0.0, ""),
    ],
)
def test_what_cannot_be_of_this_film_is_refused(content: bytes, duration: float, expected: str) -> None:
    assert problem(content, duration) == expected


def test_shifting_moves_everything_and_loses_what_is_before_the_beginning() -> None:
    moved = shift([Cue(1.0, 2.0, "gone"), Cue(4.0, 6.0, "cut"), Cue(10.0, 11.0, "whole")], -5.0)
    assert moved == [Cue(0.0, 1.0, "cut"), Cue(5.0, 6.0, "whole")]


@pytest.mark.parametrize(
    ("facts", "name"),
    [
        ({"language": "en"}, "S01E01 - One.two.en.srt"),
        ({"language": "en", "forced": True}, "S01E01 - One.two.en.forced.srt"),
        ({"language": "pt-BR", "hearing_impaired": True}, "S01E01 - One.two.pt-BR.sdh.srt"),
        ({"language": "", "extension": "mks"}, "S01E01 - One.two.mks"),
    ],
)
def test_files_are_named_as_jellyfin_reads_them(facts: dict[str, object], name: str) -> None:
    path = sidecar_path(Path("/tv/S01E01 - One.two.mp4"), **facts)  # type: ignore[arg-type]
    assert path == Path("/tv") / name


def test_a_language_never_leads_out_of_the_folder() -> None:
    with pytest.raises(UserError):
        sidecar_path(Path("/tv/a.mp4"), "../../etc/en")


def test_finds_the_subtitles_beside_a_video(tmp_path: Path) -> None:
    for name in ("a.en.srt", "a.en.forced.srt", "a.es.sdh.srt", "a.srt", "a.hi.srt", "a.en.hi.srt", "a.2.deu.ass",
                 "ab.en.srt", "a.nfo", "a.mp4"):  # fmt: skip
        (tmp_path / name).touch()
    found = {s.path.name: (s.language, s.forced, s.hearing_impaired) for s in sidecars(tmp_path / "a.mp4")}
    assert found == {
        "a.2.deu.ass": ("de", False, False),
        "a.en.forced.srt": ("en", True, False),
        "a.en.hi.srt": ("en", False, True),
        "a.en.srt": ("en", False, False),
        "a.es.sdh.srt": ("es", False, True),
        "a.hi.srt": ("hi", False, False),
        "a.srt": ("", False, False),
    }


def test_a_missing_folder_has_no_subtitles(tmp_path: Path) -> None:
    assert sidecars(tmp_path / "gone" / "a.mp4") == []


@pytest.mark.parametrize(
    ("code", "tag"),
    [("eng", "en"), ("ger", "de"), ("und", ""), ("pt_br", "pt-BR"), ("zh-hant", "zh-Hant"), ("??", ""), ("gsw", "gsw")],
)
def test_languages_of_files_become_tags(code: str, tag: str) -> None:
    assert language_tag(code) == tag


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("en", "en-GB", True),
        ("en-GB", "en", True),
        ("pt-BR", "pt-PT", False),
        ("eng", "en", True),
        ("", "en", False),
        ("en", "", False),
        ("es", "et", False),
    ],
)
def test_one_kind_of_a_language_serves_for_another_only_where_one_is_plain(one: str, two: str, same: bool) -> None:
    assert same_language(one, two) is same


def test_what_is_embedded_counts_but_a_forced_track_is_not_a_full_one(tmp_path: Path) -> None:
    info = MediaInfo(
        container="matroska,webm",
        size=1,
        duration=1,
        streams=(
            Stream(index=0, kind=StreamKind.SUBTITLE, codec="subrip", language="en"),
            Stream(index=1, kind=StreamKind.SUBTITLE, codec="subrip", language="es", forced=True),
        ),
    )
    (tmp_path / "a.fr.srt").touch()
    beside = sidecars(tmp_path / "a.mkv")
    assert missing_languages(["en", "es", "fr", "de", "de"], info, beside) == ("es", "de")
    assert missing_languages(["en", "es"], info, beside, forced=True) == ("en",)
    assert missing_languages(["en"]) == ("en",)
