"""For machines that watch: `/healthz` says whether Airdate does its work, `/metrics` how it goes (for Prometheus).

`/healthz` asks for no password and tells nothing about the household. `/metrics` names the household's systems, so it
takes the dashboard's password: as a signed-in browser has it, or by HTTP's basic authentication under any name.
"""

from __future__ import annotations

import base64
import binascii
import shutil
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from dashboard.guard import Guard, LoginNeeded
from pipeline.config import Settings
from pipeline.engine.presence import version
from pipeline.model import Role
from pipeline.services.rights import may
from pipeline.services.vitals import problems
from pipeline.store import AWAY, Store, chores, health
from pipeline.store.vitals import vitals

if TYPE_CHECKING:  # imported when it is first asked for: most households never do
    from prometheus_client.metrics_core import GaugeMetricFamily

UNKEPT = {"cache-control": "no-store"}  # it says how things are now


class Monitoring:
    """The two endpoints."""

    def __init__(self, store: Store, settings: Settings, guard: Guard) -> None:
        self._store = store
        self._settings = settings
        self._guard = guard

    async def healthz(self, _: Request) -> Response:
        """200 and `{"ok": true}`; or 503 and the codes of what is wrong."""
        wrong = await run_in_threadpool(self._problems)
        return JSONResponse({"ok": not wrong, "problems": wrong}, 503 if wrong else 200, headers=UNKEPT)

    def _problems(self) -> list[str]:
        try:
            with self._store.read() as db:
                return [f"{each.code} {each.params.get('lane', '')}".strip() for each in problems(vitals(db))]
        except AWAY:
            return ["database-away"]

    async def metrics(self, request: Request) -> Response:
        """Prometheus's text format: https://prometheus.io/docs/instrumenting/exposition_formats/"""
        if self._brings_password(request) or await run_in_threadpool(self._is_owner, request):
            return await run_in_threadpool(self._metrics)
        return PlainTextResponse("", 401, {"www-authenticate": 'Basic realm="Airdate"'})

    def _is_owner(self, request: Request) -> bool:
        try:
            with self._store.read() as db:
                return may(self._guard.viewer(db, self._guard.session_of(request)), Role.OWNER)
        except LoginNeeded:
            return False

    def _brings_password(self, request: Request) -> bool:
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        address = request.client.host if request.client else ""
        if scheme.lower() != "basic" or not self._guard.may_try(address):
            return False
        try:
            password = base64.b64decode(given, validate=True).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return False
        if not self._guard.is_right(password):
            return False
        self._guard.forgive(address)
        return True

    def _metrics(self) -> Response:
        from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

        registry = CollectorRegistry()
        registry.register(self)
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST, headers=UNKEPT)

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """What the registry asks for."""
        with self._store.read() as db:
            now, systems, duties = vitals(db), health.all_systems(db), chores.everything(db)
        yield _gauge("build_info", "The version that runs.", [((version(),), 1)], "version")
        yield _gauge("bot_polls", "Whether one of the household's bots is at work.", [((), now.bot)])
        yield _gauge("paused", "Whether the owner has paused everything.", [((), now.paused)])
        served = [((lane,), value) for lane, value in now.served.items()]
        yield _gauge("lane_served", "Whether a process that lives takes steps of this lane.", served, "lane")
        waiting = [((lane,), now.waiting.get(lane, 0)) for lane in now.served]
        yield _gauge("lane_waiting_seconds", "For how long the step that waits longest has been due.", waiting, "lane")
        yield _gauge("steps", "Steps of what is on its way.", now.runs.items(), "step", "state")
        yield _gauge("messages_waiting", "Messages that are to be sent.", [((), now.messages)])
        answers = [((each.system,), not each.problem) for each in systems]
        yield _gauge("system_answers", "Whether an outside system did what it was last asked for.", answers, "system")
        failures = [((each.name,), each.failures) for each in duties]
        yield _gauge("chore_failures", "How often in a row a chore has failed.", failures, "chore")
        yield _gauge("disk_free_bytes", "What is free where files lie.", self._free(), "folder")

    def _free(self) -> Iterator[tuple[tuple[str], float]]:
        for name, folder in (("library", self._settings.library), ("data", self._settings.data)):
            try:
                yield (name,), shutil.disk_usage(folder).free
            except OSError:  # it is not there: no number is truer than a wrong one
                continue


def _gauge(name: str, about: str, values: Iterable[tuple[tuple[str, ...], float]], *labels: str) -> GaugeMetricFamily:
    from prometheus_client.metrics_core import GaugeMetricFamily

    family = GaugeMetricFamily(f"airdate_{name}", about, labels=labels)
    for by, value in values:
        family.add_metric(by, float(value))
    return family
