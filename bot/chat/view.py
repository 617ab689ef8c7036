"""What a handler gives back: a screen (a message with its buttons) or a toast. See `bot.chat.posting`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from ipaddress import ip_address
from urllib.parse import urlsplit

from telegram import InlineKeyboardButton

from bot.chat.markup import LABEL_MOST, Html, fill, joined, one_line

Row = tuple[InlineKeyboardButton, ...]
Rows = tuple[Row, ...]


@dataclass(frozen=True, kw_only=True)
class View:
    """A message: a new one after a command; after a press, the pressed message changes into it."""

    text: Html
    rows: Rows = ()
    picture: str | None = None  # a URL; "": a plain picture; None: none
    toast: str = ""  # said to whoever pressed the button
    fresh: bool = False  # a message of its own even after a press
    asks: bool = False  # its first two buttons are a yes and a no: both may be typed instead
    refresh: Callable[[], Awaitable[View | None]] | None = None  # draws it again while it changes; None: it is over


@dataclass(frozen=True)
class Toast:
    """A few words for whoever pressed; nothing in the chat changes."""

    text: str
    alert: bool = False


Reply = View | Toast | None


def link_button(label: str, url: str) -> InlineKeyboardButton | None:
    """A button that opens a page; None when Telegram would refuse the address."""
    return InlineKeyboardButton(one_line(label, LABEL_MOST), url=url) if fits_button(url) else None


def fits_button(url: str) -> bool:
    """Telegram refuses links to hosts without a dot ("http://nas:8096"), and anything but http(s)."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or not host or any(c.isspace() for c in url) or len(url) > 2000:
        return False
    return "." in host or _is_address(host)


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def spelled_out(screen: View) -> View:
    """The same with the addresses of its links in the text: for when Telegram refuses one that looked right."""
    links = [button for row in screen.rows for button in row if button.url]
    rows = tuple(left for row in screen.rows if (left := tuple(button for button in row if not button.url)))
    said = [fill("{label}: {url}", label=button.text, url=button.url) for button in links]
    return replace(screen, text=joined([screen.text, *said]), rows=rows)


def in_rows(buttons: list[InlineKeyboardButton], width: int) -> Rows:
    """Buttons in rows of so many."""
    return tuple(tuple(buttons[i : i + width]) for i in range(0, len(buttons), width))
