"""The line: every step, what it comes after, how often it is tried again, how long it may take, and its lane.

check ─▶ fetch ─▶ download ─┬▶ transcode ─┬▶ file ─▶ refresh ─▶ notify
                            └▶ subtitles ─┘
"""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import timedelta
from importlib.metadata import entry_points
from typing import Any, Literal

from pipeline.durable import Stage
from pipeline.errors import Mistake
from pipeline.model import Backoff
from pipeline.plugins import Parts
from pipeline.steps.check import check
from pipeline.steps.download import download
from pipeline.steps.fetch import fetch
from pipeline.steps.file import file
from pipeline.steps.notify import notify
from pipeline.steps.refresh import refresh
from pipeline.steps.subtitles import subtitles
from pipeline.steps.transcode import transcode


@dataclass(frozen=True, kw_only=True)
class Step:
    """A plain function and how it is run.

    What its parameters are called decides what it is given: the job's own `show`, `episode` and `job`; a part of
    `pipeline.plugins.Parts` (`indexers`, `downloader`, …); `store`, `settings`, `work`; or the result of an earlier
    step, by that step's name. `before` lets a plugin's step go in between.
    """

    run: Callable[..., Any]
    after: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    lane: Literal["io", "heavy"] = "io"
    retry: Backoff = field(default=Backoff())
    deadline: timedelta | None = None  # from when it was first due; past it, a person is asked

    @property
    def name(self) -> str:
        return self.run.__name__

    @property
    def stage(self) -> Stage:
        return Stage(name=self.name, lane=self.lane, after=self.after)

    @property
    def needs(self) -> tuple[str, ...]:
        return tuple(inspect.signature(self.run).parameters)

    @property
    def result(self) -> Any:
        """The type it returns."""
        return typing.get_type_hints(self.run)["return"]


# fmt: off
LINE = (
    Step(run=check),
    Step(run=fetch,     after=("check",),                  deadline=timedelta(days=60)),
    Step(run=download,  after=("fetch",),                  deadline=timedelta(days=14)),
    Step(run=transcode, after=("download",), lane="heavy", deadline=timedelta(days=2), retry=Backoff(attempts=3)),
    Step(run=subtitles, after=("download",),               deadline=timedelta(days=1)),
    Step(run=file,      after=("transcode", "subtitles"),  deadline=timedelta(days=7)),
    Step(run=refresh,   after=("file",),                   deadline=timedelta(days=1)),
    Step(run=notify,    after=("refresh",),                deadline=timedelta(days=1)),
)
# fmt: on

SUBJECTS = ("show", "episode", "job", "store", "settings", "work")
GIVEN = frozenset(SUBJECTS) | {part.name for part in fields(Parts)}


def the_line() -> tuple[Step, ...]:
    """The built-in steps with the plugins' (`airdate.steps`: entry points that lead to a Step) put in between."""
    line = list(LINE)
    for point in entry_points(group="airdate.steps"):
        line = insert_step(line, point.load())
    check_line(line)
    return tuple(line)


def insert_step(line: Sequence[Step], extra: Step) -> list[Step]:
    """The line with one more step: after its predecessors, and before whatever it names."""
    names = [step.name for step in line]
    unknown = [name for name in (*extra.after, *extra.before) if name not in names]
    if unknown or extra.name in names:
        raise Mistake(f"The extra step {extra.name!r} names {unknown or 'a step that is there already'}.")
    at = max((names.index(name) + 1 for name in extra.after), default=0)
    joined = [replace(s, after=(*s.after, extra.name)) if s.name in extra.before else s for s in line]
    return [*joined[:at], extra, *joined[at:]]


def check_line(line: Sequence[Step]) -> None:
    """Every step comes after known steps, and is given all that it asks for. Mistake if not."""
    earlier: dict[str, set[str]] = {}
    for step in line:
        missing = [name for name in step.after if name not in earlier]
        if missing:
            raise Mistake(f"The step {step.name!r} comes after {', '.join(missing)}, which is not before it.")
        behind = set(step.after).union(*(earlier[name] for name in step.after))
        unknown = [name for name in step.needs if name not in GIVEN | behind]
        if unknown:
            raise Mistake(f"The step {step.name!r} asks for {', '.join(unknown)}, which nothing before it gives.")
        earlier[step.name] = behind
