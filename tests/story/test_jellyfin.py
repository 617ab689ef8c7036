"""What a household does with its Jellyfin, whichever it has: one right item, marks that stay, links that open."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from demo.mediaserver import MediaServer
from integrations.ffmpeg import FFmpeg
from integrations.jellyfin import Jellyfin
from pipeline.clock import now
from pipeline.config import Filing, Household, Settings
from pipeline.engine.context import StepContext
from pipeline.errors import Later, NotFound
from pipeline.model import Episode, PlayerItem, Show
from pipeline.model.jobs import Job, JobKind, JobState, Origin
from pipeline.playback.screens import screen
from pipeline.ports import Player
from pipeline.services import complaints, deletion, rename, retention
from pipeline.services.convert import Outcome, convert
from pipeline.steps.notify import notify
from pipeline.steps.refresh import refresh
from pipeline.steps.results import Filed, Refreshed
from pipeline.store import Store, deletions, leases, media_files, outbox, shows
from pipeline.store.outbox import GoWatch
from pipeline.store.shows import Start
from pipeline.store.tables import job as job_table
from tests.rigs.clips import Clips, clips
from tests.rigs.core import (
    active_jobs_of,
    add_person,
    add_show,
    episode_info,
    in_a_while,
    new_store,
    short_runner,
    show_info,
)
from tests.rigs.shelf import STAGES, arrives
from tests.rigs.transmission import until

__all__ = ["clips"]  # a fixture

VERSIONS = ("10.10.7", "10.11.11", "12.0.0")


@dataclass
class House:
    store: Store
    settings: Settings
    server: MediaServer
    player: Jellyfin
    show: Show
    episode: Episode
    downloads: Path

    def brings(self, name: str = "one.mp4", why: Origin = Origin.AIRED) -> tuple[Job, Filed]:
        return arrives(self.store, self.settings, self.show, self.episode, self.downloads / name, why=why)

    def look(self, filed: Filed, context: StepContext | None = None) -> Refreshed:
        context = context or StepContext(step="refresh", begun_at=now())
        return refresh(self.show, self.episode, filed, [self.player], self.settings, context)

    def tell(self, job: Job, filed: Filed, seen: Refreshed, *players: Player) -> None:
        context = StepContext(step="notify", begun_at=now())
        notify(job, self.show, self.episode, filed, seen, self.store, context, players, STAGES)
        with self.store.write() as db:
            leases.cancel_job(db, job.id)

    def watch_comes(self, name: str = "one.mp4", why: Origin = Origin.AIRED) -> Filed:
        """All from the file to the message."""
        job, filed = self.brings(name, why)
        self.tell(job, filed, self.look(filed))
        return filed

    def carry_out(self, *kinds: JobKind) -> None:
        for kind in kinds:
            short_runner(self.store, self.settings, [self.player]).carry_out(active_jobs_of(self.store, kind))

    def message(self) -> GoWatch:
        """What Ada was told last, as it would be drawn now; whatever she was told leads there."""
        with self.store.read() as db:
            told = [m.news for m in outbox.due(db) if isinstance(m.news, GoWatch)]
        assert len({news.links for news in told}) == 1
        return told[-1]

    def the_item(self) -> PlayerItem:
        """The only one that there is; the message leads to it."""
        (item,) = self.server.items()
        found = self.player.find(self.show, self.episode, item.path)
        assert found.id == item.id
        assert self.message().links == (("jellyfin", found.url),)
        return found


@pytest.fixture(params=VERSIONS)
def house(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[House]:
    store = new_store(tmp_path)
    library = tmp_path / "library"
    library.mkdir()
    settings = Settings(
        data=tmp_path / "data", library=library, recycle=tmp_path / "recycle", household=Household(subtitles=())
    )
    settings.timing.player_poll = 0.5
    show, (episode,) = add_show(store, show_info(tvdb_id=7), episode_info(tvmaze_id=1))
    ada = add_person(store)
    with store.write() as db:
        shows.subscribe(db, ada.id, show.id, Start.EVERYTHING)
    with MediaServer(library, version=request.param, users=("Ada",)) as server:
        config = Jellyfin.Config.model_validate({"url": server.url, "api_key": server.api_key})
        yield House(store, settings, server, Jellyfin(config, name="jellyfin"), show, episode, tmp_path / "done")
    store.close()


def test_a_new_household_s_first_episode(house: House) -> None:
    filed = house.watch_comes()

    assert house.the_item().path == filed.path


def test_one_that_was_restarted_after_it_was_asked_is_asked_again(house: House) -> None:
    house.server.look_time = 3600
    job, filed = house.brings()
    context = StepContext(step="refresh", begun_at=now())
    with pytest.raises(Later):
        house.look(filed, context)
    house.server.restart(answers=2)
    house.server.look_time = 0.05

    with pytest.raises(Later):
        house.look(filed, context)
    a_minute_passes(context)
    house.tell(job, filed, until(lambda: seen(house, filed, context)))

    assert house.the_item().path == filed.path


def seen(house: House, filed: Filed, context: StepContext) -> Refreshed | None:
    try:
        return house.look(filed, context)
    except Later:
        return None


def a_minute_passes(context: StepContext) -> None:
    for key, asked in context.memo.items():
        times, _, last = asked.partition(" ")
        context.memo[key] = f"{times} {(datetime.fromisoformat(last) - timedelta(minutes=1)).isoformat()}"


def test_a_look_at_everything_that_is_under_way_costs_nothing(house: House) -> None:
    scans = [threading.Thread(target=house.server.scan) for _ in range(5)]
    for scan in scans:
        scan.start()
    filed = house.watch_comes()
    for scan in scans:
        scan.join()

    assert house.the_item().path == filed.path


def test_watched_deleted_and_fetched_again_it_is_not_deleted(house: House) -> None:
    filed = house.watch_comes()
    house.player.mark_watched(house.the_item().id)
    Path(filed.path).unlink()
    with house.store.write() as db:
        media_files.set_replaced(db, [file.id for file in media_files.files_of(db, [house.episode.id])])

    again = house.watch_comes("two.mp4")

    assert again.path == filed.path
    assert house.player.watched(house.player.find(house.show, house.episode, Path(again.path)).id), "it still says so"
    assert not counts_as_watched(house)
    house.player.mark_watched(house.the_item().id)
    assert counts_as_watched(house), "played since"


def counts_as_watched(house: House) -> bool:
    with house.store.write() as db:
        retention.set_policy(db, retention.Policy(what="delete", days=1))
    retention.check_watched(house.store, [house.player], house.settings, STAGES)
    with house.store.read() as db:
        return deletions.any_seen(db)


def test_a_better_copy_in_another_container(house: House) -> None:
    house.watch_comes()
    before = house.the_item()
    house.player.mark_watched(before.id)

    better = house.watch_comes("better.mkv", Origin.UPGRADE)

    after = house.the_item()
    assert after.path == better.path
    assert after.id != before.id
    assert house.player.watched(after.id)


@pytest.mark.needs("ffmpeg")
def test_a_copy_that_is_made_playable_in_its_place(house: House, clips: Clips) -> None:
    filed = house.watch_comes("one.mkv")
    shutil.copy(clips("h264-aac.mkv"), filed.path)
    before = house.the_item()
    house.player.mark_watched(before.id)

    encoder = FFmpeg(FFmpeg.Config(hardware="off"), name="ffmpeg")
    args = (house.store, encoder, [house.player], house.settings, screen("chromecast"), Path(filed.path))
    assert convert(*args, stages=STAGES).outcome is Outcome.CONVERTED
    until(lambda: told_by_now(house, ".mp4") or None)

    after = house.the_item()
    assert after.path == filed.path.replace(".mkv", ".mp4")
    assert after.id != before.id
    assert house.player.watched(after.id)


def test_an_episode_that_is_called_otherwise(house: House) -> None:
    house.watch_comes()
    before = house.the_item()
    house.player.mark_watched(before.id)
    the_catalogue_says(house, replace(house.episode, title="Low Tide, at Last"))
    until(lambda: told_by_now(house, "Low Tide, at Last") or None)

    after = house.the_item()
    assert after.id != before.id
    assert house.player.watched(after.id)


def the_catalogue_says(house: House, *episodes: Episode) -> None:
    """Another list; the owner says yes to the names that follow from it."""
    with house.store.write() as db:
        shows.save_episodes(db, house.show.id, episodes)
    the_names_follow(house)


def the_names_follow(house: House) -> None:
    with house.store.write() as db:
        assert rename.order(db, rename.proposed(db, house.settings), STAGES)
    house.carry_out(JobKind.RENAME, JobKind.SHOW)


def test_an_episode_that_is_counted_otherwise(house: House) -> None:
    house.watch_comes()
    before = house.the_item()
    house.player.mark_watched(before.id)
    house.episode = replace(house.episode, number=2)
    the_catalogue_says(house, house.episode)
    until(lambda: told_by_now(house, "S01E02") or None)

    after = house.the_item()
    assert after.title.startswith("Lantern Row S01E02")
    assert house.message().code == "S01E02"
    assert after.id != before.id
    assert not house.player.watched(after.id), "a mark is its number's"


def test_an_episode_that_goes_into_a_folder_of_its_season(house: House) -> None:
    house.settings.filing = Filing(naming="{name} [tvdbid-{tvdb_id}]/{show} - {code}")
    house.watch_comes()
    before = house.the_item()
    house.player.mark_watched(before.id)

    house.settings.filing = Filing()
    the_names_follow(house)
    until(lambda: told_by_now(house, "Season 01") or None)

    after = house.the_item()
    assert after.id != before.id
    assert house.player.watched(after.id)


def test_one_that_was_deleted_and_comes_back(house: House) -> None:
    filed = house.watch_comes()
    before = house.the_item()
    with house.store.write() as db:
        (file,) = media_files.files_of(db, [house.episode.id])
        assert deletion.delete_by_hand(db, {house.episode.id: file.id}, STAGES)
    house.carry_out(JobKind.DELETE, JobKind.SHOW)
    assert not Path(filed.path).parents[1].exists(), "nothing of the show stays behind its last episode"

    with house.store.write() as db:
        deletion.bring_back_episodes(db, house.settings, [house.episode.id], STAGES)
    house.carry_out(JobKind.RESTORE, JobKind.SHOW)
    until(lambda: shown_again(house, filed))

    assert house.the_item().id == before.id


def shown_again(house: House, filed: Filed) -> PlayerItem | None:
    try:
        return house.player.find(house.show, house.episode, Path(filed.path))
    except NotFound:
        return None


def test_what_was_seen_of_one_number_is_not_seen_of_the_episode_that_has_it_now(house: House) -> None:
    with house.store.write() as db:
        infos = [replace(house.episode), episode_info(number=2, title="High Tide", tvmaze_id=2)]
        shows.save_episodes(db, house.show.id, infos)
        first, second = shows.episodes(db, house.show.id)
    for each in (second, first):
        house.episode = each
        house.watch_comes(f"{each.number}.mp4")
    house.player.mark_watched(next(item.id for item in house.server.items() if item.number == 1))

    the_catalogue_says(house, replace(first, number=2), replace(second, number=1))
    until(lambda: {item.name for item in house.server.items() if "High" in item.path.name and item.number == 1} or None)

    (now_first,) = [item for item in house.server.items() if item.number == 1]
    assert house.player.watched(now_first.id), "it says so of what nobody has seen"
    assert not counts_as_watched(house)
    house.player.mark_watched(now_first.id)
    assert counts_as_watched(house), "played since"


def told_by_now(house: House, name: str) -> bool:
    """Whether the message leads to a file that is called so; a worker looks again when it is time."""
    in_a_while(house.store, JobKind.SHOW)
    house.carry_out(JobKind.SHOW)
    return name in house.message().path


def test_a_wrong_episode_leaves_the_player_and_another_comes_in_its_place(house: House) -> None:
    wrong = house.watch_comes()
    with house.store.write() as db:
        db.execute(job_table.update().values(state=JobState.DONE))

    job_id = complaints.wrong_episode(house.store, house.settings, house.episode.id, STAGES, [house.player])
    house.carry_out(JobKind.SHOW)
    assert not Path(wrong.path).exists()
    with house.store.write() as db:
        leases.cancel_job(db, job_id)
    right = house.watch_comes("right.mkv")

    assert house.the_item().path == right.path


def test_a_player_that_was_off_gets_its_link_into_the_message_when_it_is_back(house: House) -> None:
    job, filed = house.brings()
    house.tell(job, filed, Refreshed(items=(), silent=("jellyfin",)), house.player)
    assert house.message().links == ()

    until(lambda: (told_by_now(house, "Low Tide") and house.message().links) or None)

    assert house.the_item().path == filed.path
