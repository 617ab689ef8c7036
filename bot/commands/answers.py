"""Yes and no, in words, to a question that has buttons for them."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from telegram.error import TelegramError

from bot.chat.markup import escape
from bot.chat.request import Request
from bot.chat.topics import Question
from bot.chat.view import Reply, Toast, View
from bot.commands import allowed
from bot.commands.help import help_row
from bot.sentences.intents import Intent, Meaning
from pipeline.errors import UserError
from pipeline.services import show_lookup


async def no(request: Request, meaning: Meaning) -> Reply:
    """No to the question just asked; "don't delete Lantern Row" is none to a question about something else."""
    if meaning.name and not await _asked_about(request, meaning.name):
        return View(text=escape(request.t.nothing_changed))
    return await to_question(request, meaning)


async def _asked_about(request: Request, name: str) -> bool:
    """Whether the last thing said to them was a question, and this show is the one spoken of."""
    context, person = request.context, request.person
    if context.topics.just_asked(person.id) is None:
        return False
    try:
        meant = await context.quick(show_lookup.find, context.store, person.id, name, everyone=request.owner)
    except UserError:
        return False
    return meant.show.id == context.topics.show_of(person.id)


async def to_question(request: Request, meaning: Meaning) -> Reply:
    """Yes or no to the question just asked."""
    context, person = request.context, request.person
    asked = _open_questions(request)
    if not asked and meaning.intent is Intent.NO:
        return View(text=escape(request.t.nothing_changed))
    if not asked:
        return View(text=escape(request.t.nothing_asked), rows=(help_row(request),))
    if len(asked) > 1:
        return View(text=escape(request.t.which_question))
    question = asked[0]
    press = context.signer.read(person.telegram_id, question.yes if meaning.intent is Intent.YES else question.no)
    if press is None or press.code not in context.presses:
        return Toast(request.t.outdated)
    context.topics.settled(person.id, question.chat_id, question.message_id)
    reply = await allowed.run(replace(request, numbers=press.numbers, text=""), context.presses[press.code])
    await _without_buttons(request, question)
    return reply


def _open_questions(request: Request) -> list[Question]:
    """Those that may be meant: the one that is replied to, else the one just asked, else all."""
    topics = request.context.topics
    asked, just_asked = topics.open_questions(request.person.id), topics.just_asked(request.person.id)
    replied = [question for question in asked if question.message_id == request.reply_to]
    return replied or ([just_asked] if just_asked else [*asked])


async def _without_buttons(request: Request, question: Question) -> None:
    with suppress(TelegramError):  # it may be gone, or have none any more
        await request.bot.edit_message_reply_markup(question.chat_id, question.message_id, reply_markup=None)
