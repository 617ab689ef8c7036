"""Episodes: a show's list, one episode's whole story, its logs, and "again from here"."""

from __future__ import annotations

import socket
from dataclasses import dataclass

from bot.chat import phrases
from bot.chat.markup import Html, escape, fill, joined, one_line
from bot.chat.paging import page_line, page_of, turn_row
from bot.chat.phrases import told
from bot.chat.request import Request
from bot.chat.view import Reply, Row, Rows, Toast, View, in_rows
from bot.commands import retention, which_show
from bot.commands.status import step_line
from bot.notices.news import language_names
from bot.texts import Texts
from messages.units import size_text, time_text
from pipeline.clock import now
from pipeline.engine import remedies
from pipeline.errors import UserError
from pipeline.model import Episode, MediaFile, Role, Show
from pipeline.model.jobs import Attempt, JobState, RunState, StepRun
from pipeline.services import actions, deletion, rights
from pipeline.services.spoken import episode_meant, place_from
from pipeline.store import Connection, active_jobs, deletions, media_files, runs, shows
from pipeline.store.active_jobs import ActiveJob
from pipeline.store.deletions import Watched
from pipeline.store.presence import host_of

PAGE = 12  # episodes on a page
ATTEMPTS_SHOWN = 3
LOG_LINES = 12
LOG_MOST = 900  # characters of one attempt's log
REASON_MOST = 160


@dataclass(frozen=True, kw_only=True)
class Story:
    """Everything about one episode."""

    show: Show
    episode: Episode
    files: list[MediaFile]
    way: ActiveJob | None  # the newest
    before: int = 0  # so many episodes of the show come before it
    deleted: Watched | None = None  # it left the library because everyone had watched it


async def episode(request: Request) -> Reply:
    """/episode NAME S02E03; without the code, the list."""
    if not request.text:
        return View(text=Html(request.t.episode_what))
    return await which_show.go_on_with(request, of_show, "epof")


async def of_show(request: Request) -> Reply:
    """The same for a show and a place in it."""
    show_id, place = request.numbers[0], place_from(request.numbers[1:])
    show = await request.context.read(seen_show, request, show_id)
    if show is None:
        return Toast(request.t.outdated, alert=True)
    listed = await request.context.read(shows.episodes, show.id)
    wanted = episode_meant(show, listed, place, now())
    if wanted is not None:
        return await _story(request, wanted.id)
    if place.number is not None:
        return View(text=fill(request.t.no_such_episode, show=show.title, code=place.code))
    before = sum(0 < e.season < place.season for e in listed) if place.season else -PAGE
    return await _list(request, show, before // PAGE)


# ------------------------------------------------------------------------------------------------------------- a list


async def list_of(request: Request) -> Reply:
    page, show_id = request.numbers
    show = await request.context.read(seen_show, request, show_id)
    return await _list(request, show, page) if show else Toast(request.t.outdated, alert=True)


def seen_show(db: Connection, request: Request, show_id: int) -> Show | None:
    """The show, if it is any of this person's business."""
    return rights.seen_show(db, request.person, show_id)


async def _list(request: Request, show: Show, number: int) -> View:
    """A page of a show's episodes; -1: the one with the last that is there or on its way."""
    listed, marks, followed = await request.context.read(_marked_episodes, request, show)
    if number < 0:
        marked = [place for place, each in enumerate(listed) if each.id in marks]
        number = (marked[-1] if marked else 0) // PAGE
    page = page_of(listed, number, PAGE)
    buttons = [request.button(f"{marks.get(e.id, '▫️')} {e.code}", "ep", e.id) for e in page.shown]
    lines = [fill("<b>{show}</b>", show=show.name), *page_line(request, page)]
    back: Rows = ((request.button(request.t.b_back, "show", show.id),),) if followed else ()
    return View(text=joined(lines), rows=(*in_rows(buttons, 3), *turn_row(request, "eps", page, show.id), *back))


def _marked_episodes(db: Connection, request: Request, show: Show) -> tuple[list[Episode], dict[int, str], bool]:
    """A show's episodes, the marks of those that are there or on their way, and whether this person follows it."""
    listed = [e for e in shows.episodes(db, show.id) if e.season > 0]
    ids = [e.id for e in listed]
    marks = dict.fromkeys(shows.on_the_way(db, ids), "⏳") | dict.fromkeys(shows.in_library(db, ids), "✅")
    return listed, marks, shows.subscription_of(db, request.person.id, show.id) is not None


# ------------------------------------------------------------------------------------------------------------ a story


async def one(request: Request) -> Reply:
    return await _story(request, request.numbers[0])


def seen_story(db: Connection, request: Request, episode_id: int) -> Story | None:
    """An episode's story, if it is any of this person's business."""
    wanted = shows.find_episode(db, episode_id)
    show = seen_show(db, request, wanted.show_id) if wanted else None
    if wanted is None or show is None:
        return None
    ways = active_jobs.find(db, episode_id=episode_id, states=tuple(JobState))
    files = media_files.files_of(db, [episode_id])
    deleted = deletions.gone(db, [episode_id]).get(episode_id)
    place = (wanted.season, wanted.number)
    before = sum(e.season > 0 and (e.season, e.number) < place for e in shows.episodes(db, show.id))
    way = ways[-1] if ways else None
    return Story(show=show, episode=wanted, files=files, way=way, before=before, deleted=deleted)


async def _story(request: Request, episode_id: int, toast: str = "") -> Reply:
    story = await request.context.read(seen_story, request, episode_id)
    if story is None:
        return Toast(request.t.outdated, alert=True)
    t = request.t
    lines = [phrases.episode_name(t, story.show, story.episode), _airs(request, story.episode)]
    for file in story.files:
        lines.append(_filed(request, file))
        if file.release:
            lines.append(fill(t.episode_release, release=one_line(file.release, 120)))
    if story.deleted is not None:
        lines.append(fill(t.episode_deleted, when=phrases.moment(request.person, story.deleted.changed_at)))
    if story.way is None:
        lines += [] if story.files else [escape(t.episode_no_job)]
    else:
        lines += _way(request, story.way)
    return View(text=joined(lines), rows=_story_rows(request, story), toast=toast)


def _airs(request: Request, wanted: Episode) -> Html:
    if wanted.airs_at is None:
        return escape(request.t.episode_unannounced)
    words = request.t.episode_aired if wanted.airs_at <= now() else request.t.episode_airs
    return fill(words, when=phrases.moment(request.person, wanted.airs_at))


def _filed(request: Request, file: MediaFile) -> Html:
    t = request.t
    languages = fill(" · {words}", words=fill(t.subtitles_there, languages=language_names(t, file.subtitles)))
    return fill(
        t.episode_in_library,
        when=phrases.moment(request.person, file.filed_at) if file.filed_at else "?",
        size=size_text(file.size),
        length=time_text(file.duration),
        subtitles=languages if file.subtitles else "",
    )


def _way(request: Request, way: ActiveJob) -> list[Html]:
    t = request.t
    why = told(request.person, way.job.because)
    words = t.episode_job if way.job.state is JobState.ACTIVE else t.episode_went
    lines = [fill(words, when=phrases.moment(request.person, way.job.created_at), why=why)]
    return [*lines, *(_step(request, run) for run in way.runs)]


def _step(request: Request, run: StepRun) -> Html:
    t = request.t
    mark = t.run_states.get(str(RunState.DUE if run.left_open else run.state), "")
    if run.left_open:
        line = fill("{what} · {why}", what=phrases.step_words(t, run.step), why=told(request.person, run.left_open))
    elif run.state in (RunState.DUE, RunState.RUNNING, RunState.STUCK):
        line = step_line(request, run)
    else:
        line = escape(phrases.step_words(t, run.step))
    return fill("{mark} {line}", mark=mark, line=line)


def _story_rows(request: Request, story: Story) -> Rows:
    t = request.t
    refresh = request.button(t.b_refresh, "ep", story.episode.id)
    why = request.button(t.b_why, "why", story.episode.id)
    back = request.button(t.b_back, "eps", story.before // PAGE, story.show.id)
    may_act = request.person.role in (Role.OWNER, Role.MEMBER)
    what_can_be_done = (*_log_rows(request, story), *_action_rows(request, story)) if may_act else ()
    return (*what_can_be_done, (refresh, why), (back,))


def _log_rows(request: Request, story: Story) -> Rows:
    begun = [run for run in story.way.runs if run.begun_at is not None] if story.way else []
    labels = {run.id: fill(request.t.b_log, step=phrases.step_name(request.t, run.step)) for run in begun}
    return in_rows([request.button(label, "log", run_id) for run_id, label in labels.items()], 2)


def _action_rows(request: Request, story: Story) -> Rows:
    """For a member: get it; for the owner, too: have it back, or give it up."""
    t, episode_id = request.t, story.episode.id
    if story.way is not None and story.way.job.state is JobState.ACTIVE:
        return ((request.button(t.b_give_up, "giveup", episode_id, story.way.job.id),),) if request.owner else ()
    rows: list[Row] = []
    if not story.files:
        rows.append((request.button(t.b_fetch_now, "getit", episode_id),))
    if request.owner and story.deleted is not None:
        rows.append((request.button(t.b_undelete, "undelete", episode_id),))
    return tuple(rows)


# --------------------------------------------------------------------------------------------------- logs and actions


def _attempts(db: Connection, request: Request, run_id: int) -> tuple[StepRun, Story, list[Attempt]] | None:
    run = runs.run_by_id(db, run_id)
    story = seen_story(db, request, runs.job_by_id(db, run.job_id).episode_id) if run else None
    return (run, story, runs.attempts_of(db, run_id)) if run and story else None


async def log(request: Request) -> Reply:
    """A step's last attempts with the end of their logs."""
    found = await request.context.read(_attempts, request, request.numbers[0])
    if found is None:
        return Toast(request.t.outdated, alert=True)
    run, story, attempts = found
    t = request.t
    lines = [fill(t.attempts_head, show=story.show.title, code=story.episode.code, step=phrases.step_name(t, run.step))]
    lines += [_attempt(request, attempt) for attempt in attempts[-ATTEMPTS_SHOWN:]]
    if not attempts:
        lines.append(escape(t.no_attempts))
    rows: Rows = ((request.button(t.b_back, "ep", story.episode.id),),)
    if request.owner and run.state is not RunState.WAITING:
        rows = ((request.button(t.b_again_from, "againfr", run.id),), *rows)
    return View(text=joined(lines, "\n\n"), rows=rows)


def _attempt(request: Request, attempt: Attempt) -> Html:
    t = request.t
    reason = fill(": {reason}", reason=told(request.person, attempt.reason, REASON_MOST)) if attempt.reason else ""
    head = fill(
        t.attempt_line,
        number=attempt.number,
        when=f"{phrases.moment(request.person, attempt.started_at)}{_elsewhere(t, attempt)}",
        outcome=t.outcomes.get(attempt.outcome, attempt.outcome),
        reason=reason,
    )
    tail = "\n".join(one_line(line, 300) for line in attempt.log.splitlines()[-LOG_LINES:])[-LOG_MOST:]
    return joined([head, fill("<pre>{tail}</pre>", tail=tail)]) if tail else head


def _elsewhere(t: Texts, attempt: Attempt) -> str:
    """Where it was done, if not on the machine that says so."""
    host = host_of(attempt.worker)
    return f" {t.on_host.format(host=host)}" if host not in ("", socket.gethostname()) else ""


async def again_from(request: Request) -> Reply:
    """Run a step and what follows it once more."""
    found = await request.context.read(_attempts, request, request.numbers[0])
    if found is None:
        return Toast(request.t.outdated, alert=True)
    run, story, _ = found
    context = request.context
    try:
        await context.quick(actions.apply, context.store, run.id, remedies.AGAIN.action, context.stages)
    except UserError as error:
        return Toast(told(request.person, error.reason), alert=True)
    return await _story(
        request, story.episode.id, toast=request.t.again_from_here.format(step=phrases.step_name(request.t, run.step))
    )


async def give_up(request: Request) -> Reply:
    """Take it off its way: the job that was meant, not one that came after it."""
    episode_id, job_id = request.numbers

    story = await request.context.read(seen_story, request, episode_id)
    if story is None or story.way is None or story.way.job.id != job_id:
        return Toast(request.t.outdated, alert=True)
    done = await request.context.quick(actions.give_up, request.context.store, job_id)
    return await _story(request, episode_id, toast=f"🚫 {told(request.person, done)}")


async def get_it(request: Request) -> Reply:
    """Put an episode on its way that is not there."""
    context, episode_id = request.context, request.numbers[0]
    story = await context.read(seen_story, request, episode_id)
    if story is None or story.files:
        return Toast(request.t.outdated, alert=True)
    done = await context.quick(actions.get_it, context.store, episode_id, context.stages, request.person.id)
    return await _story(request, episode_id, toast=f"▶️ {told(request.person, done)}")


async def skip_question(request: Request) -> Reply:
    """ "Skip episode 3": a show and a place."""
    show_id, place = request.numbers[0], place_from(request.numbers[1:])
    show = await request.context.read(seen_show, request, show_id)
    if show is None:
        return Toast(request.t.outdated, alert=True)
    wanted = episode_meant(show, await request.context.read(shows.episodes, show.id), place, now())
    if wanted is None:
        return await _list(request, show, -1)
    yes = request.button(request.t.b_skip, "skip", wanted.id)
    rows = ((yes, request.button(request.t.b_no, "ep", wanted.id)),)
    return View(text=fill(request.t.skip_sure, show=show.name, code=wanted.code), rows=rows, asks=True)


async def skip(request: Request) -> Reply:
    """Not this one: off its way, or never on it."""
    context, episode_id = request.context, request.numbers[0]
    story = await context.read(seen_story, request, episode_id)
    if story is None:
        return Toast(request.t.outdated, alert=True)
    done = await context.quick(actions.skip, context.store, episode_id, context.stages)
    return await _story(request, episode_id, toast=f"⏭ {told(request.person, done)}")


async def undelete(request: Request) -> Reply:
    """Back from the recycle folder: the episode, and what is in the same file."""
    context, episode_id = request.context, request.numbers[0]
    rows = await context.read(deletion.gone_with, episode_id)
    if not rows:
        return Toast(request.t.outdated, alert=True)
    await retention.bring_back(context, rows)
    return await _story(request, episode_id)
