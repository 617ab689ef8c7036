"""docs/ as a site: built without a complaint; every link leads somewhere; nothing in it comes from elsewhere."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from tests.rigs.launcher import ROOT

LOADS = {("script", "src"), ("img", "src"), ("iframe", "src"), ("source", "src"), ("link", "href")}
KEPT_FOR_SEARCH_ENGINES = {"canonical", "prev", "next"}


class Links(HTMLParser):
    """What a page loads, where it leads, and the places in it."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.page = page
        self.loads: list[str] = []
        self.leads: list[str] = []
        self.places: set[str] = set()
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self.places.add(known.get("id") or "")
        for name, value in known.items():
            if (tag, name) in LOADS and known.get("rel") not in KEPT_FOR_SEARCH_ENGINES:
                self.loads.append(value or "")
            elif name == "href":
                self.leads.append(value or "")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, Links]:
    folder = tmp_path_factory.mktemp("site")
    shutil.copy(ROOT / "zensical.toml", folder)
    shutil.copytree(ROOT / "docs", folder / "docs")
    built = subprocess.run(
        [str(Path(sys.executable).with_name("zensical")), "build", "--strict"],
        cwd=folder, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert built.returncode == 0, built.stdout + built.stderr
    return {page: Links(page) for page in (folder / "site").rglob("*.html")}


def test_every_page_is_in_the_navigation() -> None:
    settings = tomllib.loads((ROOT / "zensical.toml").read_text(encoding="utf-8"))

    def files(entry: Any) -> list[str]:
        if isinstance(entry, str):
            return [entry]
        inside = entry.values() if isinstance(entry, dict) else entry
        return [file for each in inside for file in files(each)]

    assert sorted(files(settings["project"]["nav"])) == sorted(page.name for page in (ROOT / "docs").glob("*.md"))


def test_every_link_leads_somewhere(site: dict[Path, Links]) -> None:
    def leads(page: Links, link: str) -> bool:
        parts = urlsplit(link)
        if parts.scheme:
            return parts.scheme in ("https", "http", "mailto")
        there = (page.page.parent / unquote(parts.path)).resolve() if parts.path else page.page
        place = unquote(parts.fragment)
        return there.is_file() and (not place or there not in site or place in site[there].places)

    pages = [page for page in site.values() if page.page.name != "404.html"]  # shown at any address
    assert len(pages) > 10
    assert [(p.page.name, link) for p in pages for link in p.leads + p.loads if not leads(p, link)] == []


def test_nothing_is_loaded_from_elsewhere(site: dict[Path, Links]) -> None:
    assert [(p.page.name, link) for p in site.values() for link in p.loads if urlsplit(link).netloc] == []
    sheets = [path for page in site for path in page.parent.rglob("*.css")]
    assert sheets
    assert not [path.name for path in sheets if "url(http" in path.read_text() or "url(//" in path.read_text()]
