"""Who types `@bot …` in any chat holds up nobody who speaks with the bot."""

from __future__ import annotations

import time

from bot.commands.inline import EVERY
from demo.telegram import acts
from tests.rigs.chat import Chat, chat
from tests.rigs.core import wait_until

__all__ = ["chat"]

TYPED = 60


def test_a_guest_who_types_on_and_on_holds_up_nobody_and_asks_the_catalogue_rarely(chat: Chat) -> None:
    ada, gus = chat.owner(), chat.guest()
    begun = time.monotonic()
    for number in range(TYPED):
        acts.type_inline(chat.telegram.world, gus.user, chat.telegram.world.private_chat(gus.user), f"ferry {number}")

    assert "Meridian Ferry" in ada.asks("/subscribe Meridian Ferry", timeout=30).words
    wait_until(lambda: len(chat.telegram.calls("answerInlineQuery")) == TYPED)

    asked = [each for each in chat.catalogue.requests_for("/tvmaze/search") if "ferry+" in each.query]
    assert 1 <= len(asked) <= 2 + (time.monotonic() - begun) / EVERY
