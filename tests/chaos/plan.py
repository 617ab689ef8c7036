"""Which faults come, and when: drawn from a seed, so that a run can be had again."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

SYSTEMS = ("catalogue", "indexer", "subtitles", "media server", "Telegram")
ANSWERS = ("answers 429", "answers 500", "answers HTML", "answers half a body")
KILLS = 3  # in each round
WHOLE = ("restart everything", "restore an old folder")  # these come alone: nothing else is left to be hit


@dataclass(frozen=True, kw_only=True)
class Blow:
    """One fault. `target`: what it hits, where a kind has several; `after` the round's start, for `lasting` seconds."""

    kind: str
    target: str = ""
    after: float = 0.0
    lasting: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Round:
    """What happens at the same time. `airs`: whether a new episode comes out first."""

    blows: tuple[Blow, ...]
    airs: bool


@dataclass(frozen=True, kw_only=True)
class Means:
    """What can be hit here: the names of Airdate's processes, and what this machine lets us do."""

    processes: tuple[str, ...]
    servers: tuple[str, ...] = ()  # "PostgreSQL", "Redis"
    disks: bool = True  # small disks can be mounted (it takes root)
    clock: bool = True  # its clock can be turned (it takes a C compiler)

    def kills(self) -> list[tuple[str, str]]:
        mine = [("kill a process", name) for name in self.processes]
        return [
            *mine,
            *(("kill a server", name) for name in self.servers),
            ("kill the daemon", ""),
            ("kill ffmpeg", ""),
        ]

    def others(self) -> list[list[tuple[str, str]]]:
        """The kinds besides kills, each with its targets."""
        stoppable = (*self.processes, *self.servers, "daemon")
        found = [[("stop and continue", name) for name in stoppable]]
        found += [[(kind, system) for system in SYSTEMS] for kind in ("cut off", "slow", *ANSWERS)]
        if self.disks:
            found += [[("disk full", "data"), ("disk full", "library")], [("disk read-only", "library")]]
        if self.clock:
            found += [[("clock two days on", "")], [("clock an hour back", "")]]
        return [*found, *([(kind, "")] for kind in WHOLE)]


def draw(rounds: int, seed: int, means: Means, without: Sequence[str] = ()) -> list[Round]:
    """Some kills and another fault in each round, and a new episode in every other one. Every kind comes equally often.

    `without`: how the kinds begin that are left out.
    """
    dice = random.Random(seed)
    kills = _dealt([[kill] for kill in means.kills() if not kill[0].startswith(tuple(without))], dice)
    others = _dealt([kind for kind in means.others() if not kind[0][0].startswith(tuple(without))], dice)
    return [_round(number, kills, next(others), dice) for number in range(rounds)]


def _round(number: int, kills: Iterator[tuple[str, str]], other: tuple[str, str], dice: random.Random) -> Round:
    chosen = [other] if other[0] in WHOLE else [other, *(next(kills) for _ in range(KILLS))]
    blows = tuple(
        Blow(kind=kind, target=target, after=dice.uniform(0, 4), lasting=dice.uniform(0.5, 4))
        for kind, target in chosen
    )
    return Round(blows=blows, airs=number % 2 == 0)


def _dealt(kinds: Sequence[Sequence[tuple[str, str]]], dice: random.Random) -> Iterator[tuple[str, str]]:
    """Without end: one of each kind in any order, then again; a kind's targets take turns."""
    turns = [dice.sample(list(targets), len(targets)) for targets in kinds]
    went = 0
    while True:
        for targets in dice.sample(turns, len(turns)):
            yield targets[went % len(targets)]
        went += 1
