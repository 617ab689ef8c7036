"""What the pages are drawn with: the templates, and how they show words, moments and reasons to who reads them.

A page's own words stand in the catalogue of messages: `page-more = More` in messages/en.ftl, the same in es.ftl, then
`t("page-more")` in a template or `Reason("page-more")` in a view. Tests find words that stand elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from babel.dates import format_date, format_datetime
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape
from starlette.requests import HTTPConnection

import messages
from dashboard.context import zone_of
from dashboard.marks import mark
from messages.units import size_text, time_text
from pipeline.clock import now
from pipeline.model.reasons import Reason, reason_from
from pipeline.services.server_paths import as_seen_by
from pipeline.store import chores

HERE = Path(__file__).parent
LANGUAGE_COOKIE = "airdate_language"  # what was chosen where people sign in; no secret


def language_of(request: HTTPConnection) -> str:
    """BCP 47: that of whom a link let in, else what was chosen where people sign in, else what the browser likes best,
    of those that there are messages in.

    English where there is none. Format: https://www.rfc-editor.org/rfc/rfc9110#name-accept-language
    """
    if (chosen := getattr(request.state, "language", "")) in messages.LANGUAGES:
        return str(chosen)
    if (kept := request.cookies.get(LANGUAGE_COOKIE, "")) in messages.LANGUAGES:
        return kept
    asked = [each.partition(";") for each in request.headers.get("accept-language", "").split(",")]
    best_first = sorted(asked, key=lambda each: -_weight(each[2]))
    tags = (tag.strip().partition("-")[0].lower() for tag, _, _ in best_first)
    return next((tag for tag in tags if tag in messages.LANGUAGES), "en")


def _weight(parameter: str) -> float:
    """0 to 1, of "q=0.8"."""
    name, _, value = parameter.strip().partition("=")
    try:
        return float(value) if name == "q" else 1.0
    except ValueError:
        return 0.0


def environment(time_zone: str, language: str) -> Environment:
    """The templates in a language, with times by the clock of a time zone."""
    templates = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    files = sorted((HERE / "static").iterdir())
    templates.globals.update(
        language=language,
        t=_teller(language),
        mark=mark,
        duty=chores.duty,
        now=now,
        time_text=time_text,
        size_text=size_text,
        status_text=partial(messages.show_status, language=language),
        # A new version's page must not meet the old one's style.
        version=sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:8],
    )
    zone = zone_of(time_zone)

    def when(moment: datetime, *, live: bool = False, fine: bool = False) -> Markup:
        """A moment in the household's time. `live`: the page's script makes it "3 min ago" and keeps it so; `fine`: to
        the second, of the day."""
        there = moment.astimezone(zone)
        whole = format_datetime(there, "EEE d MMM y, HH:mm:ss", locale=language)
        return Markup('<time datetime="{}" title="{}"{}>{}</time>').format(
            moment.isoformat(timespec="seconds"),
            whole,
            Markup(" data-live") if live else "",
            f"{there:%H:%M:%S}" if fine else _clock(there, now().astimezone(zone).date(), language),
        )

    templates.filters["when"] = when
    templates.filters["clock"] = lambda moment: f"{moment.astimezone(zone):%H:%M}"
    templates.filters["short_day"] = lambda day: format_date(day, "d MMM", locale=language)
    templates.filters["weekday"] = lambda day: format_date(day, "EEE", locale=language)
    templates.filters["month"] = lambda day: format_date(day, "LLLL y", locale=language).capitalize()
    templates.filters["day"] = lambda day: format_date(day, "EEEE, d MMMM", locale=language)
    templates.filters["say"] = _sayer(language, zone.key)
    templates.filters["seen"] = pass_context(lambda context, text: as_seen_by(context["viewer"], text))
    return templates


def _teller(language: str) -> Callable[..., str]:
    """`t(code, …)` of the templates: one of the page's own words. What is given as markup stays markup in it."""

    def tell(code: str, /, **params: Any) -> str:
        if not any(isinstance(value, Markup) for value in params.values()):
            return messages.say(Reason(code, **params), language)
        safe = {name: escape(value) if isinstance(value, str) else value for name, value in params.items()}
        return Markup(messages.say(Reason(code, **safe), language))  # noqa: S704 - our words, and escaped ones

    return tell


def _sayer(language: str, zone: str) -> Callable[[Context, Any], str]:
    """`reason | say` of the templates: in words, as far as who looks may read it."""

    @pass_context
    def said(context: Context, reason: Any) -> str:
        return messages.say(as_seen_by(context["viewer"], reason_from(reason)), language, zone)

    return said


def _clock(moment: datetime, today: date, language: str) -> str:
    """ "21:40" today, "Tue 21:40" in the next days, "3 Nov, 21:40" in the last ones, "3 Nov 2026" otherwise."""
    days = (moment.date() - today).days
    pattern = "HH:mm" if days == 0 else "EEE HH:mm" if 0 < days < 7 else "d MMM, HH:mm" if -7 < days < 0 else "d MMM y"
    return str(format_datetime(moment, pattern, locale=language))
