"""A step: a plain function and how it is run."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import timedelta
from functools import cache, cached_property
from typing import Any, Literal

from pydantic import BaseModel, TypeAdapter

from pipeline.engine.plugins import Parts
from pipeline.errors import UserError
from pipeline.model import Backoff
from pipeline.model.jobs import JobKind
from pipeline.model.reasons import Reason
from pipeline.store.runs import Stage


@dataclass(frozen=True, kw_only=True)
class Step:
    """A plain function and how it is run.

    What its parameters are called decides what it is given: the job's own `show`, `episode`, `job` and `about` (what
    the job is about, as the type that the parameter has); a part of `pipeline.engine.plugins.Parts` (`indexers`,
    `downloader`, …); `store`, `settings`, `context`, `stages`; `config`, its own section `[steps.NAME]`. Any other is
    given by its type: the result of that type that was given last before it (see `giver`). So a plugin's step that
    takes and gives a `Transcoded` and stands `before` `file` changes what is filed.
    """

    run: Callable[..., Any]
    kind: JobKind = JobKind.EPISODE
    after: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    lane: Literal["io", "heavy"] = "io"
    retry: Backoff = field(default=Backoff())
    deadline: timedelta | None = None  # from when it was first due; past it, a person is asked
    holds_files: bool = False  # no other job touches the episode's files meanwhile
    config: type[BaseModel] | None = None
    without: Any = None  # the result that stands for it where a person marks it as done; None: they cannot

    @property
    def name(self) -> str:
        return self.run.__name__

    @property
    def stage(self) -> Stage:
        without = "" if self.without is None else adapter(self.result).dump_json(self.without).decode()
        return Stage(name=self.name, lane=self.lane, after=self.after, kind=self.kind, without=without)

    @cached_property
    def needs(self) -> dict[str, Any]:
        """Its parameters with their types."""
        hints = typing.get_type_hints(self.run)
        return {name: hints.get(name) for name in inspect.signature(self.run).parameters}

    @cached_property
    def result(self) -> Any:
        """The type it returns."""
        return typing.get_type_hints(self.run)["return"]

    @property
    def may_hold(self) -> bool:
        """Whether it may have files held when it ends: it holds them all along, or is given what they are held in."""
        return self.holds_files or "store" in self.needs


@cache  # to make one costs more than a step of the engine does
def adapter(kind: Any) -> TypeAdapter[Any]:
    """What reads and writes values of this type."""
    return TypeAdapter(kind)


SUBJECTS = ("show", "episode", "job", "about", "store", "settings", "context", "config", "stages")
GIVEN = frozenset(SUBJECTS) | {part.name for part in fields(Parts)}


def insert_step(line: Sequence[Step], extra: Step) -> list[Step]:
    """The line with one more step: after its predecessors, and before whatever it names."""
    names = [step.name for step in line]
    unknown = [name for name in (*extra.after, *extra.before) if name not in names]
    if extra.name in names:
        raise UserError(Reason("extra-step-twice", step=extra.name))
    if unknown:
        raise UserError(Reason("extra-step-names-unknown", step=extra.name, others=tuple(unknown)))
    at = max((names.index(name) + 1 for name in extra.after), default=0)
    joined = [replace(s, after=(*s.after, extra.name)) if s.name in extra.before else s for s in line]
    return [*joined[:at], extra, *joined[at:]]


def check_line(line: Sequence[Step]) -> None:
    """Every step comes after known steps, and is given all that it asks for. UserError if not."""
    names: set[str] = set()
    for step in line:
        missing = tuple(name for name in step.after if name not in names)
        if missing:
            raise UserError(Reason("step-after-unknown", step=step.name, others=missing))
        unknown = tuple(name for name in step.needs if name not in GIVEN and giver(line, step, name) is None)
        if unknown:
            raise UserError(Reason("step-asks-for-unknown", step=step.name, others=unknown))
        names.add(step.name)


def giver(line: Sequence[Step], step: Step, parameter: str, there: Collection[str] | None = None) -> Step | None:
    """Who gives a step's parameter: the last step behind it that gives its type. One that is called as a step is given
    by that step, or by whatever stands between and gives the same. `there`: the names of those that a job has; all,
    when it is not given."""
    present = line if there is None else [each for each in line if each.name in there]
    givers = _giving(present, step.needs[parameter], _behind(line, step))
    if any(each.name == parameter for each in present):
        givers = [each for each in givers if parameter in {each.name, *_behind(line, each)}]
    return next(reversed(givers), None)


def _giving(line: Sequence[Step], kind: Any, names: Collection[str]) -> list[Step]:
    return [each for each in line if each.name in names and each.result == kind]


def _behind(line: Sequence[Step], step: Step) -> set[str]:
    """All that a step comes after, near or far."""
    by_name = {each.name: each for each in line}
    found: set[str] = set()
    open_ones = [name for name in step.after if name in by_name]
    while open_ones:
        name = open_ones.pop()
        if name not in found:
            found.add(name)
            open_ones += [each for each in by_name[name].after if each in by_name]
    return found
