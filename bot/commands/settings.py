"""/settings: each person's own time zone, language, quiet hours, digest, and who they are on the media server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import time
from zoneinfo import ZoneInfo, available_timezones

from bot.chat import phrases, zones
from bot.chat.buttons import short_digest
from bot.chat.markup import Html, escape, fill, one_line
from bot.chat.request import Request
from bot.chat.view import Reply, Rows, Toast, View, in_rows
from bot.commands.retention import policy_words
from bot.sentences.times import times_in
from bot.texts import LANGUAGES
from pipeline.clock import now
from pipeline.model import Person, PlayerUser
from pipeline.releases.parsing.words import plain
from pipeline.services import retention
from pipeline.store import Connection, outbox, people

OFF = ("off", "no", "none", "nunca")
SAID = ("zone", "quiet", "digest")  # as buttons number them
MOST_WORDS = 6  # of somebody who says one of them and nothing else
ZONES_MOST = 12  # that are offered
MORNING = time(7)
SPOKEN = {"en": {"english", "ingles"}, "es": {"spanish", "espanol", "castellano", "castilian"}}


async def settings(request: Request) -> Reply:
    """/settings, and /settings zone|quiet|digest …"""
    what, _, rest = request.text.partition(" ")
    changes = {"zone": _zone, "quiet": _quiet, "digest": _digest}
    if not what:
        return await _screen(request, request.person)
    change = changes.get(what.lower())
    if change is None:
        return await _screen(request, request.person)
    return await change(request, rest.strip())


async def _screen(request: Request, person: Person, toast: str = "") -> View:
    request = request.as_person(person)
    t = request.t
    quiet: str = t.quiet_none
    if person.quiet_from and person.quiet_to:
        quiet = fill(t.quiet_from_to, start=person.quiet_from, end=person.quiet_to)
    digest = fill(t.digest_daily, time=person.digest_at) if person.digest_at else t.digest_none
    player = ""
    if request.context.players:
        player = fill(t.settings_player, name=person.player_user or t.settings_nobody)
    watching = ""
    if request.owner:
        policy = await request.context.read(retention.policy, request.context.settings)
        watching = fill(t.settings_watched, policy=policy_words(t, policy))
    text = fill(
        t.settings,
        zone=person.time_zone,
        now=f"{request.local(now()):%H:%M}",
        language=t.language_name,
        quiet=quiet,
        digest=digest,
        player=player,
        watched=watching,
    )
    buttons = [
        request.button(t.b_language, "setlang"),
        request.button(t.b_zone, "sethow", 0),
        request.button(t.b_quiet, "sethow", 1),
        request.button(t.b_digest, "sethow", 2),
    ]
    if request.context.players:
        buttons.append(request.button(t.b_who_am_i, "whoami"))
    if request.owner:
        buttons += [request.button(t.b_watched, "afterall"), request.button(t.b_screens, "screens")]
    return View(text=text, rows=in_rows(buttons, 2), toast=toast)


async def how(request: Request) -> Reply:
    """How to say a time zone, quiet hours, a digest."""
    return replace(say_how(request, SAID[min(request.numbers[0], len(SAID) - 1)]), fresh=True)


def say_how(request: Request, setting: str) -> View:
    """How to write one of them; their next words may be just that ("Madrid", "10pm to 7am")."""
    t = request.t
    request.context.topics.awaits(request.person.id, setting)
    return View(text=Html({"zone": t.zone_how, "quiet": t.quiet_how, "digest": t.digest_how}[setting]))


async def just_told(request: Request, setting: str) -> Reply | None:
    """What they were told how to write; None where their words are something else."""
    if len(request.text.split()) > MOST_WORDS:
        return None
    places = await request.context.outside(zones.zones_called, request.text)
    if setting == "zone" and places:
        return await _zone(request, request.text)
    times = len(times_in(request.text))
    if setting == "quiet" and times == 2:
        return await _quiet(request, request.text)
    return await _digest(request, request.text) if setting == "digest" and times == 1 else None


async def _save(request: Request, **values: str) -> View:
    def save(db: Connection) -> Person:
        outbox.look_again(db, request.person.id)  # what was held back for the old quiet hours is judged anew
        return people.set_preferences(db, request.person.id, **values)

    person = await request.context.write(save)
    return await _screen(request, person, toast=request.as_person(person).t.settings_saved)


async def _zone(request: Request, name: str) -> Reply:
    """By its IANA name at once; by a city or a country where that is one zone; else asks which."""
    if not name:
        return say_how(request, "zone")
    exact = _zone_called(name)
    found = [exact] if exact else zones.zones_called(name)
    if len(found) == 1:
        return await _save(request, time_zone=found[0])
    if found:
        return _which_zone(request, found)
    request.context.topics.awaits(request.person.id, "zone")
    return View(text=fill(request.t.zone_unknown, zone=name))


def _which_zone(request: Request, found: Sequence[str]) -> View:
    return View(text=Html(request.t.which_zone), rows=zone_rows(request, found))


def zone_rows(request: Request, found: Sequence[str]) -> Rows:
    """A button for each with its clock, which people know better than its name."""
    moment = now()
    buttons = [
        request.button(f"🕑 {name} · {moment.astimezone(ZoneInfo(name)):%H:%M}", "zone", short_digest(name))
        for name in found[:ZONES_MOST]
    ]
    return in_rows(buttons, 1)


async def pick_zone(request: Request) -> Reply:
    """The button of a zone."""
    name = next((zone for zone in available_timezones() if short_digest(zone) == request.numbers[0]), None)
    return await _save(request, time_zone=name) if name else Toast(request.t.outdated, alert=True)


async def here(request: Request, latitude: float, longitude: float) -> Reply:
    """A shared location: the zones around it, the nearest first."""
    found = await request.context.outside(zones.zones_near, latitude, longitude)
    return _which_zone(request, found) if found else say_how(request, "zone")


def _zone_called(name: str) -> str | None:
    """The IANA name, however its letters and spaces were written."""
    parts = [part.strip().replace(" ", "_") for part in one_line(name, 60).split("/")]
    for wanted in ("/".join(parts), "/".join(part.title() for part in parts), "/".join(parts).upper()):
        try:
            ZoneInfo(wanted)
        except (KeyError, ValueError, OSError):
            continue
        return wanted
    return None


async def _quiet(request: Request, text: str) -> Reply:
    if text.lower() in OFF:
        return await _save(request, quiet_from="", quiet_to="")
    times = times_in(text)
    if len(times) == 2:
        return await _save(request, quiet_from=f"{times[0]:%H:%M}", quiet_to=f"{times[1]:%H:%M}")
    written = text.replace("-", " ").split()
    if len(written) == 2:
        odd = next((each for each in written if not times_in(each)), written[0])
        return View(text=fill(request.t.time_unknown, time=odd))
    return say_how(request, "quiet")


async def _digest(request: Request, text: str) -> Reply:
    if text.lower() in OFF:
        return await _save(request, digest_at="")
    if not text:
        return say_how(request, "digest")
    times = times_in(text)
    if len(times) != 1:
        return View(text=fill(request.t.time_unknown, time=text))
    return await _save(request, digest_at=f"{times[0]:%H:%M}")


# ------------------------------------------------------------------------------------------------- in plain sentences


async def say_quiet(request: Request) -> Reply:
    """ "Don't disturb me between 10pm and 7am"; from one time on, until seven."""
    times = times_in(request.text)
    if len(times) == 1:
        times.append(MORNING)
    if len(times) != 2:
        return say_how(request, "quiet")
    return await _save(request, quiet_from=f"{times[0]:%H:%M}", quiet_to=f"{times[1]:%H:%M}")


async def say_digest(request: Request) -> Reply:
    """ "Send me one summary a day"."""
    return say_how(request, "digest")


async def say_zone(request: Request) -> Reply:
    """ "We live in Madrid"."""
    found = zones.zones_called(request.text)
    if len(found) == 1:
        return await _save(request, time_zone=found[0])
    return _which_zone(request, found) if found else say_how(request, "zone")


async def say_language(request: Request) -> Reply:
    """ "Speak Spanish, please"."""
    words = plain(request.text).split()
    tag = next((tag for tag, names in SPOKEN.items() if names.intersection(words)), None)
    return await _save(request, language=tag) if tag else View(text=escape(request.t.only_these_languages))


async def language(request: Request) -> Reply:
    """The next language."""
    tags = list(LANGUAGES)
    at = tags.index(request.person.language) if request.person.language in tags else 0
    return await _save(request, language=tags[(at + 1) % len(tags)])


# ------------------------------------------------------------------------------------------- who they are on a player


def _users(request: Request) -> tuple[str, list[PlayerUser]]:
    """The first player that tells people apart, and whom it knows."""
    for player in request.context.players:
        users = player.users()
        if users:
            return player.name, users
    return "", []


async def who_am_i(request: Request) -> Reply:
    """Which user of the media server? With a number: that one."""
    player, users = await request.context.outside(_users, request)
    if not users:
        return Toast(request.t.no_player, alert=True)
    if request.numbers and request.numbers[0] < len(users):
        return await _save(request, player_user=users[request.numbers[0]].name[:100])
    buttons = [request.button(user.name, "whoami", i) for i, user in enumerate(users[:40])]
    rows = (*in_rows(buttons, 2), (request.button(request.t.b_back, "settings"),))
    return View(text=fill(request.t.link_player_user, player=phrases.player_name(player)), rows=rows)
