"""A running Sonarr's API, version 3: https://sonarr.tv/docs/api."""

from __future__ import annotations

from typing import Any

from integrations.common.http import Web
from pipeline.errors import BadResponse, NotFound
from pipeline.model.reasons import Reason

PAGED = ("blocklist",)
PAGE = 1000  # rows
MOST_BYTES = 256 * 1024 * 1024  # all series of a large one in one answer
TIMEOUT = 60.0  # seconds: a large library on a small machine takes a while


class Api:
    """Its tables, each as a list of rows. `url`: with the URL base, where it has one."""

    def __init__(self, url: str, key: str) -> None:
        self._url = url.rstrip("/").removesuffix("/api/v3")
        self._headers = {"X-Api-Key": key.strip()}
        self._web = Web("sonarr", timeout=TIMEOUT, remedy=Reason("check-sonarr-key"), most_bytes=MOST_BYTES)

    def rows(self, table: str, series: int | None = None) -> list[dict[str, Any]]:
        """Those of one table, of one series where it is said; none when this version does not have it."""
        try:
            return self._all(table, {} if series is None else {"seriesId": str(series)})
        except NotFound:
            if table == "series":
                raise NotFound("sonarr", Reason("no-sonarr-there")) from None
            return []

    def _all(self, table: str, query: dict[str, str]) -> list[dict[str, Any]]:
        """Its rows, page by page where it has pages."""
        found: list[dict[str, Any]] = []
        for page in range(1, 10_000):
            answer = self._ask(table, {**query, "page": str(page), "pageSize": str(PAGE)} if table in PAGED else query)
            if not isinstance(answer, dict) or "records" not in answer:
                return _listed(answer)
            found += _listed(answer["records"])
            if not answer["records"] or len(found) >= int(answer.get("totalRecords") or 0):
                break
        return found

    def _ask(self, table: str, query: dict[str, str]) -> Any:
        return self._web.get_json(f"{self._url}/api/v3/{table}", query, headers=self._headers)


def _listed(answer: Any) -> list[dict[str, Any]]:
    rows = answer if isinstance(answer, list) else [answer]
    if not all(isinstance(row, dict) for row in rows):
        raise BadResponse("sonarr", Reason("no-sonarr-there"))
    return rows
