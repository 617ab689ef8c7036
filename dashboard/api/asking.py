"""Who asks, for what, and how answers are worded: what the resources of the API share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Annotated, Any, Generic, Self, TypeVar

from fastapi import Depends, Path, Query, Request
from fastapi.responses import JSONResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

import messages
from dashboard.context import ID_MOST, Context, PageRequest
from dashboard.templating import language_of
from pipeline.errors import AirdateError, OutsideError, UserError
from pipeline.model import Person, Role
from pipeline.model.reasons import Reason
from pipeline.services import rights, tokens
from pipeline.services.server_paths import as_seen_by

T = TypeVar("T")
PAGE = 60  # things on a page
PAGES_MOST = 100_000


class Out(BaseModel):
    """Part of an answer; made of one of the pipeline's nouns where the fields are called alike."""

    model_config = ConfigDict(from_attributes=True)

    @classmethod
    def of(cls, noun: object, **others: Any) -> Self:
        """Made of a noun, but for what is not called alike, or is nothing that the noun says."""
        alike = cls.model_fields.keys() - others.keys()
        return cls(**{name: getattr(noun, name) for name in alike}, **others)


class Listed(BaseModel, Generic[T]):
    """A page of a list."""

    items: list[T]
    page: int
    pages: int


class Outcome(BaseModel):
    """What was done, or why not."""

    code: str
    message: str
    facts: dict[str, Any] = Field(default={}, description="what the message says, by name: an invitation's link, …")
    undo: list[str] = Field(default=[], description="what undoes it: an action, then what that is about")


# ---------------------------------------------------------------------------------------------------------- who, where

bearer = HTTPBearer(auto_error=False, description="what /token in the chat, or the page of your account, gives")


def _house(request: Request) -> Context:
    context: Context = request.app.state.context
    return context


HouseHere = Annotated[Context, Depends(_house)]


def _viewer(
    request: Request, context: HouseHere, given: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]
) -> Person:
    with context.store.read() as db:
        person = tokens.whose(db, given.credentials, tokens.Scope.API) if given else None
    if person is None:
        raise HTTPException(401, headers={"WWW-Authenticate": "Bearer"})
    request.state.person = person
    return person


Viewer = Annotated[Person, Depends(_viewer)]


def _owner(viewer: Viewer) -> Person:
    if not rights.may(viewer, Role.OWNER):
        raise UserError(Reason("owner-only"))
    return viewer


Owner = Annotated[Person, Depends(_owner)]
Id = Annotated[int, Path(ge=1, le=ID_MOST)]
PageNumber = Annotated[int, Query(ge=1, le=PAGES_MOST)]
Words = Annotated[str, Query(max_length=100, description="words of the title")]


def as_page(viewer: Person, about: int = 0, **query: object) -> PageRequest:
    """What a page would be asked for."""
    asked = {name: str(value) for name, value in query.items() if value not in (None, "")}
    return PageRequest(viewer=viewer, path={"id": str(about)}, query=asked)


# ------------------------------------------------------------------------------------------------------------- answers

# By its name: a `model` would be described as of the kind that the answer is of when all is well (text, a stream).
_WHY_NOT = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Outcome"}}}}
REFUSED: dict[int | str, dict[str, Any]] = {
    401: {**_WHY_NOT, "description": "no token that works"},
    403: {**_WHY_NOT, "description": "not with this role"},
    404: {**_WHY_NOT, "description": "not here, or not theirs to see"},
}
UNDONE: dict[int | str, dict[str, Any]] = {
    **REFUSED,
    400: {"description": "what was sent is no JSON"},
    409: {**_WHY_NOT, "description": "it cannot be done (any more)"},
    502: {**_WHY_NOT, "description": "an outside system did not do its part"},
}


def _speaker(context: HouseHere, viewer: Viewer) -> Callable[[Reason], str]:
    """Says a reason as the bot would to whose token it is."""
    return partial(_said, viewer, context)


def _said(person: Person | None, context: Context, reason: Reason) -> str:
    zone = context.settings.household.time_zone
    return messages.say(as_seen_by(person, reason), person.language if person else "en", zone)


Say = Annotated[Callable[[Reason], str], Depends(_speaker)]


def pages(count: int, each: int = PAGE) -> int:
    """How many pages so many things are."""
    return max(1, -(-count // each))


def part(listed: Sequence[T], page: int) -> Listed[T]:
    """A page of what is all here."""
    return Listed(items=list(listed[(page - 1) * PAGE : page * PAGE]), page=page, pages=pages(len(listed)))


_AMISS = {401: "token-needed", 404: "page-nowhere", 405: "only-other-methods"}


async def amiss(request: Request, error: Exception) -> JSONResponse:
    """The answer to what leads nowhere, or comes without a token: shaped like every other, in the caller's language."""
    assert isinstance(error, HTTPException)
    why = Reason(_AMISS[error.status_code]) if error.status_code in _AMISS else Reason("text", text=error.detail)
    said = messages.say(why, language_of(request))
    return JSONResponse({"code": why.code, "message": said}, error.status_code, error.headers)


async def mistake(request: Request, error: Exception) -> JSONResponse:
    """The answer to what cannot be done, in the words of whose token it is."""
    assert isinstance(error, AirdateError)
    code = error.reason.code
    if isinstance(error, OutsideError):
        status = 502
    elif code in ("owner-only", "members-only"):
        status = 403
    else:
        status = 404 if code.endswith("-gone") or code.startswith("no-such") else 409
    said = _said(getattr(request.state, "person", None), request.app.state.context, error.reason)
    return JSONResponse({"code": code, "message": said}, status)
