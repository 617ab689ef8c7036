"""`./airdate read`: what a release's name is read as."""

from __future__ import annotations

from datetime import date
from typing import Any

from rich.markup import escape
from rich.table import Table

from pipeline.releases.parsing.names import ReleaseName


def as_json(name: ReleaseName) -> dict[str, Any]:
    """Every field of `ReleaseName`, always: what the name does not say is null, false, 0 or empty."""
    return {field: value.isoformat() if isinstance(value, date) else value for field, value in name._asdict().items()}


def table(name: ReleaseName) -> Table:
    """For people: what it says, and nothing of what it does not say."""
    shown = Table(title=escape(name.raw), title_justify="left", show_header=False)
    for field, value in as_json(name).items():
        if field != "raw" and value and (field, value) != ("version", 1):
            shown.add_row(field.replace("_", " "), escape(_said(value)))
    return shown


def _said(value: object) -> str:
    if isinstance(value, tuple | list):
        return ", ".join(map(str, value))
    return "yes" if value is True else str(value)
