"""The behaviour that each port asks for, as tests: a plugin inherits those of its port, and pytest runs them.

    from airdate.testing import DownloaderConformance, OverHttp

    class TestMine(DownloaderConformance, OverHttp):
        @pytest.fixture
        def part(self, tmp_path):
            return Mine(Mine.Config(url=…), name="mine")

        def at(self, url):
            return Mine(Mine.Config(url=url, timeout=1), name="mine")

`part` is the part at work on something real. `OverHttp` adds what every part does that asks over the network, while
what it asks is in trouble. What else a class needs (a show that the catalogue has, …) stands in its docstring.
"""

from __future__ import annotations

import pytest

# The asserts of the tests below explain themselves, as those in a test file do; before they are imported.
pytest.register_assert_rewrite(f"{__name__}.common", f"{__name__}.ports")

from airdate.testing.common import Conformance, OverHttp  # noqa: E402
from airdate.testing.ports.catalogue import CatalogueConformance, SceneCatalogueConformance  # noqa: E402
from airdate.testing.ports.downloader import DownloaderConformance  # noqa: E402
from airdate.testing.ports.encoder import EncoderConformance  # noqa: E402
from airdate.testing.ports.indexer import IndexerConformance  # noqa: E402
from airdate.testing.ports.notifier import NotifierConformance  # noqa: E402
from airdate.testing.ports.player import PlayerConformance  # noqa: E402
from airdate.testing.ports.subtitler import SubtitlerConformance  # noqa: E402
from airdate.testing.ports.synchroniser import SynchroniserConformance  # noqa: E402

__all__ = [
    "CatalogueConformance",
    "Conformance",
    "DownloaderConformance",
    "EncoderConformance",
    "IndexerConformance",
    "NotifierConformance",
    "OverHttp",
    "PlayerConformance",
    "SceneCatalogueConformance",
    "SubtitlerConformance",
    "SynchroniserConformance",
]
