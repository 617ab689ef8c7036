"""Telegram's HTML: filled in with everything escaped, and cut to Telegram's limits without breaking it.

https://core.telegram.org/bots/api#html-style. Limits count UTF-16 units of what is left when the markup is parsed.
"""

from __future__ import annotations

import html
import re
import unicodedata

TEXT_MOST = 4096
CAPTION_MOST = 1024
TOAST_MOST = 200
LABEL_MOST = 60  # characters on a button: more does not fit a phone

_TOKENS = re.compile(r"<[^>]*>|&(?:#\d+|#x[0-9a-fA-F]+|\w+);|[^<&]|.", re.DOTALL)
# What turns the direction of the text around it, or is a mark of byte order: never part of an honest title.
_UNSEEN = {"\u061c", "\u200e", "\u200f", "\ufeff", *map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))}


class Html(str):
    """Markup that is safe to send: made by `fill`, `escape` or a text of `bot.texts`."""

    __slots__ = ()


def clean(text: str) -> str:
    """Without control characters and such as turn the writing direction. Line breaks stay."""
    text = text.replace("\r\n", "\n").replace("\t", " ")
    return "".join(c for c in text if c == "\n" or (unicodedata.category(c) not in ("Cc", "Cs") and c not in _UNSEEN))


def one_line(text: str, most: int = 200) -> str:
    """The text cleaned, on one line, of at most so many characters."""
    text = " ".join(clean(text).split())
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def escape(text: object) -> Html:
    """Any text as markup that looks just like it."""
    return text if isinstance(text, Html) else Html(html.escape(clean(str(text)), quote=True))


def fill(template: str, **values: object) -> Html:
    """The template with its `{names}` filled in, everything escaped that is not markup already."""
    return Html(template.format(**{name: escape(value) for name, value in values.items()}))


def joined(parts: list[Html] | tuple[Html, ...], between: str = "\n") -> Html:
    return Html(between.join(parts))


def units(text: str) -> int:
    """UTF-16 units: what Telegram counts."""
    return len(text) + sum(c > "\uffff" for c in text)


def seen(markup: str) -> str:
    """What is left of markup when it is parsed."""
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


def cut(markup: str, most: int) -> Html:
    """The markup, shortened with "…" so that what is seen of it fits; never inside a tag, an entity or a character."""
    if units(seen(markup)) <= most:
        return Html(markup)
    kept: list[str] = []
    opened: list[str] = []
    room = most - 1  # for the "…"
    for token in _TOKENS.findall(markup):
        if token.startswith("</"):
            if opened:
                opened.pop()
        elif token.startswith("<") and len(token) > 1:
            opened.append(re.match(r"<([\w-]+)", token)[1])  # type: ignore[index]
        else:
            room -= units(html.unescape(token))
            if room < 0:
                break
        kept.append(token)
    return Html("".join(kept).rstrip() + "…" + "".join(f"</{tag}>" for tag in reversed(opened)))


def bar(share: float, width: int = 12) -> str:
    """A progress bar."""
    full = round(min(max(share, 0.0), 1.0) * width)
    return "▓" * full + "░" * (width - full)
