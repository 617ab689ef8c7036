"""What catalogues have in common that map numbers and know no shows of their own."""

from __future__ import annotations

from datetime import datetime

from pipeline.errors import NotFound
from pipeline.model import EpisodeInfo, ShowInfo
from pipeline.model.reasons import Reason


class Mapping:
    """A Catalogue in which no show is found: other catalogues have those."""

    name: str

    def search(self, text: str) -> list[ShowInfo]:
        raise self._unknown(text)

    def show(self, ids: ShowInfo) -> ShowInfo:
        raise self._unknown(ids.title)

    def episodes(self, ids: ShowInfo) -> list[EpisodeInfo]:
        raise self._unknown(ids.title)

    def changed_since(self, moment: datetime) -> set[int] | None:  # noqa: ARG002
        return set()

    def id_of(self, ids: ShowInfo) -> int | None:  # noqa: ARG002
        return None

    def _unknown(self, title: str) -> NotFound:
        return NotFound(self.name, Reason("catalogue-no-id", system=self.name, show=title or "?"))
