"""A program of yours that is told what happens, by a call of each event as JSON, signed:

    [webhooks.mine]
    url = "https://example.org/hook"
    # secret = "whsec_…"
    # events = ["job.done", "job.stuck"]
    # private = true             # it is on this machine or in this network

Headers and signature: https://www.standardwebhooks.com. A call goes to no address of this machine or network, whatever
the name leads to by then, unless the setting allows it; redirects are not followed.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
import json
import socket
import ssl
from binascii import Error as NotBase64
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import urllib3
from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator
from urllib3.connection import HTTPConnection, HTTPSConnection

from pipeline.clock import now
from pipeline.errors import BadResponse, NotFound, Unauthorized, Unreachable
from pipeline.model.events import Event, EventKind
from pipeline.model.reasons import Reason

PATIENCE = 10.0  # seconds of a call


class Webhook:
    class Config(BaseModel):
        model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, hide_input_in_errors=True)

        url: SecretStr = Field(description="setting-webhook-url")
        secret: SecretStr = Field(SecretStr(""), description="setting-webhook-secret")
        events: tuple[EventKind, ...] = Field((), description="setting-webhook-events")
        private: bool = Field(False, description="setting-webhook-private")

        @field_validator("url")
        @classmethod
        def _usable(cls, url: SecretStr) -> SecretStr:
            parts = urlsplit(url.get_secret_value())
            if parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0:
                raise ValueError("give it as https://HOST/…")
            return url

    def __init__(self, config: Config, *, name: str) -> None:
        self.name = name
        self._config = config
        self._url = config.url.get_secret_value()
        self._host = urlsplit(self._url).hostname or ""

    def check(self) -> Reason:
        """Connects, and says nothing: a program that counts what happens is not to count this."""
        pool = self._pool()
        with _translated(self.name, self._host), pool:
            connection = pool.connection_from_url(self._url)._new_conn()
            connection.timeout = PATIENCE
            connection.connect()
            connection.close()
        return Reason("webhook-can-be-reached", where=self._host)

    def wants(self, event: Event) -> bool:
        return not self._config.events or event.kind in self._config.events

    def tell(self, event: Event, text: str) -> None:  # noqa: ARG002 - the event holds a sentence of its own
        """One call."""
        body = json.dumps(event.as_json()).encode()
        bounds: dict[str, Any] = {"timeout": urllib3.Timeout(PATIENCE), "retries": False, "preload_content": False}
        with _translated(self.name, self._host), self._pool() as pool:
            answer = pool.request("POST", self._url, body=body, headers=self._headers(event, body), **bounds)
            answer.close()
        _check(self.name, answer.status)

    def _headers(self, event: Event, body: bytes) -> dict[str, str]:
        name, moment = f"event_{event.id}", str(int(now().timestamp()))
        headers = {"content-type": "application/json", "user-agent": "Airdate", "webhook-id": name}
        headers["webhook-timestamp"] = moment
        if secret := self._config.secret.get_secret_value():
            headers["webhook-signature"] = signature(secret, name, moment, body)
        return headers

    def _pool(self) -> urllib3.PoolManager:
        pool = urllib3.PoolManager()
        if not self._config.private:
            pool.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecuredPool}
        return pool


@contextmanager
def _translated(system: str, where: str) -> Iterator[None]:
    """Turns what urllib3 raises into our errors. Without the cause: its messages repeat whole addresses."""
    try:
        yield
    except _LeadsHome:
        raise Unauthorized(system, Reason("webhook-leads-home", where=where)) from None
    except (urllib3.exceptions.SSLError, ssl.SSLError):
        raise Unauthorized(system, Reason("certificate-not-trusted", where=where)) from None
    except urllib3.exceptions.TimeoutError:
        raise Unreachable(system, Reason("no-answer-in-time", where=where, seconds=PATIENCE)) from None
    except (urllib3.exceptions.HTTPError, ValueError, OSError):
        raise Unreachable(system, Reason("site-not-reached", where=where)) from None


def _check(system: str, status: int) -> None:
    if status >= 500 or status in (408, 429):
        raise Unreachable(system, Reason("http-trouble", status=status))
    if status == HTTPStatus.GONE:
        raise NotFound(system, Reason("http-not-accepted", status=status))
    if not 200 <= status < 300:
        raise BadResponse(system, Reason("http-not-accepted", status=status))


def signature(secret: str, name: str, moment: str, body: bytes) -> str:
    """ "v1,…": the HMAC of what is sent, under its name and its time, in base64."""
    signed = hmac.digest(_key(secret), b".".join((name.encode(), moment.encode(), body)), hashlib.sha256)
    return f"v1,{base64.b64encode(signed).decode()}"


def _key(secret: str) -> bytes:
    """The bytes behind "whsec_…"; any other secret is its own."""
    if secret.startswith("whsec_"):
        with suppress(NotBase64):
            return base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    return secret.encode()


class _LeadsHome(Exception):
    """The address is one of this machine or network."""


def _outside(connected: socket.socket) -> socket.socket:
    """A connection that leads to the internet: asked of the connection itself, as a name may lead elsewhere by then."""
    peer = ipaddress.ip_address(connected.getpeername()[0].partition("%")[0])
    if not (getattr(peer, "ipv4_mapped", None) or peer).is_global:
        connected.close()
        raise _LeadsHome
    return connected


class _Plain(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _outside(super()._new_conn())


class _Secured(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _outside(super()._new_conn())


class _PlainPool(urllib3.HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecuredPool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _Secured
