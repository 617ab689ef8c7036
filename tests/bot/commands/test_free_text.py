"""Plain sentences in the chat, as a person types them."""

from __future__ import annotations

import pytest

from demo.telegram.person import ChatMessage, Person
from pipeline.model import MediaFile
from pipeline.store import deletions, outbox, pausing, shows
from pipeline.store.outbox import GoWatch
from pipeline.store.tables import media_file
from tests.rigs.chat import Chat, arrived, chat, first_job, follow
from tests.rigs.core import wait_until

__all__ = ["chat"]


def told(chat: Chat, person: Person, key: str = "watch") -> ChatMessage:
    """Meridian Ferry's first episode has arrived, and the person has heard of it."""
    job = first_job(chat)
    arrived(chat, job)
    news = {"show_title": "Meridian Ferry", "code": "S01E01", "title": "", "duration": 60.0, "size": 1}
    row = chat.tell(person, key, GoWatch(episode_id=job.episode_id, **news))  # type: ignore[arg-type]
    message = person.wait_for("Go watch")
    wait_until(lambda: chat.row(row).state == "sent")  # what is said next is understood by it
    return message


def files(chat: Chat) -> list[MediaFile]:
    with chat.store.read() as db:
        return db.execute(media_file.select().where(media_file.c.replaced_at.is_(None))).all()  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("what am I following?", "Meridian Ferry"),
        ("qué sigo", "Meridian Ferry"),
        ("what's downloading", "On its way"),
        ("what's on tonight?", "tonight"),
        ("when is the next episode of the tin orchard", "The Tin Orchard"),
        ("why isn't meridian ferry here yet", "Meridian Ferry S01E03"),
        ("is episode 2 of meridian ferry ready", "Meridian Ferry S01E02"),
        ("dónde está meridian ferry temporada 1 episodio 2", "Meridian Ferry S01E02"),
        ("thanks!", "welcome"),
        ("help", "/status"),
        ("is there anything new", "Nothing has arrived"),
    ],
)
def test_questions_get_answers(chat: Chat, text: str, says: str) -> None:
    ada = chat.owner()
    follow(ada, "Meridian Ferry", "Everything")
    follow(ada)
    assert says in ada.asks(text).words


def test_following_and_leaving(chat: Chat) -> None:
    ada = chat.owner()
    card = ada.asks("could you please add meridian ferry for us")
    ada.presses(card, "Follow")
    ada.presses(card, "Next episode")
    assert set(chat.follows(ada)) == {"Meridian Ferry"}

    asked = ada.asks("we don't watch meridian ferry any more")
    assert "Stop following Meridian Ferry" in asked.words
    ada.asks("no, leave it")
    assert set(chat.follows(ada)) == {"Meridian Ferry"}
    ada.asks("unfollow meridian ferry")
    ada.asks("yes please")

    assert chat.follows(ada) == {}


def test_yes_without_a_question_does_nothing(chat: Chat) -> None:
    assert "have not asked you anything" in chat.owner().asks("yes").words


def test_a_denied_wish_changes_nothing_and_answers_only_its_own_question(chat: Chat) -> None:
    ada = chat.owner()
    follow(ada, "Meridian Ferry", "Everything")
    follow(ada)
    assert "nothing has changed" in ada.asks("don't delete meridian ferry").words
    asked = ada.asks("unfollow meridian ferry")

    assert "nothing has changed" in ada.asks("dont stop following the tin orchard").words
    assert ada.look(asked).buttons == asked.buttons
    ada.asks("unfollow meridian ferry")
    ada.asks("no, don't unfollow meridian ferry")

    assert set(chat.follows(ada)) == {"Meridian Ferry", "The Tin Orchard"}


def test_two_wishes_become_a_button_each(chat: Chat) -> None:
    ada = chat.owner()
    follow(ada, "Meridian Ferry", "Everything")
    follow(ada)

    asked = ada.asks("stop following meridian ferry and when is the tin orchard on")

    assert asked.buttons == ["stop following meridian ferry", "when is the tin orchard on"]
    ada.presses(asked, "when is the tin orchard on")
    assert "The Tin Orchard" in ada.messages[-1].words
    assert set(chat.follows(ada)) == {"Meridian Ferry", "The Tin Orchard"}


def test_and_the_next_one_goes_on_with_the_show_spoken_of(chat: Chat) -> None:
    ada = chat.owner()
    follow(ada)
    ada.asks("why isn't the tin orchard here yet")

    assert "The Tin Orchard" in ada.asks("and the next one?").words


def test_yes_answers_only_the_question_just_asked(chat: Chat) -> None:
    ada = chat.owner()
    follow(ada, "Meridian Ferry", "Everything")
    follow(ada)
    ada.asks("unfollow meridian ferry")
    ada.asks("unfollow the tin orchard")

    ada.asks("yes")

    assert set(chat.follows(ada)) == {"Meridian Ferry"}


def test_yes_is_asked_about_where_something_else_came_in_between(chat: Chat) -> None:
    ada, gus = chat.owner(), chat.guest()
    follow(ada, "Meridian Ferry", "Everything")
    ada.asks("unfollow meridian ferry")
    follow(gus)
    ada.wait_for("would like to follow")
    wait_until(lambda: _request_is_told(chat, ada))

    assert "Several questions are open" in ada.asks("yes").words
    assert set(chat.follows(ada)) == {"Meridian Ferry"}


def _request_is_told(chat: Chat, owner: Person) -> bool:
    with chat.store.read() as db:
        told = outbox.recent_words(db, chat.stored(owner).id, ["request_asked"])
    return [row.state for row in told] == ["sent"]


def test_delete_asks_and_yes_deletes_what_was_named(chat: Chat) -> None:
    ada = chat.owner()
    follow(ada, "Meridian Ferry", "Everything")
    arrived(chat, first_job(chat))

    asked = ada.asks("delete the first episode of meridian ferry")
    assert "Delete S01E01 of Meridian Ferry" in asked.words
    assert "Nothing was deleted" in ada.asks("no").words
    assert len(files(chat)) == 1
    ada.asks("delete meridian ferry")
    ada.asks("yes", timeout=30)

    with chat.store.read() as db:
        assert deletions.any_seen(db) is False
        episode = shows.episodes(db, chat.show("Meridian Ferry").id)[0]
        assert len(deletions.gone(db, [episode.id])) + len(files(chat)) == 1


def test_delete_is_never_an_offer_to_follow(chat: Chat) -> None:
    ada = chat.owner()
    follow(ada, "Meridian Ferry", "Everything")
    for text in ("delete it", "get rid of everything", "delete zzyzx", "borra eso"):
        assert not [b for b in ada.asks(text).buttons if "Follow" in b]
    assert set(chat.follows(ada)) == {"Meridian Ferry"}


def test_members_delete_nothing(chat: Chat) -> None:
    chat.owner()
    bo = chat.member()
    follow(bo, "Meridian Ferry", "Everything")
    assert "Only the owner" in bo.asks("delete meridian ferry").words
    assert "Only the owner" in bo.asks("pause everything").words
    with chat.store.read() as db:
        assert not pausing.paused(db)


@pytest.mark.parametrize(
    ("text", "button"),
    [
        ("there's no sound", "Take another"),
        ("está en alemán", "Other subtitles"),
        ("that's the wrong episode", "Wrong episode"),
        ("the subtitles are late", "Subtitles early or late"),
        ("the picture of meridian ferry is terrible", "Bad picture"),
    ],
)
def test_what_is_not_right_leads_to_its_remedies(chat: Chat, text: str, button: str) -> None:
    ada = chat.owner()
    follow(ada, "Meridian Ferry", "Everything")
    told(chat, ada)

    said = ada.asks(text)

    assert "Meridian Ferry S01E01" in said.words
    assert button in said.buttons


def test_a_complaint_about_nothing_asks_what_about(chat: Chat) -> None:
    assert "Which episode do you mean" in chat.owner().asks("it has no sound").words


def test_a_complaint_goes_on_with_the_show_just_spoken_of(chat: Chat) -> None:
    ada = chat.owner()
    follow(ada, "Meridian Ferry", "Everything")
    told(chat, ada)
    follow(ada)
    with chat.store.read() as db:
        episode = shows.episodes(db, chat.show("The Tin Orchard").id)[0]
    news = GoWatch(episode_id=episode.id, show_title="The Tin Orchard", code="S01E01", title="", duration=1.0, size=1)
    row = chat.tell(ada, "watch:2", news)
    wait_until(lambda: chat.row(row).state == "sent")

    assert "The Tin Orchard" in ada.asks("it has no sound").words, "that came last"
    ada.asks("is meridian ferry there")
    assert "Meridian Ferry" in ada.asks("it has no sound").words


def test_what_nobody_was_told_of_can_be_complained_of(chat: Chat) -> None:
    ada = chat.owner()
    follow(ada, "Meridian Ferry", "Everything")
    arrived(chat, first_job(chat))

    for text in ("meridian ferry s01e01 has no sound", "it's in german"):
        said = ada.asks(text)
        assert "Meridian Ferry S01E01" in said.words
    ada.presses(said, "Take another")
    assert "S01E01: " in ada.look(said).words

    assert "Which episode do you mean" in ada.asks("meridian ferry s01e02 has no sound").words


def test_what_is_only_said_of_deleting_is_asked_about(chat: Chat) -> None:
    ada = chat.owner()
    follow(ada, "Meridian Ferry", "Everything")
    arrived(chat, first_job(chat))
    said = ada.asks("my son nearly deleted meridian ferry")
    assert "🗑 Delete" in said.buttons
    ada.presses(said, "Delete")

    assert "Meridian Ferry" in ada.wait_for("recycle folder keeps").words
    assert len(files(chat)) == 1


def test_it_is_the_show_spoken_of_last(chat: Chat) -> None:
    ada = chat.owner()
    follow(ada, "Meridian Ferry", "Everything")
    follow(ada)
    ada.asks("/why meridian ferry")
    assert "Meridian Ferry" in ada.asks("delete it").words
    assert "S01E04" in ada.asks("when is it on").words
    assert "Meridian Ferry" in ada.asks("is it there yet?").words
    assert "The Tin Orchard" in ada.asks("why isn't the tin orchard here yet").words
    assert "The Tin Orchard" in ada.asks("why is it not here").words


def test_a_guest_is_told_that_members_may(chat: Chat) -> None:
    chat.owner()
    assert "Guests cannot do that" in chat.guest().asks("it has no sound").words


def test_a_season_only_and_a_skipped_episode_ask_first(chat: Chat) -> None:
    ada = chat.owner()
    follow(ada, "Meridian Ferry", "Everything")

    ada.presses(ada.asks("only season 1 of meridian ferry please"), "Yes")
    assert chat.follows(ada)["Meridian Ferry"].subscription.until_season == 1
    skipping = ada.asks("skip episode 2 of meridian ferry")
    ada.presses(skipping, "Skip it")

    assert "Meridian Ferry S01E02" in ada.look(skipping).words
    assert "🚫 🔎 looking for a release" in ada.look(skipping).words


def test_a_skipped_episode_is_confirmed_in_words(chat: Chat) -> None:
    ada = chat.owner()
    follow(ada, "Meridian Ferry", "Everything")
    ada.asks("skip episode 2 of meridian ferry")
    assert "⏭ S01E02 is skipped." in ada.asks("yes").words


def test_a_wish_is_not_lost_by_an_ok_and_a_guest_sees_its_state(chat: Chat) -> None:
    ada, gus = chat.owner(), chat.guest()
    card = gus.asks("could we have the tin orchard")
    gus.presses(card, "Follow")
    gus.presses(card, "Next episode")
    asked = ada.wait_for("would like")

    ada.presses(asked, "OK")
    assert {"✅ Yes", "🚫 No"} <= set(ada.look(asked).buttons)
    assert "has not answered yet" in gus.asks("/requests").words
    listed = ada.asks("/requests")
    ada.presses(listed, "1. ✅ Yes")

    gus.wait_for("The owner says yes")
    assert set(chat.follows(gus)) == {"The Tin Orchard"}


def test_what_is_not_understood_gets_buttons(chat: Chat) -> None:
    said = chat.owner().asks("why on earth would the would it")
    assert len(said.buttons) >= 2


def test_a_show_that_is_named_and_nothing_clear_gets_its_questions(chat: Chat) -> None:
    ada = chat.owner()
    follow(ada, "Meridian Ferry", "Everything")
    said = ada.asks("meridian fery hmm the colours of it")
    assert said.buttons == ["Is it there?", "❓ Why?", "When is the next?", "Stop following"]
    ada.presses(said, "When is the next?")
    assert "Meridian Ferry" in ada.messages[-1].words


def test_who_wants_to_be_rid_of_something_is_not_offered_to_follow_it(chat: Chat) -> None:
    ada = chat.owner()
    said = ada.asks("quit it")
    assert "stop following a show" in said.buttons
    ada.presses(said, "stop following a show")
    assert "You do not follow any show yet" in ada.messages[-1].words
    assert not any("A show called" in label for label in said.buttons)


def test_a_misspelt_command_is_guessed(chat: Chat) -> None:
    ada = chat.owner()
    said = ada.asks("/statuss")
    assert "Did you mean /status?" in said.words
    ada.presses(said, "/status")
    assert "Nothing is on its way" in ada.messages[-1].words
    assert "do not know that command" in ada.asks("/qwertyuiop").words


def test_keep_the_last_few(chat: Chat) -> None:
    ada = chat.owner()
    follow(ada, "Meridian Ferry", "Everything")
    arrived(chat, first_job(chat))

    asked = ada.asks("keep only the last 2 episodes of meridian ferry")
    ada.presses(asked, "Yes")

    assert "the newest 2 episodes are kept" in ada.look(asked).words
    assert len(files(chat)) == 1
