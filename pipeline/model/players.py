"""What players show."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class PlayerItem:
    """An episode as a player shows it."""

    player: str  # configured name
    id: str
    title: str
    url: str = ""  # opens it; empty when the player has no page for it
    path: str = ""
    image_url: str = ""
    watched: bool = False
    position: float = 0.0  # seconds


@dataclass(frozen=True, kw_only=True)
class PlayerUser:
    """Somebody whom a player keeps apart from others: their own watched marks."""

    id: str
    name: str


@dataclass(frozen=True, kw_only=True)
class PlayerEntry:
    """One line of a player's library when it is browsed: a library, show, season, episode or film."""

    player: str
    id: str  # what `browse` takes to look inside, or `play` to start it
    title: str
    kind: str  # "library", "show", "season", "episode", "movie", "folder"
    opens: bool  # there is something inside
    url: str = ""
    image_url: str = ""
    season: int | None = None
    number: int | None = None
    watched: bool = False


@dataclass(frozen=True, kw_only=True)
class PlayerSession:
    """A screen that something can be played on now."""

    player: str
    id: str
    name: str  # "Living room"
    user: str = ""
