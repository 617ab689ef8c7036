"""The household's screens, ticked in the chat; from then on files are made for them."""

from __future__ import annotations

from demo.telegram.person import ChatMessage, Person
from pipeline.services import household_screens
from tests.rigs.chat import Chat, chat

__all__ = ["chat"]


def ticked(chat: Chat) -> tuple[str, ...]:
    with chat.store.read() as db:
        return household_screens.ticked(db, chat.settings)


def screens_of(person: Person) -> ChatMessage:
    settings = person.asks("/settings")
    person.presses(settings, "📺 Screens")
    return person.look(settings)


def test_the_owner_ticks_screens_and_what_fits_all_of_them_is_made(chat: Chat) -> None:
    ada = chat.owner()
    assert ticked(chat) == ("chromecast",)
    screens = screens_of(ada)
    assert "that are ticked: Chromecast." in screens.text
    ada.presses(screens, "☐ Apple TV")
    assert ticked(chat) == ("chromecast", "apple-tv")
    assert "that are ticked: Chromecast, Apple TV." in ada.look(screens).text
    with chat.store.read() as db:
        both = household_screens.plays(db, chat.settings)
    assert (both.title, both.subtitles) == ("Chromecast + Apple TV", ())


def test_the_last_one_stays_and_a_tick_goes(chat: Chat) -> None:
    ada = chat.owner()
    screens = screens_of(ada)
    ada.presses(screens, "☑ Chromecast")
    assert ticked(chat) == ("chromecast",)
    ada.presses(screens, "☐ Kodi")
    ada.presses(screens, "☑ Chromecast")
    assert ticked(chat) == ("kodi",)


def test_a_member_is_not_asked_about_screens(chat: Chat) -> None:
    chat.owner()
    settings = chat.member().asks("/settings")
    assert not any("Screens" in button.text for row in settings.keyboard for button in row)
