"""An older database that is put back: what was filed since lies in the library, and nobody needs it again."""

from __future__ import annotations

from pipeline.config import Settings
from pipeline.library.naming import episode_path, pattern_for
from pipeline.library.scan import videos_in
from pipeline.model import Episode, Show
from pipeline.releases.episodes import Listing, told
from pipeline.services.adopt import count_file
from pipeline.store import Store, media_files, shows


def recognise(store: Store, show: Show, episode: Episode, settings: Settings) -> bool:
    """Whether the library holds an episode of which the database has never had a file; it counts as filed from now on.

    Only the show's own folder is looked at.
    """
    with store.read() as db:
        if media_files.was_ever_filed(db, episode.id):
            return False
        listing = Listing(shows.episodes(db, show.id), show.kind)
        before = media_files.folder_before(db, show.id, settings.library)
    pattern = pattern_for(show, episode, settings.filing.patterns)
    path = episode_path(settings.library, show, episode, ".mkv", pattern, folder=before)
    folder = settings.library / path.relative_to(settings.library).parts[0]
    for video in videos_in(folder):
        held = [] if video.name.is_pack else [*told(video.name, listing)]
        if any((each.season, each.number) == (episode.season, episode.number) for each in held):
            return count_file(store, show.id, video.path, held)
    return False
