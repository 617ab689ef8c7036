"""Small pieces that several screens say the same way: reasons, times, counts, episodes, starts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

import messages
from bot.chat.markup import Html, escape, fill, one_line
from bot.texts import Text, Texts
from pipeline.clock import now
from pipeline.model import Episode, EpisodeInfo, Person, Show, ShowInfo, Subscription
from pipeline.model.reasons import Reason
from pipeline.services.server_paths import as_seen_by


def count(words: Text, number: int, **values: object) -> Html:
    return fill(words.of(number), **values)


def name_of(info: ShowInfo) -> str:
    """The title with its year."""
    return f"{info.title} ({info.year})" if info.year and f"({info.year})" not in info.title else info.title


def code_of(info: EpisodeInfo) -> str:
    return f"S{info.season:02}E{info.number:02}"


def title_part(t: Texts, title: str) -> Html:
    """An episode's title behind its code; nothing when it has none yet."""
    return fill(t.title_part, title=title) if title and title.upper() != "TBA" else Html("")


def told(person: Person, reason: Reason, most: int = 200) -> str:
    """What the pipeline says, on one line of at most so many characters, in the person's language and time zone."""
    return one_line(messages.say(as_seen_by(person, reason), person.language, person.time_zone), most)


def moment(person: Person, at: datetime) -> Html:
    """A moment in the person's own time, as they would say it."""
    return escape(messages.moment(at, person.language, person.time_zone))


def day(person: Person, at: datetime) -> str:
    """The day of a moment where the person is: "Thu 3 Dec"."""
    return messages.day(at, person.language, person.time_zone)


def start_of(t: Texts, subscription: Subscription) -> Html:
    """From where on somebody follows: "from season 2 on"."""
    if subscription.until_season is not None:
        return fill(t.start_until, code=f"S{subscription.until_season:02}E{subscription.until_number or 0:02}")
    if subscription.from_at is not None:
        return escape(t.start_next)
    if subscription.from_season <= 1 and subscription.from_number <= 1:
        return escape(t.start_first)
    return fill(t.start_season, season=subscription.from_season)


E = TypeVar("E", bound=EpisodeInfo)


def next_episode(episodes: Sequence[E]) -> E | None:
    """The next to air."""
    moment_now = now()
    coming = [e for e in episodes if e.airs_at and e.airs_at > moment_now]
    return min(coming, key=lambda e: e.airs_at or moment_now, default=None)


def episode_name(t: Texts, show: Show, episode: Episode) -> Html:
    return fill(t.episode_head, show=show.title, code=episode.code, title=title_part(t, episode.title))


def step_words(t: Texts, step: str) -> str:
    """What a step does: "🔎 looking for a release"."""
    return t.steps.get(step) or fill(t.step_other, step=step)


def step_name(t: Texts, step: str) -> str:
    """The same without its picture, for the middle of a sentence."""
    return step_words(t, step).partition(" ")[2]


def player_name(name: str) -> str:
    """A player as people write it, which the configuration need not do: "Jellyfin"."""
    return name[:1].upper() + name[1:]
