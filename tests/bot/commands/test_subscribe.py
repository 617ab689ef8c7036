"""From a name to a subscription, as a person presses it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from demo.shows import TIN_ORCHARD
from pipeline.store import active_jobs
from tests.rigs.chat import Chat, chat, follow
from tests.rigs.core import wait_until

__all__ = ["chat"]

NEW_IDS: dict[str, Any] = {"tvmaze_id": 9_900_777, "tvdb_id": 99_900_777, "imdb_id": "tt99900777", "art": "ferry"}


def test_a_command_shows_a_card_with_poster_year_and_network(chat: Chat) -> None:
    ada = chat.owner()

    card = ada.asks("/subscribe Tin Orchard")

    assert card.photo is not None
    assert "The Tin Orchard (2025)" in card.caption
    assert "Wend Valley Television" in card.caption
    assert "Follow" in card.buttons[-1]


def test_a_card_says_when_the_next_episode_airs_and_does_without(chat: Chat) -> None:
    ada = chat.owner()

    assert "Next: S01E04, " in ada.asks("/subscribe Meridian Ferry").words
    chat.catalogue.fail_next(500, path_prefix="/tvmaze/shows", times=5)
    card = ada.asks("/subscribe Meridian Ferry")

    assert "Meridian Ferry (2026)" in card.words
    assert "Next:" not in card.words


def test_one_tap_subscribes(chat: Chat) -> None:
    ada = chat.owner()

    done = follow(ada, start="Next episode")

    assert "You follow The Tin Orchard (2025) from the next episode on" in done.words
    assert set(chat.follows(ada)) == {"The Tin Orchard"}


def test_cards_are_leafed_through_in_one_message(chat: Chat) -> None:
    ada = chat.owner()
    chat.catalogue.listing.add_show(replace(TIN_ORCHARD, title="The Tin Orchard Revisited", **NEW_IDS))
    ada.says("/subscribe The Tin Orchard")
    card = ada.wait_for("The Tin Orchard")
    assert "1 of 2" in card.buttons

    ada.presses(card, "▶️")
    second = ada.look(card)
    ada.presses(second, "◀️")

    assert "Revisited" in second.caption
    assert second.photo != card.photo
    assert ada.look(card).caption == card.caption
    assert len([m for m in ada.messages if m.from_bot]) == 2


def test_plain_words_are_a_search(chat: Chat) -> None:
    assert "Meridian Ferry (2026)" in chat.owner().asks("meridian ferry").words


@pytest.mark.parametrize(
    "link",
    [
        "https://www.imdb.com/title/tt99900101/",
        "look: https://www.tvmaze.com/shows/9900101/the-tin-orchard",
        "https://thetvdb.com/dereferrer/series/99900101",
        "https://thetvdb.com/series/the-tin-orchard",
    ],
)
def test_a_pasted_link_finds_its_show(chat: Chat, link: str) -> None:
    assert "The Tin Orchard (2025)" in chat.owner().asks(link).words


def test_a_link_to_a_show_that_no_catalogue_knows(chat: Chat) -> None:
    assert "no catalogue of mine knows" in chat.owner().asks("https://www.tvmaze.com/shows/77").words


def test_an_unknown_show_gets_a_clear_sentence(chat: Chat) -> None:
    said = chat.owner().asks("/subscribe Zzyzx <i>Road</i>")

    assert "I found no show called “Zzyzx <i>Road</i>”" in said.words


def test_no_name_gets_an_example(chat: Chat) -> None:
    assert "/subscribe The Tin Orchard" in chat.owner().asks("/subscribe").words


def test_a_catalogue_that_is_away_gets_a_clear_sentence(chat: Chat) -> None:
    ada = chat.owner()
    with chat.catalogue.outage():
        said = ada.asks("/subscribe The Tin Orchard")

    assert "cannot be reached" in said.words
    assert "again in a few minutes" in said.words


def test_a_catalogue_that_goes_away_between_two_presses(chat: Chat) -> None:
    ada = chat.owner()
    ada.says("/subscribe The Tin Orchard")
    card = ada.wait_for("The Tin Orchard")
    with chat.catalogue.outage():
        answer = ada.presses(card, "Follow")

    assert answer
    assert answer.alert
    assert "cannot be reached" in answer.text
    assert ada.look(card).caption == card.caption


def test_everything_puts_what_has_aired_on_its_way(chat: Chat) -> None:
    ada = chat.owner()

    done = follow(ada, "Meridian Ferry", "Everything")

    with chat.store.read() as db:
        going = active_jobs.find(db)
    assert [g.episode.code for g in going] == ["S01E01", "S01E02", "S01E03"]
    assert "3 episodes are on their way" in done.words
    assert "Next: S01E04" in done.words


def test_this_season_begins_with_the_newest_that_has_begun(chat: Chat) -> None:
    ada = chat.owner()

    done = follow(ada, start="This season")

    assert "from season 2 on" in done.words
    assert chat.follows(ada)["The Tin Orchard"].subscription.from_season == 2


def test_a_show_that_others_follow_is_joined(chat: Chat) -> None:
    ada, bo = chat.owner(), chat.member()
    follow(ada, "Meridian Ferry", "Everything")

    done = follow(bo, "Meridian Ferry", "Everything")

    with chat.store.read() as db:
        assert len(active_jobs.find(db)) == 3
    assert "Others here follow it too" in done.words


def test_pressing_twice_changes_nothing(chat: Chat) -> None:
    ada = chat.owner()
    ada.says("/subscribe Meridian Ferry")
    card = ada.wait_for("Meridian Ferry")
    ada.presses(card, "Follow")
    everything = ada.look(card).button("Everything").value

    for _ in range(3):
        ada.calls_back(card, everything, wait=False)
    ada.calls_back(card, everything)

    with chat.store.read() as db:
        assert len(active_jobs.find(db)) == 3
    assert len(chat.follows(ada)) == 1


def test_undo_takes_it_back(chat: Chat) -> None:
    ada = chat.owner()
    done = follow(ada, "Meridian Ferry", "Everything")

    ada.presses(done, "Undo")

    assert chat.follows(ada) == {}
    with chat.store.read() as db:
        assert active_jobs.find(db) == []


def test_what_was_left_can_be_followed_again(chat: Chat) -> None:
    ada = chat.owner()
    ada.presses(follow(ada, "Meridian Ferry", "Everything"), "Undo")

    done = follow(ada, "Meridian Ferry", "Everything")

    assert "3 episodes are on their way" in done.words


def test_a_show_named_like_markup_looks_like_that(chat: Chat) -> None:
    ada = chat.owner()
    chat.catalogue.listing.add_show(replace(TIN_ORCHARD, title="<b>_*[ & Friends", **NEW_IDS))

    card = ada.asks("/subscribe <b>_*[ & Friends")

    assert "<b>_*[ & Friends (2025)" in card.words


def test_a_show_without_a_poster_has_a_card_all_the_same(chat: Chat) -> None:
    ada = chat.owner()
    chat.catalogue.fail_next(404, path_prefix="/art", times=5)

    card = ada.asks("/subscribe The Tin Orchard")
    ada.presses(card, "Follow")

    assert card.photo
    assert "From where on" in ada.look(card).caption


def test_a_poster_that_takes_too_long_is_left_out(chat: Chat) -> None:
    chat.bot.context.pictures.patience = 0.3
    ada = chat.owner()
    with chat.catalogue.hold("/art"):
        card = ada.asks("/subscribe The Tin Orchard")

    assert "The Tin Orchard (2025)" in card.caption


def test_typing_is_shown_while_a_catalogue_thinks(chat: Chat) -> None:
    ada = chat.owner()
    with chat.catalogue.hold("/tvmaze/search") as hold:
        ada.says("/subscribe The Tin Orchard")
        hold.wait_until_held()
        wait_until(lambda: chat.telegram.calls("sendChatAction"))
        hold.release()

    ada.wait_for("The Tin Orchard")


def test_a_guests_wish_waits_for_the_owner(chat: Chat) -> None:
    ada, gus = chat.owner(), chat.guest()

    done = follow(gus, "Meridian Ferry", "Everything")
    assert "asked the owner" in done.words
    assert chat.follows(gus) == {}
    asked = ada.wait_for("Gus would like to follow Meridian Ferry (2026) from the beginning")
    ada.presses(asked, "Yes")

    gus.wait_for("The owner says yes")
    assert set(chat.follows(gus)) == {"Meridian Ferry"}
    assert "Gus follows" in ada.look(asked).words


def test_the_owner_may_say_no_to_a_wish(chat: Chat) -> None:
    ada, gus = chat.owner(), chat.guest()
    follow(gus, "Meridian Ferry", "Everything")
    asked = ada.wait_for("Gus would like")
    yes = asked.button("Yes").value

    ada.presses(asked, "No")
    gus.wait_for("The owner says no")
    answer = ada.calls_back(asked, yes)

    assert answer
    assert "answered already" in answer.text
    assert chat.follows(gus) == {}


def test_the_same_wish_twice_asks_the_owner_once(chat: Chat) -> None:
    ada, gus = chat.owner(), chat.guest()
    follow(gus, "Meridian Ferry", "Everything")
    follow(gus, "Meridian Ferry", "Everything")

    ada.wait_for("Gus would like")
    ada.asks("/help")

    assert sum("Gus would like" in m.words for m in ada.messages) == 1
