"""What changed in the catalogues: one question for all followed shows instead of one for each.

Only what changed is read anew. A catalogue answers from its cache for a while, and a show may change just after it was
read: it is asked for longer back than it must be, and a show that was read just before is read once more, later.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from pipeline.clock import now
from pipeline.config import Timing
from pipeline.engine.context import seconds
from pipeline.errors import OutsideError
from pipeline.model import Show
from pipeline.ports import Catalogue
from pipeline.store import Connection, Store, key_values, pace, shows

READ_ANYWAY = timedelta(days=30)  # a catalogue may forget to tell
CACHED = timedelta(hours=1)  # that long a change may not be in what is read (https://www.tvmaze.com/api#caching)
# Shows that are read anew in a day: two requests each, and once a third for its namesakes. Who has set a quicker
# `catalogue_soon` reads more.
LOOKS = 50
NOW = timedelta(0)
FIRST = timedelta(days=1)  # so far back a catalogue is asked that never was


def note_changes(store: Store, catalogues: Sequence[Catalogue], timing: Timing) -> None:
    """Ask each catalogue, when it is time, what changed, and have those of the followed shows read anew."""
    every = seconds(timing.catalogue_soon)
    just_read = min(CACHED, 2 * every)
    for catalogue in catalogues:
        since = _claim(store, catalogue, every)
        if since is None:
            continue
        asked = now()
        try:
            changed = catalogue.changed_since(since - just_read - every)
        except OutsideError:  # noted as its health; the next time it is asked from the same moment on
            continue
        _mark(store, catalogue, changed, just_read)
        with store.write() as db:
            if changed is None and (key_values.get(db, _key(catalogue)) or {}).get("told"):
                _mark_all(db, catalogue)  # it was not asked for so long that it cannot tell any more
            told = changed is not None
            key_values.put(db, _key(catalogue), {"asked": asked.isoformat(), "since": asked.isoformat(), "told": told})


def is_fresh(store: Store, catalogues: Sequence[Catalogue], show: Show, timing: Timing) -> bool:
    """Whether what is stored of a show is what its catalogue has, as far as it told of its changes."""
    catalogue = _of(catalogues, show)
    if catalogue is None or show.refreshed_at is None or now() - show.refreshed_at > READ_ANYWAY:
        return False
    with store.read() as db:
        known = key_values.get(db, _key(catalogue))
    if not known or not known.get("told"):
        return False
    return now() - datetime.fromisoformat(known["since"]) < 4 * seconds(timing.catalogue_soon)


def may_read(store: Store, catalogues: Sequence[Catalogue], show: Show, timing: Timing) -> bool:
    """Whether this look is within what is asked of the catalogue in a day. One that was never read is not held up."""
    catalogue = _of(catalogues, show)
    if catalogue is None:
        return True
    with store.read() as db:
        known = key_values.get(db, _key(catalogue))
    if not known or not known.get("told"):
        return True
    hastier = max(1.0, Timing().catalogue_soon / timing.catalogue_soon)
    return pace.may_take(store, f"{catalogue.name} looks", round(LOOKS * hastier), timedelta(days=1))


def _claim(store: Store, catalogue: Catalogue, every: timedelta) -> datetime | None:
    """From when on to ask, when it is time and no other worker asks; None otherwise."""
    moment = now()
    with store.write() as db:
        known = key_values.get_held(db, _key(catalogue)) or {}
        if known and abs(moment - datetime.fromisoformat(known["asked"])) < every:
            return None
        since = known.get("since") or (moment - FIRST).isoformat()
        key_values.put(db, _key(catalogue), {"told": False, **known, "since": since, "asked": moment.isoformat()})
    # Not from a moment that is still to come: the clock was set back since.
    return min(datetime.fromisoformat(since), moment - every)


def _mark(store: Store, catalogue: Catalogue, changed: set[int] | None, just_read: timedelta) -> None:
    if not changed:
        return
    moment = now()
    with store.write() as db:
        for show in shows.all_followed(db):
            read = show.refreshed_at
            if catalogue.id_of(show) in changed and (read is None or not NOW <= moment - read <= just_read):
                shows.set_changed(db, show.id)


def _mark_all(db: Connection, catalogue: Catalogue) -> None:
    for show in shows.all_followed(db):
        if catalogue.id_of(show) is not None:
            shows.set_changed(db, show.id)


def _of(catalogues: Sequence[Catalogue], show: Show) -> Catalogue | None:
    """The catalogue that a show is read from."""
    return next((each for each in catalogues if each.id_of(show) is not None), None)


def _key(catalogue: Catalogue) -> str:
    return f"changes {catalogue.name}"[:120]
