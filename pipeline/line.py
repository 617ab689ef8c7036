"""The line: every step, what it comes after, how often it is tried again, how long it may take, and its lane.

check ─▶ fetch ─▶ download ─┬▶ transcode ─┬▶ file ─▶ refresh ─▶ notify
                            └▶ subtitles ─┘

The other kinds of jobs have short lines.
"""

from __future__ import annotations

from datetime import timedelta
from importlib.metadata import entry_points

from pipeline.engine.step import Step, check_line, insert_step
from pipeline.model import Backoff
from pipeline.model.jobs import JobKind
from pipeline.steps.check import check
from pipeline.steps.deletion import delete, restore
from pipeline.steps.download import download
from pipeline.steps.fetch import fetch
from pipeline.steps.file import file
from pipeline.steps.missing_subtitles import missing_subtitles
from pipeline.steps.notify import notify
from pipeline.steps.other_subtitles import other_subtitles
from pipeline.steps.refresh import refresh
from pipeline.steps.rename import rename, tell_owner
from pipeline.steps.results import Notified, Refreshed, Subtitled
from pipeline.steps.search_for_better import search_for_better
from pipeline.steps.subtitles import subtitles
from pipeline.steps.tell_player import tell_player
from pipeline.steps.transcode import transcode

# fmt: off
LINE = (
    Step(run=check),
    Step(run=fetch,     after=("check",),                  deadline=timedelta(days=60)),
    Step(run=download,  after=("fetch",),                  deadline=timedelta(days=14)),
    Step(run=transcode, after=("download",), lane="heavy", deadline=timedelta(days=2), retry=Backoff(attempts=3)),
    Step(run=subtitles, after=("download",),               deadline=timedelta(days=1), without=Subtitled(files=())),
    Step(run=file,      after=("transcode", "subtitles"),  deadline=timedelta(days=7), holds_files=True),
    Step(run=refresh,   after=("file",),                   deadline=timedelta(days=1), without=Refreshed(items=())),
    Step(run=notify,    after=("refresh",),                deadline=timedelta(days=1), without=Notified(people=())),

    Step(run=rename,      kind=JobKind.RENAME, holds_files=True),
    Step(run=tell_owner,  kind=JobKind.RENAME, after=("rename",)),

    Step(run=delete,      kind=JobKind.DELETE, holds_files=True),
    Step(run=restore,     kind=JobKind.RESTORE, holds_files=True),

    Step(run=missing_subtitles, kind=JobKind.MISSING_SUBTITLES),
    Step(run=other_subtitles,   kind=JobKind.OTHER_SUBTITLES),
    Step(run=search_for_better, kind=JobKind.BETTER),

    Step(run=tell_player, kind=JobKind.SHOW, retry=Backoff(first=timedelta(minutes=1), most=timedelta(minutes=10))),
)
# fmt: on


def the_line() -> tuple[Step, ...]:
    """The built-in steps with the plugins' (`airdate.steps`: entry points that lead to a Step) put in between."""
    line = list(LINE)
    for point in entry_points(group="airdate.steps"):
        line = insert_step(line, point.load())
    check_line(line)
    return tuple(line)
