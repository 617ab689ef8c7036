"""Transmission, 2.94 or newer, over its RPC.

    [downloaders.transmission]
    url = "http://127.0.0.1:9091/transmission/rpc"
    username = "airdate"
    password = "…"
    # folder = "/downloads/airdate"               # where to download to, as Transmission's machine sees it
    # folders = { "/downloads" = "/mnt/nas/dl" }  # the same folder there, and here

RPC: https://github.com/transmission/transmission/blob/main/docs/rpc-spec.md (method and field names), reached through
transmission-rpc.
"""

from __future__ import annotations

import contextlib
import logging
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from time import monotonic, sleep
from typing import TypeVar
from urllib.parse import urlsplit

import requests
from pydantic import Field, ValidationError
from transmission_rpc import Client, Session
from transmission_rpc.error import TransmissionAuthError, TransmissionConnectError, TransmissionError

from integrations.common.downloads import ClientSettings, mapped, problem_of
from integrations.common.http import certificate, unreached
from integrations.common.quoting import quoted
from integrations.transmission.client import TOO_LARGE, OurClient, Turned, address_parts
from integrations.transmission.rows import (
    CHECK_WAIT,
    CHECKING,
    LOCAL_ERROR,
    RUN_FIELDS,
    SEED_WAIT,
    SEEDING,
    STATUS_FIELDS,
    STOPPED,
    Row,
    downloaded_files,
    seconds_left,
    state_of,
)
from pipeline.errors import BadResponse, NotFound, OutsideError, Unauthorized, Unreachable
from pipeline.model import DownloadedFile, DownloadProblem, DownloadState, DownloadStatus, Torrent
from pipeline.model.reasons import NO_REASON, Reason, reason_from

T = TypeVar("T")

# The library logs its URL, password included, and whole answers: it gets a logger of its own that says nothing.
_SILENT = logging.Logger("airdate.transmission-rpc", level=logging.CRITICAL + 1)

_REFUSED = re.compile(r"\b(corrupt|invalid|unrecogni[sz]ed|duplicate|torrent file|magnet)", re.IGNORECASE)

# What the library stumbles over in an answer; nested without end, one ends Python's stack.
_UNREADABLE = (KeyError, TypeError, ValueError, AttributeError, RecursionError)

_SESSION_AGE = 60.0  # seconds for which the daemon's settings are believed

_PATIENCE = 10.0  # seconds
_TIGHT = 64 * 2**20  # bytes free: less is a full disk
_LOADING = 2  # seconds after its start in which it may answer before it has read its torrents


class Transmission:
    """A Downloader."""

    class Config(ClientSettings):
        """Settings of one Transmission."""

        url: str = Field("http://127.0.0.1:9091/transmission/rpc", description="setting-transmission-url")
        label: str = Field("airdate", description="setting-transmission-label")

    def __init__(self, config: Config, *, name: str) -> None:
        self.name = name
        self._config = config
        # The library's client is not safe to share: its session id and its requests session change under way.
        self._local = threading.local()
        self._trusted: set[str] = set()  # complete ones that need no second look
        self._verified: set[str] = set()  # those that had one because a file was too short

    def check(self) -> Reason:
        """Ask for its version and free space."""
        session = self._call(lambda client: client.get_session())
        with self._readable():
            version = str(session.version).split(" ", 1)[0]
        return Reason("client-answers", name=f"Transmission {version}", free=self.free_space())

    def add(self, torrent: Torrent, folder: Path | None = None) -> None:
        """Begin, or do nothing when this info-hash is there already. BadResponse if it reads another info-hash."""
        source = torrent.data or torrent.magnet
        if not source:
            raise NotFound(self.name, Reason("nothing-to-add"))
        where = self._theirs(folder) if folder else self._config.folder or None
        if self._rows(torrent.info_hash, ("name",)):
            return
        self._check_readable(torrent)
        try:
            added = self._call(lambda client: client.add_torrent(source, download_dir=where))
        except BadResponse as error:
            raise self._refusal(error) from error
        with self._readable():
            info_hash = str(added.fields["hashString"]).lower()
        if info_hash != torrent.info_hash:
            self.remove(info_hash, with_data=False)
            raise BadResponse(self.name, Reason("torrent-taken-for-another", one=info_hash, other=torrent.info_hash))
        if self._config.label:
            # Transmission 3.00 ignores labels given while adding.
            self._call(lambda client: client.change_torrent(info_hash, labels=[self._config.label]))

    def _refusal(self, error: BadResponse) -> OutsideError:
        """Whose fault it is that one could not be added."""
        if _REFUSED.search(error.text) or error.why.code == TOO_LARGE:
            return error
        if problem_of(error.text) is DownloadProblem.FULL:  # passes when there is room again
            return Unreachable(self.name, error.why)
        return Unauthorized(self.name, error.why)  # about all torrents: its folder, its address

    def _check_readable(self, torrent: Torrent) -> None:
        """3.00 calls a hybrid damaged, and of a magnet for one it finds that out when it has asked its peers for long.

        https://github.com/transmission/transmission/issues/3386
        """
        version = self._version() if torrent.hybrid else ""
        if re.match(r"[0-3]\.", version):
            raise BadResponse(self.name, Reason("transmission-no-hybrids", version=version))

    def _version(self) -> str:
        session = self._session()
        with self._readable():
            return str(session.version).split(" ", 1)[0]

    def status(self, info_hash: str) -> DownloadStatus:
        """How it stands. Complete means: every wanted piece is there, its checksum was right, and it is on the disk."""
        row = self._row(info_hash, STATUS_FIELDS)
        named = downloaded_files(row, self.name)
        wanted = row.metadata == 1 and any(file.wanted for file in named)
        state = state_of(row, wanted=wanted)
        folder = self._ours(self._folder(row, state))
        files = tuple(_as_on_disk(file, folder) for file in named)
        problem, error = self._problem(row, state)
        if state is DownloadState.COMPLETE and self._is_doubtful(info_hash, row, files):
            if info_hash in self._verified:  # it says the same after a check: asking again would never end
                state, problem = DownloadState.STOPPED, DownloadProblem.MISSING_DATA
                error = Reason("file-shorter-than-said")
            else:
                self._verified.add(info_hash)
                self._call(lambda client: client.verify_torrent(info_hash.lower()))
                state = DownloadState.CHECKING
        known = row.metadata == 1
        return DownloadStatus(
            info_hash=info_hash.lower(),
            name=row.name,
            state=state,
            folder=folder,
            size=row.size if known else 0,
            done=max(0, row.size - row.left) if known else 0,
            rate=float(row.rate),
            seconds_left=seconds_left(row, wanted=wanted),
            peers=row.peers + row.webseeds,
            problem=problem,
            error=error,
            warning=quoted(row.error_text) if row.error in (1, 2) else "",  # it may name a tracker's address
            files=files,
            ratio=max(0.0, row.ratio),
            seeding_seconds=float(row.seeding),
        )

    def want(self, info_hash: str, indexes: Sequence[int]) -> None:
        """Download just these files of it; starts it again when it had stopped."""
        row = self._row(info_hash, ("files", "status", "error", "metadataPercentComplete"))
        if row.metadata < 1:
            raise NotFound(self.name, Reason("files-not-known"))
        chosen = sorted(set(indexes))
        if any(not 0 <= index < len(row.files) for index in chosen):
            raise NotFound(self.name, Reason("torrent-has-fewer-files", count=len(row.files)))
        rest = sorted(set(range(len(row.files))) - set(chosen))
        # An empty list would mean "all files" to Transmission, so it must not be sent at all.
        self._call(
            lambda client: client.change_torrent(
                info_hash.lower(), files_wanted=chosen or None, files_unwanted=rest or None
            )
        )
        # After an error, going on is not safe without a check: resume() is for that.
        if chosen and row.status == STOPPED and row.error != LOCAL_ERROR:
            self.resume(info_hash)
        elif row.status in (SEED_WAIT, SEEDING):
            self._begin_anew(info_hash)

    def _begin_anew(self, info_hash: str) -> None:
        """4.1 asks nobody for more of what was complete, until it begins anew (seen with 4.1.3)."""
        if self._row(info_hash, RUN_FIELDS).left:
            self._call(lambda client: client.stop_torrent(info_hash.lower()))
            self._once(info_hash, lambda row: row.status == STOPPED)
            self.resume(info_hash)

    def resume(self, info_hash: str) -> None:
        """Go on with one that stopped, as far as there is room.

        After a local error, or when files are cut off, what is on the disk is checked first: it can be less than
        Transmission believes.
        """
        row = self._row(info_hash, RUN_FIELDS)
        if row.error == LOCAL_ERROR or info_hash in self._verified:
            self._verified.discard(info_hash)
            # One that runs would go on by itself after the check, room or not.
            self._call(lambda client: client.stop_torrent(info_hash.lower()))
            self._call(lambda client: client.verify_torrent(info_hash.lower()))
            row = self._once(info_hash, lambda row: row.status not in (CHECK_WAIT, CHECKING))
        elif row.status != STOPPED:
            return
        if row.status in (CHECK_WAIT, CHECKING) or not self._lacks_room(row):
            self._call(lambda client: client.start_torrent(info_hash.lower()))

    def resume_stopped(self) -> int:
        """Go on with what was stopped before it was complete, and not by an error. How many downloads it has in all."""
        found = self._call(lambda client: client.get_torrents(arguments=RUN_FIELDS))
        with self._readable():
            rows = {str(torrent.fields["hashString"]): Row.model_validate(torrent.fields) for torrent in found}
        for info_hash, row in rows.items():
            if row.status == STOPPED and row.left and row.error != LOCAL_ERROR:
                self.resume(info_hash)
        return len(rows)

    def _once(self, info_hash: str, ready: Callable[[Row], bool]) -> Row:
        """How it stands once it is so, or after some seconds: what is told to do something answers at once."""
        deadline = monotonic() + _PATIENCE
        while not ready(row := self._row(info_hash, RUN_FIELDS)) and monotonic() < deadline:
            sleep(0.1)
        return row

    def _problem(self, row: Row, state: DownloadState) -> tuple[DownloadProblem | None, Reason]:
        """What keeps it from going on; also that it waits for room, which Transmission does not say by itself."""
        if row.error == LOCAL_ERROR:
            return problem_of(row.error_text), reason_from(quoted(row.error_text))
        if state is DownloadState.STOPPED and self._lacks_room(row):
            return DownloadProblem.FULL, Reason("client-lacks-room", missing=row.left)
        return None, NO_REASON

    def _lacks_room(self, row: Row) -> bool:
        free = self._free(row.folder) if row.left else None
        return free is not None and free < row.left

    def _is_doubtful(self, info_hash: str, row: Row, files: Sequence[DownloadedFile]) -> bool:
        """Whether to look at the disk once more before calling it complete.

        When a disk becomes full in the middle of a write, Transmission 3.00 drops the rest without a word: pieces are
        checked before they are written out. Seen as a file that ends too early, or once on a disk that is nearly full.
        """
        if any(file.wanted and not file.complete for file in files):
            return True
        self._verified.discard(info_hash)
        if info_hash in self._trusted:
            return False
        self._trusted.add(info_hash)
        free = self._free(row.folder)
        return free is not None and free < _TIGHT

    def remove(self, info_hash: str, *, with_data: bool) -> None:
        """Forget it, with its files or without; nothing happens when it is not there."""
        with contextlib.suppress(NotFound):
            self._row(info_hash, ("name",))
            self._call(lambda client: client.remove_torrent(info_hash.lower(), delete_data=with_data))

    def free_space(self, folder: Path | None = None) -> int:
        """Bytes free where it downloads to. A folder that is still to be made counts as its parent."""
        if folder is not None:
            path = self._theirs(folder)
        else:
            path = self._config.folder or str(self._session().download_dir)
        for candidate in (PurePosixPath(path), *PurePosixPath(path).parents):
            free = self._free(str(candidate))
            if free is not None:
                return free
        raise NotFound(self.name, Reason("client-no-folder", path=path))

    def _free(self, path: str) -> int | None:
        try:
            free = self._call(lambda client: client.free_space(path))
        except BadResponse:  # Transmission 4 says no by failing, 3 by answering -1
            return None
        return free if isinstance(free, int) and free >= 0 else None

    def _row(self, info_hash: str, fields: Sequence[str]) -> Row:
        rows = self._rows(info_hash, fields)
        while not rows and self._is_loading():
            sleep(0.2)
            rows = self._rows(info_hash, fields)
        if not rows:
            raise NotFound(self.name, Reason("client-has-it-not"))
        return rows[0]

    def _is_loading(self) -> bool:
        """Whether it has started only just now: what it does not know may be there in a moment."""
        stats = self._call(lambda client: client.session_stats())
        with self._readable():
            return int(stats.current_stats.seconds_active) < _LOADING

    def _rows(self, info_hash: str, fields: Sequence[str]) -> list[Row]:
        wanted = info_hash.lower()
        found = self._call(lambda client: client.get_torrents([wanted], arguments=fields))
        with self._readable():
            return [
                Row.model_validate(torrent.fields)
                for torrent in found
                if torrent.fields.get("hashString", "").lower() == wanted
            ]

    def _folder(self, row: Row, state: DownloadState) -> str:
        """Where its files are now: Transmission can keep unfinished ones in a folder of their own."""
        if state is not DownloadState.COMPLETE and row.left:
            session = self._session()
            with self._readable():
                if session.incomplete_dir_enabled:
                    return str(session.incomplete_dir)
        return row.folder

    def _session(self) -> Session:
        """The daemon's settings, at most a minute old."""
        known: tuple[float, Session] | None = getattr(self._local, "session", None)
        if known is None or monotonic() - known[0] > _SESSION_AGE:
            known = (monotonic(), self._call(lambda client: client.get_session()))
            self._local.session = known
        return known[1]

    def _ours(self, folder: str) -> str:
        return mapped(folder, self._config.folders)

    def _theirs(self, folder: Path) -> str:
        return mapped(str(folder), {ours: theirs for theirs, ours in self._config.folders.items()})

    def _client(self) -> Client:
        client: Client | None = getattr(self._local, "client", None)
        if client is None:
            client = self._local.client = OurClient(
                self._config.access(),
                **address_parts(self._config.url),
                username=self._config.username or None,
                password=self._config.password.get_secret_value() or None,
                timeout=self._config.timeout,
                logger=_SILENT,
            )
        return client

    def _call(self, ask: Callable[[Client], T]) -> T:
        """Ask, through this thread's client; a client that failed is dropped so that the next call starts afresh."""
        try:
            return ask(self._client())
        except (TransmissionError, requests.RequestException, *_UNREADABLE) as error:
            self._local.client = None
            # `from None`: the library's exceptions carry the request, and so could carry the password.
            raise self._translated(error) from None

    def _translated(self, error: Exception) -> OutsideError:
        where = urlsplit(self._config.url).netloc
        if isinstance(error, TransmissionAuthError):
            status = error.original.status_code if error.original is not None else 401
            if status == requests.codes.forbidden:
                return Unauthorized(self.name, Reason("transmission-whitelist", where=where))
            return Unauthorized(self.name, Reason("transmission-password", where=where))
        if isinstance(error, requests.exceptions.SSLError) or isinstance(error.__cause__, requests.exceptions.SSLError):
            return Unauthorized(self.name, certificate(where))
        if isinstance(error, Turned):
            return error.meant(self.name)
        if isinstance(error, (TransmissionConnectError, requests.RequestException)):
            return Unreachable(self.name, unreached(self._config.url))
        if isinstance(error, TransmissionError):
            return self._from_answer(error, where)
        return BadResponse(self.name, Reason("transmission-damaged", where=where))

    def _from_answer(self, error: TransmissionError, where: str) -> OutsideError:
        answer = (error.raw_response or "")[:2000]
        if "rpc-host-whitelist" in answer:
            return Unauthorized(self.name, Reason("transmission-host-whitelist", where=where))
        if said := _said(error.response):
            return BadResponse(self.name, Reason("transmission-says", said=quoted(said)), answer)
        # A proxy's page while it is down is no torrent's fault, and passes.
        return Unreachable(self.name, Reason("transmission-other", where=where))

    @contextlib.contextmanager
    def _readable(self) -> Iterator[None]:
        """Answers that lack what they must have are BadResponse."""
        try:
            yield
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            text = str(error) if isinstance(error, ValidationError) else repr(error)
            raise BadResponse(self.name, Reason("transmission-unreadable"), text) from error


def _said(answer: object) -> str:
    """Its refusal, in the old form or in that of JSON-RPC 2.0."""
    told = answer if isinstance(answer, dict) else {}
    error = told.get("error")
    return str(error.get("message") or "" if isinstance(error, dict) else told.get("result") or "")


def _as_on_disk(file: DownloadedFile, folder: str) -> DownloadedFile:
    """The file, not complete when its folder is at hand and it turns out to be cut off, or not there.

    4.1 does not say that it could not write one (seen with 4.1.3).
    """
    path, folders = Path(folder) / file.path, len(Path(file.path).parents)
    if not file.complete:
        return file
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        return replace(file, done=0) if folders > 1 and path.parent.is_dir() else file  # or it is on another machine
    except OSError:
        return file
    return replace(file, done=size) if size < file.size else file
