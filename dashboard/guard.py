"""Who may come in: hosts, sessions, the password, and proof that a form is ours.

A session is a signed cookie, so nobody is thrown out by a restart; another password makes all of them void.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
import socket
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from itsdangerous import BadSignature, Signer, URLSafeSerializer
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import messages
from dashboard.prefix import path_of
from dashboard.templating import language_of
from pipeline.config import Dashboard as Settings
from pipeline.errors import UserError
from pipeline.model import Person, Role
from pipeline.model.reasons import Reason
from pipeline.services.rights import may
from pipeline.store import Connection, Store, key_values, people

ENDED = "dashboard.ended "
SESSION = 30 * 24 * 3600  # seconds
PATIENCE = 60.0  # seconds in which …
WRONG_MOST = 5  # … one address may be wrong this often,
BODY_MOST = 100_000  # bytes of a request …
GIFT_MOST = 3_000_000  # … and of one that may bring a .torrent
GIFTS = ("/do", "/api/v1/actions/give")
WRONG_MOST_ALL = 50  # and all of them together
# Who has the owner's rights while the bot belongs to nobody.
NOBODY_YET = Person(id=0, telegram_id=0, name="", role=Role.OWNER)

_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors "
)
IN_TELEGRAM = {"Content-Security-Policy": f"{_POLICY}https://web.telegram.org"}  # which opens Mini Apps in a frame
HEADERS = {
    "Content-Security-Policy": f"{_POLICY}'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@dataclass(frozen=True)
class Session:
    """Whoever holds this cookie. `inside`: the password or a link was good, or none is needed; `person`: whose link it
    was, 0: nobody's; `framed`: it began in a frame of another site, which only Telegram's may be."""

    id: str
    inside: bool
    until: int  # seconds since the epoch
    person: int = 0
    framed: bool = False


class LoginNeeded(Exception):
    """Somebody who has to log in first."""


class Guard:
    """Makes and reads sessions, with the household's key and the password in one."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self._password = settings.password.get_secret_value()
        if not self._password and not is_loopback(settings.host):
            raise UserError(Reason("dashboard-needs-password", host=settings.host or "0.0.0.0"))  # noqa: S104
        with store.write() as db:
            kept = bytes.fromhex(key_values.put_once(db, "dashboard.key", secrets.token_hex(32)))
        key = hmac.digest(kept, self._password.encode(), "sha256")
        # Cookies do not know ports: two dashboards on one machine must not overwrite each other's.
        self.cookie = f"airdate_{hmac.digest(key, b'cookie', 'sha256').hex()[:8]}"
        signing: dict[str, Any] = {"digest_method": hashlib.sha256, "key_derivation": "hmac"}
        self._sessions = URLSafeSerializer(key, salt="session", signer_kwargs=signing)
        self._forms = Signer(key, salt="form", **signing)
        self._wrong: dict[str, deque[float]] = {}
        self._store = store
        with store.read() as db:
            self._ended = {key.removeprefix(ENDED): until for key, until in key_values.starting_with(db, ENDED).items()}

    # ------------------------------------------------------------------------------------------------- sessions

    def new_session(self, *, inside: bool, person: int = 0, framed: bool = False) -> Session:
        until = int(time.time()) + SESSION
        return Session(secrets.token_urlsafe(18), inside or not self._password, until, person, framed)

    def session_of(self, request: HTTPConnection) -> Session | None:
        """The session that came with a request; None when there is none, or it is not of our making."""
        try:
            session = Session(**self._sessions.loads(request.cookies.get(self.cookie, "")))
        except BadSignature:
            return None
        return session if session.until > time.time() and session.id not in self._ended else None

    def end(self, session: Session) -> None:
        """Nobody gets in by this cookie any more, whoever has a copy of it."""
        over = [key for key, until in self._ended.items() if until < time.time()]
        for key in over:
            del self._ended[key]
        self._ended[session.id] = session.until
        with self._store.write() as db:
            key_values.drop_all(db, [f"{ENDED}{key}" for key in over])
            key_values.put(db, f"{ENDED}{session.id}", session.until)

    def viewer(self, db: Connection, session: Session | None) -> Person:
        """Who looks: whoever a link was for, else the household's owner. LoginNeeded when they have to log in first."""
        if session is not None and session.person:
            person = people.find_by_id(db, session.person)
            if person is None or not may(person, Role.GUEST):
                raise LoginNeeded
            return person
        if self._password and not (session and session.inside):
            raise LoginNeeded
        return people.owner(db) or NOBODY_YET

    def give(self, response: Response, session: Session, *, path: str = "/", secure: bool) -> None:
        self._put(response, self._sessions.dumps(asdict(session)), SESSION, path, secure, session.framed)

    def take(self, response: Response, session: Session, *, path: str, secure: bool) -> None:
        """The browser forgets its session."""
        self._put(response, "", 0, path, secure, session.framed)

    def _put(self, response: Response, value: str, lasts: int, path: str, secure: bool, framed: bool) -> None:
        """In a frame of another site a browser keeps only what is marked for that, apart from what it has elsewhere:
        https://developer.mozilla.org/docs/Web/Privacy/Guides/Privacy_sandbox/Partitioned_cookies"""
        apart = framed and secure
        same: Literal["none", "strict"] = "none" if apart else "strict"
        response.set_cookie(self.cookie, value, max_age=lasts, path=path, httponly=True, samesite=same, secure=secure)
        if apart:  # Starlette writes it with Python 3.14 alone
            name, written = response.raw_headers.pop()
            response.raw_headers.append((name, written + b"; Partitioned"))

    def form_key(self, session: Session) -> str:
        """What a form of this session must bring along."""
        return self._forms.get_signature(session.id).decode()

    def is_ours(self, session: Session, form_key: str) -> bool:
        return self._forms.verify_signature(session.id, form_key)

    # --------------------------------------------------------------------------------------------- the password

    def is_right(self, password: str) -> bool:
        """Takes equally long whatever was typed."""
        given, right = (hashlib.sha256(text.encode()).digest() for text in (password, self._password))
        return hmac.compare_digest(given, right)

    def may_try(self, address: str) -> bool:
        """Whether this address may try a password; counts as a wrong one until `forgive`."""
        moment = time.monotonic()
        for known, times in list(self._wrong.items()):
            while times and times[0] < moment - PATIENCE:
                times.popleft()
            if not times:
                del self._wrong[known]
        mine = self._wrong.get(address, ())
        if len(mine) >= WRONG_MOST or sum(map(len, self._wrong.values())) >= WRONG_MOST_ALL:
            return False
        self._wrong.setdefault(address, deque()).append(moment)
        return True

    def forgive(self, address: str) -> None:
        self._wrong.pop(address, None)


def _bounded(receive: Receive, most: int) -> Receive:
    """What comes, as far as anybody here has something to say: then it is as if they had gone."""
    read = 0

    async def receive_some() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        return message if read <= most else {"type": "http.disconnect"}

    return receive_some


class Gate:
    """Middleware: only hosts that are this machine's, and headers that keep the page to itself.

    An IP address is always right: a page elsewhere that has its name point here (DNS rebinding) says that name. The
    same goes for a name that only this machine's network knows, so those are named one by one.
    """

    def __init__(self, app: ASGIApp, hosts: Iterable[str]) -> None:
        self.app = app
        name = socket.gethostname().lower()
        self.hosts = {"localhost", name, f"{name.partition('.')[0]}.local", *(host.lower() for host in hosts)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        request = HTTPConnection(scope)
        if self._knows(request.headers.get("host", "")):
            most = GIFT_MOST if path_of(scope) in GIFTS else BODY_MOST
            await self.app(scope, _bounded(receive, most), with_headers)
        else:
            answer = PlainTextResponse(messages.say(Reason("page-other-host"), language_of(request)), 400)
            await answer(scope, receive, with_headers)

    def _knows(self, host: str) -> bool:
        try:
            name = urlsplit(f"//{host}").hostname or ""
            return name in self.hosts or bool(ipaddress.ip_address(name))
        except ValueError:
            return False
