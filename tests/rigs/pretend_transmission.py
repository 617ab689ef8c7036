"""A Transmission 4.1 that holds torrents in memory: for what no daemon of a distribution does on demand yet.

It answers as its makers describe it, to the old names that 4.1 keeps beside JSON-RPC 2.0, and as a 4.1.0-beta.2 was
seen to: https://github.com/transmission/transmission/blob/main/docs/rpc-spec.md
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from demo.server import LoopbackServer
from integrations.transmission import Transmission
from pipeline.errors import UserError
from pipeline.model import Torrent, TorrentFile
from pipeline.releases.torrents import read_torrent

Json = dict[str, Any]

DOWNLOADING, SEEDING = 4, 6
BETA, RELEASED = "4.1.0-beta.2", "4.1.0"
SESSION = {"X-Transmission-Session-Id": "s3ssion", "X-Transmission-Rpc-Version": "6.0.0"}
PIECE = 16384


@dataclass
class Pretend:
    """What it has, and what it was asked: names of methods, in order. All it has counts as complete, until a check
    finds too little on the disk; `looks` false: it does not find it."""

    folder: Path
    version: str = RELEASED
    looks: bool = True
    adding: str | int = ""  # what it says to each torrent, or the status that a proxy answers in its place
    url: str = ""
    has: dict[str, Torrent] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    left: dict[str, int] = field(default_factory=dict)  # bytes that a check did not find, by info-hash

    def client(self) -> Transmission:
        return Transmission(Transmission.Config(url=self.url), name="transmission")

    def answer(self, method: str, told: Json) -> Json | str | int:
        """The arguments of an answer; a sentence is a refusal, a number the status of a proxy's."""
        self.asked.append(method)
        match method:
            case "session-get":
                semver = "5.4.0" if self.version == BETA else "6.0.0"
                versions = {"version": f"{self.version} (abcdef)", "rpc-version": 18, "rpc-version-semver": semver}
                return {**versions, "download-dir": str(self.folder), "incomplete-dir-enabled": False}
            case "session-stats":
                return {"current-stats": {"secondsActive": 100}}
            case "free-space":
                return self._free(told["path"])
            case "torrent-add":
                return self._add(base64.b64decode(told["metainfo"]))
            case "torrent-get":
                mine = [torrent for info_hash, torrent in self.has.items() if info_hash in told["ids"]]
                return {"torrents": [{name: self._row(t)[name] for name in told["fields"]} for t in mine]}
            case "torrent-verify":
                for info_hash in told["ids"] if self.looks else ():
                    self.left[info_hash] = sum(map(self._missing, self.has[info_hash].files or ()))
                return {}
            case "torrent-set" | "torrent-start" | "torrent-stop":
                return {}
        return "no method name"

    def _free(self, path: str) -> Json | str:
        there = Path(path).is_dir()
        if not there and self.version != BETA:
            return "No such file"
        free = 10**12 if there else -1
        return {"path": path, "size-bytes": free, "total_size": free}

    def _add(self, metainfo: bytes) -> Json | str | int:
        if self.adding:
            return self.adding
        try:
            torrent = read_torrent(metainfo)
        except UserError:
            return "unrecognized info"
        self.has[torrent.info_hash] = torrent
        return {"torrent-added": {"hashString": torrent.info_hash, "id": 1, "name": torrent.name}}

    def _missing(self, file: TorrentFile) -> int:
        path = self.folder / file.path
        return max(file.size - (path.stat().st_size if path.exists() else 0), 0)

    def _row(self, torrent: Torrent) -> Json:
        files = torrent.files or ()
        size = sum(file.size for file in files)
        left = self.left.get(torrent.info_hash, 0)
        numbers = ("haveUnchecked", "rateDownload", "peersConnected", "webseedsSendingToUs", "error")
        return {
            **dict.fromkeys(numbers, 0),
            "id": 1,
            "hashString": torrent.info_hash,
            "name": torrent.name,
            "status": DOWNLOADING if left else SEEDING,
            "leftUntilDone": left,
            "downloadDir": str(self.folder),
            "sizeWhenDone": size,
            "metadataPercentComplete": 1.0,
            "errorString": "",
            "files": [
                {"name": f.path, "length": f.size, "bytesCompleted": f.size - left, "beginPiece": 0} for f in files
            ],
            "fileStats": [{"wanted": True, "priority": 0, "bytesCompleted": file.size - left} for file in files],
            "pieces": base64.b64encode(b"\xff" * (size // PIECE // 8 + 1)).decode(),
            "pieceSize": PIECE,
            "uploadRatio": 0.0,
            "secondsSeeding": 5,
        }


@contextmanager
def transmission_4_1(folder: Path, version: str = RELEASED) -> Iterator[Pretend]:
    made = Pretend(folder, version)

    async def rpc(request: Request) -> Response:
        if request.headers.get("x-transmission-session-id") != SESSION["X-Transmission-Session-Id"]:
            return Response("409: Conflict", 409, SESSION)
        asked = await request.json()
        told = made.answer(asked["method"], asked.get("arguments") or {})
        if isinstance(told, int):
            return Response("<html>proxy</html>", told)
        refused = isinstance(told, str)
        return JSONResponse({"result": told if refused else "success", "arguments": {} if refused else told})

    with LoopbackServer(Starlette(routes=[Route("/transmission/rpc", rpc, methods=["POST"])])) as server:
        made.url = f"{server.url}/transmission/rpc"
        yield made
