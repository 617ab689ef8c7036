"""A step: a plain function and how it is run."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import timedelta
from typing import Any, Literal

from pipeline.engine.plugins import Parts
from pipeline.errors import UserError
from pipeline.model import Backoff
from pipeline.store.runs import Stage


@dataclass(frozen=True, kw_only=True)
class Step:
    """A plain function and how it is run.

    What its parameters are called decides what it is given: the job's own `show`, `episode` and `job`; a part of
    `pipeline.engine.plugins.Parts` (`indexers`, `downloader`, …); `store`, `settings`, `context`; or the result of an
    earlier step, by that step's name. `before` lets a plugin's step go in between.
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


SUBJECTS = ("show", "episode", "job", "store", "settings", "context")


GIVEN = frozenset(SUBJECTS) | {part.name for part in fields(Parts)}


def insert_step(line: Sequence[Step], extra: Step) -> list[Step]:
    """The line with one more step: after its predecessors, and before whatever it names."""
    names = [step.name for step in line]
    unknown = [name for name in (*extra.after, *extra.before) if name not in names]
    if unknown or extra.name in names:
        raise UserError(f"The extra step {extra.name!r} names {unknown or 'a step that is there already'}.")
    at = max((names.index(name) + 1 for name in extra.after), default=0)
    joined = [replace(s, after=(*s.after, extra.name)) if s.name in extra.before else s for s in line]
    return [*joined[:at], extra, *joined[at:]]


def check_line(line: Sequence[Step]) -> None:
    """Every step comes after known steps, and is given all that it asks for. UserError if not."""
    earlier: dict[str, set[str]] = {}
    for step in line:
        missing = [name for name in step.after if name not in earlier]
        if missing:
            raise UserError(f"The step {step.name!r} comes after {', '.join(missing)}, which is not before it.")
        behind = set(step.after).union(*(earlier[name] for name in step.after))
        unknown = [name for name in step.needs if name not in GIVEN | behind]
        if unknown:
            raise UserError(f"The step {step.name!r} asks for {', '.join(unknown)}, which nothing before it gives.")
        earlier[step.name] = behind
