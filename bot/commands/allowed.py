"""A command or button that is reached by plain words: done for who may, and the others learn whom to ask."""

from __future__ import annotations

from bot.chat.markup import escape
from bot.chat.request import Request
from bot.chat.routes import Route
from bot.chat.view import Reply, View
from bot.commands.help import help_row
from pipeline.model import Role
from pipeline.services.rights import may


async def run(request: Request, route: Route) -> Reply:
    """What a command or button would do, for whom it would do it."""
    if not may(request.person, route.role):
        return not_for_them(request, route.role)
    return await route.handler(request)


def not_for_them(request: Request, role: Role) -> View:
    """Who may, so that they know whom to ask; and what they may themselves."""
    t = request.t
    return View(text=escape(t.members_only if role is Role.MEMBER else t.owner_only), rows=(help_row(request),))
