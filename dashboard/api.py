"""The API, `/api/v1`: what the pages show, and what their buttons do, for programs with a person's token.

FastAPI makes the description (`/api/v1/openapi.json`, OpenAPI 3.1) from these functions and models.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Depends, FastAPI, Header, HTTPException, Path, Query, Request
from fastapi.responses import JSONResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, Field
from sse_starlette import EventSourceResponse

import messages
from dashboard import views
from dashboard.buttons import ACTS, act
from dashboard.context import ID_MOST, Context, check_sees, shows_of
from dashboard.guard import GIFT_MOST
from dashboard.pages.show import kinds_of
from dashboard.press import TICKED_MOST, Fields
from dashboard.stream import stream
from pipeline.clock import now
from pipeline.errors import AirdateError, OutsideError, UserError
from pipeline.model import Episode, Person, Role, Show
from pipeline.model.jobs import JobState
from pipeline.model.reasons import Reason
from pipeline.services import rights, tokens
from pipeline.services.rights import whose
from pipeline.store import activity, health, history, overview, shows
from pipeline.store.active_jobs import ActiveJob

T = TypeVar("T")
PAGE = 60  # things on a page
PAGES_MOST = 100_000

Verb = StrEnum("Verb", {verb: verb for verb in ACTS})  # type: ignore[misc]
Verb.__doc__ = "What a button does."


# -------------------------------------------------------------------------------------------------------------- models


class Me(BaseModel):
    """Whose token it is."""

    id: int
    name: str
    role: str


class ShowOut(BaseModel):
    """A followed show, counted."""

    id: int
    title: str
    year: int | None
    tvdb_id: int | None
    tvmaze_id: int | None
    imdb_id: str | None
    network: str
    status: str
    followers: list[str]
    here: int = Field(description="episodes in the library")
    going: int = Field(description="episodes on their way")
    stuck: int = Field(description="of those, waiting for a person")
    missing: int = Field(description="aired, wanted, neither here nor on their way")
    next_airs_at: datetime | None


class EpisodeOut(BaseModel):
    id: int
    show_id: int
    season: int = Field(description="0: specials")
    number: int
    title: str
    airs_at: datetime | None
    state: str = Field(description="done, running, stuck, missing, coming, skipped, gone (deleted) or unasked")


class StepOut(BaseModel):
    id: int
    step: str
    state: str
    progress: float | None = Field(description="0 to 1")
    seconds_left: float | None
    failures: int
    due_at: datetime | None
    reason: str
    remedies: list[str] = Field(description='what the action "remedy" takes: the id of the step, and one of these')


class JobOut(BaseModel):
    id: int
    kind: str
    state: str
    show_id: int
    show: str
    episode_id: int
    code: str
    created_at: datetime
    finished_at: datetime | None
    steps: list[StepOut]


class AiringOut(BaseModel):
    show_id: int
    show: str
    episode_id: int
    code: str
    title: str
    airs_at: datetime
    here: bool = Field(description="whether it is in the library")


class SystemOut(BaseModel):
    system: str
    problem: str = Field(description="empty: well; else Unreachable, Unauthorized, NotFound or BadResponse")
    why: str
    since: datetime


class Listed(BaseModel, Generic[T]):
    """A page of a list."""

    items: list[T]
    page: int
    pages: int


class Act(BaseModel):
    """What an action is about, and what it takes beside that."""

    about: list[Annotated[str, Field(max_length=60)]] = Field(
        default=[], max_length=TICKED_MOST, description="ids or words, as the page's button says them"
    )
    fields: dict[str, list[Annotated[str, Field(max_length=GIFT_MOST)]]] = Field(
        default={}, max_length=20, description="what the page's fields would say"
    )


class Outcome(BaseModel):
    """What was done, or why not."""

    code: str
    message: str


# -------------------------------------------------------------------------------------------------------------- asking


_bearer = HTTPBearer(auto_error=False, description="what /token in the chat, or the page of your account, gives")


def _house(request: Request) -> Context:
    context: Context = request.app.state.context
    return context


def _viewer(
    context: Annotated[Context, Depends(_house)],
    given: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> Person:
    with context.store.read() as db:
        person = tokens.whose(db, given.credentials, tokens.Scope.API) if given else None
    if person is None:
        raise HTTPException(401, "a token is needed", {"WWW-Authenticate": "Bearer"})
    return person


HouseHere = Annotated[Context, Depends(_house)]
Viewer = Annotated[Person, Depends(_viewer)]
Id = Annotated[int, Path(ge=1, le=ID_MOST)]
Days = Annotated[int, Query(ge=0, le=366)]
PageNumber = Annotated[int, Query(ge=1, le=PAGES_MOST)]
REFUSED: dict[int | str, dict[str, Any]] = {
    401: {"description": "no token that works"},
    403: {"model": Outcome, "description": "not with this role"},
    404: {"model": Outcome, "description": "not here, or not theirs to see"},
}
UNDONE: dict[int | str, dict[str, Any]] = {
    **REFUSED,
    400: {"description": "what was sent is no JSON"},
    409: {"model": Outcome, "description": "it cannot be done (any more)"},
    502: {"model": Outcome, "description": "an outside system did not do its part"},
}


def make_api(context: Context, stopping: asyncio.Event) -> FastAPI:
    """As an ASGI application to be mounted. No pages of documentation: those load scripts from elsewhere."""
    api = FastAPI(
        title="Airdate",
        version="1",
        description="What the dashboard shows and does. Rights are those of the person whose token it is.",
        docs_url=None,
        redoc_url=None,
    )
    api.state.context, api.state.stopping = context, stopping
    api.add_exception_handler(AirdateError, _mistake)
    get: Sequence[tuple[str, Any]] = (
        ("/me", me),
        ("/shows", list_shows),
        ("/shows/{show_id}/episodes", list_episodes),
        ("/jobs", list_jobs),
        ("/jobs/{job_id}", one_job),
        ("/calendar", calendar),
        ("/wanted", wanted),
        ("/systems", systems),
    )
    for path, endpoint in get:
        api.add_api_route(path, endpoint, responses=REFUSED)
    api.add_api_route("/events", listen, responses=REFUSED, response_class=EventSourceResponse)
    api.add_api_route("/actions/{verb}", do, methods=["POST"], responses=UNDONE, description=_all_verbs())
    return api


def _all_verbs() -> str:
    """What can be done, and the role that it takes."""
    lines = "\n".join(f"- `{verb}`: about {action.about} ({action.role})" for verb, action in ACTS.items())
    return f"Do what a button of the pages does.\n\n{lines}"


async def _mistake(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, AirdateError)
    code = error.reason.code
    if isinstance(error, OutsideError):
        status = 502
    elif code in ("owner-only", "members-only"):
        status = 403
    else:
        status = 404 if code.endswith("-gone") or code.startswith("no-such") else 409
    zone = request.app.state.context.settings.household.time_zone
    return JSONResponse({"code": code, "message": messages.say(error.reason, zone=zone)}, status)


# ------------------------------------------------------------------------------------------------------------- answers


def me(viewer: Viewer) -> Me:
    """Whose token this is."""
    return Me(id=viewer.id, name=viewer.name, role=viewer.role)


def list_shows(
    context: HouseHere, viewer: Viewer, q: Annotated[str, Query(max_length=100)] = "", page: PageNumber = 1
) -> Listed[ShowOut]:
    """The shows that are followed, by title; `q`: words of it."""
    with context.store.read() as db:
        titles = {id_: views.folded(title) for id_, title in overview.followed_titles(db, shows_of(db, viewer))}
        ids = [id_ for id_, title in titles.items() if all(word in title for word in views.folded(q).split())]
        ids.sort(key=lambda id_: titles[id_])
        found = overview.glances(db, ids[(page - 1) * PAGE : page * PAGE], now())
    return Listed(items=[_show(each) for each in found], page=page, pages=_pages(len(ids)))


def list_episodes(context: HouseHere, viewer: Viewer, show_id: Id, season: int | None = None) -> list[EpisodeOut]:
    """A show's episodes, or one season's, with where each is."""
    with context.store.read() as db:
        check_sees(db, viewer, show_id)
        listed = [e for e in shows.episodes(db, show_id) if season in (None, e.season)]
        kinds = kinds_of(db, listed, shows.subscriptions_to(db, show_id))
    return [_episode(each, kinds[each.id]) for each in listed]


def list_jobs(
    context: HouseHere, viewer: Viewer, state: JobState = JobState.ACTIVE, page: PageNumber = 1
) -> Listed[JobOut]:
    """What is on its way, oldest first; or what has ended so, newest first."""
    with context.store.read() as db:
        mine = shows_of(db, viewer)
        if state is JobState.ACTIVE:
            ids, count = (
                history.most_urgent(db, PAGE * page, mine)[(page - 1) * PAGE :],
                history.counts(db, mine).active,
            )
        else:
            ids, count = activity.ended(db, PAGE, (page - 1) * PAGE, show_ids=mine, state=state)
        ways = views.in_order(db, ids)
    return Listed(items=[_job(way) for way in ways], page=page, pages=_pages(count))


def one_job(context: HouseHere, viewer: Viewer, job_id: Id) -> JobOut:
    """A job with its steps."""
    with context.store.read() as db:
        way = views.way_of(db, viewer, job_id)
    return _job(way)


def calendar(context: HouseHere, viewer: Viewer, days: Days = 35, past: Days = 7) -> list[AiringOut]:
    """What airs in the next days and aired in the past ones."""
    moment = now()
    with context.store.read() as db:
        rows = overview.airing_between(db, moment - timedelta(days=past), moment + timedelta(days=days), whose(viewer))
    return [_airing(show, episode, here) for show, episode, here in rows]


def wanted(context: HouseHere, viewer: Viewer, page: PageNumber = 1) -> list[AiringOut]:
    """What has aired, is wanted, and is neither here nor on its way; the newest first."""
    with context.store.read() as db:
        rows = activity.missing(db, now(), PAGE, (page - 1) * PAGE, whose(viewer))
    return [_airing(show, episode, False) for show, episode in rows]


def systems(context: HouseHere, viewer: Viewer) -> list[SystemOut]:
    """How each outside system stands; for the owner."""
    if not rights.may(viewer, Role.OWNER):
        raise UserError(Reason("owner-only"))
    with context.store.read() as db:
        found = health.all_systems(db)
    zone = context.settings.household.time_zone
    return [
        SystemOut(system=each.system, problem=each.problem, why=messages.say(each.text, zone=zone), since=each.since)
        for each in found
    ]


async def listen(
    request: Request,
    context: HouseHere,
    viewer: Viewer,  # noqa: ARG001 - whoever has no token is refused
    given: Annotated[HTTPAuthorizationCredentials, Depends(_bearer)],
    after: Annotated[int | None, Query(ge=0, le=ID_MOST, description="the number of an event")] = None,
    last_event_id: Annotated[str, Header(max_length=20)] = "",
) -> EventSourceResponse:
    """What happens from now on, or after an event, as a stream of server-sent events.

    Each has a number (`id`), what it is (`event`: job.begun, job.stuck, job.done, job.cancelled, job.abandoned,
    system.failing, system.well) and its facts as JSON (`data`). Those of the last week are there for who comes back.
    """
    if last_event_id.isascii() and last_event_id.isdigit():
        after = int(last_event_id)
    told = stream(context, given.credentials, after, request.app.state.stopping)
    return EventSourceResponse(told, send_timeout=20, sep="\n")


def do(context: HouseHere, viewer: Viewer, verb: Verb, action: Act) -> Outcome:
    """See `_all_verbs`."""
    said = " ".join((str(verb), *action.about))
    done = act(context, viewer, said, Fields(action.fields), "api")
    return Outcome(code=done.said.code, message=messages.say(done.said, zone=context.settings.household.time_zone))


# ------------------------------------------------------------------------------------------------------------- shaping


def _pages(count: int) -> int:
    return max(1, -(-count // PAGE))


def _show(glance: overview.Glance) -> ShowOut:
    show = glance.show
    return ShowOut(
        id=show.id,
        title=show.title,
        year=show.year,
        tvdb_id=show.tvdb_id,
        tvmaze_id=show.tvmaze_id,
        imdb_id=show.imdb_id,
        network=show.network,
        status=show.status,
        followers=list(glance.followers),
        here=glance.here,
        going=glance.going,
        stuck=glance.stuck,
        missing=glance.missing,
        next_airs_at=glance.next,
    )


def _episode(episode: Episode, state: str) -> EpisodeOut:
    return EpisodeOut(
        id=episode.id,
        show_id=episode.show_id,
        season=episode.season,
        number=episode.number,
        title=episode.title,
        airs_at=episode.airs_at,
        state=state,
    )


def _job(way: ActiveJob) -> JobOut:
    steps = [
        StepOut(
            id=run.id,
            step=run.step,
            state=run.state,
            progress=run.progress,
            seconds_left=run.seconds_left,
            failures=run.failures,
            due_at=run.due_at,
            reason=messages.say(run.left_open or run.reason),
            remedies=[remedy.action for remedy in run.remedies],
        )
        for run in way.runs
    ]
    return JobOut(
        id=way.job.id,
        kind=way.job.kind,
        state=way.job.state,
        show_id=way.show.id,
        show=way.show.title,
        episode_id=way.episode.id,
        code=way.episode.code,
        created_at=way.job.created_at,
        finished_at=way.job.finished_at,
        steps=steps,
    )


def _airing(show: Show, episode: Episode, here: bool) -> AiringOut:
    assert episode.airs_at is not None
    return AiringOut(
        show_id=show.id,
        show=show.title,
        episode_id=episode.id,
        code=episode.code,
        title=episode.title,
        airs_at=episode.airs_at,
        here=here,
    )
