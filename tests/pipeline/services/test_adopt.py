"""Taking over a library that is there already, with the real catalogue's client on a pretend catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from demo.catalogue import CatalogueServer
from demo.shows import DemoEpisode, DemoShow
from integrations.tvmaze import TVmaze
from pipeline.errors import UserError
from pipeline.library.nfo import episode_nfo, show_nfo
from pipeline.library.scan import Video, show_of, shows_in
from pipeline.line import LINE
from pipeline.model import EpisodeInfo, Role, ShowInfo, ShowKind
from pipeline.releases.episodes import Listing
from pipeline.releases.file_names import read_file
from pipeline.services import adopt
from pipeline.store import Store, active_jobs, media_files, people, shows
from tests.rigs.core import add_person, new_store

STAGES = [step.stage for step in LINE]


def demo_show(title: str, number: int, year: int = 2025, episodes: int = 4) -> DemoShow:
    listed = [
        DemoEpisode(season=1, number=n, title=f"Part {n}", airs=timedelta(days=n - 30)) for n in range(1, episodes + 1)
    ]
    special = DemoEpisode(season=0, number=1, title="Behind it", airs=timedelta(days=-20))
    return DemoShow(
        title=title,
        year=year,
        tvmaze_id=9_900_200 + number,
        tvdb_id=99_900_200 + number,
        imdb_id=f"tt9990020{number}",
        overview="",
        network="Loopback",
        episodes=(special, *listed),
    )


ORCHARD, TWIN, LATER_TWIN = demo_show("Orchard Lane", 1), demo_show("Twin Lights", 2), demo_show("Twin Lights", 3, 1999)


@dataclass
class House:
    store: Store
    library: Path
    catalogue: TVmaze

    def put(self, path: str, content: bytes = b"film") -> Path:
        target = self.library / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        return target

    def look(self) -> list[adopt.Found]:
        return list(adopt.scan([self.catalogue], self.library))

    def take(self, *, fill: bool = True) -> adopt.Adopted:
        (found,) = self.look()
        return adopt.take(self.store, [self.catalogue], STAGES, adopt.the_owner(self.store), found, fill=fill)

    def on_its_way(self) -> list[str]:
        with self.store.read() as db:
            return [way.episode.code for way in active_jobs.find(db)]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    library = tmp_path / "library"
    library.mkdir()
    store = new_store(tmp_path)
    add_person(store)
    with CatalogueServer((ORCHARD, TWIN, LATER_TWIN)) as server:
        yield House(store, library, TVmaze(TVmaze.Config(url=server.tvmaze_url), name="tvmaze"))
    store.close()


# ------------------------------------------------------------------------------------------------------------- reading


@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        ("Orchard Lane", ShowInfo(title="Orchard Lane")),
        ("Orchard Lane (2025)", ShowInfo(title="Orchard Lane", year=2025)),
        ("Orchard Lane (2025) [tvdbid-77]", ShowInfo(title="Orchard Lane", year=2025, tvdb_id=77)),
        ("Orchard Lane {tvdb-77}", ShowInfo(title="Orchard Lane", tvdb_id=77)),
        ("Orchard Lane [imdbid-tt0077]", ShowInfo(title="Orchard Lane", imdb_id="tt0077")),
        ("Orchard Lane [tvmazeid-5]", ShowInfo(title="Orchard Lane", tvmaze_id=5)),
        ("(2025)", ShowInfo(title="(2025)", year=2025)),
    ],
)
def test_a_folder_s_name_tells_of_the_show(tmp_path: Path, folder: str, expected: ShowInfo) -> None:
    assert show_of(tmp_path / folder) == expected


def test_a_description_counts_for_more_than_the_name(tmp_path: Path) -> None:
    told = ShowInfo(title="The Real Title", year=1999, tvdb_id=7, tvmaze_id=8, imdb_id="tt9")
    (tmp_path / "tvshow.nfo").write_bytes(show_nfo(told) + b"\nhttps://thetvdb.com/?id=7\n")
    assert show_of(tmp_path) == told


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("<id>424242</id>", {"tvdb_id": 424242}),
        ("<id>tt0424242</id>", {"imdb_id": "tt0424242"}),
        ("<tvdbid>77</tvdbid><imdb_id>tt77</imdb_id>", {"tvdb_id": 77, "imdb_id": "tt77"}),
        ('<id>1</id><tvdbid>77</tvdbid><uniqueid type="tvdb">78</uniqueid>', {"tvdb_id": 78}),
        (
            '<uniqueid type="imdb" default="true">tt9</uniqueid><tvmazeid>5</tvmazeid>',
            {"imdb_id": "tt9", "tvmaze_id": 5},
        ),
    ],
)
def test_descriptions_of_other_programs_tell_the_ids(tmp_path: Path, content: str, expected: dict[str, object]) -> None:
    (tmp_path / "tvshow.nfo").write_text(f"<tvshow><title>Lantern Row</title>{content}</tvshow>")
    assert show_of(tmp_path) == ShowInfo(title="Lantern Row", **expected)  # type: ignore[arg-type]


EPISODE = "<episodedetails><season>1</season><episode>{}</episode></episodedetails>"


@pytest.mark.parametrize(
    "content",
    [
        EPISODE.format(3) + "\n" + EPISODE.format(4),
        EPISODE.format("3</episode><episodenumberend>4</episodenumberend><episode>"),
    ],
)
def test_a_description_of_two_episodes_tells_of_both(house: House, content: str) -> None:
    path = house.put("Orchard Lane/Season 1/premiere.mkv")
    path.with_suffix(".nfo").write_text(content)
    ((video,),) = [each.folder.videos for each in house.look()]
    assert (video.name.season, video.name.episodes) == (1, (3, 4))


def test_folders_that_are_links_to_another_disk_are_read(house: House, tmp_path: Path) -> None:
    disk = tmp_path / "disk" / "Season 1"
    disk.mkdir(parents=True)
    (disk / "Orchard Lane - S01E01.mkv").touch()
    (house.library / "Orchard Lane").mkdir()
    (house.library / "Orchard Lane" / "Season 1").symlink_to(disk)
    (disk / "around").symlink_to(house.library / "Orchard Lane")
    ((video,),) = [each.folder.videos for each in house.look()]
    assert video.name.episodes == (1,)


def test_what_lies_on_another_disk_is_counted_by_its_name_in_the_library(house: House, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    (disk / "Orchard Lane - S01E01.mkv").touch()
    (house.library / "Orchard Lane").mkdir()
    season = house.library / "Orchard Lane" / "Season 1"
    season.symlink_to(disk)
    assert house.take().files == 1
    with house.store.read() as db:
        (file,) = media_files.all_here(db)
    assert file.path == str(season / "Orchard Lane - S01E01.mkv")


@pytest.mark.parametrize("folder", ["#recycle/Orchard Lane", "$RECYCLE.BIN", "Orchard Lane/Season 1/@eaDir"])
def test_what_is_thrown_away_is_not_there(house: House, folder: str) -> None:
    house.put(f"{folder}/Orchard.Lane.S01E01.mkv")
    assert house.look() == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_a_description_is_read_in_the_letters_that_it_was_written_in(tmp_path: Path, encoding: str) -> None:
    said = '<?xml version="1.0" encoding="ISO-8859-1"?>' if encoding == "iso-8859-1" else ""
    (tmp_path / "tvshow.nfo").write_text(f"{said}<tvshow><title>Café</title><tvdbid>9</tvdbid></tvshow>", encoding)
    assert (show_of(tmp_path).title, show_of(tmp_path).tvdb_id) == ("Café", 9)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"<tvshow><title>half", b"<tvshow>&bomb;</tvshow>"])
def test_a_description_that_cannot_be_read_is_passed_over(tmp_path: Path, content: bytes) -> None:
    folder = tmp_path / "Orchard Lane (2025)"
    folder.mkdir()
    (folder / "tvshow.nfo").write_bytes(content)
    assert show_of(folder).title == "Orchard Lane"


@pytest.mark.parametrize(
    ("path", "season", "episodes"),
    [
        ("Season 01/Orchard Lane - S01E02 - Part 2.mkv", 1, (2,)),
        ("Season 1/02.mkv", 1, (2,)),
        ("Orchard.Lane.1x02.mkv", 1, (2,)),
        ("Season 01/Orchard Lane - S01E02-E03.mkv", 1, (2, 3)),
        ("Specials/Orchard Lane - S00E01.mkv", 0, (1,)),
        ("Season 1/03 - Storm Part 2.mkv", 1, (3,)),
    ],
)
def test_a_file_s_name_tells_of_the_episode(house: House, path: str, season: int, episodes: tuple[int, ...]) -> None:
    house.put(f"Orchard Lane (2025)/{path}")
    house.put("Orchard Lane (2025)/sample/Orchard.Lane.S01E01.sample.mkv")
    house.put("Orchard Lane (2025)/Season 01/Odds and Ends/03.mkv")
    house.put("Orchard Lane (2025)/Season 01/Orchard Lane S01E02 Deleted Scene.mkv")
    (folder,) = shows_in(house.library)
    assert [(v.name.season, v.name.episodes) for v in folder.videos] == [(season, episodes)]


def test_a_name_that_says_nothing_is_made_up_for_by_the_description(house: House) -> None:
    video = house.put("Orchard Lane (2025)/a strange name.mkv")
    info = EpisodeInfo(season=1, number=3, title="x")
    video.with_suffix(".nfo").write_bytes(episode_nfo(ShowInfo(title="Orchard Lane"), info))
    (folder,) = shows_in(house.library)
    assert (folder.videos[0].name.season, folder.videos[0].name.episodes) == (1, (3,))


# ------------------------------------------------------------------------------------------------------------ matching


def test_the_catalogue_s_show_is_found_by_name_or_by_id(house: House) -> None:
    house.put("Orchard Lane (2025)/Season 01/Orchard Lane - S01E02.mkv")
    house.put(f"something else [tvdbid-{TWIN.tvdb_id}]/Season 01/x - S01E01.mkv")
    found = {each.folder.path.name[:5]: each.show for each in house.look()}
    assert {name: show and show.tvmaze_id for name, show in found.items()} == {
        "Orcha": ORCHARD.tvmaze_id,
        "somet": TWIN.tvmaze_id,
    }


def test_namesakes_are_told_apart_by_the_year_and_never_guessed(house: House) -> None:
    house.put("Twin Lights/S01E01.mkv")
    house.put("Twin Lights (1999)/S01E01.mkv")
    house.put("Quite Unheard Of/S01E01.mkv")
    heard, by_year, unsure = sorted(house.look(), key=lambda each: len(str(each.why_not)))
    assert heard.show is not None
    assert heard.show.year == 1999
    assert {by_year.show, unsure.show} == {None}
    assert any("2 shows are called so" in str(each.why_not) for each in (by_year, unsure))


def test_what_is_missing_is_what_aired_after_the_first_that_is_there(house: House) -> None:
    house.put("Orchard Lane (2025)/Season 01/Orchard Lane - S01E02.mkv")
    house.put("Orchard Lane (2025)/Season 01/Orchard Lane - S01E77.mkv")
    (found,) = house.look()
    assert [e.number for e in found.gaps] == [3, 4]
    assert [path.name for path in found.there] == ["Orchard Lane - S01E02.mkv"]


# -------------------------------------------------------------------------------------------------------- taking over


def test_only_the_gaps_are_filled_and_nothing_is_touched(house: House) -> None:
    video = house.put("Orchard Lane (2025)/Season 01/Orchard Lane - S01E02-E03.mkv")
    house.put("Orchard Lane (2025)/Season 01/Orchard Lane - S01E02-E03.en.srt")
    before = sorted(house.library.rglob("*"))
    assert house.take() == adopt.Adopted(files=1, opened=1)
    assert house.on_its_way() == ["S01E04"]
    assert sorted(house.library.rglob("*")) == before
    with house.store.read() as db:
        (show,) = shows.all_followed(db)
        rows = media_files.files_of(db, [e.id for e in shows.episodes(db, show.id)])
    assert [(row.path, row.subtitles) for row in rows] == [(str(video), ("en",))] * 2


@pytest.mark.parametrize(
    "strange",
    ["Copper.Moon.S01E02.1080p.WEB-DL", "Beacon.S01E02.1080p", "BBC.Copper.Moon.1x02", "Orchard.Lane.Nights.1x02"],
)
def test_a_file_of_another_show_is_not_counted(house: House, strange: str) -> None:
    house.put("Orchard Lane/Orchard.Lane.S01E01.mkv")
    house.put("Orchard Lane/lane.s01e03.mkv")
    house.put(f"Orchard Lane/{strange}.mkv")
    house.put("Beacon/Beacon.S01E01.mkv")
    (found,) = [each for each in house.look() if each.show]
    assert sorted(path.name for path in found.there) == ["Orchard.Lane.S01E01.mkv", "lane.s01e03.mkv"]


def test_where_no_file_bears_the_title_all_are_counted(house: House) -> None:
    house.put("Orchard Lane/Der.Obstgarten.S01E02.mkv")
    house.put("Orchard Lane/Der.Obstgarten.S01E03.mkv")
    (found,) = house.look()
    assert len(found.there) == 2


def test_new_episodes_go_into_the_folder_that_was_there(house: House) -> None:
    house.put("My Orchard Lane/Season 01/Orchard Lane - S01E02.mkv")
    (house.library / "My Orchard Lane/tvshow.nfo").write_bytes(show_nfo(ShowInfo(title="Orchard Lane", year=2025)))
    house.take()
    with house.store.read() as db:
        (show,) = shows.all_followed(db)
        assert media_files.folder_before(db, show.id, house.library) == "My Orchard Lane"
        assert media_files.folder_before(db, show.id, house.library.parent) == "library"
        assert media_files.folder_before(db, show.id + 1, house.library) == ""


def test_taking_over_twice_changes_nothing(house: House) -> None:
    house.put("Orchard Lane (2025)/Season 01/Orchard Lane - S01E02.mkv")
    house.take()
    assert house.take() == adopt.Adopted(files=0, opened=0)


def test_without_filling_only_what_is_to_come_is_wanted(house: House) -> None:
    house.put("Orchard Lane (2025)/Season 01/Orchard Lane - S01E02.mkv")
    assert house.take(fill=False) == adopt.Adopted(files=1, opened=0)


def test_a_subscription_that_is_there_stays_as_it_is(house: House) -> None:
    house.put("Orchard Lane (2025)/Season 01/Orchard Lane - S01E02.mkv")
    house.take(fill=False)
    assert house.take().opened == 0


def test_it_takes_an_owner_and_a_folder(house: House, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="not a folder"):
        list(adopt.scan([house.catalogue], tmp_path / "nowhere"))
    with house.store.write() as db:
        people.set_role(db, 1, Role.BANNED)
    with pytest.raises(UserError, match="Nobody owns"):
        adopt.the_owner(house.store)


@pytest.mark.parametrize("file", ["Orchard Lane - 102 - Two.mkv", "Season 1/Orchard Lane - 102 - Two.mkv", "102.mkv"])
def test_season_and_number_written_as_one_are_known(house: House, file: str) -> None:
    video = house.put(f"Orchard Lane (2025)/{file}")

    (found,) = house.look()

    assert [(e.season, e.number) for e in found.there[video]] == [(1, 2)]


@pytest.mark.parametrize("file", ["Sora Kaze II/Sora Kaze II - 05.mkv", "Sora Kaze II/05.mkv", "Sora Kaze - 17.mkv"])
def test_an_anime_s_file_lies_in_the_season_that_its_title_tells(file: str) -> None:
    one = ShowInfo(title="Sora Kaze", kind=ShowKind.ANIME)
    listing = Listing([EpisodeInfo(season=s, number=n) for s in (1, 2) for n in range(1, 13)], one.kind)
    video = Video(path=Path("/tv/Sora Kaze") / file, name=read_file(f"Sora Kaze/{file}", (one.title,)))

    assert [(each.season, each.number) for each in adopt.held_in(video, listing, one)] == [(2, 5)]
