"""Another subtitle instead of the one that an episode has: what a person asks for with a button.

The one they have is never taken again for that episode, but stays where it is until another is found. What is looked
for is a note, so that whichever worker comes first does it; it keeps the outcome for the front door that asked.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import TypeAdapter

from pipeline.clock import now
from pipeline.config import Settings
from pipeline.errors import OutsideError, UserError
from pipeline.languages import same_language
from pipeline.library import recycle
from pipeline.library.placing import link_or_copy, write
from pipeline.model import Episode, MediaFile, Show, Subtitle, SubtitleQuery
from pipeline.model.jobs import JobState
from pipeline.ports import Player, Subtitler
from pipeline.services.find_subtitles import find_subtitles, keep_original
from pipeline.store import (
    Connection,
    Store,
    active_jobs,
    key_values,
    media_files,
    rejected_subtitles,
    runs,
    shows,
)
from pipeline.subtitles.cleaning import clean, fingerprint
from pipeline.subtitles.sidecars import Sidecar, sidecar_path, sidecars

log = logging.getLogger("airdate.subtitles")

_KEY = "other.subtitles:"
CLAIM = timedelta(minutes=10)  # how long a search is left to the worker that does it
FORGOTTEN = timedelta(days=7)  # outcomes that nobody has fetched
_TEXT = (".srt", ".vtt", ".ass", ".ssa")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A search for another subtitle. `outcome`: "", "found", "none" (there is no other) or "unreachable"."""

    episode_id: int
    language: str  # BCP 47
    token: str  # tells this search from an earlier one
    at: datetime
    taken_at: datetime | None = None
    outcome: str = ""
    provider: str = ""


_ASKED = TypeAdapter(Asked)


def languages_there(db: Connection, episode_id: int, wanted: Sequence[str]) -> list[str]:
    """Those of the wanted languages that have a subtitle file beside the episode; all of them when none has."""
    file = media_files.filed(db, episode_id)
    there = [s.language for s in sidecars(Path(file.path)) if not s.forced] if file else []
    having = [tag for tag in wanted if any(same_language(tag, one) for one in there)]
    return having or list(wanted)


def ask(store: Store, episode_id: int, language: str) -> str:
    """Refuse what an episode has in a language and have another looked for; the search's token."""
    with store.read() as db:
        file = media_files.filed(db, episode_id)
    if file is None:
        raise UserError("That episode is not in the library any more.")
    beside = _beside(Path(file.path), language)
    marks = tuple(fingerprint(s.path.read_bytes(), s.language) for s in beside if s.path.suffix.lower() == ".srt")
    wish = Asked(episode_id=episode_id, language=language, token=secrets.token_hex(8), at=now())
    with store.write() as db:
        before = _read(db, episode_id, language)
        if before is not None and not before.outcome:
            raise UserError("Other subtitles are being looked for already.")
        rejected_subtitles.refuse(db, episode_id, language, marks)
        _put(db, wish)
    return wish.token


def outcome(db: Connection, episode_id: int, language: str, token: str) -> Asked | None:
    """How a search stands; None when it has been forgotten."""
    wish = _read(db, episode_id, language)
    return wish if wish is not None and wish.token == token else None


def look(store: Store, subtitlers: Sequence[Subtitler], players: Sequence[Player], settings: Settings) -> int:
    """Do the searches that nobody does yet. How many."""
    done = 0
    while (wish := _claim(store)) is not None:
        ended = _search(store, wish, subtitlers, players, settings)
        with store.write() as db:
            _put(db, ended)
        done += 1
    return done


# ---------------------------------------------------------------------------------------------------------- inside


def _beside(video: Path, language: str) -> list[Sidecar]:
    """The text subtitles in a language that lie beside a video, without those of the odd foreign line."""
    return [
        s
        for s in sidecars(video)
        if not s.forced and s.path.suffix.lower() in _TEXT and same_language(s.language, language)
    ]


def _key(episode_id: int, language: str) -> str:
    return f"{_KEY}{episode_id}:{language}"


def _read(db: Connection, episode_id: int, language: str) -> Asked | None:
    value = key_values.get(db, _key(episode_id, language))
    return _ASKED.validate_python(value) if value else None


def _put(db: Connection, wish: Asked) -> None:
    key_values.put(db, _key(wish.episode_id, wish.language), _ASKED.dump_python(wish, mode="json"))


def _claim(store: Store) -> Asked | None:
    """One that is to be done, taken; outcomes of long ago are forgotten."""
    moment = now()
    with store.read() as db:
        all_of = [_ASKED.validate_python(value) for value in key_values.starting_with(db, _KEY).values()]
    old = [_key(wish.episode_id, wish.language) for wish in all_of if wish.outcome and moment - wish.at > FORGOTTEN]
    if old:
        with store.write() as db:
            key_values.drop_all(db, old)
    open_ones = [w for w in all_of if not w.outcome and (w.taken_at is None or moment - w.taken_at > CLAIM)]
    for wish in sorted(open_ones, key=lambda w: w.at):
        with store.write() as db:
            value = key_values.get_held(db, _key(wish.episode_id, wish.language))
            if value is not None and _ASKED.validate_python(value) == wish:
                _put(db, replace(wish, taken_at=moment))
                return wish
    return None


def _search(
    store: Store, wish: Asked, subtitlers: Sequence[Subtitler], players: Sequence[Player], settings: Settings
) -> Asked:
    """Look for another, and put it in the place of what is there; the wish with its outcome, if it has come to one."""
    with store.read() as db:
        episode = shows.find_episode(db, wish.episode_id)
        show = shows.by_id(db, episode.show_id) if episode else None
        file = media_files.filed(db, wish.episode_id)
        query = _query(db, wish, show, episode, file) if show and episode and file else None
    if query is None or show is None or episode is None or file is None or not Path(file.path).is_file():
        return replace(wish, outcome="none")
    found = find_subtitles(subtitlers, query, file.duration, log.info)
    if not found.subtitles:
        return replace(wish, outcome="none" if found.answered else "unreachable")
    subtitle = found.subtitles[0]
    with store.read() as db:
        if not media_files.is_still(db, file):  # what was found may not fit what is there now: looked for anew
            return replace(wish, taken_at=None)
    keep_original(settings, show, episode, subtitle)
    _replace(store, settings, file, subtitle)
    with store.write() as db:
        rejected_subtitles.took(db, episode.id, subtitle)
    for player in players:
        try:
            player.refresh(Path(file.path))
        except OutsideError as error:  # noted as the player's health
            log.info("%s", error)
    log.info("%s %s: other subtitles in %s, from %s", show.title, episode.code, wish.language, subtitle.provider)
    return replace(wish, outcome="found", provider=subtitle.provider)


def _query(db: Connection, wish: Asked, show: Show, episode: Episode, file: MediaFile) -> SubtitleQuery:
    ways = active_jobs.find(db, episode_id=episode.id, states=[JobState.DONE])
    got = runs.runs_of(db, ways[-1].job.id).get("download") if ways else None
    original = Path(str(got.result["path"])) if got and got.result and "path" in got.result else Path(file.path)
    return SubtitleQuery(
        video=str(original if original.is_file() else file.path),
        release=file.release,
        show=show,
        episode=episode,
        languages=(wish.language,),
        refused=rejected_subtitles.of(db, episode.id),
    )


def _replace(store: Store, settings: Settings, file: MediaFile, subtitle: Subtitle) -> None:
    """Put it beside the video; what was there in its language goes to the recycle folder."""
    video = Path(file.path)
    target = sidecar_path(video, subtitle.language, hearing_impaired=subtitle.hearing_impaired)
    old = [sidecar.path for sidecar in _beside(video, subtitle.language)]
    plan = {kept.path: kept.copy for kept in recycle.plan(video, settings.library, settings.recycle)}
    for path in old:
        link_or_copy(path, plan[path])
    write(target, clean(subtitle.content, subtitle.language).encode())
    for path in old:
        if path != target:
            path.unlink(missing_ok=True)
    with store.write() as db:
        media_files.add_subtitles(db, file, [subtitle.language])
