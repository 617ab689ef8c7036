"""example: subtitles that lie in a folder, called like `Our Own Show S01E02.en.srt`.

[subtitlers.example]
folder = "/srv/subtitles"
"""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from airdate.plugin import (
    Reason,
    RejectedSubtitle,
    Subtitle,
    SubtitleQuery,
    Unreachable,
    fingerprint,
    reason_from,
)


class Example:
    """A Subtitler."""

    ports_version = 1

    class Config(BaseModel):
        model_config = ConfigDict(extra="forbid")

        folder: Path = Field(description="folder with .srt files")

    def __init__(self, config: Config, *, name: str) -> None:
        self.name = name
        self._folder = config.folder

    def check(self) -> Reason:
        if not self._folder.is_dir():
            raise Unreachable(self.name, f"{self._folder} is not there")
        return reason_from(f"{len(list(self._folder.glob('*.srt')))} subtitles in {self._folder}")

    def find(self, query: SubtitleQuery) -> list[Subtitle]:
        self.check()
        episode = f"{query.show.title} S{query.episode.season:02}E{query.episode.number:02}"
        paths = {language: self._folder / f"{episode}.{language}.srt" for language in query.languages}
        found = [self._read(language, path) for language, path in paths.items() if path.is_file()]
        return [subtitle for subtitle in found if not _refused(subtitle, query.refused)]

    def _read(self, language: str, path: Path) -> Subtitle:
        return Subtitle(language=language, content=path.read_bytes(), provider=self.name, id=path.name)


def _refused(subtitle: Subtitle, refused: tuple[RejectedSubtitle, ...]) -> bool:
    """By a person: this very one, or the same text of somebody else."""
    mark = fingerprint(subtitle.content)
    return any((r.provider, r.id) == (subtitle.provider, subtitle.id) or r.mark == mark for r in refused)
