"""Programs that are told what happens by a call of theirs, `[webhooks.NAME]`: each event once, in order, signed.

A call is a POST of the event as JSON. One that fails is tried again, as a step of the line is, and what comes after it
waits so long. Headers and signature: https://www.standardwebhooks.com. A call goes to no address of this machine or
network, whatever the name leads to by then, unless the setting allows it; redirects are not followed.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
import json
import socket
from binascii import Error as NotBase64
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection

from pipeline.clock import now
from pipeline.config import Settings, Webhook
from pipeline.errors import BadResponse, OutsideError, Unauthorized, Unreachable
from pipeline.model import Backoff
from pipeline.model.events import Event
from pipeline.model.reasons import Reason
from pipeline.services import events
from pipeline.store import Store, health, key_values

PATIENCE = 10.0  # seconds of a call
TRIES = Backoff(attempts=10)  # for half a day, then the next event has its turn
LOOK = 10.0  # seconds between two looks whether something has happened


def as_json(event: Event) -> dict[str, Any]:
    """An event as programs read it."""
    return {"id": event.id, "at": event.at.isoformat(), "event": event.kind, **event.facts}


def tell(store: Store, settings: Settings) -> float | None:
    """Tell every webhook what it has not been told yet; the seconds until the next look, None: there is none."""
    waits = [_tell_one(store, name, hook) for name, hook in settings.webhooks.items()]
    return min(waits, default=None)


def _tell_one(store: Store, name: str, hook: Webhook) -> float:
    key = f"webhook {name}"[:120]
    with store.read() as db:
        state = key_values.get(db, key)
    if state is None:  # what was before it is there is no news
        _keep(store, key, told=events.last(store))
        return LOOK
    wait = (datetime.fromisoformat(state["due"]) - now()).total_seconds() if state["due"] else 0.0
    if wait > 0:
        return wait
    for event in events.after(store, state["told"]):
        try:
            _call_noted(store, name, hook, event)
        except OutsideError:
            return _failed(store, key, state, event)
        state = _keep(store, key, told=event.id)
    return LOOK


def _failed(store: Store, key: str, state: Mapping[str, Any], event: Event) -> float:
    """Again later, or on with the next; the seconds until then."""
    tries = state["tries"] + 1
    if tries >= TRIES.attempts:
        _keep(store, key, told=event.id)
        return LOOK
    wait = TRIES.delay(tries)
    _keep(store, key, told=state["told"], tries=tries, due=(now() + wait).isoformat())
    return wait.total_seconds()


def _keep(store: Store, key: str, *, told: int, tries: int = 0, due: str = "") -> dict[str, Any]:
    state = {"told": told, "tries": tries, "due": due}
    with store.write() as db:
        key_values.put(db, key, state)
    return state


# ------------------------------------------------------------------------------------------------------------- calling


def _call_noted(store: Store, name: str, hook: Webhook, event: Event) -> None:
    """Call it, if it wants to hear of this; how that went is the system's health."""
    if hook.events and event.kind not in hook.events:
        return
    system = f"webhook {name}"
    try:
        call(system, hook, event)
    except OutsideError as error:
        health.record_failure(store, error)
        raise
    health.record_success(store, system)


def call(system: str, hook: Webhook, event: Event) -> None:
    """One call. Raises one of the four errors when it is not taken."""
    url, body = hook.url.get_secret_value(), json.dumps(as_json(event)).encode()
    bounds: dict[str, Any] = {"timeout": urllib3.Timeout(PATIENCE), "retries": False, "preload_content": False}
    with _translated(system, urlsplit(url).hostname or ""), _pool(hook) as pool:
        answer = pool.request("POST", url, body=body, headers=_headers(hook, event, body), **bounds)
        answer.close()
    _check(system, answer.status)


@contextmanager
def _translated(system: str, where: str) -> Iterator[None]:
    """Turns what urllib3 raises into our errors. Without the cause: its messages repeat whole addresses."""
    try:
        yield
    except _LeadsHome:
        raise Unauthorized(system, Reason("webhook-leads-home", where=where)) from None
    except urllib3.exceptions.SSLError:
        raise Unauthorized(system, Reason("certificate-not-trusted", where=where)) from None
    except urllib3.exceptions.TimeoutError:
        raise Unreachable(system, Reason("no-answer-in-time", where=where, seconds=PATIENCE)) from None
    except (urllib3.exceptions.HTTPError, ValueError):
        raise Unreachable(system, Reason("site-not-reached", where=where)) from None


def _check(system: str, status: int) -> None:
    if status >= 500 or status in (408, 429):
        raise Unreachable(system, Reason("http-trouble", status=status))
    if not 200 <= status < 300:
        raise BadResponse(system, Reason("http-not-accepted", status=status))


def _headers(hook: Webhook, event: Event, body: bytes) -> dict[str, str]:
    name, moment = f"event_{event.id}", str(int(now().timestamp()))
    headers = {"content-type": "application/json", "user-agent": "Airdate", "webhook-id": name}
    headers["webhook-timestamp"] = moment
    if secret := hook.secret.get_secret_value():
        headers["webhook-signature"] = signature(secret, name, moment, body)
    return headers


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


def _pool(hook: Webhook) -> urllib3.PoolManager:
    pool = urllib3.PoolManager()
    if not hook.private:
        pool.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecuredPool}
    return pool
