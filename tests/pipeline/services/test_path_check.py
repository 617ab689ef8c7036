"""`airdate doctor` asks each player for a file that is really there."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from demo.mediaserver import MediaServer
from integrations.common import folders
from integrations.jellyfin import Jellyfin
from pipeline.errors import NotFound
from pipeline.model import EpisodeInfo, PlayerItem, ShowInfo
from pipeline.services.path_check import check_folders, check_paths
from pipeline.store import Store, media_files
from tests.rigs.core import add_show, new_store
from tests.rigs.library import EPISODE, SHOW, file_episode
from tests.rigs.transmission import until

KEY = "some-long-secret-key"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = new_store(tmp_path)
    yield made
    made.close()


def have(store: Store, path: Path) -> None:
    _, (episode,) = add_show(store, SHOW, EPISODE)
    facts = {"size": 4, "duration": 1.0, "release": "x", "info_hash": "ab", "subtitles": ()}
    with store.write() as db:
        media_files.note(db, [episode], path, **facts)


@dataclass
class Player:
    shows: str  # how it calls the file
    map: dict[str, str] = field(default_factory=dict)
    name: str = "box"

    def find(self, show: ShowInfo, episode: EpisodeInfo, path: Path) -> PlayerItem:
        if not self.shows:
            raise NotFound(self.name, "not there")
        return PlayerItem(player=self.name, id="1", title="x", path=self.shows)

    def theirs(self, path: Path) -> str:
        return folders.theirs(path, self.map)


def test_a_library_that_is_seen_alike_is_well(store: Store, tmp_path: Path) -> None:
    (tmp_path / "shows").mkdir()
    with MediaServer(tmp_path / "shows", api_key=KEY) as server:
        jellyfin = Jellyfin(Jellyfin.Config(url=server.url, api_key=KEY), name="jellyfin")
        assert "nothing is filed" in str(check_paths(store, jellyfin, server.root))
        filed = file_episode(server.root)
        have(store, filed.video)
        with pytest.raises(NotFound, match="does not show"):
            check_paths(store, jellyfin, server.root)
        jellyfin.refresh(filed.video)
        until(lambda: True if server.items() else None)
        server.scan()
        assert str(filed.video) in str(check_paths(store, jellyfin, server.root))


@pytest.mark.parametrize(
    ("root", "between"), [("/media/tv", "/"), ("smb://nas/tv", "/"), ("D:\\TV", "\\"), ("\\\\nas\\tv", "\\")]
)
def test_another_name_for_the_library_is_found_out_and_the_setting_told(
    store: Store, tmp_path: Path, root: str, between: str
) -> None:
    filed = file_episode(tmp_path / "shows")
    have(store, filed.video)
    shown = between.join((root, *filed.video.relative_to(filed.root).parts))
    with pytest.raises(NotFound) as caught:
        check_paths(store, Player(shown), filed.root)  # type: ignore[arg-type]
    assert written(caught.value) == {"folders": {root: str(filed.root)}}
    assert shown in str(check_paths(store, Player(shown, {root: str(filed.root)}), filed.root))  # type: ignore[arg-type]


def written(error: NotFound) -> dict[str, object]:
    """What the line that it says to write means in airdate.toml."""
    found = re.search(r"(?:folders|library) = .*$", error.text)
    assert found, error.text
    return tomllib.loads(found[0])


def test_a_file_that_is_gone_is_not_asked_for(store: Store, tmp_path: Path) -> None:
    have(store, tmp_path / "gone.mkv")
    assert "nothing is filed" in str(check_paths(store, Player(""), tmp_path))  # type: ignore[arg-type]


@dataclass
class Told:
    """A player that looks at these folders; `flat`: whatever is right in one is a show to it."""

    folders: tuple[str, ...]
    flat: bool = True
    map: dict[str, str] = field(default_factory=dict)
    name: str = "box"

    def locations(self) -> dict[str, bool]:
        return dict.fromkeys(self.folders, self.flat)

    def theirs(self, path: Path) -> str:
        return folders.theirs(path, self.map)


@pytest.mark.parametrize(
    "told",
    [
        Told(("/srv/tv",)),
        Told(("/films", "/srv/tv/")),
        Told(("/srv",), flat=False),
        Told(("/media/tv",), map={"/media/tv/": "/srv/tv"}),
        Told(("/media/tv",), map={"/media": "/srv"}),
        Told(("D:\\TV",), map={"d:\\tv\\": "/srv/tv/"}),
        Told(("D:/Media/TV",), map={"D:/Media": "/srv"}),
        Told(("smb://nas/tv",), map={"smb://nas/tv": "/srv/tv"}),
        Told(()),
    ],
    ids=str,
)
def test_a_player_that_looks_at_the_library_itself_is_well(told: Told) -> None:
    check_folders(told, Path("/srv/tv"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("told", "line"),
    [
        (Told(("/media/shows",)), {"folders": {"/media/shows": "/srv/tv"}}),
        (Told(("/films", "/media/TV")), {"folders": {"/media/TV": "/srv/tv"}}),
        (Told(("D:\\Media\\TV",)), {"folders": {"D:\\Media\\TV": "/srv/tv"}}),
        (Told(("\\\\nas\\tv",)), {"folders": {"\\\\nas\\tv": "/srv/tv"}}),
        (Told(('/media/"tv"',)), {"folders": {'/media/"tv"': "/srv/tv"}}),
        (Told(("/media/tv",), map={"/srv/tv": "/media/tv"}), {"folders": {"/media/tv": "/srv/tv"}}),
        (Told(("/media/tv",), map={"/media": "/srv/tv"}), {"folders": {"/media/tv": "/srv/tv"}}),
        (Told(("/media/tv",), map={"/media/TV": "/srv/tv"}), {"folders": {"/media/tv": "/srv/tv"}}),
        (Told(("/srv/tv/shows",)), {"folders": {"/srv/tv/shows": "/srv/tv"}}),
    ],
    ids=str,
)
def test_one_that_looks_elsewhere_is_told_with_the_line_to_write(told: Told, line: dict[str, object]) -> None:
    with pytest.raises(NotFound) as caught:
        check_folders(told, Path("/srv/tv"))  # type: ignore[arg-type]
    assert written(caught.value) == line


@pytest.mark.parametrize("flat", [True, False])
def test_a_folder_in_the_library_would_show_nothing_of_what_is_filed_beside_it(tmp_path: Path, flat: bool) -> None:
    (tmp_path / "tv" / "shows").mkdir(parents=True)
    for told in (
        Told((f"{tmp_path}/tv/shows", f"{tmp_path}/tv/anime"), flat),
        Told(("/media/tv/shows",), flat, {"/media": str(tmp_path)}),
    ):
        with pytest.raises(NotFound, match="filed right in") as caught:
            check_folders(told, tmp_path / "tv")  # type: ignore[arg-type]
        assert written(caught.value) == {"library": f"{tmp_path}/tv/shows"}


def test_of_several_folders_the_owner_chooses() -> None:
    with pytest.raises(NotFound, match="the one that means the library") as caught:
        check_folders(Told(("/media/shows", "/media/anime")), Path("/srv/tv"))  # type: ignore[arg-type]
    for folder in ("/media/shows", "/media/anime"):
        assert f'folders = {{ "{folder}" = "/srv/tv" }}' in caught.value.text


def test_a_folder_above_the_library_would_make_one_show_of_all() -> None:
    with pytest.raises(NotFound, match=r"for one show\. Make /srv/tv itself the folder"):
        check_folders(Told(("/srv",)), Path("/srv/tv"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("library", "folders", "line"),
    [
        ("/srv/library", {}, 'folders = { "ROOT" = "/srv/library" }'),
        ("/srv/library", {"/gone": "/srv/library"}, 'folders = { "ROOT" = "/srv/library" }'),
        ("/srv/library", {"ROOT": "/srv/library"}, ""),
        ("ROOT", {}, ""),
        ("ROOT/part", {}, "Make ROOT/part itself the folder"),
    ],
)
def test_the_folders_that_it_looks_at_are_compared_before_anything_is_filed(
    store: Store, tmp_path: Path, library: str, folders: dict[str, str], line: str
) -> None:
    root = tmp_path / "media" / "tv"
    root.mkdir(parents=True)

    def filled(text: str) -> str:
        return text.replace("ROOT", str(root))

    with MediaServer(root, api_key=KEY) as server:
        config = {"url": server.url, "api_key": KEY, "folders": {filled(k): v for k, v in folders.items()}}
        jellyfin = Jellyfin(Jellyfin.Config.model_validate(config), name="jellyfin")
        if not line:
            assert "nothing is filed" in str(check_paths(store, jellyfin, Path(filled(library))))
            return
        with pytest.raises(NotFound) as caught:
            check_paths(store, jellyfin, Path(filled(library)))
        assert filled(line) in caught.value.text
