"""Forms, as our own pages send them, and the buttons that are pressed in them."""

from __future__ import annotations

import re
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response

from dashboard.buttons import act
from dashboard.frame import Frame
from dashboard.guard import BODY_MOST, LoginNeeded, Session
from dashboard.press import Done, Fields
from pipeline.errors import OutsideError, UserError

FORM_MOST = 32_768  # bytes


class Forms:
    """Takes forms from those whom the guard lets in."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    async def read(self, request: Request) -> tuple[Session, Fields] | Response:
        """The session and the fields of a form that one of our own pages sent, or what to answer instead."""
        try:
            body = await request.body()
        except ClientDisconnect:  # the gate reads no more than it has to
            body = b" " * BODY_MOST
        if len(body) > FORM_MOST:
            return self._frame.plain(request, "page-form-too-long", 413)
        fields = Fields(parse_qs(body.decode("utf-8", "replace")))
        session = self._frame.guard.session_of(request)
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
        return RedirectResponse(done.to or own_path(fields.first("back")), 303)


def own_path(path: str) -> str:
    """The path of one of our pages: whatever else was typed leads to the first."""
    return path if re.fullmatch(r"/(?:[a-z]+(?:/\d+)?(?:\?[\w=&+%.-]*)?)?", path, re.ASCII) else "/"
