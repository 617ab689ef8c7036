"""file: what goes where, beside what, and instead of what; over a real library and real films."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from demo.clips import Clip, make_clip
from demo.server import LoopbackServer
from integrations.ffmpeg import FFmpeg
from pipeline.config import Filing
from pipeline.errors import Later, Redo, Reject, Stuck
from pipeline.model.reasons import NO_REASON
from pipeline.services import rename
from pipeline.steps.file import file
from pipeline.steps.results import Downloaded, Filed, Subtitled, Transcoded
from pipeline.store import leases, media_files, shows
from tests.rigs.core import another_job_holds
from tests.rigs.market import Market, market, offered

pytestmark = pytest.mark.needs("ffmpeg")

ENCODER = FFmpeg(FFmpeg.Config(), name="ffmpeg")
SECONDS = 2.0
PICTURE = b"\xff\xd8\xff" + b"picture" * 20
SEASON = "Lantern Row (2026)/Season 01"
STEM = f"{SEASON}/Lantern Row (2026) - S01E01 - Low Tide"


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("clips")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Market]:
    made = market(tmp_path, 3)
    yield made
    made.store.close()


@dataclass
class Reader:
    """A player that reads descriptions beside the videos."""

    name: str = "reader"
    reads_nfo: bool = True


def filing(
    house: Market, clips: Path, name: str = "S01E01", info_hash: str = "aa" * 20, place: int = 0, *players: Reader
) -> Filed:
    clip = make_clip(clips, Clip(title=info_hash[:2], seconds=SECONDS, video="h264", audio="aac", container="mp4"))
    path = house.settings.data / "downloads" / info_hash[:2] / f"Lantern.Row.{name}.1080p-FAIR.mp4"
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.write_bytes(clip.read_bytes())
    downloaded = Downloaded(info_hash=info_hash, path=str(path), release=offered(number=name))
    made = Transcoded(
        path=str(path), source=str(path), container="mp4", untouched=True, why=NO_REASON, duration=SECONDS
    )
    args = (house.jobs[place], house.show, house.episodes[place], downloaded, made, Subtitled(files=()), ENCODER)
    try:
        return file(*args, house.store, house.settings, house.context(place), players)  # type: ignore[arg-type]
    finally:
        with house.store.write() as db:
            leases.let_go_of_files(db, house.jobs[place].id)


def filing_with_pictures(house: Market, clips: Path) -> None:
    """One whose release brings along subtitles that are pictures."""
    clip = make_clip(clips, Clip(title="aa", seconds=SECONDS, video="h264", audio="aac", container="mp4"))
    path = house.settings.data / "downloads" / "Lantern.Row.S01E01.1080p-FAIR.mp4"
    path.parent.mkdir(parents=True)
    path.write_bytes(clip.read_bytes())
    pictures = [path.with_name(f"{path.stem}.{suffix}") for suffix in ("idx", "sub")]
    for picture in pictures:
        picture.write_bytes(PICTURE)
    got = Downloaded(info_hash="aa" * 20, path=str(path), release=offered(), pictures=tuple(map(str, pictures)))
    made = Transcoded(
        path=str(path), source=str(path), container="mp4", untouched=True, why=NO_REASON, duration=SECONDS
    )
    args = (house.jobs[0], house.show, house.episodes[0], got, made, Subtitled(files=()), ENCODER)
    file(*args, house.store, house.settings, house.context(0))


@pytest.mark.parametrize("screens", [("kodi",), ("kodi", "chromecast")])
def test_pictures_lie_beside_the_film_where_only_kodi_plays_it(
    house: Market, clips: Path, screens: tuple[str, ...]
) -> None:
    household = house.settings.household.model_copy(update={"screens": screens})
    house.settings = house.settings.model_copy(update={"household": household})
    filing_with_pictures(house, clips)
    beside = [name for name in in_library(house) if name.endswith((".idx", ".sub"))]
    apart = sorted(path.name for path in (house.settings.data / "subtitles").rglob("*.*"))
    assert beside == ([f"{STEM}.idx", f"{STEM}.sub"] if screens == ("kodi",) else [])
    assert apart == ([] if screens == ("kodi",) else ["S01E01.idx", "S01E01.sub"])


def in_library(house: Market) -> list[str]:
    return sorted(p.relative_to(house.settings.library).as_posix() for p in house.settings.library.rglob("*.*"))


def filed_episodes(house: Market) -> dict[int, str]:
    with house.store.read() as db:
        rows = media_files.files_of(db, [each.id for each in house.episodes])
    numbers = {each.id: each.number for each in house.episodes}
    return {numbers[row.episode_id]: Path(row.path).name for row in rows}


# ------------------------------------------------------------------------------------------------- several in one file


def test_a_double_episode_is_filed_once_for_both(house: Market, clips: Path) -> None:
    filed = filing(house, clips, "S01E01E02")
    assert Path(filed.path).name == "Lantern Row (2026) - S01E01-E02 - Low Tide.mp4"
    assert set(filed_episodes(house)) == {1, 2}
    assert filing(house, clips, "S01E01E02", place=1).path == filed.path, "the second one's job ends in the same file"
    assert len(in_library(house)) == 1


def test_a_single_episode_leaves_the_double_one_to_the_other(house: Market, clips: Path) -> None:
    double = Path(filing(house, clips, "S01E01E02").path).name
    single = Path(filing(house, clips, "S01E01", "bb" * 20).path).name
    assert filed_episodes(house) == {1: single, 2: double}
    assert [Path(name).name for name in in_library(house)] == [single, double]


def test_a_double_episode_leaves_alone_what_has_a_file_of_its_own(house: Market, clips: Path) -> None:
    own = filing(house, clips, "S01E02", "bb" * 20, 1)
    double = filing(house, clips, "S01E01E02")
    assert filed_episodes(house) == {1: Path(double.path).name, 2: Path(own.path).name}
    assert Path(own.path).is_file()


def test_a_better_double_episode_takes_the_place_of_the_old_one_for_both(house: Market, clips: Path) -> None:
    first = filing(house, clips, "S01E01E02")
    old = Path(first.path).read_bytes()
    second = filing(house, clips, "S01E01E02", "bb" * 20)
    assert second.path == first.path
    assert Path(second.path).read_bytes() != old
    assert [kept.read_bytes() for kept in house.settings.recycle.rglob("*.mp4")] == [old]
    assert len(filed_episodes(house)) == 2


# ------------------------------------------------------------------------------------------------- nothing is lost


def test_a_file_that_nobody_told_us_of_goes_to_the_recycle_folder(house: Market, clips: Path) -> None:
    theirs = house.settings.library / f"{STEM}.mp4"
    theirs.parent.mkdir(parents=True)
    theirs.write_bytes(b"somebody put it here")
    filing(house, clips)
    assert [p.read_bytes() for p in house.settings.recycle.rglob("*.mp4")] == [b"somebody put it here"]


def test_filed_again_under_another_name_an_episode_has_one_file(house: Market, clips: Path) -> None:
    old = Path(filing(house, clips).path)
    with house.store.write() as db:
        shows.save_episodes(db, house.show.id, [replace(each, title="High Tide") for each in house.episodes])
        house.episodes[:] = shows.episodes(db, house.show.id)
    new = Path(filing(house, clips).path)
    assert new.name != old.name
    assert filing(house, clips).path == str(new)
    assert filed_episodes(house) == {1: new.name}
    assert [Path(name).name for name in in_library(house)] == [new.name]


def test_while_another_job_has_an_episode_s_files_nothing_takes_their_place(house: Market, clips: Path) -> None:
    old = Path(filing(house, clips).path)
    before = old.read_bytes()
    with another_job_holds(house.store, house.episodes[0].id), pytest.raises(Later, match="Another job"):
        filing(house, clips, "S01E01", "bb" * 20)
    assert old.read_bytes() == before
    filing(house, clips, "S01E01", "bb" * 20)
    assert old.read_bytes() != before


@pytest.mark.parametrize("place", ["Lantern Row (2026)", "Lantern Row (2026)/Season 01"])
def test_a_file_where_a_folder_should_be_is_said(house: Market, clips: Path, place: str) -> None:
    in_the_way = house.settings.library / place
    in_the_way.parent.mkdir(parents=True, exist_ok=True)
    in_the_way.write_text("somebody's")
    with pytest.raises(Stuck, match=rf"a file where a folder should be .*/{re.escape(place)}\)"):
        filing(house, clips, "S01E01")
    assert in_the_way.read_text() == "somebody's"

    in_the_way.unlink()
    assert Path(filing(house, clips, "S01E01").path).is_file()


def test_two_episodes_never_share_a_name(house: Market, clips: Path) -> None:
    pattern = "{show}/{season:02}/{show} - {title} {season}x{number}"
    house.settings = house.settings.model_copy(update={"filing": Filing(naming=pattern)})
    first = filing(house, clips)
    house.episodes[1] = replace(house.episodes[1], number=1)  # the catalogue numbers them anew
    with house.store.write() as db:
        db.exec_driver_sql("UPDATE episode SET number = 9 WHERE number = 1")
        db.exec_driver_sql("UPDATE episode SET number = 1 WHERE number = 2")
    second = filing(house, clips, "S01E01", "bb" * 20, 1)
    assert Path(second.path) == house.settings.library / f"{STEM}.mp4"
    assert Path(first.path).is_file()
    house.settings = house.settings.model_copy(update={"filing": Filing()})
    house.episodes[2] = replace(house.episodes[2], number=1)
    with pytest.raises(Stuck, match="another episode's file"):
        filing(house, clips, "S01E01", "cc" * 20, 2)


# ---------------------------------------------------------------------------------------------- descriptions, pictures


@pytest.fixture
def pictures() -> Iterator[LoopbackServer]:
    async def give(request: Request) -> Response:
        if request.path_params["name"] == "poster":
            return Response(PICTURE, media_type="image/jpeg")
        return Response(b"<html>no</html>", media_type="text/html")

    with LoopbackServer(Starlette(routes=[Route("/{name}", give)])) as server:
        yield server


def illustrated(house: Market, server: LoopbackServer, still: str) -> None:
    house.show = replace(house.show, poster_url=f"{server.url}/poster")
    house.episodes[0] = replace(house.episodes[0], image_url=f"{server.url}/{still}")


def test_a_player_that_reads_descriptions_gets_them_with_pictures(
    house: Market, clips: Path, pictures: LoopbackServer
) -> None:
    illustrated(house, pictures, "poster")
    filing(house, clips, "S01E01", "aa" * 20, 0, Reader())
    beside = ["Lantern Row (2026)/poster.jpg", "Lantern Row (2026)/tvshow.nfo"]
    assert in_library(house) == sorted([*beside, f"{STEM}-thumb.jpg", f"{STEM}.mp4", f"{STEM}.nfo"])
    assert (house.settings.library / beside[0]).read_bytes() == PICTURE


def test_without_such_a_player_there_is_only_the_video_unless_it_is_wished(house: Market, clips: Path) -> None:
    filing(house, clips, "S01E01", "aa" * 20, 0, Reader(reads_nfo=False))
    assert in_library(house) == [f"{STEM}.mp4"]
    house.settings = house.settings.model_copy(update={"filing": Filing(nfo="yes")})
    filing(house, clips)
    assert f"{STEM}.nfo" in in_library(house)


def test_a_picture_that_is_none_is_left_out_and_said(house: Market, clips: Path, pictures: LoopbackServer) -> None:
    illustrated(house, pictures, "page")
    filing(house, clips, "S01E01", "aa" * 20, 0, Reader())
    assert f"{STEM}-thumb.jpg" not in in_library(house)
    with pictures.outage():
        filing(house, clips, "S01E01", "aa" * 20, 0, Reader())


def test_a_show_s_description_that_is_there_already_stays(house: Market, clips: Path) -> None:
    own = house.settings.library / "Lantern Row (2026)" / "tvshow.nfo"
    own.parent.mkdir(parents=True)
    own.write_text("mine")
    filing(house, clips, "S01E01", "aa" * 20, 0, Reader())
    assert own.read_text() == "mine"


def test_a_replaced_file_s_description_and_picture_go_with_it(
    house: Market, clips: Path, pictures: LoopbackServer
) -> None:
    illustrated(house, pictures, "poster")
    filing(house, clips, "S01E01", "aa" * 20, 0, Reader())
    house.episodes[0] = replace(house.episodes[0], title="High Tide")
    filing(house, clips, "S01E01", "bb" * 20, 0, Reader())
    assert not [name for name in in_library(house) if "Low Tide" in name]
    kept = sorted(p.name.removeprefix(Path(STEM).name) for p in house.settings.recycle.rglob("*.*") if p.is_file())
    assert kept == ["-thumb.jpg", ".mp4", ".nfo"]


# --------------------------------------------------------------------------------------- a show that was there before


def test_a_show_that_was_in_the_library_before_keeps_its_folder(house: Market, clips: Path) -> None:
    old = house.settings.library / "The Row" / "Season 1" / "row 2.mkv"
    old.parent.mkdir(parents=True)
    old.write_bytes(b"film")
    with house.store.write() as db:
        facts = {"size": 4, "duration": 1.0, "release": "", "info_hash": "", "subtitles": ()}
        media_files.note(db, [house.episodes[1]], old, **facts)
    filed = filing(house, clips)
    assert Path(filed.path).relative_to(house.settings.library).parts[0] == "The Row"
    assert old.is_file()


# ---------------------------------------------------------------------------------------------- one folder for a show


def test_a_show_that_stands_there_in_another_style_is_continued(house: Market, clips: Path) -> None:
    theirs = house.settings.library / "Lantern Row" / "Lantern Row - 102 - Low Tide.mp4"
    theirs.parent.mkdir(parents=True)
    theirs.write_bytes(b"film")

    filed = filing(house, clips)

    assert Path(filed.path).parent == theirs.parent / "Season 01"
    with house.store.read() as db:
        assert rename.proposed(db, house.settings) == [], "nobody is asked to part it"


@pytest.mark.parametrize("known", [{"tvdb_id": 7}, {"year": 2025}, {"title": "Lantern Row, the Series"}])
def test_what_a_catalogue_learns_of_a_show_does_not_part_it(
    house: Market, clips: Path, known: dict[str, object]
) -> None:
    first = Path(filing(house, clips).path)
    house.show = replace(house.show, **known)  # type: ignore[arg-type]

    second = Path(filing(house, clips, "S01E02", "bb" * 20, 1).path)

    assert second.parent == first.parent


# --------------------------------------------------------------------------------------------------- what is not there


def without_its_file(house: Market, *, untouched: bool) -> None:
    """File what is not where the step before said."""
    gone = house.settings.data / "job-1" / "video.mp4"
    gone.parent.mkdir(parents=True)
    downloaded = Downloaded(info_hash="aa" * 20, path=str(gone), release=offered())
    made = Transcoded(
        path=str(gone), source=str(gone), container="mp4", untouched=untouched, why=NO_REASON, duration=SECONDS
    )
    args = (house.jobs[0], house.show, house.episodes[0], downloaded, made, Subtitled(files=()), ENCODER)
    file(*args, house.store, house.settings, house.context(), ())


def test_a_converted_file_that_vanished_is_made_again_and_the_release_is_not_blamed(house: Market) -> None:
    with pytest.raises(Redo) as ended:
        without_its_file(house, untouched=False)
    assert ended.value.step == "transcode"


def test_a_download_that_lacks_its_file_is_no_use(house: Market) -> None:
    with pytest.raises(Reject):
        without_its_file(house, untouched=True)
