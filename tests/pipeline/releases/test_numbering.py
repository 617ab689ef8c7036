"""Which episodes, days and seasons release names are read as."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.releases.parsing.names import ReleaseName, read


def numbers(name: ReleaseName) -> tuple[int | None, tuple[int, ...]]:
    return name.season, name.episodes or name.absolute


@pytest.mark.parametrize(
    ("name", "season", "episodes"),
    [
        ("Blue.Planet.S01E02.720p.HDTV.x264-GRP", 1, [2]),
        ("Blue Planet S01 E02 720p", 1, [2]),
        ("Blue.Planet.S01.E02", 1, [2]),
        ("Blue.Planet.S01.Ep02.720p", 1, [2]),
        ("Blue.Planet.S01xE02.720p", 1, [2]),
        ("Blue Planet - S15 E06 - Name", 15, [6]),
        ("Blue.Planet.S010E16.720p", 10, [16]),
        ("Blue.Planet.S01E1005.720p", 1, [1005]),
        ("Blue.Planet.S2016E14.2016-01-20", 2016, [14]),
        ("Blue Planet S01E02a 720p", 1, [2]),
        ("Blue Planet (S01E02)", 1, [2]),
        ("Blue Planet [S01E02] Name", 1, [2]),
        ("grp-bluess01e02-720p", 1, [2]),
        ("area51s01e02-720p", 1, [2]),
        ("Blue.Planet.1x02.720p", 1, [2]),
        ("Blue Planet - [06x16] - Room 147", 6, [16]),
        ("Blue.Planet.2018x05.720p", 2018, [5]),
        ("Blue Planet - Season 1 Episode 5 - Name", 1, [5]),
        ("Blue Planet [Season 1 - Episode 5]", 1, [5]),
        ("Blue Planet Series 2 Episode 5", 2, [5]),
        ("Blue Planet S01E02 [1080p] - Episode 14 (Other)", 1, [2]),
        ("Blue.Planet.103.720p.HDTV.x264-GRP", 1, [3]),
        ("Blue.Planet.1204.HDTV-LOL", 12, [4]),
        ("Room.104.201.HDTV.x264-GRP", 2, [1]),
    ],
)
def test_reads_one_episode(name: str, season: int, episodes: list[int]) -> None:
    assert numbers(read(name)) == (season, tuple(episodes))


@pytest.mark.parametrize(
    ("name", "season", "first", "last"),
    [
        ("Blue.Planet.S01E05E06.720p", 1, 5, 6),
        ("Blue.Planet.S01E05-E06.720p", 1, 5, 6),
        ("Blue.Planet.S01E05-06.720p", 1, 5, 6),
        ("Blue.Planet.S01E05-6.1080p", 1, 5, 6),
        ("Blue.Planet.S01E05E06E07E08.720p", 1, 5, 8),
        ("Blue.Planet.S01E05-E08.720p", 1, 5, 8),
        ("Blue Planet S01E05 E06 HDTV", 1, 5, 6),
        ("Blue Planet S01E05 & E06", 1, 5, 6),
        ("Blue Planet S01E05 & 06", 1, 5, 6),
        ("Blue.Planet.S01E05-S01E08.720p", 1, 5, 8),
        ("Blue Planet S01E05 - E08", 1, 5, 8),
        ("Blue Planet (S01E01-08 of 10) WEB-DL", 1, 1, 8),
        ("Blue Planet - 8x01_02 - Name", 8, 1, 2),
        ("Blue.Planet.1x05x06", 1, 5, 6),
        ("Blue Planet 1x05-1x06", 1, 5, 6),
        ("Blue Planet Season 1 Episodes 5-8", 1, 5, 8),
        ("Blue Planet Se.1 afl.2-3-4", 1, 2, 4),
        ("Blue.Planet.E07-E08.180612.1080p-NEXT", None, 7, 8),
        ("[Group] Blue Planet - 01 ~ 10 [1080p]", None, 1, 10),
        ("[Group] Blue Planet - 01-02-03 [1080p]", None, 1, 3),
        ("[Group] Blue Planet [01-12] [720p]", None, 1, 12),
        ("Blue.Planet.Part.1.and.Part.2.720p.HDTV", None, 1, 2),
    ],
)
def test_reads_several_episodes(name: str, season: int | None, first: int, last: int) -> None:
    assert numbers(read(name)) == (season, tuple(range(first, last + 1)))


@pytest.mark.parametrize(
    "name",
    ["Blue.Planet.S01E05-720p.x264", "Blue.Planet.S01E05-1080i", "Blue Planet S01E05 - 24 Hours", "Blue 1x05-2HD"],
)
def test_takes_no_picture_or_title_for_a_further_episode(name: str) -> None:
    assert numbers(read(name)) == (1, (5,))


@pytest.mark.parametrize(
    ("name", "season", "episode"),
    [
        ("Blue Planet - Temporada 2 [HDTV 720p][Cap.1901][Castellano]", 19, 1),
        ("Blue Planet Temporada 1 [Cap.105][HDTV 720p]", 1, 5),
        ("Blue Planet - Temporada 1 Capitulo 5", 1, 5),
        ("Blue Planet T01E05 720p", 1, 5),
        ("Blue.Planet.Saison.1.Episode.5.FRENCH.HDTV", 1, 5),
        ("Blue Planet - Stagione 2 Episodio 5", 2, 5),
        ("Blue Planet 2.Staffel Folge 5", 2, 5),
        ("Blue Planet Se.3 afl.3", 3, 3),
        ("Blue Planet Sezon 2 Odc 5", 2, 5),
        ("Blue Planet 2. Sezon 5. Bölüm", 2, 5),
        ("Blue Planet 2. évad 5. rész", 2, 5),
        ("Планета (2 сезон, 5 серия)", 2, 5),
        ("Планета Сезон 2 Серия 5", 2, 5),
        ("星球 第2季 第05集", 2, 5),
        ("행성 시즌2 5회", 2, 5),
    ],
)
def test_reads_the_words_of_other_languages(name: str, season: int, episode: int) -> None:
    assert numbers(read(name)) == (season, (episode,))


@pytest.mark.parametrize(
    ("name", "seasons", "part"),
    [
        ("Blue.Planet.S02.720p.x264-GRP", [2], None),
        ("Blue.Planet.S2014.720p.HDTV", [2014], None),
        ("Blue Planet - Season 1 [Bluray1080p]", [1], None),
        ("Blue.Planet.Complete.Season.2.720p", [2], None),
        ("Blue.Planet.Saison3.VOSTFR.HDTV", [3], None),
        ("Blue Planet (2024) [Stagione 1] [COMPLETA]", [1], None),
        ("Blue Planet 1a Temporada Completa", [1], None),
        ("Blue.Planet.S01-S05.Complete.1080p", [1, 2, 3, 4, 5], None),
        ("Blue.Planet.S01-03.DVDRip", [1, 2, 3], None),
        ("Blue Planet S01 - S03 BluRay", [1, 2, 3], None),
        ("Blue Planet Seasons 1 to 3 DVDRip", [1, 2, 3], None),
        ("Планета (Сезон 1-3) / Blue Planet (Season 1-3) (2014-2019) BDRip", [1, 2, 3], None),
        ("Blue.Planet.S07.Vol.1.1080p", [7], 1),
        ("Blue.Planet.S03.Part.Two.1080p", [3], 2),
        ("Blue.Planet.S02.D01.DVD", [2], 1),
    ],
)
def test_reads_season_packs(name: str, seasons: list[int], part: int | None) -> None:
    found = read(name)
    assert found.is_pack
    assert (found.season, found.seasons, found.episodes, found.part) == (seasons[0], tuple(seasons), (), part)
    assert found.title in ("Blue Planet", "Планета")


def test_tells_extras_from_episodes() -> None:
    assert read("Blue.Planet.S02.EXTRAS.DVDRip.XviD-GRP").extras
    assert read("Blue.Planet.S02.SUBPACK.DVDRip.XviD-GRP").extras
    assert not read("Blue.Planet.S02.DVDRip.XviD-GRP").extras


@pytest.mark.parametrize(
    ("name", "title", "episode"),
    [
        ("[Group] Blue Planet - 07 (1280x720 Hi10P AAC) [80AF7DDE]", "Blue Planet", 7),
        ("[Group]_Blue_Planet_-_07v2_[720p].mkv", "Blue Planet", 7),
        ("[Group] Blue Planet 07 [1080p]", "Blue Planet", 7),
        ("[Group] Blue Planet 214", "Blue Planet", 214),
        ("[Group] Blue Planet #957 (NBN 1280x720)", "Blue Planet", 957),
        ("[Group] Blue Planet 2 - 07 [1080p]", "Blue Planet 2", 7),
        ("[Group] Blue Planet 100 - 07 [1080p]", "Blue Planet 100", 7),
        ("[Group] 86 - 01 [1080p]", "86", 1),
        ("[Group] 911 Blue Planet 07 [1080p]", "911 Blue Planet", 7),
        ("[Group].Blue.Planet.5.Go.31.[1280x720].mkv", "Blue Planet 5 Go", 31),
        ("[Group][蓝色星球][Blue Planet][12][GB][1080P]", "Blue Planet", 12),
        ("[Group][蓝色星球/Blue Planet][12][1080P]", "Blue Planet", 12),
        ("[Group] 蓝色星球 / Blue Planet - 12 [1080p]", "Blue Planet", 12),
        ("【Group】★4月新番【蓝色星球】【12】【GB】", "蓝色星球", 12),
        ("Blue Planet - 050 - Name", "Blue Planet", 50),
        ("Blue Planet 484 VOSTFR par Team (1280*720)", "Blue Planet", 484),
        ("Blue_Planet_2_[01]_[AniLibria_TV]_[WEBRip_1080p]", "Blue Planet 2", 1),
    ],
)
def test_reads_the_running_count_of_anime(name: str, title: str, episode: int) -> None:
    found = read(name)
    assert (found.title, found.season, found.absolute) == (title, None, (episode,))


@pytest.mark.parametrize(
    "name", ["[Group] Blue Planet S3 - 21 [1080p]", "[字幕组] 蓝色星球 第三季 / Blue Planet - 21 [1080p]"]
)
def test_reads_anime_numbered_within_a_season(name: str) -> None:
    found = read(name)
    assert (found.title, found.season, found.episodes, found.is_pack) == ("Blue Planet", 3, (21,), False)


def test_keeps_the_running_count_beside_an_episode() -> None:
    assert read("[Group] Blue Planet - S02E02 - 027 - Name [1080p]").absolute == (27,)
    assert read("[Group] Blue Planet - 05 - S01E05 - Name").absolute == (5,)
    assert read("Blue Planet (2010) - S01E01-02 (001-002) - Name").absolute == (1, 2)


@pytest.mark.parametrize(
    ("name", "episode"),
    [
        ("Blue.Planet.E195.German.DVDRip", 195),
        ("Blue Planet EP03 1080p", 3),
        ("Blue Planet Episode 10 720p", 10),
        ("John.Smith.Blue.Planet.5of9.Name.1990.DVDRip", 5),
        ("Blue Planet Ep 5 of 10", 5),
        ("Blue.Planet.Part.Two.720p.HDTV", 2),
        ("Blue.Planet.Part.V.720p.HDTV", 5),
        ("221208 ABC Blue Planet ep34[1080p60 H264]", 34),
    ],
)
def test_reads_numbers_without_a_season(name: str, episode: int) -> None:
    assert numbers(read(name)) == (None, (episode,))


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("A.Late.Show.2010.10.11.Guest.720p-GRP", date(2010, 10, 11)),
        ("A Late Show - 2011-04-12 - Guest", date(2011, 4, 12)),
        ("A Late Show 2014 12 31 Guest 720p", date(2014, 12, 31)),
        ("A.Late.Show.2012.16.02.PDTV", date(2012, 2, 16)),
        ("A.Late.Show.13.02.2025.1080i.HDTV", date(2025, 2, 13)),
        ("A.Late.Show.16.Apr.2014.720p", date(2014, 4, 16)),
        ("A.Late.Show.20141231.HDTV", date(2014, 12, 31)),
        ("A.Late.Show.140722.720p.HDTV", date(2014, 7, 22)),
        ("A.Late.Show.2.13.02.2025.1080i", date(2025, 2, 13)),
        ("2018-11-14.1080.all.mp4", date(2018, 11, 14)),
    ],
)
def test_reads_the_day(name: str, day: date) -> None:
    assert read(name).date == day


def test_reads_the_day_beside_a_number() -> None:
    found = read("Late.Night.E56.190121.720p-NEXT")
    assert (found.title, found.episodes, found.date) == ("Late Night", (56,), date(2019, 1, 21))
    found = read("Late Night 20201013 Ep7432 [720p WebRip (x264)]")
    assert (found.title, found.episodes, found.date) == ("Late Night", (7432,), date(2020, 10, 13))


def test_a_day_that_may_be_two_is_neither_for_sure() -> None:
    found = read("Quotidien - 05-06-2024 HDTV 1080p")
    assert (found.title, found.date) == ("Quotidien", None)
    assert found.other_dates == (date(2024, 6, 5), date(2024, 5, 6))


def test_reads_specials() -> None:
    assert read("Blue.Planet.S00E05.720p").special
    assert read("[Group] Blue Planet - 07.5 [720p]").special
    assert not read("Blue.Planet.S01E05.720p").special


# ---- less common spellings -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "season", "episodes"),
    [
        ("Paper Harbor Season One Episode Five 720p", 1, [5]),
        ("Paper.Harbor.2014E05.720p.HDTV", 2014, [5]),
        ("Paper Harbor - 1×02.mkv", 1, [2]),
        ("Paper Harbor / Порт [06х01-03] HDTVRip", 6, [1, 2, 3]),
        ("Paper Harbor 1 x 03 HDTV", 1, [3]),
        ("Paper.Harbor1x02.HDTV.XviD", 1, [2]),
        ("Paper.Harbor.2x03x04x05.HDTV", 2, [3, 4, 5]),
        ("Paper_Harbor-s03-x02-Reel.mkv", 3, [2]),
        ("[5.01] Paper Weight", 5, [1]),
        ("Paper Harbor - 6.02 - Name", 6, [2]),
        ("Paper.Harbor.S01.07.WEB-DL.mkv", 1, [7]),
        ("Paper Harbor S01 (01-03) [1080p]", 1, [1, 2, 3]),
        ("Paper Harbor [S2-07] 480p", 2, [7]),
        ("Paper Harbor Season 01 EP(01-03) 720p", 1, [1, 2, 3]),
        ("Paper Harbor - Stagione 6 (2016) 720p Episodio 13", 6, [13]),
        ("Paper.Harbor.S01.Complete.E01-E03", 1, [1, 2, 3]),
        ("Paper.Harbor.Season.2.1of4.HDTV", 2, [1]),
        ("Paper Harbor Series 2 3of4", 2, [3]),
        ("[Group] Paper Harbor 2nd Season - 05 [1080p]", 2, [5]),
        ("Paper.Harbor.2.Sezon.7.Bölüm.2021.1080p.WEB-DL", 2, [7]),
        ("Paper.Harbor.3.sezon.22.seria.iz.24.HDRip", 3, [22]),
        ("Гавань. Сезон №9. Серия №18", 9, [18]),
        ("Paper Harbor S05E53 - Ep.129", 5, [53]),
        ("Paper.Harbor.2010.204.HDTV.XviD-GRP", 2, [4]),
    ],
)
def test_reads_less_common_spellings(name: str, season: int, episodes: list[int]) -> None:
    assert numbers(read(name)) == (season, tuple(episodes))


@pytest.mark.parametrize(
    ("name", "season"),
    [
        ("Paper.Harbor.2nd.Season.1080p.WEB-DL-GRP", 2),
        ("[Group] Paper Harbor Second Season [1080p]", 2),
        ("Paper Harbor 10 th season", 10),
        ("Paper.Harbor.Season.Two.1080p.BluRay-GRP", 2),
        ("Paper Harbor 3 Temporada 720p", 3),
        ("Paper Harbor 3º Temporada Dublado", 3),
        ("Paper Harbor Series 2 1080p iP WEB-DL", 2),
        ("Paper.Harbor.Series.2.Complete.720p.HDTV", 2),
        ("Paper.Harbor.Season.3of5.Complete.HDTV", 3),
        ("Paper.Harbor.S07D1.NTSC.DVDR-GRP", 7),
    ],
)
def test_reads_seasons_in_words_and_in_british(name: str, season: int) -> None:
    found = read(name)
    assert (found.title, found.seasons, found.is_pack) == ("Paper Harbor", (season,), True)


def test_a_number_in_the_title_is_no_season_before_the_word() -> None:
    found = read("Area 51 Temporada 2 720p")
    assert (found.title, found.seasons) == ("Area 51", (2,))


def test_keeps_the_title_with_an_ordinal_season_as_another() -> None:
    found = read("[Group] Paper Harbor 2nd Season - 05 [1080p]")
    assert (found.title, found.alt_titles) == ("Paper Harbor", ("Paper Harbor 2nd Season",))


@pytest.mark.parametrize(
    ("name", "episodes"),
    [
        ("Paper.Harbor.05.Down.Street", [5]),
        ("03-Paper.Harbor.avi", [3]),
        ("003-004. Paper Harbor - Name", [3, 4]),
        ("[Group] 01 - Paper Harbor [BD][720p]", [1]),
        ("Paper Harbor E01E02E03", [1, 2, 3]),
        ("Paper_Harbor_13-15_[BD_1080p][Group]", [13, 14, 15]),
        ("[Group]_Paper_Harbor_1-13_(1280×720_Blu-Ray_FLAC)", [*range(1, 14)]),
        ("[Group]_Paper_Harbor_(2009)_04_[720p][40F2A957]", [4]),
        ("[Group] Paper Harbor - 1080 [1080p][x264]", [1080]),
        ("Гавань (08 серия) WEB-DLRip", [8]),
        ("Paper Harbor.3iz6.DVDRip", [3]),
    ],
)
def test_reads_less_common_counts(name: str, episodes: list[int]) -> None:
    assert numbers(read(name)) == (None, tuple(episodes))


@pytest.mark.parametrize(
    "name",
    [
        "[Group] Paper Harbor - OVA 2 [1080p]",
        "[Group] Paper Harbor OVA - 02 [1080p]",
        "[Group] Paper Harbor - Special 2 [720p]",
    ],
)
def test_counts_specials_apart(name: str) -> None:
    found = read(name)
    assert (found.title, found.season, found.absolute, found.special) == ("Paper Harbor", None, (2,), True)


@pytest.mark.parametrize(
    "name",
    [
        "Paper Harbor - [Tam + Hin] - x264 - DDP5.1 - 8.3GB - ESub",
        "Paper Harbor - UpScaled - 720p - AC3 - 5.1 - GRP",
        "Paper.Harbor.05.Down.Street.2004.DVDRip",
        "Paper Harbor Episode 1 The Long Name 1999 DVDRip",
        "Paper.Harbor.2020.VR.180.1080p.x264-GRP",
        "Paper Harbor (1).avi",
    ],
)
def test_takes_no_size_or_film_for_an_episode(name: str) -> None:
    assert not read(name).names_episode
