"""ffsubsync: finds by how much a subtitle is off from the sound. Off until its section stands in airdate.toml:

    [synchronisers.ffsubsync]
    # timeout = 900            # seconds for one subtitle: it listens to the whole episode
    # niceness = 15

It is an extra, for it brings numpy; `airdate doctor` says how to install it.
https://github.com/smacke/ffsubsync
"""

from __future__ import annotations

import json
import sys
import tempfile
import threading
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from integrations.common.http import reading
from integrations.ffmpeg.process import Tool, run
from integrations.ffsubsync import child
from pipeline.errors import BadResponse, Unauthorized
from pipeline.model import SyncResult
from pipeline.model.reasons import Reason
from pipeline.services.subtitle_sync import FARTHEST
from pipeline.subtitles.cues import parse

INSTALL = (
    "uv pip install --python .venv --require-hashes --build-constraints requirements-tools.lock "
    "-r requirements-sync.lock"
)


class FFsubsync:
    class Config(BaseModel):
        model_config = ConfigDict(extra="forbid")

        timeout: float = Field(900, gt=0, description="setting-ffsubsync-timeout")
        niceness: int = Field(15, ge=0, le=19, description="setting-ffsubsync-niceness")

    def __init__(self, config: Config, *, name: str) -> None:
        self.name = name
        self._config = config
        self._alone = threading.Lock()  # one of them fills a processor

    def check(self) -> Reason:
        try:
            return Reason("text", text=f"ffsubsync {version('ffsubsync')}")
        except PackageNotFoundError:
            raise Unauthorized(self.name, Reason("ffsubsync-missing", command=INSTALL)) from None

    def fit(self, video: Path, srt: str) -> SyncResult:
        self.check()
        if not parse(srt):  # ffsubsync would say that it fits as it is
            raise BadResponse(self.name, Reason("ffsubsync-could-not", said=Reason("subtitle-no-text")))
        # A process of its own: it can be ended, and gives its memory back.
        tool = Tool(sys.executable, self.name, self._config.niceness)
        with self._alone, tempfile.TemporaryDirectory(prefix="airdate-sync-") as folder:
            subtitle, out = Path(folder) / "in.srt", Path(folder) / "out.srt"
            subtitle.write_text(srt, encoding="utf-8")
            words = ["-I", child.__file__, str(video), str(subtitle), str(out), str(FARTHEST)]
            done = run(tool, words, self._config.timeout, nicely=True)
        said = done.out.strip().splitlines()
        if done.code != 0 or not said:
            last = done.err.strip().splitlines()[-1:]
            why = Reason("ffsubsync-could-not", said=last[0][:200] if last else Reason("said-nothing"))
            raise BadResponse(self.name, why, done.err)
        return reading(self.name, said[-1], lambda line: SyncResult(**json.loads(line)))
