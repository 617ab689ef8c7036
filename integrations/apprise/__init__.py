"""Other messengers than Telegram, e-mail and push services, by Apprise: who is told "go watch", "needs you" and health:

    [notify.family]
    urls = ["matrixs://USER:PASSWORD@matrix.example.org/!room", "mailto://USER:PASSWORD@example.org"]
    # events = ["job.done", "job.stuck", "system.failing", "system.well"]
    # timeout = 30               # seconds for all of them

https://github.com/caronc/apprise/wiki tells how each service's address is made. It is an extra; `airdate doctor` says
how to install it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

from integrations.apprise import child
from integrations.common.http import reading
from integrations.common.launch import dying_with_us
from pipeline.errors import BadResponse, Unauthorized, Unreachable
from pipeline.model.events import Event, EventKind
from pipeline.model.reasons import Reason

INSTALL = (
    "uv pip install --python .venv --require-hashes --build-constraints requirements-tools.lock "
    "-r requirements-notify.lock"
)
_KIND = {EventKind.STUCK: "warning", EventKind.FAILING: "failure", EventKind.DONE: "success"}


class Apprise:
    class Config(BaseModel):
        model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

        urls: tuple[SecretStr, ...] = Field(min_length=1, description="setting-apprise-urls")
        events: tuple[EventKind, ...] = Field(
            (EventKind.DONE, EventKind.STUCK, EventKind.FAILING, EventKind.WELL), description="setting-apprise-events"
        )
        timeout: float = Field(30, gt=0, description="setting-apprise-timeout")

        @field_validator("urls", mode="before")
        @classmethod
        def _one_is_a_list(cls, urls: Any) -> Any:
            return [urls] if isinstance(urls, str) else urls

    def __init__(self, config: Config, *, name: str) -> None:
        self.name = name
        self._config = config
        self._urls = [url.get_secret_value() for url in config.urls]
        self._taken: dict[int, frozenset[str]] = {}  # who has heard of an event already, by its number
        self._alone = threading.Lock()

    def check(self) -> Reason:
        found = self._ask({"urls": self._urls})
        wrong = next((number for number, (service, _) in enumerate(found, 1) if not service), None)
        if wrong is not None:
            raise Unauthorized(self.name, Reason("notify-url-not-known", number=wrong))
        services = tuple(dict.fromkeys(service for service, _ in found))
        return Reason("notify-ready", version=version("apprise"), services=services)

    def wants(self, event: Event) -> bool:
        of_episode = event.facts.get("job", {}).get("kind", "episode") == "episode"
        return event.kind in self._config.events and (of_episode or event.kind is not EventKind.DONE)

    def tell(self, event: Event, text: str) -> None:
        """Each of them once: who has taken it already is left out when it is told again."""
        with self._alone:
            missed = self._tell_rest(event, text)
        if missed:
            raise Unreachable(self.name, Reason("notify-not-taken", services=tuple(missed)))

    def _tell_rest(self, event: Event, text: str) -> list[str]:
        """The services that did not take it."""
        taken = self._taken.get(event.id, frozenset())
        left = [url for url in self._urls if url not in taken]
        said = {"title": "Airdate", "body": text, "kind": _KIND.get(event.kind, "info")}
        found = list(zip(left, self._ask({"urls": left, **said}), strict=True))
        self._taken = {event.id: taken.union(url for url, (_, well) in found if well)}
        return [service or "?" for _, (service, well) in found if not well]

    def _ask(self, asked: dict[str, Any]) -> Sequence[tuple[str, bool]]:
        """(the service's name, or nothing where the address is none; whether all is well), for each address.

        By a process of its own: it can be ended, and gives its memory back. What it writes to its log is not looked
        at: that repeats addresses, and those hold passwords.
        """
        try:
            version("apprise")
        except PackageNotFoundError:
            raise Unauthorized(self.name, Reason("apprise-missing", command=INSTALL)) from None
        command = dying_with_us([sys.executable, "-I", child.__file__])
        bounds: dict[str, Any] = {"input": json.dumps(asked).encode(), "timeout": self._config.timeout}
        try:
            done = subprocess.run(command, capture_output=True, check=False, **bounds)
        except subprocess.TimeoutExpired:
            late = Reason("program-too-slow", program="apprise", seconds=f"{self._config.timeout:g}")
            raise Unreachable(self.name, late) from None
        if done.returncode != 0:
            raise BadResponse(self.name, Reason("notify-could-not"))
        return reading(self.name, done.stdout, lambda out: [(str(name), bool(well)) for name, well in json.loads(out)])
