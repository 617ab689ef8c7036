"""Living under a path of another site, "/airdate", behind a proxy.

The path is `root_path` of ASGI (https://asgi.readthedocs.io/en/latest/specs/www.html): everything that leads to a page
of ours begins with it, and routes are found without it. The proxy may have cut it off, or not.
"""

from __future__ import annotations

from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from pipeline.config import PREFIX
from pipeline.config import Dashboard as Settings


class Under:
    """Middleware: says under which path this request was made. The settings' `path` counts more than what the proxy
    says in X-Forwarded-Prefix, and that more than what `url` ends with."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self._path = settings.path
        self._otherwise = settings.path_of_url

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and (root := self._root(Headers(scope=scope))):
            path = scope["path"] if _is_under(scope["path"], root) else root + scope["path"]
            scope = {**scope, "root_path": root, "path": path}
        await self.app(scope, receive, send)

    def _root(self, headers: Mapping[str, str]) -> str:
        said = headers.get("x-forwarded-prefix", "").rstrip("/")
        return self._path or (said if PREFIX.fullmatch(said) else self._otherwise)


def _is_under(path: str, root: str) -> bool:
    return path == root or path.startswith(f"{root}/")


def root_of(request: HTTPConnection) -> str:
    """What leads to our pages begins with this: "/airdate", mostly nothing."""
    return str(request.scope.get("root_path", ""))


def path_of(scope: Scope) -> str:
    """The path of one of our pages, as routes have it: "/shows"."""
    root, path = str(scope.get("root_path", "")), str(scope["path"])
    return (path.removeprefix(root) or "/") if _is_under(path, root) else path
