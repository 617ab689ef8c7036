"""example: downloads what offers its bytes over HTTP (webseeds), with no other program.

    [downloaders.example]
    folder = "/srv/downloads"

It works as it stands. For a client of your own, keep the methods, ask the client in them, and throw the rest away.
Formats: https://www.bittorrent.org/beps/bep_0003.html (torrents), bep_0019.html (webseeds).
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import shutil
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field

from airdate.plugin import (
    NO_REASON,
    BadResponse,
    DownloadedFile,
    DownloadState,
    DownloadStatus,
    NotFound,
    OutsideError,
    Reason,
    Torrent,
    Web,
    metainfo,
    problem_of,
    read_torrent,
    reason_from,
)

AGAIN = 1.0  # seconds until a webseed that did not answer is asked again


class Example:
    """A Downloader."""

    ports_version = 1

    class Config(BaseModel):
        model_config = ConfigDict(extra="forbid")

        folder: Path = Field(description="folder to download to")
        timeout: float = Field(20.0, gt=0, le=300, description="seconds to wait for an answer")

    def __init__(self, config: Config, *, name: str) -> None:
        self.name = name
        self._config = config
        self._kept = config.folder / ".airdate-example"  # what is known of each download, by its info-hash
        self._web = Web(name, timeout=config.timeout, remedy="It takes no password.")
        self._lock = threading.Lock()  # over what is on the disk
        self._threads: dict[str, threading.Thread] = {}
        self._speed: dict[str, tuple[float, int]] = {}  # since when, and how many bytes since

    def check(self) -> Reason:
        return reason_from(f"webseeds, {self.free_space() / 1e9:.0f} GB free")

    def add(self, torrent: Torrent, folder: Path | None = None) -> None:
        _check(torrent, self.name)
        place = self._kept / torrent.info_hash
        with self._lock:
            if not place.exists():
                made = self._kept / f"new-{torrent.info_hash}"
                made.mkdir(parents=True, exist_ok=True)
                (made / "torrent").write_bytes(torrent.data or b"")
                _save(made, folder=str(folder or self._config.folder), wanted=None, error="")
                made.rename(place)  # it is there whole, or not at all
        self._begin(torrent.info_hash)

    def status(self, info_hash: str) -> DownloadStatus:
        self._begin(info_hash)  # after a restart it goes on when somebody looks
        with self._lock:
            found = self._find(info_hash)
        files = found.status_of_files()
        size = sum(file.size for file in files if file.wanted)
        done = sum(file.done for file in files if file.wanted)
        state = found.state(files)
        rate = 0.0 if state is DownloadState.COMPLETE else self._rate(info_hash)
        left = (size - done) / rate if rate else None
        return DownloadStatus(
            info_hash=info_hash.lower(),
            name=found.name,
            state=state,
            folder=str(found.folder),
            size=size,
            done=done,
            rate=rate,
            seconds_left=0.0 if state is DownloadState.COMPLETE else left,
            problem=problem_of(found.error) if found.error else None,
            error=reason_from(found.error) if found.error else NO_REASON,
            files=files,
        )

    def want(self, info_hash: str, indexes: Sequence[int]) -> None:
        with self._lock:
            found = self._find(info_hash)
            if any(not 0 <= index < len(found.files) for index in indexes):
                raise NotFound(self.name, f"it has {len(found.files)} files")
            if not found.files:
                raise NotFound(self.name, "its files are not known yet")
            found.save(wanted=sorted(set(indexes)))
        self._begin(info_hash)

    def resume(self, info_hash: str) -> None:
        with self._lock:
            self._find(info_hash).save(error="")
        self._begin(info_hash)

    def remove(self, info_hash: str, *, with_data: bool) -> None:
        with self._lock, contextlib.suppress(NotFound):
            found = self._find(info_hash)
            gone = found.place.with_name(f"gone-{time.monotonic_ns()}")
            found.place.rename(gone)  # a thread may be about to look into it
            shutil.rmtree(gone)
            if with_data:
                found.delete_files()

    def free_space(self, folder: Path | None = None) -> int:
        path = folder or self._config.folder
        return shutil.disk_usage(next(each for each in (path, *path.parents) if each.is_dir())).free

    def _find(self, info_hash: str) -> _Download:
        try:
            return _Download(self._kept / info_hash.lower())
        except FileNotFoundError:
            raise NotFound(self.name, "it does not have it") from None

    def _rate(self, info_hash: str) -> float:
        since, count = self._speed.get(info_hash.lower(), (0.0, 0))
        return count / max(time.monotonic() - since, 0.1)

    def _begin(self, info_hash: str) -> None:
        """Have a thread go on with it, unless one does."""
        key = info_hash.lower()
        with self._lock:
            if key not in self._threads or not self._threads[key].is_alive():
                self._threads[key] = threading.Thread(target=self._work, args=(key,), daemon=True)
                self._threads[key].start()

    def _work(self, info_hash: str) -> None:
        with contextlib.suppress(NotFound, FileNotFoundError), _alone(self._kept / info_hash / "lock") as mine:
            self._speed[info_hash] = (time.monotonic(), 0)
            while mine and self._one_piece(info_hash):
                pass

    def _one_piece(self, info_hash: str) -> bool:
        """Fetch, check and write the next piece. Whether there may be more."""
        with self._lock:
            found = self._find(info_hash)
        number = found.next_piece()
        if number is None:
            return False
        try:
            data = b"".join(self._fetch(found, *part) for part in found.parts(number))
        except OutsideError:
            time.sleep(AGAIN)
            return True
        if hashlib.sha1(data, usedforsecurity=False).digest() != found.hashes[number]:
            time.sleep(AGAIN)
            return True
        with self._lock:
            since, count = self._speed[info_hash]
            self._speed[info_hash] = (since, count + len(data))
            return self._find(info_hash).write(number, data)  # it may have been removed meanwhile

    def _fetch(self, found: _Download, index: int, start: int, end: int) -> bytes:
        url = found.seed + (quote(found.files[index].path) if found.seed.endswith("/") else "")
        return self._web.get(url, {"Range": f"bytes={start}-{end - 1}"})


class _Download:
    """One download as it lies on the disk: the torrent, what is known of it, a byte for each piece."""

    def __init__(self, place: Path) -> None:
        self.place = place
        facts = json.loads((place / "facts.json").read_text(encoding="utf-8"))
        self.folder, self.wanted, self.error = Path(facts["folder"]), facts["wanted"], facts["error"]
        data = (place / "torrent").read_bytes()
        meta: dict[bytes, Any] = metainfo(data) if data else {}
        info = meta.get(b"info", {})
        seeds = meta.get(b"url-list", [])
        self.seed = (seeds[0] if isinstance(seeds, list) and seeds else seeds or b"").decode()
        torrent = read_torrent(data) if data else Torrent(info_hash=place.name)
        self.name, self.files = torrent.name, torrent.files or ()
        self.length = info.get(b"piece length", 1)
        pieces = info.get(b"pieces", b"")
        self.hashes = [pieces[at : at + 20] for at in range(0, len(pieces), 20)]
        self.have = (place / "have").read_bytes() if (place / "have").exists() else bytes(len(self.hashes))

    def save(self, **changes: Any) -> None:
        facts = {"folder": str(self.folder), "wanted": self.wanted, "error": self.error}
        _save(self.place, **{**facts, **changes})

    def wants(self, index: int) -> bool:
        return self.wanted is None or index in self.wanted

    def parts(self, number: int) -> Iterator[tuple[int, int, int]]:
        """Which bytes of which files a piece holds: the file's index, and from where to where in it."""
        first, last, at = number * self.length, (number + 1) * self.length, 0
        for index, file in enumerate(self.files):
            start, end = max(first, at) - at, min(last, at + file.size) - at
            if start < end:
                yield index, start, end
            at += file.size

    def next_piece(self) -> int | None:
        """The first that is wanted and missing; None also when an error has stopped it."""
        if self.error or not self.seed:
            return None
        missing = (number for number, there in enumerate(self.have) if not there)
        return next((n for n in missing if any(self.wants(index) for index, _, _ in self.parts(n))), None)

    def write(self, number: int, data: bytes) -> bool:
        """Whether the disk took it."""
        try:
            for index, start, end in self.parts(number):
                path = self.folder / self.files[index].path
                path.parent.mkdir(parents=True, exist_ok=True)
                path.touch()
                with path.open("r+b") as file:
                    file.seek(start)
                    file.write(data[: end - start])
                data = data[end - start :]
        except OSError as error:
            self.save(error=str(error.strerror))
            return False
        there = bytearray(self.have)
        there[number] = 1
        (self.place / "have").write_bytes(there)
        return True

    def status_of_files(self) -> tuple[DownloadedFile, ...]:
        done = [0] * len(self.files)
        for number in (number for number, there in enumerate(self.have) if there):
            for index, start, end in self.parts(number):
                done[index] += end - start
        return tuple(
            DownloadedFile(index=index, path=file.path, size=file.size, done=done[index], wanted=self.wants(index))
            for index, file in enumerate(self.files)
        )

    def state(self, files: Sequence[DownloadedFile]) -> DownloadState:
        wanted = [file for file in files if file.wanted]
        if self.error:
            return DownloadState.STOPPED
        done = bool(wanted) and all(file.complete for file in wanted)
        return DownloadState.COMPLETE if done else DownloadState.DOWNLOADING

    def delete_files(self) -> None:
        for path in {self.folder / file.path for file in self.files}:
            path.unlink(missing_ok=True)
        with contextlib.suppress(OSError):  # it holds something else, too
            (self.folder / self.name).rmdir()


def _check(torrent: Torrent, name: str) -> None:
    """BadResponse when what it holds is not what it says."""
    if not (torrent.data or torrent.magnet):
        raise NotFound(name, "there is nothing to add")
    if torrent.data is None:
        return
    try:
        found = read_torrent(torrent.data).info_hash
    except Exception as error:
        raise BadResponse(name, f"the torrent cannot be read: {error}") from error
    if found != torrent.info_hash:
        raise BadResponse(name, f"it is {found} and not {torrent.info_hash}")


def _save(place: Path, **facts: Any) -> None:
    new = place / "facts.new"
    new.write_text(json.dumps(facts), encoding="utf-8")
    new.replace(place / "facts.json")


@contextlib.contextmanager
def _alone(lock: Path) -> Iterator[bool]:
    """Whether no other process of Airdate works on it."""
    with lock.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
