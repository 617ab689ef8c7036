"""tvdb_v4_official, with its surprises kept in here (seen in 1.1.0).

- It signs in as soon as it is made, waits for ever, never signs in again, and takes a 304 for data. Its requests go
  through a subclass of its own `Request` here, which has none of that.
- It keeps the paging links of the last answer in the client: one client for each thread, one token for all.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import tvdb_v4_official

from integrations.common.http import Web, reading
from integrations.common.reading import read_id
from integrations.common.settings import Access
from pipeline.errors import BadResponse, NotFound, Unauthorized
from pipeline.model.reasons import Reason

REMEDY = Reason("tvdb-get-key")


class Url(tvdb_v4_official.Url):  # type: ignore[misc]  # the library has no types
    def __init__(self, base_url: str) -> None:
        super().__init__()
        self.base_url = f"{base_url.rstrip('/')}/"


class Account:
    """Signs in when that is needed, once for all threads. A token is good for a month."""

    def __init__(self, web: Web, system: str, url: str, key: str, pin: str) -> None:
        self._web = web
        self._system = system
        self._url = url
        self._login = {"apikey": key} | ({"pin": pin} if pin else {})
        self._token = ""
        self._lock = threading.Lock()

    def token(self, refused: str = "") -> str:
        """A token other than the `refused` one."""
        with self._lock:
            if not self._token or self._token == refused:
                answer = self._web.post_json(self._url, self._login)
                self._token = reading(self._system, answer, lambda found: str(found["data"]["token"]))
            return self._token


class Request(tvdb_v4_official.Request):  # type: ignore[misc]
    """Asks with a time limit, and signs in again when a token has run out."""

    def __init__(self, web: Web, account: Account) -> None:
        super().__init__("")
        self._web = web
        self._account = account

    def make_request(self, url: str, if_modified_since: str | None = None) -> Any:  # noqa: ARG002 - its signature
        """The `data` of the answer. `if_modified_since` is not used: its 304 would come back as data."""
        token = self._account.token()
        try:
            answer = self._ask(url, token)
        except Unauthorized:
            answer = self._ask(url, self._account.token(refused=token))
        self.links = answer.get("links") if isinstance(answer, dict) else None
        return answer.get("data") if isinstance(answer, dict) else answer

    def _ask(self, url: str, token: str) -> Any:
        return self._web.get_json(url, headers={"Authorization": f"Bearer {token}"})


class Client(tvdb_v4_official.TVDB):  # type: ignore[misc]
    """The library's client, made without its constructor, which would sign in."""

    def __init__(self, url: Url, request: Request) -> None:
        self.url = url
        self.request = request


class Clients:
    """A client for each thread. Making one touches no network."""

    def __init__(
        self, system: str, *, url: str, key: str, pin: str, timeout: float, access: Access | None = None
    ) -> None:
        self._system = system
        self._url = url
        self._web = Web(system, timeout=timeout, remedy=REMEDY, access=access)
        self._account = Account(self._web, system, Url(url).construct("login"), key, pin)
        self._local = threading.local()

    def get(self) -> Client:
        client: Client | None = getattr(self._local, "client", None)
        if client is None:
            client = self._local.client = Client(Url(self._url), Request(self._web, self._account))
        return client

    def pages(self, ask: Callable[[Client, int], Any], most: int) -> Iterator[Any]:
        """Every page of an answer, as its links tell; one that comes again is the end. BadResponse after `most`.

        Some links name no next page though their total does: https://github.com/thetvdb/v4-api/issues/1
        """
        client, before = self.get(), None
        for page in range(most):
            data = ask(client, page)
            links = client.get_req_links()  # before the caller asks something else
            if data == before:
                return
            yield data
            if not (isinstance(links, dict) and (links.get("next") or _more_in_all(links, page))):
                return
            before = data
        raise BadResponse(self._system, Reason("answer-endless", count=most))

    def some(self, data: Any, what: str) -> Any:
        """`data`, or NotFound: TVDB writes null for what it does not have."""
        if not data:
            raise NotFound(self._system, Reason("tvdb-not-there", what=what))
        return data


def _more_in_all(links: dict[str, Any], page: int) -> bool:
    """Whether there are more rows in all than the pages up to this one can hold."""
    size = read_id(links.get("page_size"))
    return size is not None and (read_id(links.get("total_items")) or 0) > (page + 1) * size
