"""What a Bot API request carries, however it is encoded: https://core.telegram.org/bots/api#making-requests."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from demo.telegram.errors import ApiError, bad_request

_WHOLE_NUMBERS = {"chat_id", "message_id", "offset", "limit", "timeout", "cache_time"}
_TRUTHS = {"show_alert", "drop_pending_updates", "is_personal"}
_STRUCTURES = {
    "allowed_updates", "reply_markup", "media", "commands", "scope", "menu_button", "results", "link_preview_options",
}  # fmt: skip
_DISPOSITION = re.compile(r'(?:^|;)\s*(name|filename)="([^"]*)"', re.IGNORECASE)


@dataclass
class Upload:
    """A file inside a request."""

    mime: str
    content: bytes


@dataclass
class Params:
    """The parameters of one call, with numbers, truths and JSON already read."""

    values: dict[str, Any] = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)
    fetched: dict[str, Upload | ApiError] = field(default_factory=dict)  # by URL, before the method runs

    def text(self, name: str) -> str:
        return str(self.values.get(name) or "")

    def number(self, name: str, default: int = 0) -> int:
        value = self.values.get(name, default)
        if not isinstance(value, int):
            raise bad_request(f'invalid parameter "{name}"')
        return value

    def truth(self, name: str) -> bool:
        return bool(self.values.get(name))

    def structure(self, name: str) -> Any:
        """A JSON value: an object, a list, or None when it was not given."""
        return self.values.get(name)

    def listed(self, name: str) -> list[Any]:
        value = self.values.get(name)
        if value is not None and not isinstance(value, list):
            raise bad_request(f"can't parse {name}: expected an Array")
        return value or []

    def mapped(self, name: str) -> dict[str, Any]:
        value = self.values.get(name)
        if value is not None and not isinstance(value, dict):
            raise bad_request(f"object expected as {name.replace('_', ' ')}")
        return value or {}


def read(content_type: str, body: bytes, query: str = "") -> Params:
    """The parameters of a request from its query string and its body."""
    fields: dict[str, Any] = dict(parse_qsl(query, keep_blank_values=True))
    uploads: dict[str, Upload] = {}
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "application/json":
        fields |= _json(body)
    elif kind == "multipart/form-data":
        more, uploads = _multipart(content_type, body)
        fields |= more
    elif body:
        fields |= dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    return Params({name: _value(name, value) for name, value in fields.items()}, uploads)


def _json(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body or b"{}")
    except ValueError:
        raise bad_request("can't parse JSON object") from None
    if not isinstance(found, dict):
        raise bad_request("can't parse JSON object")
    return found


def _value(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if name in _WHOLE_NUMBERS and re.fullmatch(r"-?\d{1,18}", value):
        return int(value)
    if name in _TRUTHS:
        return value.lower() in {"true", "1", "yes", "y"}
    if name in _STRUCTURES and value:
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None
    return value


def _multipart(content_type: str, body: bytes) -> tuple[dict[str, str], dict[str, Upload]]:
    """RFC 7578, by hand: the files must come out byte for byte."""
    boundary = re.search(r'boundary="?([^";]+)"?', content_type)
    if boundary is None:
        raise bad_request("can't find the boundary of the multipart body")
    fields: dict[str, str] = {}
    uploads: dict[str, Upload] = {}
    for part in (b"\r\n" + body).split(b"\r\n--" + boundary[1].encode())[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        headers = _headers(head)
        names = dict(_DISPOSITION.findall(headers.get("content-disposition", "")))
        if "filename" in names:
            mime = headers.get("content-type", "application/octet-stream")
            uploads[names.get("name", "")] = Upload(mime, content)
        else:
            fields[names.get("name", "")] = content.decode("utf-8", "replace")
    return fields, uploads


def _headers(head: bytes) -> dict[str, str]:
    lines = (line.partition(":") for line in head.decode("utf-8", "replace").split("\r\n"))
    return {name.strip().lower(): value.strip() for name, _, value in lines}
