"""Shows of all kinds, filed by the line's own `file`: each Jellyfin shows every episode as it was meant, and finds it.

`shows.jsonl` are 113 kinds that were tried on real ones; `siblings.jsonl` others of the same kinds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from demo.media.library import Item
from demo.mediaserver import MediaServer
from integrations.jellyfin import Jellyfin
from pipeline.config import Household, Settings
from tests.rigs.core import new_store
from tests.rigs.shelf import Shelved, rows, shelve

VERSIONS = ("10.10.7", "10.11.11", "12.0.0")
HERE = Path(__file__).parent
TOLD_APART = {  # of one title and year (or none), and known to TVmaze alone
    *("Shadow Line (TVmaze 870009)", "Kin (TVmaze 870011)", "24 (TVmaze 870041)", "9-1-1 (TVmaze 870048)"),
}


@dataclass(frozen=True)
class Shelf:
    library: Path
    filed: list[Shelved]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """All of them in one library."""
    folder = tmp_path_factory.mktemp("shelf")
    store = new_store(folder)
    settings = Settings(
        data=folder / "data",
        library=folder / "library",
        recycle=folder / "recycle",
        household=Household(subtitles=()),
    )
    shows = [row for name in ("shows.jsonl", "siblings.jsonl") for row in rows(HERE / name)]
    filed = [each for row in shows for each in shelve(store, settings, row, folder / "done")]
    store.close()
    return Shelf(settings.library, filed)


@pytest.mark.timeout(600)
def test_every_episode_is_shown_as_it_was_meant_and_found(shelf: Shelf) -> None:
    """One test: the shelf is filled once."""
    for version in VERSIONS:
        with MediaServer(shelf.library, version=version) as server:
            server.scan()
            items = {item.path: item for item in server.items()}
            assert misread(shelf, items) == [], version
            assert_each_show_is_one(shelf, server, items)
            some = shelf.filed if version == "12.0.0" else {each.path.parent: each for each in shelf.filed}.values()
            assert lost(server, some) == [], version


def misread(shelf: Shelf, items: dict[Path, Item]) -> list[object]:
    read = [
        (str(each.path.relative_to(shelf.library)), meant(each), shown(items.get(each.path))) for each in shelf.filed
    ]
    return [each for each in read if each[1] != each[2]]


def meant(each: Shelved) -> tuple[object, ...]:
    first, last = each.inside[0], each.inside[-1]
    title = " / ".join(other.title.strip() or f"Episode {other.number}" for other in each.inside)
    return first.season, first.number, last.number if last != first else None, title


def shown(item: Item | None) -> tuple[object, ...] | None:
    return (item.season, item.number, item.last_number, item.name) if item else None


def assert_each_show_is_one(shelf: Shelf, server: MediaServer, items: dict[Path, Item]) -> None:
    """Neither doubled nor merged, and under its own name."""
    names = {item.id: item.name for item in server.items("Series")}
    found: dict[int, set[str]] = {}
    for each in shelf.filed:
        found.setdefault(each.show.id, set()).add(items[each.path].series)
    shows = {each.show.id: each.show for each in shelf.filed}

    assert [shows[show].name for show, ids in found.items() if len(ids) > 1] == [], "doubled"
    assert len({id_ for ids in found.values() for id_ in ids}) == len(found), "two shows became one"
    told = {(shows[show], names[id_]) for show, ids in found.items() for id_ in ids}
    assert {name for show, name in told if name not in (show.title.strip(), show.name)} == TOLD_APART


def lost(server: MediaServer, some: Iterable[Shelved]) -> list[str]:
    jellyfin = Jellyfin(Jellyfin.Config.model_validate({"url": server.url, "api_key": server.api_key}), name="jellyfin")
    return [str(each.path) for each in some if jellyfin.find(each.show, each.episode, each.path).path != str(each.path)]
