"""From a name that somebody typed to a show: at once where it is clear, else by buttons. For every command alike."""

from __future__ import annotations

from dataclasses import replace

from bot.chat.markup import escape
from bot.chat.phrases import told
from bot.chat.request import Request
from bot.chat.routes import Handler
from bot.chat.view import Reply, View, in_rows
from pipeline.services import show_lookup
from pipeline.services.show_lookup import NotClear


async def go_on_with(request: Request, handler: Handler, code: str, *, own: bool = False) -> Reply:
    """Hand the show that the words name to a handler, as `numbers`: its id, then the place (`spoken.place_from`).

    Where it is not clear which one, buttons of that `code`, which lead to the same handler. The owner may speak of what
    others follow, too; `own`: of what they follow themselves only.
    """
    context = request.context
    everyone = request.owner and not own
    try:
        meant = await context.quick(show_lookup.find, context.store, request.person.id, request.text, everyone=everyone)
    except NotClear as error:
        labels = show_lookup.labels(error.candidates)
        buttons = [
            request.button(label, code, show.id, *error.place.numbers)
            for label, show in zip(labels, error.candidates, strict=True)
        ]
        return View(text=escape(told(request.person, error.reason)), rows=in_rows(buttons, 1))
    return await handler(replace(request, numbers=(meant.show.id, *meant.place.numbers)))
