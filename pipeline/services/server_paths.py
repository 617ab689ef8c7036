"""The server's folders are its owner's business: who else lives here reads the names of files, not where they lie."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeVar

from pipeline.model import Person, Role
from pipeline.model.reasons import Reason
from pipeline.services.rights import may

T = TypeVar("T")
_PART = r"""[^\s/\\:'"<>|](?:[^/\\\n:'"<>|]*[^\s/\\:'"<>|])?[/\\]"""  # of a path: it may hold blanks, not end in one
_FOLDERS = re.compile(rf"""(?<![\w:/.~-])(?:[a-z]+://(?=/))?(?:/|[A-Za-z]:[/\\]|\\\\)(?:{_PART})*(?=[^\s/\\])""")
"""What stands before the last name of an absolute path, of any system, wherever in a text that is."""


def as_seen_by(person: Person | None, value: T) -> T:
    """A text, a reason, or data made of them, as somebody may read it; None: somebody who has not signed in."""
    if person and may(person, Role.OWNER):
        return value
    return _without_folders(value)  # type: ignore[no-any-return]


def _without_folders(value: Any) -> Any:
    if isinstance(value, str):
        return _FOLDERS.sub("", value)
    if isinstance(value, Reason):
        return Reason(value.code, **_without_folders(value.params))
    if isinstance(value, Mapping):
        return {name: _without_folders(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_without_folders(each) for each in value]
    return value
