"""Why something is as it is: a fact, not a sentence.

`Reason("disk-full", free=12_000, folder="/library")`: a code of the catalogue of messages (`messages/en.ftl`, and the
same in every other language), with what belongs to it. Steps, rules, integrations and chores say reasons; they are
stored as data, and a front door makes the sentence, in the reader's language and time zone (`messages.say`).

Parameters are facts, too: sizes in bytes, durations in seconds, moments as aware datetimes, days as dates, other
reasons, tuples for lists; the message says how each is shown. Text from outside is `Reason("text", text="…")`, or just
the string where a reason is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from pydantic_core import core_schema


class Reason:
    """A code with its parameters. Empty (`NO_REASON`), it is false: there is nothing to say."""

    __slots__ = ("code", "params")

    def __init__(self, code: str, /, **params: Any) -> None:
        self.code = code
        self.params: Mapping[str, Any] = params

    def __bool__(self) -> bool:
        return bool(self.code)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Reason) and (self.code, self.params) == (other.code, other.params)

    def __hash__(self) -> int:
        return hash((self.code, repr(sorted(self.params.items()))))

    def __repr__(self) -> str:
        return f"Reason({self.code!r}{''.join(f', {name}={value!r}' for name, value in self.params.items())})"

    def __str__(self) -> str:
        """In English and UTC: for logs."""
        from messages import say  # with Babel and Fluent: only what has something to say loads them

        return say(self)

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: Any) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(
            reason_from, serialization=core_schema.plain_serializer_function_ser_schema(as_data)
        )


NO_REASON = Reason("")


def reason_from(value: Any) -> Reason:
    """A reason from what `as_data` made of it, from plain text, or as it is."""
    if isinstance(value, Reason):
        return value
    if isinstance(value, Mapping):
        params = {name: _from_data(each) for name, each in value.get("params", {}).items()}
        return Reason(str(value["code"]), **params)
    return Reason("text", text=str(value)) if value else NO_REASON


def as_data(reason: Reason) -> dict[str, Any]:
    """As JSON can hold it."""
    return {"code": reason.code, "params": {name: _to_data(value) for name, value in reason.params.items()}}


def _to_data(value: Any) -> Any:
    if isinstance(value, Reason):
        return as_data(value)
    if isinstance(value, datetime):
        return {"at": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, tuple | list):
        return [_to_data(each) for each in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return str(value)


def _from_data(value: Any) -> Any:
    match value:
        case {"code": str()}:
            return reason_from(value)
        case {"at": str(moment)}:
            return datetime.fromisoformat(moment)
        case {"day": str(day)}:
            return date.fromisoformat(day)
        case list():
            return tuple(_from_data(each) for each in value)
    return value
