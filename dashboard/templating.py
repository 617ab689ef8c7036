"""What the pages are drawn with: the templates, and how they show moments and reasons."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

import messages
from dashboard import views
from messages.units import size_text, time_text
from pipeline.clock import now
from pipeline.model.reasons import reason_from
from pipeline.store import chores

HERE = Path(__file__).parent


def environment(time_zone: str) -> Environment:
    templates = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    files = sorted((HERE / "static").iterdir())
    templates.globals.update(
        mark=views.mark,
        duty=chores.duty,
        now=now,
        time_text=time_text,
        size_text=size_text,
        # A new version's page must not meet the old one's style.
        version=sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:8],
    )
    zone = views.zone_of(time_zone)

    def when(moment: datetime, *, live: bool = False) -> Markup:
        """A moment in the household's time. `live`: the page's script makes it "3 min ago" and keeps it so."""
        text = _clock(moment.astimezone(zone), now().astimezone(zone))
        iso = moment.isoformat(timespec="seconds")
        return Markup('<time datetime="{}" title="{}"{}>{}</time>').format(
            iso, f"{moment.astimezone(zone):%a %-d %b %Y, %H:%M:%S}", Markup(" data-live") if live else "", text
        )

    templates.filters["when"] = when
    templates.filters["clock"] = lambda moment: f"{moment.astimezone(zone):%H:%M}"
    templates.filters["day"] = lambda day: f"{day:%A, %-d %B}"
    templates.filters["say"] = lambda reason: messages.say(reason_from(reason), zone=zone.key)
    return templates


def _clock(moment: datetime, today: datetime) -> str:
    """ "21:40" today, "Tue 21:40" this week, "3 Nov 2026" otherwise."""
    days = (moment.date() - today.date()).days
    if days == 0:
        return f"{moment:%H:%M}"
    return f"{moment:%a %H:%M}" if -7 < days < 7 else f"{moment:%-d %b %Y}"
