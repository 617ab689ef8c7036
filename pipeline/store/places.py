"""Folders that hosts call differently: the database has one name for each, and every host its own.

The names in the database are those of the host without `[paths]`, as a rule the one that files came from first.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, Text, create_engine
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


class Places:
    """`folders`: what the database says → what it is here. The deepest that fits counts."""

    def __init__(self, folders: Mapping[str, Path] | None = None) -> None:
        pairs = [(theirs.rstrip("/"), str(ours).rstrip("/")) for theirs, ours in (folders or {}).items()]
        self._in = sorted(pairs, key=lambda pair: -len(pair[0]))
        self._out = sorted(((ours, theirs) for theirs, ours in pairs), key=lambda pair: -len(pair[0]))

    def here(self, path: str) -> str:
        """A path of the database, on this host."""
        return _mapped(path, self._in)

    def kept(self, path: str) -> str:
        """A path of this host, as the database has it."""
        return _mapped(path, self._out)

    def to_json(self, value: Any) -> str:
        """As the database has it."""
        return json.dumps(_in_json(value, self._out))

    def from_json(self, text: str | bytes) -> Any:
        """As it is here."""
        return _in_json(json.loads(text), self._in)

    def engine(self, url: URL, **options: Any) -> Engine:
        """An engine that changes every path that goes through it: in columns of paths, and in JSON."""
        if self._in:
            options |= {"json_serializer": self.to_json, "json_deserializer": self.from_json}
        made = create_engine(url, **options)
        made.dialect.places = self  # type: ignore[attr-defined]  # the one thing that a column's type is given
        return made


class Place(TypeDecorator[str]):
    """A path, as the database has it; see `Places`."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else _places(dialect).kept(str(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else _places(dialect).here(value)


def kept(db: Connection, path: Path) -> str:
    """A path of this host, as the database has it: for what is compared in parts."""
    return _places(db.dialect).kept(str(path))


def _places(dialect: Dialect) -> Places:
    found: Places = getattr(dialect, "places", NOWHERE_ELSE)
    return found


NOWHERE_ELSE = Places()


def _mapped(path: str, pairs: list[tuple[str, str]]) -> str:
    for before, after in pairs:
        if path == before or path.startswith(f"{before}/"):
            return after + path[len(before) :]
    return path


def _in_json(value: Any, pairs: list[tuple[str, str]]) -> Any:
    """The same with each text that is such a path changed."""
    match value:
        case str():
            return _mapped(value, pairs)
        case list() | tuple():
            return [_in_json(each, pairs) for each in value]
        case dict():
            return {_mapped(key, pairs): _in_json(each, pairs) for key, each in value.items()}
    return value
