"""Whether a player sees the library as we do: asked with a file that is really there."""

from __future__ import annotations

from itertools import takewhile
from pathlib import Path, PurePosixPath, PureWindowsPath

from pipeline.errors import NotFound
from pipeline.model import Episode, Show
from pipeline.model.reasons import Reason
from pipeline.ports import Player
from pipeline.store import Store, media_files, shows

LOOKED_AT = 20  # of the newest files, until one is really there


def check_folders(player: Player, library: Path) -> None:
    """NotFound, with the line to write, when a player that tells its folders has none that is the library."""
    locations: list[str] = player.locations() if hasattr(player, "locations") else []
    asked = getattr(player, "theirs", str)(library)
    if not locations or any(_overlap(asked, each) for each in locations):
        return
    theirs = next((each for each in locations if _pure(each).name == library.name), locations[0])
    line = f'folders = {{ "{theirs}" = "{library}" }}'
    params = {"player": player.name, "asked": asked, "locations": tuple(locations), "line": line}
    raise NotFound(player.name, Reason("library-elsewhere", **params))


def check_paths(store: Store, player: Player, library: Path) -> Reason:
    """By which path a player shows the newest filed episode. NotFound says what to set when it does not."""
    check_folders(player, library)
    found = _newest(store)
    if found is None:
        return Reason("nothing-filed-yet")
    show, episode, path = found
    try:
        item = player.find(show, episode, path)
    except NotFound as error:
        line = f'folders = {{ "ITS FOLDER" = "{path.parents[-2]}/…" }}'
        raise NotFound(
            player.name, Reason("player-lacks-file", path=str(path), player=player.name, line=line)
        ) from error
    asked = getattr(player, "theirs", str)(path)
    if not item.path or asked == item.path:
        return Reason("shows-file-as", name=path.name, path=item.path or str(path))
    theirs, ours = _folders(item.path, path)
    line = f'folders = {{ "{theirs}" = "{ours}" }}'
    params = {"name": path.name, "theirs": item.path, "asked": str(asked), "player": player.name, "line": line}
    raise NotFound(player.name, Reason("player-has-other-path", **params))


def _overlap(one: str, other: str) -> bool:
    """Whether one of two folders is in the other: a library may be a part of what a player looks at."""
    first, second = _pure(one), _pure(other)
    return type(first) is type(second) and (first.is_relative_to(second) or second.is_relative_to(first))


def _pure(path: str) -> PureWindowsPath | PurePosixPath:
    return PureWindowsPath(path) if "\\" in path else PurePosixPath(path)


def _newest(store: Store) -> tuple[Show, Episode, Path] | None:
    with store.read() as db:
        for file in media_files.newest(db, LOOKED_AT):
            if Path(file.path).is_file():
                episode = shows.episode_by_id(db, file.episode_id)
                return shows.by_id(db, episode.show_id), episode, Path(file.path)
    return None


def _folders(theirs: str, ours: Path) -> tuple[str, str]:
    """Where two names of one file part: its folder there, and the same here."""
    there = _pure(theirs)
    pairs = zip(reversed(there.parts), reversed(ours.parts), strict=False)
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    same = min(same, len(there.parts) - 1, len(ours.parts) - 1)
    # As text, not as a path: theirs can be an address (smb://nas/tv).
    end = len("/".join(there.parts[len(there.parts) - same :])) + 1
    return theirs[:-end] or "/", str(Path(*ours.parts[: len(ours.parts) - same]))
