"""A better release takes a filed one's place, and what goes with that."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest
from sqlalchemy import select

from demo.clips import Clip, make_clip
from integrations.ffmpeg import FFmpeg
from pipeline.errors import Reject
from pipeline.model import EpisodeInfo, PlayerItem, ShowInfo
from pipeline.model.jobs import JobState
from pipeline.model.reasons import NO_REASON
from pipeline.steps.file import file
from pipeline.steps.notify import notify
from pipeline.steps.refresh import refresh
from pipeline.steps.results import Downloaded, Filed, Notified, Refreshed, Subtitled, SubtitleFile, Transcoded
from pipeline.store import downloads, leases, media_files, outbox
from pipeline.store.tables import job as job_table
from pipeline.store.tables import media_file, step_run
from tests.rigs.market import Market, as_upgrade, market, offered

ENCODER = FFmpeg(FFmpeg.Config(), name="ffmpeg")
SECONDS = 2.0


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("films")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Market]:
    made = market(tmp_path, 3)
    yield made
    made.store.close()


def filing(
    house: Market,
    films: Path,
    title: str,
    info_hash: str,
    suffix: str = "mp4",
    lasts: float = SECONDS,
    really: float | None = None,
    beside: tuple[SubtitleFile, ...] = (),
) -> Filed:
    """File a film that came from a torrent; `lasts` as it is said to, `really` where that is something else."""
    path = make_clip(films, Clip(title=title, seconds=really or lasts, video="h264", audio="aac", container=suffix))
    release = offered(guid=title)
    downloaded = Downloaded(info_hash=info_hash, path=str(path), release=release)
    made = Transcoded(path=str(path), source=str(path), container=suffix, untouched=True, why=NO_REASON, duration=lasts)
    args = (house.jobs[0], house.show, house.episodes[0], downloaded, made, Subtitled(files=beside), ENCODER)
    return file(*args, house.store, house.settings, house.context())


def in_folder(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.rglob("*") if p.is_file())


@pytest.mark.needs("ffmpeg")
@pytest.mark.parametrize("suffix", ["mp4", "mkv"])
def test_the_old_file_goes_to_the_recycle_folder_and_one_file_stays(house: Market, films: Path, suffix: str) -> None:
    first = filing(house, films, "old", "aa" * 20)
    old = Path(first.path).read_bytes()
    second = filing(house, films, "new", "bb" * 20, suffix)
    assert in_folder(house.settings.library) == [Path(second.path).name]
    (kept,) = house.settings.recycle.rglob("*.mp4")
    assert kept.read_bytes() == old
    with house.store.read() as db:
        rows = db.execute(select(media_file.c.info_hash, media_file.c.replaced_at).order_by(media_file.c.id)).all()
    assert [(row.info_hash[:2], row.replaced_at is None) for row in rows] == [("aa", False), ("bb", True)]


@pytest.mark.needs("ffmpeg")
def test_a_folder_that_was_only_the_old_file_s_goes_with_it(house: Market, films: Path) -> None:
    first = Path(filing(house, films, "old", "aa" * 20).path)
    there = first.parents[1] / "Season 1" / first.name
    there.parent.mkdir()
    first.rename(there)
    with house.store.write() as db:
        (known,) = media_files.files_of(db, [house.episodes[0].id])
        media_files.set_path(db, [known.id], there)

    second = filing(house, films, "new", "bb" * 20)

    assert in_folder(house.settings.library) == [Path(second.path).name]
    assert not there.parent.exists()


@pytest.mark.needs("ffmpeg")
def test_filing_the_same_download_twice_recycles_nothing(house: Market, films: Path) -> None:
    filing(house, films, "old", "aa" * 20)
    filing(house, films, "old", "aa" * 20)
    assert in_folder(house.settings.recycle) == []


@pytest.mark.needs("ffmpeg")
def test_a_replacement_that_turns_out_wrong_leaves_the_old_file_in_place(house: Market, films: Path) -> None:
    first = filing(house, films, "old", "aa" * 20)
    old = Path(first.path).read_bytes()
    with pytest.raises(Reject, match="instead of"):
        filing(house, films, "new", "bb" * 20, lasts=60, really=SECONDS)
    assert Path(first.path).read_bytes() == old


@pytest.mark.needs("ffmpeg")
@pytest.mark.parametrize(("lasts", "left"), [(SECONDS, ["en", "es"]), (SECONDS * 2, ["en"])])
def test_subtitles_of_another_cut_leave_with_their_file(
    house: Market, films: Path, tmp_path: Path, lasts: float, left: list[str]
) -> None:
    first = filing(house, films, "old", "aa" * 20)
    for language in ("en", "es"):
        Path(first.path).with_suffix(f".{language}.srt").write_text(f"old {language}")
    new = tmp_path / "new.en.srt"
    new.write_text("new en")
    english = SubtitleFile(path=str(new), suffix=".en.srt", language="en", provider="p")
    second = filing(house, films, "new", "bb" * 20, lasts=lasts, beside=(english,))
    assert list(second.subtitles) == left
    assert Path(first.path).with_suffix(".en.default.srt").read_text() == "new en"
    assert Path(first.path).with_suffix(".es.srt").exists() == ("es" in left)
    assert sorted(p.read_text() for p in house.settings.recycle.rglob("*.srt")) == ["old en", "old es"]


@pytest.mark.needs("ffmpeg")
def test_players_are_asked_to_look_where_the_old_file_was(house: Market, films: Path) -> None:
    first = filing(house, films, "old", "aa" * 20)
    second = filing(house, films, "new", "bb" * 20, "mkv")
    assert second.gone == (first.path,)

    class Screen:
        name = "screen"
        asked: ClassVar[list[str]] = []

        def refresh(self, path: Path) -> None:
            self.asked.append(str(path))

        def find(self, show: ShowInfo, episode: EpisodeInfo, path: Path) -> PlayerItem:
            return PlayerItem(player="screen", id="1", title="", path=str(path))

    screen: Any = Screen()
    work = house.context()
    for _ in range(2):
        refresh(house.show, house.episodes[0], second, [screen], house.settings, work)
    assert Screen.asked == [second.path, first.path]


# -------------------------------------------------------------------------------------------------------------- telling


def tell(house: Market, place: int) -> Notified:
    filed = Filed(path="/x.mp4", size=1, duration=1.0)
    args = (house.jobs[place], house.show, house.episodes[place], filed, Refreshed(items=()))
    return notify(*args, house.store, house.context(place))


def due(house: Market) -> list[str]:
    with house.store.read() as db:
        return [m.news.code for m in outbox.due(db) if isinstance(m.news, outbox.GoWatch)]


def share(house: Market, *places: int) -> None:
    for place in places:
        downloads.note(house.store, house.jobs[place].id, "ab" * 20, offered(number="S01"), 1)


def test_a_better_picture_is_no_news(house: Market) -> None:
    as_upgrade(house)
    assert tell(house, 0).people == ()
    assert due(house) == []


def test_the_news_of_a_pack_waits_for_its_last_episode(house: Market) -> None:
    share(house, 0, 1, 2)
    tell(house, 0)
    tell(house, 2)
    assert due(house) == []
    tell(house, 1)
    assert sorted(due(house)) == ["S01E01", "S01E02", "S01E03"]


def test_an_episode_of_its_own_is_told_of_at_once(house: Market) -> None:
    share(house, 0, 1)
    tell(house, 2)
    assert due(house) == ["S01E03"]


def test_nobody_waits_for_an_episode_that_waits_for_a_person_or_was_given_up(house: Market) -> None:
    share(house, 0, 1, 2)
    taken = leases.take(house.store, house.run_of(1, "fetch").id, "test")
    assert taken is not None
    with house.store.write() as db:
        leases.stuck(db, taken, "choose", ())
        leases.cancel_job(db, house.jobs[2].id)
    tell(house, 0)
    assert due(house) == ["S01E01"]


def test_nobody_waits_for_an_episode_that_is_done_and_that_nobody_was_told_of(house: Market) -> None:
    share(house, 0, 1)
    with house.store.write() as db:
        db.execute(job_table.update().where(job_table.c.id == house.jobs[1].id).values(state=JobState.DONE))
        db.execute(step_run.update().where(step_run.c.job_id == house.jobs[1].id).values(state="done"))
    tell(house, 0)
    assert due(house) == ["S01E01"]
