"""What was spoken of last with each person: the show that "it" means, the question that "yes" answers, and what they
were asked to write.

Only while the bot runs: after a restart "it" is asked about, and a question is answered by its buttons.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass

from telegram import InlineKeyboardButton

from bot.chat.view import Rows

LASTS = 30 * 60.0  # seconds: later, "it" and "yes" may mean something else
PEOPLE_MOST = 2000


@dataclass(frozen=True)
class Question:
    """A yes and a no that somebody was asked for: what the two buttons carry, and where they are."""

    yes: str
    no: str
    chat_id: int
    message_id: int
    asked_at: float


class Topics:
    """By the person's id; the longest forgotten go first."""

    def __init__(self) -> None:
        self._shows: OrderedDict[int, tuple[int, float]] = OrderedDict()
        self._given: OrderedDict[int, tuple[int | None, float]] = OrderedDict()
        self._questions: OrderedDict[int, list[Question]] = OrderedDict()
        self._last_said: OrderedDict[int, int] = OrderedDict()
        self._awaited: OrderedDict[int, tuple[str, float]] = OrderedDict()

    def note(self, person_id: int, show_id: int) -> None:
        """This show is being spoken of."""
        self._shows[person_id] = (show_id, time.monotonic())
        self._shows.move_to_end(person_id)
        if len(self._shows) > PEOPLE_MOST:
            self._shows.popitem(last=False)

    def show_of(self, person_id: int) -> int | None:
        show_id, at = self._shows.get(person_id, (None, 0.0))
        return show_id if time.monotonic() - at < LASTS else None

    def just_spoken_of(self, person_id: int) -> int | None:
        """The show of their own last words, where nothing else was said to them since."""
        return self.show_of(person_id) if self._last_said.get(person_id) else None

    def gave(self, person_id: int, dialog_id: int | None) -> None:
        """Which episode a torrent is was asked in this dialog; None: it is no question any more."""
        self._given[person_id] = (dialog_id, time.monotonic())
        if len(self._given) > PEOPLE_MOST:
            self._given.popitem(last=False)

    def given(self, person_id: int) -> int | None:
        dialog_id, at = self._given.get(person_id, (None, 0.0))
        return dialog_id if time.monotonic() - at < LASTS else None

    def awaits(self, person_id: int, setting: str) -> None:
        """They were told how to write this setting ("zone"): their next words may be just that."""
        self._awaited[person_id] = (setting, time.monotonic())
        if len(self._awaited) > PEOPLE_MOST:
            self._awaited.popitem(last=False)

    def awaited(self, person_id: int) -> str:
        """The setting that their words may be; only the first words after they were told."""
        setting, at = self._awaited.pop(person_id, ("", 0.0))
        return setting if time.monotonic() - at < LASTS else ""

    def said(self, person_id: int, message_id: int) -> None:
        """This is the last that was said to them in answer; 0: something came in between that they did not ask for."""
        self._last_said[person_id] = message_id
        if len(self._last_said) > PEOPLE_MOST:
            self._last_said.popitem(last=False)

    def just_asked(self, person_id: int) -> Question | None:
        """The question that is the last thing said to them, in answer to their own words."""
        last = self._last_said.get(person_id)
        return next((q for q in self.open_questions(person_id) if q.message_id == last), None)

    def asked(self, person_id: int, rows: Rows, chat_id: int, message_id: int) -> None:
        """A message with a yes and a no as its first two buttons is in the chat."""
        first = [button for row in rows for button in row][:2]
        data = [_carried(button) for button in first]
        if len(data) < 2 or not all(data):
            return
        question = Question(data[0], data[1], chat_id, message_id, time.monotonic())
        self._questions[person_id] = [*self.open_questions(person_id), question]
        if len(self._questions) > PEOPLE_MOST:
            self._questions.popitem(last=False)

    def settled(self, person_id: int, chat_id: int, message_id: int) -> None:
        """That message asks nothing any more: it was answered by a button, or became something else."""
        left = [q for q in self.open_questions(person_id) if (q.chat_id, q.message_id) != (chat_id, message_id)]
        self._questions[person_id] = left

    def open_questions(self, person_id: int) -> list[Question]:
        """What was asked lately and not answered, oldest first."""
        moment = time.monotonic()
        return [q for q in self._questions.get(person_id, []) if moment - q.asked_at < LASTS]


def _carried(button: InlineKeyboardButton) -> str:
    return str(button.callback_data or "")
