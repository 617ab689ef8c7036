"""The household's screens, ticked by its owner: every file is made playable on all of them."""

from __future__ import annotations

from bot.chat.markup import fill
from bot.chat.request import Request
from bot.chat.view import Reply, View, in_rows
from pipeline.services import household_screens
from pipeline.store import Connection


async def screens(request: Request) -> Reply:
    """Which screens there are; with a number: that one is ticked, or not any more."""
    context, t = request.context, request.t
    known = household_screens.known(context.settings)
    names = list(known)

    def pressed(db: Connection) -> None:
        household_screens.tick(db, context.settings, names[request.numbers[0]])

    if request.numbers and request.numbers[0] < len(names):
        await context.write(pressed)
    ticked = await context.read(household_screens.ticked, context.settings)
    buttons = [
        request.button(f"{'☑' if name in ticked else '☐'} {known[name].title}", "screens", place)
        for place, name in enumerate(names)
    ]
    text = fill(t.screens_head, screens=", ".join(known[name].title for name in ticked))
    toast = t.settings_saved if request.numbers else ""
    return View(text=text, rows=(*in_rows(buttons, 2), (request.button(t.b_back, "settings"),)), toast=toast)
