"""The calendar as a feed that calendars subscribe to (iCalendar, https://www.rfc-editor.org/rfc/rfc5545)."""

from __future__ import annotations

from datetime import datetime, timedelta

from icalendar import Calendar, Event

from pipeline.clock import now
from pipeline.model import Episode, Person, Show
from pipeline.services.rights import whose
from pipeline.store import Connection, overview

PAST, AHEAD = timedelta(days=30), timedelta(days=180)
EVENTS_MOST = 2000
LASTS = 1800.0  # seconds, where nobody says how long an episode is


def feed(db: Connection, viewer: Person) -> bytes:
    """What aired lately and airs in the next months of what somebody sees."""
    moment = now()
    calendar = Calendar()
    calendar.add("prodid", "-//Airdate//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Airdate")
    calendar.add("refresh-interval", timedelta(hours=6), {"value": "DURATION"})
    rows = overview.airing_between(db, moment - PAST, moment + AHEAD, whose(viewer))
    for show, episode, _ in rows[:EVENTS_MOST]:
        calendar.add_component(_event(show, episode, moment))
    return bytes(calendar.to_ical())


def _event(show: Show, episode: Episode, moment: datetime) -> Event:
    assert episode.airs_at is not None
    event = Event()
    event.add("uid", f"episode-{episode.id}@airdate")
    # The day, so that the feed stays the same while nothing in it changes: calendars ask for it many times a day.
    event.add("dtstamp", moment.replace(hour=0, minute=0, second=0, microsecond=0))
    event.add("dtstart", episode.airs_at)
    event.add("dtend", episode.airs_at + timedelta(seconds=episode.runtime or show.runtime or LASTS))
    event.add("summary", f"{show.title} {episode.code} {episode.title}".rstrip())
    if episode.overview:
        event.add("description", episode.overview[:500])
    return event
