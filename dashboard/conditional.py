"""HEAD, and "only if it has changed": what a program asks that looks again and again without reading all again.

https://www.rfc-editor.org/rfc/rfc9110#name-conditional-requests
"""

from __future__ import annotations

import asyncio
from email.utils import parsedate_to_datetime
from hashlib import sha256

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

REVALIDATED = "private, no-cache"  # kept by who asked alone, and asked for again each time


class Conditional:
    """Middleware: whatever answers GET answers HEAD, and what may be kept has an ETag and is sent anew only when it has
    changed. Streams, and what says `no-store`, have none."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return
        bodyless = scope["method"] == "HEAD"
        answer = _Answer(Headers(scope=scope), send, bodyless=bodyless)
        await self.app({**scope, "method": "GET"}, answer.receive if bodyless else receive, answer.send)


class _Answer:
    """One answer on its way out. `bodyless`: who asks wants its head alone."""

    def __init__(self, asked: Headers, send: Send, *, bodyless: bool) -> None:
        self._asked = asked
        self._send = send
        self._bodyless = bodyless
        self._held: Message | None = None  # the head, until the body has come that its tag is made of
        self._read = False
        self._over = asyncio.Event()

    async def receive(self) -> Message:
        """What a HEAD brings: nothing, and nobody listens once it is answered. That ends a stream."""
        if not self._read:
            self._read = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self._over.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if "content-length" in Headers(raw=message["headers"]):
                self._held = message
            else:  # a stream, whose first part may be long in coming
                await self._begin(message)
        elif not self._over.is_set():
            await self._go_on(message)

    async def _go_on(self, part: Message) -> None:
        if self._held is not None:
            head, self._held = self._held, None
            headers = MutableHeaders(scope=head)
            if head["status"] == 200 and "no-store" not in headers.get("cache-control", ""):
                _tag(headers, part)
                if _is_known(self._asked, headers):
                    head = {**head, "status": 304, "headers": _without_content(head["headers"])}
            await self._begin(head)
        if not self._over.is_set():
            await self._send(part)

    async def _begin(self, head: Message) -> None:
        await self._send(head)
        if self._bodyless or head["status"] == 304:
            await self._send({"type": "http.response.body"})
            self._over.set()


def _tag(headers: MutableHeaders, part: Message) -> None:
    """The ETag of what has come whole; files have one already."""
    if "etag" not in headers and not part.get("more_body"):
        headers["etag"] = f'"{sha256(part["body"]).hexdigest()[:32]}"'
        headers.setdefault("cache-control", REVALIDATED)


def _is_known(asked: Headers, headers: Headers) -> bool:
    """Whether who asks has it as it is. Their tags count more than their hour."""
    if (tags := asked.get("if-none-match")) is not None:
        known = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
        return "etag" in headers and not known.isdisjoint({"*", headers["etag"].removeprefix("W/")})
    try:
        since = parsedate_to_datetime(asked["if-modified-since"])
        return parsedate_to_datetime(headers["last-modified"]) <= since
    except (KeyError, TypeError, ValueError):  # one of them is absent, or no moment
        return False


def _without_content(raw: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    return [(name, value) for name, value in raw if name.lower() not in (b"content-length", b"content-type")]
