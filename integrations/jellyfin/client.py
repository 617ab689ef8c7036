"""jellyfin-apiclient-python, with its surprises kept in here (seen in 1.20.2).

- It repeats a request that was not answered 5 times, a second apart, and repeats a POST as a GET. Never repeated here:
  the line has its own way of trying again.
- It answers None to an HTTP 500 as to a 204, and forgets its token at a 401. A hook looks at each answer first.
- It prints from INFO on by itself, and writes tokens into its DEBUG log. Both are off; and it writes out every answer
  with indents for that log, which takes longer than reading it: where it is to write into a file, it does not.
- It does not look at certificates unless told to.
- It signs in by Authorization. Where a proxy in front wants its own name and password there, the key goes along as
  `ApiKey`, the only other place in which every version looks for it: https://github.com/jellyfin/jellyfin/pull/13306
- One client belongs to one thread.
"""

from __future__ import annotations

import logging
import re
from base64 import b64encode
from collections.abc import Mapping
from io import BytesIO
from typing import Any
from urllib.parse import urljoin

import jellyfin_apiclient_python
import requests
from jellyfin_apiclient_python import JellyfinClient
from jellyfin_apiclient_python.api import API
from jellyfin_apiclient_python.exceptions import HTTPException
from jellyfin_apiclient_python.http import HTTP

from integrations.common.http import bound, decode, failure, remedy_for, translated
from integrations.common.settings import Access
from pipeline.errors import BadResponse, NotFound, OutsideError, Unauthorized, Unreachable
from pipeline.model.reasons import Reason

REMEDY = Reason("jellyfin-new-key")
APP = "Airdate"
VERSION = "1"

_OF_ONE = re.compile(r"(Items|Sessions|UserPlayedItems)/.+")  # paths with an id in them
_IDS = {"parentId", "ids", "userId"}

Params = Mapping[str, str | int | list[str]]
"""Of a query. A list is sent as a repeated parameter, as Jellyfin's description has it."""


def _quiet() -> None:
    """Take back what importing the library did to logging."""
    logger = logging.getLogger("Jellyfin")
    for handler in list(logger.handlers):
        if isinstance(handler, jellyfin_apiclient_python.NullHandler):
            logger.removeHandler(handler)
    # Its errors become exceptions of ours; its DEBUG log has the token.
    logging.getLogger("Jellyfin.jellyfin_apiclient_python.http").setLevel(logging.CRITICAL)


_quiet()


class _Http(HTTP):  # type: ignore[misc]  # the library has no types
    """The library's transport: asks once, and has every answer looked at before the library makes None of it."""

    def __init__(self, client: JellyfinClient, system: str, timeout: float, proxy_s: Mapping[str, str]) -> None:
        super().__init__(client)
        self._system = system
        self._timeout = timeout
        self._proxy_s = proxy_s
        self._answer: Any = None

    def start_session(self) -> None:
        super().start_session()
        self.session.hooks["response"].append(self._look)
        self.keep_alive = True

    def request(self, data: dict[str, Any], session: Any = None, dest_file: Any = None) -> Any:
        """The decoded answer; None when it has no body."""
        self._answer = None
        if self._proxy_s:
            key = {"ApiKey": self.config.data["auth.token"]}
            data = {**data, "params": {**(data.get("params") or {}), **key}, "headers": dict(self._proxy_s)}
        super().request({**data, "retry": 0}, session, dest_file or BytesIO())
        return self._answer

    def _look(self, response: requests.Response, **_: Any) -> None:
        body = bound(self._system, response, 2 * self._timeout)
        if response.is_redirect:  # followed, a POST would arrive as a GET
            target = urljoin(response.url, response.headers["location"]).partition("?")[0]
            raise Unauthorized(self._system, Reason("sent-on", url=target))
        remedy = remedy_for(response.headers, REMEDY)
        wrong = failure(self._system, response.status_code, response.headers, body, remedy)
        if wrong is not None:
            raise wrong
        if body.strip():
            self._answer = decode(self._system, body, response.url)


class Connection:
    """A signed-in client for one thread. Raises only the four errors. Making one touches no network."""

    def __init__(self, system: str, *, url: str, api_key: str, timeout: float, access: Access) -> None:
        self._system = system
        self._url = url.rstrip("/")
        self._timeout = timeout
        client = JellyfinClient()
        client.config.app(APP, VERSION, APP, "airdate")
        client.config.http(user_agent=APP, max_retries=0, timeout=timeout)
        client.config.auth(self._url, "", token=api_key, ssl=access.verify_tls)
        client.http = _Http(client, system, timeout, _proxy_s_own(access))
        client.http.start_session()
        client.http.session.headers.update(access.headers)
        client.jellyfin = API(client.http)
        self._api = client.jellyfin

    def get(self, path: str, params: Params | None = None) -> Any:
        """The decoded answer; BadResponse when there is none."""
        answer = self._ask("GET", path, params=params)
        if answer is None:
            raise BadResponse(self._system, Reason("jellyfin-no-answer"))
        return answer

    def post(self, path: str, *, params: Params | None = None, json: Any = None) -> Any:
        return self._ask("POST", path, params=params, json=json)

    def delete(self, path: str, params: Params | None = None) -> Any:
        return self._ask("DELETE", path, params=params)

    def _ask(self, method: str, path: str, *, params: Params | None, json: Any = None) -> Any:
        request = {"params": dict(params or {}), "json": json}
        try:
            with translated(self._system, self._url, self._timeout):
                return self._api._http(method, path, request)  # the named methods repeat, see above
        except NotFound as error:
            if _OF_ONE.fullmatch(path) or _IDS & set(params or {}):
                raise
            raise BadResponse(self._system, error.why) from error  # no Jellyfin lacks this one
        except HTTPException as error:
            raise self._unanswered(error) from None

    def _unanswered(self, error: HTTPException) -> OutsideError:
        """What the library makes of a connection that failed: it hides the cause in `message`."""
        try:
            with translated(self._system, self._url, self._timeout):
                if isinstance(error.message, Exception):
                    raise error.message
        except OutsideError as ours:
            return ours
        return Unreachable(self._system, Reason("jellyfin-not-asked", said=str(error.status)))


def _proxy_s_own(access: Access) -> dict[str, str]:
    """The Authorization that a proxy in front of it wants; empty where none does."""
    if access.auth is not None:
        return {"Authorization": f"Basic {b64encode(':'.join(access.auth).encode()).decode()}"}
    return {name: value for name, value in access.headers.items() if name.lower() == "authorization"}
