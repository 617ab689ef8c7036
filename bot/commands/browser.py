"""/dashboard: a link that signs whoever asks for it in to the pages in the browser. /token: one for their programs."""

from __future__ import annotations

from bot.chat.markup import fill
from bot.chat.request import Request
from bot.chat.view import Reply, View
from pipeline.services import sign_in, tokens
from pipeline.store import Connection


async def link(request: Request) -> Reply:
    context = request.context
    url = await context.write(sign_in.link, context.settings, request.person.id)
    minutes = round(sign_in.LASTS.total_seconds() / 60)
    return View(text=fill(request.t.dashboard_link, link=url, minutes=minutes), fresh=True)


async def token(request: Request) -> Reply:
    context = request.context

    def make(db: Connection) -> tuple[str, str]:
        return tokens.make(db, request.person.id, tokens.Scope.API), sign_in.address(db, context.settings)

    made, url = await context.write(make)
    return View(text=fill(request.t.for_programs, token=made, address=f"{url}api/v1", page=f"{url}me"), fresh=True)
