"""The consumers of a process's lanes. One that lacks what its lane needs takes nothing: others do, or it waits."""

from __future__ import annotations

import errno
import logging
import os
import time
from collections.abc import Mapping, Sequence

from huey.consumer import Consumer

from pipeline.config import Settings
from pipeline.engine.plugins import Parts
from pipeline.engine.queue import Queue
from pipeline.errors import AirdateError
from pipeline.model.reasons import NO_REASON, Reason
from pipeline.store import Store, library_mark

log = logging.getLogger("airdate.lanes")

ENCODER_AGAIN = 60.0  # seconds between two looks at an encoder that does not work


class Lanes:
    """`adjust` tells what they lack, and starts and stops the consumers accordingly."""

    def __init__(self, queue: Queue, lanes: Sequence[str], parts: Parts, store: Store, settings: Settings) -> None:
        self._queue = queue
        self._lanes = tuple(lanes)
        self._parts = parts
        self._store = store
        self._settings = settings
        self._consumers: dict[str, Consumer] = {}
        self._encoder: tuple[float, Reason] = (-ENCODER_AGAIN, Reason("text", text="?"))

    def adjust(self) -> Mapping[str, Reason]:
        """The lanes of this process that cannot be served, each with the reason."""
        lacks = {}
        for lane in self._lanes:
            if why := self._lack(lane):
                lacks[lane] = why
                self._end(lane, why)
            elif lane not in self._consumers:
                self._consumers[lane] = self._begin(lane)
        return lacks

    def _end(self, lane: str, why: Reason) -> None:
        if lane in self._consumers:
            log.warning("this process takes no %s steps any more: %s", lane, why)
            self._consumers.pop(lane).stop_flag.set()  # what it does now it brings to its end

    def stop(self) -> None:
        """When what they do has come to its end."""
        for consumer in self._consumers.values():
            consumer.stop(graceful=True)

    def _begin(self, lane: str) -> Consumer:
        at_once = {"io": self._settings.workers_io, "heavy": self._settings.workers_heavy}
        consumer = self._queue.consumer(lane, at_once[lane])
        consumer.start()
        return consumer

    def _lack(self, lane: str) -> Reason:
        missing = library_mark.lack(self._store, self._settings.library)
        if missing or lane != "heavy":
            return missing
        return self._work_folder() or self._encoder_trouble()

    def _work_folder(self) -> Reason:
        folder, library = self._settings.work_folder, self._settings.library
        try:
            if folder.is_relative_to(library):
                library.mkdir(exist_ok=True)  # of a new household
            folder.mkdir(exist_ok=True)
        except OSError as error:
            return Reason("no-work-folder", folder=str(folder), why=error.strerror or str(error))
        if os.access(folder, os.W_OK):
            return NO_REASON
        return Reason("no-work-folder", folder=str(folder), why=os.strerror(errno.EROFS))

    def _encoder_trouble(self) -> Reason:
        """Looked at when it begins, and again while it does not work: the steps themselves say it afterwards."""
        at, why = self._encoder
        if why and time.monotonic() - at >= ENCODER_AGAIN:
            self._encoder = time.monotonic(), self._ask_encoder()
        return self._encoder[1]

    def _ask_encoder(self) -> Reason:
        try:
            self._parts.encoder.check()
        except AirdateError as error:
            return error.reason
        return NO_REASON
