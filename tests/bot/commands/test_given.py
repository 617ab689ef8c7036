"""A torrent that is sent to the bot: which episode it is, is asked and never guessed."""

from __future__ import annotations

import pytest

from demo.telegram.person import ChatMessage, Person
from pipeline.engine import remedies
from pipeline.store import active_jobs, given_torrents, runs, shows
from tests.rigs.chat import Chat, chat, first_job, follow
from tests.rigs.core import episode_info

__all__ = ["chat"]

HASH = "ab" * 20
SECRET = "passkey-of-hers"
NAME = b"Meridian.Ferry.S01E01.1080p.WEB-FAIR.mkv"
TORRENT = b"d4:infod6:lengthi1000e4:name%d:%b12:piece lengthi16384e6:pieces20:%bee" % (len(NAME), NAME, b"a" * 20)


@pytest.fixture
def ada(chat: Chat) -> Person:
    """The owner, who waits for an episode."""
    ada = chat.owner()
    follow(ada, "Meridian Ferry", "Everything")
    return ada


def magnet(name: str) -> str:
    return f"magnet:?xt=urn:btih:{HASH}&dn={name}&tr=http%3A%2F%2Ftracker.example%2F{SECRET}%2Fannounce" + "&x=1" * 60


def taken(chat: Chat) -> str | None:
    """The release that the job is to take."""
    with chat.store.read() as db:
        memo = runs.runs_of(db, first_job(chat).id)["fetch"].memo
    return memo.get(remedies.TAKE)


def pressed(person: Person, asked: ChatMessage, label: str) -> str:
    person.presses(asked, label)
    return person.look(asked).words


def test_a_magnet_is_offered_for_the_episode_that_its_name_tells(chat: Chat, ada: Person) -> None:
    asked = ada.asks(magnet("Meridian.Ferry.S01E01.1080p.WEB-FAIR"))

    assert "Which episode is this?" in asked.words
    assert asked.buttons[0].startswith("Meridian Ferry (2026) S01E01")
    assert taken(chat) is None, "nothing is taken before it was pressed"
    assert "Taking Meridian.Ferry.S01E01" in pressed(ada, asked, "Meridian Ferry (2026) S01E01")
    assert taken(chat) == HASH
    assert not any(SECRET in message.words for message in ada.messages if message.from_bot)


def test_a_torrent_file_is_read_and_what_is_written_beside_it_counts_more(chat: Chat, ada: Person) -> None:
    said = ada.sends_file("x.torrent", TORRENT, "meridian ferry s01e02")
    asked = ada.wait_for("for Meridian Ferry (2026) S01E02?", after=said)
    ada.says("no")
    ada.wait_for("It was not taken.", after=asked)
    said = ada.sends_file("x.torrent", TORRENT)
    asked = ada.wait_for("Which episode is this?", after=said)

    assert "Taking Meridian.Ferry.S01E01" in pressed(ada, asked, "Meridian Ferry (2026) S01E01")
    with chat.store.read() as db:
        known = given_torrents.find(db, taken(chat) or "")
    assert known
    assert known.data == TORRENT


def test_one_that_tells_nothing_is_asked_about(chat: Chat, ada: Person) -> None:
    asked = ada.asks(magnet("a-home-made-thing"))

    assert "Its name says none that I know" in asked.words
    assert asked.buttons[0].startswith("Meridian Ferry"), "what is looked for is offered"
    sure = ada.asks("meridian ferry season 1 episode 1")
    assert "Take a-home-made-thing for Meridian Ferry" in sure.words
    assert taken(chat) is None
    ada.says("yes")
    ada.wait_for("Taking a-home-made-thing", after=sure)
    assert taken(chat) == HASH
    assert "outdated" in str(ada.presses(asked, "Meridian Ferry")), "it was answered already"


def test_one_that_is_not_wanted_is_left(chat: Chat, ada: Person) -> None:
    asked = ada.asks(magnet("Meridian.Ferry.S01E01"))

    assert pressed(ada, asked, "None of these") == "👍 It was not taken."
    assert "Which" not in ada.asks("meridian ferry s01e01").words, "nothing waits for an answer any more"
    assert taken(chat) is None
    with chat.store.read() as db:
        assert not given_torrents.tells_more(db, HASH), "no passkey is kept"


def test_a_file_that_telegram_does_not_give_is_said_in_words(chat: Chat, ada: Person) -> None:
    chat.telegram.fail_next("getFile", 500, "no such luck", times=3)
    said = ada.sends_file("x.torrent", TORRENT)

    assert "cannot be reached" in ada.wait_for("", after=said).words


def test_who_may_not_is_told_so_and_what_is_none_is_said(chat: Chat, ada: Person) -> None:
    bo = chat.member()

    assert bo.asks(magnet("Meridian.Ferry.S01E01")).words == "Only the owner can do that."
    said = ada.sends_file("page.torrent", b"<html>not found</html>")
    assert "torrent" in ada.wait_for("", after=said).words
    assert "magnet" in ada.asks("magnet:?dn=nothing").words
    assert taken(chat) is None


def given_for(chat: Chat) -> list[str]:
    """The episodes that the torrent is to be taken for."""
    with chat.store.read() as db:
        ways = active_jobs.find(db)
        return [way.episode.code for way in ways if runs.runs_of(db, way.job.id)["fetch"].memo.get(remedies.TAKE)]


def test_a_season_is_taken_whole_or_leafed_through(chat: Chat, ada: Person) -> None:
    more = [episode_info(season=1, number=number, title=f"Crossing {number}") for number in range(5, 12)]
    with chat.store.write() as db:
        show = next(show for show in shows.all_followed(db) if show.title == "Meridian Ferry")
        shows.save_episodes(db, show.id, [*shows.episodes(db, show.id), *more])
    asked = ada.asks(magnet("Meridian.Ferry.S01.1080p.WEB-FAIR"))

    assert "Page 1 of 2" in asked.words
    assert len([label for label in asked.buttons if "S01E" in label]) == 8
    ada.presses(asked, "▶️")
    assert "Meridian Ferry (2026) S01E11 Crossing 11" in ada.look(asked).buttons
    assert "Taking Meridian.Ferry.S01" in pressed(ada, asked, "📦 All 11 of them")
    assert given_for(chat) == [f"S01E{number:02}" for number in range(1, 12)]
