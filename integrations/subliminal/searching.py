"""The search itself: everything here loads subliminal, guessit and what they need."""

from __future__ import annotations

import inspect
import logging
import re
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from time import monotonic
from typing import Any, Protocol, Self

import requests
from babelfish import Error as LanguageError
from babelfish import Language
from pydantic import SecretStr
from subliminal import region
from subliminal.core import AsyncProviderPool, ProviderResult, ProviderResultStatus
from subliminal.exceptions import (
    AuthenticationError,
    ConfigurationError,
    DiscardingError,
    DownloadLimitExceeded,
    ProviderError,
)
from subliminal.extensions import provider_manager, refiner_manager
from subliminal.providers.opensubtitlescom import OpenSubtitlesComProvider
from subliminal.score import compute_score
from subliminal.subtitle import Subtitle as Found
from subliminal.utils import safely_guessit
from subliminal.video import Episode as Video
from subliminal.video import Video as Movie

from integrations.common.http import unpacked
from integrations.subliminal.packed import read_answers
from pipeline.errors import OutsideError, Unauthorized, Unreachable
from pipeline.model import EpisodeInfo, ShowInfo, Subtitle, SubtitleQuery
from pipeline.model.reasons import NO_REASON, Reason
from pipeline.subtitles.checking import problem
from pipeline.subtitles.cleaning import clean, is_rejected
from pipeline.subtitles.cues import parse
from pipeline.subtitles.encodings import decode

log = logging.getLogger(__name__)

_WITH_ACCOUNT = {"opensubtitlescom", "opensubtitlescomvip"}  # these search for anybody, and give to their members
_QUOTA_RESTS = 6 * 3600.0  # seconds for which a site with no downloads left is not asked
_REFUSED_RESTS = 3600.0  # and one that does not let us in
_AWAY_RESTS, _AWAY_MOST = 300.0, 7200.0  # and one that is out of order: longer with each time in a row
_LONGEST = 10 * 2**20  # bytes of a subtitle that came packed
_MOST_PAGES = 5  # of a site's results that are read
_TRIES = 5  # downloads of a site for one language before it counts as not to be had there
_AWAY_TRIES = 2  # downloads that fail by a site's own trouble before it is left alone
_HASHED = 10 * 1024 * 1024  # bytes; below it subliminal computes no hashes
_REFUSALS = (AuthenticationError, ConfigurationError)

_preparing = threading.Lock()


class Settings(Protocol):
    """What `Subliminal.Config` has."""

    providers: tuple[str, ...]
    settings: dict[str, dict[str, SecretStr]]
    timeout: float
    min_score: int


class Search:
    """What the Subtitler is made of; see `integrations.subliminal`, which imports it when it is first asked."""

    def __init__(self, config: Settings, name: str) -> None:
        self.config = config
        self.name = name
        self._resting: dict[str, float] = {}  # provider: until when it is left alone, by the monotonic clock
        self._away: Counter[str] = Counter()  # provider: how often in a row it was out of order

    def check(self) -> Reason:
        """Look for subtitles of an old public-domain series, and say which sites answered."""
        show = ShowInfo(title="The Beverly Hillbillies", year=1962, tvdb_id=71471, imdb_id="tt0055662")
        video = _video("", "", show, EpisodeInfo(season=1, number=1))
        with self._pool() as pool:
            pool.list_subtitles(video, {Language("eng")})
            if not pool.answered:
                raise self._none_answered(pool)
            found = Reason("subtitles-from", sites=", ".join(sorted(pool.answered)))
        left = [name for name in self.config.providers if name in _WITH_ACCOUNT and not self._has_account(name)]
        return Reason("several", whys=(found, *filter(None, (*pool.troubles(), self._wants_account(left)))))

    def _wants_account(self, left: Sequence[str]) -> Reason:
        """What an account would add; nothing to say when no site is left out for want of one."""
        if not left:
            return NO_REASON
        return Reason("subtitles-want-account", sites=tuple(left), system=self.name, first=left[0])

    def _has_account(self, provider: str) -> bool:
        told = self.config.settings.get(provider, {})
        return all(name in told and told[name].get_secret_value() for name in ("username", "password"))

    def find(self, query: SubtitleQuery) -> list[Subtitle]:
        """The best subtitle of each wanted language that can be had; Unreachable when no provider could be asked."""
        video = _video(query.video, query.release, query.show, query.episode)
        with self._pool() as pool:
            spoken = pool.languages()
            wanted = {lang: tag for tag in reversed(query.languages) if (lang := _language(tag, spoken))}
            self._hash(video, set(wanted))
            offers = pool.list_subtitles(video, set(wanted))
            if pool.errors and not pool.answered:
                raise self._none_answered(pool)  # after which none is asked for a while
            chosen = self._choose(pool, video, query, offers, wanted)
            self._note(pool)
        return chosen

    # ------------------------------------------------------------------------------------------------------- inside

    def _pool(self) -> _Pool:
        _prepare()
        asked = [name for name in self._known() if name not in _WITH_ACCOUNT or self._has_account(name)]
        awake = [name for name in asked if self._resting.get(name, 0.0) <= monotonic()]
        if not asked:
            raise Unauthorized(self.name, self._wants_account(self._known()) or Reason("subtitles-no-site"))
        if not awake:
            raise Unreachable(self.name, Reason("subtitles-all-rest"))
        return _Pool(awake, {name: self._settings(name) for name in awake}, 2 * self.config.timeout)

    def _known(self) -> Sequence[str]:
        """The configured sites. Unauthorized when subliminal does not have one of them."""
        known = provider_manager.names()
        unknown = [name for name in self.config.providers if name not in known]
        if unknown:
            listed = ", ".join(sorted(known))
            raise Unauthorized(self.name, Reason("subtitles-no-provider", unknown=", ".join(unknown), known=listed))
        return self.config.providers

    def _note(self, pool: _Pool) -> None:
        """Who answered, and what went wrong: that site is left alone for a while."""
        for provider in pool.answered - pool.errors.keys():
            self._away.pop(provider, None)
        for provider, error in sorted(pool.errors.items()):
            log.warning("%s: %s", self.name, _reason(provider, error))
            self._resting[provider] = monotonic() + self._rest_after(provider, error)

    def _rest_after(self, provider: str, error: Exception) -> float:
        """Seconds; none for what may be about one subtitle."""
        if _is_quota(error):
            return _QUOTA_RESTS
        if isinstance(error, _REFUSALS):
            return _REFUSED_RESTS
        if not _is_away(error):
            return 0.0
        self._away[provider] += 1
        return min(_AWAY_RESTS * 2.0 ** min(self._away[provider] - 1, 10), _AWAY_MOST)

    def _settings(self, provider: str) -> dict[str, Any]:
        """What a provider is made with. Not every one takes a timeout."""
        taken = inspect.signature(provider_manager[provider].plugin.__init__).parameters
        bounds = {"timeout": self.config.timeout, "max_result_pages": _MOST_PAGES}
        settings: dict[str, Any] = {name: bound for name, bound in bounds.items() if name in taken}
        for key, value in self.config.settings.get(provider, {}).items():
            if key not in taken:
                raise Unauthorized(self.name, Reason("subtitles-no-setting", name=provider, key=key))
            settings[key] = value.get_secret_value()
        return settings

    def _hash(self, video: Video, languages: set[Language]) -> None:
        """Some sites know subtitles by the file: that is as sure as it gets."""
        if video.size and video.size > _HASHED:
            try:
                refiner_manager["hash"].plugin(video, providers=self.config.providers, languages=languages)
            except OSError as error:
                log.warning("%s: %s cannot be read: %s", self.name, video.name, error.strerror)

    def _none_answered(self, pool: _Pool) -> OutsideError:
        if all(isinstance(error, _REFUSALS) for error in pool.errors.values()):
            return Unauthorized(self.name, Reason("subtitles-none-lets-in", why=pool.troubles(), system=self.name))
        return Unreachable(self.name, Reason("subtitles-none-answers", why=pool.troubles()))

    def _choose(
        self, pool: _Pool, video: Video, query: SubtitleQuery, offers: Sequence[Found], wanted: Mapping[Language, str]
    ) -> list[Subtitle]:
        ranked = self._ranked(video, query, offers)
        best: list[Subtitle] = []
        for language, tag in wanted.items():
            had = _downloaded(pool, video, tag, [s for s in ranked if s.offer.language == language])
            best += islice((subtitle for subtitle in had if not is_rejected(subtitle, query.refused)), 1)
        return sorted(best, key=lambda s: query.languages.index(s.language))

    def _ranked(self, video: Video, query: SubtitleQuery, offers: Sequence[Found]) -> list[_Scored]:
        """Those that may be taken, the best first."""
        refused = {(r.provider, r.id) for r in query.refused if r.id}
        scored = [
            _Scored(offer, compute_score(offer, video))
            for offer in offers
            if _fits(offer, video) and _wished(offer, query) and (offer.provider_name, offer.id) not in refused
        ]
        return sorted(
            (s for s in scored if s.score >= self.config.min_score),
            key=lambda s: (bool(s.offer.hearing_impaired) is not query.hearing_impaired, -s.score),
        )


@dataclass(frozen=True, slots=True)
class _Scored:
    offer: Found
    score: int


def _downloaded(pool: _Pool, video: Video, tag: str, ranked: Sequence[_Scored]) -> Iterator[Subtitle]:
    """What can be had of one language, one after the other, after at most `_TRIES` downloads of each site: one that
    gives nothing today takes nobody else's turn."""
    tries: Counter[str] = Counter()
    for candidate in ranked:
        site = candidate.offer.provider_name
        if site in pool.discarded_providers or tries[site] == _TRIES:
            continue
        tries[site] += 1
        subtitle = _subtitle(candidate, tag, video) if pool.download_subtitle(candidate.offer) else None
        if subtitle is not None:
            yield subtitle


class _Pool(AsyncProviderPool):
    """A pool that remembers who answered and what went wrong: subliminal's own makes every failure an empty list."""

    def __init__(self, providers: Sequence[str], settings: Mapping[str, Any], seconds: float) -> None:
        super().__init__(max_workers=None, providers=providers, provider_configs=settings)
        self.errors: dict[str, Exception] = {}
        self._failed: Counter[str] = Counter()  # downloads that failed by the site's own trouble
        self.answered: set[str] = set()
        self.seconds = seconds  # that an answer may take

    def __enter__(self) -> Self:
        return self

    def __getitem__(self, name: str) -> Any:
        new = name not in self.initialized_providers
        provider = super().__getitem__(name)
        if new:
            read_answers(provider, self.seconds)
        return provider

    def troubles(self) -> tuple[Reason, ...]:
        """What went wrong, site by site."""
        return tuple(_reason(name, error) for name, error in sorted(self.errors.items()))

    def languages(self) -> set[Language]:
        """What its sites have subtitles in."""
        return set().union(*(provider_manager[name].plugin.languages for name in self.providers))

    def list_subtitles_provider(self, provider: str, video: Movie, languages: Set[Language]) -> ProviderResult:
        plugin = provider_manager[provider].plugin
        asked = set(languages)
        if not plugin.check(video):
            return ProviderResult(provider, video, asked, status=ProviderResultStatus.UNSUPPORTED_VIDEO)
        if not plugin.check_languages(asked):
            return ProviderResult(provider, video, asked, status=ProviderResultStatus.UNSUPPORTED_LANGUAGES)
        try:
            offers = _row_by_row(self[provider]).list_subtitles(video, plugin.check_languages(asked))
        except Exception as error:  # noqa: BLE001 - a provider is somebody's scraper: it may raise anything
            self.errors[provider] = error
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
        try:
            self[provider].download_subtitle(subtitle)
            return _is_subtitle(subtitle)
        except Exception as error:  # noqa: BLE001 - as above
            self.errors[provider] = error
            self._failed[provider] += _is_away(error)
            # So it would answer for the next one.
            if isinstance(error, DiscardingError) or _status_code(error) or self._failed[provider] == _AWAY_TRIES:
                self.discarded_providers.add(provider)
            return False


def _row_by_row(provider: Any) -> Any:
    """The same site, of whose answer a row that can't be read costs only itself: opensubtitles.com's is read in one
    go, and is lost with it (https://github.com/Diaoul/subliminal/blob/main/src/subliminal/providers/opensubtitlescom.py).
    """
    if not isinstance(provider, OpenSubtitlesComProvider) or "_search" in vars(provider):
        return provider
    search = provider._search  # what reads the rows has no other place to leave one out
    vars(provider)["_search"] = lambda **asked: (row for row in search(**asked) if _can_be_read(provider, row))
    return provider


def _can_be_read(provider: OpenSubtitlesComProvider, row: Any) -> bool:
    try:
        provider.subtitle_class.from_response(row)
    except Exception as error:  # noqa: BLE001 - it expects each field to be there, and to be of its kind
        log.warning("%s: a subtitle that can't be read is left out: %s", provider.subtitle_class.provider_name, error)
        return False
    return True


def _is_subtitle(subtitle: Found) -> bool:
    """By our own reading, and unpacked: subliminal takes UTF-16, an old Macintosh's line ends and many a way to write
    times for no subtitle, and letters of one encoding for another's."""
    content = unpacked(bytes(subtitle.content or b""), _LONGEST)
    subtitle.set_content(content, fix=False)
    return bool(parse(decode(content, str(subtitle.language)), subtitle.fps))


def _prepare() -> None:
    """Once in a process: subliminal caches in memory, and is silenced where it would log what providers answered."""
    with _preparing:
        if not region.is_configured:
            region.configure("dogpile.cache.memory")
            logging.getLogger("subliminal").setLevel(logging.CRITICAL + 1)


def _language(tag: str, spoken: Set[Language]) -> Language | None:
    """The language of a BCP 47 tag; without its region where no site tells regions of it apart ("es-419", "fr-CA")."""
    for name in (tag, tag.split("-")[0]):
        try:
            language = Language.fromietf(name)
        except (LanguageError, ValueError):
            continue
        if language in spoken:
            return language
    log.warning("subtitles in %r cannot be searched: no site has that language", tag)
    return None


def _video(path: str, release: str, show: ShowInfo, episode: EpisodeInfo) -> Video:
    """The episode as subliminal wants it: identity from the catalogue, technical facts from the release's name."""
    guess = safely_guessit(release, {"type": "episode"}) if release else {}
    names = (show.title, *show.aliases)
    ids = {"series_tvdb_id": show.tvdb_id, "series_imdb_id": show.imdb_id, "tvdb_id": episode.tvdb_id}
    return Video(
        path or release,
        show.title,
        episode.season,
        [episode.number],
        title=episode.title or None,
        year=show.year,
        # Sites leave the year out of a name that was there first.
        original_series=not any(re.search(r"\(\d{4}\)", name) for name in names),
        alternative_series=[re.sub(r"\s*\(\d{4}\)$", "", name) for name in names],
        external_ids={key: str(value) for key, value in ids.items() if value},
        size=_bytes_of(path),
        source=guess.get("source"),
        release_group=guess.get("release_group"),
        streaming_service=guess.get("streaming_service"),
        resolution=guess.get("screen_size"),
        video_codec=guess.get("video_codec"),
        audio_codec=guess.get("audio_codec"),
    )


def _bytes_of(path: str) -> int | None:
    file = Path(path)
    return file.stat().st_size if path and file.is_file() else None


def _fits(offer: Found, video: Video) -> bool:
    """Whether it is of this very episode: a high score alone may come from another one of the same release."""
    matches = offer.get_matches(video)
    if matches & {"hash", "tvdb_id", "imdb_id", "tmdb_id"}:
        return True
    series = matches & {"series", "series_tvdb_id", "series_imdb_id", "series_tmdb_id"}
    return bool(series) and "season" in matches and bool(matches & {"episode", "title"})


def _wished(offer: Found, query: SubtitleQuery) -> bool:
    if query.forced or offer.foreign_only:
        return bool(query.forced and offer.foreign_only)
    return query.hearing_impaired or not offer.hearing_impaired


def _subtitle(candidate: _Scored, tag: str, video: Video) -> Subtitle | None:
    """The download, as SRT if it is of another kind; None when it says nothing that may be in this language."""
    offer = candidate.offer
    content = bytes(offer.content or b"")
    if "-->" not in decode(content, tag):
        content = clean(content, tag, ads=True, frame_rate=offer.fps or video.frame_rate).encode()
    if problem(content, 0, tag):
        return None
    return Subtitle(
        language=tag,
        content=content,
        provider=offer.provider_name,
        id=offer.id,
        score=candidate.score,
        hearing_impaired=bool(offer.hearing_impaired),
        forced=bool(offer.foreign_only),
    )


_STATUSES = {
    "forbidden": "site-vip",
    "payment required": "site-wants-vip",
    "too many requests": "site-slow-down",
    **dict.fromkeys(
        ("internal server error", "bad gateway", "service unavailable", "gateway timeout"), "site-out-of-order"
    ),
}
"""What opensubtitles.com's HTTP statuses mean that subliminal keeps by their standard words."""

_KINDS: tuple[tuple[tuple[type[Exception], ...], str], ...] = (
    ((ConfigurationError,), "site-misconfigured"),
    ((AuthenticationError,), "site-refused"),
    ((requests.HTTPError,), "site-answered"),
    ((requests.Timeout, TimeoutError), "site-slow"),
    ((DiscardingError,), "site-out-of-order"),
    ((requests.RequestException, OSError), "site-not-reached-now"),
)


def _is_quota(error: Exception) -> bool:
    """opensubtitles.com says 406, too, when an account has had its downloads of the day; subliminal takes it for a
    missing session. https://github.com/morpheus65535/bazarr/issues/2179"""
    return isinstance(error, DownloadLimitExceeded) or type(error).__name__ == "NoSession"


def _is_away(error: Exception) -> bool:
    """Whether it is the site's trouble, whatever it is asked for."""
    if isinstance(error, requests.HTTPError):
        return error.response is None or error.response.status_code == 429 or error.response.status_code >= 500
    if isinstance(error, (DiscardingError, requests.RequestException, OSError)):
        return True
    return _status_code(error) in ("site-out-of-order", "site-slow-down")


def _status_code(error: Exception) -> str:
    return _STATUSES.get(str(error).lower(), "") if isinstance(error, ProviderError) else ""


def _reason(site: str, error: Exception) -> Reason:
    """What went wrong, without the site's own words: they may hold an address with a key in it."""
    if _is_quota(error):
        return Reason("site-no-downloads", site=site)
    if type(error).__name__ in ("UnknownUserAgent", "DisabledUserAgent"):
        return Reason("site-refuses-agent", site=site)
    if code := _status_code(error):
        return Reason(code, site=site)
    code = next((code for kinds, code in _KINDS if isinstance(error, kinds)), "site-unreadable")
    status = error.response.status_code if isinstance(error, requests.HTTPError) and error.response is not None else "?"
    return Reason(code, site=site, status=status, error=type(error).__name__)
