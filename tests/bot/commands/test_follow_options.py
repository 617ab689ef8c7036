"""The one screen with everything about a subscription."""

from __future__ import annotations

from datetime import timedelta

from bot.commands.follow_options import LANGUAGES
from demo.shows import MERIDIAN_FERRY, DemoEpisode
from demo.telegram.person import ChatMessage, Person
from pipeline.clock import now
from pipeline.store import active_jobs
from pipeline.store.outbox import GoWatch
from tests.rigs.chat import Chat, arrived, chat, follow
from tests.rigs.core import wait_until

__all__ = ["chat"]


def options(person: Person, title: str = "The Tin Orchard") -> ChatMessage:
    card = person.asks(f"/subscribe {title}")
    person.presses(card, "Follow")
    person.presses(card, "More choices")
    return person.look(card)


def test_one_tap_is_enough(chat: Chat) -> None:
    ada = chat.owner()
    screen = options(ada)
    assert "● Next episode" in screen.buttons

    ada.presses(screen, "Follow it")

    mine = chat.follows(ada)["The Tin Orchard"].subscription
    assert mine.from_at is not None
    assert (mine.profile, mine.languages, mine.muted) == ("", (), False)


def test_there_is_a_way_back(chat: Chat) -> None:
    ada = chat.owner()
    screen = options(ada)

    ada.presses(screen, "Back")
    assert "From where on do you want it?" in ada.look(screen).words
    ada.presses(screen, "Everything")
    ada.presses(screen, "Change")
    ada.presses(screen, "Back")

    assert "You follow it from the beginning" in ada.look(screen).words


def test_everything_can_be_chosen(chat: Chat) -> None:
    ada = chat.owner()
    screen = options(ada)

    ada.presses(screen, "A season")
    ada.presses(screen, "2")
    ada.presses(screen, "Quality")
    ada.presses(screen, "Subtitles")
    ada.presses(screen, "German")
    ada.presses(screen, "◀️")
    ada.presses(screen, "◀️")
    ada.presses(screen, "Spanish")
    ada.presses(screen, "Spanish")
    ada.presses(screen, "Back")
    ada.presses(screen, "Announce: yes")
    drawn = ada.look(screen)
    ada.presses(screen, "Follow it")

    assert "● Season 2" in drawn.buttons
    assert "Subtitles: German" in drawn.buttons
    mine = chat.follows(ada)["The Tin Orchard"].subscription
    assert (mine.from_season, mine.from_number, mine.from_at) == (2, 1, None)
    assert (mine.profile, mine.languages, mine.muted) == ("standard", ("de",), True)


def test_changing_keeps_what_was_not_touched(chat: Chat) -> None:
    ada = chat.owner()
    done = follow(ada, start="This season")

    ada.presses(done, "Change")
    ada.presses(done, "Announce: yes")
    ada.presses(done, "Save")

    mine = chat.follows(ada)["The Tin Orchard"].subscription
    assert mine.muted
    assert mine.from_season == 2


def test_a_season_can_be_added_later(chat: Chat) -> None:
    ada = chat.owner()
    follow(ada, start="This season")
    said = ada.asks("/shows")
    ada.presses(said, "The Tin Orchard")

    ada.presses(said, "Change")
    ada.presses(said, "A season")
    ada.presses(said, "1")
    ada.presses(said, "Save")

    with chat.store.read() as db:
        assert {g.episode.code for g in active_jobs.find(db)} >= {"S01E01", "S01E04", "S02E01"}


def test_a_guests_choices_survive_the_owners_answer(chat: Chat) -> None:
    ada, gus = chat.owner(), chat.guest()
    screen = options(gus)
    gus.presses(screen, "Subtitles")
    gus.presses(screen, "German")
    gus.presses(screen, "Back")
    gus.presses(screen, "Follow it")

    ada.presses(ada.wait_for("Gus would like"), "Yes")
    gus.wait_for("The owner says yes")

    assert chat.follows(gus)["The Tin Orchard"].subscription.languages == ("de",)


def test_a_guest_who_wants_more_of_a_show_asks_again(chat: Chat) -> None:
    ada, gus = chat.owner(), chat.guest()
    follow(gus)
    ada.presses(ada.wait_for("Gus would like to follow The Tin Orchard (2025) from the next episode on"), "Yes")
    gus.wait_for("The owner says yes")

    changed = follow_again(gus, "Everything")

    assert "asked the owner" in changed.words
    assert chat.follows(gus)["The Tin Orchard"].subscription.from_at is not None
    ada.presses(ada.wait_for("from the beginning"), "Yes")
    wait_until(lambda: chat.follows(gus)["The Tin Orchard"].subscription.from_at is None)


def follow_again(person: Person, start: str) -> ChatMessage:
    card = person.asks("/subscribe The Tin Orchard")
    person.presses(card, "Change")
    person.presses(card, start)
    return person.look(card)


def test_another_persons_options_are_not_mine(chat: Chat) -> None:
    ada, bo = chat.owner(), chat.member()
    screen = options(ada)

    answer = bo.calls_back(bo.asks("/help"), screen.button("Follow it").value)

    assert answer
    assert "not for you" in answer.text


# ----------------------------------------------------------------------------------------------- first three, then ask


def first_three(chat: Chat, person: Person) -> None:
    screen = options(person, "Meridian Ferry")
    person.presses(screen, "First 3")
    person.presses(screen, "Follow it")


def announce(chat: Chat, person: Person, number: int) -> ChatMessage:
    with chat.store.read() as db:
        going = next(g for g in active_jobs.find(db) if g.episode.number == number)
    arrived(chat, going.job)
    facts = {"show_title": "Meridian Ferry", "code": going.episode.code, "title": "", "duration": 60.0, "size": 1}
    chat.tell(person, f"watch:{number}", GoWatch(episode_id=going.episode.id, **facts))  # type: ignore[arg-type]
    return person.wait_for(lambda m: "Go watch" in m.words and going.episode.code in m.words)


def test_first_three_ends_after_three_and_asks(chat: Chat) -> None:
    ada = chat.owner()
    first_three(chat, ada)
    with chat.store.read() as db:
        assert len(active_jobs.find(db)) == 3

    second, third = announce(chat, ada, 2), announce(chat, ada, 3)
    assert "Shall I go on?" not in second.words
    assert "Shall I go on?" in third.words
    ada.presses(third, "Go on")

    assert "to the end" in ada.look(third).words
    assert chat.follows(ada)["Meridian Ferry"].subscription.until_season is None


def test_first_three_may_be_enough(chat: Chat) -> None:
    ada = chat.owner()
    first_three(chat, ada)
    third = announce(chat, ada, 3)

    ada.presses(third, "Enough")

    assert chat.follows(ada) == {}


def test_a_guest_goes_on_when_the_owner_says_yes(chat: Chat) -> None:
    ada, gus = chat.owner(), chat.guest()
    first_three(chat, gus)
    ada.presses(ada.wait_for("Gus would like to follow Meridian Ferry (2026) up to S01E03; then I ask"), "Yes")
    gus.wait_for("The owner says yes")
    third = announce(chat, gus, 3)

    gus.presses(third, "Go on")
    assert "asked the owner" in gus.look(third).words
    asked = ada.wait_for("Gus would like to follow Meridian Ferry (2026) to the end")
    assert chat.follows(gus)["Meridian Ferry"].subscription.until_number == 3
    ada.presses(asked, "Yes")

    gus.wait_for("The owner says yes", after=third)
    assert chat.follows(gus)["Meridian Ferry"].subscription.until_season is None


def test_the_owner_reads_from_which_season_a_guest_would_follow(chat: Chat) -> None:
    ada, gus = chat.owner(), chat.guest()
    screen = options(gus, "The Tin Orchard")
    gus.presses(screen, "A season")
    gus.presses(screen, "2")

    gus.presses(screen, "Follow it")

    ada.wait_for("Gus would like to follow The Tin Orchard (2025) from season 2 on")


def test_every_language_is_offered_once(chat: Chat) -> None:
    ada = chat.owner()
    screen = options(ada)
    ada.presses(screen, "Subtitles")
    offered: list[str] = []
    while not offered or ada.look(screen).buttons[0] != offered[0]:
        offered += [b for b in ada.look(screen).buttons if b not in ("◀️", "▶️", "↩️ Back")]
        ada.presses(screen, "▶️")

    assert len(offered) == len(set(offered)) == len(LANGUAGES)
    assert {"English", "Spanish", "Portuguese (Brazil)"} <= set(offered)


def test_many_seasons_have_pages_and_the_newest_come_first(chat: Chat) -> None:
    ada = chat.owner()
    for season in range(2, 32):
        episode = DemoEpisode(season=season, number=1, title="", airs=None, airs_at=now() - timedelta(days=40 - season))
        chat.catalogue.listing.add_episode(MERIDIAN_FERRY, episode)
    screen = options(ada, "Meridian Ferry")

    ada.presses(screen, "A season")
    newest = ada.look(screen).buttons
    ada.presses(screen, "◀️")
    ada.presses(screen, "2")

    assert "31" in newest
    assert "2" not in newest
    assert "● Season 2" in ada.look(screen).buttons
