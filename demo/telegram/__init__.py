"""A pretend Telegram on loopback: see `server.py`."""

from demo.telegram.faults import Hold, Limits
from demo.telegram.person import Answer, Button, ChatMessage, Group, InlineResult, Person
from demo.telegram.server import Call, TelegramServer

__all__ = [
    "Answer",
    "Button",
    "Call",
    "ChatMessage",
    "Group",
    "Hold",
    "InlineResult",
    "Limits",
    "Person",
    "TelegramServer",
]
