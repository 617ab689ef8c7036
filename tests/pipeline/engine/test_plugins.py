"""Plugins of others, as installed packages: what they were made for is looked at before they are used."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from pipeline.engine.plugins import plugin_class
from pipeline.errors import UserError
from pipeline.ports import PORTS_VERSION

PLUGIN = """
class Folder:
    {says}
"""


def installed(site: Path, says: str) -> None:
    """A package `airdate-folder`, as an installer leaves it."""
    (site / "airdate_folder_of_test.py").write_text(PLUGIN.format(says=says))
    info = site / "airdate_folder-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: airdate-folder\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[airdate.downloaders]\nfolder = airdate_folder_of_test:Folder\n")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "airdate_folder_of_test", raising=False)
    return tmp_path


def test_a_plugin_for_these_ports_is_loaded(site: Path) -> None:
    installed(site, f"ports_version = {PORTS_VERSION}")
    assert plugin_class("downloaders", "folder", "airdate.toml").__name__ == "Folder"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("says", "sentence"),
    [
        ("ports_version = 7", "airdate-folder was made for version 7 of the ports, and this Airdate has 1"),
        ("pass", "airdate-folder does not say for which version of the ports it was made"),
        ("from nowhere import nothing", "airdate-folder cannot be loaded: ModuleNotFoundError: No module named"),
        ("1 / 0", "airdate-folder cannot be loaded: ZeroDivisionError"),
    ],
)
def test_any_other_gets_a_sentence(site: Path, says: str, sentence: str) -> None:
    installed(site, says)
    with pytest.raises(UserError, match=sentence) as caught:
        plugin_class("downloaders", "folder", "airdate.toml: [downloaders.folder]")
    assert str(caught.value).startswith("airdate.toml: [downloaders.folder]: ")
