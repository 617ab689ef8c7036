"""What release names are read as, by kind; then what holds for every name, and how often the corpus is read right."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.releases.parsing import names, quality_tokens
from pipeline.releases.parsing.names import ReleaseName, Source, read
from pipeline.releases.parsing.normalise import prepare
from pipeline.releases.parsing.titles import is_plain, take_apart
from pipeline.releases.parsing.titles import read as read_title
from tests.bench.names import accuracy, as_row, check, rows

FILMS = Path(__file__).parent / "films.txt"


def numbers(name: ReleaseName) -> tuple[int | None, tuple[int, ...]]:
    return name.season, name.episodes or name.absolute


# ---- titles ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Blue.Planet.S01E02.720p", "Blue Planet"),
        ("Blue_Planet_S01E02_720p", "Blue Planet"),
        ("Warehouse.13.S01E01", "Warehouse 13"),
        ("The.100.S01E05", "The 100"),
        ("24.S01E05", "24"),
        ("1923.S01E05", "1923"),
        ("9-1-1.S01E05", "9-1-1"),
        ("11.22.63.S01E05", "11 22 63"),
        ("Archive.81.S01E05", "Archive 81"),
        ("2.Developers.S03E18.720p", "2 Developers"),
        ("Mr. Show - S01E05", "Mr. Show"),
        ("Blue & Planet - 4x05 - Name", "Blue & Planet"),
        ("Blue Planet, Season 2 [720p]", "Blue Planet"),
        ("Blue Planet (2021) Season 1 S01 (1080p BluRay x265)", "Blue Planet"),
        ("Blue.Planet.1080p.S01E05.WEB-DL", "Blue Planet"),
        ("[www.site.com] - Blue.Planet.S01E02", "Blue Planet"),
        ("[ www.site.co.uk ] Blue.Planet.S01E02", "Blue Planet"),
        ("www.site.org - Blue Planet S01E02 720p", "Blue Planet"),
        ("[tag123][509103] Blue.Planet.S01E02", "Blue Planet"),
        ("Планета (S2E1) / Blue Planet (S2E1) (2023) WEB-DL", "Blue Planet"),
        ('usenet [1/9] - "Blue Planet S01E02.mkv" yEnc', "Blue Planet"),
        ("S01E05 - Name [1080p]", ""),
    ],
)
def test_reads_the_title(name: str, title: str) -> None:
    assert read(name).title == title


def test_keeps_year_and_country_apart() -> None:
    found = read("Blue.Planet.US.2010.S04E01.720p")
    assert (found.title, found.country, found.year) == ("Blue Planet", "US", 2010)
    assert read("Blue Planet (UK) (2001) S01E05").country == "GB"
    found = read("Class.of.2007.S01E01")
    assert found.year == 2007
    assert "Class of 2007" in found.alt_titles  # the year may belong to the title


def test_reads_further_titles() -> None:
    assert "Other" in read("Blue Planet AKA Other S01E05").alt_titles
    assert "蓝色星球" in read("[Group] 蓝色星球 / Blue Planet - 12 [1080p]").alt_titles
    assert "Aoi Hoshi" in read("Blue Planet S01E05 1080p WEB-DL AAC2.0 H.264-VARYG (Aoi Hoshi, Multi-Subs)").alt_titles


@pytest.mark.parametrize(
    ("name", "known", "title", "season", "episodes"),
    [
        ("Archive.81.720p.WEB-DL", ["Archive 81"], "Archive 81", None, ()),
        ("Архив / 24 (2001) [S02E03] WEB-DL", ["24"], "24", 2, (3,)),
        ("[Rec] Room S02E03 1080p", ["[Rec] Room"], "[Rec] Room", 2, (3,)),
        ("The.100.105.720p.HDTV", ["The 100"], "The 100", 1, (5,)),
        ("Zero.Zero.7.05.1080p", ["Zero Zero 7"], "Zero Zero 7", None, (5,)),
        ("Top.Gear.Series.5.Complete.720p", ["Top Gear"], "Top Gear", 5, ()),
        ("Mr.Robot.S01E05", ["Mr. Robot"], "Mr. Robot", 1, (5,)),
        ("Law.and.Order.S01E05", ["Law & Order"], "Law & Order", 1, (5,)),
        ("Lost.Girl.S01E05", ["Lost"], "Lost Girl", 1, (5,)),
        ("Lost.Girl.S01E05", ["Lost", "Lost Girl"], "Lost Girl", 1, (5,)),
        ("Space.1999.2x05.Name", ["Space: 1999"], "Space: 1999", 2, (5,)),
        ("/tv/Archive 81/Season 1/S01E05.mkv", ["Archive 81"], "Archive 81", 1, (5,)),
    ],
)
def test_known_titles_settle_doubts(
    name: str, known: list[str], title: str, season: int | None, episodes: tuple[int, ...]
) -> None:
    found = read(name, known)
    assert (found.title, *numbers(found)) == (title, season, episodes)


def test_a_year_that_belongs_to_a_known_title_is_none_of_its_own() -> None:
    assert read("Class.of.2007.S01E01", ["Class of 2007"]).year is None
    assert read("Hawaii.Five-0.2010.S01E05", ["Hawaii Five-0"]).year == 2010


# ---- quality ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tags", "source", "resolution"),
    [
        ("HDTV.x264", Source.HDTV, None),
        ("720p.HDTV.x264", Source.HDTV, 720),
        ("WS.PDTV.XviD", Source.HDTV, None),
        ("SD TV", Source.HDTV, None),
        ("1080i.HDTV.DD5.1.MPEG2", Source.HDTV, 1080),
        ("480p.WEB-DL", Source.WEBDL, 480),
        ("720p WEB DL DD5 1 H 264", Source.WEBDL, 720),
        ("1080p.AMZN.WEB.h264", Source.WEBDL, 1080),
        ("1080p.iTunesHD", Source.WEBDL, 1080),
        ("2160p.NF.WEBRip.DD5.1", Source.WEBRIP, 2160),
        ("WEB-DLRip", Source.WEBRIP, None),
        ("ws_dvdrip_xvid", Source.DVD, None),
        ("DVD.REMUX", Source.DVD, None),
        ("BDRip.AC3", Source.BLURAY, None),
        ("[Bluray1080p]", Source.BLURAY, 1080),
        ("720p.Blu-ray.AC3", Source.BLURAY, 720),
        ("1080p.HD-DVD.VC1", Source.BLURAY, 1080),
        ("(BD 1920x1080 x264 FLAC)", Source.BLURAY, 1080),
        ("UHD.4K.WEB.DL", Source.WEBDL, 2160),
        ("1080p UHD BluRay", Source.BLURAY, 1080),
        ("[848x480]", None, 480),
        ("The.Web.Of.Lies.720p.HDTV", Source.HDTV, 720),
    ],
)
def test_reads_source_and_resolution(tags: str, source: Source | None, resolution: int | None) -> None:
    found = read(f"Blue.Planet.S01E02.{tags}")
    assert (found.source, found.resolution) == (source, resolution)


def test_reads_picture_and_sound() -> None:
    found = read("Blue.Planet.S01E02.2160p.NF.WEB-DL.DDP5.1.Atmos.DV.HDR10+.10bit.H.265-GRP")
    assert (found.codec, found.bit_depth, found.hdr) == ("hevc", 10, ("dolby-vision", "hdr10plus"))
    assert (found.audio, found.channels, found.atmos, found.network) == (("eac3",), 6, True, "netflix")
    found = read("Blue.Planet.S01E02.1080p.BluRay.REMUX.AVC.DTS-HD.MA.7.1-GRP")
    assert (found.remux, found.codec, found.audio, found.channels) == (True, "h264", ("dts-hd-ma",), 8)


@pytest.mark.parametrize(
    ("name", "proper", "version"),
    [
        ("Blue.Planet.S01E02.720p.HDTV.x264-GRP", 0, 1),
        ("Blue.Planet.S01E02.REPACK.720p.HDTV", 1, 1),
        ("Blue.Planet.S01E02.RERIP2.720p.BluRay", 2, 1),
        ("Blue.Planet.S01E02.REAL.PROPER.HDTV", 2, 1),
        ("Blue.Planet.S01E02.The.Real.Thing.HDTV", 0, 1),
        ("The.Real.Planet.S01E02.HDTV", 0, 1),
        ("[Group] Blue Planet - 09v2 [720p]", 0, 2),
        ("[Group] Blue Planet - 09 [v3][720p]", 0, 3),
        ("Blue Planet - S01E01v2 - (BD 1080p)", 0, 2),
        ("[Group] Blue Planet v2 [BD1080p]", 0, 1),
    ],
)
def test_reads_what_mends_an_earlier_release(name: str, proper: int, version: int) -> None:
    assert (read(name).proper, read(name).version) == (proper, version)


@pytest.mark.parametrize(
    ("tags", "spoken", "written"),
    [
        ("720p.HDTV", [], []),
        ("German.DL.1080p.BluRay", ["de"], []),
        ("FRENCH.720p", ["fr"], []),
        ("MULTi.VFF.1080p", ["fr"], []),
        ("FR.DVDRip", ["fr"], []),
        ("VFQ.720p", ["fr-CA"], []),
        ("VOSTFR.720p", [], ["fr"]),
        ("SUBFRENCH.720p", [], ["fr"]),
        ("ITA.ENG.1080p", ["it", "en"], []),
        ("Sub.ITA.1080p", [], ["it"]),
        ("[1080p JAP AAC 2.0 SUB ITA-ENG]", ["ja"], ["it", "en"]),
        ("Ger.Eng.Sub.AAC.1080p", [], ["de", "en"]),
        ("WEB-DLRip Ukr/Eng", ["uk", "en"], []),
        ("BDRip-AVC 3xUkr/Eng", ["uk", "en"], []),
        ("PLDUB.1080p", ["pl"], []),
        ("LEKTOR.PL.720p", ["pl"], []),
        ("720p.Castellano", ["es"], []),
        ("LATiNO.1080p", ["es-419"], []),
        ("DUBLADO.1080p", ["pt-BR"], []),
        ("SPA-CAT DD5.1", ["es", "ca"], []),
        ("[Name].SPANISH.AUDIO-NAME", ["es"], []),
        ("RU-AR.1080p", ["ru", "ar"], []),
        ("AC3.ZH.EN", ["zh", "en"], []),
        ("AC3.TA", [], []),
        ("Welsh", ["cy"], []),
        ("Flemish.720p", ["nl-BE"], []),
        ("[简繁日内封字幕]", [], ["zh"]),
        ("The.Italian.Job.720p.HDTV", [], []),
        ("WHO.IS.IT.720p.HDTV", [], []),
        ("iTALiAN.FiNAL.AHDTV.x264", ["it"], []),
        ("German.EAC3D.DL.1080p", ["de"], []),
        ("German.DD51.Dubbed.DL.1080p", ["de"], []),
        ("DUAL.PORT-BR.ENG.1080p", ["pt-BR", "en"], []),
        ("1080p.x265.Tri-Audio.Ita.Eng.Jap", ["it", "en", "ja"], []),
        ("DVDRip HEVC - ARAB-ITA-FRE AUDIO", ["ar", "it", "fr"], []),
        ("CZtit.1080p", [], ["cs"]),
        ("CzDab.1080p", ["cs"], []),
        ("TR.ALTYAZI.1080p", [], ["tr"]),
        ("1080p.Dual.Lat", ["es-419"], []),
        # A dubbing's own word tells into what: https://github.com/Sonarr/Sonarr/issues/7635
        ("720p Doblado WEB-DL", ["es"], []),
        ("1080p WEB-DL (Дубляж)", ["ru"], []),
        ("พากย์ไทย 1080p", ["th"], []),
        ("SK.dabing.1080p.WEB-DL", ["sk"], []),
        ("DUBBED.1080p.WEB", [], []),
    ],
)
def test_reads_languages(tags: str, spoken: list[str], written: list[str]) -> None:
    found = read(f"Blue.Planet.S01E02.{tags}")
    assert (list(found.languages), list(found.subtitle_languages)) == (spoken, written)


def test_a_language_in_the_title_is_none() -> None:
    assert read("The.Italian.Planet.S01E01.720p.HDTV").languages == ()
    assert read("Spanish Planet S01E01 720p").languages == ()


def test_an_episode_may_be_called_like_an_extra() -> None:
    name = "Blue.Planet.S01E02.Behind.the.Scenes.1080p.WEB"
    assert read(name).extras
    assert not read(name, ("Blue Planet",), "Behind the Scenes").extras


# ---- groups ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("Blue.Planet.S01E02.720p.HDTV.x264-GRP", "GRP"),
        ("Blue.Planet.S01E02.720p.HDTV.x264-GRP.mkv", "GRP"),
        ("Blue.Planet.S01E02.720p.HDTV.x264-GRP-Obfuscated", "GRP"),
        ("Blue.Planet.S01E02.720p.HDTV.x264-GRP-postbot", "GRP"),
        ("Blue.Planet.S01E02.720p.HDTV.x264-GRP[rartv]", "GRP"),
        ("Blue Planet S01E02 HDTV x264-2HD [eztv]-[rarbg.com]", "2HD"),
        ("Blue.Planet.S01E02.720p.HDTV.x264-GRP[www.site.com]", "GRP"),
        ("Blue.Planet.S01E02.720p.x264-GRP.NLsubs", "GRP"),
        ("Blue.Planet.S01E02.720p.x264-GRP English", "GRP"),
        ("Blue.Planet.S01E02.1080p.BluRay.x264-D-Z0N3", "D-Z0N3"),
        ("Blue.Planet.S01E02.720p.HDTV.x264-TIDE-WATER", "TIDE-WATER"),
        ("Blue.Planet.S01E02.720p.HDTVx264-GRP", "GRP"),
        ("Blue.Planet.S01E02.720p.HDTV.x264.FLEET", "FLEET"),
        ("Blue Planet S01E02 Name ITA HDTVMux x264 FleetRip", "FleetRip"),
        ("Blue.Planet.S01E02.1080p.WEB-DL.DUAL.[Dublado].Fleet", "Fleet"),
        ("Blue.Planet.S01E02.720p.HDTV.x264-GRP.-.Dual.Audio.-.Dublado", "GRP"),
        ("Blue Planet - 09 (2021) [RlsGroup] [WEBRip] [HD 1080p]", "RlsGroup"),
        ("Blue Planet - S01E01 - x264 AC3 - [2011-09-19]", None),
        ("Blue Planet S01E02 720p Pilot", None),
        ("Blue.Planet.S01E02.1080p.WEB.H264-GRP-RePACKPOST", "GRP"),
        ("Blue Planet S01E02 2160p WEB-DL H.265-GRP / TV / 2160p / 9.71 GiB / 100% off!", "GRP"),
        ("Blue.Planet.S01E02.1080p.BluRay.x264-E.N.D", "E.N.D"),
        ("Blue Planet S01E02 ENG DDP5.1 H265 MP4-BEN THE MEN", "BEN THE MEN"),
        ("Blue.Planet.S01E02.1080p.WEB-DL.H.264-BD", "BD"),
        ("Blue Planet (2021) S01 (1080p BluRay x265 HEVC 10bit AAC 5.1 Tigole) [QxR]", "QxR"),
        ("Blue Planet (2005) - S01E01 - Name (1080p DSNP WEB-DL x265 Garshasp)", "Garshasp"),
        ("Blue Planet (2021) S01 (2160p WEB-DL H265 DV DDP 5.1 English - HONE)", "HONE"),
        ("Blue Planet S01E01 (1080p WEB-DL x265) - Vialle", "Vialle"),
        ("Blue Planet S01E02 1080p WEB-DL H.264-GRP (Other Title)", "GRP"),
        ("Blue Planet - S01E01 - Name [RlsGroup]", "RlsGroup"),
        ("[Group] Blue Planet - 07 [1080p][80AF7DDE]", "Group"),
        ("[Group] Blue Planet! - S01E12 - Going Well!!", "Group"),
        ("[Group楓雪動漫][Blue Planet][08][1080P]", "Group"),
        ("Blue.Planet.2010.10.11.Guest.iTouch-MW", "MW"),
        ("Blue Planet - S01E01 - Name [HDTV-720p]", None),
        ("Blue.Planet.S01E02.720p.WEB-DL.DD5.1.H.264.mkv", None),
        ("Blue.Planet.S01E02.1080p.Blu-Ray.DTS-ES.5.1.x264", None),
        ("Blue Planet - 2014-06-02 - Spider-man.mkv", None),
        ("Blue Planet S01 WEB-DL (1080p)", None),
    ],
)
def test_reads_the_group(name: str, group: str | None) -> None:
    assert read(name).group == group


# ---- paths -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "title", "season", "episodes"),
    [
        ("/tv/Blue Planet (2003)/Season 3/S03E05 - Name.mkv", "Blue Planet", 3, (5,)),
        ("/tv/Blue.Planet.S03E05.720p-GRP/170424_26.mkv", "Blue Planet", 3, (5,)),
        ("/tv/Blue.Planet.S03E05.720p-GRP/zM0vnVU1SoV4uwTihfzTHkYmJPBemgN3MqXG1fY.mkv", "Blue Planet", 3, (5,)),
        ("/tv/Blue Planet/Season 2/01. Blue Planet - Episode 1 - Name.mkv", "01. Blue Planet", 2, (1,)),
        ("/tv/Blue Planet/Season 2/E04 - Name.mkv", "Blue Planet", 2, (4,)),
        ("Blue.Planet.S03.720p-GRP/Blue.Planet.S03E05.720p-GRP.mkv", "Blue Planet", 3, (5,)),
        ("C:\\tv\\Blue.Planet.4x05.HDTV.avi", "Blue Planet", 4, (5,)),
    ],
)
def test_reads_paths(path: str, title: str, season: int, episodes: tuple[int, ...]) -> None:
    found = read(path)
    assert (found.raw, found.title, found.season, found.episodes) == (path, title, season, episodes)


def test_reads_a_name_turned_around() -> None:
    name = "Blue.Planet.S01E01.720p.WEB-DL.AAC2.0.H.264-GRP"
    assert numbers(read(name[::-1])) == (1, (1,))
    assert read(name[::-1]).group == "GRP"


# ---- junk ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "0123456789abcdef0123456789abcdef",
        "185d86a343e39f3341e35c4dad3f9959.mkv",
        "abc.xyz.af6021c37f7852",
        "ah63jka93jf0jh26ahjas961.mkv",
        "Vrq6e1Aba3U amCjuEgV5R2QvdsLEGYF3YQAQkw8",
        'password - "bdc435cb-93c4-4902-97ea-ca00568c3887.337" yEnc',
        "Backup_72023S02-12.mkv",
        "Blue Planet 1280x720",
        "Blue.Planet.Trailer.1080p",
    ],
)
def test_refuses_what_names_no_episode(name: str) -> None:
    found = read(name)
    assert not found.names_episode
    assert found.junk


def films() -> list[str]:
    return [line for line in FILMS.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]


def test_takes_hardly_a_film_for_an_episode() -> None:
    taken = [film for film in films() if read(film).names_episode]
    assert len(films()) > 200
    assert len(taken) <= len(films()) // 100, taken


def test_says_what_a_film_is() -> None:
    found = read("The.General.1926.1080p.BluRay.x264-GRP")
    assert found.junk == "film"
    assert (found.title, found.year, found.group) == ("The General", 1926, "GRP")


# ---- what holds for every name ---------------------------------------------------------------------------------

PIECES = (
    *(
        "S01E02",
        "s1e",
        "E05",
        "1x02",
        "Season 1",
        "Part",
        "Cap.",
        "第",
        "季",
        "集",
        "2019",
        "01",
        "101",
        "1080p",
        "web",
    ),
    *(".", " ", "-", " - ", "_", "[", "]", "(", ")", "~", "+", "&", "/", "\\", " / ", "|", '"', "'", "\n", "\x00"),
    *("eng", "ITA", "sub", "dub", "x264", "DD5.1", "-GRP", "www.", "a.com", "İ", "ß", "١", "１", "²", "v2", "é", "the"),
)
anything = st.text(max_size=400) | st.lists(st.sampled_from(PIECES), max_size=80).map("".join)


@given(anything, st.lists(st.text(max_size=20), max_size=3))
@example("0.SPECIAL", [])  # neither an episode nor of no use
@settings(max_examples=3 * settings().max_examples)
def test_every_name_can_be_read(name: str, known: list[str]) -> None:
    found = read(name, known)
    assert found.raw == name
    assert found.names_episode or found.special or found.junk
    assert list(found.episodes) == sorted(set(found.episodes))
    assert list(found.absolute) == sorted(set(found.absolute))
    assert found == read(name, known)


words = st.sampled_from(["blue", "planet", "ocean", "river", "stone", "garden", "winter", "harbour", "lantern"])
titles = st.lists(words, min_size=1, max_size=4).map(lambda chosen: " ".join(word.title() for word in chosen))


@given(
    titles,
    st.integers(0, 60),
    st.integers(0, 400),
    st.sampled_from([".", " ", "_"]),
    st.sampled_from([str, str.upper, str.lower]),
    st.sampled_from(["720p HDTV x264-Grp", "1080p WEB-DL DD5 1 H 264-Grp", "2160p UHD BluRay x265-Grp"]),
)
def test_reads_back_what_was_written(
    title: str, season: int, episode: int, separator: str, case: type[str], tags: str
) -> None:
    name = case(f"{title} S{season:02}E{episode:02} {tags}").replace(" ", separator)
    found = read(name)
    assert found.title == case(title)
    assert numbers(found) == (season, (episode,))
    assert found.resolution == int(tags.split("p ")[0])
    assert found.group == case("Grp")


@given(titles, st.integers(1, 99), st.dates(date(1990, 1, 1), date(2039, 12, 31)))
def test_titles_that_end_in_a_number_keep_it(title: str, number: int, day: date) -> None:
    numbered = f"{title} {number}"
    assert read(f"{numbered} S01E02 720p").title == numbered
    assert read(f"[Group] {numbered} - 07 [1080p]").absolute == (7,)
    assert read(f"{numbered}.{day:%Y.%m.%d}.720p".replace(" ", ".")).date == day


@pytest.mark.parametrize("change", [str, str.upper, str.lower])
@pytest.mark.parametrize(
    "title", ["Warehouse 13", "Blue 2", "911 Blue Star", "Mob 100", "Part of Me", "The Lost River"]
)
def test_the_corpus_is_read_alike_under_other_titles(title: str, change: type[str]) -> None:
    wrong = []
    for case in rows():
        expect, name = dict(case["expect"]), case["input"]
        told = expect.get("title")
        forms = (
            [form for form in (told, told.replace(" ", ".")) if name.count(form) == 1] if isinstance(told, str) else []
        )
        if not forms or len(forms[0]) < 5:
            continue
        spaced = "." if "." in forms[0] and " " not in name else " "
        expect |= {"title": title}
        expect = {field: value for field, value in expect.items() if field not in ("languages", "year")}
        changed = change(name.replace(forms[0], title.replace(" ", spaced)))
        if not all(check(expect, as_row(changed)).values()):
            wrong.append(changed)
    assert wrong == []


LONG = [
    "S01E01",
    "E01",
    "-01",
    "[",
    "]",
    "(",
    "-",
    ".",
    "1x",
    "a1",
    "part 1 ",
    "www.a.",
    "第",
    "s01-",
    "2019-01-",
    '"',
    "/",
    "İ",
]


@pytest.mark.parametrize("piece", LONG)
@pytest.mark.parametrize("start", ["", "[a] ", "s01e01", "/x/"])
def test_no_name_takes_long(piece: str, start: str) -> None:
    # Some 3 ms here; a pattern that tries every way to split a name would take minutes.
    begin = time.process_time()
    names._read_plain.__wrapped__(start + piece * 5000)
    assert time.process_time() - begin < 5


# ---- the corpus ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("known", [False, True])
def test_reads_the_corpus(known: bool) -> None:
    floors = {"numbering": 0.97, "title": 0.99 if known else 0.97, "source": 0.97, "group": 0.96, "date": 0.95}
    floors |= {"languages": 0.90, "reject": 1.0, "proper": 0.97, "resolution": 0.97}
    shares = {field: right / every for field, (right, every) in accuracy(as_row, rows(), known=known).items()}
    assert {field: share for field, share in shares.items() if share < floors[field]} == {}


@pytest.mark.parametrize(
    ("name", "spoken", "written"),
    [
        # https://github.com/Sonarr/Sonarr/issues/4531
        ("[Aki] Title / Titel - 07 [WEB-DL][1080p][AVC AAC][CHS_CHT_ENG_TH_SRT][MKV]", (), ("zh", "en", "th")),
        # https://github.com/Flexget/Flexget/issues/4237
        ("[Aki] Title [01-24][1080p][Fin]", (), ()),
        ("Title.S01E02.FIN.1080p.WEB.H264-GRP", ("fi",), ()),
        # https://github.com/Sonarr/Sonarr/issues/7559
        ("Título (2024/S01E07/WEB-DL/1080p/ESP/EAC3 5.1/ING/EAC3 5.1/SUBS) GRP", ("es", "en"), ()),
    ],
)
def test_tells_voices_from_subtitles(name: str, spoken: tuple[str, ...], written: tuple[str, ...]) -> None:
    found = read(name)
    assert (found.languages, found.subtitle_languages) == (spoken, written)


@pytest.mark.parametrize(
    ("name", "season", "episode"),
    [
        ("Название С01Е02 1080p", 1, 2),  # a Cyrillic keyboard
        ("Τίτλος Κ2Ε04 1080p", 2, 4),  # a Greek one: κύκλος, επεισόδιο
        ("Title 3. kausi, 4. jakso", 3, 4),
        ("Title עונה 2 פרק 4 1080p", 2, 4),
        ("Заглавие сезон 2 епизод 4", 2, 4),
    ],
)
def test_reads_codes_in_other_letters(name: str, season: int, episode: int) -> None:
    found = read(name)
    assert (found.season, found.episodes) == (season, (episode,))


_WORDS = st.sampled_from(
    ["Title", "the", "complete", "Series", "a.k.a.", "AKA", "Intégrale", "US", "Full", "in", "Usa"]
)


@given(st.lists(_WORDS, min_size=1, max_size=5).map(".".join) | st.text("Tiel ._'!?&,:-", min_size=1, max_size=20))
def test_a_title_of_words_alone_is_read_as_any_other(raw: str) -> None:
    assert read_title(raw) == take_apart(raw)


def test_sure_words_are_read_as_where_doubtful_ones_stand_among_them() -> None:
    texts = [prepare(str(row["input"])) for row in rows()]

    for text in texts:
        markers = quality_tokens._markers(text, 0)
        weighed = quality_tokens._borne_out(quality_tokens._without_unpaired(markers), text)
        assert quality_tokens.scan(text, 0) == weighed


def test_most_titles_are_words_alone_and_read_as_any_other() -> None:
    texts = [str(row["input"]) for row in rows()]
    fronts = [text[:place] for text in texts for place in range(1, len(text))]
    plain = [front for front in fronts if is_plain(front)]

    assert len(plain) > 1000
    assert [read_title(front) for front in plain] == [take_apart(front) for front in plain]
