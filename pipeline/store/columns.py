"""Column types that keep the store's promises: times are UTC, lists and values are typed."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import JSON, DateTime, String, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from pipeline.model.reasons import Reason, as_data, reason_from

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)


class UTCDateTime(TypeDecorator[datetime]):
    """A timezone-aware UTC time. SQLite keeps no zones, so it is added on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone may not be stored: {value}")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Typed(TypeDecorator[T]):
    """Any value pydantic can write as JSON: tuples of strings, our frozen dataclasses."""

    impl = JSON
    cache_ok = True

    def __init__(self, kind: Any) -> None:
        super().__init__(none_as_null=True)
        self.kind = kind
        self.adapter: TypeAdapter[T] = TypeAdapter(kind)

    def process_bind_param(self, value: T | None, dialect: Dialect) -> Any:  # noqa: ARG002
        return None if value is None else json.loads(self.adapter.dump_json(value))

    def process_result_value(self, value: Any, dialect: Dialect) -> T | None:  # noqa: ARG002
        return None if value is None else self.adapter.validate_python(value, strict=False)


class Word(TypeDecorator[E]):
    """A StrEnum, stored as its readable value."""

    impl = String
    cache_ok = True

    def __init__(self, kind: type[E], length: int = 24) -> None:
        super().__init__(length)
        self.kind = kind

    def process_bind_param(self, value: E | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> E | None:  # noqa: ARG002
        return None if value is None else self.kind(value)


class Said(TypeDecorator[Reason]):
    """A reason: JSON, or just its text where it is nothing but that (so were all of them in earlier versions)."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Reason | str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        if value is None:
            return None
        reason = reason_from(value)
        if reason.code in ("", "text"):
            return str(reason.params.get("text", ""))
        return json.dumps(as_data(reason), ensure_ascii=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Reason | None:  # noqa: ARG002
        if value is None:
            return None
        return reason_from(json.loads(value) if value.startswith('{"code": ') else value)
