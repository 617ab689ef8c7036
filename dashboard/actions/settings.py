"""What people change of how they are spoken to, and the owner of the household: as /settings in the chat does."""

from __future__ import annotations

import re
from zoneinfo import available_timezones

import messages
from dashboard.press import Done, Press
from pipeline.errors import UserError
from pipeline.model.reasons import Reason
from pipeline.services import household_screens, retention
from pipeline.services.retention import Policy
from pipeline.store import outbox, people

DAYS = (1, 3, 7, 30)
WHATS = ("keep", "ask", "delete")
_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d", re.ASCII)


def prefer(press: Press) -> Done:
    """ "prefer": one's language, time zone, quiet hours and digest, as the fields say; a time that is empty: none."""
    if press.words or not press.viewer.id:
        raise UserError(Reason("no-such-button" if press.words else "no-owner-yet"))
    quiet = [_time(press, "quiet_from"), _time(press, "quiet_to")]
    values = {"language": _language(press), "time_zone": _zone(press), "digest_at": _time(press, "digest_at")}
    with press.context.store.write() as db:
        outbox.look_again(db, press.viewer.id)  # what was held back for the old quiet hours is judged anew
        start, end = quiet if all(quiet) else ("", "")
        people.set_preferences(db, press.viewer.id, quiet_from=start, quiet_to=end, **values)
    return Done(said=Reason("saved"))


def household(press: Press) -> Done:
    """ "household": the screens, and what becomes of what everyone has watched."""
    if press.words:
        raise UserError(Reason("no-such-button"))
    what, days = press.fields.first("watched"), press.fields.first("days")
    if what not in WHATS or not re.fullmatch("[0-9]{1,3}", days):
        raise UserError(Reason("no-such-button"))
    with press.context.store.write() as db:
        household_screens.choose(db, press.context.settings, press.fields.get("screen", []))
        retention.set_policy(db, Policy(what=what, days=float(days)))  # type: ignore[arg-type]
    return Done(said=Reason("saved"))


def _language(press: Press) -> str:
    tag = press.fields.first("language")
    if tag not in messages.LANGUAGES:
        raise UserError(Reason("no-such-language", name=tag[:40]))
    return tag


def _zone(press: Press) -> str:
    name = press.fields.first("time_zone").strip()
    if name not in available_timezones():
        raise UserError(Reason("no-such-zone", name=name[:60]))
    return name


def _time(press: Press, field: str) -> str:
    """ "22:30", or empty."""
    text = press.fields.first(field).strip()
    if text and not _TIME.fullmatch(text):
        raise UserError(Reason("no-such-time", name=text[:20]))
    return text
