"""`airdate chaos`: a household that lives through what a seed has planned for it, and what came of that."""

from __future__ import annotations

import shutil
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from demo.world import own_folder
from tests.chaos.count import Counted, behind, bullets, count, settled
from tests.chaos.hand import Hand
from tests.chaos.household import household
from tests.chaos.plan import draw

MOST_BEHIND, WAIT = 6, 30.0  # episodes that may be on their way when the next round begins; seconds
STARTS = 15.0  # seconds that the processes may take until they are up when the next round begins


@dataclass
class Run:
    """One run and what came of it."""

    backend: str
    rounds: int
    seed: int
    seconds: float = 0.0
    ended: int = 0  # processes that ended by themselves and were started again
    done: Counter[tuple[str, str]] = field(default_factory=Counter)
    counted: Counted = field(default_factory=Counted)
    hand: list[str] = field(default_factory=list)

    @property
    def kills(self) -> int:
        """Processes and servers that were killed; a restart of everything counts as one."""
        return sum(times for (kind, _), times in self.done.items() if kind.startswith(("kill", "restart", "restore")))

    @property
    def good(self) -> bool:
        return not any(self.counted.faults.values()) and not self.hand


def main(
    rounds: int, seed: int, backend: str, *, patience: float, keep: Path | None = None, without: Sequence[str] = ()
) -> int:
    """Play and print; 0 when nothing was lost, doubled, partial or condemned, and nobody was asked for anything."""
    console = Console(highlight=False, soft_wrap=True)
    return 0 if play(rounds, seed, backend, console, patience=patience, keep=keep, without=without).good else 1


def play(
    rounds: int,
    seed: int,
    backend: str,
    console: Console,
    *,
    patience: float,
    keep: Path | None = None,
    without: Sequence[str] = (),
) -> Run:
    run, began = Run(backend, rounds, seed), time.monotonic()
    with own_folder(keep) as folder, household(folder, backend) as made:
        hand = Hand(made)
        for number, planned in enumerate(draw(rounds, seed, made.means, without), 1):
            _wait(made.all_up, STARTS)
            hand.play(planned)
            run.ended += made.start_ended()
            _wait(lambda: len(behind(made)) <= MOST_BEHIND, WAIT)
            told = ", ".join(f"{blow.kind} {blow.target}".strip() for blow in planned.blows)
            clock = datetime.now(UTC).strftime("%H:%M:%S")
            console.print(
                f"{clock} {number:4}: {told}; {len(behind(made))} of {len(made.films)} under way", markup=False
            )
        settled(made, patience)
        run.counted = count(made)
        run.done, run.hand = hand.done, hand.failed
        if keep is not None:
            shutil.copytree(made.data, folder / "data at the end", ignore=shutil.ignore_patterns("downloads"))
        run.seconds = time.monotonic() - began
        console.print(report(run))
        console.print(summary(run), markup=False)
    return run


def _wait(until: Callable[[], bool], longest: float) -> None:
    end = time.monotonic() + longest
    while not until() and time.monotonic() < end:
        time.sleep(0.2)


def report(run: Run) -> Table:
    table = Table("Fault", "Times", "On", title=f"{run.backend}, {run.rounds} rounds of seed {run.seed}")
    kinds = Counter[str]()
    for (kind, _), times in run.done.items():
        kinds[kind] += times
    for kind, times in sorted(kinds.items()):
        targets = ", ".join(f"{target} {n}" for (k, target), n in sorted(run.done.items()) if k == kind and target)
        table.add_row(kind, str(times), targets)
    return table


def summary(run: Run) -> str:
    counted = run.counted
    faults = f"{sum(run.done.values())} faults, {run.kills} of them kills, in {run.seconds / 60:.1f} minutes"
    lines = [f"{faults}; {counted.episodes} episodes came out."]
    lines += [f"{what}: {len(found)}{bullets(found)}" for what, found in counted.faults.items()]
    lines += [f"still under way: {each}" for each in counted.under_way]
    lines += [f"gave way for an hour: {each}" for each in counted.gave_way]
    lines.append("work done again: " + ", ".join(f"{what} {n}" for what, n in counted.repeated.items()))
    lines.append(f"processes that ended by themselves, and were started again: {run.ended}")
    lines += [f"the hand itself failed: {each}" for each in run.hand]
    return "\n".join(lines)
