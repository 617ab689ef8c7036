"""The sites of one search: asked side by side, and who answered and what went wrong remembered."""

from __future__ import annotations

import logging
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence, Set
from typing import Any, Self

from babelfish import Language
from dogpile.cache.api import NO_VALUE
from dogpile.cache.proxy import ProxyBackend
from requests import HTTPError
from subliminal import region
from subliminal.core import AsyncProviderPool, ProviderResult, ProviderResultStatus
from subliminal.exceptions import DiscardingError
from subliminal.extensions import provider_manager
from subliminal.subtitle import Subtitle as Found
from subliminal.video import Video

from integrations.common.http import unpacked
from integrations.subliminal.answers import read_answers
from integrations.subliminal.troubles import is_away, is_guarded, reason, status_code, underlying
from pipeline.model.reasons import Reason
from pipeline.subtitles.cues import parse
from pipeline.subtitles.encodings import decode

_LONGEST = 10 * 2**20  # bytes of a subtitle that came packed
_AWAY_TRIES = 2  # downloads that fail by a site's own trouble before it is left alone
_ANY_RATE = 25.0  # pictures a second: by which it is told whether a text is a subtitle at all
_MACHINE = re.compile(r"\b(?:machine|ai|google|auto(?:matic(?:ally)?)?)[ ._-]?translat", re.IGNORECASE)
_REMEMBERED = 900.0  # seconds

_preparing = threading.Lock()


class Pool(AsyncProviderPool):
    """A pool that remembers who answered and what went wrong: subliminal's own makes every failure an empty list.

    `members`: the sites with settings of their own. `seconds`: how long an answer may take. `choose`: of the names of
    an archive's texts those that may be meant, in a language (BCP 47).
    """

    def __init__(
        self,
        providers: Sequence[str],
        settings: Mapping[str, Any],
        *,
        members: Set[str],
        seconds: float,
        choose: Callable[[Sequence[str], str], Sequence[str]],
    ) -> None:
        _prepare()
        super().__init__(max_workers=None, providers=providers, provider_configs=settings)
        self.errors: dict[str, Exception] = {}
        self.answered: set[str] = set()
        self._members = members
        self._translated: set[tuple[str, str]] = set()  # site and id of what no person translated
        self._failed: Counter[str] = Counter()  # downloads that failed by the site's own trouble
        self._seconds = seconds
        self._choose = choose
        self._language = ""  # of what is being downloaded
        self._unheard: dict[str, HTTPError] = {}  # what a site answered last that its provider may keep to itself

    def __enter__(self) -> Self:
        return self

    def __getitem__(self, name: str) -> Any:
        new = name not in self.initialized_providers
        provider = super().__getitem__(name)
        if new:
            read_answers(
                provider,
                self._seconds,
                lambda names: self._choose(names, self._language),
                lambda error: self._unheard.update({name: error}),
                lambda ids: self._translated.update((name, each) for each in ids),
            )
        return provider

    def is_machine_translated(self, offer: Found) -> bool:
        """By what the site says, or the name that was given to it."""
        told = (offer.provider_name, offer.id) in self._translated
        return told or any(_MACHINE.search(str(getattr(offer, name, ""))) for name in ("info", "release", "file_name"))

    def troubles(self) -> tuple[Reason, ...]:
        """What went wrong, site by site."""
        return tuple(reason(name, error) for name, error in sorted(self.errors.items()))

    def languages(self) -> set[Language]:
        """What its sites have subtitles in."""
        return set().union(*(provider_manager[name].plugin.languages for name in self.providers))

    def list_subtitles_provider(self, provider: str, video: Video, languages: Set[Language]) -> ProviderResult:
        plugin = provider_manager[provider].plugin
        asked = set(languages)
        if not plugin.check(video):
            return ProviderResult(provider, video, asked, status=ProviderResultStatus.UNSUPPORTED_VIDEO)
        if not plugin.check_languages(asked):
            return ProviderResult(provider, video, asked, status=ProviderResultStatus.UNSUPPORTED_LANGUAGES)
        try:
            offers = self[provider].list_subtitles(video, plugin.check_languages(asked))
            if not offers:
                self._hear(provider)
        except Exception as error:  # noqa: BLE001 - a provider is somebody's scraper: it may raise anything
            self._keep(provider, error)
            gone = isinstance(error, DiscardingError)
            status = ProviderResultStatus.OUTAGE if gone else ProviderResultStatus.FAILURE
            return ProviderResult(provider, video, asked, status=status)
        self.answered.add(provider)
        return ProviderResult(provider, video, asked, subtitles=offers)

    def download_subtitle(self, subtitle: Found) -> bool:
        """False when it cannot be had or is not a subtitle; the error is kept."""
        provider = subtitle.provider_name
        if provider in self.discarded_providers:
            return False
        self._unheard.pop(provider, None)
        self._language = str(subtitle.language)
        try:
            self[provider].download_subtitle(subtitle)
            if not subtitle.content:
                self._hear(provider)
            return _is_subtitle(subtitle)
        except Exception as error:  # noqa: BLE001 - as above
            self._failed[provider] += is_away(self._keep(provider, error))
            # So it would answer for the next one.
            if isinstance(error, DiscardingError) or status_code(error) or self._failed[provider] == _AWAY_TRIES:
                self.discarded_providers.add(provider)
            return False

    def _hear(self, provider: str) -> None:
        """Raises what a site said where its provider made nothing of it."""
        if error := self._unheard.pop(provider, None):
            raise error

    def _keep(self, provider: str, error: Exception) -> Exception:
        heard = self._unheard.pop(provider, None)
        if heard is not None and is_guarded(heard):  # a provider takes it for the site's own word
            error = heard
        kept = self.errors[provider] = underlying(error, member=provider in self._members)
        return kept


def _is_subtitle(subtitle: Found) -> bool:
    """By our own reading, and unpacked: subliminal takes UTF-16, an old Macintosh's line ends and many a way to write
    times for no subtitle, and letters of one encoding for another's."""
    content = unpacked(bytes(subtitle.content or b""), _LONGEST)
    subtitle.set_content(content, fix=False)
    return bool(parse(decode(content, str(subtitle.language)), subtitle.fps or _ANY_RATE))


def _prepare() -> None:
    """Once in a process: subliminal caches in memory, and is silenced where it would log what providers answered."""
    with _preparing:
        if not region.is_configured:
            region.configure("dogpile.cache.memory", wrap=[Briefly])
            logging.getLogger("subliminal").setLevel(logging.CRITICAL + 1)


class Briefly(ProxyBackend):
    """What sites answered, for as long as it takes to look for a season's: tvsubtitles' list of episodes is kept for
    days by subliminal, and a show for weeks that an error page did not list. A way in is kept while it is good."""

    def get(self, key: str) -> Any:
        kept: Any = self.proxied.get(key)
        if kept is NO_VALUE or key == "oscom_token" or time.time() - kept.metadata["ct"] < _REMEMBERED:
            return kept
        return NO_VALUE
