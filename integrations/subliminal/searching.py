"""The search itself: everything here loads subliminal, guessit and what they need."""

from __future__ import annotations

import inspect
import logging
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from time import monotonic
from typing import Any, Protocol

from babelfish import Error as LanguageError
from babelfish import Language
from pydantic import SecretStr
from subliminal.extensions import provider_manager, refiner_manager
from subliminal.score import compute_score
from subliminal.subtitle import Subtitle as Found
from subliminal.utils import safely_guessit
from subliminal.video import Episode as Video

from integrations.subliminal.choosing import meant
from integrations.subliminal.pool import Pool
from integrations.subliminal.troubles import REFUSALS, is_away, is_unreached, reason, rest_after
from pipeline.errors import OutsideError, Unauthorized, Unreachable
from pipeline.model import EpisodeInfo, ShowInfo, Subtitle, SubtitleQuery
from pipeline.model.reasons import NO_REASON, Reason
from pipeline.subtitles.checking import problem
from pipeline.subtitles.cleaning import clean, is_rejected
from pipeline.subtitles.encodings import decode

log = logging.getLogger(__name__)

_WITH_ACCOUNT = {"opensubtitlescom", "opensubtitlescomvip"}  # these search for anybody, and give to their members
_MOST_PAGES = 5  # of a site's results that are read
_TRIES = 5  # downloads of a site for one language before it counts as not to be had there
_HASHED = 10 * 1024 * 1024  # bytes; below it subliminal computes no hashes


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
        self._resting: dict[str, _Rest] = {}  # by provider
        self._away: Counter[str] = Counter()  # provider: how often in a row it was out of order

    def check(self) -> Reason:
        """Look for subtitles of an old public-domain series, and say which sites answered."""
        show = ShowInfo(title="The Beverly Hillbillies", year=1962, tvdb_id=71471, imdb_id="tt0055662")
        episode = EpisodeInfo(season=1, number=1)
        video = _video("", "", show, episode)
        query = SubtitleQuery(video="", release="", show=show, episode=episode, languages=("en",))
        with self._pool(query) as pool:
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
        video.frame_rate = query.frame_rate
        with self._pool(query) as pool:
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

    def _pool(self, query: SubtitleQuery) -> Pool:
        awake = self._awake()
        return Pool(
            awake,
            {name: self._settings(name) for name in awake},
            members={name for name in awake if self.config.settings.get(name)},
            seconds=2 * self.config.timeout,
            choose=lambda names, language: meant(names, language, query),
        )

    def _awake(self) -> list[str]:
        """The sites that are asked now. Unauthorized or Unreachable when there is none."""
        asked = [name for name in self._known() if name not in _WITH_ACCOUNT or self._has_account(name)]
        if not asked:
            raise Unauthorized(self.name, self._wants_account(self._known()) or Reason("subtitles-no-site"))
        awake = [name for name in asked if not self._rests(name)]
        if not awake:
            why = tuple(self._resting[name].why for name in asked)
            raise Unreachable(self.name, Reason("subtitles-all-rest", why=why))
        return awake

    def _rests(self, name: str) -> bool:
        return name in self._resting and self._resting[name].until > monotonic()

    def _known(self) -> Sequence[str]:
        """The configured sites. Unauthorized when subliminal does not have one of them."""
        known = provider_manager.names()
        unknown = [name for name in self.config.providers if name not in known]
        if unknown:
            listed = ", ".join(sorted(known))
            raise Unauthorized(self.name, Reason("subtitles-no-provider", unknown=", ".join(unknown), known=listed))
        return self.config.providers

    def _note(self, pool: Pool) -> None:
        """Who answered, and what went wrong: that site is left alone for a while."""
        for provider in pool.answered - pool.errors.keys():
            self._away.pop(provider, None)
        for provider, error in sorted(pool.errors.items()):
            why = reason(provider, error)
            log.warning("%s: %s", self.name, why)
            self._away[provider] += is_away(error)
            self._resting[provider] = _Rest(monotonic() + rest_after(error, self._away[provider]), why)

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

    def _none_answered(self, pool: Pool) -> OutsideError:
        errors = pool.errors.values()
        if all(isinstance(error, REFUSALS) for error in errors):
            return Unauthorized(self.name, Reason("subtitles-none-lets-in", why=pool.troubles(), system=self.name))
        code = "subtitles-none-reached" if all(map(is_unreached, errors)) else "subtitles-none-answers"
        return Unreachable(self.name, Reason(code, why=pool.troubles()))

    def _choose(
        self, pool: Pool, video: Video, query: SubtitleQuery, offers: Sequence[Found], wanted: Mapping[Language, str]
    ) -> list[Subtitle]:
        ranked = sorted(self._ranked(video, query, offers), key=lambda s: pool.is_machine_translated(s.offer))
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
class _Rest:
    """How long a site is left alone, and for what it said."""

    until: float  # by the monotonic clock
    why: Reason


@dataclass(frozen=True, slots=True)
class _Scored:
    offer: Found
    score: int


def _downloaded(pool: Pool, video: Video, tag: str, ranked: Sequence[_Scored]) -> Iterator[Subtitle]:
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
        frame_rate=offer.fps or None,
    )
