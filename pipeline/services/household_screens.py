"""The screens that a file must be playable on: those that the owner ticked in the chat, else the configuration's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.config import Settings
from pipeline.errors import UserError
from pipeline.model.reasons import Reason
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


def is_chosen(db: Connection) -> bool:
    """Whether the owner has ticked any: then the configuration's count no longer."""
    return key_values.get(db, _TICKED) is not None


def choose(db: Connection, settings: Settings, names: Sequence[str]) -> None:
    """Tick these and no others. UserError where one is not known, there is none, or nothing plays on all of them."""
    unknown = next((name for name in names if name not in known(settings)), None)
    if unknown is not None or not names:
        raise UserError(Reason("no-screen-chosen"))
    household(names, settings.screens)
    key_values.put(db, _TICKED, list(names))


def tick(db: Connection, settings: Settings, name: str) -> None:
    """Tick a screen, or take its tick away; the last one stays. UserError where nothing plays on all of them."""
    before = ticked(db, settings)
    names = tuple(each for each in before if each != name) if name in before else (*before, name)
    if names:
        household(names, settings.screens)
        key_values.put(db, _TICKED, list(names))
