"""Episodes: a show's list, one episode's whole story, its logs, and "again from here"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import Connection

from bot import said
from bot.markup import Html, escape, fill, joined, one_line
from bot.myshows import page_row
from bot.notices import tongues
from bot.screen import Reply, Row, Rows, Screen, Toast, in_rows
from bot.status import step_line
from bot.tongue import retold
from bot.visit import Visit
from pipeline import actions, board, clearing, durable, follow, history, shows
from pipeline.board import OnItsWay
from pipeline.clearing import Watched
from pipeline.clock import now
from pipeline.errors import Mistake
from pipeline.jobs import Attempt, JobState, RunState, StepRun
from pipeline.model import Episode, MediaFile, Role, Show
from pipeline.words import size_text, time_text

PAGE = 12  # episodes on a page
ATTEMPTS_SHOWN = 3
LOG_LINES = 12
LOG_MOST = 900  # characters of one attempt's log
REASON_MOST = 160
_CODE = re.compile(r"^(.*?)[\s,]*\b(?:s(\d{1,3})\s*e(\d{1,4})|(\d{1,3})x(\d{1,4}))\s*$", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Story:
    """Everything about one episode."""

    show: Show
    episode: Episode
    files: list[MediaFile]
    way: OnItsWay | None  # the newest
    before: int = 0  # so many episodes of the show come before it
    deleted: Watched | None = None  # it left the library because everyone had watched it


def parted(text: str) -> tuple[str, int | None, int | None]:
    """("Picard", 2, 3) of "Picard S02E03" or "picard 2x03"; no numbers when there is no code."""
    match = _CODE.match(text.strip())
    if match is None:
        return text.strip(), None, None
    return match[1].strip(), int(match[2] or match[4]), int(match[3] or match[5])


async def episode(visit: Visit) -> Reply:
    """/episode NAME S02E03; without the code, the list."""
    name, season, number = parted(visit.text)
    if not name:
        return Screen(text=Html(visit.t.episode_what))
    whose = None if visit.owner else visit.person.id
    found = await visit.house.quick(follow.find_followed, visit.house.store, whose, name)
    if season is None or number is None:
        return await _list(visit, found.show, -1)
    wanted = await visit.house.read(shows.episode_by_code, found.show.id, season, number)
    if wanted is None:
        return Screen(text=fill(visit.t.no_such_episode, show=found.show.title, code=f"S{season:02}E{number:02}"))
    return await _story(visit, wanted.id)


# ------------------------------------------------------------------------------------------------------------- a list


async def list_of(visit: Visit) -> Reply:
    page, show_id = visit.numbers
    show = await visit.house.read(_seen_show, visit, show_id)
    return await _list(visit, show, page) if show else Toast(visit.t.outdated, alert=True)


def _seen_show(db: Connection, visit: Visit, show_id: int) -> Show | None:
    """The show, if it is any of this person's business."""
    if not visit.owner and shows.subscription_of(db, visit.person.id, show_id) is None:
        return None
    return shows.find_by_id(db, show_id)


async def _list(visit: Visit, show: Show, page: int) -> Screen:
    """A page of a show's episodes; -1: the one with the newest that has aired."""

    def look(db: Connection) -> tuple[list[Episode], set[int], set[int], bool]:
        listed = [e for e in shows.episodes(db, show.id) if e.season > 0]
        ids = [e.id for e in listed]
        followed = shows.subscription_of(db, visit.person.id, show.id) is not None
        return listed, shows.in_library(db, ids), shows.on_the_way(db, ids), followed

    listed, there, going, followed = await visit.house.read(look)
    pages = max(1, (len(listed) + PAGE - 1) // PAGE)
    if page < 0:
        known = [i for i, e in enumerate(listed) if e.id in there or e.id in going]
        page = (known[-1] if known else 0) // PAGE
    page = min(page, pages - 1)
    on_page = listed[page * PAGE : (page + 1) * PAGE]
    marks = {e.id: "✅" if e.id in there else "⏳" if e.id in going else "▫️" for e in on_page}
    buttons = [visit.button(f"{marks[e.id]} {e.code}", "ep", e.id) for e in on_page]
    lines = [fill("<b>{show}</b>", show=show.name), *([fill(visit.t.page, page=page + 1, pages=pages)] * (pages > 1))]
    back: Rows = ((visit.button(visit.t.b_back, "show", show.id),),) if followed else ()
    turn = page_row(visit, "eps", page, pages, show.id)
    return Screen(text=joined(lines), rows=(*in_rows(buttons, 3), *turn, *back))


# ------------------------------------------------------------------------------------------------------------ a story


async def one(visit: Visit) -> Reply:
    return await _story(visit, visit.numbers[0])


def seen_story(db: Connection, visit: Visit, episode_id: int) -> Story | None:
    """An episode's story, if it is any of this person's business."""
    wanted = shows.find_episode(db, episode_id)
    show = _seen_show(db, visit, wanted.show_id) if wanted else None
    if wanted is None or show is None:
        return None
    ways = board.on_its_way(db, episode_id=episode_id, states=tuple(JobState))
    files = history.files(db, episode_id)
    deleted = clearing.gone(db, [episode_id]).get(episode_id)
    place = (wanted.season, wanted.number)
    before = sum(e.season > 0 and (e.season, e.number) < place for e in shows.episodes(db, show.id))
    way = ways[-1] if ways else None
    return Story(show=show, episode=wanted, files=files, way=way, before=before, deleted=deleted)


async def _story(visit: Visit, episode_id: int, toast: str = "") -> Reply:
    story = await visit.house.read(seen_story, visit, episode_id)
    if story is None:
        return Toast(visit.t.outdated, alert=True)
    t = visit.t
    lines = [said.episode_name(t, story.show, story.episode), _airs(visit, story.episode)]
    for file in story.files:
        lines.append(_filed(visit, file))
        if file.release:
            lines.append(fill(t.episode_release, release=one_line(file.release, 120)))
    if story.deleted is not None:
        lines.append(fill(t.episode_deleted, when=said.moment(t, visit.person, story.deleted.changed_at)))
    if story.way is None:
        lines += [] if story.files else [escape(t.episode_no_job)]
    else:
        lines += _way(visit, story.way)
    return Screen(text=joined(lines), rows=_story_rows(visit, story), toast=toast)


def _airs(visit: Visit, wanted: Episode) -> Html:
    if wanted.airs_at is None:
        return escape(visit.t.episode_unannounced)
    words = visit.t.episode_aired if wanted.airs_at <= now() else visit.t.episode_airs
    return fill(words, when=said.moment(visit.t, visit.person, wanted.airs_at))


def _filed(visit: Visit, file: MediaFile) -> Html:
    t = visit.t
    languages = fill(" · {words}", words=fill(t.subtitles_there, languages=tongues(t, file.subtitles)))
    return fill(
        t.episode_in_library,
        when=said.moment(t, visit.person, file.filed_at) if file.filed_at else "?",
        size=size_text(file.size),
        length=time_text(file.duration),
        subtitles=languages if file.subtitles else "",
    )


def _way(visit: Visit, way: OnItsWay) -> list[Html]:
    t = visit.t
    why = t.job_whys.get(way.job.why, way.job.why)
    words = t.episode_job if way.job.state is JobState.ACTIVE else t.episode_went
    lines = [fill(words, when=said.moment(t, visit.person, way.job.created_at), why=why)]
    for run in way.runs:
        mark = t.run_states.get(str(run.state), "")
        if run.state in (RunState.DUE, RunState.RUNNING, RunState.STUCK):
            lines.append(fill("{mark} {line}", mark=mark, line=step_line(visit, run)))
        else:
            lines.append(fill("{mark} {what}", mark=mark, what=said.step_words(t, run.step)))
    return lines


def _story_rows(visit: Visit, story: Story) -> Rows:
    t = visit.t
    rows: list[Row] = []
    may_act = visit.person.role in (Role.OWNER, Role.MEMBER)
    if may_act and story.way is not None:
        begun = [run for run in story.way.runs if run.state is not RunState.WAITING]
        rows += in_rows(
            [visit.button(fill(t.b_log, step=said.step_name(t, run.step)), "log", run.id) for run in begun], 2
        )
    active = story.way is not None and story.way.job.state is JobState.ACTIVE
    if may_act and not active and not story.files:
        rows.append((visit.button(t.b_fetch_now, "getit", story.episode.id),))
    if visit.owner and not active and story.deleted is not None:
        rows.append((visit.button(t.b_undelete, "undelete", story.episode.id),))
    if visit.owner and active and story.way is not None:
        rows.append((visit.button(t.b_give_up, "giveup", story.episode.id, story.way.job.id),))
    refresh = visit.button(t.b_refresh, "ep", story.episode.id)
    rows.append((refresh, visit.button(t.b_why, "why", story.episode.id)))
    rows.append((visit.button(t.b_back, "eps", story.before // PAGE, story.show.id),))
    return tuple(rows)


# --------------------------------------------------------------------------------------------------- logs and actions


def _attempts(db: Connection, visit: Visit, run_id: int) -> tuple[StepRun, Story, list[Attempt]] | None:
    run = durable.run_by_id(db, run_id)
    story = seen_story(db, visit, durable.job_by_id(db, run.job_id).episode_id) if run else None
    return (run, story, durable.attempts_of(db, run_id)) if run and story else None


async def log(visit: Visit) -> Reply:
    """A step's last attempts with the end of their logs."""
    found = await visit.house.read(_attempts, visit, visit.numbers[0])
    if found is None:
        return Toast(visit.t.outdated, alert=True)
    run, story, attempts = found
    t = visit.t
    lines = [fill(t.attempts_head, show=story.show.title, code=story.episode.code, step=said.step_name(t, run.step))]
    lines += [_attempt(visit, attempt) for attempt in attempts[-ATTEMPTS_SHOWN:]]
    if not attempts:
        lines.append(escape(t.no_attempts))
    rows: Rows = ((visit.button(t.b_back, "ep", story.episode.id),),)
    if visit.owner and run.state is not RunState.WAITING:
        rows = ((visit.button(t.b_again_from, "againfr", run.id),), *rows)
    return Screen(text=joined(lines, "\n\n"), rows=rows)


def _attempt(visit: Visit, attempt: Attempt) -> Html:
    t = visit.t
    reason = fill(": {reason}", reason=retold(t, visit.person, attempt.reason, REASON_MOST)) if attempt.reason else ""
    head = fill(
        t.attempt_line,
        number=attempt.number,
        when=said.moment(t, visit.person, attempt.started_at),
        outcome=t.outcomes.get(attempt.outcome, attempt.outcome),
        reason=reason,
    )
    tail = "\n".join(one_line(line, 300) for line in attempt.log.splitlines()[-LOG_LINES:])[-LOG_MOST:]
    return joined([head, fill("<pre>{tail}</pre>", tail=tail)]) if tail else head


async def again_from(visit: Visit) -> Reply:
    """Run a step and what follows it once more."""
    found = await visit.house.read(_attempts, visit, visit.numbers[0])
    if found is None:
        return Toast(visit.t.outdated, alert=True)
    run, story, _ = found
    house = visit.house
    try:
        await house.quick(actions.apply, house.store, run.id, actions.AGAIN.action, house.stages)
    except Mistake as error:
        return Toast(retold(visit.t, visit.person, str(error)), alert=True)
    return await _story(
        visit, story.episode.id, toast=visit.t.again_from_here.format(step=said.step_name(visit.t, run.step))
    )


async def give_up(visit: Visit) -> Reply:
    """Take it off its way: the job that was meant, not one that came after it."""
    episode_id, job_id = visit.numbers

    def cancel(db: Connection) -> bool:
        story = seen_story(db, visit, episode_id)
        way = story.way if story else None
        if way is None or way.job.id != job_id or way.job.state is not JobState.ACTIVE:
            return False
        durable.cancel_job(db, job_id)
        return True

    if not await visit.house.write(cancel):
        return Toast(visit.t.outdated, alert=True)
    return await _story(visit, episode_id, toast=visit.t.given_up)


async def get_it(visit: Visit) -> Reply:
    """Put an episode on its way that is not there."""

    def begin(db: Connection) -> bool:
        story = seen_story(db, visit, visit.numbers[0])
        if story is None or story.files:
            return False
        return durable.open_job(db, story.episode.id, "asked", visit.house.stages) is not None

    if not await visit.house.write(begin):
        return Toast(visit.t.outdated, alert=True)
    return await _story(visit, visit.numbers[0], toast=visit.t.put_on_its_way)


async def undelete(visit: Visit) -> Reply:
    """Back from the recycle folder: the episode, and what is in the same file."""
    house, episode_id = visit.house, visit.numbers[0]

    def find(db: Connection) -> list[Watched]:
        row = clearing.gone(db, [episode_id]).get(episode_id)
        if row is None or row.batch is None:
            return []
        return [mate for mate in clearing.rows_of(db, row.batch) if set(mate.moved) & set(row.moved)]

    rows = await house.read(find)
    if not rows:
        return Toast(visit.t.outdated, alert=True)
    await house.outside(clearing.bring_back, house.store, house.players, house.settings, rows)
    return await _story(visit, episode_id)
