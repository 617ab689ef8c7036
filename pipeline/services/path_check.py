"""Whether a player sees the library as we do: asked with a file that is really there."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
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
    told: Mapping[str, bool] = player.locations() if hasattr(player, "locations") else {}
    asked = getattr(player, "theirs", str)(library)
    if told and not any(_shows(folder, asked, flat=flat) for folder, flat in told.items()):
        raise NotFound(player.name, _elsewhere(player.name, list(told), asked, library))


def _shows(folder: str, asked: str, *, flat: bool) -> bool:
    """`flat`: whatever is right in its folder is a show to it; a library in there would be one, of many seasons."""
    return _pure(folder) == _pure(asked) or (not flat and _is_in(asked, folder))


def _elsewhere(player: str, told: Sequence[str], asked: str, library: Path) -> Reason:
    """What to write where none of a player's folders is the library."""
    if around := next((folder for folder in told if _is_in(asked, folder)), ""):
        return Reason("library-in-a-folder", asked=asked, folder=around)
    if inner := next((each for each in _inside(told, asked, library) if each.is_dir()), None):
        line = f"library = {_quoted(str(inner))}"
        return Reason("library-around-a-folder", asked=asked, folders=tuple(told), line=line)
    lines = tuple(_line(folder, str(library)) for folder in _called_alike(told, library) or told)
    return Reason("library-elsewhere", player=player, asked=asked, locations=tuple(told), count=len(lines), lines=lines)


def _inside(told: Sequence[str], asked: str, library: Path) -> Iterator[Path]:
    """Those of its folders that are in the library, as we name them."""
    return (library / _below(folder, asked) for folder in told if _is_in(folder, asked))


def _called_alike(told: Sequence[str], library: Path) -> list[str]:
    return [folder for folder in told if _pure(folder).name.casefold() == library.name.casefold()]


def _below(inner: str, outer: str) -> PurePosixPath:
    return PurePosixPath(*_pure(inner).relative_to(_pure(outer)).parts)


def _line(theirs: str, ours: str) -> str:
    return f"folders = {{ {_quoted(theirs)} = {_quoted(ours)} }}"


def _quoted(text: str) -> str:
    """As a string of TOML, whose basic ones are JSON's: https://toml.io/en/v1.0.0#string"""
    return json.dumps(text, ensure_ascii=False)


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
        line = _line("ITS FOLDER", f"{path.parents[-2]}/…")
        raise NotFound(
            player.name, Reason("player-lacks-file", path=str(path), player=player.name, line=line)
        ) from error
    asked = getattr(player, "theirs", str)(path)
    if not item.path or asked == item.path:
        return Reason("shows-file-as", name=path.name, path=item.path or str(path))
    theirs, ours = _folders(item.path, path)
    line = _line(theirs, ours)
    params = {"name": path.name, "theirs": item.path, "asked": str(asked), "player": player.name, "line": line}
    raise NotFound(player.name, Reason("player-has-other-path", **params))


def _is_in(inner: str, outer: str) -> bool:
    """Whether a folder is inside another one, by the names that one machine gives them."""
    first, second = _pure(inner), _pure(outer)
    return type(first) is type(second) and first != second and first.is_relative_to(second)


def _pure(path: str) -> PureWindowsPath | PurePosixPath:
    windows = PureWindowsPath(path)
    return windows if windows.drive or "\\" in path else PurePosixPath(path)


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
