"""What can go wrong, sorted by what to do next.

At the edge there are four errors: every integration turns whatever its library throws into one of them.
Inside a line there are six ways for a step to end other than returning: see `Later` and the five after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from pipeline.model.reasons import Reason, reason_from


class AirdateError(Exception):
    """Anything of ours that has something to say to a person. Never carries a secret.

    `reason` is for front doors; as a string it is the English sentence, for logs.
    """

    def __init__(self, reason: Reason | str) -> None:
        self.reason = reason_from(reason)
        super().__init__(self.reason)

    def __str__(self) -> str:
        return str(self.reason)


class OutsideError(AirdateError):
    """An outside system did not do what was asked.

    `system` is its configured name ("tvmaze", "transmission"); `why` is what it said or did; `reason` says both.
    """

    def __init__(self, system: str, why: Reason | str) -> None:
        self.system = system
        self.why = reason_from(why)
        super().__init__(Reason("outside", system=system, why=self.why))

    @property
    def text(self) -> str:
        """What it said or did, in English: for logs."""
        return str(self.why)


class Unreachable(OutsideError):
    """It cannot be reached, is overloaded or told us to wait: ask again later.

    `retry_after` is what it asked us to wait, in seconds, where it said so; `quota`: it says that we ask too much.
    """

    def __init__(
        self, system: str, why: Reason | str, retry_after: float | None = None, *, quota: bool = False
    ) -> None:
        super().__init__(system, why)
        self.retry_after = retry_after
        self.quota = quota or bool(retry_after)


class Unauthorized(OutsideError):
    """It turned us away (credentials, permission): a person must mend the configuration."""


class NotFound(OutsideError):
    """It answered, and what was asked for is not there."""


class BadResponse(OutsideError):
    """It answered with something that cannot be read. `answer` (shortened) goes into the attempt's log."""

    def __init__(self, system: str, why: Reason | str, answer: str = "") -> None:
        super().__init__(system, why)
        self.answer = answer[:2000]


class UserError(AirdateError):
    """A person asked for something that cannot be (unknown show, malformed setting); says what to do instead."""


@dataclass(frozen=True, slots=True)
class Remedy:
    """Something a person can choose to get a stuck step going again; a button in the chat and the dashboard.

    `action` is one of the names in `pipeline.engine.remedies`.
    """

    action: str

    @property
    def label(self) -> Reason:
        """What the button says."""
        return Reason(f"remedy-{self.action}")


class Flow(Exception):
    """A step's way of ending without a result."""

    def __init__(self, reason: Reason | str) -> None:
        self.reason = reason_from(reason)
        super().__init__(self.reason)


class Later(Flow):
    """Not yet: run me again after `delay`. Holds no worker meanwhile and does not use up an attempt.

    `progress` is 0 to 1 where it is known; `seconds_left` an estimate of what remains.
    """

    def __init__(
        self,
        reason: Reason | str,
        delay: timedelta,
        progress: float | None = None,
        seconds_left: float | None = None,
    ) -> None:
        super().__init__(reason)
        self.delay = delay
        self.progress = progress
        self.seconds_left = seconds_left


class Retry(Flow):
    """Failed: try again with back-off until the attempts run out, then stuck."""


class Stuck(Flow):
    """A person must choose. `remedies` become buttons."""

    def __init__(self, reason: Reason | str, remedies: Sequence[Remedy] = ()) -> None:
        super().__init__(reason)
        self.remedies = tuple(remedies)


class Abandon(Flow):
    """This job has no purpose any more: it ends, and nobody is asked."""


class Reject(Flow):
    """This release turned out wrong: put it on the blocklist and send the job back to `fetch`.

    `lasting`: how long it stays there (a download that nobody shares
    today may come alive again); None: for good.
    """

    def __init__(self, reason: Reason | str, lasting: timedelta | None = None) -> None:
        super().__init__(reason)
        self.lasting = lasting


class Redo(Flow):
    """What an earlier step made is gone, and nobody's fault: that step runs again (by its name), and what follows."""

    def __init__(self, step: str, reason: Reason | str) -> None:
        super().__init__(reason)
        self.step = step


class LeaseLost(Exception):
    """Somebody else runs this step now, or it was cancelled: drop everything and save nothing."""
