"""What every answer is made with: the page's frame, the words of who reads it, and who looks."""

from __future__ import annotations

from functools import partial
from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

import messages
from dashboard.buttons import may
from dashboard.context import Context, Shown
from dashboard.guard import IN_TELEGRAM, SESSION, Guard, Session
from dashboard.prefix import path_of, root_of
from dashboard.press import Done
from dashboard.templating import LANGUAGE_COOKIE, environment, language_of
from pipeline.model import Person, Role
from pipeline.model.reasons import Reason, reason_from
from pipeline.services import rights

WEB_APP = "/webapp"


class Frame:
    """Draws what is shown, into the frame that all pages have."""

    def __init__(self, context: Context, guard: Guard) -> None:
        self.context = context
        self.guard = guard
        self.done: dict[str, Done] = {}  # what the last button did, by session: shown once
        self.time_zone = context.settings.household.time_zone
        self._needs_password = bool(context.settings.dashboard.password.get_secret_value())
        self._templates = {each: environment(self.time_zone, each) for each in messages.LANGUAGES}

    def say(self, request: Request, reason: Reason | str) -> str:
        """What there is to say, as whoever asks reads it."""
        return messages.say(reason_from(reason), language_of(request), self.time_zone)

    def plain(self, request: Request, code: str, status: int) -> Response:
        return PlainTextResponse(self.say(request, Reason(code)), status)

    def viewer(self, session: Session | None) -> Person:
        with self.context.store.read() as db:
            return self.guard.viewer(db, session)

    def _drawn(self, request: Request, template: str, **values: Any) -> str:
        return self._templates[language_of(request)].get_template(template).render(values, root=root_of(request))

    def page(self, request: Request, viewer: Person | None, template: str, shown: Shown) -> Shown:
        """What a page has to say, drawn."""
        title = self.say(request, shown["title"])
        values = {**shown, "title": title, "viewer": viewer, "may": partial(may, viewer)}
        return {"title": title, "main": self._drawn(request, template, **values), "viewer": viewer, "status": 200}

    def sorry(self, request: Request, why: Reason, viewer: Person | None = None) -> Shown:
        shown = self.page(request, viewer, "sorry.html", {"title": Reason("page-sorry"), "why": why})
        return {**shown, "status": 404}

    def whole(self, request: Request, session: Session, shown: Shown) -> Response:
        """The page's frame with this in it."""
        path = path_of(request.scope)
        whole = self._drawn(
            request,
            "base.html",
            title=shown["title"],
            main=Markup(shown["main"]),  # noqa: S704 - drawn by a template, which escapes
            path=path,
            back=f"{path}?{request.url.query}" if request.url.query else path,
            form_key=self.guard.form_key(session),
            done=self.done.pop(session.id, None),
            viewer=shown["viewer"],
            owns=shown["viewer"] is not None and rights.may(shown["viewer"], Role.OWNER),
            can_leave=self._needs_password or bool(session.person),
            sources=[each.attribution for each in self.context.catalogues if hasattr(each, "attribution")],
        )
        headers = IN_TELEGRAM if (session.framed and session.person) or path == WEB_APP else {}
        answer = HTMLResponse(whole, shown["status"], headers={"cache-control": "no-store", **headers})
        if self.guard.session_of(request) != session:
            self.give(request, answer, session)
        return answer

    def give(self, request: Request, answer: Response, session: Session) -> None:
        """Have the browser keep a session, for our pages alone."""
        self.guard.give(answer, session, path=_home(request), secure=request.url.scheme == "https")

    def forget(self, request: Request, answer: Response, session: Session) -> None:
        self.guard.take(answer, session, path=_home(request), secure=request.url.scheme == "https")

    def keep_language(self, request: Request, answer: Response, language: str) -> None:
        """What this browser is spoken to in, where nobody says who is in front of it."""
        answer.set_cookie(LANGUAGE_COOKIE, language, max_age=SESSION, path=_home(request), samesite="strict")

    def lead(self, request: Request, to: str) -> Response:
        """On to one of our pages, "/shows"."""
        return RedirectResponse(root_of(request) + to, 303)


def _home(request: Request) -> str:
    """The path that all of our pages are under."""
    return root_of(request) or "/"
