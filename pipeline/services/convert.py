"""Files that are in a library already, made playable in their place: what the line does to what comes.

The old file goes to the recycle folder before the new one takes its place, and lies there as long as anything that was
replaced. One at a time; cut off, it goes on where it was: what fits is passed over, what was encoded is used.
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
import os
import shutil
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from time import monotonic

from pipeline.config import Settings
from pipeline.errors import BadResponse, NotFound, OutsideError, UserError
from pipeline.library import recycle, switching_on
from pipeline.library.placing import link_or_copy, move, named_within
from pipeline.library.scan import video_files
from pipeline.model import MediaInfo
from pipeline.model.jobs import JobKind
from pipeline.model.reasons import NO_REASON, Reason
from pipeline.playback import planning
from pipeline.playback.device_profiles import DeviceProfile
from pipeline.playback.plans import Plan
from pipeline.ports import Encoder, Player, Progress
from pipeline.releases.extras import is_extra
from pipeline.services.telling import tell_players
from pipeline.store import Store, leases, media_files, runs, shows
from pipeline.store.runs import Stage

log = logging.getLogger("airdate.convert")

_SAME_LENGTH = 1.0  # seconds
_HELD = timedelta(minutes=15)
_RENEW = 60.0  # seconds
_DISCS = frozenset(("video_ts", "bdmv"))  # https://github.com/jellyfin/jellyfin/issues/10975
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


def videos(place: Path, library: Path) -> Iterator[Path]:
    """The episodes in a file or folder, in folders that are links to other disks as well, without samples, trailers and
    what else comes beside them. A disc's folders are left alone: its parts are played as one, by their names."""
    place = named_within(library, place)
    if place.is_file():
        yield place
        return
    if not place.is_dir():
        raise UserError(Reason("no-such-place", path=str(place)))
    for path in sorted(video_files(place)):
        *folders, name = _inner(path, place, library)
        if not is_extra("/".join((*folders, name))) and _DISCS.isdisjoint(map(str.lower, folders)):
            yield path


def _inner(path: Path, place: Path, library: Path) -> Sequence[str]:
    """The parts of a path that tell what a file is: of a show's own folder, "Extras" may be the title."""
    if not library.is_relative_to(place) or not path.is_relative_to(library):
        return path.relative_to(place).parts
    parts = path.relative_to(library).parts
    return parts[1:] or parts


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
    stages: Sequence[Stage] = (),
    dry_run: bool = False,
) -> Conversion:
    """Plan one file, and unless it is a `dry_run`, carry that out and put the result in its place.

    Under another suffix it is another item to players: of an episode a job for each (of these `stages`) tells them, and
    renews the links of what was announced.
    """
    telling = _Telling(players, stages)
    try:
        info = encoder.probe(video)
        plan = planning.plan(info, plays)
        told = Conversion(path=video, outcome=Outcome.FITS, why=plan.blocked or plan.why, plan=plan)
        if plan.blocked and not plan.untouched:
            return replace(told, outcome=Outcome.FAILED)
        if dry_run:
            return told if plan.untouched else replace(told, outcome=Outcome.PLANNED)
        if plan.untouched:
            _write_down_what_was_cut_off(store, telling, video, info)
            return told
        return _carry_out(store, encoder, settings, plays, told, info, telling)
    except OutsideError as error:
        return Conversion(path=video, outcome=Outcome.FAILED, why=error.why)
    except OSError as error:  # a full disk, a share that is gone: the next file may lie elsewhere
        why = Reason("cannot-write-beside", path=str(video), why=error.strerror or str(error))
        return Conversion(path=video, outcome=Outcome.FAILED, why=why)


def _carry_out(
    store: Store,
    encoder: Encoder,
    settings: Settings,
    plays: DeviceProfile,
    told: Conversion,
    info: MediaInfo,
    telling: _Telling,
) -> Conversion:
    video, plan = told.path, told.plan
    assert plan is not None
    final = video.with_suffix(f".{plan.container}")
    token = _token(video)
    work = settings.work_folder / f"convert-{token}" / f"video.{plan.container}"
    if trouble := _trouble(encoder, settings, told, final, info, begun=work.parent.is_dir()):
        return replace(told, outcome=Outcome.FAILED, why=trouble)
    hold = _Hold.take(store, video)
    if hold is None:
        return replace(told, outcome=Outcome.BUSY, why=Reason("something-else-is-done"))
    try:
        work.parent.mkdir(parents=True, exist_ok=True)
        failed: list[BadResponse] = []
        made = first_that_comes_out_right(video, info, plan, plays, work, encoder, hold.renewed, failed.append)
        if made is None:
            shutil.rmtree(work.parent, ignore_errors=True)
            return replace(told, outcome=Outcome.FAILED, why=_what_was_tried(failed))
        if not hold.is_ours() or not video.is_file() or _token(video) != token:
            return replace(told, outcome=Outcome.BUSY, why=Reason("files-changed-meanwhile"))
        kept, seen = _put_in_place(encoder, settings, video, final, work, made)
        if seen is None:
            return replace(told, outcome=Outcome.FAILED, why=Reason("old-file-is-back"))
        _write_down(store, telling, hold, video, final, seen)
    finally:
        hold.let_go()
    shutil.rmtree(work.parent, ignore_errors=True)
    return replace(told, outcome=Outcome.CONVERTED, plan=made[0], why=made[0].why, result=final, kept=kept)


def _what_was_tried(failed: Sequence[BadResponse]) -> Reason:
    for error in failed:
        log.info("%s %s", error, error.answer)
    whys = tuple(dict.fromkeys(error.why for error in failed))
    return Reason("no-conversion-stays-for", whys=whys)


@dataclass
class _Hold:
    """An episode's files while they are converted: no job touches them meanwhile. Of a file that is no episode's
    (`ids` is empty) there is nothing to hold. Killed, it runs out by itself."""

    store: Store
    job_id: int
    ids: list[int]
    seen: float = 0.0

    @classmethod
    def take(cls, store: Store, video: Path) -> _Hold | None:
        """None: a job has them, or brings others."""
        with store.write() as db:
            ids = list(media_files.owners(db, video))
            if not ids:
                return cls(store, 0, [])
            if shows.on_the_way(db, ids) or leases.held(db, ids):
                return None
            job_id = runs.open_by_hand(db, JobKind.CONVERT, ids[0])
            return cls(store, job_id, ids, monotonic()) if leases.hold(db, job_id, ids, _HELD) else None

    def renewed(self, share: float, left: float | None) -> None:  # noqa: ARG002 - a progress
        if self.ids and monotonic() - self.seen > _RENEW:
            self.is_ours()

    def is_ours(self) -> bool:
        """Whether it is still held; for a while more, then."""
        if not self.ids:
            return True
        self.seen = monotonic()
        with self.store.write() as db:
            return leases.hold(db, self.job_id, self.ids, _HELD) and not shows.on_the_way(db, self.ids)

    def let_go(self) -> None:
        if self.ids:
            with self.store.write() as db:
                leases.let_go_of_files(db, self.job_id)


@dataclass(frozen=True)
class _Telling:
    """The players, and the stages of the jobs that tell them."""

    players: Sequence[Player]
    stages: Sequence[Stage]

    def now(self, paths: Sequence[Path]) -> None:
        """Of a file that is no episode's there is no job."""
        for player in self.players:
            try:
                for path in paths:
                    player.refresh(path)
            except OutsideError as error:
                log.warning("%s", error)


def _write_down(store: Store, telling: _Telling, hold: _Hold, old: Path, new: Path, seen: MediaInfo) -> None:
    """The file is another one now: for us, and for the players."""
    paths = list(dict.fromkeys((old, new)))
    if not hold.ids:
        telling.now(paths)
        return
    with store.write() as db:
        media_files.converted(db, old, new, size=seen.size, duration=seen.duration)
        runs.done_by_hand(db, hold.job_id)
        tell_players(db, runs.job_by_id(db, hold.job_id), telling.players, paths, telling.stages)


def _write_down_what_was_cut_off(store: Store, telling: _Telling, video: Path, info: MediaInfo) -> None:
    """An earlier run was killed after the old file went and before that was written down."""
    with store.read() as db:
        beside = {Path(file.path) for file in media_files.under(db, [video.parent])}
    gone = [path for path in beside - {video} if path.with_suffix("") == video.with_suffix("") and not path.exists()]
    if video in beside or not gone or (hold := _Hold.take(store, gone[0])) is None:
        return
    try:
        _write_down(store, telling, hold, gone[0], video, info)
    finally:
        hold.let_go()


def first_that_comes_out_right(
    source: Path,
    info: MediaInfo,
    plan: Plan,
    plays: DeviceProfile,
    target: Path,
    encoder: Encoder,
    progress: Progress,
    failed: Callable[[BadResponse], None],
) -> tuple[Plan, MediaInfo] | None:
    """Encode into `target` and verify: as little as possible first, then with everything encoded, for streams that
    cannot be copied as they are. None when no way comes out right; `failed` hears why each did not. What an earlier
    attempt finished is used."""
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
            failed(error)
    return None


def _trouble(
    encoder: Encoder, settings: Settings, told: Conversion, final: Path, info: MediaInfo, *, begun: bool
) -> Reason:
    """Why a file cannot be converted now; nothing when it can. `begun`: an earlier attempt was cut off."""
    if final != told.path and final.exists() and not (begun and _is_ours(encoder, told, final)):
        return Reason("name-there-already", name=final.name)
    places = [place for _, place in _places(told.plan, settings, final, final)] if told.plan else []
    if too_long := next(filter(switching_on.is_too_long, places), None):
        return Reason("name-too-long", name=too_long.name)
    settings.work_folder.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(settings.work_folder).free < 2 * info.size + _SPARE:
        return Reason("no-room-to-work")
    return NO_REASON


def _is_ours(encoder: Encoder, told: Conversion, final: Path) -> bool:
    """Whether it is what an earlier attempt made: somebody's own, of the same length, may look alike."""
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
    encoder: Encoder, settings: Settings, video: Path, final: Path, work: Path, made: tuple[Plan, MediaInfo]
) -> tuple[Path | None, MediaInfo | None]:
    """The old file into the recycle folder, the new one where it was: the old one's copy, and what is inside the new
    one. None: put back as it was."""
    plan, result = made
    before = video.stat()
    kept = recycle.keep_copy(video, settings.library, settings.recycle, _token(video))
    move(work, final)
    seen = _as_made(encoder, final, result)
    if seen is None:
        final.unlink(missing_ok=True)
        recycle.put_back(kept)
        return None, None
    _leave_to_its_owner(final, before)
    _place_subtitles(plan, settings, work, final)
    if final != video:
        video.unlink(missing_ok=True)
    return next((each.copy for each in kept if each.path == video), None), seen


def _leave_to_its_owner(final: Path, before: os.stat_result) -> None:
    """The new file is whose the old one was, for whom it was; ours where we may not, or the disk cannot, say so."""
    with suppress(OSError):
        os.chown(final, before.st_uid, before.st_gid)
        final.chmod(stat.S_IMODE(before.st_mode))


def _as_made(encoder: Encoder, final: Path, result: MediaInfo) -> MediaInfo | None:
    """What is inside the file in its place; None when it is not what was made."""
    try:
        seen = encoder.probe(final)
    except OutsideError:
        return None
    return seen if abs(seen.duration - result.duration) <= _SAME_LENGTH else None


def _places(plan: Plan, settings: Settings, work: Path, final: Path) -> Iterator[tuple[Path, Path]]:
    """Each subtitle, where it is made and where it goes: texts beside the film, pictures into the data folder."""
    inner = final.parent.relative_to(settings.library) if final.is_relative_to(settings.library) else final.parent.name
    apart = settings.data / "subtitles" / inner  # two shows may call an episode the same
    for step, made in plan.sidecars(work):
        beside = switching_on.beside(final, switching_on.own_suffix(step))
        yield made, beside if step.codec == "srt" else apart / (final.stem + step.suffix)


def _place_subtitles(plan: Plan, settings: Settings, work: Path, final: Path) -> None:
    """Unless something like it is there, and the right text switched on."""
    for made, target in _places(plan, settings, work, final):
        if made.is_file() and not target.exists():
            link_or_copy(made, target)
    if final.is_relative_to(settings.library):
        switching_on.switch_on(final, settings.household.subtitles)
