"""Files that are in a library already, made playable in their place: what the line does to what comes.

The old file goes to the recycle folder before the new one takes its place, and lies there as long as anything that was
replaced. One at a time; cut off, it goes on where it was: what fits is passed over, what was encoded is used.
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from pipeline.config import Settings
from pipeline.errors import BadResponse, NotFound, OutsideError, UserError
from pipeline.library import recycle
from pipeline.library.placing import link_or_copy, move
from pipeline.model import MediaInfo
from pipeline.model.reasons import Reason
from pipeline.playback import planning
from pipeline.playback.device_profiles import DeviceProfile
from pipeline.playback.plans import Plan
from pipeline.ports import Encoder, Player, Progress
from pipeline.releases.files import VIDEO, is_extra
from pipeline.store import Store, leases, media_files, shows

log = logging.getLogger("airdate.convert")

_SAME_LENGTH = 1.0  # seconds
_SPARE = 1_000_000_000  # bytes that stay free


class Outcome(StrEnum):
    FITS = "fits"  # plays as it is
    PLANNED = "planned"  # a dry run
    CONVERTED = "converted"
    FAILED = "failed"
    BUSY = "busy"  # something else is done to it just now


@dataclass(frozen=True, kw_only=True)
class Conversion:
    """What became of one file."""

    path: Path
    outcome: Outcome
    why: Reason
    plan: Plan | None = None
    result: Path | None = None
    kept: Path | None = None  # the old file, in the recycle folder


def videos(place: Path) -> Iterator[Path]:
    """The episodes in a file or folder, without samples, trailers and what else comes beside them."""
    place = place.absolute()  # as the library's paths are written down
    if place.is_file():
        yield place
        return
    if not place.is_dir():
        raise UserError(Reason("no-such-place", path=str(place)))
    for path in sorted(place.rglob("*")):
        inner = path.relative_to(place)
        hidden = any(part.startswith(".") for part in inner.parts)
        if path.suffix.lower() in VIDEO and path.is_file() and not hidden and not is_extra(inner.as_posix()):
            yield path


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """One at a time, whoever begins it. UserError while another is at it."""
    settings.data.mkdir(parents=True, exist_ok=True)
    with (settings.data / "convert.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UserError(Reason("converting-already")) from None
        yield


def convert(
    store: Store,
    encoder: Encoder,
    players: Sequence[Player],
    settings: Settings,
    plays: DeviceProfile,
    video: Path,
    *,
    dry_run: bool = False,
) -> Conversion:
    """Plan one file, and unless it is a `dry_run`, carry that out and put the result in its place."""
    try:
        info = encoder.probe(video)
        plan = planning.plan(info, plays)
        told = Conversion(path=video, outcome=Outcome.FITS, why=plan.blocked or plan.why, plan=plan)
        if plan.untouched:
            return told
        if plan.blocked:
            return replace(told, outcome=Outcome.FAILED)
        if dry_run:
            return replace(told, outcome=Outcome.PLANNED)
        done = _carry_out(store, encoder, settings, plays, told, info)
    except OutsideError as error:
        return Conversion(path=video, outcome=Outcome.FAILED, why=error.why)
    if done.result is not None:
        _show(players, done.result)
    return done


def _carry_out(
    store: Store, encoder: Encoder, settings: Settings, plays: DeviceProfile, told: Conversion, info: MediaInfo
) -> Conversion:
    video, plan = told.path, told.plan
    assert plan is not None
    final = video.with_suffix(f".{plan.container}")
    token = _token(video)
    work = settings.work_folder / f"convert-{token}" / final.name
    if trouble := _trouble(store, encoder, settings, told, final, info):
        return replace(told, outcome=trouble[0], why=trouble[1])
    work.parent.mkdir(parents=True, exist_ok=True)
    made = first_that_comes_out_right(video, info, plan, plays, work, encoder, _unseen, log.info)
    if made is None:
        shutil.rmtree(work.parent, ignore_errors=True)
        return replace(told, outcome=Outcome.FAILED, why=Reason("no-conversion-stays"))
    if _is_busy(store, video) or not video.is_file() or _token(video) != token:
        return replace(told, outcome=Outcome.BUSY, why=Reason("files-changed-meanwhile"))
    kept = _put_in_place(store, encoder, settings, video, final, work, made)
    if kept is None:
        return replace(told, outcome=Outcome.FAILED, why=Reason("old-file-is-back"))
    shutil.rmtree(work.parent, ignore_errors=True)
    return replace(told, outcome=Outcome.CONVERTED, plan=made[0], why=made[0].why, result=final, kept=kept)


def _unseen(share: float, left: float | None) -> None:
    """Progress that nobody looks at."""


def _show(players: Sequence[Player], video: Path) -> None:
    for player in players:
        try:
            player.refresh(video)
        except OutsideError as error:
            log.warning("%s", error)


def first_that_comes_out_right(
    source: Path,
    info: MediaInfo,
    plan: Plan,
    plays: DeviceProfile,
    target: Path,
    encoder: Encoder,
    progress: Progress,
    log: Callable[[str], None],
) -> tuple[Plan, MediaInfo] | None:
    """Encode into `target` and verify: as little as possible first, then with everything encoded, for streams that
    cannot be copied as they are. None when no way comes out right. What an earlier attempt finished is used."""
    ways = [way for way in (plan, planning.encode_all(plan, info, plays)) if way is not None]
    for way in ways if target.is_file() else ():
        try:
            return way, encoder.verify(source, way, target)
        except (NotFound, BadResponse):
            continue
    for way in ways:
        try:
            encoder.encode(source, way, target, progress)
            return way, encoder.verify(source, way, target)
        except BadResponse as error:
            for left in (target, *(path for _, path in way.sidecars(target))):
                left.unlink(missing_ok=True)
            log(f"not right: {error} {error.answer}".strip())
    return None


def _trouble(
    store: Store, encoder: Encoder, settings: Settings, told: Conversion, final: Path, info: MediaInfo
) -> tuple[Outcome, Reason] | None:
    """Why a file cannot be converted now."""
    video = told.path
    if _is_busy(store, video):
        return Outcome.BUSY, Reason("something-else-is-done")
    if final != video and final.exists() and not _is_ours(encoder, told, final):
        return Outcome.FAILED, Reason("name-there-already", name=final.name)
    settings.work_folder.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(settings.work_folder).free < 2 * info.size + _SPARE:
        return Outcome.FAILED, Reason("no-room-to-work")
    return None


def _is_busy(store: Store, video: Path) -> bool:
    """Whether a job has its episodes' files, or brings others."""
    with store.read() as db:
        ids = media_files.owners(db, video)
        return bool(shows.on_the_way(db, list(ids)) | leases.held(db, ids))


def _is_ours(encoder: Encoder, told: Conversion, final: Path) -> bool:
    """Whether an earlier attempt put it there and was cut off before the old file went."""
    assert told.plan is not None
    try:
        encoder.verify(told.path, told.plan, final)
    except (NotFound, BadResponse):
        return False
    return True


def _token(video: Path) -> str:
    """Tells this version of a file from others."""
    found = video.stat()
    told = f"{video.absolute()}\0{found.st_size}\0{found.st_mtime_ns}"
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _put_in_place(
    store: Store,
    encoder: Encoder,
    settings: Settings,
    video: Path,
    final: Path,
    work: Path,
    made: tuple[Plan, MediaInfo],
) -> Path | None:
    """The old file into the recycle folder, the new one where it was; the old one's copy. None: put back as it was."""
    plan, result = made
    kept = recycle.keep_copy(video, settings.library, settings.recycle, _token(video))
    move(work, final)
    try:
        seen = encoder.probe(final)
        right = abs(seen.duration - result.duration) <= _SAME_LENGTH
    except OutsideError:
        right = False
    if not right:
        final.unlink(missing_ok=True)
        recycle.put_back(kept)
        return None
    _place_subtitles(plan, settings, work, final)
    if final != video:
        video.unlink(missing_ok=True)
    with store.write() as db:
        media_files.converted(db, video, final, size=seen.size, duration=seen.duration)
    return next((each.copy for each in kept if each.path == video), None)


def _place_subtitles(plan: Plan, settings: Settings, work: Path, final: Path) -> None:
    """Texts beside the film, unless something of that name is there; pictures into the data folder."""
    apart = settings.data / "subtitles" / final.parent.name
    for step, made in plan.sidecars(work):
        beside = final.with_name(final.stem + step.suffix)
        target = beside if step.codec == "srt" else apart / beside.name
        if made.is_file() and not target.exists():
            link_or_copy(made, target)
