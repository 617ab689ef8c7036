"""Subtitles that were not to be had when an episode was filed: looked for again for some weeks, and added beside it.

What is looked for is a note for each episode, so that any worker may take it up.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import TypeAdapter

from pipeline.clock import now
from pipeline.config import Settings
from pipeline.engine.context import seconds
from pipeline.errors import OutsideError
from pipeline.languages import same_language
from pipeline.library.placing import write
from pipeline.model import Episode, MediaFile, Show, Subtitle, SubtitleQuery
from pipeline.ports import Player, Subtitler, Synchroniser
from pipeline.services.find_subtitles import find_subtitles, keep_original
from pipeline.services.subtitle_sync import synced
from pipeline.store import Connection, Store, key_values, media_files, outbox, rejected_subtitles, shows
from pipeline.subtitles.cleaning import clean
from pipeline.subtitles.sidecars import missing_languages, sidecar_path, sidecars

log = logging.getLogger("airdate.late")

FIRST, MOST = timedelta(minutes=30), timedelta(days=2)  # between two looks
_KEY = "late:"


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Languages that an episode's file lacks."""

    episode_id: int
    languages: tuple[str, ...]  # BCP 47
    video: str  # the downloaded original, by which providers know it; may be gone
    release: str
    since: datetime
    look_at: datetime


_WISH = TypeAdapter(Wish)


def wish_for(db: Connection, episode_id: int, languages: Sequence[str], video: str, release: str) -> None:
    """Have these looked for from now on; none: end looking. In the caller's transaction."""
    if not languages:
        key_values.drop(db, f"{_KEY}{episode_id}")
        return
    moment = now()
    _put(
        db,
        Wish(
            episode_id=episode_id,
            languages=tuple(languages),
            video=video,
            release=release,
            since=moment,
            look_at=moment + FIRST,
        ),
    )


def look(
    store: Store,
    subtitlers: Sequence[Subtitler],
    players: Sequence[Player],
    settings: Settings,
    synchronisers: Sequence[Synchroniser] = (),
) -> list[tuple[int, str]]:
    """Look for what is due; (episode's id, language) of what was added."""
    added: list[tuple[int, str]] = []
    while subtitlers and (wish := _claim(store)) is not None:
        languages = _grant(store, wish, subtitlers, players, settings, synchronisers)
        added += [(wish.episode_id, language) for language in languages]
    return added


def next_look(since: datetime, moment: datetime) -> datetime:
    """A quarter of the time that has passed: often at first, every other day after a week."""
    return moment + min(max((moment - since) / 4, FIRST), MOST)


def _put(db: Connection, wish: Wish) -> None:
    key_values.put(db, f"{_KEY}{wish.episode_id}", _WISH.dump_python(wish, mode="json"))


def _claim(store: Store) -> Wish | None:
    """One that is due, with its next look put off, so that nobody else takes it."""
    moment = now()
    with store.read() as db:
        wishes = [_WISH.validate_python(value) for value in key_values.starting_with(db, _KEY).values()]
    due = min((w for w in wishes if w.look_at <= moment), key=lambda w: w.look_at, default=None)
    if due is None:
        return None
    with store.write() as db:
        value = key_values.get_held(db, f"{_KEY}{due.episode_id}")
        if value is not None and _WISH.validate_python(value) == due:
            _put(db, replace(due, look_at=next_look(due.since, moment)))
            return due
    return _claim(store)  # somebody was quicker


def _grant(
    store: Store,
    wish: Wish,
    subtitlers: Sequence[Subtitler],
    players: Sequence[Player],
    settings: Settings,
    synchronisers: Sequence[Synchroniser],
) -> list[str]:
    """Look for one episode's; the languages that were added."""
    with store.read() as db:
        episode = shows.find_episode(db, wish.episode_id)
        show = shows.by_id(db, episode.show_id) if episode else None
        filed = media_files.files_of(db, [wish.episode_id])
    over = now() - wish.since > seconds(settings.timing.subtitles_late)
    if episode is None or show is None or not filed or over:
        _end(store, wish)
        return []
    video = Path(filed[-1].path)
    if not video.is_file():  # a vanished mount: next time, perhaps
        return []
    missing = missing_languages(wish.languages, beside=sidecars(video))
    found = _find(store, wish, show, episode, filed[-1], missing, subtitlers)
    with store.read() as db:
        if not media_files.is_still(db, filed[-1]):  # what was found may not fit what is there now: looked for anew
            return []
    for subtitle in found:
        _add(settings, show, episode, video, subtitle, synchronisers)
    languages = list(dict.fromkeys(subtitle.language for subtitle in found))
    left = tuple(m for m in missing if not any(same_language(m, language) for language in languages))
    with store.write() as db:
        for subtitle in found:
            rejected_subtitles.took(db, episode.id, subtitle)
        _note_found(db, settings, show, episode, filed[-1], languages)
    if not left:
        _end(store, wish)
    if languages:
        _show(players, video)
    return languages


def _end(store: Store, wish: Wish) -> None:
    with store.write() as db:
        key_values.drop(db, f"{_KEY}{wish.episode_id}")


def _find(
    store: Store,
    wish: Wish,
    show: Show,
    episode: Episode,
    file: MediaFile,
    missing: Sequence[str],
    subtitlers: Sequence[Subtitler],
) -> tuple[Subtitle, ...]:
    original = Path(wish.video)
    with store.read() as db:
        rejected = rejected_subtitles.of(db, episode.id)
    query = SubtitleQuery(
        video=str(original if original.is_file() else file.path),
        release=wish.release,
        show=show,
        episode=episode,
        languages=tuple(missing),
        refused=rejected,
    )
    return find_subtitles(subtitlers, query, file.duration, log.info).subtitles


def _add(
    settings: Settings,
    show: Show,
    episode: Episode,
    video: Path,
    subtitle: Subtitle,
    synchronisers: Sequence[Synchroniser],
) -> None:
    keep_original(settings, show, episode, subtitle)
    beside = sidecar_path(video, subtitle.language, forced=subtitle.forced, hearing_impaired=subtitle.hearing_impaired)
    cleaned = clean(subtitle.content, subtitle.language)
    write(beside, synced(cleaned, video, synchronisers, log.info, forced=subtitle.forced).encode())
    log.info("%s %s: %s from %s, late", show.title, episode.code, subtitle.language, subtitle.provider)


def _note_found(
    db: Connection, settings: Settings, show: Show, episode: Episode, file: MediaFile, languages: Sequence[str]
) -> None:
    """Write down what there is now, and tell those who wanted it."""
    if not languages:
        return
    media_files.add_subtitles(db, file, languages)
    for person, subscription in shows.followers(db, episode):
        wanted = subscription.languages or settings.household.subtitles
        theirs = [one for one in languages if any(same_language(want, one) for want in wanted)]
        if not theirs or subscription.muted:
            continue
        values = {"show": show.title, "code": episode.code, "languages": ",".join(theirs)}
        news = outbox.Plain(words="late_subtitles", values=values)
        outbox.put(db, f"late:{file.id}:{values['languages']}:{person.id}", person.id, news)


def _show(players: Sequence[Player], video: Path) -> None:
    for player in players:
        try:
            player.refresh(video)
        except OutsideError as error:  # noted as the player's health
            log.info("%s", error)
