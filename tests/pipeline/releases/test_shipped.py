"""Which subtitles of a torrent belong to which of its videos, and what their names say."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from pipeline.model import Episode, Show
from pipeline.releases.shipped import MOST_PICTURES, belonging, describe, picture_files, subtitle_files, too_large

SHOW = Show(id=1, title="Lantern Row", year=2026)


@dataclass(frozen=True)
class File:
    path: str
    size: int = 1000


def episode(number: int) -> Episode:
    return Episode(id=number, show_id=1, season=1, number=number, title="One")


VIDEO = "Lantern.Row.S01E02.1080p.WEB-FAIR/Lantern.Row.S01E02.1080p.WEB-FAIR.mkv"
PACK = "Lantern.Row.S01.1080p.WEB-FAIR"
VIDEO_OF_PACK = f"{PACK}/Lantern.Row.S01E02.mkv"


def pack_with(subtitle: str) -> list[str]:
    return [*(f"{PACK}/Lantern.Row.S01E{n:02}.mkv" for n in (1, 2, 12)), f"{PACK}/{subtitle}"]


@pytest.mark.parametrize(
    ("files", "video", "mine"),
    [
        (["R/film.mkv", "R/Subs/2_English.srt", "R/Subs/3_Spanish.srt"], "R/film.mkv", [1, 2]),
        (["R/film.mkv", "R/film.en.srt", "R/other.srt"], "R/film.mkv", [1, 2]),
        ([VIDEO, f"{VIDEO[:-4]}.srt"], VIDEO, [1]),
        (
            [f"{PACK}/Lantern.Row.S01E0{n}.mkv" for n in (1, 2)]
            + [f"{PACK}/Subs/Lantern.Row.S01E0{n}/3_eng.srt" for n in (1, 2)],
            f"{PACK}/Lantern.Row.S01E02.mkv",
            [3],
        ),
        (
            [f"{PACK}/Lantern.Row.S01E0{n}.mkv" for n in (1, 2)]
            + [f"{PACK}/Subs/Lantern.Row.S01E0{n}.English.srt" for n in (1, 2)] + [f"{PACK}/Subs/2_English.srt"],
            f"{PACK}/Lantern.Row.S01E02.mkv",
            [3],
        ),
        (["R/film.mkv", "R/Sample/sample.mkv", "R/Subs/english.srt"], "R/film.mkv", [2]),
        (["R/film.mkv", "R/film.idx", "R/film.sub"], "R/film.mkv", []),
        (["R/film.mkv", "R/film.txt", "R/readme.txt", "R/film.sub"], "R/film.mkv", [1, 3]),
        *((pack_with(f"Subs/{name}"), VIDEO_OF_PACK, [3]) for name in (
            "Episode 02/English.srt", "Lantern Row Ep 2.srt", "eng/02.srt", "E02.srt", "S01E02/12.srt",
        )),
        *((pack_with(f"Subs/{name}"), VIDEO_OF_PACK, []) for name in (
            "Episode 12/English.srt", "eng/12.srt", "S01E12/02.srt", "Lantern.Row.S01E01-E02.srt", "02_English.srt",
        )),
    ],
)  # fmt: skip
def test_subtitles_belong_to_the_video_that_their_place_or_name_says(
    files: list[str], video: str, mine: list[int]
) -> None:
    there = [File(path) for path in files]
    found = belonging(video, subtitle_files(there), there, SHOW, episode(2))
    assert [files.index(file.path) for file in found] == mine


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("Subs/2_English.srt", ("en", False, False, False)),
        ("Subs/3_eng.srt", ("en", False, False, False)),
        ("film.pt-BR.srt", ("pt-BR", False, False, False)),
        ("film.en.forced.srt", ("en", True, False, False)),
        ("film.en.sdh.srt", ("en", False, True, False)),
        ("film.hi.srt", ("hi", False, False, False)),
        ("Subs/4_English [SDH].srt", ("en", False, True, False)),
        ("Subs/Brazilian Portuguese.srt", ("pt-BR", False, False, False)),
        ("Subs/English - Signs & Songs.ass", ("en", False, False, True)),
        ("Subs/English Commentary.srt", ("en", False, False, True)),
        ("film.srt", ("", False, False, False)),
        ("Subs/English (Full, Dialogue & Signs).ass", ("en", False, False, False)),
        ("Subs/繁體中文.srt", ("zh-Hant", False, False, False)),
        ("film.cht.srt", ("zh-Hant", False, False, False)),
        ("Subs/chs.srt", ("zh-Hans", False, False, False)),
        ("Subs/film.pob.forced.srt", ("pt-BR", True, False, False)),
        ("en/Lantern.Row.S01E02.srt", ("en", False, False, False)),
        ("Subs/Brazilian Portuguese/Lantern.Row.S01E02.srt", ("pt-BR", False, False, False)),
        ("Subs/film/3_eng.srt", ("en", False, False, False)),
        ("Subs/Lantern.Row.S01E02.1080p/Lantern.Row.S01E02.srt", ("", False, False, False)),
        ("film.sc.srt", ("zh-Hans", False, False, False)),
        ("film.tc.srt", ("zh-Hant", False, False, False)),
        ("film.chs&eng.ass", ("zh-Hans", False, False, False)),
        ("film.zh_TW.srt", ("zh-TW", False, False, False)),
        ("film.pt_BR.forced.srt", ("pt-BR", True, False, False)),
        ("Subs/European Spanish.srt", ("es-ES", False, False, False)),
        ("Subs/Portuguese (European).srt", ("pt-PT", False, False, False)),
        ("Subs/Español (Latino).srt", ("es-419", False, False, False)),
        ("Subs/Serbian (Latin).srt", ("sr-Latn", False, False, False)),
        ("Subs/Norwegian Bokmal.srt", ("nb", False, False, False)),
        ("Subs/Farsi.srt", ("fa", False, False, False)),
        ("film.VOSTFR.srt", ("fr", False, False, False)),
        ("Subs/Latin American.spa.srt", ("es-419", False, False, False)),
        ("Subs/Brazilian.por.srt", ("pt-BR", False, False, False)),
        ("Subs/Canadian.fre.srt", ("fr-CA", False, False, False)),
        ("Subs/Traditional.chi.srt", ("zh-Hant", False, False, False)),
        ("Subs/chi_sim.srt", ("zh-Hans", False, False, False)),
        ("Subs/spa_LA.srt", ("es-419", False, False, False)),
        ("Subs/English_HI.srt", ("en", False, True, False)),
        ("Subs/nor-forced.srt", ("no", True, False, False)),
        ("film.chs_eng.ass", ("zh-Hans", False, False, False)),
        ("film.720p.HDTV-LOL.srt", ("", False, False, False)),
    ],
)
def test_names_say_the_language_and_the_kind(path: str, expected: tuple[str, bool, bool, bool]) -> None:
    found = describe(path, "film.mkv")
    assert (found.language, found.forced, found.hearing_impaired, found.partial) == expected


@pytest.mark.parametrize("film", ["the.lantern.row.s01e02.1080p.web-fair.mkv", "film.mkv", "The Lantern Row 1x02.mkv"])
@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("The.Lantern.Row.S01E02.srt", ""),
        ("The.Lantern.Row.S01E02.en.srt", "en"),
        ("the lantern row 1x02 pt-BR.srt", "pt-BR"),
        ("The.Lantern.Row.S01E02E03.hun.srt", "hu"),
    ],
)
def test_the_words_of_a_title_are_no_languages(film: str, name: str, language: str) -> None:
    """ISO 639-3 has 7,000 codes: "the" is Chitwania Tharu, "row" Dela-Oenale."""
    assert describe(f"Subs/{name}", film).language == language


def test_what_is_too_large_or_empty_is_no_subtitle() -> None:
    assert subtitle_files([File("a.srt", 0), File("b.srt", 9_000_000), File("c.txt"), File("d.srt")]) == [File("d.srt")]


def test_what_is_too_large_for_a_text_is_known() -> None:
    """VobSub's pictures end in .sub and are large."""
    files = [File("a.ass", 9_000_000), File("b.srt", 9_000), File("film.sub", 9_000_000), File("film.mkv", 9_000_000)]
    assert too_large(files) == [File("a.ass", 9_000_000)]


def test_pictures_come_in_pairs_or_alone() -> None:
    """https://kodi.wiki/view/Subtitles: .idx says when, .sub holds the pictures; Blu-ray's .sup is one file."""
    pair = [File("Subs/film.idx"), File("Subs/film.sub", 20_000_000)]
    others = [File("half.idx"), File("micro.sub"), File("film.sup"), File("a.idx"), File("a.sub", MOST_PICTURES + 1)]
    assert picture_files([*pair, *others]) == [*pair, File("film.sup")]


def test_pictures_belong_to_a_video_as_texts_do() -> None:
    files = [File(f"{PACK}/Lantern.Row.S01E0{n}.mkv") for n in (1, 2)]
    files += [File(f"{PACK}/Subs/Lantern.Row.S01E0{n}.{suffix}") for n in (1, 2) for suffix in ("idx", "sub")]
    mine = belonging(f"{PACK}/Lantern.Row.S01E02.mkv", picture_files(files), files, SHOW, episode(2))
    assert [file.path for file in mine] == [f"{PACK}/Subs/Lantern.Row.S01E02.{suffix}" for suffix in ("idx", "sub")]
