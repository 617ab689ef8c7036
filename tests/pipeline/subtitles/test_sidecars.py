"""Names of subtitle files, and which languages there are."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import UserError
from pipeline.model import MediaInfo, Stream, StreamKind
from pipeline.subtitles.sidecars import full_files, full_texts, missing_languages, sidecar_path, sidecars


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


@pytest.mark.parametrize(
    ("names", "text", "counted"),
    [
        (["a.en.idx", "a.en.sub"], set(), {"en"}),  # VobSub, the pictures of DVDs
        (["a.en.sub"], {"en"}, {"en"}),  # MicroDVD, a text
        (["a.en.sup", "a.de.mks", "a.fr.srt"], {"fr"}, {"en", "de", "fr"}),
        (["a.en.forced.srt", "a.en.t2-commentary.srt"], set(), set()),
    ],
)
def test_pictures_beside_a_film_count_only_where_that_is_wished(
    tmp_path: Path, names: list[str], text: set[str], counted: set[str]
) -> None:
    for name in names:
        (tmp_path / name).touch()
    assert {s.language for s in full_files(tmp_path / "a.mp4")} == text
    assert {s.language for s in full_files(tmp_path / "a.mp4", pictures=True)} == counted


def test_a_missing_folder_has_no_subtitles(tmp_path: Path) -> None:
    assert sidecars(tmp_path / "gone" / "a.mp4") == []


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
    assert missing_languages(["en", "es", "fr", "de", "de"], full_texts(info), beside) == ("es", "de")
    assert missing_languages(["en"]) == ("en",)


@pytest.mark.parametrize("codec", ["dvd_subtitle", "hdmv_pgs_subtitle", "dvb_subtitle"])
def test_pictures_count_as_there_only_where_that_is_wished(codec: str) -> None:
    pictures = Stream(index=0, kind=StreamKind.SUBTITLE, codec=codec, language="en")
    info = MediaInfo(container="matroska,webm", size=1, duration=1, streams=(pictures,))
    assert missing_languages(["en"], full_texts(info)) == ("en",)
    assert missing_languages(["en"], full_texts(info, pictures=True)) == ()
