"""transcode: what is checked before it may take anything's place."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update

from demo.clips import Clip, make_clip
from integrations.ffmpeg import FFmpeg
from pipeline.errors import Reject
from pipeline.releases.quality_profiles import Profile
from pipeline.services.work_folders import work_folder
from pipeline.steps.results import Downloaded, Transcoded
from pipeline.steps.transcode import transcode
from pipeline.store.tables import subscription
from tests.rigs.market import Market, market, offered

pytestmark = pytest.mark.needs("ffmpeg")

SECONDS = 8.0
PLAYABLE = Clip(seconds=SECONDS, video="h264", audio="aac", container="mp4")
UNPLAYABLE = Clip(seconds=SECONDS, video="h264", audio="ac3", container="mkv")


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("clips")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Market]:
    made = market(tmp_path)
    made.show = replace(made.show, runtime=None)
    made.episodes[0] = replace(made.episodes[0], runtime=None)
    yield made
    made.store.close()


def run(house: Market, film: Path, program: str = "ffmpeg") -> Transcoded:
    encoder = FFmpeg(FFmpeg.Config(hardware="off", ffmpeg=program), name="ffmpeg")
    got = Downloaded(info_hash="ab" * 20, path=str(film), release=offered())
    args = (house.jobs[0], house.show, house.episodes[0], got, encoder, house.store, house.settings, house.context())
    return transcode(*args)


def damaged(film: Path, folder: Path) -> Path:
    """The same with a hole in its middle: its beginning, its end and its length are right."""
    path = folder / film.name
    content = bytearray(film.read_bytes())
    begin, end = len(content) // 3, len(content) * 2 // 3
    content[begin:end] = bytes(range(256)) * ((end - begin) // 256 + 1)
    path.write_bytes(bytes(content[: film.stat().st_size]))
    return path


def cutting(folder: Path) -> str:
    """A program in ffmpeg's place that writes half of what it should and says that all went well."""
    path = folder / "ffmpeg"
    path.write_text(
        textwrap.dedent(
            f"""\
            #!/bin/bash
            case "$*" in
                *.part\\ -y) exec {shutil.which("ffmpeg")} "${{@:1:$#-2}}" -t {SECONDS / 2} "${{@: -2}}" ;;
                *) exec {shutil.which("ffmpeg")} "$@" ;;
            esac
            """
        )
    )
    path.chmod(0o755)
    return str(path)


def test_the_language_is_judged_by_what_its_followers_want(house: Market, clips: Path) -> None:
    film = make_clip(clips, replace(PLAYABLE, language="spa"))
    with pytest.raises(Reject, match="it speaks Spanish, not English"):
        run(house, film)
    house.settings = house.settings.model_copy(update={"profiles": {"abuela": Profile(languages=("es",))}})
    with house.store.write() as db:
        db.execute(update(subscription).values(profile="abuela"))
    assert run(house, film).path == str(film)


def test_a_playable_file_goes_on_as_it_is(house: Market, clips: Path) -> None:
    film = make_clip(clips, PLAYABLE)
    assert run(house, film).path == str(film)
    assert not work_folder(house.settings, house.jobs[0]).exists()


def test_a_playable_file_that_cannot_be_decoded_sends_the_job_back(house: Market, clips: Path, tmp_path: Path) -> None:
    with pytest.raises(Reject, match="the video is damaged"):
        run(house, damaged(make_clip(clips, PLAYABLE), tmp_path))


def test_a_source_that_cannot_be_decoded_is_not_converted(house: Market, clips: Path, tmp_path: Path) -> None:
    film = damaged(make_clip(clips, replace(UNPLAYABLE, container="mp4")), tmp_path)
    with pytest.raises(Reject, match="the video is damaged"):
        run(house, film)
    assert film.is_file()
    assert not list(work_folder(house.settings, house.jobs[0]).rglob("*.*"))


def test_a_conversion_that_fails_its_check_is_thrown_away_and_the_source_is_kept(
    house: Market, clips: Path, tmp_path: Path
) -> None:
    film = make_clip(clips, UNPLAYABLE)
    with pytest.raises(Reject, match="no conversion of it came out right"):
        run(house, film, cutting(tmp_path))
    assert film.is_file()
    assert not list(work_folder(house.settings, house.jobs[0]).rglob("*.*"))
    assert not run(house, film).untouched, "trying again makes it"
