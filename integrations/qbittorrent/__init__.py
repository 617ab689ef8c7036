"""qBittorrent, 4.5 or newer, over its Web API.

    [downloaders.qbittorrent]
    url = "http://127.0.0.1:8080"
    username = "admin"
    password = "…"
    # folder = "/downloads/airdate"               # where to download to, as its machine sees it
    # folders = { "/downloads" = "/mnt/nas/dl" }  # the same folder there, and here

API: https://github.com/qbittorrent/qBittorrent/wiki/WebUI-API-(qBittorrent-4.1), reached through qbittorrent-api.
"""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, TypeVar

import qbittorrentapi as qbt
import requests
from pydantic import BaseModel, Field, TypeAdapter

from integrations.common.downloads import ClientSettings, mapped, problem_of
from integrations.common.http import certificate, each, is_challenge, place, unreached
from integrations.common.quoting import quoted
from integrations.qbittorrent.rows import (
    FAILED_STATES,
    STOPPED_STATES,
    File,
    Torrent,
    downloaded_files,
    last_file_error,
    seconds_left,
    state_of,
)
from pipeline.errors import BadResponse, NotFound, OutsideError, Unauthorized, Unreachable, UserError
from pipeline.model import DownloadProblem, DownloadState, DownloadStatus
from pipeline.model import Torrent as Source
from pipeline.model.reasons import NO_REASON, Reason
from pipeline.releases.torrents import read_torrent

T = TypeVar("T")

VERSION = TypeAdapter(Annotated[str, Field(pattern=r"^v?\d")])
FILES = TypeAdapter(list[File])
PIECES = TypeAdapter(list[int])
APPEARS = 10.0  # seconds until what it took is listed
IN_HAND = 2.0  # seconds until what it refuses is listed: so it answers, too, while the same torrent is being added
LOADING = 3.0  # seconds after its start in which it may answer before it has read its torrents


class _ServerState(BaseModel):
    free_space_on_disk: int = -1  # of the disk that its own folder is on; -1: not known


class _Main(BaseModel):
    server_state: _ServerState


class QBittorrent:
    """A Downloader."""

    class Config(ClientSettings):
        """Settings of one qBittorrent. `username` and `password` are its own; empty: it lets this machine in."""

        url: str = Field("http://127.0.0.1:8080", description="setting-qbittorrent-url")
        category: str = Field("airdate", description="setting-qbittorrent-category")

    def __init__(self, config: Config, *, name: str) -> None:
        self.name = name
        self.config = config
        self._local = threading.local()  # a client for each thread: it is not made for sharing
        self._ids: dict[str, str] = {}  # by info-hash: what it calls a torrent, where that is something else

    def check(self) -> Reason:
        """Ask for its version and free space."""
        version = self._read(VERSION.validate_python, self._call(lambda client: client.app_version())).lstrip("v")
        return Reason("client-answers", name=f"qBittorrent {version}", free=self.free_space())

    def add(self, torrent: Source, folder: Path | None = None) -> None:
        """Begin, or do nothing when this info-hash is there already. BadResponse if it reads another info-hash."""
        if not (torrent.data or torrent.magnet):
            raise NotFound(self.name, Reason("nothing-to-add"))
        if torrent.data:
            self._compare(torrent.data, torrent.info_hash.lower())
        if self._find(torrent.info_hash):
            return
        refused = self._hand_over(torrent, self._theirs(folder) if folder else self.config.folder)
        # It takes what it is given, says so, and lists it a moment later; one that is there already it refuses.
        deadline = time.monotonic() + (IN_HAND if refused else APPEARS)
        while not self._find(torrent.info_hash):
            if time.monotonic() > deadline:
                raise refused or BadResponse(self.name, Reason("qbittorrent-refused"))
            time.sleep(0.1)

    def _hand_over(self, torrent: Source, folder: str) -> BadResponse | None:
        """What it has against the torrent."""
        source = {"torrent_files": torrent.data} if torrent.data else {"urls": torrent.magnet}
        refused = BadResponse(self.name, Reason("qbittorrent-refused"))
        too_large = BadResponse(self.name, Reason("qbittorrent-too-large"))
        try:
            answer = self._call(
                lambda client: client.torrents_add(
                    **source,
                    save_path=folder or None,
                    category=self.config.category or None,
                    use_auto_torrent_management=False,
                    is_paused=False,
                    content_layout="Original",
                ),
                {409: refused, 413: too_large, 415: refused},  # 409: 5.2 and later
            )
        except BadResponse as error:
            return error
        return refused if _says_no(answer) else None

    def _compare(self, data: bytes, info_hash: str) -> None:
        """It takes what it is given, whatever that is, and would list it under another info-hash."""
        try:
            really = read_torrent(data).info_hash
        except UserError as error:
            raise BadResponse(self.name, error.reason) from error
        if really != info_hash:
            raise BadResponse(self.name, Reason("torrent-taken-for-another", one=really, other=info_hash))

    def status(self, info_hash: str) -> DownloadStatus:
        """How it stands. Complete means: every wanted piece is there, its checksum was right, and it is on the disk."""
        row = self._row(info_hash)
        listed = self._files(row) if row.known else []
        wanted = any(file.priority for file in listed)
        state = state_of(row, wanted=wanted)
        files = downloaded_files(listed, self._pieces(row, listed), self.name)
        if state is DownloadState.COMPLETE and not all(file.complete for file in files if file.wanted):
            state = DownloadState.CHECKING
        problem, error = self._problem(row)
        return DownloadStatus(
            info_hash=info_hash.lower(),
            name=row.name,
            state=state,
            folder=mapped(self._folder(row), self.config.folders),
            size=row.size if row.known else 0,
            done=max(0, row.size - row.left) if row.known else 0,
            rate=float(row.rate),
            seconds_left=seconds_left(row, wanted=wanted),
            peers=max(0, row.seeds) + max(0, row.leechers),
            problem=problem,
            error=error,
            files=files,
            ratio=max(0.0, row.ratio),
            seeding_seconds=row.seeding,
        )

    def want(self, info_hash: str, indexes: Sequence[int]) -> None:
        """Download just these files of it; starts it again when it had stopped."""
        row = self._row(info_hash)
        if not row.known:
            raise NotFound(self.name, Reason("files-not-known"))
        files = self._files(row)
        chosen = {*indexes}
        if not chosen <= {file.index for file in files}:
            raise NotFound(self.name, Reason("torrent-has-fewer-files", count=len(files)))
        self._prefer(row, [file.index for file in files if file.index in chosen], priority=1)
        self._prefer(row, [file.index for file in files if file.index not in chosen], priority=0)
        if chosen and row.state in STOPPED_STATES:
            self._start(row)

    def resume(self, info_hash: str) -> None:
        """Go on with one that stopped. Where files were gone or a write failed, what is there is checked first."""
        row = self._row(info_hash)
        if row.state in FAILED_STATES:
            self._of_one(lambda client: client.torrents_recheck(row.hash))
        if row.state in (*FAILED_STATES, *STOPPED_STATES):
            self._start(row)

    def remove(self, info_hash: str, *, with_data: bool) -> None:
        """Forget it, with its files or without; nothing happens when it is not there."""
        if row := self._find(info_hash):
            self._call(lambda client: client.torrents_delete(delete_files=with_data, torrent_hashes=row.hash))

    def free_space(self, folder: Path | None = None) -> int:
        """Bytes free where it downloads to: it tells of its own folder; of another, where that is at hand here."""
        if folder is not None and (at_hand := _nearest(folder)):
            return shutil.disk_usage(at_hand).free
        answer = self._call(lambda client: client.sync_maindata())
        free = self._read(_Main.model_validate, answer).server_state.free_space_on_disk
        if free > 0:
            return free
        # Right after its start it says 0, before it has looked: we look ourselves where we can.
        own = self.config.folder or str(self._call(lambda client: client.app_default_save_path()))
        at_hand = _nearest(Path(mapped(own, self.config.folders)))
        if at_hand is not None:
            return shutil.disk_usage(at_hand).free
        if free < 0:
            raise NotFound(self.name, Reason("client-no-folder", path=own))
        return free

    def _prefer(self, row: Torrent, indexes: Sequence[int], *, priority: int) -> None:
        if indexes:
            self._of_one(lambda client: client.torrents_file_priority(row.hash, indexes, priority))

    def _start(self, row: Torrent) -> None:
        self._of_one(lambda client: client.torrents_start(torrent_hashes=row.hash))

    def _problem(self, row: Torrent) -> tuple[DownloadProblem | None, Reason]:
        """What keeps it from going on. Its answer says only that something does; the log says what."""
        if row.state == "missingFiles":
            return DownloadProblem.MISSING_DATA, Reason("qbittorrent-files-missing")
        if row.state != "error":
            return None, NO_REASON
        log = self._call(lambda client: client.log_main(normal=False, info=False, last_known_id=-1))
        said = self._read(lambda lines: last_file_error(lines, row.name), log)
        return problem_of(said), Reason("text", text=quoted(said)) if said else Reason("qbittorrent-error")

    def _row(self, info_hash: str) -> Torrent:
        row = self._find(info_hash)
        while row is None and self._is_loading():
            time.sleep(0.2)
            row = self._find(info_hash)
        if row is None:
            raise NotFound(self.name, Reason("client-has-it-not"))
        return row

    def _is_loading(self) -> bool:
        """Whether it has started only just now: what it does not list may be there in a moment."""
        log = self._call(lambda client: client.log_main(last_known_id=-1))
        times = self._read(lambda lines: [float(line.get("timestamp") or 0) for line in lines], log)
        began = min(times, default=0.0)
        return 0 <= time.time() - began < LOADING

    def _find(self, info_hash: str) -> Torrent | None:
        """By the id that it has for it: the info-hash, and of a torrent of both versions the beginning of the second
        one's, from the moment on that it knows its files (https://github.com/qbittorrent/qBittorrent/issues/18185)."""
        wanted = info_hash.lower()
        known = self._ids.get(wanted, wanted)
        row = _named(wanted, self._rows(known)) or _named(wanted, self._rows())
        if row is not None and row.hash.lower() != wanted:
            self._ids[wanted] = row.hash
        return row

    def _rows(self, its_id: str | None = None) -> list[Torrent]:
        found = self._call(lambda client: client.torrents_info(torrent_hashes=its_id))
        return each(self.name, self._read(list, found), Torrent.model_validate)

    def _files(self, row: Torrent) -> list[File]:
        listed = self._of_one(lambda client: client.torrents_files(row.hash))
        return self._read(
            lambda files: FILES.validate_python([{"index": n, **file} for n, file in enumerate(files)]), listed
        )

    def _pieces(self, row: Torrent, files: Sequence[File]) -> list[int]:
        """The states of its pieces; asked for only where a file may be whole."""
        if not any(file.progress >= 1 for file in files):
            return []
        return self._read(PIECES.validate_python, self._of_one(lambda client: client.torrents_piece_states(row.hash)))

    def _folder(self, row: Torrent) -> str:
        return row.download_path if row.left and row.download_path else row.save_path

    def _theirs(self, folder: Path) -> str:
        return mapped(str(folder), {ours: theirs for theirs, ours in self.config.folders.items()})

    def _client(self) -> qbt.Client:
        client: qbt.Client | None = getattr(self._local, "client", None)
        if client is None:
            access = self.config.access()
            client = self._local.client = qbt.Client(
                host=self.config.url,
                username=self.config.username or None,
                password=self.config.password.get_secret_value() or None,
                EXTRA_HEADERS=access.headers,
                REQUESTS_ARGS={"timeout": self.config.timeout},
                VERIFY_WEBUI_CERTIFICATE=access.verify_tls,
                FORCE_SCHEME_FROM_HOST=True,
                SIMPLE_RESPONSES=True,
                DISABLE_LOGGING_DEBUG_OUTPUT=True,
            )
        return client

    def _of_one(self, ask: Callable[[qbt.Client], T]) -> Any:
        """Ask about one torrent, which may be gone, or of which it may not know yet what is in it."""
        gone, unknown = NotFound(self.name, Reason("client-has-it-not")), NotFound(self.name, Reason("files-not-known"))
        return self._call(ask, {404: gone, 409: unknown})

    def _call(self, ask: Callable[[qbt.Client], T], meanings: Mapping[int, OutsideError] | None = None) -> Any:
        """Ask, through this thread's client; `from None`, since the library's exceptions carry the request.

        `meanings`: what an HTTP status says about what is asked for; by itself it is a proxy's, or another service's.
        """
        try:
            return ask(self._client())
        except (qbt.APIError, requests.RequestException, KeyError, TypeError, ValueError) as error:
            meant = (meanings or {}).get(getattr(error, "http_status_code", 0))
            if meant is None:
                self._local.client = None
            raise (meant or self._translated(error)) from None

    def _translated(self, error: Exception) -> OutsideError:
        if isinstance(error, (qbt.Unauthorized401Error, qbt.Forbidden403Error)):
            return self._turned_away(error)
        if isinstance(error, qbt.LoginFailed):
            return Unauthorized(self.name, Reason("qbittorrent-password"))
        if _is_tls(error):
            return Unauthorized(self.name, certificate(self.config.url))
        if isinstance(error, qbt.HTTP5XXError):
            return Unreachable(self.name, Reason("http-trouble", status=error.http_status_code))
        if isinstance(error, qbt.HTTPError):
            # Whatever else it may be is a proxy's, or a page's.
            kind = BadResponse if isinstance(error, qbt.HTTP400Error) else Unreachable
            return kind(self.name, Reason("qbittorrent-says", status=error.http_status_code))
        if isinstance(error, (qbt.APIConnectionError, requests.RequestException)):
            return Unreachable(self.name, self._silence(error))
        return Unreachable(self.name, Reason("qbittorrent-unreadable"))  # a page in its place

    def _turned_away(self, error: qbt.HTTPError) -> OutsideError:
        """By itself it does so in a few words, and says 401 only before anybody signs in; a page is somebody else's."""
        status, answer = error.http_status_code, error.response
        if answer is not None and is_challenge(status, answer.headers, answer.content):
            return Unreachable(self.name, Reason("http-challenge", status=status))
        a_page = answer is not None and answer.content.lstrip().startswith(b"<")
        if status == 401 or a_page:
            return Unauthorized(self.name, Reason("qbittorrent-shut", status=status))
        return Unauthorized(self.name, Reason("qbittorrent-password"))

    def _silence(self, error: Exception) -> Reason:
        """What there is to say when nothing came back."""
        if any(isinstance(cause, TimeoutError) for cause in _chain(error)):
            return Reason("no-answer-in-time", where=place(self.config.url), seconds=self.config.timeout)
        return unreached(self.config.url)

    def _read(self, read: Callable[[Any], T], answer: Any) -> T:
        try:
            return read(answer)
        except (ValueError, TypeError, AttributeError) as error:
            raise BadResponse(self.name, Reason("qbittorrent-unreadable"), str(error)) from error


def _named(info_hash: str, rows: Sequence[Torrent]) -> Torrent | None:
    return next((row for row in rows if info_hash in row.names), None)


def _nearest(folder: Path) -> Path | None:
    """The folder, or the nearest above it that is there; None when that is only the root."""
    found = next((each for each in (folder, *folder.parents) if each.is_dir()), None)
    return found if found and found != Path(found.anchor) else None


def _says_no(answer: Any) -> bool:
    """Whether an answer of torrents/add counts nothing as taken: words until 5.1, numbers from 5.2 on."""
    if isinstance(answer, Mapping):
        return not (answer.get("success_count") or answer.get("pending_count"))
    return bool(answer == "Fails.")


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """An error and what is behind it: the library wraps what `requests` raised."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _is_tls(error: Exception) -> bool:
    return any(
        isinstance(cause, requests.exceptions.SSLError) or "CERTIFICATE_VERIFY_FAILED" in str(cause)
        for cause in _chain(error)
    )
