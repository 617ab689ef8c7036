"""example: what happens is written to a file, a line for each event.

[notify.example]
plugin = "example"
file = "/var/log/episodes.txt"
"""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from airdate.plugin import (
    Event,
    EventKind,
    Reason,
    Unauthorized,
    reason_from,
)


class Example:
    """A Notifier."""

    ports_version = 1

    class Config(BaseModel):
        model_config = ConfigDict(extra="forbid")

        file: Path = Field(description="where it is written to")
        events: tuple[EventKind, ...] = Field((EventKind.DONE, EventKind.STUCK), description="which are written")

    def __init__(self, config: Config, *, name: str) -> None:
        self.name = name
        self._config = config

    def check(self) -> Reason:
        self._write("")
        return reason_from(f"it writes to {self._config.file}")

    def wants(self, event: Event) -> bool:
        return event.kind in self._config.events

    def tell(self, event: Event, text: str) -> None:
        self._write(f"{event.at:%Y-%m-%d %H:%M} {text}\n")

    def _write(self, line: str) -> None:
        try:
            with self._config.file.open("a", encoding="utf-8") as file:
                file.write(line)
        except OSError:
            raise Unauthorized(self.name, "the file cannot be written") from None
