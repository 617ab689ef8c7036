"""For the owner: which files would be called otherwise now, old beside new, and whether they are to be."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection

from bot import said
from bot.house import House
from bot.markup import Html, escape, fill, joined, one_line
from bot.noticed import arrived
from bot.screen import Reply, Row, Screen, Toast
from bot.texts import texts_for
from bot.visit import Visit, button_for
from pipeline import outbox, renaming
from pipeline.model import Person
from pipeline.outbox import Message, Plain
from pipeline.renaming import Rename

ASKED = "rename_asked"  # the words of the question in the outbox
PAGE = 8  # files at once
NAME_MOST = 120  # characters


async def asked(house: House, person: Person, row: Message, page: int = 0) -> Screen | None:
    """The question; None when everything has been settled."""
    renames = await house.read(_asked_about, house, row.id)
    return _screen(house, person, row.id, renames, page) if renames else None


def _asked_about(db: Connection, house: House, row_id: int) -> list[Rename]:
    row = outbox.by_id(db, row_id)
    if row is None or not isinstance(row.news, Plain) or row.news.words != ASKED:
        return []
    return renaming.asked_about(db, house.settings, row.news.values["files"])


def _screen(house: House, person: Person, row_id: int, renames: list[Rename], page: int) -> Screen:
    t = texts_for(person.language)
    pages = (len(renames) + PAGE - 1) // PAGE
    page = min(max(page, 0), pages - 1)
    shown = renames[page * PAGE : (page + 1) * PAGE]
    lines = [said.count(t.rename_asked, len(renames)), *_diff(shown, house.settings.library)]
    turn: Row = ()
    if pages > 1:
        first = page * PAGE + 1
        lines.append(fill(t.rename_page, first=first, last=first + len(shown) - 1, count=len(renames)))
        if page:
            turn += (button_for(house, person, t.b_previous, "renpage", row_id, page - 1),)
        if page < pages - 1:
            turn += (button_for(house, person, t.b_next, "renpage", row_id, page + 1),)
    yes = button_for(house, person, t.b_rename, "rename", row_id, 1)
    no = button_for(house, person, t.b_leave_names, "rename", row_id, 0)
    return Screen(text=joined(lines), rows=(*((turn,) if turn else ()), (yes, no)))


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


async def turn(visit: Visit) -> Reply:
    """Another page of the question."""
    row_id, page = visit.numbers
    if not await arrived(visit, row_id):
        return Toast(visit.t.outdated, alert=True)
    renames = await visit.house.read(_asked_about, visit.house, row_id)
    if not renames:
        return Toast(visit.t.already_answered)
    return _screen(visit.house, visit.person, row_id, renames, page)


async def answer(visit: Visit) -> Reply:
    """The owner's button: 1 yes, 0 no."""
    row_id, yes = visit.numbers
    if not await arrived(visit, row_id):
        return Toast(visit.t.outdated, alert=True)
    if not yes:
        return Screen(text=escape(visit.t.rename_left))

    def order(db: Connection) -> bool:
        return renaming.order(db, _asked_about(db, visit.house, row_id)) > 0

    if not await visit.house.write(order):
        return Toast(visit.t.already_answered)
    return Screen(text=escape(visit.t.renaming))
