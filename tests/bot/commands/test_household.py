"""The owner's view of people, limits and invitations."""

from __future__ import annotations

import re
from datetime import timedelta

from pipeline.clock import now
from pipeline.model import Role
from pipeline.services.survey import open_wanted
from pipeline.store import active_jobs, people
from pipeline.store.tables import job, media_file
from tests.rigs.chat import STAGES, Chat, arrived, chat, first_job, follow

__all__ = ["chat"]


def test_people_lists_everybody_with_role_and_shows(chat: Chat) -> None:
    ada, bo = chat.owner(), chat.member()
    follow(bo)

    said = ada.asks("/people")

    assert "👑 Ada · owner · 0 shows" in said.words
    assert "👤 Bo · member · 1 show" in said.words


def test_a_role_is_changed(chat: Chat) -> None:
    ada, bo = chat.owner(), chat.member()
    said = ada.asks("/people")
    ada.presses(said, "Bo")

    ada.presses(said, "Make a guest")

    assert chat.stored(bo).role is Role.GUEST
    assert "guest" in ada.look(said).words


def test_one_who_was_turned_away_can_be_let_in_after_all(chat: Chat) -> None:
    ada, eve = chat.owner(), chat.telegram.person("Eve")
    eve.asks("/start")
    ada.presses(ada.wait_for("asks to be let in"), "Decline")
    eve.wait_for("does not want")
    said = ada.asks("/people")
    ada.presses(said, "Eve")

    ada.presses(said, "Make a member")

    eve.wait_for("You are in, Eve")


def test_removing_asks_first_and_takes_the_subscriptions_along(chat: Chat) -> None:
    ada, bo = chat.owner(), chat.member()
    follow(bo, "Meridian Ferry", "Everything")
    said = ada.asks("/people")
    ada.presses(said, "Bo")
    ada.presses(said, "Remove")
    assert "Remove Bo?" in ada.look(said).words

    ada.presses(said, "Yes")

    with chat.store.read() as db:
        assert people.known(db, bo.id) is None
        assert active_jobs.find(db) == []
    bo.wait_for("taken you out of this household")
    assert "private bot" in bo.asks("/shows").words


def test_the_owner_cannot_be_removed_or_changed(chat: Chat) -> None:
    ada = chat.owner()
    said = ada.asks("/people")
    own = chat.stored(ada).id

    for code in ("remove", "setrole", "limit"):
        data = chat.bot.context.signer.data(ada.id, code, own, 1)
        answer = ada.calls_back(said, data)
        assert answer
        assert "outdated" in answer.text

    assert chat.stored(ada).role is Role.OWNER


def test_a_limit_of_shows(chat: Chat) -> None:
    ada, bo = chat.owner(), chat.member()
    said = ada.asks("/people")
    ada.presses(said, "Bo")
    ada.presses(said, "Shows: ∞")
    assert "Limits: 1 show" in ada.look(said).words
    follow(bo)

    refused = follow(bo, "Meridian Ferry")

    assert "as many as the owner allows" in refused.words
    assert set(chat.follows(bo)) == {"The Tin Orchard"}


def test_a_limit_does_not_keep_one_from_changing_what_one_follows(chat: Chat) -> None:
    bo = chat.member()
    with chat.store.write() as db:
        people.set_limits(db, chat.stored(bo).id, 1, None)
    done = follow(bo)

    bo.presses(done, "Change")
    bo.presses(done, "Everything")
    bo.presses(done, "Save")

    assert chat.follows(bo)["The Tin Orchard"].subscription.from_at is None


def test_a_limit_of_bytes_a_week(chat: Chat) -> None:
    ada, bo = chat.owner(), chat.member()
    said = ada.asks("/people")
    ada.presses(said, "Bo")
    ada.presses(said, "A week: ∞")
    assert "5.0 GB a week" in ada.look(said).words
    follow(bo, "Meridian Ferry", "Everything")
    arrived(chat, first_job(chat))
    with chat.store.write() as db:
        db.execute(media_file.update().values(size=6_000_000_000))

    refused = follow(bo)

    assert "You have had 6.0 GB this week of the 5.0 GB" in refused.words


def test_who_has_had_their_week_waits_with_what_only_they_follow(chat: Chat) -> None:
    ada, bo = chat.owner(), chat.member()
    follow(bo, "Meridian Ferry", "Everything")
    arrived(chat, first_job(chat))
    with chat.store.write() as db:
        db.execute(media_file.update().values(size=6_000_000_000))
        people.set_limits(db, chat.stored(bo).id, None, 5_000_000_000)
        db.execute(job.delete().where(job.c.state == "active"))
    show = chat.show("Meridian Ferry")

    assert open_wanted(chat.store, show, STAGES) == []
    assert open_wanted(chat.store, show, STAGES) == []
    assert "You have had 6.0 GB this week of your 5.0 GB" in bo.wait_for("this week").words
    bo.asks("/help")
    assert sum("this week" in m.words for m in bo.messages) == 1

    follow(ada, "Meridian Ferry", "Everything")
    with chat.store.read() as db:
        assert len(active_jobs.find(db)) == 2, "the owner wants them, too"


def test_the_week_goes_by(chat: Chat) -> None:
    bo = chat.member()
    follow(bo, "Meridian Ferry", "Everything")
    arrived(chat, first_job(chat), filed_at=now() - timedelta(days=8))
    with chat.store.write() as db:
        people.set_limits(db, chat.stored(bo).id, None, 1)
        db.execute(job.delete().where(job.c.state == "active"))

    assert len(open_wanted(chat.store, chat.show("Meridian Ferry"), STAGES)) == 2


def test_an_invitation_is_a_link_that_lets_in(chat: Chat) -> None:
    ada, bo = chat.owner(), chat.telegram.person("Bo")
    said = ada.asks("/invite")
    ada.presses(said, "1 guest")
    made = ada.wait_for("Whoever opens this link")
    link = re.search(r"https://t\.me/\S+", made.words)
    assert link

    bo.opens(link[0])

    bo.wait_for("You are in, Bo")
    assert chat.stored(bo).role is Role.GUEST


def test_links_can_be_voided(chat: Chat) -> None:
    ada, bo = chat.owner(), chat.telegram.person("Bo")
    said = ada.asks("/invite")
    ada.presses(said, "5 members")
    link = re.search(r"https://t\.me/\S+", ada.wait_for("Whoever opens this link").words)
    assert link
    ada.presses(said, "Void")

    bo.opens(link[0])

    bo.wait_for("not valid")
