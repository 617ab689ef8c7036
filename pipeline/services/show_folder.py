"""Which folder of the library is a show's: the one that its files are in, or one that somebody made for it.

A folder that is called as the show is may be a namesake's: a remake has its predecessor's title. What lies in it says
whose it is, else the players, which know shows by their own catalogues, else that there is only one show of the title.
When nothing says so it is left alone, and the show gets a folder whose name stays apart.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import OutsideError, Unreachable
from pipeline.library.naming import folders_of, names_alike
from pipeline.library.scan import videos_in
from pipeline.library.show_folders import same_by_ids
from pipeline.model import Episode, Show, ShowInfo
from pipeline.ports import Catalogue, Player
from pipeline.releases.episodes import Listing
from pipeline.releases.parsing.words import words
from pipeline.services import catalogue, namesakes
from pipeline.store import Connection, Store, media_files


@dataclass(frozen=True)
class Folders:
    """Names of folders of the library."""

    own: str  # the show's; empty: it has none
    others: frozenset[str]  # that are other shows', or may be


def kept(db: Connection, show: Show, library: Path) -> Folders:
    """By what is filed, and by the ids that folders tell; one called as the show is that tells none is not its."""
    own, mine, others = _parted(db, show, library)
    sure, unsure = folders_of(library, show, others)
    return Folders(own or sure, frozenset((others | {folder.name for folder in unsure}) - mine))


def found(
    store: Store,
    show: Show,
    listed: Sequence[Episode],
    library: Path,
    players: Sequence[Player],
    catalogues: Sequence[Catalogue],
) -> Folders:
    """Where a file of a show goes: before it has a folder, those are looked into that are called as it is. Unreachable
    when that is left to a catalogue which is away."""
    with store.read() as db:
        own, _, others = _parted(db, show, library)
    if own:
        return Folders(own, frozenset(others))
    sure, unsure = folders_of(library, show, others)
    known = Folders(sure, frozenset(others | {folder.name for folder in unsure}))
    for folder in unsure if not sure else ():
        if _holds(folder, show, listed, players, catalogues):
            return Folders(folder.name, known.others - {folder.name})
    return known


def _parted(db: Connection, show: Show, library: Path) -> tuple[str, set[str], set[str]]:
    """The folder in which its files are, to go on with (empty: none); all such; and of these, and of those that are
    called alike, the ones with other shows' files."""
    mine = media_files.folders_of(db, show.id, library)
    near = {*mine, *names_alike(library, show)}
    others = {folder for folder in near if media_files.shows_in(db, library / folder) - {show.id}}
    latest = next((folder for folder in reversed(mine) if folder not in others), "")
    return media_files.folder_before(db, show.id, library) or latest, {*mine}, others


def _holds(
    folder: Path, show: Show, listed: Sequence[Episode], players: Sequence[Player], catalogues: Sequence[Catalogue]
) -> bool:
    """Whether it is the show that lies there: the first that can tell decides."""
    videos = videos_in(folder)
    ways: tuple[Callable[[], bool | None], ...] = (
        lambda: None if videos else True,  # nothing of another show lies there
        lambda: namesakes.told_by_episodes(videos, show, Listing(listed, show.kind)),
        lambda: _told_by_players(folder, show, players),
        lambda: False if namesakes.have_other_titles(videos, show, Listing(listed, show.kind)) else None,
        lambda: _is_only_one(show, catalogues),
    )
    return next((told for way in ways if (told := way()) is not None), False)


def _told_by_players(folder: Path, show: Show, players: Sequence[Player]) -> bool | None:
    for ask in [player.show_in for player in players if hasattr(player, "show_in")]:
        try:
            told: ShowInfo | None = ask(folder)
        except OutsideError:  # noted as its health
            continue
        same = same_by_ids(told, show) if told else None
        if same is not None:
            return same
    return None


def _is_only_one(show: Show, catalogues: Sequence[Catalogue]) -> bool | None:
    """Whether the catalogues know no other show of the title."""
    try:
        known = catalogue.search(catalogues, show.title) if catalogues else []
    except Unreachable:
        raise
    except OutsideError:
        return None
    called_so = [each for each in known if words(show.title) in {words(name) for name in (each.title, *each.aliases)}]
    return len(called_so) == 1 and same_by_ids(called_so[0], show) is not False if called_so else None
