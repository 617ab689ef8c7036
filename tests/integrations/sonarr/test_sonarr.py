"""A Sonarr is read alike from its API, its database and its backup, and nothing in it is touched."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from integrations.sonarr import read
from pipeline.errors import NotFound, Unauthorized, Unreachable, UserError
from pipeline.model import ShowKind
from pipeline.model.imports import ImportedHousehold
from tests.rigs.sonarr import HASH, KEY, LANE, TABLES, sonarr, write_database


def household(source: str, key: str = KEY) -> ImportedHousehold:
    return read(source, key, lambda done, of: None)


def test_the_api_tells_the_household() -> None:
    with sonarr() as server:
        found = household(f"{server.url}/")
        asked = {exchange.method for exchange in server.exchanges}
    lane, nightly, quiet = found.shows
    assert asked == {"GET"}
    assert (lane.info.name, lane.info.tvdb_id, lane.root, lane.tags) == (
        f"{LANE} (2020)",
        99_900_301,
        "/tv",
        ("3 - ada", "kids"),
    )
    assert (nightly.info.kind, nightly.new_seasons, quiet.monitored, quiet.profile) == (
        ShowKind.DAILY,
        False,
        False,
        None,
    )
    assert lane.profile is not None
    assert (lane.profile.most_lines, lane.profile.best_lines) == (1080, 1080)
    assert [block.info_hash for block in lane.blocks] == ["", HASH]
    assert [each.file.release for each in lane.episodes if each.file] == [
        f"{LANE} - S01E01-E02 WEBDL-1080p",
        f"{LANE} - S01E01-E02 WEBDL-1080p",
        "Copper.Lane.S02E01.720p.HDTV WEBDL-1080p-ROW",
    ]
    assert [reason.code for reason in found.left_out] == ["sonarr-indexer-left"]


def test_its_naming_becomes_ours() -> None:
    with sonarr() as server:
        naming = household(server.url).naming
    assert naming == {
        ShowKind.STANDARD: "{show}/Season {season:02}/{name} - {code}< - {title}>",
        ShowKind.DAILY: "{show}/Season {season:02}/{name}< - {date}>< - {title}>",
        ShowKind.ANIME: "{show}/Season {season:02}/{name} - {code}< - {absolute:03}>",
    }


@pytest.mark.parametrize("packed", [False, True])
def test_the_database_tells_the_same(tmp_path: Path, packed: bool) -> None:
    source = tmp_path / "sonarr.db"
    write_database(source)
    if packed:
        backup = tmp_path / "sonarr_backup.zip"
        with zipfile.ZipFile(backup, "w") as made:
            made.write(source, "sonarr.db")
        source = backup
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    told = household(str(source))
    with sonarr() as server:
        assert told == household(server.url)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_an_odd_row_costs_only_itself() -> None:
    odd = {**TABLES["series"][0], "id": 7, "path": None}
    with sonarr({**TABLES, "series": [odd, *TABLES["series"]]}) as server:
        assert len(household(server.url).shows) == 3


def test_what_is_wrong_is_said(tmp_path: Path) -> None:
    with sonarr() as server:
        with pytest.raises(Unauthorized, match="--key"):
            household(server.url, "wrong")
        with pytest.raises(NotFound, match="URL base"):
            household(f"{server.url}/elsewhere")
        url = server.url
    with pytest.raises(Unreachable):
        household(url)
    (tmp_path / "notes.txt").write_text("hello")
    for name in ("notes.txt", "nowhere.db"):
        with pytest.raises(UserError, match=name):
            household(str(tmp_path / name))
