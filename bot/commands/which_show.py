"""From a name that somebody typed to a show: at once where it is clear, else by buttons. For every command alike."""

from __future__ import annotations

from dataclasses import replace

from bot.chat.markup import escape
from bot.chat.phrases import told
from bot.chat.request import Request
from bot.chat.routes import Handler
from bot.chat.view import Reply, View, in_rows
from pipeline.errors import UserError
from pipeline.services import show_lookup
from pipeline.services.show_lookup import NotClear
from pipeline.services.spoken import Place


async def go_on_with(
    request: Request,
    handler: Handler,
    code: str,
    *,
    own: bool = False,
    place: Place | None = None,
    before: tuple[int, ...] = (),
) -> Reply:
    """Hand the show that the words name to a handler, as `numbers`: its id, then the place (`spoken.place_from`).

    Where it is not clear which one, buttons of that `code`, which lead to the same handler; they carry `before` before
    the show. The owner may speak of what others follow, too; `own`: of what they follow themselves only. `place`: the
    place, where it has been read already.
    """
    context = request.context
    everyone = request.owner and not own
    try:
        meant = await context.quick(show_lookup.find, context.store, request.person.id, request.text, everyone=everyone)
    except NotClear as error:
        labels = show_lookup.labels(error.candidates)
        numbers = (place or error.place).numbers
        buttons = [
            request.button(label, code, *before, show.id, *numbers)
            for label, show in zip(labels, error.candidates, strict=True)
        ]
        return View(text=escape(told(request.person, error.reason)), rows=in_rows(buttons, 1))
    except UserError as error:
        commands = request.t.commands
        rows = ((request.button(commands["shows"], "shows"), request.button(commands["help"], "help")),)
        return View(text=escape(told(request.person, error.reason)), rows=rows)
    context.topics.note(request.person.id, meant.show.id)
    return await handler(replace(request, numbers=(meant.show.id, *(place or meant.place).numbers)))
