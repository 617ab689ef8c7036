"""/settings: each person's own time zone, language, quiet hours, digest, and who they are on the media server."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot import said
from bot.markup import Html, fill, one_line
from bot.quiet import clock
from bot.screen import Reply, Screen, Toast, in_rows
from bot.texts import LANGUAGES
from bot.visit import Visit
from bot.watched import policy_words
from pipeline import outbox, people, watched
from pipeline.clock import now
from pipeline.model import Person, PlayerUser

OFF = ("off", "no", "none", "nunca")


async def settings(visit: Visit) -> Reply:
    """/settings, and /settings zone|quiet|digest …"""
    what, _, rest = visit.text.partition(" ")
    changes = {"zone": _zone, "quiet": _quiet, "digest": _digest}
    if not what:
        return await _screen(visit, visit.person)
    change = changes.get(what.lower())
    if change is None:
        return await _screen(visit, visit.person)
    return await change(visit, rest.strip())


async def _screen(visit: Visit, person: Person, toast: str = "") -> Screen:
    visit = visit.as_person(person)
    t = visit.t
    quiet = t.quiet_none
    if person.quiet_from and person.quiet_to:
        quiet = fill(t.quiet_from_to, start=person.quiet_from, end=person.quiet_to)
    digest = fill(t.digest_daily, time=person.digest_at) if person.digest_at else t.digest_none
    player = ""
    if visit.house.players:
        player = fill(t.settings_player, name=person.player_user or t.settings_nobody)
    watching = ""
    if visit.owner:
        policy = await visit.house.read(watched.policy, visit.house.settings)
        watching = fill(t.settings_watched, policy=policy_words(t, policy))
    text = fill(
        t.settings,
        zone=person.time_zone,
        now=f"{visit.local(now()):%H:%M}",
        language=t.language_name,
        quiet=quiet,
        digest=digest,
        player=player,
        watched=watching,
    )
    buttons = [
        visit.button(t.b_language, "setlang"),
        visit.button(t.b_zone, "sethow", 0),
        visit.button(t.b_quiet, "sethow", 1),
        visit.button(t.b_digest, "sethow", 2),
    ]
    if visit.house.players:
        buttons.append(visit.button(t.b_who_am_i, "whoami"))
    if visit.owner:
        buttons.append(visit.button(t.b_watched, "afterall"))
    return Screen(text=text, rows=in_rows(buttons, 2), toast=toast)


async def how(visit: Visit) -> Reply:
    """How to say a time zone, quiet hours, a digest."""
    t = visit.t
    texts = (t.zone_how, t.quiet_how, t.digest_how)
    at = min(visit.numbers[0], len(texts) - 1)
    return Screen(text=Html(texts[at]), fresh=True)


async def _save(visit: Visit, **values: str) -> Screen:
    def save(db: Connection) -> Person:
        outbox.look_again(db, visit.person.id)  # what was held back for the old quiet hours is judged anew
        return people.set_preferences(db, visit.person.id, **values)

    person = await visit.house.write(save)
    return await _screen(visit, person, toast=visit.as_person(person).t.settings_saved)


async def _zone(visit: Visit, name: str) -> Reply:
    if not name:
        return Screen(text=Html(visit.t.zone_how))
    found = _zone_called(name)
    return await _save(visit, time_zone=found) if found else Screen(text=fill(visit.t.zone_unknown, zone=name))


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


async def _quiet(visit: Visit, text: str) -> Reply:
    if text.lower() in OFF:
        return await _save(visit, quiet_from="", quiet_to="")
    times = text.replace("-", " ").split()
    if len(times) != 2:
        return Screen(text=Html(visit.t.quiet_how))
    read = [clock(time) for time in times]
    for time, meant in zip(times, read, strict=True):
        if meant is None:
            return Screen(text=fill(visit.t.time_unknown, time=time))
    return await _save(visit, quiet_from=f"{read[0]:%H:%M}", quiet_to=f"{read[1]:%H:%M}")


async def _digest(visit: Visit, text: str) -> Reply:
    if text.lower() in OFF:
        return await _save(visit, digest_at="")
    if not text:
        return Screen(text=Html(visit.t.digest_how))
    at = clock(text)
    return await _save(visit, digest_at=f"{at:%H:%M}") if at else Screen(text=fill(visit.t.time_unknown, time=text))


async def language(visit: Visit) -> Reply:
    """The next language."""
    tags = list(LANGUAGES)
    at = tags.index(visit.person.language) if visit.person.language in tags else 0
    return await _save(visit, language=tags[(at + 1) % len(tags)])


# ------------------------------------------------------------------------------------------- who they are on a player


def _users(visit: Visit) -> tuple[str, list[PlayerUser]]:
    """The first player that tells people apart, and whom it knows."""
    for player in visit.house.players:
        users = player.users()
        if users:
            return player.name, users
    return "", []


async def who_am_i(visit: Visit) -> Reply:
    """Which user of the media server? With a number: that one."""
    player, users = await visit.house.outside(_users, visit)
    if not users:
        return Toast(visit.t.no_player, alert=True)
    if visit.numbers and visit.numbers[0] < len(users):
        return await _save(visit, player_user=users[visit.numbers[0]].name[:100])
    buttons = [visit.button(user.name, "whoami", i) for i, user in enumerate(users[:40])]
    rows = (*in_rows(buttons, 2), (visit.button(visit.t.b_back, "settings"),))
    return Screen(text=fill(visit.t.link_player_user, player=said.player_name(player)), rows=rows)
