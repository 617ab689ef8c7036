"""subliminal's way to the pretend subtitle site of `demo.subtitles`.

subliminal finds it through the entry-point group "subliminal.providers" in pyproject.toml, as it would find anybody's,
and imports it half-way through its own import: so nothing else may import this module, and it must itself import no
more of subliminal than the built-in providers do.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Any, ClassVar

import requests
from babelfish import LANGUAGES, Language
from subliminal.exceptions import AuthenticationError, DownloadLimitExceeded, ServiceUnavailable
from subliminal.matches import guess_matches
from subliminal.providers import Provider
from subliminal.subtitle import Subtitle
from subliminal.utils import safely_guessit
from subliminal.video import Episode, Video

_REGIONS = (Language("por", "BR"), Language("eng", "GB"), Language("zho", script="Hant"))


class DemoSubtitle(Subtitle):
    """What the pretend site offers."""

    provider_name: ClassVar[str] = "airdate-demo"

    def __init__(self, entry: Mapping[str, Any]) -> None:
        super().__init__(
            Language.fromietf(entry["language"]),
            entry["id"],
            hearing_impaired=entry["hearing_impaired"],
            foreign_only=entry["forced"],
        )
        self.entry = entry  # fields of `demo.subtitles.Entry`

    def get_matches(self, video: Video) -> set[str]:
        """What of it is as the video is, in subliminal's words."""
        entry = self.entry
        facts = {"title": entry["series"], **{key: entry[key] for key in ("season", "episode", "year")}}
        matches: set[str] = guess_matches(video, facts)
        if entry["release"]:
            matches |= guess_matches(video, safely_guessit(entry["release"], {"type": "episode"}), partial=True)
        if entry["hash"] and entry["hash"] == video.hashes.get(self.provider_name):
            matches.add("hash")
        return matches


class DemoProvider(Provider[DemoSubtitle]):
    """Asks a `SubtitleServer`."""

    languages: ClassVar[Set[Language]] = {Language(code) for code in LANGUAGES} | set(_REGIONS)
    video_types: ClassVar = (Episode,)
    subtitle_class: ClassVar = DemoSubtitle

    def __init__(self, url: str, api_key: str = "", timeout: float = 10) -> None:
        self.url = url
        self.timeout = timeout
        self.headers = {"api-key": api_key} if api_key else {}
        self.session: requests.Session | None = None

    @staticmethod
    def hash_video(video_path: str) -> str | None:
        """The hash that the site knows files by."""
        from subliminal.refiners.hash import hash_opensubtitles  # not there yet when this module is imported

        return hash_opensubtitles(video_path)

    def initialize(self) -> None:
        """Opens a session."""
        self.session = requests.Session()
        self.session.headers.update(self.headers)

    def terminate(self) -> None:
        """Closes it."""
        if self.session is not None:
            self.session.close()
            self.session = None

    def list_subtitles(self, video: Video, languages: Set[Language]) -> list[DemoSubtitle]:
        """What the site has of this episode, or of the file with this hash."""
        if not isinstance(video, Episode):  # `video_types` says so
            raise TypeError(f"{video!r} is not an episode")
        asked: dict[str, Any] = {
            "series": [video.series, *video.alternative_series],
            "season": video.season,
            "episode": video.episode,
            "languages": ",".join(str(language) for language in languages),
            "hash": video.hashes.get("airdate-demo", ""),
        }
        return [DemoSubtitle(entry) for entry in self._get("/search", asked).json()]

    def download_subtitle(self, subtitle: DemoSubtitle) -> None:
        """Puts the text into the subtitle."""
        # Bytes exactly as the site has them.
        subtitle.set_content(self._get(f"/subtitles/{subtitle.id}.srt", {}).content, fix=False)

    def _get(self, path: str, asked: dict[str, Any]) -> requests.Response:
        if self.session is None:
            raise RuntimeError("the provider was not initialized")
        answer = self.session.get(f"{self.url}{path}", params=asked, timeout=self.timeout)
        if answer.status_code == 401:
            raise AuthenticationError
        if answer.status_code == 429:
            raise DownloadLimitExceeded
        if answer.status_code == 503:
            raise ServiceUnavailable
        answer.raise_for_status()
        return answer
