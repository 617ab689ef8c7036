"""Finding subtitles for an episode's file."""

from __future__ import annotations

from pipeline.config import Settings
from pipeline.library.naming import safe_name
from pipeline.library.placing import write
from pipeline.model import Episode, Show, Subtitle
from pipeline.store import Store, shows
from pipeline.subtitles import text


def wanted_languages(store: Store, episode: Episode, settings: Settings) -> tuple[str, ...]:
    """Every follower's languages, the household's where they have none of their own; in order, each once."""
    with store.read() as db:
        followers = shows.followers(db, episode)
    lists = [sub.languages or settings.household.subtitles for _, sub in followers] or [settings.household.subtitles]
    return tuple(dict.fromkeys(language for languages in lists for language in languages))


def keep_original(settings: Settings, show: Show, episode: Episode, subtitle: Subtitle) -> None:
    """The provider's bytes stay in the data folder, untouched: cleaning may be wrong."""
    folder = settings.data / "subtitles" / safe_name(show.name, "Unnamed show")
    folder.mkdir(parents=True, exist_ok=True)
    suffix = text.sidecar_suffix(subtitle.language, forced=subtitle.forced, hearing_impaired=subtitle.hearing_impaired)
    write(folder / f"{episode.code}{suffix}.original", subtitle.content)
