"""What a person can ask: what they follow, what is on its way, what has come."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.app import COMMANDS
from demo.shows import MERIDIAN_FERRY, DemoEpisode
from pipeline.clock import now
from pipeline.errors import Later, Remedy, Unauthorized, Unreachable
from pipeline.model import Release, ShowInfo
from pipeline.model.jobs import Job, JobKind
from pipeline.model.reasons import Reason, reason_from
from pipeline.store import active_jobs, chores, downloads, health, leases, pausing, runs, shows
from pipeline.store.outbox import NeedsYou, Trouble
from pipeline.store.runs import Stage
from pipeline.store.tables import chore
from tests.rigs.chat import STAGES, Chat, chat, done, first_job, follow
from tests.rigs.core import wait_until

__all__ = ["chat"]


def downloading(chat: Chat, job: Job, share: float) -> None:
    taken = chat.take(job, "download")
    with chat.store.write() as db:
        waits = Later("Downloading at 2 MB/s", timedelta(0), progress=share, seconds_left=95)
        leases.later(db, taken, waits, {})


def stuck(chat: Chat, job: Job, step: str, reason: Reason | str = "The disk is on fire", waits_for: str = "") -> int:
    taken = chat.take(job, step)
    with chat.store.write() as db:
        leases.stuck(db, taken, reason, (Remedy("again"), Remedy("cancel")), waits_for)
    return taken.run.id


# ---------------------------------------------------------------------------------------------------------- status


def test_status_when_nothing_is_on_its_way(chat: Chat) -> None:
    assert "Nothing is on its way" in chat.owner().asks("/status").words


def test_status_has_a_progress_bar_and_the_time_left(chat: Chat) -> None:
    ada = chat.owner()
    follow(ada, "Meridian Ferry", "Everything")
    job = first_job(chat)
    done(chat, job, "check", "fetch")
    downloading(chat, job, 0.43)

    said = ada.asks("/status")

    assert "Meridian Ferry S01E01" in said.words
    assert "▓▓▓▓▓░░░░░░░ 43 %" in said.words
    assert "1 min 35 s left" in said.words


def test_status_changes_in_place(chat: Chat) -> None:
    ada = chat.owner()
    follow(ada, "Meridian Ferry", "Everything")
    job = first_job(chat)
    done(chat, job, "check", "fetch")
    downloading(chat, job, 0.1)
    said = ada.asks("/status")

    downloading(chat, job, 0.9)

    wait_until(lambda: "90 %" in ada.look(said).words)
    assert ada.messages[-1].id == said.id


def test_an_older_status_is_left_alone(chat: Chat) -> None:
    ada = chat.owner()
    follow(ada, "Meridian Ferry", "Everything")
    job = first_job(chat)
    done(chat, job, "check", "fetch")
    downloading(chat, job, 0.1)
    older = ada.asks("/status")
    newer = ada.asks("/status")

    downloading(chat, job, 0.9)

    wait_until(lambda: "90 %" in ada.look(newer).words)
    assert "10 %" in ada.look(older).words


def test_status_shows_others_only_what_they_follow(chat: Chat) -> None:
    ada, bo = chat.owner(), chat.member()
    follow(ada, "Meridian Ferry", "Everything")

    assert "Nothing is on its way" in bo.asks("/status").words


def test_status_tells_the_owner_what_needs_them_with_its_remedies(chat: Chat) -> None:
    ada, bo = chat.owner(), chat.member()
    follow(ada, "Meridian Ferry", "Everything")
    follow(bo, "Meridian Ferry", "Everything")
    stuck(chat, first_job(chat), "check")

    theirs, mine = bo.asks("/status"), ada.asks("/status")
    ada.presses(mine, "✋ Meridian Ferry S01E01")
    asked = ada.look(mine)
    ada.presses(asked, "Try again")

    assert "✋ The disk is on fire" in theirs.words
    assert not [b for b in theirs.buttons if "✋" in b]
    assert "needs you" in asked.words
    assert "Trying check again" in ada.look(mine).words
    with chat.store.read() as db:
        assert runs.runs_of(db, first_job(chat).id)["check"].state == "due"


# -------------------------------------------------------------------------------------------------- what needs a person


def needs_you(chat: Chat, run_id: int, job: Job) -> NeedsYou:
    return NeedsYou(
        run_id=run_id,
        job_id=job.id,
        show_title="Meridian Ferry",
        code="S01E01",
        step="check",
        reason=reason_from("No <room> left"),
    )


def test_a_stuck_step_asks_the_owner_and_the_remedy_is_a_button(chat: Chat) -> None:
    ada = chat.owner()
    follow(ada, "Meridian Ferry", "Everything")
    job = first_job(chat)
    run_id = stuck(chat, job, "check")
    chat.tell(ada, "stuck", needs_you(chat, run_id, job))
    asked = ada.wait_for("needs you")
    again = asked.button("Try again").value

    ada.presses(asked, "Give up on it")
    answer = ada.calls_back(asked, again)

    assert "No <room> left" in asked.words
    assert "Given up" in ada.look(asked).words
    assert answer
    assert "outdated" in answer.text
    with chat.store.read() as db:
        assert runs.job_by_id(db, job.id).state == "cancelled"


def test_what_is_not_stuck_any_more_is_not_asked(chat: Chat) -> None:
    ada = chat.owner()
    follow(ada, "Meridian Ferry", "Everything")
    job = first_job(chat)
    run_id = stuck(chat, job, "check")
    chat.stop()
    row = chat.tell(ada, "stuck", needs_you(chat, run_id, job))
    with chat.store.write() as db:
        runs.again_from(db, job.id, "check", STAGES)

    chat.start()

    wait_until(lambda: chat.row(row).state == "failed")
    assert not [m for m in ada.messages if "needs you" in m.words]


# ------------------------------------------------------------------------------------------------------ what I follow


def test_no_shows_yet(chat: Chat) -> None:
    assert "You do not follow any show yet" in chat.owner().asks("/shows").words


def test_shows_lists_what_one_follows_with_details(chat: Chat) -> None:
    ada = chat.owner()
    follow(ada)
    follow(ada, "Meridian Ferry", "Everything")

    said = ada.asks("/shows")
    ada.presses(said, "Meridian Ferry")
    details = ada.look(said)
    ada.presses(details, "Back")

    assert "Meridian Ferry (2026) · from the beginning" in said.words
    assert "In the library: 0 of 3 aired episodes" in details.words
    assert ada.look(said).words == said.words


def test_a_show_is_muted_and_unmuted(chat: Chat) -> None:
    ada = chat.owner()
    follow(ada)
    said = ada.asks("/shows")
    ada.presses(said, "The Tin Orchard")

    answer = ada.presses(said, "Mute")
    assert answer
    assert "Nothing is announced" in answer.text
    assert chat.follows(ada)["The Tin Orchard"].subscription.muted
    ada.presses(said, "Unmute")

    assert not chat.follows(ada)["The Tin Orchard"].subscription.muted


def test_leaving_asks_first(chat: Chat) -> None:
    ada = chat.owner()
    follow(ada)
    said = ada.asks("/unsubscribe tin orchard")
    assert "Stop following The Tin Orchard (2025)?" in said.words

    ada.presses(said, "No, keep it")
    assert set(chat.follows(ada)) == {"The Tin Orchard"}
    ada.presses(ada.asks("/unsubscribe tin orchard"), "Yes")

    assert chat.follows(ada) == {}


def test_leaving_without_a_name_offers_what_there_is(chat: Chat) -> None:
    ada = chat.owner()
    follow(ada)
    said = ada.asks("/unsubscribe")

    ada.presses(said, "The Tin Orchard")
    ada.presses(said, "Yes")

    assert chat.follows(ada) == {}


def test_leaving_what_one_does_not_follow_gets_a_clear_sentence(chat: Chat) -> None:
    assert "You do not follow a show called “Zzyzx”" in chat.owner().asks("/unsubscribe Zzyzx").words


def test_leaving_takes_off_its_way_only_what_nobody_wants(chat: Chat) -> None:
    ada, bo = chat.owner(), chat.member()
    follow(ada, "Meridian Ferry", "Everything")
    follow(bo, "Meridian Ferry", "Everything")

    ada.presses(ada.asks("/unsubscribe Meridian Ferry"), "Yes")
    with chat.store.read() as db:
        assert len(active_jobs.find(db)) == 3
    bo.presses(bo.asks("/unsubscribe Meridian Ferry"), "Yes")

    with chat.store.read() as db:
        assert active_jobs.find(db) == []


def test_help_names_every_command_that_is_there(chat: Chat) -> None:
    said = chat.owner().asks("/help")

    for command in COMMANDS:
        assert f"/{command} – " in said.words


# ---------------------------------------------------------------------------------------------------------- the owner's


def test_health_names_the_chores_that_failed(chat: Chat) -> None:
    ada = chat.owner()
    chores.claim_due(chat.store, {"survey": "a", "seeding": "b"}, "attic:1")
    chores.finish(chat.store, "survey", "a", timedelta(minutes=1))
    chores.finish(chat.store, "seeding", "b", timedelta(minutes=1))
    assert "Chores: all 2 went well" in ada.asks("/health").words

    with chat.store.write() as db:
        db.execute(
            chore.update().where(chore.c.name == "seeding").values(reason=Reason("disk-full", free=0), failures=2)
        )

    said = ada.asks("/health").words
    assert "removing downloads that were shared enough: The disk is full (0 B free)" in said
    assert "2 times in a row" in said


def test_the_status_tells_of_jobs_of_every_kind(chat: Chat) -> None:
    ada = chat.owner()
    follow(ada, "Meridian Ferry", "Everything")
    first = first_job(chat)
    stages = (Stage(name="give_names", lane="io", kind=JobKind.RENAME),)
    with chat.store.write() as db:
        runs.open_job_of(db, JobKind.RENAME, first.episode_id, "show", stages)

    assert "S01E01 · new names for its files" in ada.asks("/status").words


def test_what_goes_on_in_the_background_is_counted_only(chat: Chat) -> None:
    ada = chat.owner()
    follow(ada, "Meridian Ferry", "Everything")
    stages = (Stage(name="search_for_better", lane="io", kind=JobKind.BETTER),)
    with chat.store.write() as db:
        jobs = active_jobs.find(db)
        for way in jobs:
            leases.cancel_job(db, way.job.id)
        for way in jobs[:2]:
            runs.open_job_of(db, JobKind.BETTER, way.episode.id, str(way.episode.id), stages)

    said = ada.asks("/status").words

    assert "Nothing is on its way" in said
    assert "In the background: 2 × search for a better copy" in said


def test_health_says_how_everything_stands(chat: Chat) -> None:
    ada = chat.owner()
    ada.asks("/subscribe The Tin Orchard")
    with chat.catalogue.outage():
        ada.asks("/subscribe Meridian Ferry")

    said = ada.asks("/health")

    assert "⚠️ tvmaze:" in said.words
    assert "free of" in said.words
    assert "Jobs under way: 0 · need you: 0" in said.words


def test_hold_and_go_on(chat: Chat) -> None:
    ada = chat.owner()

    assert "Everything is on hold" in ada.asks("/pause").words
    assert "already" in ada.asks("/pause").words
    assert "on hold" in ada.asks("/status").words
    assert "Going on" in ada.asks("/resume").words
    assert "was not on hold" in ada.asks("/resume").words


def test_a_system_that_needs_the_owner_says_so_once(chat: Chat) -> None:
    ada = chat.owner()
    health.record_failure(chat.store, Unauthorized("tvdb", "it does not accept the key"))
    health.record_failure(chat.store, Unreachable("fair", "it is away"))  # not for long enough to bother anybody

    chat.restart()
    asked = ada.wait_for("tvdb needs you: it does not accept the key")
    ada.presses(asked, "Health")
    ada.asks("/help")
    chat.restart()
    ada.asks("/help")

    assert "⚠️ tvdb: it does not accept the key" in ada.look(asked).words
    assert not [m for m in ada.messages if "fair needs you" in m.words]


def test_its_remedy_is_a_button_what_waits_for_it_tries_again(chat: Chat) -> None:
    ada = chat.owner()
    follow(ada, "Meridian Ferry", "Everything")
    job = first_job(chat)
    run_id = stuck(chat, job, "check", Unauthorized("tvdb", "it does not accept the key").reason, "tvdb")
    chat.tell(ada, "trouble", Trouble(system="tvdb", text=reason_from("it does not accept the key")))
    asked = ada.wait_for("tvdb needs you")

    answer = ada.presses(asked, "Try again")

    assert answer
    assert "1 step that waits for tvdb tries again now" in answer.text
    with chat.store.read() as db:
        run = runs.run_by_id(db, run_id)
    assert run is not None
    assert run.state == "due"
    again = ada.presses(asked, "Try again")
    assert again
    assert "Nothing waits for it" in again.text


def test_a_full_disk_comes_with_what_makes_room(chat: Chat) -> None:
    ada = chat.owner()
    chat.tell(ada, "disk", Trouble(system=chat.settings.library.name, text=reason_from("the disk is nearly full")))
    asked = ada.wait_for("nearly full")
    assert asked.buttons == ["⏸ Hold everything", "👁 After watching", "🩺 Health", "👌 OK"]

    ada.presses(asked, "Hold everything")

    assert "Everything is on hold" in ada.look(asked).words
    with chat.store.read() as db:
        assert pausing.paused(db)


def test_health_says_how_much_of_a_disk_is_promised(chat: Chat) -> None:
    ada = chat.owner()
    follow(ada, "Meridian Ferry", "Everything")
    job = first_job(chat)
    assert "promised" not in ada.asks("/health").words

    downloads.note(chat.store, job.id, "ab" * 20, Release(title="x", indexer="fair"), 3_000_000_000)

    assert "3.0 GB of them promised to what is on its way" in ada.asks("/health").words


# -------------------------------------------------------------------------------------------------------- long lists


def test_a_long_status_has_pages(chat: Chat) -> None:
    ada = chat.owner()
    many_episodes(chat, 12)
    follow(ada, "Meridian Ferry", "Everything")
    said = ada.asks("/status")
    first = said.words
    assert "Page 1 of 2" in first

    ada.presses(said, "▶️")

    second = ada.look(said).words
    assert "Page 2 of 2" in second
    assert "S01E01" in first
    assert "S01E01" not in second
    ada.presses(said, "Refresh")
    assert "Page 2 of 2" in ada.look(said).words


def test_a_long_list_of_what_is_to_come_has_pages(chat: Chat) -> None:
    ada = chat.owner()
    many_episodes(chat, 45, ahead=True)
    follow(ada, "Meridian Ferry", "Everything")
    said = ada.asks("/upcoming")
    assert "Page 1 of 2" in said.words

    ada.presses(said, "▶️")

    assert "Page 2 of 2" in ada.look(said).words


def test_a_long_list_of_shows_to_leave_has_pages(chat: Chat) -> None:
    ada = chat.owner()
    with chat.store.write() as db:
        for number in range(25):
            show = shows.save_show(db, ShowInfo(title=f"Show {number:02}", tvmaze_id=700 + number))
            shows.subscribe(db, chat.stored(ada).id, show.id, shows.Start.NEXT)
    said = ada.asks("/unsubscribe")
    assert "Show 00" in said.buttons

    ada.presses(said, "▶️")

    assert "Show 24" in ada.look(said).buttons
    assert "Show 00" not in ada.look(said).buttons


def many_episodes(chat: Chat, count: int, *, ahead: bool = False) -> None:
    """So many more episodes of Meridian Ferry, that have aired or will within days."""
    for number in range(5, 5 + count):
        at = now() + timedelta(hours=number) if ahead else now() - timedelta(days=1, hours=number)
        episode = DemoEpisode(season=1, number=number, title=f"E{number}", airs=None, airs_at=at)
        chat.catalogue.listing.add_episode(replace(MERIDIAN_FERRY), episode)
