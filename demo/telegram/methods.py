"""Methods about the bot itself, its commands, the chats, the files and the answers to people's presses."""

from __future__ import annotations

import json
import re
from typing import Any

from demo.telegram import lookup, shapes
from demo.telegram.errors import ApiError, bad_request
from demo.telegram.params import Params
from demo.telegram.registry import method
from demo.telegram.world import Chat, Json, User, World

_QUERY_IS_OLD = "query is too old and response timeout expired or query ID is invalid"
_MOST_COMMANDS = 100
_MOST_RESULTS = 50
_PROFILE = {
    "MyName": ("name", 64),
    "MyDescription": ("description", 512),
    "MyShortDescription": ("short_description", 120),
}


@method("getMe")
def get_me(world: World, params: Params) -> Json:
    """https://core.telegram.org/bots/api#getme."""
    return shapes.me(world.bot)


@method("setWebhook")
def set_webhook(world: World, params: Params) -> bool:
    """https://core.telegram.org/bots/api#setwebhook: kept, never called."""
    world.webhook.url = params.text("url")
    return _drop_pending(world, params)


@method("deleteWebhook")
def delete_webhook(world: World, params: Params) -> bool:
    """https://core.telegram.org/bots/api#deletewebhook."""
    world.webhook.url = ""
    return _drop_pending(world, params)


@method("getWebhookInfo")
def get_webhook_info(world: World, params: Params) -> Json:
    """https://core.telegram.org/bots/api#getwebhookinfo."""
    return {
        "url": world.webhook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates),
    }


@method("answerCallbackQuery")
def answer_callback_query(world: World, params: Params) -> bool:
    """https://core.telegram.org/bots/api#answercallbackquery."""
    if len(params.text("text")) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    answer = {"text": params.text("text"), "show_alert": params.truth("show_alert"), "url": params.text("url")}
    return _answer(world, params.text("callback_query_id"), answer)


@method("answerInlineQuery")
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
    button = params.mapped("button")
    return _answer(world, params.text("inline_query_id"), {"results": results, "button": button})


@method("setMyCommands")
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
    world.commands[_scope(world, params)] = commands
    world.changed()
    return True


@method("getMyCommands")
def get_my_commands(world: World, params: Params) -> list[Json]:
    """https://core.telegram.org/bots/api#getmycommands."""
    return world.commands.get(_scope(world, params), [])


@method("deleteMyCommands")
def delete_my_commands(world: World, params: Params) -> bool:
    """https://core.telegram.org/bots/api#deletemycommands."""
    world.commands.pop(_scope(world, params), None)
    world.changed()
    return True


@method("setChatMenuButton")
def set_chat_menu_button(world: World, params: Params) -> bool:
    """https://core.telegram.org/bots/api#setchatmenubutton."""
    button = params.mapped("menu_button") or {"type": "default"}
    if button.get("type") not in {"commands", "web_app", "default"}:
        raise bad_request("MenuButton has unsupported type")
    if button["type"] == "web_app" and not str(button.get("web_app", {}).get("url", "")).startswith("https://"):
        raise bad_request("BUTTON_URL_INVALID")
    chats = [lookup.known_chat(world, params)] if params.number("chat_id") else list(world.chats.values())
    for chat in chats:
        chat.menu_button = button
    world.changed()
    return True


@method("getChatMenuButton")
def get_chat_menu_button(world: World, params: Params) -> Json:
    """https://core.telegram.org/bots/api#getchatmenubutton."""
    return lookup.known_chat(world, params).menu_button if params.number("chat_id") else {"type": "commands"}


@method("getChat")
def get_chat(world: World, params: Params) -> Json:
    """https://core.telegram.org/bots/api#getchat."""
    return shapes.full_chat(world, lookup.known_chat(world, params))


@method("getChatMember")
def get_chat_member(world: World, params: Params) -> Json:
    """https://core.telegram.org/bots/api#getchatmember."""
    chat = lookup.known_chat(world, params)
    someone = world.users.get(params.number("user_id"))
    if someone is None:
        raise bad_request("member not found")
    return shapes.member(world, chat, someone)


@method("getChatAdministrators")
def get_chat_administrators(world: World, params: Params) -> list[Json]:
    """https://core.telegram.org/bots/api#getchatadministrators."""
    chat = lookup.known_chat(world, params)
    if chat.is_private:
        raise bad_request("there are no administrators in the private chat")
    chosen = [world.users[number] for number, status in chat.members.items() if status != "member"]
    return [shapes.member(world, chat, someone) for someone in chosen]


@method("getChatMemberCount")
def get_chat_member_count(world: World, params: Params) -> int:
    """https://core.telegram.org/bots/api#getchatmembercount."""
    return len(lookup.known_chat(world, params).members)


@method("leaveChat")
def leave_chat(world: World, params: Params) -> bool:
    """https://core.telegram.org/bots/api#leavechat."""
    chat = lookup.known_chat(world, params)
    if chat.is_private:
        raise bad_request("chat member status can't be changed in private chats")
    chat.members.pop(world.bot.id, None)
    world.post(chat, world.bot, service={"left_chat_member": shapes.user(world.bot)})
    return True


@method("getFile")
def get_file(world: World, params: Params) -> Json:
    """https://core.telegram.org/bots/api#getfile."""
    stored = world.files.get(params.text("file_id"))
    if stored is None:
        raise bad_request("invalid file_id")
    return shapes.file(stored)


@method("logOut")
@method("close")
def accept(world: World, params: Params) -> bool:
    """https://core.telegram.org/bots/api#logout: nothing here to log out of."""
    return True


def _profile(suffix: str, field: str, limit: int) -> None:
    """`setMyName` and the like, and their getters: https://core.telegram.org/bots/api#setmyname."""

    @method(f"set{suffix}")
    def keep(world: World, params: Params) -> bool:
        if len(params.text(field)) > limit:
            raise bad_request(f"BOT_{field.upper()}_TOO_LONG")
        world.profile[field, params.text("language_code")] = params.text(field)
        world.changed()
        return True

    @method(f"get{suffix}")
    def show(world: World, params: Params) -> Json:
        fallback = world.bot.first_name if field == "name" else ""
        return {field: world.profile.get((field, params.text("language_code")), fallback)}


for _suffix, (_field, _limit) in _PROFILE.items():
    _profile(_suffix, _field, _limit)


def commands_for(world: World, chat: Chat, person: User) -> list[Json]:
    """The commands this person is offered: https://core.telegram.org/bots/api#determining-list-of-commands."""
    scopes = [_scope_key("chat", chat.id)]
    if chat.is_private:
        scopes.append("all_private_chats")
    else:
        scopes.insert(0, _scope_key("chat_member", chat.id, person.id))
        if chat.members.get(person.id) in {"creator", "administrator"}:
            scopes.insert(1, _scope_key("chat_administrators", chat.id))
            scopes.append("all_chat_administrators")
        scopes.append("all_group_chats")
    for scope in [*scopes, "default"]:
        for language in (person.language_code[:2], ""):
            if found := world.commands.get((scope, language)):
                return found
    return []


def _scope(world: World, params: Params) -> tuple[str, str]:
    """https://core.telegram.org/bots/api#botcommandscope."""
    scope = params.mapped("scope") or {"type": "default"}
    parts: list[Any] = [scope.get("type", "default")]
    if "chat_id" in scope:
        parts.append(lookup.known_chat(world, Params({"chat_id": scope["chat_id"]})).id)
    if "user_id" in scope:
        parts.append(scope["user_id"])
    return _scope_key(*parts), params.text("language_code")


def _scope_key(*parts: object) -> str:
    return parts[0] if len(parts) == 1 and isinstance(parts[0], str) else json.dumps(parts)


def _answer(world: World, number: str, answer: Json) -> bool:
    query = world.queries.get(number)
    if query is None or query.answer is not None:
        raise bad_request(_QUERY_IS_OLD)
    query.answer = answer
    world.changed()
    return True


def _drop_pending(world: World, params: Params) -> bool:
    if params.truth("drop_pending_updates"):
        world.updates.clear()
    return True


async def get_updates(world: World, params: Params) -> list[Json]:
    """https://core.telegram.org/bots/api#getupdates, the one method that waits."""
    with world.lock:
        if world.webhook.url:
            raise ApiError(
                409,
                "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
            )
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
