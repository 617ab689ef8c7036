"""/start: the first person claims the bot, others come by invitation or ask to be let in, and the owner answers."""

from __future__ import annotations

from telegram import User

from bot.chat.context import BotContext
from bot.chat.markup import Html, escape, fill, one_line
from bot.chat.request import Request, button_for, local
from bot.chat.view import Reply, Toast, View
from bot.texts import LANGUAGES, Texts, texts_for
from pipeline.clock import now
from pipeline.errors import UserError
from pipeline.model import Person, Role
from pipeline.services import household
from pipeline.store import Connection, outbox, people

NAME_MOST = 60
PENDING_MOST = 20  # strangers who wait for an answer at once: beyond it nobody bothers the owner
TRIES_MOST = 10  # wrong codes that are looked at, for each person since the bot came up


async def start(context: BotContext, user: User, person: Person | None, payload: str | None) -> View | None:
    """Answer somebody who says /start, or who is unknown. `payload` is what stands behind /start; None: it is no
    /start at all."""
    t = texts_for(person.language if person else user.language_code or "en")
    code = (payload or "").strip()
    entered = await _with_code(context, user, person, code, t) if code and not _is_owner(person) else None
    if entered is not None:
        return entered
    if person and person.role in (Role.OWNER, Role.MEMBER, Role.GUEST):
        return View(text=fill(t.hello, name=person.name))
    if code:
        return View(text=escape(t.wrong_code))
    return await _to_a_stranger(context, user, person, payload, t)


def _is_owner(person: Person | None) -> bool:
    return person is not None and person.role is Role.OWNER


async def _to_a_stranger(context: BotContext, user: User, person: Person | None, payload: str | None, t: Texts) -> View:
    if await context.read(people.owner) is None:
        return View(text=Html(t.no_owner_yet))
    if payload is None:
        return View(text=escape(t.still_asking if person else t.private_bot))
    return await _ask_for_access(context, user, person, t)


async def _with_code(context: BotContext, user: User, person: Person | None, code: str, t: Texts) -> View | None:
    """Let them in if the code is the owner's or an invitation's; None if it is neither."""
    tries = context.wrong_codes.get(user.id, 0)
    if tries >= TRIES_MOST:
        return View(text=escape(t.wrong_code))
    name = _name(user)

    def enter(db: Connection) -> Person | None:
        owner = people.claim(db, code, user.id, name)
        if owner is not None:
            return owner
        if person is not None and person.role not in (Role.PENDING,):
            return None  # an invitation raises nobody who is in already, and lets nobody back in
        guest = people.enter_by_invite(db, code, user.id, name)
        owner = people.owner(db)
        if guest is not None and owner is not None:
            news = outbox.Plain(words="invite_used", values={"name": name})
            outbox.put(db, f"invited:{guest.id}", owner.id, news)
        return guest

    entered = await context.write(enter)
    if entered is None:
        context.wrong_codes[user.id] = tries + 1
        return None
    entered = await _make_at_home(context, entered, user)
    t = texts_for(entered.language)
    words = {Role.OWNER: t.hello_owner, Role.GUEST: t.welcome_guest}.get(entered.role, t.welcome)
    text = fill(words, name=entered.name)
    return _with_zone(context, entered, text, t) if entered.role is Role.OWNER else View(text=text)


def _with_zone(context: BotContext, owner: Person, text: Html, t: Texts) -> View:
    """The owner is asked once whether the machine's clock is the household's: containers often have none."""
    clock = fill(t.your_clock, now=f"{local(owner, now()):%H:%M}", zone=owner.time_zone)
    row = (button_for(context, owner, t.b_other_clock, "sethow", 0),)
    return View(text=fill("{text}\n\n{clock}", text=text, clock=clock), rows=(row,))


async def _make_at_home(context: BotContext, person: Person, user: User) -> Person:
    """Their own language, and the household's time zone."""

    def settle(db: Connection) -> Person:
        zone = household.zone_for(db, person.id, context.settings.household.time_zone)
        return people.set_preferences(db, person.id, language=_language(user), time_zone=zone)

    return await context.write(settle)


def _language(user: User) -> str:
    """The language of their Telegram, if we speak it."""
    language = (user.language_code or "en").partition("-")[0].lower()
    return language if language in LANGUAGES else "en"


async def _ask_for_access(context: BotContext, user: User, person: Person | None, t: Texts) -> View:
    """Ask the owner, once."""
    if person is not None:
        return View(text=escape(t.still_asking))

    def ask(db: Connection) -> bool:
        owner = people.owner(db)
        if owner is None or len(people.everyone(db, Role.PENDING)) >= PENDING_MOST:
            return False
        asking = people.add(db, user.id, _name(user), Role.PENDING)
        people.set_preferences(db, asking.id, language=_language(user))
        words = "access_asked_username" if user.username else "access_asked"
        values = {"person": str(asking.id), "name": asking.name, "username": user.username or ""}
        outbox.put(db, f"access:{asking.id}", owner.id, outbox.Plain(words=words, values=values))
        return True

    asked = await context.write(ask)
    return View(text=escape(t.access_requested if asked else t.too_many_asking))


def _name(user: User) -> str:
    return one_line(user.full_name, NAME_MOST) or f"#{user.id}"


async def answer(request: Request) -> Reply:
    """The owner's button under a access_asked: 0 turns away, 1 lets in, 2 lets in as a guest."""
    person_id, choice = request.numbers
    role = {1: Role.MEMBER, 2: Role.GUEST}.get(choice, Role.BANNED)
    t = request.t

    zone = request.context.settings.household.time_zone
    try:
        decided = await request.context.write(household.answer_access, person_id, role, zone)
    except UserError:
        return Toast(t.already_answered)
    words = {Role.MEMBER: t.let_in, Role.GUEST: t.let_in_guest}.get(role, t.turned_away)
    return View(text=fill(words, name=decided.name))
