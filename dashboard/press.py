"""A button that was pressed: by whom, what it says, and what it does."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from dashboard.context import ID_MOST, Context, number
from pipeline.errors import UserError
from pipeline.model import Person, Role
from pipeline.model.reasons import Reason
from pipeline.store import Connection

TICKED_MOST = 500  # episodes at once


class Fields(dict[str, list[str]]):
    """What a form says, by the fields' names."""

    def first(self, name: str) -> str:
        return self.get(name, [""])[0]


@dataclass(frozen=True, kw_only=True)
class Done:
    """What was done. `undo`: what the button says that undoes it, where there is one; `to`: the page that shows what
    came of it, where that is not the one with the button; `stays`: it
    holds what has to be copied, so it is not taken away by itself."""

    said: Reason
    undo: str = ""
    to: str = ""
    stays: bool = False


@dataclass(frozen=True, kw_only=True)
class Press:
    """`words`: what the button says behind its verb."""

    context: Context
    viewer: Person
    words: tuple[str, ...]
    fields: Fields = field(default_factory=Fields)

    @property
    def numbers(self) -> list[int]:
        """What it is about: "12", or with "ticked" what is ticked. UserError when that is nothing."""
        ticked = self.words == ("ticked",)
        found = [number(text) for text in (self.fields.get("ticked", []) if ticked else self.words)]
        if not found or len(found) > TICKED_MOST:
            raise UserError(Reason("nothing-ticked" if ticked else "no-such-button"))
        return found

    @property
    def subjects(self) -> list[int]:
        """The numbers that it begins with; what is no number is left out."""
        said = self.fields.get("ticked", []) if self.words == ("ticked",) else self.words
        numeric = takewhile(lambda text: text.isascii() and text.isdigit() and len(text) < 11, said)
        return [int(text) for text in numeric if int(text) <= ID_MOST][:TICKED_MOST]

    def one(self) -> int:
        """The one number that it is about."""
        return number(self.words[0]) if self.words else self.numbers[0]


@dataclass(frozen=True)
class Act:
    """What a button does, and which role that takes. `about`: what it says behind its verb, for those who write
    programs; `episode_of`: the episode that a number of it belongs to."""

    role: Role
    do: Callable[[Press], Done]
    about: str
    episode_of: Callable[[Connection, int], int] | None = None


Acts = Mapping[str, Act]


def bare(do: Callable[[Context], Reason]) -> Callable[[Press], Done]:
    """For a button that says nothing but its verb."""

    def press(pressed: Press) -> Done:
        if pressed.words:
            raise UserError(Reason("no-such-button"))
        return Done(said=do(pressed.context))

    return press


def each(do: Callable[[Context, int], Reason]) -> Callable[[Press], Done]:
    """For one after the other; what cannot be done for one does not keep it from the others."""

    def press(pressed: Press) -> Done:
        numbers = pressed.numbers
        return Done(
            said=do(pressed.context, numbers[0]) if len(numbers) == 1 else _several(do, pressed.context, numbers)
        )

    return press


def _several(do: Callable[[Context, int], Reason], context: Context, numbers: Sequence[int]) -> Reason:
    done, failed = [], []
    for one in numbers:
        try:
            done.append(do(context, one))
        except UserError as mistake:
            failed.append(mistake.reason)
    if not failed:
        return Reason("done-for-several", count=len(done))
    return Reason("done-for-some", count=len(done), failed=len(failed), why=failed[0])
