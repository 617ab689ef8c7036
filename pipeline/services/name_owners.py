"""Whose a bare name rather is: "The Office" belongs to another show than the British one that is followed.

The catalogue is asked once for each followed show, and what it said is remembered. Catalogues tell namesakes apart by a
year or a country in the title ("The Office (UK)"), or list the one that most people mean first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from pipeline.errors import OutsideError
from pipeline.model import Show, ShowInfo
from pipeline.ports import Catalogue
from pipeline.releases.parsing.words import words
from pipeline.releases.titles import bare_title
from pipeline.services import catalogue
from pipeline.store import Connection, Store, key_values

_KEPT = ("title", "year", "country", "tvdb_id", "tvmaze_id", "imdb_id")


def ask_once(store: Store, catalogues: Sequence[Catalogue], show: Show) -> None:
    """Have the owners of a show's bare name remembered. A catalogue that does not answer is asked at the next look."""
    with store.read() as db:
        if key_values.get(db, _key(show)) is not None:
            return
    try:
        found = catalogue.search(catalogues, bare_title(show.title))
    except OutsideError:
        return
    kept = [{name: value for name, value in asdict(each).items() if name in _KEPT} for each in owners_of(show, found)]
    with store.write() as db:
        key_values.put(db, _key(show), kept)


def owners_of(show: ShowInfo, found: Sequence[ShowInfo]) -> list[ShowInfo]:
    """Those of the shows that a search for the bare title found, best first, whose that title is rather than ours."""
    bare = words(bare_title(show.title))
    same = [each for each in found if words(each.title) == bare or _is_ours(each, show)]
    ours = next((place for place, each in enumerate(same) if _is_ours(each, show)), 0)
    qualified = words(show.title) != bare
    return [each for place, each in enumerate(same) if not _is_ours(each, show) and (qualified or place < ours)]


def remembered(db: Connection, show: Show, followed: Sequence[ShowInfo]) -> tuple[ShowInfo, ...]:
    """The owners of a show's bare name that nobody follows: those who are followed are told apart otherwise."""
    kept = [ShowInfo(**each) for each in key_values.get(db, _key(show)) or ()]
    return tuple(each for each in kept if not any(_is_ours(each, other) for other in followed))


def _is_ours(one: ShowInfo, other: ShowInfo) -> bool:
    pairs = ((one.tvdb_id, other.tvdb_id), (one.tvmaze_id, other.tvmaze_id), (one.imdb_id, other.imdb_id))
    return any(a == b for a, b in pairs if a and b)


def _key(show: Show) -> str:
    return f"name owners {show.id}"
