"""Whose a folder is that is called as a show is: what lies in it decides, then the players, then the catalogues."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from demo.mediaserver import MediaServer
from integrations.jellyfin import Jellyfin
from pipeline.errors import BadResponse, OutsideError, Unreachable
from pipeline.library.naming import STANDARD, episode_path, title_of
from pipeline.model import Episode, EpisodeInfo, Show, ShowInfo, ShowKind
from pipeline.services import show_folder
from pipeline.store import Store, media_files
from tests.rigs.core import add_show, new_store

AIRED = datetime(2021, 3, 1, tzinfo=UTC)
TITLES = ("The Arrival", "Pilot", "It", "Episode 4", "Low Tide/High Tide")


@dataclass
class Catalogue:
    known: Sequence[ShowInfo] = ()
    fails: OutsideError | None = None
    name: str = "catalogue"

    def search(self, text: str) -> list[ShowInfo]:
        if self.fails:
            raise self.fails
        return list(self.known)


@dataclass
class Player:
    says: ShowInfo | None = None
    fails: OutsideError | None = None
    name: str = "box"
    asked: list[Path] = field(default_factory=list)

    def show_in(self, folder: Path) -> ShowInfo | None:
        self.asked.append(folder)
        if self.fails:
            raise self.fails
        return self.says


@dataclass
class House:
    store: Store
    library: Path
    show: Show
    listed: list[Episode]

    def put(self, *names: str, at: datetime | None = None) -> None:
        for name in names:
            path = self.library / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
            if at:
                os.utime(path, (at.timestamp(), at.timestamp()))

    def found(self, *catalogues: Any, players: Sequence[Any] = ()) -> str:
        return show_folder.found(self.store, self.show, self.listed, self.library, players, catalogues).own


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    store, library = new_store(tmp_path), tmp_path / "library"
    library.mkdir()
    infos = [
        EpisodeInfo(season=1, number=n, title=title, airs_at=AIRED + timedelta(days=7 * n), tvdb_id=1000 + n)
        for n, title in enumerate(TITLES, 1)
    ]
    show, listed = add_show(store, ShowInfo(title="Amber Quay", year=2021, tvdb_id=7, tvmaze_id=70), *infos)
    yield House(store, library, show, listed)
    store.close()


@pytest.mark.parametrize(
    ("names", "is_own"),
    [
        (["Amber Quay/Amber Quay - 101 - The Arrival.mkv"], True),
        (["Amber Quay/Season 1/01 The Arrival.avi"], True),
        (["amber quay/Amber.Quay.S01E03.It.720p.HDTV.x264-GRP.mkv"], True),
        (["Amber Quay/S01/Amber Quay 1x05 - Low Tide - High Tide.mkv"], True),
        (["Amber_Quay/Amber Quay (2021) - S01E01 - Another Name.mkv"], False),
        (["Amber Quay/a/Amber.Quay.S01E01.mkv", "Amber Quay/a/Amber.Quay.S01E01.The.Arrival.mkv"], True),
        (["Amber Quay/Season 5/Amber Quay - S05E01.mkv"], False),
        (["Amber Quay/Season 1/Amber Quay (1987) - S01E01.mkv"], False),
        (["Amber Quay/Amber Quay - S01E01.mkv"], False),
        (["Amber Quay/Amber Quay - S01E02 - Pilot.mkv", "Amber Quay/Amber Quay - S01E04 - Episode 4.mkv"], False),
        (["Amber Quay/readme.txt"], True),
        (["Amber Quay (2021)/Season 1/Amber Quay - S01E01 - The Arrival.mkv"], True),
        (["Amber Quay (1987)/Season 1/Amber Quay - S01E01 - The Arrival.mkv"], False),
        (["Amber Quay Stories/Amber Quay - S01E01 - The Arrival.mkv"], False),
    ],
)
def test_what_lies_in_it_says_whose_it_is(house: House, names: list[str], is_own: bool) -> None:
    house.put(*names)
    assert house.found() == (names[0].partition("/")[0] if is_own else "")


def test_files_from_before_it_aired_are_a_namesake_s(house: House) -> None:
    house.put("Amber Quay/S01E01 - The Arrival.mkv", "Amber Quay/S01E03.mkv", at=datetime(2012, 1, 1, tzinfo=UTC))
    assert house.found(Catalogue([house.show])) == ""


DESCRIBED = "<episodedetails><season>1</season><episode>1</episode>{}</episodedetails>"


@pytest.mark.parametrize(
    ("told", "is_own"),
    [
        ('<uniqueid type="tvdb">1001</uniqueid>', True),
        ('<uniqueid type="tvdb">2002</uniqueid>', False),
        ("<aired>2021-03-07</aired>", True),
        ("<aired>1987-03-07</aired>", False),
        ("<aired>soon</aired>", False),
        ("<title>the arrival</title>", True),
    ],
)
def test_descriptions_beside_the_files_say_whose_they_are(house: House, told: str, is_own: bool) -> None:
    house.put("Amber Quay/S01E01.mkv")
    (house.library / "Amber Quay" / "S01E01.nfo").write_text(DESCRIBED.format(told))
    assert house.found() == ("Amber Quay" if is_own else "")


def test_daily_shows_are_known_by_their_days(house: House) -> None:
    house.show = replace(house.show, kind=ShowKind.DAILY)
    house.put("Amber Quay/Amber Quay - 2021-03-08.mkv")
    assert house.found() == "Amber Quay"
    house.put("Amber Quay/Amber Quay - 1987-03-09.mkv", "Amber Quay/Amber Quay - 1987-03-10.mkv")
    assert house.found() == ""


@pytest.mark.parametrize(
    ("player", "is_own"),
    [
        (Player(ShowInfo(title="x", tvdb_id=7)), True),
        (Player(ShowInfo(title="x", tvdb_id=8)), False),
        (Player(ShowInfo(title="Amber Quay", imdb_id="tt1")), True),
        (Player(), True),
        (Player(fails=Unreachable("box", "off")), True),
    ],
)
def test_where_the_files_say_nothing_the_players_are_asked_and_then_the_catalogues(
    house: House, player: Player, is_own: bool
) -> None:
    house.put("Amber Quay/S01E01.mkv")
    assert house.found(Catalogue([house.show]), players=[player]) == ("Amber Quay" if is_own else "")
    assert player.asked == [house.library / "Amber Quay"]


def test_titles_of_other_episodes_are_a_namesake_s_unless_a_player_knows_better(house: House) -> None:
    house.put("Amber Quay/S01E01 - Die Ankunft.mkv", "Amber Quay/S01E03 - Das Meer.mkv")
    assert house.found(Catalogue([house.show])) == ""
    assert house.found(players=[Player(ShowInfo(title="x", tvdb_id=7))]) == "Amber Quay"


def test_of_several_shows_of_the_title_none_is_taken_for_it(house: House) -> None:
    house.put("Amber Quay/S01E01.mkv")
    twin = ShowInfo(title="Amber Quay", year=1987, tvdb_id=9)
    other = ShowInfo(title="Amber Quay Stories", tvdb_id=10)
    assert house.found(Catalogue([house.show, other])) == "Amber Quay"
    assert house.found(Catalogue([house.show, twin])) == ""
    assert house.found(Catalogue([other])) == ""
    assert house.found(Catalogue(fails=BadResponse("catalogue", "odd"))) == ""
    with pytest.raises(Unreachable):
        house.found(Catalogue(fails=Unreachable("catalogue", "away")))


@pytest.mark.parametrize("version", ["10.10.7", "10.11.11", "12.0.0"])
@pytest.mark.parametrize("tvdb_id", [7, None])
def test_beside_a_namesake_it_stays_a_show_of_its_own(house: House, version: str, tvdb_id: int | None) -> None:
    house.put("Amber Quay/Season 1/Amber Quay - S01E01 - Other.mkv", "Amber Quay/Season 1/Amber Quay - S05E01.mkv")
    house.show = replace(house.show, tvdb_id=tvdb_id)
    folders = show_folder.found(house.store, house.show, house.listed, house.library, (), ())
    path = episode_path(house.library, house.show, house.listed[0], ".mkv", STANDARD, (), folders.own, folders.others)
    house.put(path.relative_to(house.library).as_posix())
    folder = path.relative_to(house.library).parts[0]
    title = title_of(house.library, house.show, folder)
    (house.library / folder / "tvshow.nfo").write_text(f"<tvshow><title>{title}</title></tvshow>")

    with MediaServer(house.library, version=version) as server:
        assert len({item.series for item in server.items()}) == 2
        named = {item.name for item in server.items("Series")}
    assert title == ("Amber Quay" if tvdb_id else "Amber Quay (2021)")
    assert title in named


def test_what_is_filed_beside_a_namesake_is_not_to_be_renamed_into_it(house: House) -> None:
    house.show = replace(house.show, tvdb_id=None)
    house.put("Amber Quay/S05E01.mkv", "Amber Quay [2021]/S01E01.mkv")
    facts = {"size": 1, "duration": 1.0, "release": "x", "info_hash": "ab", "subtitles": ()}
    with house.store.write() as db:
        media_files.note(db, house.listed[:1], house.library / "Amber Quay [2021]" / "S01E01.mkv", **facts)
        kept = show_folder.kept(db, house.show, house.library)
    assert (kept.own, kept.others) == ("Amber Quay [2021]", frozenset(("Amber Quay",)))


def test_a_jellyfin_says_as_which_show_it_knows_a_folder(house: House) -> None:
    house.put("Amber Quay/S01E01.mkv")
    (house.library / "Amber Quay" / "tvshow.nfo").write_text(
        '<tvshow><title>Amber Quay</title><year>2021</year><uniqueid type="tvdb">7</uniqueid></tvshow>'
    )
    with MediaServer(house.library) as server:
        config = {"url": server.url, "api_key": server.api_key, "folders": {str(house.library): "/srv/library"}}
        jellyfin = Jellyfin(Jellyfin.Config.model_validate(config), name="jellyfin")
        told = jellyfin.show_in(Path("/srv/library/Amber Quay"))
        assert told == ShowInfo(title="Amber Quay", year=2021, tvdb_id=7)
        assert jellyfin.show_in(Path("/srv/library/Amber")) is None
