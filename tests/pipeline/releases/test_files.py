from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import MediaInfo, ShowKind, Stream, StreamKind, TorrentFile
from pipeline.releases.episodes import Listing, serves
from pipeline.releases.file_kinds import why_harmful
from pipeline.releases.files import pick_file, why_fake
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


ONE, SEASON = "Lantern.Row.S01E02.COMPLETE.BLURAY-FAIR", "Lantern.Row.S01.COMPLETE.BLURAY-FAIR"
STREAM, TITLE = f"{ONE}/BDMV/STREAM", f"{ONE}/VIDEO_TS"


@pytest.mark.parametrize(
    ("release", "files", "film"),
    [
        (ONE, {f"{STREAM}/00000.m2ts": 1, f"{STREAM}/00002.m2ts": 200, f"{ONE}/BDMV/index.bdmv": 1}, 1),
        (ONE, {f"{STREAM}/00000.m2ts": 200, f"{STREAM}/00001.m2ts": 190}, None),
        (ONE, {f"{STREAM}/00000.m2ts": 200, f"{ONE}/Lantern.Row.S01E02.mkv": 90}, 1),
        (SEASON, {f"{SEASON}/BDMV/STREAM/0000{n}.m2ts": 200 for n in range(1, 5)}, None),
        (SEASON, {f"{SEASON}/BDMV/STREAM/00002.m2ts": 200}, None),
        (SEASON, {f"{SEASON}/Lantern.Row.S01E0{n}/BDMV/STREAM/00000.m2ts": 200 for n in (1, 2)}, 1),
        (ONE, {f"{TITLE}/VIDEO_TS.VOB": 1, f"{TITLE}/VTS_01_0.VOB": 1, f"{TITLE}/VTS_01_1.VOB": 90}, 2),
        (ONE, {f"{TITLE}/VTS_01_1.VOB": 100, f"{TITLE}/VTS_01_2.VOB": 90, f"{TITLE}/VTS_02_1.VOB": 9}, None),
        (SEASON, {f"{SEASON}/VTS_0{n}_1.VOB": 90 for n in range(1, 5)}, None),
        ("Lantern.Row.S01E02", {"Lantern.Row.S01E02.m2ts": 90}, 0),
    ],
)
def test_of_a_whole_disc_only_its_one_film_is_taken(release: str, files: dict[str, int], film: int | None) -> None:
    there = [TorrentFile(path=path, size=size) for path, size in files.items()]
    found = pick_file(there, show(), episode(), release=read(release, ("Lantern Row",)))
    assert found == (there[film] if film is not None else None)


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
    wanted = episode(**values)
    assert serves(read(title, ("Show",)), wanted, Listing((wanted,)))


def media(duration: float = 3000, *languages: str, video: bool = True) -> MediaInfo:
    picture = [Stream(index=0, kind=StreamKind.VIDEO, codec="h264")] if video else []
    sounds = [Stream(index=1 + n, kind=StreamKind.AUDIO, codec="aac", language=t) for n, t in enumerate(languages)]
    return MediaInfo(container="matroska,webm", size=1, duration=duration, streams=(*picture, *sounds))


def test_calls_a_fake_what_is_too_short_has_no_picture_or_speaks_another_language() -> None:
    assert "a sample or a fake" in str(why_fake(media(60), 3000, ()))
    assert "no picture" in str(why_fake(media(video=False), 3000, ()))
    assert str(why_fake(media(3000, "fr"), 3000, ("en",))) == "it speaks French, not English"


def test_gives_what_may_be_true_the_benefit_of_the_doubt() -> None:
    assert not why_fake(media(2000, "en-GB"), 3000, ("en",))
    assert not why_fake(media(3000, ""), 3000, ("en",))
    assert not why_fake(media(3000, "fr", "en"), 3000, ("en",))
    assert not why_fake(media(3000, "fr"), None, ())


@pytest.mark.parametrize(
    ("spoken", "wanted"), [("tl", "fil"), ("tgl", "tl"), ("cmn", "zh"), ("swa", "sw"), ("iw", "he"), ("nob", "no")]
)
def test_a_language_is_known_by_its_other_codes(spoken: str, wanted: str) -> None:
    assert not why_fake(media(3000, spoken), 3000, (wanted,))


@pytest.mark.parametrize(
    "suffix", ["rmvb", "ogm", "vob", "wtv", "3gp", "mts", "m2t", "asf", "mk3d", "qt", "dv", "mxf", "tp", "dvr-ms"]
)
def test_every_kind_of_file_that_films_come_in_is_picked(suffix: str) -> None:
    path = f"Sora Kaze - S01E01.{suffix}"
    assert of(ShowKind.STANDARD, [2], "S01E01", [path]) == path


def of(kind: ShowKind, seasons: list[int], code: str, paths: list[str], called: str = "") -> str | None:
    """The path that is picked for an episode of a show with so many episodes in its seasons."""
    one = show("Sora Kaze", kind=kind)
    listed = [
        episode(id=10 * season + number, season=season, number=number, air_date=None, airs_at=None)
        for season, episodes in enumerate(seasons, 1)
        for number in range(1, episodes + 1)
    ]
    wanted = next(each for each in listed if each.code == code)
    files = [TorrentFile(path=path, size=1000 + 100 * place) for place, path in enumerate(paths)]
    release = read(called, (one.title,)) if called else None
    found = pick_file(files, one, wanted, Listing(listed, kind), release)
    return found.path if found else None


@pytest.mark.parametrize(
    ("code", "paths", "right"),
    [
        ("S02E03", ["T/Season 2/Sora Kaze - 03.mkv", "T/Season 1/Sora Kaze - 03.mkv"], 0),
        ("S02E03", ["T/Season 2/15.mkv", "T/Season 2/13.mkv", "T/Season 1/03.mkv"], 0),  # counted on
        ("S02E03", ["T/Sora Kaze - 15.mkv", "T/Sora Kaze - 03.mkv"], 0),
        ("S02E03", ["Sora Kaze II/Sora Kaze - 03.mkv", "Sora Kaze II/Sora Kaze - 04.mkv"], 0),
        ("S02E03", ["T/Sora Kaze II/03.mkv", "T/Sora Kaze/03.mkv"], 0),
        ("S01E01", ["T/Sora Kaze - 01.mkv", "T/Sora Kaze - NCED 01.mkv", "T/Sora Kaze - CM01.mkv"], 0),
        ("S01E07", ["T/Sora Kaze - 07.5.mkv"], None),
        ("S02E03", ["T/OVA/Sora Kaze - 15.mkv"], None),
        ("S01E03", ["T/Sora Kaze - Movie 03.mkv"], None),
        ("S02E03", ["T/Sora Kaze 15.mkv", "T/Sora Kaze 03.mkv"], 0),
        ("S02E03", ["[15].mkv", "[03].mkv"], 0),
        # https://github.com/ShokoAnime/ShokoServer/issues/1264
        ("S02E03", ["Sora Kaze/15 - Earth Land.mkv", "Sora Kaze/5 - Two.mkv"], 0),
        ("S01E03", ["T/03 [E02F2984].mkv", "T/04 (BD 1080p) [A1B2C3D4].mkv"], 0),
        ("S01E03", ["T/NCs/Sora Kaze - 03.mkv"], None),
        ("S02E03", ["Sora Kaze S01/Sora Kaze cover.mkv"], None),  # the one file of a season's folder names nothing
    ],
)
def test_anime_s_files_are_chosen_by_their_count(code: str, paths: list[str], right: int | None) -> None:
    assert of(ShowKind.ANIME, [12, 12], code, paths) == (None if right is None else paths[right])


@pytest.mark.parametrize(
    ("paths", "right"),
    [
        (["T S02/203 - Name.mkv", "T S02/204.mkv"], 0),
        (["T/2/03.mkv", "T/1/03.mkv"], 0),
        (["T/Season 2/Disc 1/03.mkv", "T/Season 1/Disc 1/03.mkv"], 0),
        (["T/Sora.Kaze.S02E03.mkv", "T/Sora.Kaze.S02E03.Deleted.Scenes.mkv"], 0),
        (["T S02/Sora.Kaze.S02E0304.mkv", "T S02/Sora.Kaze.S02E0506.mkv"], 0),
        (["T S02/03 Name.mkv", "T S02/Featurettes/03 - Making.mkv"], 0),
        (["T S02/03 Name.mkv", "T S02/Anything Else/03 Name.mkv"], 0),  # who knows what is counted there
        (["T S02/Blu-ray 1080p/03 Name.mkv", "T S02/Disc 1/02 Name.mkv"], 0),
        (["T S02/Sora.Kaze.S02E03.mkv", "T S02/Sora.Kaze.S02E03-E04.mkv"], 0),
        (["T S02/Part 3.mkv", "T S02/Part 4.mkv"], 0),
        (["T S02/03 - Storm Part 1.mkv", "T S02/04 - Storm Part 3.mkv"], 0),
        (["T S02/03 Name.mkv", "T S02/03 Name (with commentary).mkv"], 0),
        (["T/Specials/03.mkv"], None),
        (["Sora Kaze 2/03.mkv", "Sora Kaze 1/03.mkv"], 0),
        (["T/Season 2 - The Winter/03.mkv", "T/Season 2 - The Winter/04.mkv"], 0),
        (["T S02/Sora Kaze 13. Bölüm.mkv", "T S02/Sora Kaze 12. Bölüm.mkv"], 0),  # counted on
        (["T S02/Sora Kaze Nights S02E03.mkv"], None),  # a spin-off's
        (["T S02/Sora Kaze S02E03 Making Of.mkv"], None),
        (["T S02/Sora Kaze S02E03 Trailer.mkv"], None),
        (["Sora.Kaze.S02E03/Making Of (VO).mkv"], None),
        (["T/2. Sezon/13. Bölüm.mkv", "T/2. Sezon/12. Bölüm.mkv"], 0),
        (["T/Season 2/Episode Three.mkv", "T/Season 1/Episode Three.mkv", "T/Season 2/Episode Four.mkv"], 0),
        (["T S02/Part Three - Name.mkv", "T S02/Part Four - Name.mkv"], 0),
        (["T S02/03 - 12 Knots.mkv", "T S02/12 - Three.mkv"], 0),
        (["Sora Kaze T2/Cap.203.avi", "Sora Kaze T2/Cap.204.avi"], 0),
        (["Řada 2/Díl 03.avi", "Řada 1/Díl 03.avi"], 0),
        (["T S02/02-03 Name.mkv", "T S02/02-02 Name.mkv", "T S02/02-04 Name.mkv"], 0),  # a code, as no range begins so
        (["T S02/03-04 Name.mkv", "T S02/01 Name.mkv"], 0),
        (["T S02/203-204.mkv", "T S02/205.mkv"], 0),
        (["T/2. Season/03.mkv", "T/1. Season/03.mkv"], 0),
        (["T S02/S02E03.mkv", "__MACOSX/T S02/._S02E03.mkv"], 0),
        (["T S02/S02E03 - Name.mkv", "T S02/S02E03 - Storyboard Comparison.mkv"], 0),
        (["T S02/S02E03 - Inside Look.mkv"], None),
        # Half an episode is none: https://github.com/SiCKRAGETV/sickrage-issues/issues/3739
        (["T/Sora.Kaze.S02E03.cd1.avi", "T/Sora.Kaze.S02E03.cd2.avi"], None),
        (["T/Sora.Kaze.S02E03-part1.mkv", "T/Sora.Kaze.S02E03-part2.mkv"], None),
        (["T/Sora.Kaze.S02E03a.mkv", "T/Sora.Kaze.S02E03b.mkv"], None),
        (["T/Sora.Kaze.S02E03.Storm.Part.1.mkv", "T/Sora.Kaze.S02E04.Storm.Part.2.mkv"], 0),
    ],
)
def test_a_file_is_chosen_by_what_it_says_not_by_its_size(paths: list[str], right: int | None) -> None:
    assert of(ShowKind.STANDARD, [10, 10], "S02E03", paths) == (None if right is None else paths[right])


@pytest.mark.parametrize(
    ("called", "taken"),
    [("Sora.Kaze.S02E03.1080p", True), ("Sora.Kaze.S02.1080p", False), ("Sora.Kaze.S02E03-E04", False)],
)
def test_a_lone_file_is_taken_at_the_word_of_a_release_that_names_just_this_episode(called: str, taken: bool) -> None:
    assert of(ShowKind.STANDARD, [10, 10], "S02E03", ["abc.mkv"], called) == ("abc.mkv" if taken else None)


@pytest.mark.parametrize(("code", "right"), [("S01E01", 0), ("S01E10", 1), ("S01E101", 2)])
def test_of_a_season_of_more_than_a_hundred_three_digits_are_a_count(code: str, right: int) -> None:
    paths = ["T/cap 1.mp4", "T/Sora Kaze cap 10.mp4", "T/Sora Kaze - cap 101.mp4"]
    assert of(ShowKind.STANDARD, [120], code, paths, "Sora Kaze S01") == paths[right]


@pytest.mark.parametrize(
    ("called", "paths", "right"),
    [
        ("Lantern.Row.S01.720p", ["T/The Lost Ferry.mkv", "T/A Low Tide.mkv"], 0),
        ("Lantern.Row.S01.720p", ["T/Lantern Row - The Lost Ferry 1080p.mkv", "T/Lantern Row - A Low Tide.mkv"], 0),
        ("Lantern.Row.S01E02.720p", ["Lantern Row - The Lost Ferry.mkv"], 0),
        ("Lantern.Row.S01-S02.720p", ["T/Season 1/The Lost Ferry.mkv", "T/Season 1/A Low Tide.mkv"], 0),
        ("Lantern.Row.S01.720p", ["T/The Lost Ferry Returns.mkv"], None),
        ("Lantern.Row.S01.720p", ["T/The Lost Ferry (Trailer).mkv"], None),
        ("Lantern.Row.S01.720p", ["T/03 - The Lost Ferry.mkv"], None),  # a number says otherwise
        ("Lantern.Row.S01.720p", ["T/Same Again.mkv"], None),
    ],
)
def test_a_file_without_a_number_is_known_by_its_episode_s_title(
    called: str, paths: list[str], right: int | None
) -> None:
    titles = ["Pilot", "The Lost Ferry", "Same Again", "Same Again"]
    listed = [episode(number=number, title=title) for number, title in enumerate(titles, 1)]
    wanted = listed[2] if "Same" in paths[0] else listed[1]
    files = [TorrentFile(path=path, size=1) for path in paths]
    found = pick_file(files, show(), wanted, Listing(listed), read(called, ("Lantern Row",)))
    assert (found.path if found else None) == (None if right is None else paths[right])


@given(st.lists(st.text(max_size=80), max_size=6))
def test_any_list_of_files_gets_an_answer(paths: list[str]) -> None:
    why_harmful(paths)
    pick(*paths)


@pytest.mark.parametrize(
    ("release", "files", "picked"),
    [
        ("Lantern.Row.S01.720p", ["a/lantern.row.102.avi", "a/lantern.row.103.avi"], "a/lantern.row.102.avi"),
        ("Lantern.Row.S01.720p", ["a/02.mkv", "a/03.mkv"], "a/02.mkv"),
        ("Lantern.Row.S02.720p", ["a/02.mkv", "a/03.mkv"], None),
        ("Lantern.Row.S01.720p", ["a/Lantern Row - 102 - Tide.mkv"], "a/Lantern Row - 102 - Tide.mkv"),
        ("Lantern.Row.S01E02.720p", ["trailer.mkv"], None),
        ("Lantern.Row.S01E02.720p", ["a.mkv", "b.mkv"], None),
        ("Lantern.Row.S01-S02.720p", ["S01/lantern.row.102.avi", "S02/lantern.row.202.avi"], "S01/lantern.row.102.avi"),
    ],
)
def test_the_release_tells_the_season_where_files_have_numbers_alone(
    release: str, files: list[str], picked: str | None
) -> None:
    listing = Listing([episode(number=n) for n in range(1, 7)])
    found = pick_file([TorrentFile(path=p, size=1) for p in files], show(), episode(), listing, read(release))
    assert (found.path if found else None) == picked


def test_files_of_anime_may_have_just_their_count() -> None:
    anime = show(kind=ShowKind.ANIME)
    listing = Listing([episode(number=n) for n in range(1, 7)], ShowKind.ANIME)
    files = [TorrentFile(path=f"a/{n:02}.mkv", size=1) for n in (1, 2, 3)]
    found = pick_file(files, anime, episode(), listing, read("[Aki] Lantern Row (01-06) [BD]"))
    assert found is not None
    assert found.path == "a/02.mkv"


OTHERS = (show("Amber Court"), show("Lantern Row Nights"), show("Lantern Row", id=2, year=2030))


@pytest.mark.parametrize(
    ("files", "picked"),
    [
        # Another show's, which is known: https://github.com/Sonarr/Sonarr/issues/3803
        (["Lantern.Row.S02E01.720p/Amber.Court.S02E01.720p.mkv"], None),
        (["a/Lantern.Row.Nights.S02E01.mkv", "a/Lantern.Row.Nights.S02E02.mkv"], None),
        (["a/Lantern.Row.Nights.S02E01.1080p.mkv", "a/Lantern.Row.S02E01.mkv"], "a/Lantern.Row.S02E01.mkv"),
        (["a/Lantern Row/S02E01.mkv", "a/Lantern Row Nights/S02E01.mkv"], "a/Lantern Row/S02E01.mkv"),
        (["a/Lantern Row (2026)/S02E01.mkv", "a/Lantern Row (1963)/S02E01.mkv"], "a/Lantern Row (2026)/S02E01.mkv"),
        (["a/Lantern Row (2026)/S02E01.mkv", "a/Lantern Row (2030)/S02E01.avi.mkv"], "a/Lantern Row (2026)/S02E01.mkv"),
        (["a/Lantern Row AU/S02E01.avi.mkv", "a/Lantern Row US/S02E01.mkv"], "a/Lantern Row US/S02E01.mkv"),
        (["a/Lantern.Row.S02E01.mkv", "a/Lantern.Row.S02E01.Inside.the.Episode.mkv"], "a/Lantern.Row.S02E01.mkv"),
        # A title that nobody knows may be the show's in another language; what bears the known one is surer.
        (["a/Lanternenreihe.S02E01.mkv"], "a/Lanternenreihe.S02E01.mkv"),
        # Beside files that bear the show's own, one of several words is another show's.
        (["a/Lantern.Row.S01E01.mkv", "a/Mill.Lane.S02E01.mkv"], None),
        (["Lantern.Row.S02E01.1080p/Ghost.Inspector.S02E01.1080p.mkv"], None),
        (["Lantern.Row.S02/Making.of.Lantern.Row.mkv"], None),
        (["Lantern Row/Season 2/201 - Ember Light.mkv"], "Lantern Row/Season 2/201 - Ember Light.mkv"),
        (["a/Lanternenreihe.S02E01.long.mkv", "a/Lantern.Row.S02E01.mkv"], "a/Lantern.Row.S02E01.mkv"),
        # Season and number behind a group's letters: https://github.com/Sonarr/Sonarr/issues/343
        (["a/tpz-lr201.avi", "a/tpz-lr202.avi"], "a/tpz-lr201.avi"),
        (["a/tpz-lr301.avi", "a/tpz-lr302.avi"], None),
        (["lantern.row.s02e01-tpz/tpz-lr-s02e01.mkv", "b.txt"], "lantern.row.s02e01-tpz/tpz-lr-s02e01.mkv"),
        (["a/tpz-lr201-720.avi"], "a/tpz-lr201-720.avi"),
        # A folder for each series, and both numbers in the file: https://github.com/jellyfin/jellyfin/issues/8328
        (["Series 1/1.01 A.avi", "Series 2/2.01 B.avi"], "Series 2/2.01 B.avi"),
        (["Series 2/2.01 - B.avi", "Series 2/2.11 - C.avi"], "Series 2/2.01 - B.avi"),
        (["Series 1/1.01 A.avi", "Series 2/1.01 B.avi"], None),
        (["Season 2/2x1.mkv", "Season 2/2x11.mkv"], "Season 2/2x1.mkv"),
        # An E alone within the season: https://github.com/guessit-io/guessit/issues/590
        (["Season 1/E01.mkv", "Season 2/E01.mkv"], "Season 2/E01.mkv"),
        (["Season 02/Ep. 01 - A.mkv", "Season 02/Ep. 11 - B.mkv"], "Season 02/Ep. 01 - A.mkv"),
        (["Season 2/Lantern Row 2.01 A.avi", "Season 2/Lantern Row 2.11 B.avi"], "Season 2/Lantern Row 2.01 A.avi"),
        # Several shows, in folders of their own: https://github.com/pymedusa/Medusa/issues/9687
        (["a/Lighthouse/S2/S02E01 long.mkv", "a/Lantern Row/S2/S02E01.mkv"], "a/Lantern Row/S2/S02E01.mkv"),
    ],
)
def test_chooses_by_what_files_and_folders_say(files: list[str], picked: str | None) -> None:
    wanted = episode(season=2, number=1)
    listing = Listing([episode(season=season, number=n) for season in (1, 2) for n in range(1, 7)])
    torrent = [TorrentFile(path=path, size=len(path)) for path in files]
    found = pick_file(torrent, show(country="US"), wanted, listing, read("Lantern.Row.S02.720p"), OTHERS)
    assert (found.path if found else None) == picked


@pytest.mark.parametrize(
    ("files", "picked"),
    [
        # A folder called by a year, and a number alone: who knows what is counted there.
        (["Lantern Row/2018/05.mkv"], None),
        (["Lantern Row/02.mkv", "Lantern Row/Part 3.mkv"], None),
        (["Lantern Row/Part 2.mkv", "Lantern Row/Part 3.mkv"], "Lantern Row/Part 2.mkv"),
        (["Lantern Row/20.11.2026.mkv", "Lantern Row/21.11.2026.mkv"], "Lantern Row/20.11.2026.mkv"),
    ],
)
def test_of_one_season_parts_and_days_tell(files: list[str], picked: str | None) -> None:
    wanted = episode()
    listing = Listing(
        [wanted, episode(number=3, air_date=date(2026, 11, 27)), episode(number=1, air_date=None, airs_at=None)]
    )
    found = pick_file([TorrentFile(path=path, size=1) for path in files], show(), wanted, listing)
    assert (found.path if found else None) == picked


def test_a_number_alone_is_taken_at_the_word_of_a_release_of_that_number() -> None:
    release = read("Lantern.Row.S01E02.1080p")
    said = {"02.mkv": True, "102.mkv": True, "05.mkv": False, "Episode 2.mkv": True, "Episode Two.mkv": True}
    for path, right in (*said.items(), ("Episode 5.mkv", False), ("Episode Five.mkv", False)):
        found = pick_file([TorrentFile(path=path, size=1)], show(), episode(), None, release)
        assert (found is not None) is right
