"""The library's client, with a way in of our own and an eye on what a proxy says in its place."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import requests
from transmission_rpc import Client, Session
from transmission_rpc.error import TransmissionConnectError

from integrations.common.settings import Access
from pipeline.errors import BadResponse, OutsideError, Unreachable
from pipeline.model.reasons import Reason

TOO_LARGE = "client-proxy-too-large"


def address_parts(url: str) -> dict[str, Any]:
    """An address in the parts that the library asks for."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    return {
        "protocol": parts.scheme,
        "host": f"[{host}]" if ":" in host else host,
        "port": parts.port or (443 if parts.scheme == "https" else 80),
        "path": parts.path if parts.path.strip("/") else "/transmission/rpc",
    }


class Turned(TransmissionConnectError):
    """A status that the library would read as the answer: it, or a proxy in front of it, cannot answer now, or does not
    let so large a torrent through."""

    def __init__(self, status: int) -> None:
        super().__init__()
        self._status = status

    def meant(self, system: str) -> OutsideError:
        if self._status == requests.codes.request_entity_too_large:
            return BadResponse(system, Reason(TOO_LARGE))
        return Unreachable(system, Reason("http-trouble", status=self._status))


def _look_at(response: requests.Response, **_: object) -> None:
    status = response.status_code
    if status >= requests.codes.server_error or status == requests.codes.request_entity_too_large:
        raise Turned(status)


class OurClient(Client):
    """The library's client, with a way in of our own. Its constructor asks at once, through `get_session`."""

    def __init__(self, access: Access, **settings: Any) -> None:
        self._access = access
        super().__init__(**settings)

    def get_session(self, *args: Any, **named: Any) -> Session:
        self._http_session.verify = self._access.verify_tls
        self._http_session.headers.update(self._access.headers)
        self._http_session.hooks["response"] = [_look_at]
        return super().get_session(*args, **named)
