"""Subtitles from many sites at once, through subliminal (https://subliminal.readthedocs.io).

    [subtitlers.subliminal]
    # providers = ["gestdown", "opensubtitlescom", "podnapisi", "tvsubtitles"]
    # timeout = 15
    # [subtitlers.subliminal.settings.opensubtitlescom]   # asked with an account only: it gives nothing without one
    # username = "…"
    # password = "…"

The video is described by what the catalogue knows of the episode and by the release's name; nothing is guessed from
the file's own.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from pipeline.model import Subtitle, SubtitleQuery
from pipeline.model.reasons import Reason

if TYPE_CHECKING:
    from integrations.subliminal.searching import Search

# Those of subliminal 2.8 that give subtitles without an account, and the largest of those that ask for one. bsplayer is
# off in subliminal as well; napiprojekt is Polish only; subtis has films only; addic7ed shuts out who asks without an
# account after a few downloads.
_DEFAULT = ("gestdown", "opensubtitlescom", "podnapisi", "tvsubtitles", "subtitulamos", "napiprojekt")


class Subliminal:
    """A Subtitler."""

    class Config(BaseModel):
        """Settings of the subtitle search."""

        model_config = ConfigDict(extra="forbid", hide_input_in_errors=True, str_strip_whitespace=True)

        providers: tuple[str, ...] = Field(_DEFAULT, description="setting-subliminal-providers")
        settings: dict[str, dict[str, SecretStr]] = Field(
            default_factory=dict, description="setting-subliminal-settings"
        )
        timeout: float = Field(15, gt=0, description="setting-subliminal-timeout")
        min_score: int = Field(700, ge=0, le=971, description="setting-subliminal-min-score")

    def __init__(self, config: Config, *, name: str) -> None:
        self.config = config
        self.name = name
        self._made: Search | None = None
        self._making = threading.Lock()

    def check(self) -> Reason:
        """Look for subtitles of an old public-domain series, and say which sites answered."""
        return self._search().check()

    def find(self, query: SubtitleQuery) -> list[Subtitle]:
        """The best subtitle of each wanted language that can be had; Unreachable when no provider could be asked."""
        return self._search().find(query)

    def _search(self) -> Search:
        """subliminal and what it brings along are 15 MB: they are loaded when the first subtitle is wanted."""
        from integrations.subliminal.searching import Search

        with self._making:
            self._made = self._made or Search(self.config, self.name)
        return self._made
