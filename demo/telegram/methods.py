"""Methods about the bot itself, its commands, and the answers to people's presses."""

from __future__ import annotations

import re

from demo.telegram import lookup, shapes
from demo.telegram.errors import ApiError, bad_request
from demo.telegram.params import Params
from demo.telegram.world import Chat, Json, User, World

_QUERY_IS_OLD = "query is too old and response timeout expired or query ID is invalid"
_MOST_COMMANDS = 100
_MOST_RESULTS = 50


def get_me(world: World, params: Params) -> Json:
    """https://core.telegram.org/bots/api#getme."""
    return shapes.me(world.bot)


def delete_webhook(world: World, params: Params) -> bool:
    """https://core.telegram.org/bots/api#deletewebhook: there never is one here."""
    if params.truth("drop_pending_updates"):
        world.updates.clear()
    return True


def get_file(world: World, params: Params) -> Json:
    """https://core.telegram.org/bots/api#getfile."""
    document = world.documents.get(params.text("file_id"))
    if document is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    identity = {"file_id": document.id, "file_unique_id": document.id[-8:], "file_size": len(document.content)}
    return identity | {"file_path": f"documents/{document.id}"}


def answer_callback_query(world: World, params: Params) -> bool:
    """https://core.telegram.org/bots/api#answercallbackquery."""
    if len(params.text("text")) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    answer = {"text": params.text("text"), "show_alert": params.truth("show_alert"), "url": params.text("url")}
    return _answer(world, params.text("callback_query_id"), answer)


def answer_inline_query(world: World, params: Params) -> bool:
    """https://core.telegram.org/bots/api#answerinlinequery."""
    results = params.listed("results")
    ids = [str(result.get("id", "")) for result in results]
    if len(results) > _MOST_RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    if any(not 1 <= len(number.encode()) <= 64 for number in ids):
        raise bad_request("RESULT_ID_INVALID")
    if len(set(ids)) < len(ids):
        raise bad_request("RESULT_ID_DUPLICATE")
    return _answer(world, params.text("inline_query_id"), {"results": results})


def set_my_commands(world: World, params: Params) -> bool:
    """https://core.telegram.org/bots/api#setmycommands."""
    commands = params.listed("commands")
    if len(commands) > _MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for entry in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", str(entry.get("command", "")).removeprefix("/")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(str(entry.get("description", ""))) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    world.commands[_scope(world, params), params.text("language_code")] = commands
    world.changed()
    return True


def set_chat_menu_button(world: World, params: Params) -> bool:
    """https://core.telegram.org/bots/api#setchatmenubutton, for everybody."""
    button = params.mapped("menu_button") or {"type": "default"}
    if button.get("type") == "web_app" and not str(button.get("web_app", {}).get("url")).startswith("https://"):
        raise bad_request("BUTTON_URL_INVALID")
    world.menu_button = button
    world.changed()
    return True


def commands_for(world: World, chat: Chat, person: User) -> list[Json]:
    """The commands this person is offered: https://core.telegram.org/bots/api#determining-list-of-commands."""
    kind = "all_private_chats" if chat.is_private else "all_group_chats"
    for scope in (f"chat {chat.id}", kind, "default"):
        for language in (person.language_code[:2], ""):
            if found := world.commands.get((scope, language)):
                return found
    return []


def _scope(world: World, params: Params) -> str:
    """https://core.telegram.org/bots/api#botcommandscope."""
    scope = params.mapped("scope") or {"type": "default"}
    if "chat_id" not in scope:
        return str(scope.get("type", "default"))
    return f"{scope.get('type')} {lookup.known_chat(world, Params({'chat_id': scope['chat_id']})).id}"


def _answer(world: World, number: str, answer: Json) -> bool:
    query = world.queries.get(number)
    if query is None or query.answer is not None:
        raise bad_request(_QUERY_IS_OLD)
    query.answer = answer
    world.changed()
    return True


async def get_updates(world: World, params: Params) -> list[Json]:
    """https://core.telegram.org/bots/api#getupdates, the one method that waits."""
    with world.lock:
        if (wanted := params.structure("allowed_updates")) is not None:
            world.wanted = set(wanted)
        world.confirm(params.number("offset"))
        world.polls += 1
        poll = world.polls
        world.wake()  # an older poll gives way to this one
    timeout = min(params.number("timeout"), 50)
    await world.until(lambda: world.updates or world.polls != poll or world.closing, timeout)
    with world.lock:
        if world.polls != poll:
            raise ApiError(
                409, "terminated by other getUpdates request; make sure that only one bot instance is running"
            )
        return world.updates[: min(params.number("limit", 100) or 100, 100)]
