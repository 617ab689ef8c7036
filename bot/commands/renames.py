"""For the owner: which files would be called otherwise now, old beside new, and whether they are to be."""

from __future__ import annotations

from pathlib import Path

from bot.chat import phrases
from bot.chat.context import BotContext
from bot.chat.markup import Html, escape, fill, joined, one_line
from bot.chat.request import Request, button_for
from bot.chat.view import Reply, Row, Toast, View
from bot.commands.dismiss import arrived
from bot.texts import texts_for
from pipeline.model import Person
from pipeline.services import rename
from pipeline.services.rename import Rename
from pipeline.store import Connection, outbox
from pipeline.store.outbox import Message, Plain

ASKED = "rename_asked"  # the words of the question in the outbox
PAGE = 8  # files at once
NAME_MOST = 120  # characters


async def asked(context: BotContext, person: Person, row: Message, page: int = 0) -> View | None:
    """The question; None when everything has been settled."""
    renames = await context.read(_asked_about, context, row.id)
    return _screen(context, person, row.id, renames, page) if renames else None


def _asked_about(db: Connection, context: BotContext, row_id: int) -> list[Rename]:
    row = outbox.by_id(db, row_id)
    if row is None or not isinstance(row.news, Plain) or row.news.words != ASKED:
        return []
    return rename.asked_about(db, context.settings, row.news.values["files"])


def _screen(context: BotContext, person: Person, row_id: int, renames: list[Rename], page: int) -> View:
    t = texts_for(person.language)
    pages = (len(renames) + PAGE - 1) // PAGE
    page = min(max(page, 0), pages - 1)
    shown = renames[page * PAGE : (page + 1) * PAGE]
    lines = [phrases.count(t.rename_asked, len(renames)), *_diff(shown, context.settings.library)]
    turn: Row = ()
    if pages > 1:
        first = page * PAGE + 1
        lines.append(fill(t.rename_page, first=first, last=first + len(shown) - 1, count=len(renames)))
        if page:
            turn += (button_for(context, person, t.b_previous, "renpage", row_id, page - 1),)
        if page < pages - 1:
            turn += (button_for(context, person, t.b_next, "renpage", row_id, page + 1),)
    yes = button_for(context, person, t.b_rename, "rename", row_id, 1)
    no = button_for(context, person, t.b_leave_names, "rename", row_id, 0)
    return View(text=joined(lines), rows=(*((turn,) if turn else ()), (yes, no)))


def _diff(renames: list[Rename], library: Path) -> list[Html]:
    """Old and new names, by show; the folders too, where they change."""
    lines: list[Html] = []
    show = ""
    for each in renames:
        if each.show != show:
            show = each.show
            lines.append(fill("\n<b>{show}</b>", show=show))
        top = each.old.parent if each.old.parent == each.new.parent else library
        old, new = (one_line(str(path.relative_to(top)), NAME_MOST) for path in (each.old, each.new))
        lines.append(fill("− <s>{old}</s>\n+ {new}", old=old, new=new))
    return lines


async def turn(request: Request) -> Reply:
    """Another page of the question."""
    row_id, page = request.numbers
    if not await arrived(request, row_id):
        return Toast(request.t.outdated, alert=True)
    renames = await request.context.read(_asked_about, request.context, row_id)
    if not renames:
        return Toast(request.t.already_answered)
    return _screen(request.context, request.person, row_id, renames, page)


async def answer(request: Request) -> Reply:
    """The owner's button: 1 yes, 0 no."""
    row_id, yes = request.numbers
    if not await arrived(request, row_id):
        return Toast(request.t.outdated, alert=True)
    if not yes:
        return View(text=escape(request.t.rename_left))

    def order(db: Connection) -> list[int]:
        return rename.order(db, _asked_about(db, request.context, row_id), request.context.stages)

    if not await request.context.write(order):
        return Toast(request.t.already_answered)
    return View(text=escape(request.t.renaming))
