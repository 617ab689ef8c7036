"""The dashboard over a real store, on a free loopback port, in a thread of its own."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import InitVar, dataclass, field
from functools import partial
from typing import Any

import requests

from dashboard.serving import Dashboard
from pipeline.config import Settings
from pipeline.engine.plugins import Parts
from pipeline.errors import OutsideError
from pipeline.line import LINE
from pipeline.model.reasons import Reason
from pipeline.store import Store
from pipeline.store.runs import Stage

STAGES = tuple(step.stage for step in LINE)
PATIENCE = 20.0  # seconds


@dataclass
class Visitor:
    """Somebody with a browser of their own: keeps cookies, and reads the key that the page's forms carry."""

    url: str
    session: requests.Session = field(default_factory=requests.Session)
    cookie: InitVar[tuple[str, str]] = ("", "")

    def __post_init__(self, cookie: tuple[str, str]) -> None:
        if cookie[0]:
            self.session.headers["Cookie"] = "=".join(cookie)

    def get(self, path: str, **options: Any) -> requests.Response:
        return self.session.get(self.url + path.lstrip("/"), timeout=PATIENCE, **options)

    def post(self, path: str, fields: dict[str, str], **options: Any) -> requests.Response:
        return self.session.post(self.url + path.lstrip("/"), data=fields, timeout=PATIENCE, **options)

    def form_key(self, path: str = "/") -> str:
        match = re.search(r'name="form_key" value="([\w-]+)"', self.get(path).text)
        assert match, f"{path} holds no form"
        return match[1]

    def press(self, does: str, path: str = "/") -> requests.Response:
        return self.post("/do", {"form_key": self.form_key(path), "do": does, "back": path})

    def log_in(self, password: str, to: str = "") -> requests.Response:
        return self.post(f"/login?to={to}", {"form_key": self.form_key("/login"), "password": password})

    def stream(self, path: str) -> Iterator[str]:
        """The page's contents, as they are sent."""
        with self.get(path, headers={"Accept": "text/event-stream"}, stream=True) as answer:
            assert answer.headers["content-type"].startswith("text/event-stream")
            lines: list[str] = []
            for line in answer.iter_lines(chunk_size=1, decode_unicode=True):
                if line.startswith("data: "):
                    lines.append(line.removeprefix("data: "))
                elif not line and lines:
                    yield "\n".join(lines)
                    lines = []


@dataclass(frozen=True)
class Named:
    """An outside system that is only ever named, or asked whether it is well."""

    name: str
    problem: OutsideError | None = None

    def check(self) -> Reason:
        if self.problem:
            raise self.problem
        return Reason("text", text="it is there")


def parts_of(*systems: Named, catalogues: tuple[Any, ...] = (), encoder: Any = None) -> Parts:
    """These systems, as they are configured."""
    nothing: Any = Named("nothing")
    indexers: Any = systems
    encoder = encoder or nothing
    return Parts(
        catalogues=catalogues, indexers=indexers, downloader=nothing, encoder=encoder, subtitlers=(), players=()
    )


@contextmanager
def dashboard_of(
    store: Store,
    settings: Settings,
    stages: tuple[Stage, ...] = STAGES,
    parts: Parts | None = None,
    port: int = 0,
) -> Iterator[str]:
    """Its URL, while it serves; on a free port unless one is given."""
    here = settings.dashboard.model_copy(update={"port": port})
    settings = settings.model_copy(update={"dashboard": here})
    dashboard = Dashboard(settings, store, stages, parts=parts)
    url = dashboard.listen()
    ready, failures = threading.Event(), list[BaseException]()
    stopping: list[Callable[[], object]] = []

    async def serve() -> None:
        stop = asyncio.Event()
        stopping.append(partial(asyncio.get_running_loop().call_soon_threadsafe, stop.set))
        ready.set()
        await dashboard.run(stop)

    def run() -> None:
        try:
            asyncio.run(serve())
        except BaseException as error:  # noqa: BLE001 - raised again below
            failures.append(error)

    thread = threading.Thread(target=run, name="dashboard")
    thread.start()
    assert ready.wait(PATIENCE)
    try:
        yield url
    finally:
        stopping[0]()
        thread.join(PATIENCE)
        assert not thread.is_alive(), "the dashboard did not end"
    assert failures == []
