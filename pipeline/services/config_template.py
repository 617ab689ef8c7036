"""A commented airdate.toml, made from the settings themselves, so that it never tells of one that is gone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

import messages
from pipeline.config import Settings
from pipeline.engine.plugins import available, class_of, plugin_class
from pipeline.model.reasons import NO_REASON, Reason
from pipeline.releases.quality_profiles import Profile

GROUPS = {
    "catalogues": "Where shows and air times come from; asked in this order.",
    "indexers": "Where releases come from; all are asked.",
    "downloaders": "One or several: an indexer's `downloader` says which. Without any, Airdate runs its own.",
    "encoders": "One: what makes files playable.",
    "subtitlers": "Where subtitles come from; asked in this order.",
    "players": "What shows the library; all are told.",
}
TOLD = {
    "webhooks": "programs that are told what happens",
    "notify": "people who are told elsewhere than in the chat",
}
ON = {"tvmaze", "archive", "ffmpeg", "subliminal"}  # need no account


Answers = Mapping[tuple[str, ...], Any]
"""What was decided, by the keys from the top: ("telegram", "token"). Secrets are plain text here."""


def template(answers: Answers | None = None) -> str:
    """The file that `airdate init` writes: every setting with its default, and what was decided."""
    said = answers or {}
    fields = Settings.model_fields
    sections = {name: kind for name, field in fields.items() if (kind := section_of(field)) is not None}
    lines = ["# Airdate's settings. What is commented out stands at its default.", ""]
    for name, field in fields.items():
        if name not in (*sections, *GROUPS, *TOLD, "screens", "profiles", "steps"):
            lines += _setting(name, field, said.get((name,)))
    for name, model in sections.items():
        lines += ["", f"[{name}]", *_model(model, said, name)]
    lines += ["", "# --- profiles: what you want of a picture, by a name of your own", "", "# [profiles.mine]"]
    lines += _model(Profile, {})
    for group, what in TOLD.items():
        lines += ["", f"# --- {group}: {what}, by names of your own", "", f"# [{group}.mine]"]
        lines += _model(class_of(group, "mine", {}, group).Config, {})
    for group, what in GROUPS.items():
        lines += _group(group, what, said)
    lines += ["", "# --- steps: what extra steps of the line can be set to, by their names", "", "# [steps.mine]"]
    return "\n".join(lines) + "\n"


def section_of(field: FieldInfo) -> type[BaseModel] | None:
    """The model of a setting that is a section of its own."""
    kind = field.annotation
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def _group(group: str, what: str, said: Answers) -> list[str]:
    """Every installed plugin of a group with its settings, those first that need no account."""
    on = ON | {where[1] for where in said if where[0] == group}
    lines = ["", f"# --- {group}: {what}"]
    for name in sorted(available(group), key=lambda n: (n not in on, n)):
        off = "" if name in on else "# "
        lines += ["", f"{off}[{group}.{name}]", *_model(plugin_class(group, name, group).Config, said, group, name)]
    return lines


def _model(model: type[BaseModel], said: Answers, *where: str) -> list[str]:
    fields = model.model_fields.items()
    return [line for name, field in fields for line in _setting(name, field, said.get((*where, name)))]


def _setting(name: str, field: FieldInfo, said: Any = None) -> list[str]:
    """What it means, and its default behind a `#`, or what was decided."""
    comment = [f"# {what}"] if (what := messages.say(meaning(field.description))) else []
    if said is not None:
        return [*comment, f"{name} = {as_toml(said)}"]
    default = field.get_default(call_default_factory=True)
    value = '"…"' if default is PydanticUndefined or default is None else as_toml(default)
    return [*comment, f"# {name} = {value}"]


def meaning(description: str | None) -> Reason:
    """What a setting is for: a code of the messages, or the words of a plugin from elsewhere."""
    if not description:
        return NO_REASON
    return Reason(description) if description.startswith("setting-") else Reason("text", text=description)


def as_toml(value: Any) -> str:
    """A value as the file says it; a secret is "…"."""
    if isinstance(value, SecretStr):
        return '"…"'
    if isinstance(value, BaseModel):
        value = value.model_dump(mode="json")
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(k)} = {as_toml(v)}" for k, v in value.items()) + " }"
    if isinstance(value, (list, tuple, set, frozenset)):
        return "[" + ", ".join(as_toml(v) for v in value) + "]"
    if isinstance(value, (bool, int, float)):
        return json.dumps(value)
    return json.dumps(str(value) if not isinstance(value, Path) else value.as_posix(), ensure_ascii=False)
