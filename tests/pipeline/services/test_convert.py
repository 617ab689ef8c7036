"""What is in a library already, made playable in its place."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from integrations.ffmpeg import FFmpeg
from pipeline.errors import BadResponse, UserError
from pipeline.model import MediaInfo
from pipeline.model.jobs import JobKind, JobState
from pipeline.model.reasons import Reason
from pipeline.playback.plans import Plan
from pipeline.playback.screens import screen
from pipeline.ports import Progress
from pipeline.services import convert as converting
from pipeline.services.convert import Conversion, Outcome
from pipeline.store import leases, media_files, runs
from pipeline.store.tables import job
from tests.rigs.clips import Clips, clips
from tests.rigs.core import active_jobs_of, short_runner
from tests.rigs.market import STAGES, Market, market

__all__ = ["clips"]

pytestmark = pytest.mark.needs("ffmpeg")


class Player:
    name = "player"

    def __init__(self) -> None:
        self.refreshed: list[Path] = []

    def refresh(self, path: Path) -> None:
        self.refreshed.append(path)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Market]:
    made = market(tmp_path)
    with made.store.write() as db:
        db.execute(job.update().values(state=JobState.DONE))
    yield made
    made.store.close()


def filed(house: Market, source: Path, name: str = "Row - S01E01") -> Path:
    """An episode's file in the library."""
    video = house.settings.library / "Row" / f"{name}{source.suffix}"
    video.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(source, video)
    facts = {"size": video.stat().st_size, "duration": 2.0, "release": "Row", "info_hash": "", "subtitles": ()}
    with house.store.write() as db:
        media_files.note(db, house.episodes[:1], video, **facts)
    return video


def convert(
    house: Market, video: Path, *, dry_run: bool = False, player: Player | None = None, encoder: FFmpeg | None = None
) -> Conversion:
    encoder = encoder or FFmpeg(FFmpeg.Config(hardware="off", preset="ultrafast"), name="ffmpeg")
    players: Any = [player] if player else []
    args = (house.store, encoder, players, house.settings, screen("chromecast"), video)
    return converting.convert(*args, stages=STAGES, dry_run=dry_run)


def told(house: Market, player: Player) -> list[Path]:
    """What the player was asked to look at, once the jobs that tell it are done."""
    short_runner(house.store, house.settings, [player]).carry_out(active_jobs_of(house.store, JobKind.SHOW))
    return player.refreshed


def test_a_file_is_made_anew_in_its_place_and_the_old_one_can_be_had_back(house: Market, clips: Clips) -> None:
    video, player = filed(house, clips("text-subtitles.mkv")), Player()
    before = video.read_bytes()
    done = convert(house, video, player=player)
    assert done.outcome is Outcome.CONVERTED
    assert done.kept is not None
    assert done.kept.read_bytes() == before
    names = sorted(path.name for path in video.parent.iterdir())
    texts = [f"Row - S01E01.{suffix}.srt" for suffix in ("en.forced", "en.default", "fr")]
    assert names == sorted(["Row - S01E01.mp4", *texts])
    with house.store.read() as db:
        (file,) = media_files.files_of(db, [house.episodes[0].id])
    assert (file.path, file.size) == (str(video.with_suffix(".mp4")), video.with_suffix(".mp4").stat().st_size)
    assert told(house, player) == [video, video.with_suffix(".mp4")]
    assert not list(house.settings.work_folder.glob("convert-*"))
    assert convert(house, video.with_suffix(".mp4")).outcome is Outcome.FITS


def test_a_dry_run_changes_nothing(house: Market, clips: Clips) -> None:
    video = filed(house, clips("h264-ac3-5.1.mkv"))
    before = video.stat()
    done = convert(house, video, dry_run=True)
    assert (done.outcome, done.plan is not None) == (Outcome.PLANNED, True)
    assert (video.stat().st_mtime_ns, sorted(video.parent.iterdir())) == (before.st_mtime_ns, [video])


def test_cut_off_before_the_old_one_went_it_goes_on_there(house: Market, clips: Clips, tmp_path: Path) -> None:
    video = filed(house, clips("h264-aac.mkv"))
    aside = tmp_path / "aside.mkv"
    shutil.copy2(video, aside)
    work: list[Path] = []

    class Seen(FFmpeg):
        def encode(self, source: Path, plan: Plan, target: Path, progress: Progress) -> None:
            work.append(target.parent)
            super().encode(source, plan, target, progress)

    seen = Seen(FFmpeg.Config(hardware="off", preset="ultrafast"), name="ffmpeg")
    assert convert(house, video, encoder=seen).outcome is Outcome.CONVERTED
    shutil.copy2(aside, video)
    work[0].mkdir()  # which goes last
    assert convert(house, video).outcome is Outcome.CONVERTED
    assert [path.name for path in video.parent.iterdir()] == ["Row - S01E01.mp4"]


def test_cut_off_before_it_was_written_down_it_is_known_by_its_new_name(house: Market, clips: Clips) -> None:
    video, player = filed(house, clips("h264-aac.mkv")), Player()
    fits = video.with_suffix(".mp4")
    shutil.copy(clips("h264-aac.mp4"), fits)
    video.unlink()
    assert convert(house, fits, player=player, dry_run=True).outcome is Outcome.FITS
    assert told(house, player) == []
    assert convert(house, fits, player=player).outcome is Outcome.FITS
    with house.store.read() as db:
        assert media_files.owners(db, fits) == {house.episodes[0].id}
    assert told(house, player) == [video, fits]


def test_of_a_file_that_is_no_episode_s_the_players_hear_at_once(house: Market, clips: Clips) -> None:
    video, player = house.settings.library / "A Film.mkv", Player()
    video.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(clips("h264-aac.mkv"), video)
    assert convert(house, video, player=player).outcome is Outcome.CONVERTED
    assert player.refreshed == [video, video.with_suffix(".mp4")]


def test_a_file_is_the_library_s_over_whatever_way_it_was_named(house: Market, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    (disk / "Row").mkdir(parents=True)
    house.settings.library.symlink_to(disk)
    mine = house.settings.library / "Row" / "S01E01.mkv"
    mine.touch()
    for place in (disk, house.settings.library, disk / "Row" / ".." / "Row" / "S01E01.mkv"):
        assert list(converting.videos(place, house.settings.library)) == [mine]


def test_what_lies_under_the_new_name_is_never_overwritten(house: Market, clips: Clips) -> None:
    video = filed(house, clips("h264-aac.mkv"))
    other = video.with_suffix(".mp4")
    other.write_bytes(b"something else")
    done = convert(house, video)
    assert (done.outcome, str(done.why)) == (Outcome.FAILED, "Row - S01E01.mp4 is there already.")
    assert other.read_bytes() == b"something else"
    assert video.is_file()


def test_what_looks_like_the_result_is_somebody_s_own(house: Market, clips: Clips) -> None:
    video = filed(house, clips("h264-aac.mkv"))
    shutil.copy(clips("h264-aac.mp4"), video.with_suffix(".mp4"))
    before = video.with_suffix(".mp4").read_bytes()
    assert convert(house, video).why.code == "name-there-already"
    assert video.with_suffix(".mp4").read_bytes() == before


def test_the_new_file_is_for_whom_the_old_one_was(house: Market, clips: Clips) -> None:
    video = filed(house, clips("h264-aac.mkv"))
    video.chmod(0o640)
    convert(house, video)
    found, meant = video.with_suffix(".mp4").stat(), video.parent.stat()
    assert (found.st_mode & 0o777, found.st_uid, found.st_gid) == (0o640, meant.st_uid, meant.st_gid)


def test_of_a_link_to_another_disk_the_film_stays_and_the_link_can_be_had_back(
    house: Market, clips: Clips, tmp_path: Path
) -> None:
    real = tmp_path / "disk" / "film.mkv"
    real.parent.mkdir()
    shutil.copy(clips("h264-aac.mkv"), real)
    video = filed(house, clips("h264-aac.mkv"))
    video.unlink()
    video.symlink_to(os.path.relpath(real, video.parent))
    done = convert(house, video)
    assert (done.outcome, video.is_symlink()) == (Outcome.CONVERTED, False)
    assert done.kept is not None
    assert (done.kept.read_bytes(), real.is_file()) == (clips("h264-aac.mkv").read_bytes(), True)


def test_an_episode_that_is_on_its_way_is_left_to_that(house: Market, clips: Clips) -> None:
    video = filed(house, clips("h264-aac.mkv"))
    with house.store.write() as db:
        db.execute(job.update().values(state=JobState.ACTIVE))
    assert convert(house, video).outcome is Outcome.BUSY
    assert list(video.parent.iterdir()) == [video]


def test_no_job_touches_the_files_meanwhile(house: Market, clips: Clips) -> None:
    video, episode = filed(house, clips("h264-aac.mkv")), house.episodes[0]
    tried: list[bool] = []

    class Asking(FFmpeg):
        def encode(self, source: Path, plan: Plan, target: Path, progress: Progress) -> None:
            with house.store.write() as db:
                tried.append(leases.hold(db, house.jobs[0].id, [episode.id]))
            super().encode(source, plan, target, progress)

    plays, asking = screen("chromecast"), Asking(FFmpeg.Config(hardware="off"), name="ffmpeg")
    done = converting.convert(house.store, asking, (), house.settings, plays, video)
    assert (done.outcome, tried) == (Outcome.CONVERTED, [False])
    with house.store.write() as db:
        assert leases.hold(db, house.jobs[0].id, [episode.id])
        (mine,) = db.execute(select(job.c.state).where(job.c.kind == JobKind.CONVERT)).scalars()
        assert mine is JobState.DONE
        assert runs.active_job(db, JobKind.CONVERT, str(episode.id)) is None


def test_what_a_job_has_is_left_to_it(house: Market, clips: Clips) -> None:
    video = filed(house, clips("h264-aac.mkv"))
    with house.store.write() as db:
        assert leases.hold(db, house.jobs[0].id, [house.episodes[0].id])
    assert convert(house, video).outcome is Outcome.BUSY
    assert list(video.parent.iterdir()) == [video]


def test_a_damaged_file_stays_and_is_told(house: Market, clips: Clips) -> None:
    video = filed(house, clips("h264-aac.mkv"))
    video.write_bytes(video.read_bytes()[:20_000])
    assert convert(house, video).outcome is Outcome.FAILED
    assert video.is_file()


class Doubtful(FFmpeg):
    """Whatever it makes is wrong."""

    def verify(self, source: Path, plan: Plan, target: Path) -> MediaInfo:
        raise BadResponse(self.name, Reason("result-black", at="1"))


def test_what_was_tried_is_told(house: Market, clips: Clips) -> None:
    video = filed(house, clips("h264-aac.mkv"))
    done = convert(house, video, encoder=Doubtful(FFmpeg.Config(hardware="off", preset="ultrafast"), name="ffmpeg"))
    assert (done.outcome, done.why.code) == (Outcome.FAILED, "no-conversion-stays-for")
    assert done.why.params["whys"] == (Reason("result-black", at="1"),)
    assert video.is_file()


@pytest.mark.parametrize("name", ["x" * 249, "片" * 83])
def test_a_name_may_be_as_long_as_the_file_system_lets_it(house: Market, clips: Clips, name: str) -> None:
    video = filed(house, clips("h264-aac.mkv"), name)
    done = convert(house, video)
    assert (done.outcome, done.result) == (Outcome.CONVERTED, video.with_suffix(".mp4"))


def test_a_text_that_finds_no_room_for_its_name_is_not_lost(house: Market, clips: Clips) -> None:
    video = filed(house, clips("text-subtitles.mkv"), "x" * 249)
    done = convert(house, video)
    assert (done.outcome, done.why.code, video.is_file()) == (Outcome.FAILED, "name-too-long", True)


def test_a_text_that_finds_no_room_for_its_mark_is_there_without(house: Market, clips: Clips) -> None:
    video = filed(house, clips("text-subtitles.mkv"), "x" * 241)  # ".en.default.srt" would be one byte too much
    assert convert(house, video).outcome is Outcome.CONVERTED
    assert sorted(path.name.strip("x") for path in video.parent.iterdir()) == [
        ".en.forced.srt",
        ".en.srt",
        ".fr.srt",
        ".mp4",
    ]


def test_a_text_that_was_there_and_finds_no_room_for_a_longer_name_keeps_its_own(house: Market, clips: Clips) -> None:
    house.settings.household.subtitles = ("es",)
    video = filed(house, clips("h264-aac.mkv"), "x" * 246)
    text = video.with_suffix(".es.srt")
    text.write_text("1\n00:00:00,200 --> 00:00:01,000\nBuenas tardes.\n")
    assert convert(house, video).outcome is Outcome.CONVERTED
    assert text.is_file()


def test_a_disk_that_refuses_costs_one_file(house: Market, clips: Clips, tmp_path: Path) -> None:
    video = filed(house, clips("h264-aac.mkv"))
    full = tmp_path / "not a folder"
    full.write_text("")
    house.settings = house.settings.model_copy(update={"recycle": full / "recycle"})
    done = convert(house, video)
    assert (done.outcome, done.why.code, video.is_file()) == (Outcome.FAILED, "cannot-write-beside", True)


def test_what_comes_beside_the_episodes_is_left_alone(tmp_path: Path) -> None:
    names = ["Row/Season 1/S01E01.mkv", "Row/Featurettes/Making of.mkv", "Row/sample.mkv", "Row/.hidden/x.mkv", "a.txt"]
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert list(converting.videos(tmp_path, tmp_path)) == [tmp_path / names[0]]
    with pytest.raises(UserError, match="There is no file or folder"):
        list(converting.videos(tmp_path / "gone", tmp_path))


@pytest.mark.parametrize("show", ["Extras", "The Interview", "Shorts (1995)"])
def test_a_show_may_be_called_as_extras_are(tmp_path: Path, show: str) -> None:
    film, beside = tmp_path / "library" / show / "Season 1" / "S01E01.mkv", "Featurettes/S01E01.mkv"
    for path in (film, tmp_path / "library" / show / beside):
        path.parent.mkdir(parents=True)
        path.touch()
    for place in (tmp_path, tmp_path / "library", tmp_path / "library" / show):
        assert list(converting.videos(place, tmp_path / "library")) == [film]


@pytest.mark.parametrize(
    "kept",
    ["VIDEO_TS/VTS_01_1.VOB", "Disc 1/BDMV/STREAM/00001.m2ts", "backdrops/x.mp4", "#recycle/x.mkv", "@eaDir/x.mkv"],
)
def test_discs_what_is_thrown_away_and_what_players_show_behind_a_menu_are_left_alone(
    tmp_path: Path, kept: str
) -> None:
    path = tmp_path / "Row" / kept
    path.parent.mkdir(parents=True)
    path.touch()
    assert list(converting.videos(tmp_path, tmp_path)) == []


def test_a_show_s_folder_on_another_disk_is_looked_through_once(tmp_path: Path) -> None:
    library, elsewhere = tmp_path / "library", tmp_path / "elsewhere" / "Row"
    elsewhere.mkdir(parents=True)
    library.mkdir()
    (elsewhere / "S01E01.mkv").touch()
    (elsewhere / "round").symlink_to(elsewhere)
    (library / "Row").symlink_to(elsewhere)
    assert list(converting.videos(library, library)) == [library / "Row" / "S01E01.mkv"]


def test_picture_subtitles_of_two_shows_are_both_kept(house: Market, clips: Clips) -> None:
    for show in ("Row", "Pier"):
        video = house.settings.library / show / "Season 01" / "S01E01.mkv"
        video.parent.mkdir(parents=True)
        shutil.copy(clips("picture-subtitles.mkv"), video)
        assert convert(house, video).outcome is Outcome.CONVERTED
    kept = house.settings.data / "subtitles"
    assert sorted(path.relative_to(kept).as_posix() for path in kept.rglob("*.mks")) == [
        "Pier/Season 01/S01E01.de.mks",
        "Row/Season 01/S01E01.de.mks",
    ]


def test_only_one_conversion_of_the_library_runs(house: Market) -> None:
    first, second = converting.alone(house.settings), converting.alone(house.settings)
    with first, pytest.raises(UserError, match="running already"), second:
        pass
