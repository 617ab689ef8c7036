"""One episode's story, its logs, and what a person can do about it; what airs, and what has come."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from demo.shows import MERIDIAN_FERRY, DemoEpisode
from pipeline.clock import now
from pipeline.model import EpisodeInfo, ShowInfo
from pipeline.model.jobs import Origin
from pipeline.store import active_jobs, leases, runs, shows
from pipeline.store.tables import episode as episode_table
from pipeline.store.tables import job as job_table
from tests.rigs.chat import Chat, arrived, chat, done, first_job, follow

__all__ = ["chat"]


def test_an_episode_on_its_way_tells_its_story(chat: Chat) -> None:
    ada = chat.owner()
    follow(ada, "Meridian Ferry", "Everything")
    done(chat, first_job(chat), "check")

    said = ada.asks("/episode Meridian Ferry S01E01")

    assert "Meridian Ferry S01E01 · Yesterday, Weather Permitting" in said.words
    assert "On its way since today" in said.words
    assert "✅ 🔎 checking" in said.words
    assert "⏳ 🔎 looking for a release" in said.words
    assert "▫️ 📁 filing" in said.words


def test_a_shows_episodes_have_pages_and_lead_to_their_stories(chat: Chat) -> None:
    ada = chat.owner()
    for number in range(5, 15):
        chat.catalogue.listing.add_episode(
            MERIDIAN_FERRY, DemoEpisode(season=1, number=number, title="", airs=None, airs_at=now() - timedelta(days=1))
        )
    follow(ada, "Meridian Ferry", "Everything")
    said = ada.asks("/shows")
    for label in ("Meridian Ferry", "Episodes", "▶️", "S01E14"):
        ada.presses(said, label)
        said = ada.look(said)
        if label == "▶️":
            assert "Page 2 of 2" in said.words

    assert "Meridian Ferry S01E14" in said.words
    assert "looking for a release" in said.words


def test_an_episode_in_the_library_says_what_it_is(chat: Chat) -> None:
    ada = chat.owner()
    follow(ada, "Meridian Ferry", "Everything")
    arrived(chat, first_job(chat), release="Meridian.Ferry.S01E01-FAIR")

    said = ada.asks("/episode meridian ferry 1x01")

    assert "In the library since today" in said.words
    assert "1.4 GB, 48 min" in said.words
    assert "English" in said.words
    assert "Meridian.Ferry.S01E01-FAIR" in said.words


def test_a_log_is_shown_and_a_step_runs_again(chat: Chat) -> None:
    ada = chat.owner()
    follow(ada, "Meridian Ferry", "Everything")
    job = first_job(chat)
    taken = chat.take(job, "check")
    with chat.store.write() as db:
        leases.save_log(db, taken, "2026-11-22 20:00:00 asked <nicely> & waited")
        leases.retry(db, taken, "nobody answered", timedelta(hours=1))
    said = ada.asks("/episode Meridian Ferry S01E01")

    ada.presses(said, "📜 check")
    log = ada.look(said)
    answer = ada.presses(log, "Again from here")

    assert "asked <nicely> & waited" in log.words
    assert "failed: nobody answered" in log.words
    assert answer
    assert "Going again from “checking”" in answer.text
    with chat.store.read() as db:
        run = runs.runs_of(db, job.id)["check"]
    assert run.failures == 0


def test_members_see_logs_but_only_the_owner_runs_again(chat: Chat) -> None:
    chat.owner()
    bo = chat.member()
    follow(bo, "Meridian Ferry", "Everything")
    done(chat, first_job(chat), "check")
    said = bo.asks("/episode Meridian Ferry S01E01")

    bo.presses(said, "📜 check")

    assert [b for b in bo.look(said).buttons if "Again" in b] == []


def test_the_owner_gives_up_and_gets_it_after_all(chat: Chat) -> None:
    ada = chat.owner()
    follow(ada, "Meridian Ferry", "Everything")
    job = first_job(chat)
    said = ada.asks("/episode Meridian Ferry S01E01")
    give_up = said.button("Give up").value

    ada.presses(said, "Give up")
    with chat.store.read() as db:
        assert runs.job_by_id(db, job.id).state == "cancelled"
    assert [b for b in ada.look(said).buttons if "📜" in b] == ["📜 checking"], "nothing else has a log"
    ada.presses(said, "Get it now")

    with chat.store.read() as db:
        assert [g.job.why for g in active_jobs.find(db, episode_id=job.episode_id)] == ["asked"]
    replayed = ada.calls_back(said, give_up)
    assert replayed
    assert "outdated" in replayed.text
    with chat.store.read() as db:
        assert len(active_jobs.find(db, episode_id=job.episode_id)) == 1


def test_the_list_of_episodes_leads_to_each(chat: Chat) -> None:
    ada = chat.owner()
    follow(ada)
    said = ada.asks("/episode The Tin Orchard")

    ada.presses(said, "S02E01")

    assert "The Tin Orchard S02E01 · Rust" in ada.look(said).words


def test_an_episode_that_is_not_there_gets_a_clear_sentence(chat: Chat) -> None:
    ada = chat.owner()
    follow(ada)

    assert "has no episode S09E09" in ada.asks("/episode The Tin Orchard S09E09").words
    assert "Which episode?" in ada.asks("/episode").words


def test_episodes_of_shows_one_does_not_follow_are_not_shown(chat: Chat) -> None:
    ada, bo = chat.owner(), chat.member()
    follow(ada)

    assert "You do not follow" in bo.asks("/episode The Tin Orchard S02E01").words


def test_an_old_button_shows_nothing_after_leaving(chat: Chat) -> None:
    chat.owner()
    bo = chat.member()
    follow(bo)
    said = bo.asks("/episode The Tin Orchard")
    bo.presses(bo.asks("/unsubscribe The Tin Orchard"), "Yes")

    answer = bo.presses(said, "S02E01")

    assert answer
    assert "outdated" in answer.text


# ---------------------------------------------------------------------------------------------------------- calendar


def test_upcoming_is_by_day_in_the_persons_time_zone(chat: Chat) -> None:
    ada = chat.owner()
    soon = (now() + timedelta(days=3)).replace(hour=23, minute=30, second=0, microsecond=0)
    chat.catalogue.listing.add_episode(
        MERIDIAN_FERRY, DemoEpisode(season=1, number=5, title="Slack Water", airs=None, airs_at=soon)
    )
    ada.asks("/settings zone Asia/Tokyo")
    follow(ada, "Meridian Ferry")

    said = ada.asks("/upcoming")

    assert "08:30  Meridian Ferry S01E05 · Slack Water" in said.words


def test_nothing_upcoming(chat: Chat) -> None:
    assert "Nothing that you follow airs within 14 days" in chat.owner().asks("/upcoming").words


def overdue(chat: Chat) -> None:
    """The oldest job's episode aired two days ago and its job is as old."""
    job = first_job(chat)
    two_days_ago = now() - timedelta(days=2)
    with chat.store.write() as db:
        db.execute(episode_table.update().where(episode_table.c.id == job.episode_id).values(airs_at=two_days_ago))
        db.execute(job_table.update().where(job_table.c.id == job.id).values(why=Origin.AIRED, created_at=two_days_ago))


def test_what_is_overdue_is_said_when_asked_and_by_itself_once(chat: Chat) -> None:
    ada = chat.owner()
    follow(ada, "Meridian Ferry", "Everything")
    chat.stop()
    overdue(chat)
    chat.start()

    ada.wait_for("has not arrived yet")
    said = ada.asks("/upcoming")
    chat.restart()
    ada.asks("/help")

    assert "Overdue\n⚠️ Meridian Ferry S01E01 aired" in said.words
    assert sum("has not arrived yet" in m.words for m in ada.messages) == 1


def test_history_lists_what_has_come(chat: Chat) -> None:
    ada, bo = chat.owner(), chat.member()
    follow(ada, "Meridian Ferry", "Everything")
    assert "Nothing has arrived yet" in ada.asks("/history").words
    arrived(chat, first_job(chat))

    assert "Meridian Ferry S01E01 · Yesterday, Weather Permitting · 1.4 GB" in ada.asks("/history").words
    assert "Nothing has arrived yet" in bo.asks("/history").words


def test_long_history_has_pages(chat: Chat) -> None:
    ada = chat.owner()
    for number in range(5, 15):
        aired = now() - timedelta(days=1, hours=number)
        chat.catalogue.listing.add_episode(
            replace(MERIDIAN_FERRY), DemoEpisode(season=1, number=number, title=f"E{number}", airs=None, airs_at=aired)
        )
    follow(ada, "Meridian Ferry", "Everything")
    with chat.store.read() as db:
        going = active_jobs.find(db)
    for way in going:
        arrived(chat, way.job)
    said = ada.asks("/history")

    assert "Page 1 of 2" in said.words
    ada.presses(said, "▶️")

    assert "Page 2 of 2" in ada.look(said).words


def test_back_from_an_episode_returns_to_its_page_and_then_to_the_show(chat: Chat) -> None:
    ada = chat.owner()
    with chat.store.write() as db:
        show = shows.save_show(db, ShowInfo(title="Meridian Ferry", tvmaze_id=700))
        shows.save_episodes(db, show.id, [EpisodeInfo(season=1, number=n) for n in range(1, 31)])
        shows.subscribe(db, chat.stored(ada).id, show.id, shows.Start.NEXT)
    said = ada.asks("/episode Meridian Ferry S01E29")

    ada.presses(said, "Back")
    page = ada.look(said).buttons
    ada.presses(said, "Back")

    assert "▫️ S01E29" in page
    assert "You follow it" in ada.look(said).words
