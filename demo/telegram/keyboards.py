"""Buttons under messages, refused where Telegram refuses them.

https://core.telegram.org/bots/api#inlinekeyboardmarkup
"""

from __future__ import annotations

from typing import Any

from demo.telegram.errors import bad_request
from demo.telegram.formatting import checked_url
from demo.telegram.params import Params
from demo.telegram.world import Json

_MOST_BUTTONS = 100


def inline(params: Params) -> list[list[Json]]:
    """The rows of a call's inline keyboard; rows without buttons are dropped, as Telegram does."""
    markup = params.mapped("reply_markup")
    rows = markup.get("inline_keyboard", None if markup else [])
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request("inline keyboard expected")
    checked = [[_button(button) for button in row] for row in rows if row]
    if sum(map(len, checked)) > _MOST_BUTTONS:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    return checked


def _button(button: Any) -> Json:
    if not isinstance(button, dict) or not isinstance(button.get("text"), str) or not button["text"]:
        raise bad_request('can\'t parse inline keyboard button: Field "text" must be a non-empty String')
    if not button.get("callback_data") and "url" not in button:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(str(button.get("callback_data", "")).encode()) > 64:
        raise bad_request("BUTTON_DATA_INVALID")
    try:
        if "url" in button:
            checked_url(button["url"])
    except ValueError as error:
        raise bad_request(f"inline keyboard button URL '{button['url']}' is invalid: {error}") from None
    return button
