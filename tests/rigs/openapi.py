"""Checks what went over the wire against the published OpenAPI descriptions.

The descriptions are large and not ours, so they are not in this repository: they are looked for in `shared/openapi`
beside it, or where AIRDATE_OPENAPI says.
"""

from __future__ import annotations

import json
import os
import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
import yaml  # type: ignore[import-untyped]  # comes with openapi-core
from openapi_core import Config, OpenAPI
from openapi_core.datatypes import RequestParameters
from openapi_core.testing import MockRequest, MockResponse
from werkzeug.datastructures import ImmutableMultiDict

from demo.server import Exchange

HERE = Path(__file__).parents[2]
JELLYFIN = ("jellyfin-10.10.7.json", "jellyfin-10.11.11.json", "jellyfin-12.0.0.json")
TVDB = "tvdb-v4.yml"
HOST = "http://described.example"


def folder() -> Path | None:
    """Where the descriptions are; None when they are not there."""
    place = Path(os.environ.get("AIRDATE_OPENAPI") or HERE.parent / "shared" / "openapi")
    return place if place.is_dir() else None


def described() -> bool:
    return folder() is not None


needs_descriptions = pytest.mark.skipif(
    not described(), reason="the published descriptions are not there (AIRDATE_OPENAPI, or ../shared/openapi)"
)


@cache
def description(name: str) -> tuple[OpenAPI, dict[str, Any]]:
    place = folder()
    assert place is not None
    text = (place / name).read_text(encoding="utf-8")
    content = json.loads(text) if name.endswith(".json") else yaml.load(text, yaml.CSafeLoader)
    if name == TVDB:
        content["paths"]["/login"]["post"]["security"] = []  # said to need the token that it gives
    content["servers"] = [{"url": HOST}]
    config = Config(spec_validator_cls=None, extra_format_validators={"uuid": _is_id})
    return OpenAPI.from_dict(content, config=config), content


def _is_id(value: Any) -> bool:
    """Jellyfin writes its ids without hyphens, which is not RFC 9562's way, and reads them with and without."""
    return (
        not isinstance(value, str)
        or re.fullmatch(r"[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", value) is not None
    )


def problems(name: str, exchange: Exchange, prefix: str = "") -> list[str]:
    """What is wrong with a request of ours, and with the answer to it; empty when both are as described."""
    api, content = description(name)
    path = exchange.path.removeprefix(prefix)
    request = _Request(exchange, path)
    what = f"{exchange.method} {path}?{exchange.query}"
    found = [f"{what}: the request: {_words(error)}" for error in api.iter_request_errors(request)]
    if found:
        return found
    found += [
        f"{what}: there is no parameter {extra!r}"
        for extra in _undescribed(content, exchange.method, path, exchange.query)
    ]
    response = MockResponse(
        data=exchange.answer,
        status_code=exchange.status,
        content_type=exchange.answer_headers.get("content-type", "").partition(";")[0],
    )
    found += [f"{what}: the answer: {_words(error)}" for error in api.iter_response_errors(request, response)]
    return found


class _Request(MockRequest):
    def __init__(self, exchange: Exchange, path: str) -> None:
        super().__init__(
            HOST,
            exchange.method.lower(),
            path,
            headers=dict(exchange.headers),
            data=exchange.body or None,
            content_type=exchange.headers.get("content-type", "application/json").partition(";")[0],
        )
        pairs = parse_qsl(exchange.query, keep_blank_values=True)
        self.parameters = RequestParameters(
            query=ImmutableMultiDict(pairs),
            header=self.parameters.header,
            cookie=self.parameters.cookie,
        )


def _undescribed(content: dict[str, Any], method: str, path: str, query: str) -> list[str]:
    """Parameters of the query that the description does not have: servers swallow them, and so hide mistakes."""
    templates = [t for t in content["paths"] if re.fullmatch(re.sub(r"\\{[^}]+\\}", "[^/]+", re.escape(t)), path)]
    place = content["paths"][min(templates, key=lambda t: t.count("{"))]
    parameters = [*place.get("parameters", []), *place[method.lower()].get("parameters", [])]
    described = {p["name"].lower() for p in parameters if p["in"] == "query"}
    return [name for name, _ in parse_qsl(query) if name.lower() not in described]


def _words(error: Exception) -> str:
    """Where it is wrong, where that is known, instead of the whole answer over again."""
    details = getattr(error.__cause__, "schema_errors", None) or getattr(error, "schema_errors", None)
    if not details:
        return f"{type(error).__name__}: {error}"
    return "; ".join(f"{'/'.join(map(str, e.absolute_path))}: {e.message[:300]}" for e in details)
