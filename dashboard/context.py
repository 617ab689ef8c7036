"""What a page is asked for, and what it can reach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from pipeline.config import Settings
from pipeline.engine.plugins import Parts
from pipeline.errors import UserError
from pipeline.model import Person, Role
from pipeline.model.reasons import Reason
from pipeline.ports import Catalogue
from pipeline.services import rights
from pipeline.store import Connection, Store, shows
from pipeline.store.runs import Stage

ID_MOST = 2**31 - 1  # what the databases hold
Shown = dict[str, Any]  # what a template is given; `title` is a Reason, or a name


@dataclass(frozen=True, kw_only=True)
class Context:
    """The household that the pages are about. `parts`: the outside systems, where they are at hand."""

    store: Store
    settings: Settings
    stages: tuple[Stage, ...]
    parts: Parts | None = None

    @property
    def catalogues(self) -> tuple[Catalogue, ...]:
        return self.parts.catalogues if self.parts else ()


@dataclass(frozen=True, kw_only=True)
class PageRequest:
    """Who asks for a page, and what its address says."""

    viewer: Person
    path: Mapping[str, str]
    query: Mapping[str, str]

    @property
    def id(self) -> int:
        """What the page is about. UserError when that is no number."""
        return number(self.path["id"])

    def checked(self, role: Role) -> PageRequest:
        """UserError when the viewer may not see what takes this role."""
        if not rights.may(self.viewer, role):
            raise UserError(Reason("owner-only"))
        return self

    def whole(self, name: str, otherwise: int = 1) -> int:
        """A number of the address, "?page=2"."""
        text = self.query.get(name, "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else otherwise

    def page_of(self, count: int, most: int) -> tuple[int, int]:
        """(the page that is asked for, how many there are) of so many things, at most so many on a page."""
        pages = max(1, -(-count // most))
        return min(max(1, self.whole("page")), pages), pages


def number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text[:20]) > ID_MOST:
        raise UserError(Reason("no-such-number"))
    return int(text)


def shows_of(db: Connection, viewer: Person) -> list[int] | None:
    """The shows that somebody sees; None: all."""
    person_id = rights.whose(viewer)
    return None if person_id is None else [each.show.id for each in shows.followed_by(db, person_id)]


def check_sees(db: Connection, viewer: Person, show_id: int) -> None:
    """UserError when a show is none of somebody's business: as if it were not there."""
    if rights.seen_show(db, viewer, show_id) is None:
        raise UserError(Reason("show-gone"))


def zone_of(name: str) -> ZoneInfo:
    """The time zone of this name; UTC where there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")
