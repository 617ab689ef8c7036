"""Each step alone, over a real store and real files; what it touches outside is a small class that fits the port."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from integrations.ffmpeg import FFmpeg
from pipeline.clock import now
from pipeline.config import Household, Settings, Timing
from pipeline.engine.context import StepContext
from pipeline.engine.step import Step
from pipeline.errors import Abandon, Later, LeaseLost, NotFound, OutsideError, Reject, Stuck, Unreachable, UserError
from pipeline.line import LINE
from pipeline.model import (
    Episode,
    EpisodeInfo,
    PlayerItem,
    PlayerSession,
    Release,
    Role,
    Show,
    ShowInfo,
    Subtitle,
    SubtitleQuery,
)
from pipeline.model.jobs import Job, JobKind, JobState, Origin
from pipeline.model.reasons import NO_REASON, Reason
from pipeline.services.survey import backfill, survey
from pipeline.services.telling import tell_players
from pipeline.services.work_folders import work_folder
from pipeline.steps.check import check
from pipeline.steps.file import file
from pipeline.steps.notify import notify
from pipeline.steps.refresh import refresh
from pipeline.steps.results import Checked, Downloaded, Filed, Refreshed, Subtitled, SubtitleFile, Transcoded
from pipeline.steps.subtitles import subtitles
from pipeline.steps.tell_player import tell_player
from pipeline.steps.transcode import transcode
from pipeline.store import Store, active_jobs, leases, outbox, people, rejected_subtitles, runs, shows, watch_news
from pipeline.store.shows import Start
from pipeline.store.tables import job as job_table
from pipeline.store.tables import media_file
from pipeline.store.tables import show as show_table
from tests.rigs.core import add_person, add_show, episode_info, new_store
from tests.rigs.market import market, work
from tests.rigs.passing import pass_by

STAGES = [step.stage for step in LINE]


@dataclass
class World:
    """A store with one show, one person who follows it, and one job."""

    folder: Path
    store: Store
    show: Show
    episode: Episode
    job: Job
    settings: Settings
    context: StepContext

    @property
    def library(self) -> Path:
        return self.settings.library


@pytest.fixture
def world(tmp_path: Path) -> World:
    store = new_store(tmp_path)
    show, (episode,) = add_show(store)
    ada = add_person(store)
    with store.write() as db:
        shows.subscribe(db, ada.id, show.id, Start.EVERYTHING)
        job_id = runs.open_job(db, episode.id, Origin.AIRED, STAGES)
        assert job_id is not None
        job = runs.job_by_id(db, job_id)
    settings = Settings(
        data=tmp_path / "data",
        library=tmp_path / "library",
        timing=Timing(after_airing=0, subtitles_wait=60, player_wait=60, player_poll=1),
    )
    return World(tmp_path, store, show, episode, job, settings, StepContext(step="test", begun_at=now()))


@dataclass
class Catalogue:
    """A catalogue that says what the test wants."""

    info: ShowInfo
    listed: list[EpisodeInfo] = field(default_factory=list)
    fails: OutsideError | None = None
    name: str = "catalogue"

    def check(self) -> Reason:
        return Reason("text", text="fine")

    def search(self, text: str) -> list[ShowInfo]:
        return [self.info]

    def show(self, ids: ShowInfo) -> ShowInfo:
        if self.fails:
            raise self.fails
        return self.info

    def episodes(self, ids: ShowInfo) -> list[EpisodeInfo]:
        return self.listed

    def changed_since(self, moment: datetime) -> set[int] | None:
        return None

    def id_of(self, ids: ShowInfo) -> int | None:
        return ids.tvmaze_id


# ------------------------------------------------------------------------------------------------------------- check


def run_check(world: World, catalogue: Catalogue, job: Job | None = None) -> object:
    return check(job or world.job, world.show, world.episode, world.store, world.settings, [catalogue], world.context)


def test_what_lies_in_the_library_is_recognised_though_an_older_database_was_put_back(world: World) -> None:
    folder = world.library / "Lantern Row (2026)" / "Season 01"
    folder.mkdir(parents=True)
    (folder / "Lantern Row (2026) - S01E01 - Low Tide.mp4").write_bytes(b"film")
    (folder / "Lantern Row (2026) - S01E02 - High Tide.mp4").write_bytes(b"another")
    with pytest.raises(Abandon, match="lies in the library"):
        run_check(world, Catalogue(world.show, [episode_info()]))
    with world.store.read() as db:
        assert shows.in_library(db, [world.episode.id]) == {world.episode.id}
    run_check(world, Catalogue(world.show, [episode_info()]))


def test_check_lets_an_aired_episode_through(world: World) -> None:
    run_check(world, Catalogue(world.show, [episode_info()]))


def test_check_waits_when_the_catalogue_has_put_the_episode_off(world: World) -> None:
    later = now() + timedelta(hours=3)
    with pytest.raises(Later, match="It airs t"):
        run_check(world, Catalogue(world.show, [episode_info(airs_at=later)]))


def test_check_goes_on_by_what_is_known_when_the_catalogue_is_away(world: World) -> None:
    run_check(world, Catalogue(world.show, fails=Unreachable("catalogue", "no answer")))


def test_check_asks_a_person_when_nobody_follows_any_more(world: World) -> None:
    with world.store.write() as db:
        shows.unsubscribe(db, 1, world.show.id)
    with pytest.raises(Stuck, match="Nobody follows"):
        run_check(world, Catalogue(world.show, [episode_info()]))


def test_what_a_catalogue_moves_to_before_somebody_began_to_follow_goes_on_and_is_told_to_them(world: World) -> None:
    with world.store.write() as db:
        shows.subscribe(db, 1, world.show.id, Start.NEXT)  # airs_at of the episode is long ago
        assert not shows.followers(db, world.episode)
    checked = run_check(world, Catalogue(world.show, [episode_info()]))
    assert isinstance(checked, Checked)
    assert checked.followers == 1
    notify(world.job, world.show, world.episode, FILED, Refreshed(items=()), world.store, world.context)
    by_hand = replace(world.job, id=world.job.id + 1, why=Origin.ASKED)
    notify(by_hand, world.show, world.episode, FILED, Refreshed(items=()), world.store, world.context)
    with world.store.read() as db:
        (told,) = outbox.due(db)
    assert told.key == watch_news.key(world.job.id, 1), "what others asked for is no news to them"


def test_check_asks_when_those_who_follow_want_other_episodes(world: World) -> None:
    with world.store.write() as db:
        shows.subscribe(db, 1, world.show.id, Start.EVERYTHING, from_season=4)
    with pytest.raises(Stuck, match="Nobody follows"):
        run_check(world, Catalogue(world.show, [episode_info()]))


def test_check_never_stops_what_was_asked_for_by_hand(world: World) -> None:
    with world.store.write() as db:
        shows.unsubscribe(db, 1, world.show.id)
    run_check(world, Catalogue(world.show, [episode_info(airs_at=None)]), replace(world.job, why=Origin.ASKED))


def test_the_survey_opens_jobs_for_what_aired_and_looks_again_later(world: World) -> None:
    soon, far = now() + timedelta(hours=10), now() + timedelta(days=9)
    listed = [episode_info(), episode_info(number=2, airs_at=soon), episode_info(number=3, airs_at=far)]
    catalogue = Catalogue(world.show, listed)
    assert survey(world.store, [catalogue], world.settings, STAGES) == 1, "the first has a job already"
    assert survey(world.store, [catalogue], world.settings, STAGES) == 0
    with world.store.read() as db:
        assert len(db.execute(select(job_table.c.id)).all()) == 2


def test_the_survey_goes_on_when_a_catalogue_is_away(world: World) -> None:
    trouble = Unreachable("catalogue", "no answer")
    survey(world.store, [Catalogue(world.show, fails=trouble)], world.settings, STAGES)
    with world.store.read() as db:
        look_at = db.execute(select(show_table.c.look_at)).scalar_one()
    assert look_at > now()


def test_backfill_takes_what_aired_since_a_day_and_is_not_there(world: World) -> None:
    old = now() - timedelta(days=100)
    with world.store.write() as db:
        shows.save_episodes(
            db, world.show.id, [episode_info(), episode_info(number=2, airs_at=old), episode_info(number=3)]
        )
    since = (now() - timedelta(days=30)).date()
    assert [e.number for e in backfill(world.store, world.show, since, STAGES)] == [3]
    with pytest.raises(UserError, match="future"):
        backfill(world.store, world.show, date(2999, 1, 1), STAGES)


# ---------------------------------------------------------------------------------------------- transcode, then file


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three seconds that every screen plays."""
    path = tmp_path_factory.mktemp("film") / "Lantern.Row.S01E01.mp4"
    command = "ffmpeg -v error -f lavfi -i testsrc2=d=3:s=320x180:r=25 -f lavfi -i sine=d=3 -pix_fmt yuv420p -shortest"
    subprocess.run([*command.split(), "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", str(path)], check=True)
    return path


ENCODER = FFmpeg(FFmpeg.Config(), name="ffmpeg")
RELEASE = Release(title="Lantern.Row.S01E01.1080p.WEB-DL-FAIR", indexer="fair", guid="1")


def downloaded(path: Path) -> Downloaded:
    return Downloaded(info_hash="ab" * 20, path=str(path), release=RELEASE)


def transcoded(path: Path, *, untouched: bool = True, duration: float = 3.0) -> Transcoded:
    return Transcoded(
        path=str(path), source=str(path), container="mp4", untouched=untouched, why=NO_REASON, duration=duration
    )


def run_file(world: World, film: Path, made: Transcoded | None = None, subs: Subtitled | None = None) -> Filed:
    return file(
        world.job,
        world.show,
        world.episode,
        downloaded(film),
        made or transcoded(film),
        subs or Subtitled(files=()),
        ENCODER,
        world.store,
        world.settings,
        world.context,
    )


def files_in(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def test_a_playable_file_is_linked_not_copied_so_that_seeding_goes_on(world: World, film: Path) -> None:
    filed = run_file(world, film)
    assert filed.linked
    assert film.samefile(filed.path)
    assert files_in(world.library) == ["Lantern Row (2026)/Season 01/Lantern Row (2026) - S01E01 - Low Tide.mp4"]


def test_filing_twice_leaves_one_file_and_one_row(world: World, film: Path) -> None:
    assert run_file(world, film) == run_file(world, film)
    with world.store.read() as db:
        assert len(db.execute(select(media_file.c.id)).all()) == 1


def test_a_converted_file_that_was_moved_before_the_cut_off_is_recognised(world: World, film: Path) -> None:
    made = work_folder(world.settings, world.job) / "video.mp4"
    made.parent.mkdir(parents=True)
    made.write_bytes(film.read_bytes())
    first = run_file(world, film, transcoded(made, untouched=False))
    assert not made.exists()
    assert run_file(world, film, transcoded(made, untouched=False)).path == first.path


def test_subtitles_are_filed_beside_under_the_video_s_name(world: World, film: Path, tmp_path: Path) -> None:
    found = tmp_path / "found.en.srt"
    found.write_text("1\n00:00:01,000 --> 00:00:02,000\nHello\n")
    sub = SubtitleFile(path=str(found), suffix=".en.srt", language="en", provider="p")
    filed = run_file(world, film, subs=Subtitled(files=(sub,), missing=("es",)))
    assert (filed.subtitles, filed.subtitles_missing) == (("en",), ("es",))
    assert files_in(world.library)[0].endswith("S01E01 - Low Tide.en.default.srt")


def test_a_subtitle_that_is_gone_before_it_is_filed_is_looked_for_again(
    world: World, film: Path, tmp_path: Path
) -> None:
    gone = SubtitleFile(path=str(tmp_path / "found.en.srt"), suffix=".en.srt", language="en", provider="p")
    assert run_file(world, film, subs=Subtitled(files=(gone,), missing=("es",))).subtitles_missing == ("es", "en")


def test_a_copy_that_is_not_the_right_length_is_taken_away_again(world: World, film: Path) -> None:
    with pytest.raises(Reject, match="instead of"):
        run_file(world, film, transcoded(film, duration=60))
    assert files_in(world.library) == []


def test_a_vanished_mount_is_not_filled_up_underneath(world: World, film: Path) -> None:
    world.settings = world.settings.model_copy(update={"library": world.folder / "mnt" / "library"})
    with pytest.raises(Stuck, match="mounted"):
        run_file(world, film)
    assert not (world.folder / "mnt").exists()


def test_a_damaged_download_sends_the_job_back(world: World, tmp_path: Path) -> None:
    broken = tmp_path / "broken.mkv"
    broken.write_bytes(os.urandom(100_000))
    with pytest.raises(Reject, match="damaged"):
        transcode(
            world.job,
            world.show,
            world.episode,
            downloaded(broken),
            ENCODER,
            world.store,
            world.settings,
            world.context,
        )


def test_a_file_far_too_short_is_called_a_fake(world: World, film: Path) -> None:
    hour = replace(world.episode, runtime=3600.0)
    with pytest.raises(Reject, match="a sample or a fake"):
        transcode(world.job, world.show, hour, downloaded(film), ENCODER, world.store, world.settings, world.context)


def test_a_playable_file_goes_on_untouched(world: World, film: Path) -> None:
    done = transcode(
        world.job, world.show, world.episode, downloaded(film), ENCODER, world.store, world.settings, world.context
    )
    assert done.untouched
    assert done.path == str(film)


# --------------------------------------------------------------------------------------------------------- subtitles


@dataclass
class Subtitler:
    has: tuple[str, ...] = ()
    fails: OutsideError | None = None
    asked: list[SubtitleQuery] = field(default_factory=list)
    content: bytes = b"1\n00:00:00,500 --> 00:00:01,500\nHello\n"
    name: str = "subtitler"

    def check(self) -> Reason:
        return Reason("text", text="fine")

    def find(self, query: SubtitleQuery) -> list[Subtitle]:
        self.asked.append(query)
        if self.fails:
            raise self.fails
        return [
            Subtitle(language=language, content=self.content, provider="p", id="1")
            for language in query.languages
            if language in self.has
        ]


def run_subtitles(
    world: World, film: Path, subtitler: Subtitler, *languages: str, shipped: tuple[Path, ...] = ()
) -> Subtitled:
    settings = world.settings.model_copy(update={"household": Household(subtitles=languages or ("en",))})
    return subtitles(
        world.job,
        world.show,
        world.episode,
        replace(downloaded(film), subtitles=tuple(map(str, shipped))),
        ENCODER,
        [subtitler],
        world.store,
        settings,
        world.context,
    )


def test_what_is_wanted_is_fetched_and_saved(world: World, film: Path) -> None:
    found = run_subtitles(world, film, Subtitler(has=("en", "es")), "en", "es")
    assert [f.language for f in found.files] == ["en", "es"]
    assert "Hello" in Path(found.files[0].path).read_text()


def test_what_is_not_there_yet_keeps_the_episode_waiting_then_lets_it_go(world: World, film: Path) -> None:
    with pytest.raises(Later, match="No subtitles in Spanish yet"):
        run_subtitles(world, film, Subtitler(has=("en",)), "en", "es")
    world.context.begun_at = now() - timedelta(minutes=5)
    assert run_subtitles(world, film, Subtitler(has=("en",)), "en", "es").missing == ("es",)


def test_who_is_cut_off_during_the_search_leaves_nothing_behind(world: World, film: Path) -> None:
    """Another has done the job meanwhile, and removed its work folder."""

    class Slow(Subtitler):
        def find(self, query: SubtitleQuery) -> list[Subtitle]:
            world.context.stop()
            return super().find(query)

    with pytest.raises(LeaseLost):
        run_subtitles(world, film, Slow(has=("en",)))
    assert not work_folder(world.settings, world.job).exists()


def test_a_text_for_another_length_is_not_filed(world: World, film: Path) -> None:
    long = b"1\n00:00:00,500 --> 00:00:01,500\nHello\n\n2\n01:58:00,000 --> 01:58:02,000\nGoodbye\n"
    with pytest.raises(Later, match="No subtitles in English yet"):
        run_subtitles(world, film, Subtitler(has=("en",), content=long))
    assert not list(world.settings.data.rglob("*.srt"))


def test_what_the_release_brings_along_is_used_first(world: World, film: Path, tmp_path: Path) -> None:
    shipped = tmp_path / "Subs" / "2_English.srt"
    shipped.parent.mkdir()
    shipped.write_text("1\n00:00:00,500 --> 00:00:01,500\nBrought along\n")
    provider = Subtitler(has=("en", "es"))
    found = run_subtitles(world, film, provider, "en", "es", shipped=(shipped,))
    assert [(f.language, f.provider) for f in found.files] == [("en", "release"), ("es", "p")]
    assert "Brought along" in Path(found.files[0].path).read_text()
    assert [query.languages for query in provider.asked] == [("es",)]


def test_what_the_release_brings_along_is_checked_as_any(world: World, film: Path, tmp_path: Path) -> None:
    long = tmp_path / "english.srt"
    long.write_text("1\n01:58:00,000 --> 01:58:02,000\nOf another film\n")
    found = run_subtitles(world, film, Subtitler(has=("en",)), shipped=(long,))
    assert [f.provider for f in found.files] == ["p"]


ENGLISH = "I do not know what to say. I thought that you would come home earlier, as always."
SPANISH = "No sé qué decir. Pensé que vendrías más temprano a casa, como siempre lo hacías."


def test_a_whole_text_that_the_release_calls_forced_is_one(world: World, film: Path, tmp_path: Path) -> None:
    shipped = tmp_path / "Subs" / "English.forced.srt"
    shipped.parent.mkdir()
    lines = (f"{n}\n00:00:00,{n * 40:03} --> 00:00:00,{n * 40 + 30:03}\n{ENGLISH}\n" for n in range(24))
    shipped.write_text("\n".join(lines))
    found = run_subtitles(world, film, Subtitler(has=("en",)), shipped=(shipped,))
    assert [(f.provider, f.suffix) for f in found.files] == [("release", ".en.srt")]


def test_pictures_that_a_text_of_the_release_counts_are_the_films(world: World, film: Path, tmp_path: Path) -> None:
    shipped = tmp_path / "English.sub"
    shipped.write_text("{3}{30}Brought along\n")
    found = run_subtitles(world, film, Subtitler(has=("en",)), shipped=(shipped,))
    assert "--> 00:00:01" in Path(found.files[0].path).read_text()


@pytest.mark.parametrize(
    ("title", "marked", "count", "text", "asked", "there"),
    [
        ("", "default", 7, ENGLISH, [], ("en",)),
        ("Signs", "default", 7, ENGLISH, [("en",)], ()),
        ("", "default", 7, SPANISH, [("en",)], ("es",)),
        ("", "forced", 24, ENGLISH, [], ("en",)),  # all the lines there are, whatever it is marked as
        ("", "forced", 7, ENGLISH, [("en",)], ()),
    ],
)
def test_a_track_is_of_the_language_that_its_text_is_in_and_whole_by_its_lines(
    world: World,
    film: Path,
    tmp_path: Path,
    title: str,
    marked: str,
    count: int,
    text: str,
    asked: list[tuple[str, ...]],
    there: tuple[str, ...],
) -> None:
    lines = (f"{n}\n00:00:00,{n * 40:03} --> 00:00:00,{n * 40 + 30:03}\n{text}\n" for n in range(count))
    (tmp_path / "text.srt").write_text("\n".join(lines))
    made = tmp_path / "made.mkv"
    command = ["ffmpeg", "-v", "error", "-i", str(film), "-i", str(tmp_path / "text.srt"), "-map", "0", "-map", "1"]
    marks = ["-metadata:s:s:0", f"title={title}", "-disposition:s:0", marked]
    subprocess.run([*command, "-c", "copy", *marks, str(made)], check=True, timeout=60)
    world.context.begun_at = now() - timedelta(minutes=5)
    provider = Subtitler()
    found = run_subtitles(world, made, provider)
    assert [query.languages for query in provider.asked] == asked
    assert found.embedded == there


def test_a_subtitle_that_was_refused_is_never_taken_again(world: World, film: Path) -> None:
    run_subtitles(world, film, Subtitler(has=("en",)))
    with world.store.write() as db:
        rejected_subtitles.refuse(db, world.episode.id, "en", ())
    provider = Subtitler(has=("en",))
    with pytest.raises(Later, match="No subtitles in English yet"):
        run_subtitles(world, film, provider)
    assert [(r.provider, r.id) for r in provider.asked[0].refused] == [("p", "1")]


def test_a_provider_s_failure_is_told_not_taken_for_nothing_found(world: World, film: Path) -> None:
    with pytest.raises(Later, match="no provider answered"):
        run_subtitles(world, film, Subtitler(fails=Unreachable("subtitler", "no provider answered")))


# ------------------------------------------------------------------------------------------------ refresh and notify


@dataclass
class Player:
    shows_after: int = 0  # looks
    fails: OutsideError | None = None
    name: str = "player"
    refreshed: int = 0
    looks: int = 0

    def check(self) -> Reason:
        return Reason("text", text="fine")

    def refresh(self, path: Path) -> None:
        if self.fails:
            raise self.fails
        self.refreshed += 1

    def find(self, show: ShowInfo, episode: EpisodeInfo, path: Path) -> PlayerItem:
        self.looks += 1
        if self.fails:
            raise self.fails
        if self.looks <= self.shows_after:
            raise NotFound(self.name, "it does not show it yet")
        return PlayerItem(player=self.name, id="7", title=episode.title, url="http://tv/7")

    def sessions(self) -> list[PlayerSession]:
        return []

    def play(self, item_id: str, session_id: str) -> None: ...

    def mark_watched(self, item_id: str, *, watched: bool = True, user: str = "") -> None: ...


FILED = Filed(path="/media/x.mp4", size=1, duration=1.0)


def run_refresh(world: World, *players: Player) -> Refreshed:
    return refresh(world.show, world.episode, FILED, players, world.settings, world.context)  # type: ignore[arg-type]


def test_a_player_that_shows_it_at_once_needs_no_second_look(world: World) -> None:
    player = Player(shows_after=2)
    assert run_refresh(world, player).items[0].url == "http://tv/7"
    assert player.refreshed == 1


def test_a_player_is_asked_once_and_then_only_looked_at(world: World) -> None:
    world.settings.timing.player_poll = 0.01
    player = Player(shows_after=100)
    with pytest.raises(Later, match="Waiting for player"):
        run_refresh(world, player)
    with pytest.raises(Later):
        run_refresh(world, player)
    player.shows_after = 0
    assert run_refresh(world, player).items[0].url == "http://tv/7"
    assert player.refreshed == 1


def test_a_player_that_does_not_show_it_for_a_while_is_asked_again(world: World) -> None:
    world.settings.timing.player_poll = 0.01
    player = Player(shows_after=1000)
    for passed in (0, 5, 6, 30, 31, 200, 200, 200):
        for key, asked in world.context.memo.items():
            times, _, last = asked.partition(" ")
            world.context.memo[key] = f"{times} {datetime.fromisoformat(last) - timedelta(seconds=passed)}"
        with pytest.raises(Later):
            run_refresh(world, player)
    assert player.refreshed == 4, "after 0, 11, 72 and 472 seconds"


def test_a_player_that_was_away_is_asked_again_when_it_is_back(world: World) -> None:
    world.settings.timing.player_poll = 0.01
    player = Player(shows_after=1000)
    with pytest.raises(Later):
        run_refresh(world, player)
    player.fails = Unreachable("player", "starting")
    with pytest.raises(Later):
        run_refresh(world, player)
    player.fails, player.shows_after = None, 0
    run_refresh(world, player)
    assert player.refreshed == 2


def test_a_player_that_is_off_delays_only_itself(world: World) -> None:
    off = Player(fails=Unreachable("kodi", "no answer"), name="kodi")
    with pytest.raises(Later):
        run_refresh(world, off, Player())
    world.context.begun_at = now() - timedelta(minutes=5)
    done = run_refresh(world, off, Player())
    assert (len(done.items), done.silent) == (1, ("kodi",))


def test_news_wait_for_a_player_that_is_off_as_long_as_a_restart_takes(world: World) -> None:
    world.settings.timing.player_wait = 600
    off, slow = Player(fails=Unreachable("kodi", "no answer"), name="kodi"), Player(shows_after=1000)
    world.context.begun_at = now() - timedelta(minutes=1)
    with pytest.raises(Later):
        run_refresh(world, off)
    world.context.begun_at = now() - timedelta(minutes=3)
    assert run_refresh(world, off).silent == ("kodi",)
    with pytest.raises(Later):
        run_refresh(world, slow)


def test_each_follower_is_told_once(world: World) -> None:
    bob = add_person(world.store, "Bob", 2, Role.MEMBER)
    eve = add_person(world.store, "Eve", 3, Role.MEMBER)
    with world.store.write() as db:
        shows.subscribe(db, bob.id, world.show.id, Start.EVERYTHING)
        shows.subscribe(db, eve.id, world.show.id, Start.NEXT)
    item = PlayerItem(player="jellyfin", id="7", title="", url="http://tv/7")
    for _ in range(2):
        notify(world.job, world.show, world.episode, FILED, Refreshed(items=(item,)), world.store, world.context)
    with world.store.read() as db:
        told = outbox.due(db)
    assert sorted(m.person_id for m in told) == [1, bob.id], "Eve asked for later episodes only"
    news = told[0].news
    assert isinstance(news, outbox.GoWatch)
    assert (news.code, news.links) == ("S01E01", (("jellyfin", "http://tv/7"),))


def test_who_asked_for_it_is_told_once_follower_or_not(world: World) -> None:
    ann, bob, eve, out = (add_person(world.store, name, n, Role.MEMBER) for n, name in enumerate("ABEO", start=2))
    with world.store.write() as db:
        shows.subscribe(db, bob.id, world.show.id, Start.EVERYTHING)
        shows.subscribe(db, eve.id, world.show.id, Start.EVERYTHING, muted=True)
        for person in (ann, bob, eve, out, ann):
            runs.asked_for(db, world.job.id, person.id)
        people.remove(db, out.id)
        job = runs.job_by_id(db, world.job.id)
    for _ in range(2):
        notify(job, world.show, world.episode, FILED, Refreshed(items=()), world.store, world.context)

    with world.store.read() as db:
        told = sorted(m.person_id for m in outbox.due(db))

    assert told == [1, ann.id, bob.id, eve.id]


def test_a_better_file_renews_what_leads_to_the_old_one(world: World) -> None:
    """Under another name it is another item to a media server, and the old one's link is dead."""
    old, new = (PlayerItem(player="jellyfin", id=n, title="", url=f"http://tv/{n}") for n in ("7", "8"))
    notify(world.job, world.show, world.episode, FILED, Refreshed(items=(old,)), world.store, world.context)
    upgrade = replace(world.job, why=Origin.UPGRADE)
    better = replace(FILED, path="/media/x.mkv")
    notify(upgrade, world.show, world.episode, better, Refreshed(items=(new,)), world.store, world.context)
    with world.store.read() as db:
        (told,) = outbox.due(db)
    assert isinstance(told.news, outbox.GoWatch)
    assert (told.news.links, told.news.path) == ((("jellyfin", "http://tv/8"),), "/media/x.mkv")


def test_the_muted_are_not_told(world: World) -> None:
    with world.store.write() as db:
        shows.subscribe(db, 1, world.show.id, Start.EVERYTHING, muted=True)
    notify(world.job, world.show, world.episode, FILED, Refreshed(items=()), world.store, world.context)
    with world.store.read() as db:
        assert outbox.due(db) == []


def test_a_player_that_was_off_is_told_by_a_job_of_its_own(world: World) -> None:
    class Off:
        name = "kodi"

    off: Any = Off()
    stages = [Step(run=tell_player, kind=JobKind.SHOW).stage]
    told = (world.job, world.show, world.episode, FILED, Refreshed(items=(), silent=("kodi",)), world.store)
    for _ in range(2):
        notify(*told, world.context, [off], stages)
    with world.store.read() as db:
        (later,) = active_jobs.find(db, kinds=[JobKind.SHOW])
    assert later.job.about == {"player": "kodi", "paths": [FILED.path, *FILED.gone]}


def test_a_step_that_went_on_without_a_player_is_not_done_until_that_one_has_been_told(tmp_path: Path) -> None:
    house, player = market(tmp_path), Player(fails=Unreachable("player", "off"))
    for step in ("fetch", "download", "transcode", "subtitles", "file"):
        house.run_step(0, step, NO_REASON)
    house.run_step(0, "refresh", Refreshed(items=(), silent=("player", "gone")))
    off: Any = player
    with house.store.write() as db:
        tell_players(db, house.jobs[0], [off], [Path(FILED.path)], [step.stage for step in LINE])

    assert work(house, JobKind.SHOW, players=(player,)) is not None
    assert house.run_of(0, "refresh").left_open == Reason("waits-for-players", players=("player", "gone"))

    player.fails = None
    pass_by(house.store, timedelta(minutes=1))
    work(house, JobKind.SHOW, players=(player,))
    assert house.run_of(0, "refresh").left_open == Reason("waits-for-players", players=("gone",))


def test_a_cancelled_job_can_be_opened_again(world: World) -> None:
    with world.store.write() as db:
        leases.cancel_job(db, world.job.id)
        assert runs.job_by_id(db, world.job.id).state is JobState.CANCELLED
        assert runs.open_job(db, world.episode.id, Origin.ASKED, STAGES) is not None
