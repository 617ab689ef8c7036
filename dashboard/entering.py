"""Coming in, by the password or by a link from the bot, and leaving."""

from __future__ import annotations

import logging

from babel import Locale
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

import messages
from dashboard import web_app
from dashboard.forms import Forms, own_path
from dashboard.frame import Frame
from dashboard.guard import LoginNeeded, Session
from pipeline.clock import now
from pipeline.model import Person, Role
from pipeline.model.reasons import NO_REASON, Reason
from pipeline.services import rights, sign_in
from pipeline.store import people

LANGUAGES = [(tag, str(Locale.parse(tag).get_display_name(tag)).capitalize()) for tag in messages.LANGUAGES]
"""Each as who speaks it calls it."""

log = logging.getLogger("airdate.dashboard")


class Entering:
    """The endpoints by which people come in and leave."""

    def __init__(self, frame: Frame, forms: Forms) -> None:
        self._frame = frame
        self._forms = forms

    async def show_login(self, request: Request) -> Response:
        session = self._frame.guard.session_of(request)
        if (chosen := request.query_params.get("language", "")) in messages.LANGUAGES:
            answer = self._frame.lead(request, f"/login?to={own_path(request.query_params.get('to', ''))}")
            self._frame.keep_language(request, answer, chosen)
            return answer
        try:
            await run_in_threadpool(self._frame.viewer, session)
        except LoginNeeded:
            fresh = session if session and not session.person else self._frame.guard.new_session(inside=False)
            return self._ask(request, fresh)
        return self._frame.lead(request, own_path(request.query_params.get("to", "")))

    def _ask(self, request: Request, session: Session, why: Reason = NO_REASON, status: int = 200) -> Response:
        to = own_path(request.query_params.get("to", ""))
        values = {"title": Reason("page-log-in"), "why": why, "to": to, "form_key": self._frame.guard.form_key(session)}
        shown = self._frame.page(request, None, "login.html", {**values, "languages": LANGUAGES})
        return self._frame.whole(request, session, {**shown, "status": status})

    async def login(self, request: Request) -> Response:
        form = await self._forms.read(request)
        if isinstance(form, Response):
            return form
        session, fields = form
        address = request.client.host if request.client else ""
        if not self._frame.guard.may_try(address):
            return self._ask(request, session, Reason("page-too-many-passwords"), 429)
        if not self._frame.guard.is_right(fields.first("password")):
            log.warning("a wrong password from %s", address)
            return self._ask(request, session, Reason("page-wrong-password"), 401)
        self._frame.guard.forgive(address)
        answer = self._frame.lead(request, own_path(request.query_params.get("to", "")))
        self._frame.give(request, answer, self._frame.guard.new_session(inside=True))
        return answer

    async def show_enter(self, request: Request) -> Response:
        """Whom a link from the bot lets in. It is a button that uses it up: what merely looks at links does not."""
        session = self._frame.guard.session_of(request) or self._frame.guard.new_session(inside=False)

        def look() -> Person | None:
            with self._frame.context.store.read() as db:
                return sign_in.whose_link(db, request.path_params["token"])

        person = await run_in_threadpool(look)
        if person is None:
            return self._frame.whole(request, session, self._frame.sorry(request, Reason("link-used-up")))
        values = {"title": Reason("page-log-in"), "name": person.name, "form_key": self._frame.guard.form_key(session)}
        return self._frame.whole(request, session, self._frame.page(request, None, "enter.html", values))

    async def enter(self, request: Request) -> Response:
        form = await self._forms.read(request)
        if isinstance(form, Response):
            return form

        def use() -> Person | None:
            with self._frame.context.store.write() as db:
                return sign_in.enter(db, request.path_params["token"])

        person = await run_in_threadpool(use)
        if person is None:
            return self._frame.whole(request, form[0], self._frame.sorry(request, Reason("link-used-up")))
        return self._let_in(request, person)

    async def show_web_app(self, request: Request) -> Response:
        """What Telegram opens: its script sends what the app says of whoever opened it. Telegram Web does so in a
        frame; nothing is on this page that a frame could show to whom it is not for."""
        framed = request.headers.get("sec-fetch-dest") == "iframe"
        session = self._frame.guard.session_of(request) or self._frame.guard.new_session(inside=False, framed=framed)
        values = {"title": Reason("page-log-in"), "form_key": self._frame.guard.form_key(session)}
        return self._frame.whole(request, session, self._frame.page(request, None, "webapp.html", values))

    async def web_app(self, request: Request) -> Response:
        form = await self._forms.read(request)
        if isinstance(form, Response):
            return form
        token = self._frame.context.settings.telegram.token.get_secret_value()
        who = web_app.telegram_id(form[1].first("init_data"), token, now())

        def find() -> Person | None:
            with self._frame.context.store.read() as db:
                person = people.known(db, who) if who is not None else None
            return person if person and rights.may(person, Role.GUEST) else None

        person = await run_in_threadpool(find)
        if person is None:
            return self._frame.whole(request, form[0], self._frame.sorry(request, Reason("web-app-refused")))
        return self._let_in(request, person, framed=form[0].framed)

    def _let_in(self, request: Request, person: Person, *, framed: bool = False) -> Response:
        answer = self._frame.lead(request, "/")
        fresh = self._frame.guard.new_session(inside=True, person=person.id, framed=framed)
        self._frame.give(request, answer, fresh)
        return answer

    async def logout(self, request: Request) -> Response:
        form = await self._forms.read(request)
        if isinstance(form, Response):
            return form
        await run_in_threadpool(self._frame.guard.end, form[0])
        answer = self._frame.lead(request, "/login")
        self._frame.forget(request, answer, form[0])
        return answer
