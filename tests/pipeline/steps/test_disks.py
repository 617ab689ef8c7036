"""Full, read-only and vanished disks, and files that change: nothing is lost, and the message says what to do."""

from __future__ import annotations

import errno
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from demo.clips import Clip, make_clip
from integrations.ffmpeg import FFmpeg
from pipeline.errors import Later, Retry, Stuck
from pipeline.library import recycle
from pipeline.library.placing import link_or_copy, move, write
from pipeline.model.reasons import NO_REASON
from pipeline.services.work_folders import work_folder
from pipeline.steps.file import file
from pipeline.steps.results import Downloaded, Filed, Subtitled, SubtitleFile, Transcoded
from pipeline.steps.transcode import transcode
from tests.rigs.disks import disk, fill, make_read_only, make_writable, take_away
from tests.rigs.market import Market, market, offered

pytestmark = [pytest.mark.needs("ffmpeg"), pytest.mark.mounts]

ENCODER = FFmpeg(FFmpeg.Config(hardware="off"), name="ffmpeg")
SECONDS = 2.0


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("clips")


@pytest.fixture
def mount(tmp_path: Path) -> Iterator[Path]:
    """A disk of 8 MB."""
    with disk(tmp_path / "mnt") as at:
        yield at


def house_on(folder: Path, mount: Path) -> Market:
    """A household whose library and downloads are on the disk, and whose data is not."""
    made = market(folder, 2, library=mount / "library", recycle=mount / "recycle")
    made.show = replace(made.show, runtime=None)
    return made


def downloaded(mount: Path, clips: Path, number: int = 1) -> Path:
    clip = Clip(title=str(number), seconds=SECONDS, video="h264", audio="aac", container="mp4")
    path = mount / "downloads" / f"Lantern.Row.S01E0{number}.mp4"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(make_clip(clips, clip).read_bytes())
    return path


def filing(house: Market, path: Path, place: int = 0, *subtitles: SubtitleFile) -> Filed:
    got = Downloaded(info_hash=f"{place:040}", path=str(path), release=offered())
    made = Transcoded(
        path=str(path), source=str(path), container="mp4", untouched=True, why=NO_REASON, duration=SECONDS
    )
    args = (house.jobs[place], house.show, house.episodes[place], got, made, Subtitled(files=subtitles), ENCODER)
    return file(*args, house.store, house.settings, house.context(place))


def visible(folder: Path) -> list[str]:
    """What anybody who looks into the folder takes for a finished file."""
    return sorted(p.name for p in folder.rglob("*") if p.is_file() and not p.name.startswith("."))


# ----------------------------------------------------------------------------------------------------------- full


def test_a_library_without_room_is_waited_for(tmp_path: Path, mount: Path, clips: Path) -> None:
    house = house_on(tmp_path, mount)
    house.settings = house.settings.model_copy(update={"recycle": tmp_path / "recycle"})
    film = downloaded(tmp_path, clips)
    with pytest.raises(Later, match=r"Waiting for disk space in .*the episode needs .* are free"):
        filing(house, film)
    assert visible(mount) == []
    assert film.is_file()


def test_a_disk_that_fills_up_while_filing_is_waited_for_and_then_it_is_finished(
    tmp_path: Path, mount: Path, clips: Path
) -> None:
    house, film = house_on(tmp_path, mount), downloaded(mount, clips)
    found = tmp_path / "found.en.srt"
    found.write_text("1\n00:00:00,500 --> 00:00:01,500\nHello\n" * 200)
    subtitle = SubtitleFile(path=str(found), suffix=".en.srt", language="en")
    filler = fill(mount)
    with pytest.raises(Later, match="disk of the library is full; it is filed when there is room"):
        filing(house, film, 0, subtitle)
    assert not [name for name in visible(mount / "library") if name.endswith(".srt")]
    assert not list((mount / "library").rglob(".*.part"))
    filler.unlink()
    assert filing(house, film, 0, subtitle).subtitles == ("en",)
    assert film.samefile(filing(house, film).path), "seeding goes on"


def test_a_conversion_without_room_is_waited_for(tmp_path: Path, mount: Path, clips: Path) -> None:
    house = house_on(tmp_path, mount)
    house.settings = house.settings.model_copy(update={"data": mount / "data"})
    film = make_clip(clips, Clip(seconds=SECONDS))
    got = Downloaded(info_hash="ab" * 20, path=str(film), release=offered())
    episode = replace(house.episodes[0], runtime=None)
    args = (house.jobs[0], house.show, episode, got, ENCODER, house.store, house.settings, house.context())
    with pytest.raises(Later, match=r"Waiting for disk space in .*: the converted file needs"):
        transcode(*args)
    assert visible(work_folder(house.settings, house.jobs[0])) == []
    assert film.is_file()


@pytest.mark.parametrize(
    "put", [link_or_copy, move, lambda s, t: write(t, s.read_bytes())], ids=["copy", "move", "write"]
)
def test_a_copy_that_does_not_fit_leaves_nothing_behind_and_what_was_there_before(
    tmp_path: Path, mount: Path, put: object
) -> None:
    source, target = tmp_path / "film", mount / "film"
    source.write_bytes(b"new" * 4_000_000)
    target.write_bytes(b"old")
    with pytest.raises(OSError, match=r".*") as caught:
        put(source, target)  # type: ignore[operator]
    assert caught.value.errno == errno.ENOSPC
    assert [p.name for p in mount.iterdir()] == ["film"]
    assert target.read_bytes() == b"old"
    assert source.is_file()


# ------------------------------------------------------------------------------------------------------ read-only


def test_a_read_only_library_is_tried_again_and_says_what_to_mend(tmp_path: Path, mount: Path, clips: Path) -> None:
    house, film = house_on(tmp_path, mount), downloaded(mount, clips)
    first = Path(filing(house, film).path)
    better = downloaded(mount, clips, 2)
    before = first.read_bytes()
    make_read_only(mount)
    with pytest.raises(Retry, match=r"library is read-only .* Mend that, then try again"):
        filing(house, better, 1)
    make_writable(mount)
    assert first.read_bytes() == before
    assert Path(filing(house, better, 1).path).is_file()


# ------------------------------------------------------------------------------------------------------- vanished


def test_what_was_mounted_is_not_filled_up_underneath(tmp_path: Path, mount: Path, clips: Path) -> None:
    house = house_on(tmp_path, mount)
    filing(house, downloaded(mount, clips))
    take_away(mount)
    film = downloaded(tmp_path, clips, 2)
    with pytest.raises(Stuck, match=r"is empty, and 1 episode was filed there\. Is its disk mounted\?"):
        filing(house, film, 1)
    assert list(mount.iterdir()) == []
    (mount / "library" / "anything").mkdir(parents=True)  # as the message says, for one who emptied it
    assert Path(filing(house, film, 1).path).is_file()


def test_a_download_s_disk_that_has_gone_is_asked_about_and_the_release_is_not_blamed(
    tmp_path: Path, mount: Path, clips: Path
) -> None:
    house, film = house_on(tmp_path, mount), downloaded(mount, clips)
    house.settings = house.settings.model_copy(update={"library": tmp_path / "library"})
    take_away(mount)
    with pytest.raises(Stuck, match=r"is not there any more\. Is its disk mounted\?"):
        filing(house, film)


# -------------------------------------------------------------------------------------------------------- changing


def test_a_file_that_changes_while_it_is_copied_is_copied_again(tmp_path: Path) -> None:
    with disk(tmp_path / "mnt", "200m") as mount:
        source, target = tmp_path / "film", mount / "film"
        source.write_bytes(b"x" * 100_000_000)
        stop, wrote = threading.Event(), threading.Event()

        def change() -> None:
            with source.open("r+b") as opened:
                while not stop.is_set():
                    opened.seek(0)
                    opened.write(b"y")
                    opened.flush()
                    wrote.set()
                    stop.wait(0.002)

        writer = threading.Thread(target=change)
        writer.start()
        wrote.wait()
        try:
            with pytest.raises(Retry, match="changed while it was being copied"):
                link_or_copy(source, target)
            assert list(mount.iterdir()) == []
        finally:
            stop.set()
            writer.join()
        assert link_or_copy(source, target) is False
        assert target.stat().st_size == source.stat().st_size


# ------------------------------------------------------------------------------------------------------- recycling


def test_an_upgrade_that_cannot_be_kept_a_copy_of_leaves_the_old_file(tmp_path: Path, mount: Path) -> None:
    """The recycle folder is on another disk, which is full."""
    library = tmp_path / "library"
    library.mkdir()
    video = library / "E01.mkv"
    video.write_bytes(b"old" * 100_000)
    fill(mount)
    with suppress(OSError):
        recycle.keep_copy(video, library, mount / "recycle", "ab" * 20)
    assert video.read_bytes() == b"old" * 100_000
    assert not list(mount.rglob("*.mkv"))
