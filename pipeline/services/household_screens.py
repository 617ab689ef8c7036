"""The screens that a file must be playable on: those that the owner ticked in the chat, else the configuration's."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.config import Settings
from pipeline.playback.device_profiles import DeviceProfile
from pipeline.playback.screens import BUILT_IN, DEFAULT, household
from pipeline.store import Connection, key_values

_TICKED = "screens"


def known(settings: Settings) -> Mapping[str, DeviceProfile]:
    """Every screen that can be ticked: the owner's own first."""
    return {**settings.screens, **{name: plays for name, plays in BUILT_IN.items() if name not in settings.screens}}


def ticked(db: Connection, settings: Settings) -> tuple[str, ...]:
    """The names of the household's screens. One that is not known any more counts no longer."""
    said = key_values.get(db, _TICKED)
    names = settings.household.screens if said is None else tuple(name for name in said if name in known(settings))
    return names or (DEFAULT,)


def plays(db: Connection, settings: Settings) -> DeviceProfile:
    """What all of the household's screens play."""
    return household(ticked(db, settings), settings.screens)


def tick(db: Connection, settings: Settings, name: str) -> None:
    """Tick a screen, or take its tick away; the last one stays. UserError where nothing plays on all of them."""
    before = ticked(db, settings)
    names = tuple(each for each in before if each != name) if name in before else (*before, name)
    if names:
        household(names, settings.screens)
        key_values.put(db, _TICKED, list(names))
