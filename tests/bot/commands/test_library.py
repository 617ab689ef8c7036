"""The library in the chat, over a media server that speaks Jellyfin's API; and sharing a show from any chat."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.mediaserver import MediaServer
from demo.telegram.person import ChatMessage, Person
from integrations.jellyfin import Jellyfin
from pipeline.clock import now
from pipeline.engine.guard import guard, insisting
from pipeline.errors import NotFound, Unreachable
from pipeline.model import EpisodeInfo, ShowInfo
from pipeline.store import shows
from pipeline.store.outbox import GoWatch
from pipeline.store.tables import media_file
from tests.rigs.chat import Chat, arrived, chat, chat_in, first_job, follow

__all__ = ["chat"]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[MediaServer]:
    (tmp_path / "library").mkdir()
    with MediaServer(tmp_path / "library") as made:
        yield made


@pytest.fixture
def home(tmp_path: Path, server: MediaServer) -> Iterator[Chat]:
    """A household with a media server and two episodes."""
    jellyfin = Jellyfin(Jellyfin.Config.model_validate({"url": server.url, "api_key": server.api_key}), name="jellyfin")
    with chat_in(tmp_path, players=(jellyfin,)) as made:
        yield made


def two_episodes(home: Chat, server: MediaServer) -> Person:
    ada = home.owner()
    follow(ada, "Meridian Ferry", "Everything")
    for _ in range(2):
        arrived(home, first_job(home))
    server.scan()
    return ada


def test_an_empty_library(chat: Chat) -> None:
    assert "The library is empty" in chat.owner().asks("/library").words


def test_it_is_browsed_down_to_an_episode_that_opens(home: Chat, server: MediaServer) -> None:
    ada = two_episodes(home, server)
    said = ada.asks("/library")

    ada.presses(said, "Meridian Ferry (2026) · 2")
    show = ada.look(said)
    ada.presses(said, "Season 1")
    ada.presses(said, "S01E02")
    episode = ada.look(said)

    assert show.photo
    assert "2 episodes in the library" in show.words
    assert "Meridian Ferry S01E02 · The Purser's Birthday" in episode.words
    assert episode.button("Watch in Jellyfin").value.startswith(server.url)


def test_it_is_searched(home: Chat, server: MediaServer) -> None:
    ada = two_episodes(home, server)

    assert ada.asks("/library ferry").buttons[0] == "Meridian Ferry (2026) · 2"
    assert "nothing called “zzyzx”" in ada.asks("/library zzyzx").words


def test_what_is_new(home: Chat, server: MediaServer) -> None:
    ada = two_episodes(home, server)
    said = ada.asks("/library")

    ada.presses(said, "New")

    assert ada.look(said).buttons[:2] == ["Meridian Ferry S01E02", "Meridian Ferry S01E01"]


def test_an_episode_is_played_on_a_screen(home: Chat, server: MediaServer) -> None:
    ada = two_episodes(home, server)
    screen = server.add_screen("Living room", "Ada")
    said = ada.asks("/library")
    for label in ("Meridian Ferry", "Season 1", "S01E01", "Play on"):
        ada.presses(said, label)

    answer = ada.presses(said, "Living room")

    assert answer
    assert "Playing on Living room" in answer.text
    assert [screen_id for screen_id, _ in server.plays] == [screen.id]


def go_watch(home: Chat, person: Person, *codes: str, links: tuple[tuple[str, str], ...] = ()) -> ChatMessage:
    """The news that episodes have come, as the line queues them. `links`: where each opens, with Kodi nowhere."""
    home.stop()
    with home.store.read() as db:
        episodes = {e.code: e for e in shows.episodes(db, home.show("Meridian Ferry").id)}
    for code in codes:
        facts = {"show_title": "Meridian Ferry", "title": "", "duration": 60.0, "size": 1}
        news = GoWatch(episode_id=episodes[code].id, code=code, links=links, **facts)  # type: ignore[arg-type]
        home.tell(person, f"w{code}", news)
    home.start()
    return person.wait_for("Go watch")


def test_under_go_watch_it_is_asked_for_the_one_screen_too(home: Chat, server: MediaServer) -> None:
    ada = two_episodes(home, server)
    screen = server.add_screen("Living room", "Ada")
    message = go_watch(home, ada, "S01E01")

    ada.presses(message, "Play on")
    offered = ada.wait_for("Play it where?", after=message)
    assert not server.plays, "somebody may be watching something else there"
    answer = ada.presses(offered, "Living room")

    assert answer
    assert "Playing on Living room" in answer.text
    assert [screen_id for screen_id, _ in server.plays] == [screen.id]
    assert ada.look(message).buttons == message.buttons == ["▶️ Play on …", "✋ Not right?"]


def test_under_go_watch_each_of_several_can_be_opened_and_played(home: Chat, server: MediaServer) -> None:
    ada = two_episodes(home, server)

    message = go_watch(home, ada, "S01E01", "S01E02", links=(("jellyfin", "http://192.168.1.5:8096/1"),))

    assert [[button.text for button in row] for row in message.keyboard] == [
        ["▶️ S01E01 in Jellyfin", "▶️ S01E01 on …"],
        ["▶️ S01E02 in Jellyfin", "▶️ S01E02 on …"],
        ["✋ Not right?"],
    ]


def test_under_go_watch_several_screens_are_offered_below(home: Chat, server: MediaServer) -> None:
    ada = two_episodes(home, server)
    server.add_screen("Living room", "Ada")
    kitchen = server.add_screen("Kitchen")
    message = go_watch(home, ada, "S01E01", "S01E02")
    assert message.buttons[:2] == ["▶️ S01E01 on …", "▶️ S01E02 on …"]

    ada.presses(message, "S01E02")
    offered = ada.wait_for("Play it where?")
    ada.presses(offered, "Kitchen")

    assert [screen_id for screen_id, _ in server.plays] == [kitchen.id]


def test_guests_play_nothing_on_the_household_s_screens(home: Chat, server: MediaServer) -> None:
    two_episodes(home, server)
    gus = home.guest()

    assert go_watch(home, gus, "S01E01").buttons == ["✋ Not right?"]


def test_the_screens_of_every_player_are_offered(tmp_path: Path, server: MediaServer) -> None:
    with MediaServer(tmp_path / "library", name="Upstairs") as upstairs:
        players = [
            Jellyfin(Jellyfin.Config.model_validate({"url": one.url, "api_key": one.api_key}), name=name)
            for name, one in (("down", server), ("up", upstairs))
        ]
        with chat_in(tmp_path, players=players) as home:
            ada = two_episodes(home, server)
            upstairs.scan()
            server.add_screen("Living room")
            upstairs.add_screen("Attic")
            said = ada.asks("/library")
            for label in ("Meridian Ferry", "Season 1", "S01E01", "Play on"):
                ada.presses(said, label)

            assert ada.look(said).buttons[:2] == ["Living room", "Attic"]
            ada.presses(said, "Attic")

            assert (len(server.plays), len(upstairs.plays)) == (0, 1)


def test_what_is_unwatched_takes_few_requests(home: Chat, server: MediaServer) -> None:
    ada = two_episodes(home, server)
    settings = ada.asks("/settings")
    ada.presses(settings, "Who am I")
    ada.presses(settings, "Grace")
    said = ada.asks("/library")
    before = len(server.exchanges)

    ada.presses(said, "Unwatched")

    assert len(ada.look(said).buttons) == 3
    assert len(server.exchanges) - before == 2


def test_a_player_that_answers_again_is_well_whatever_it_answers(home: Chat, server: MediaServer) -> None:
    ada = two_episodes(home, server)
    player = guard("players", home.players[0], home.store)
    show = home.show("Meridian Ferry")
    with home.store.read() as db:
        third = shows.episodes(db, show.id)[-1]
    server.restart(answers=1)
    with pytest.raises(Unreachable):
        player.find(show, third, server.root / "not there.mp4")
    assert "⚠️ jellyfin: " in ada.asks("/health").words

    with insisting(), pytest.raises(NotFound):  # it is left alone for a while, but not by who insists
        player.find(show, third, server.root / "not there.mp4")

    assert "✅ jellyfin" in ada.asks("/health").words


def test_no_screen_is_on(home: Chat, server: MediaServer) -> None:
    ada = two_episodes(home, server)
    said = ada.asks("/library")
    for label in ("Meridian Ferry", "Season 1", "S01E01"):
        ada.presses(said, label)

    answer = ada.presses(said, "Play on")

    assert answer
    assert "No screen is on" in answer.text


def test_watched_is_marked_for_the_person_alone(home: Chat, server: MediaServer) -> None:
    ada = two_episodes(home, server)
    settings = ada.asks("/settings")
    ada.presses(settings, "Who am I")
    ada.presses(settings, "Grace")
    assert "On the media server: Grace" in ada.look(settings).words
    said = ada.asks("/library")
    for label in ("Meridian Ferry", "Season 1", "S01E01"):
        ada.presses(said, label)

    ada.presses(said, "Watched")
    (item,) = (i for i in server.items() if "S01E01" in str(i.path))

    assert "👁 watched" in ada.look(said).words
    assert server.mark("Grace", item.id).played
    assert not server.mark("Ada", item.id).played
    library = ada.asks("/library")
    ada.presses(library, "Unwatched")
    assert ada.look(library).buttons[0] == "Meridian Ferry S01E02"


def test_an_episode_the_player_does_not_show_yet(home: Chat, server: MediaServer) -> None:
    ada = home.owner()
    follow(ada, "Meridian Ferry", "Everything")
    arrived(home, first_job(home))
    said = ada.asks("/library")

    for label in ("Meridian Ferry", "Season 1", "S01E01"):
        ada.presses(said, label)

    assert "Jellyfin does not show it yet" in ada.look(said).words


def test_without_a_player_the_library_is_listed_all_the_same(chat: Chat) -> None:
    ada = chat.owner()
    follow(ada, "Meridian Ferry", "Everything")
    arrived(chat, first_job(chat))
    said = ada.asks("/library")
    for label in ("Meridian Ferry", "Season 1", "S01E01"):
        ada.presses(said, label)

    assert "No media server is set up" in ada.look(said).words


# -------------------------------------------------------------------------------------------------------------- inline


def test_a_show_is_shared_from_any_chat_and_followed_by_its_link(chat: Chat) -> None:
    ada, bo = chat.owner(), chat.member()
    group = chat.telegram.group("Friends", ada, bo, bot=False)

    (result, *_) = ada.types_inline("meridian", group)
    shared = ada.chooses(result, group)
    bo.opens(shared.button("Follow in Airdate").value)

    assert result.title == "Meridian Ferry (2026)"
    assert "Follow" in bo.wait_for("Meridian Ferry (2026)").buttons[-1]


def test_strangers_get_nothing_inline(chat: Chat) -> None:
    follow(chat.owner())

    assert chat.telegram.person("Eve").types_inline("tin orchard") == []


@pytest.mark.parametrize("text", ["", "x", "zzyzx", "<b>" * 60])
def test_inline_text_that_means_nothing(chat: Chat, text: str) -> None:
    assert chat.owner().types_inline(text) == []


def test_a_stranger_following_a_shared_link_learns_nothing(chat: Chat) -> None:
    chat.owner()
    eve = chat.telegram.person("Eve")

    eve.opens("https://t.me/airdate_bot?start=show_tvmaze_9900102")

    assert "Ferry" not in eve.wait_for("").words


def test_many_seasons_have_pages_and_back_returns_to_the_same(chat: Chat) -> None:
    ada = chat.owner()
    with chat.store.write() as db:
        show = shows.save_show(db, ShowInfo(title="Meridian Ferry", tvmaze_id=700))
        listed = [EpisodeInfo(season=1 + i // 12, number=1 + i % 12) for i in range(12 * 25)]
        shows.save_episodes(db, show.id, listed)
        for e in shows.episodes(db, show.id):
            values = {"path": f"/{e.code}.mp4", "size": 1, "duration": 60.0, "release": "", "info_hash": "a" * 40}
            db.execute(media_file.insert().values(episode_id=e.id, subtitles=(), filed_at=now(), **values))
    said = ada.asks("/library")

    ada.presses(said, "Meridian Ferry")
    first = ada.look(said).buttons
    ada.presses(said, "▶️")
    ada.presses(said, "Season 25")
    ada.presses(said, "▶️")
    ada.presses(said, "S25E12")
    ada.presses(said, "Back")
    episodes = ada.look(said).buttons
    ada.presses(said, "Back")

    assert "Season 20" in first
    assert "Season 21" not in first
    assert "S25E12" in episodes
    assert "Season 25" in ada.look(said).buttons


def test_what_is_new_has_pages(home: Chat, server: MediaServer) -> None:
    ada = two_episodes(home, server)
    with home.store.write() as db:
        show = shows.save_show(db, ShowInfo(title="Long", tvmaze_id=700))
        shows.save_episodes(db, show.id, [EpisodeInfo(season=1, number=n) for n in range(1, 13)])
        for e in shows.episodes(db, show.id):
            values = {"path": f"/{e.code}.mp4", "size": 1, "duration": 60.0, "release": "", "info_hash": "a" * 40}
            db.execute(media_file.insert().values(episode_id=e.id, subtitles=(), filed_at=now(), **values))
    said = ada.asks("/library")

    ada.presses(said, "New")
    ada.presses(said, "▶️")

    assert "Meridian Ferry S01E01" in ada.look(said).buttons
