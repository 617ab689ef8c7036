"""When a person wants to hear of things: quiet hours, and a digest once a day. All in their own time zone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta

from bot.chat.request import zone_of
from pipeline.model import Person
from pipeline.store.outbox import GoWatch, Message

_CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")


def clock(text: str) -> time | None:
    """A time of day as people write it ("22:30", "7.05"); None when it is none."""
    match = _CLOCK.fullmatch(text.strip())
    return time(int(match[1]), int(match[2])) if match else None


def wait_until(person: Person, message: Message, moment: datetime) -> datetime | None:
    """When this message may be sent, if that is later than `moment`."""
    ready = moment
    daily = clock(person.digest_at)
    if daily is not None and message.kind == GoWatch.__name__:
        ready = max(ready, _next(person, daily, message.created_at))
    start, end = clock(person.quiet_from), clock(person.quiet_to)
    if start is not None and end is not None and start != end:
        here = ready.astimezone(zone_of(person)).time()
        quiet = start <= here < end if start < end else here >= start or here < end
        if quiet:
            ready = _next(person, end, ready)
    return ready if ready > moment else None


def _next(person: Person, at: time, after: datetime) -> datetime:
    """The first time that the person's clock shows `at` after a moment; UTC."""
    zone = zone_of(person)
    day = after.astimezone(zone).date()
    found = datetime.combine(day, at, zone)
    if found.astimezone(UTC) <= after:
        found = datetime.combine(day + timedelta(days=1), at, zone)
    return found.astimezone(UTC)
