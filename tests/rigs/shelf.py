"""Shows of many kinds (`shows.jsonl`), and the line's own `file` that puts their episodes into a library.

A row: `show` as a catalogue gives it, `episodes` (season, number, title, day, running count), `container`, and
`releases` where some hold several episodes. The names are invented; the kinds are those that players stumble over.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.clock import now
from pipeline.config import Settings
from pipeline.engine.context import StepContext
from pipeline.line import LINE
from pipeline.model import Episode, EpisodeInfo, MediaInfo, Release, Show, ShowInfo, ShowKind
from pipeline.model.jobs import Job, Origin
from pipeline.model.reasons import NO_REASON
from pipeline.steps.file import file
from pipeline.steps.results import Downloaded, Filed, Subtitled, Transcoded
from pipeline.store import Store, leases, media_files, runs
from pipeline.store.runs import Stage
from tests.rigs.core import add_show

SECONDS = 2.0
SHOWS = Path(__file__).parents[1] / "integrations" / "jellyfin" / "shows.jsonl"
STAGES = [step.stage for step in LINE]
STAGE = next(stage for stage in STAGES if stage.name == "file")


@dataclass(frozen=True)
class Row:
    show: ShowInfo
    episodes: tuple[EpisodeInfo, ...]
    releases: tuple[str, ...] = ()  # those that hold several; empty: one for each episode
    suffix: str = ".mp4"


def rows(path: Path) -> list[Row]:
    return [_row(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def _row(told: dict[str, Any]) -> Row:
    show = {**told["show"], "kind": ShowKind(told["show"].get("kind", "standard"))}
    episodes = tuple(_episode(*each) for each in told["episodes"])
    return Row(ShowInfo(**show), episodes, tuple(told.get("releases", ())), f".{told.get('container', 'mp4')}")


def _episode(season: int, number: int, title: str, day: str, absolute: int | None = None) -> EpisodeInfo:
    air_date = date.fromisoformat(day) if day else None
    return EpisodeInfo(season=season, number=number, title=title, air_date=air_date, absolute=absolute)


class Reader:
    """An encoder that takes every file for a film; and a player that reads descriptions."""

    name = "reader"
    reads_nfo = True

    def probe(self, path: Path) -> MediaInfo:
        return MediaInfo(container="mp4", size=path.stat().st_size, duration=SECONDS)


@dataclass(frozen=True)
class Shelved:
    """An episode and the file that it came to be in, with all the episodes in it."""

    show: Show
    episode: Episode
    path: Path
    inside: tuple[Episode, ...]


def shelve(store: Store, settings: Settings, row: Row, folder: Path) -> list[Shelved]:
    """File a show's episodes, one release after the other; `folder`: where the downloads lie."""
    show, listed = add_show(store, row.show, *row.episodes)
    by_code = {(each.season, each.number): each for each in listed}
    mine = [by_code[each.season, each.number] for each in row.episodes]
    filed = {}
    for episode, release in _releases(row, mine):
        path = Path(_file(store, settings, show, episode, release, folder / f"{show.id}-{release}{row.suffix}").path)
        held = _held(store, path)
        filed[path] = tuple(each for each in mine if each.id in held)
    return [Shelved(show, each, path, inside) for path, inside in filed.items() for each in inside]


def _releases(row: Row, episodes: Sequence[Episode]) -> Iterator[tuple[Episode, str]]:
    """With the episode that each is fetched for: the first one in it."""
    if not row.releases:
        yield from ((each, f"S{each.season:02}E{each.number:02}") for each in episodes)
    for release in row.releases:
        inside = [each for each in episodes if f"S{each.season:02}E{each.number:02}" in release]
        yield max(inside, key=lambda each: len(str(each.number))), release  # S01E1000 has S01E100 in it


def _file(store: Store, settings: Settings, show: Show, episode: Episode, release: str, download: Path) -> Filed:
    job, filed = arrives(store, settings, show, episode, download, release, stages=[STAGE])
    with store.write() as db:
        leases.cancel_job(db, job.id)
    return filed


def arrives(
    store: Store,
    settings: Settings,
    show: Show,
    episode: Episode,
    download: Path,
    release: str = "",
    why: Origin = Origin.AIRED,
    stages: Sequence[Stage] = STAGES,
) -> tuple[Job, Filed]:
    """A download of an episode is filed; its job goes on."""
    download.parent.mkdir(parents=True, exist_ok=True)
    download.write_bytes(download.name.encode())
    with store.write() as db:
        job_id = runs.open_job(db, episode.id, why, stages)
        assert job_id is not None
        job = runs.job_by_id(db, job_id)
    reader: Any = Reader()
    title, path = release or download.stem, str(download)
    found = Release(title=title, indexer="fair", guid=title)
    downloaded = Downloaded(info_hash=f"{job_id:040x}", path=path, release=found)
    made = Transcoded(path=path, source=path, container="mp4", untouched=True, why=NO_REASON, duration=SECONDS)
    nothing, context = Subtitled(files=()), StepContext(step="file", begun_at=now())
    args = (job, show, episode, downloaded, made, nothing, reader, store, settings, context, [reader], stages)
    filed = file(*args)
    with store.write() as db:
        leases.let_go_of_files(db, job_id)
    return job, filed


def _held(store: Store, path: Path) -> set[int]:
    with store.read() as db:
        return media_files.owners(db, path)
