"""Several download clients as one: each torrent goes to the one that its indexer's section names, or to the first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from pipeline.errors import NotFound, OutsideError
from pipeline.model import DownloadStatus, Torrent
from pipeline.model.reasons import Reason
from pipeline.ports import Downloader


class Clients:
    """A Downloader. `routes`: the name of the client for what comes from an indexer."""

    def __init__(self, clients: Sequence[Downloader], routes: Mapping[str, str]) -> None:
        self.clients = tuple(clients)
        self.name = ", ".join(client.name for client in clients)
        self._routes = routes
        self._holders: dict[str, str] = {}  # which client has an info-hash, as it was last

    def over(self, change: Callable[[Downloader], Downloader]) -> Clients:
        """The same with each client changed."""
        return Clients([change(client) for client in self.clients], self._routes)

    def check(self) -> Reason:
        return Reason("several", whys=tuple(client.check() for client in self.clients))

    def add(self, torrent: Torrent, folder: Path | None = None) -> None:
        """Begin in the client for its indexer, unless one that can be asked has it already."""
        for client in self.clients:
            if _has(client, torrent.info_hash):
                return
        target = self._client_for(torrent.indexer)
        target.add(torrent, folder)
        self._holders[torrent.info_hash] = target.name

    def status(self, info_hash: str) -> DownloadStatus:
        """NotFound only when each that may have it says so: what cannot be asked may have it."""
        return self._holding(info_hash)[1]

    def want(self, info_hash: str, indexes: Sequence[int]) -> None:
        self._holding(info_hash)[0].want(info_hash, indexes)

    def resume(self, info_hash: str) -> None:
        self._holding(info_hash)[0].resume(info_hash)

    def remove(self, info_hash: str, *, with_data: bool) -> None:
        for client in self._asked_in_turn(info_hash):
            client.remove(info_hash, with_data=with_data)
        self._holders.pop(info_hash, None)

    def free_space(self, folder: Path | None = None) -> int:
        """The least of all that can be asked: it is not known yet where the next one goes."""
        told, trouble = [], None
        for client in self.clients:
            try:
                told.append(client.free_space(folder))
            except OutsideError as error:
                trouble = error
        if not told and trouble is not None:
            raise trouble
        return min(told)

    def _client_for(self, indexer: str) -> Downloader:
        wanted = self._routes.get(indexer)
        return next((client for client in self.clients if client.name == wanted), self.clients[0])

    def _asked_in_turn(self, info_hash: str) -> Iterator[Downloader]:
        """Only the one that had it last, where that is known; else all."""
        holder = self._holders.get(info_hash)
        mine = [client for client in self.clients if client.name == holder]
        yield from mine or self.clients

    def _holding(self, info_hash: str) -> tuple[Downloader, DownloadStatus]:
        trouble: OutsideError = NotFound(self.name, Reason("client-has-it-not"))
        for client in self._asked_in_turn(info_hash):
            try:
                status = client.status(info_hash)
            except NotFound:
                continue
            except OutsideError as error:
                trouble = error
                continue
            self._holders[info_hash] = client.name
            return client, status
        raise trouble


def _has(client: Downloader, info_hash: str) -> bool:
    try:
        client.status(info_hash)
    except OutsideError:
        return False
    return True
