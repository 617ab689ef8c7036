"""Forms, as our own pages send them, and the buttons that are pressed in them."""

from __future__ import annotations

import re
from base64 import b64encode
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from dashboard.buttons import act
from dashboard.frame import Frame
from dashboard.guard import LoginNeeded, Session
from dashboard.press import TICKED_MOST, Done, Fields
from pipeline.errors import OutsideError, UserError

FORM_MOST = 32_768  # bytes


class Forms:
    """Takes forms from those whom the guard lets in."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    async def read(self, request: Request) -> tuple[Session, Fields] | Response:
        """The session and the fields of a form that one of our own pages sent, or what to answer instead."""
        session = self._frame.guard.session_of(request)
        try:
            uploads = request.headers.get("content-type", "").startswith("multipart/form-data")
            fields = await (_with_file(request) if uploads and session else _plain(request))
        except (ClientDisconnect, HTTPException):  # the gate reads no more than it has to
            return self._frame.plain(request, "page-form-too-long", 413)
        if session is None or not self._frame.guard.is_ours(session, fields.first("form_key")):
            return self._frame.plain(request, "page-out-of-date", 403)
        return session, fields

    async def do(self, request: Request) -> Response:
        """A button was pressed."""
        form = await self.read(request)
        if isinstance(form, Response):
            return form
        session, fields = form

        def press() -> Done:
            return act(self._frame.context, self._frame.viewer(session), fields.first("do"), fields, "browser")

        try:
            done = await run_in_threadpool(press)
        except LoginNeeded:
            return self._frame.plain(request, "page-log-in-first", 401)
        except (UserError, OutsideError) as mistake:
            done = Done(said=mistake.reason)
        self._frame.done[session.id] = done
        return self._frame.lead(request, done.to or own_path(fields.first("back")))


async def _plain(request: Request) -> Fields:
    body = await request.body()
    if len(body) > FORM_MOST:
        raise HTTPException(413)
    return Fields(parse_qs(body.decode("utf-8", "replace")))


async def _with_file(request: Request) -> Fields:
    """A form with a file in it, which becomes a field like the others, in base64."""
    fields = Fields()
    async with request.form(max_files=1, max_fields=TICKED_MOST + 50, max_part_size=FORM_MOST) as form:
        for name, value in form.multi_items():
            text = value if isinstance(value, str) else b64encode(await value.read()).decode()
            fields.setdefault(name, []).append(text)
    return fields


def own_path(path: str) -> str:
    """The path of one of our pages: whatever else was typed leads to the first."""
    return path if re.fullmatch(r"/(?:[a-z]+(?:/\d+)?(?:\?[\w=&+%.-]*)?)?", path, re.ASCII) else "/"
