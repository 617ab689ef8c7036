"""Keyboards under messages, refused where Telegram refuses them.

https://core.telegram.org/bots/api#inlinekeyboardmarkup
"""

from __future__ import annotations

from typing import Any

from demo.telegram.errors import bad_request
from demo.telegram.formatting import checked_url
from demo.telegram.world import Json

_ACTIONS = {
    "callback_data", "url", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay",
}  # fmt: skip
_STYLES = {"danger", "success", "primary"}
_MOST_BUTTONS = 100


def inline(markup: Json) -> list[list[Json]]:
    """The rows of an inline keyboard; rows without buttons are dropped, as Telegram does."""
    rows = markup.get("inline_keyboard")
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request("inline keyboard expected")
    checked = [[_button(button) for button in row] for row in rows if row]
    if sum(map(len, checked)) > _MOST_BUTTONS:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    return checked


def reply(markup: Json) -> Json:
    """A reply keyboard, its removal, or a forced reply: a change to the place where the person types."""
    if markup.get("remove_keyboard"):
        return {}
    rows = [[_text_button(button) for button in row] for row in markup.get("keyboard", [])]
    return {**markup, "keyboard": rows}


def _button(button: Any) -> Json:
    if not isinstance(button, dict) or not isinstance(button.get("text"), str) or not button["text"]:
        raise bad_request('can\'t parse inline keyboard button: Field "text" must be a non-empty String')
    actions = _ACTIONS & button.keys()
    if not actions or button.get("callback_data") == "":
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(str(button.get("callback_data", "")).encode()) > 64:
        raise bad_request("BUTTON_DATA_INVALID")
    if len(str(_inside(button, "copy_text", "text"))) > 256:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    if button.get("style", "primary") not in _STYLES:
        raise bad_request("BUTTON_STYLE_INVALID")
    _check_links(button)
    return button


def _check_links(button: Json) -> None:
    try:
        if "url" in button:
            checked_url(button["url"])
    except ValueError as error:
        raise bad_request(f"inline keyboard button URL '{button['url']}' is invalid: {error}") from None
    web_app = _inside(button, "web_app", "url")
    if "web_app" in button and not web_app.startswith("https://"):
        raise bad_request(f"inline keyboard button Web App URL '{web_app}' is invalid: Only HTTPS links are allowed")


def _inside(button: Json, name: str, key: str) -> str:
    value = button.get(name)
    return str(value.get(key, "")) if isinstance(value, dict) else ""


def _text_button(button: Any) -> Json:
    if isinstance(button, str):
        return {"text": button}
    if not isinstance(button, dict) or not button.get("text"):
        raise bad_request('can\'t parse keyboard button: Field "text" must be a non-empty String')
    return button
