"""The pictures of README and docs: which there are, and that the script makes them."""

from __future__ import annotations

import re
import struct
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.rigs.browser import browser
from tests.rigs.launcher import ROOT
from tests.screenshots import CHAT, HEIGHT, SHOTS, household, take_chat, take_pages

__all__ = ["browser"]  # a fixture

PICTURE = re.compile(r"!\[[^\]]+\]\((?:docs/)?([\w-]+)\.png\)")


def size_of(path: Path) -> tuple[int, int]:
    """Width and height of a PNG. https://www.w3.org/TR/png-3/#11IHDR"""
    content = path.read_bytes()
    assert content.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def test_documents_show_what_the_script_makes() -> None:
    shown = {
        name
        for path in (ROOT / "README.md", *(ROOT / "docs").glob("*.md"))
        for name in PICTURE.findall(path.read_text())
    }
    assert shown == {*(shot.name for shot in SHOTS), CHAT} == {path.stem for path in (ROOT / "docs").glob("*.png")}


@pytest.mark.thorough
@pytest.mark.needs("chromium", "ffmpeg")
def test_the_script_takes_pages_and_the_chat(browser: Browser, tmp_path: Path) -> None:
    house, pictures = tmp_path / "house", tmp_path / "pictures"
    house.mkdir()
    with household(house) as home:
        take_pages(browser, home, pictures, SHOTS[:2])
    take_chat(browser, pictures)

    for shot in SHOTS[:2]:
        assert size_of(pictures / f"{shot.name}.png") == (shot.width, HEIGHT[shot.width])
    assert size_of(pictures / f"{CHAT}.png")[0] > 0
