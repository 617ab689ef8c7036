"""Finding subtitles for an episode's file: the one search, with the one check, for every way that asks for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from pipeline.config import Settings
from pipeline.errors import OutsideError
from pipeline.languages import same_language
from pipeline.library.naming import safe_name
from pipeline.library.placing import write
from pipeline.model import Episode, RejectedSubtitle, Show, Subtitle, SubtitleQuery
from pipeline.model.reasons import Reason
from pipeline.ports import Subtitler
from pipeline.store import Store, shows
from pipeline.subtitles.checking import problem
from pipeline.subtitles.cleaning import fingerprint, is_rejected
from pipeline.subtitles.fitting import CINEMA, PAL, fitted
from pipeline.subtitles.sidecars import sidecar_suffix

_TRIES = 3  # questions to one subtitler: what does not fit is named, and the next best asked for


@dataclass(frozen=True, kw_only=True)
class FoundSubtitles:
    """What a search came to. `problems` are those of systems that failed; `answered`: at least one did not."""

    subtitles: tuple[Subtitle, ...]
    missing: tuple[str, ...]  # languages, of those asked for
    problems: tuple[Reason, ...]
    answered: bool


def find_subtitles(
    subtitlers: Sequence[Subtitler], query: SubtitleQuery, duration: float, log: Callable[[str], None]
) -> FoundSubtitles:
    """One subtitle for each of the query's languages, from whichever subtitler has one that may be of a film this
    long (seconds; 0: not known) and was not rejected. What failed is noted, and ends nothing."""
    found: list[Subtitle] = []
    problems: list[Reason] = []
    answered = False
    for subtitler in subtitlers:
        left = _left(query.languages, found)
        if not left:
            break
        try:
            found += _ask(subtitler, replace(query, languages=left), duration, log)
            answered = True
        except OutsideError as error:
            problems.append(error.reason)
            log(str(error))
    missing = _left(query.languages, found)
    return FoundSubtitles(subtitles=tuple(found), missing=missing, problems=tuple(problems), answered=answered)


def _left(languages: Sequence[str], found: Sequence[Subtitle]) -> tuple[str, ...]:
    return tuple(tag for tag in languages if not any(same_language(tag, each.language) for each in found))


def _ask(subtitler: Subtitler, query: SubtitleQuery, duration: float, log: Callable[[str], None]) -> list[Subtitle]:
    """What one subtitler has that fits; the next best where its best does not."""
    fitting: list[Subtitle] = []
    for _ in range(_TRIES):
        found = [s for s in subtitler.find(query) if not is_rejected(s, query.refused)]
        offers = [fit(s, duration, query.frame_rate, log) for s in found]
        unfit = []
        for offer in offers:
            if why := problem(offer.content, duration, offer.language, forced=offer.forced):
                log(f"{offer.language} from {offer.provider} is not taken: {why}")
                unfit.append(offer)
            elif offer.language in _left(query.languages, fitting):
                fitting.append(offer)
        query = replace(query, languages=_left(query.languages, fitting), refused=(*query.refused, *map(_mark, unfit)))
        if not unfit or not query.languages:
            break
    return fitting


def fit(subtitle: Subtitle, duration: float, frame_rate: float | None, log: Callable[[str], None]) -> Subtitle:
    """The same as SRT, and at the pace of a film of so many seconds and pictures a second."""
    content, pace = fitted(
        subtitle.content,
        subtitle.language,
        duration,
        frame_rate,
        forced=subtitle.forced,
        made_for=subtitle.frame_rate,
    )
    if pace != 1:
        name, rates = f"{subtitle.language} from {subtitle.provider}", f"{CINEMA:.3f} and {PAL:.0f} pictures a second"
        log(f"{name} outlasts the film as {rates} do: times multiplied by {pace:.4f}")
    return replace(subtitle, content=content)


def _mark(subtitle: Subtitle) -> RejectedSubtitle:
    mark = fingerprint(subtitle.content, subtitle.language)
    return RejectedSubtitle(provider=subtitle.provider, id=subtitle.id, mark=mark)


def wanted_languages(store: Store, episode: Episode, settings: Settings) -> tuple[str, ...]:
    """Every follower's languages, the household's where they have none of their own; in order, each once."""
    with store.read() as db:
        followers = shows.awaiting(db, episode)
    lists = [sub.languages or settings.household.subtitles for _, sub in followers] or [settings.household.subtitles]
    return tuple(dict.fromkeys(language for languages in lists for language in languages))


def keep_original(settings: Settings, show: Show, episode: Episode, subtitle: Subtitle) -> None:
    """The provider's bytes stay in the data folder, untouched: cleaning may be wrong."""
    folder = settings.data / "subtitles" / safe_name(show.name, "Unnamed show")
    folder.mkdir(parents=True, exist_ok=True)
    suffix = sidecar_suffix(subtitle.language, forced=subtitle.forced, hearing_impaired=subtitle.hearing_impaired)
    write(folder / f"{episode.code}{suffix}.original", subtitle.content)
