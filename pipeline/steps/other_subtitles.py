"""other_subtitles: look once for other subtitles than an episode has, and put them in the place of those.

A search holds nothing; the episode's files are held only while they are replaced.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.config import Settings
from pipeline.engine.context import StepContext
from pipeline.model import Episode, Show
from pipeline.model.jobs import Job
from pipeline.ports import Encoder, Player, Subtitler
from pipeline.services.find_subtitles import find_subtitles, keep_original
from pipeline.services.other_subtitles import Other, note_replaced, original, replace
from pipeline.services.subtitle_files import held, query_for
from pipeline.services.telling import tell_players
from pipeline.steps.results import SubtitlesReplaced
from pipeline.store import Store, media_files
from pipeline.store.runs import Stage


def other_subtitles(
    job: Job,
    show: Show,
    episode: Episode,
    about: Other,
    encoder: Encoder,
    subtitlers: Sequence[Subtitler],
    players: Sequence[Player],
    store: Store,
    settings: Settings,
    context: StepContext,
    stages: Sequence[Stage],
) -> SubtitlesReplaced:
    """What came of it, for the person who asked. What is there stays when there are no others."""
    with store.read() as db:
        file, downloaded = media_files.filed(db, episode.id), original(db, episode.id)
    if file is None or not Path(file.path).is_file():
        return SubtitlesReplaced(outcome="none")
    query = query_for(store, encoder, show, episode, file, downloaded, (about.language,))
    found = find_subtitles(subtitlers, query, file.duration, context.log)
    if not found.subtitles:
        return SubtitlesReplaced(outcome="none" if found.answered else "unreachable")
    subtitle = found.subtitles[0]
    with held(store, job, file) as video:
        keep_original(settings, show, episode, subtitle)
        replace(settings, file, subtitle)
    with store.write() as db:
        note_replaced(db, file, subtitle)
        tell_players(db, job, players, [video], stages)
    context.log(f"other subtitles in {about.language}, from {subtitle.provider}")
    return SubtitlesReplaced(outcome="found", provider=subtitle.provider)
