"""What a command or a button leads to, and who may use it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from bot.chat.request import Request
from bot.chat.view import Reply
from pipeline.model import Person, Role
from pipeline.services.rights import may

Handler = Callable[[Request], Awaitable[Reply]]


@dataclass(frozen=True)
class Route:
    """A handler, who may use it, and whether only in private."""

    handler: Handler
    role: Role = Role.GUEST
    private: bool = False


def offered(person: Person, commands: Mapping[str, Role]) -> tuple[str, ...]:
    """The commands that a person may use, in their order: what /help and Telegram's menu name."""
    return tuple(name for name, role in commands.items() if may(person, role))
