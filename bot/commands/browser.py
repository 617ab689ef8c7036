"""/dashboard: a link that signs whoever asks for it in to the pages in the browser."""

from __future__ import annotations

from bot.chat.markup import fill
from bot.chat.request import Request
from bot.chat.view import Reply, View
from pipeline.services import sign_in


async def link(request: Request) -> Reply:
    context = request.context
    url = await context.write(sign_in.link, context.settings, request.person.id)
    minutes = round(sign_in.LASTS.total_seconds() / 60)
    return View(text=fill(request.t.dashboard_link, link=url, minutes=minutes), fresh=True)
