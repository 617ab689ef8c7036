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

import base64
import binascii
import logging
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from time import monotonic
from typing import Annotated, Literal, TypeVar
from urllib.parse import urlsplit

import requests
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError, field_validator
from transmission_rpc import Client, Session
from transmission_rpc.error import TransmissionAuthError, TransmissionConnectError, TransmissionError

from pipeline.errors import Missing, Nonsense, OutsideError, Refused, Unreachable
from pipeline.model import DownloadedFile, DownloadState, DownloadStatus, Torrent
from pipeline.torrents import safe_path

T = TypeVar("T")

# The library logs its URL, password included, and whole answers: it gets a logger of its own that says nothing.
_SILENT = logging.Logger("airdate.transmission-rpc", level=logging.CRITICAL + 1)

_LOCAL_ERROR = 3  # 1 and 2 are the tracker's: the download goes on without it
_STOPPED, _CHECK_WAIT, _CHECKING, _QUEUED, _DOWNLOADING, _SEED_WAIT, _SEEDING = range(7)
_SESSION_AGE = 60.0  # seconds for which the daemon's settings are believed

_STATUS_FIELDS = (
    "name",
    "status",
    "downloadDir",
    "sizeWhenDone",
    "leftUntilDone",
    "haveUnchecked",
    "metadataPercentComplete",
    "rateDownload",
    "peersConnected",
    "webseedsSendingToUs",
    "error",
    "errorString",
    "files",
    "fileStats",
    "pieces",
    "pieceSize",
    "uploadRatio",
    "secondsSeeding",
)


class Transmission:
    """A Downloader."""

    class Config(BaseModel):
        """Settings of one Transmission."""

        model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

        url: str = Field("http://127.0.0.1:9091/transmission/rpc", description="address of its RPC")
        username: str = Field("", description="name for its RPC; empty: none")
        password: SecretStr = Field(SecretStr(""), description="password for its RPC")
        folder: str = Field("", description="folder to download to, as its machine sees it; empty: its own setting")
        folders: dict[str, str] = Field(
            default_factory=dict,
            description="folders by the name its machine knows them by, with the name they have on this one",
        )
        label: str = Field("airdate", description="label put on our torrents; empty: none")
        timeout: float = Field(20.0, gt=0, le=300, description="seconds to wait for an answer")

        @field_validator("url")
        @classmethod
        def _plain_url(cls, url: str) -> str:
            parts = urlsplit(url)
            if parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0:
                raise ValueError("give it as http://HOST:PORT/transmission/rpc")
            if parts.username or parts.password:
                raise ValueError("put the name and password into username and password")
            return url

    def __init__(self, config: Config, *, name: str) -> None:
        self.name = name
        self._config = config
        # The library's client is not safe to share: its session id and its requests session change under way.
        self._local = threading.local()

    def check(self) -> str:
        """Ask for its version and free space."""
        session = self._call(lambda client: client.get_session())
        with self._readable():
            version = str(session.version).split(" ", 1)[0]
        return f"Transmission {version}, {self.free_space() / 1e9:.0f} GB free"

    def add(self, torrent: Torrent, folder: Path | None = None) -> None:
        """Begin, or do nothing when this info-hash is there already. Nonsense when it reads another info-hash in it."""
        source = torrent.data or torrent.magnet
        if not source:
            raise Missing(self.name, "there is neither a torrent file nor a magnet link to add.")
        where = self._theirs(folder) if folder else self._config.folder or None
        if self._rows(torrent.info_hash, ("name",)):
            return
        added = self._call(lambda client: client.add_torrent(source, download_dir=where))
        with self._readable():
            info_hash = str(added.fields["hashString"]).lower()
        if info_hash != torrent.info_hash:
            self.remove(info_hash, with_data=False)
            raise Nonsense(self.name, f"it takes this torrent for {info_hash} instead of {torrent.info_hash}.")
        if self._config.label:
            # Transmission 3.00 ignores labels given while adding.
            self._call(lambda client: client.change_torrent(info_hash, labels=[self._config.label]))

    def status(self, info_hash: str) -> DownloadStatus:
        """How it stands. Complete means: every wanted piece is there and its checksum was right."""
        row = self._row(info_hash, _STATUS_FIELDS)
        files = _downloaded_files(row, self.name)
        wanted = row.metadata == 1 and any(file.wanted for file in files)
        state = _state(row, wanted=wanted)
        left = row.left if row.metadata == 1 else 0
        return DownloadStatus(
            info_hash=info_hash.lower(),
            name=row.name,
            state=state,
            folder=self._ours(self._folder(row, state)),
            size=row.size if row.metadata == 1 else 0,
            done=max(0, row.size - left) if row.metadata == 1 else 0,
            rate=float(row.rate),
            seconds_left=left / row.rate if left and row.rate > 0 else (0.0 if wanted and not left else None),
            peers=row.peers + row.webseeds,
            error=row.error_text if row.error == _LOCAL_ERROR else "",
            warning=row.error_text if row.error in (1, 2) else "",
            files=files,
            ratio=max(0.0, row.ratio),
            seeding_seconds=float(row.seeding),
        )

    def want(self, info_hash: str, indexes: Sequence[int]) -> None:
        """Download just these files of it; starts it again when it had stopped."""
        row = self._row(info_hash, ("files", "status", "metadataPercentComplete"))
        if row.metadata < 1:
            raise Missing(self.name, "the list of files is not known yet.")
        chosen = sorted(set(indexes))
        if any(not 0 <= index < len(row.files) for index in chosen):
            raise Missing(self.name, f"the torrent has only {len(row.files)} files.")
        rest = sorted(set(range(len(row.files))) - set(chosen))
        # An empty list would mean "all files" to Transmission, so it must not be sent at all.
        self._call(
            lambda client: client.change_torrent(
                info_hash.lower(), files_wanted=chosen or None, files_unwanted=rest or None
            )
        )
        if chosen and row.status == _STOPPED:
            self._call(lambda client: client.start_torrent(info_hash.lower()))

    def resume(self, info_hash: str) -> None:
        """Go on with one that stopped for a local error. What is on the disk is checked first: it may lack the end."""
        row = self._row(info_hash, ("status", "error"))
        if row.error == _LOCAL_ERROR:
            self._call(lambda client: client.verify_torrent(info_hash.lower()))
        if row.status == _STOPPED or row.error == _LOCAL_ERROR:
            self._call(lambda client: client.start_torrent(info_hash.lower()))

    def remove(self, info_hash: str, *, with_data: bool) -> None:
        """Forget it, with its files or without; nothing happens when it is not there."""
        if self._rows(info_hash, ("name",)):
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
        raise Missing(self.name, f"its machine has no folder {path}.")

    def _free(self, path: str) -> int | None:
        try:
            free = self._call(lambda client: client.free_space(path))
        except Nonsense:  # Transmission 4 says no by failing, 3 by answering -1
            return None
        return free if isinstance(free, int) and free >= 0 else None

    def _row(self, info_hash: str, fields: Sequence[str]) -> _Row:
        rows = self._rows(info_hash, fields)
        if not rows:
            raise Missing(self.name, "it does not have this download (any more).")
        return rows[0]

    def _rows(self, info_hash: str, fields: Sequence[str]) -> list[_Row]:
        wanted = info_hash.lower()
        found = self._call(lambda client: client.get_torrents([wanted], arguments=fields))
        with self._readable():
            return [
                _Row.model_validate(torrent.fields)
                for torrent in found
                if torrent.fields.get("hashString", "").lower() == wanted
            ]

    def _folder(self, row: _Row, state: DownloadState) -> str:
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
        return _mapped(folder, self._config.folders)

    def _theirs(self, folder: Path) -> str:
        return _mapped(str(folder), {ours: theirs for theirs, ours in self._config.folders.items()})

    def _client(self) -> Client:
        client: Client | None = getattr(self._local, "client", None)
        if client is None:
            parts = urlsplit(self._config.url)
            scheme: Literal["http", "https"] = "https" if parts.scheme == "https" else "http"
            host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname or ""
            client = Client(
                protocol=scheme,
                username=self._config.username or None,
                password=self._config.password.get_secret_value() or None,
                host=host,
                port=parts.port or (443 if scheme == "https" else 80),
                path=parts.path if parts.path.strip("/") else "/transmission/rpc",
                timeout=self._config.timeout,
                logger=_SILENT,
            )
            self._local.client = client
        return client

    def _call(self, ask: Callable[[Client], T]) -> T:
        """Ask, through this thread's client; a client that failed is dropped so that the next call starts afresh."""
        try:
            return ask(self._client())
        except (TransmissionError, requests.RequestException, KeyError, TypeError, ValueError, AttributeError) as error:
            self._local.client = None
            # `from None`: the library's exceptions carry the request, and so could carry the password.
            raise self._translated(error) from None

    def _translated(self, error: Exception) -> OutsideError:
        where = urlsplit(self._config.url).netloc
        if isinstance(error, TransmissionAuthError):
            status = error.original.status_code if error.original is not None else 401
            if status == requests.codes.forbidden:
                return Refused(
                    self.name,
                    f"Transmission at {where} does not let this machine in: add its address to rpc-whitelist, or "
                    "restart Transmission after too many wrong passwords.",
                )
            return Refused(self.name, f"Transmission at {where} refuses the name or password: mend the settings.")
        if isinstance(error, (TransmissionConnectError, requests.RequestException)):
            return Unreachable(self.name, f"Transmission at {where} does not answer: is transmission-daemon running?")
        if isinstance(error, TransmissionError):
            return self._from_answer(error, where)
        return Nonsense(self.name, f"what answers at {where} is not Transmission's RPC, or is damaged: check the url.")

    def _from_answer(self, error: TransmissionError, where: str) -> OutsideError:
        answer = (error.raw_response or "")[:2000]
        if "rpc-host-whitelist" in answer:
            return Refused(
                self.name,
                f"Transmission does not answer to the name {where}: add it to rpc-host-whitelist, or use the address.",
            )
        if isinstance(error.response, dict) and "result" in error.response:
            return Nonsense(self.name, f"Transmission says: {str(error.response['result'])[:200]}.", answer)
        return Nonsense(self.name, f"what answers at {where} is not Transmission's RPC: check the url.", answer)

    @contextmanager
    def _readable(self) -> Iterator[None]:
        """Answers that lack what they must have are Nonsense."""
        try:
            yield
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            text = str(error) if isinstance(error, ValidationError) else repr(error)
            raise Nonsense(self.name, "Transmission's answer cannot be read.", text) from error


class _File(BaseModel):
    name: str
    length: int = Field(ge=0)


class _FileStats(BaseModel):
    wanted: bool
    done: int = Field(alias="bytesCompleted", ge=0)


def _unpacked(value: object) -> object:
    """The bit of each piece, as base64 writes them."""
    try:
        return base64.b64decode(value) if isinstance(value, str) else value
    except binascii.Error as error:
        raise ValueError("not base64") from error


class _Row(BaseModel):
    """One torrent, as torrent-get answers; fields that were not asked for keep their defaults."""

    name: str = ""
    status: int = Field(0, ge=_STOPPED, le=_SEEDING)
    folder: str = Field("", alias="downloadDir")
    size: int = Field(0, alias="sizeWhenDone", ge=0)
    left: int = Field(0, alias="leftUntilDone", ge=0)
    unchecked: int = Field(0, alias="haveUnchecked")
    metadata: float = Field(1.0, alias="metadataPercentComplete")
    rate: int = Field(0, alias="rateDownload")
    peers: int = Field(0, alias="peersConnected")
    webseeds: int = Field(0, alias="webseedsSendingToUs")
    error: int = 0
    error_text: str = Field("", alias="errorString")
    files: list[_File] = Field(default_factory=list)
    stats: list[_FileStats] = Field(default_factory=list, alias="fileStats")
    pieces: Annotated[bytes, BeforeValidator(_unpacked)] = b""
    piece_size: int = Field(0, alias="pieceSize", ge=0)
    ratio: float = Field(0.0, alias="uploadRatio")
    seeding: int = Field(0, alias="secondsSeeding")


def _state(row: _Row, *, wanted: bool) -> DownloadState:
    done = wanted and row.left == 0 and row.error != _LOCAL_ERROR
    if row.status in (_CHECK_WAIT, _CHECKING):
        return DownloadState.CHECKING
    if row.status == _STOPPED:
        return DownloadState.COMPLETE if done and row.unchecked == 0 else DownloadState.STOPPED
    if row.status == _QUEUED:
        return DownloadState.QUEUED
    # All bytes can be there while the status is still "downloading": only a seeding torrent has been checked.
    if row.status in (_SEED_WAIT, _SEEDING):
        if done:
            return DownloadState.COMPLETE
        return DownloadState.DOWNLOADING if wanted or row.metadata < 1 else DownloadState.STOPPED
    return DownloadState.DOWNLOADING


def _downloaded_files(row: _Row, system: str) -> tuple[DownloadedFile, ...]:
    """The files with their checked bytes; none while a magnet's metadata is missing."""
    if row.metadata < 1:
        return ()
    if len(row.files) != len(row.stats):
        raise Nonsense(system, "Transmission's list of files is inconsistent.")
    files, start = [], 0
    for index, (file, stats) in enumerate(zip(row.files, row.stats, strict=True)):
        if not safe_path(file.name):
            raise Nonsense(system, "the torrent has a file whose path leads out of its folder.", file.name)
        checked = _checked_bytes(row.pieces, row.piece_size, start, file.length)
        files.append(
            DownloadedFile(
                index=index,
                path=file.name,
                size=file.length,
                done=min(stats.done, checked),
                wanted=stats.wanted,
            )
        )
        start += file.length
    return tuple(files)


def _checked_bytes(pieces: bytes, piece_size: int, start: int, length: int) -> int:
    """How many bytes of a file lie in pieces whose checksum was right.

    Transmission's own count includes pieces that a file shares with its neighbour and that are not whole yet.
    """
    if not length or not piece_size:
        return 0
    end, total = start + length, 0
    for piece in range(start // piece_size, (end - 1) // piece_size + 1):
        if piece // 8 < len(pieces) and pieces[piece // 8] & (0x80 >> piece % 8):
            total += min(end, (piece + 1) * piece_size) - max(start, piece * piece_size)
    return total


def _mapped(folder: str, names: Mapping[str, str]) -> str:
    """`folder` with the longest of its parents that has another name given that name."""
    path = PurePosixPath(folder)
    for parent in (path, *path.parents):
        for known, other in names.items():
            if PurePosixPath(known) == parent:
                return str(PurePosixPath(other) / path.relative_to(parent))
    return folder
