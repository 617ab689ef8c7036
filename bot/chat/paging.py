"""Long lists by pages: the page that is shown, and the buttons to the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.chat.markup import Html, fill
from bot.chat.request import Request
from bot.chat.view import Rows

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list. `number` counts from 0; there is always one at least."""

    shown: list[T]
    number: int
    pages: int


def page_of(items: Sequence[T], number: int, size: int) -> Page[T]:
    """That page, `size` on each; the last one when there are fewer by now."""
    pages = pages_for(len(items), size)
    number = min(number, pages - 1)
    return Page(list(items[number * size : (number + 1) * size]), number, pages)


def pages_for(count: int, size: int) -> int:
    return max(1, (count + size - 1) // size)


def turn_row(request: Request, code: str, page: Page[T], *more: int, before: tuple[int, ...] = ()) -> Rows:
    """◀️ ▶️ for a list of several pages; the buttons carry the page between `before` and `more`."""
    if page.pages < 2:
        return ()
    turns = ((request.t.b_previous, page.number - 1), (request.t.b_next, page.number + 1))
    return (tuple(request.button(label, code, *before, to % page.pages, *more) for label, to in turns),)


def page_line(request: Request, page: Page[T]) -> list[Html]:
    """ "Page 2 of 3", where there are several."""
    return [fill(request.t.page, page=page.number + 1, pages=page.pages)] if page.pages > 1 else []
