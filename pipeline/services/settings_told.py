"""What is set, by whom and what for: every setting of the household and of each integration. Secrets are never told."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, SecretStr

from pipeline.config import Section, Settings
from pipeline.engine.plugins import NOTIFIERS, class_of
from pipeline.errors import UserError
from pipeline.model.reasons import Reason
from pipeline.services.config_template import GROUPS, as_toml, meaning, section_of

_SECRET = re.compile("key|token|pass|secret|cookie|auth|credential", re.IGNORECASE)
_IN_URL = re.compile(r"(?<=://)[^/@\s]+@|(?<=[?&])(?:api_?key|token|passkey|auth)=[^&\s\"]+", re.IGNORECASE)
HIDDEN = "…"
TABLES = (*GROUPS, "synchronisers", *NOTIFIERS, "screens", "profiles", "steps")  # sections by a name of one's own
OURS = {"enabled": "setting-enabled", "plugin": "setting-plugin", "downloader": "setting-downloader"}
"""What stands in an integration's section and is for us, with what it is for."""


class Source(StrEnum):
    """From where a setting comes; the earlier counts."""

    ENVIRONMENT = "environment"
    FILE = "file"
    DEFAULT = "default"


@dataclass(frozen=True, kw_only=True)
class Told:
    """One setting. `value`: as the file would say it; HIDDEN for a secret that is set."""

    name: str
    value: str
    source: Source
    variable: str  # of the environment, which sets it too
    description: Reason


@dataclass(frozen=True, kw_only=True)
class Part:
    """One section of the file; `name` is empty for what stands above all sections."""

    name: str
    settings: tuple[Told, ...]


def everything(settings: Settings) -> list[Part]:
    """Every section in the file's order, those of the integrations that are configured last."""
    fields = Settings.model_fields
    sections = [name for name, field in fields.items() if section_of(field) is not None]
    plain = [name for name in fields if name not in (*sections, *TABLES)]
    parts = [_part(settings, (), plain)]
    for name in sections:
        model = getattr(settings, name)
        parts.append(_part(model, (name,), type(model).model_fields))
    for group in ("profiles", "screens"):
        parts += [_part(each, (group, name), each.model_fields_set) for name, each in getattr(settings, group).items()]
    for group in (*GROUPS, "synchronisers", *NOTIFIERS):
        parts += [_integration(group, name, section) for name, section in getattr(settings, group).items()]
    return parts


def _part(model: BaseModel, where: tuple[str, ...], names: Iterable[str]) -> Part:
    return Part(name=".".join(where), settings=tuple(_of_model(model, where, names)))


def _of_model(model: BaseModel, where: tuple[str, ...], names: Iterable[str]) -> Iterator[Told]:
    fields = type(model).model_fields
    for name in sorted(names, key=list(fields).index):
        yield _told(name, getattr(model, name), where, name in model.model_fields_set, fields[name].description)


def _integration(group: str, name: str, section: Section) -> Part:
    """A plugin's own section: its settings with their defaults, and those that are for us."""
    where, given = (group, name), dict(section)
    ours = [_told(key, given.pop(key), where, True, code) for key, code in OURS.items() if key in given]
    try:
        fields = class_of(group, name, section, name).Config.model_fields
    except UserError:  # it is not installed any more: doctor says so
        return Part(name=f"{group}.{name}", settings=tuple(ours))
    for key, field in fields.items():
        secret = "SecretStr" in str(field.annotation)
        value = given.get(key, None if field.is_required() else field.get_default(call_default_factory=True))
        shown = SecretStr(str(value)) if secret and value and not isinstance(value, SecretStr) else value
        ours.append(_told(key, shown, where, key in given, field.description))
    return Part(name=f"{group}.{name}", settings=tuple(ours))


def _told(name: str, value: Any, where: tuple[str, ...], given: bool, description: str | None) -> Told:
    variable = "AIRDATE_" + "__".join((*where, name)).upper()
    source = Source.ENVIRONMENT if _in_environment(variable) else Source.FILE if given else Source.DEFAULT
    about = meaning(description)
    return Told(name=name, value=shown(name, value), source=source, variable=variable, description=about)


def _in_environment(variable: str) -> bool:
    """Case does not count there, and a table can be set by its entries."""
    return any(name.upper() == variable or name.upper().startswith(f"{variable}__") for name in os.environ)


def shown(name: str, value: Any) -> str:
    """A value as the file would say it, without what is secret in it."""
    if value is None or value in ("", (), {}, []):
        return ""
    if isinstance(value, SecretStr):
        return HIDDEN if value.get_secret_value() else ""
    if isinstance(value, Mapping):
        return ", ".join(f"{key} = {shown(str(key), each)}" for key, each in value.items())
    if isinstance(value, str) and _SECRET.search(name):
        return HIDDEN
    return _IN_URL.sub(HIDDEN, as_toml(value))
