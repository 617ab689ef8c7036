"""The built-in parts do what their ports ask. (Download clients: test_downloaders.py, Kodi: test_kodi.py.)"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from pytest_httpserver import HTTPServer

from airdate.testing import (
    CatalogueConformance,
    EncoderConformance,
    IndexerConformance,
    NotifierConformance,
    OverHttp,
    PlayerConformance,
    SceneCatalogueConformance,
    SubtitlerConformance,
    SynchroniserConformance,
)
from airdate.testing.ports.player import Shown
from demo.catalogue import CatalogueServer
from demo.indexer import Indexer as DemoIndexer
from demo.mediaserver import MediaServer
from demo.shows import TIN_ORCHARD
from demo.subtitles import SubtitleServer
from integrations.anime_lists import AnimeLists
from integrations.apprise import Apprise
from integrations.archive import InternetArchive
from integrations.ffmpeg import FFmpeg
from integrations.ffsubsync import FFsubsync
from integrations.jellyfin import Jellyfin
from integrations.rss import RSS
from integrations.subliminal import Subliminal
from integrations.torznab import Torznab
from integrations.tvdb import TVDB
from integrations.tvmaze import TVmaze
from integrations.webhook import Webhook
from integrations.xem import XEM
from pipeline.model import ShowInfo, SubtitleQuery, Wanted
from tests.integrations import test_anime_lists, test_archive, test_subliminal, test_xem
from tests.integrations.ffsubsync import test_ffsubsync
from tests.rigs.library import file_episode
from tests.rigs.transmission import random_file

NOW = datetime(2026, 11, 22, 20, 15, tzinfo=UTC)
ORCHARD = ShowInfo(
    title=TIN_ORCHARD.title, tvdb_id=TIN_ORCHARD.tvdb_id, tvmaze_id=TIN_ORCHARD.tvmaze_id, imdb_id=TIN_ORCHARD.imdb_id
)
RELEASE = "The.Tin.Orchard.S01E02.720p.WEB.h264-DEMO"

# Fixtures of the parts' own tests.
xem_site, anime_site, subtitle_site = test_xem.site, test_anime_lists.site, test_subliminal.site
spoken = test_ffsubsync.video

# ---------------------------------------------------------------------------------------------------------- catalogues


class OfTheDemo(CatalogueConformance, OverHttp):
    """A catalogue as the demo's server speaks it."""

    @pytest.fixture
    def server(self) -> Iterator[CatalogueServer]:
        with CatalogueServer(now=NOW) as server:
            yield server

    @pytest.fixture
    def known(self) -> ShowInfo:
        return ORCHARD


class TestTVmaze(OfTheDemo):
    @pytest.fixture
    def part(self, server: CatalogueServer) -> TVmaze:
        return self.at(server.tvmaze_url)

    def at(self, url: str) -> TVmaze:
        return TVmaze(TVmaze.Config(url=url, timeout=1, calls_per_window=1000), name="tvmaze")


class TestTVDB(OfTheDemo):
    @pytest.fixture
    def part(self, server: CatalogueServer) -> TVDB:
        return TVDB(TVDB.Config(url=server.tvdb_url, api_key=server.api_key), name="tvdb")

    def at(self, url: str) -> TVDB:
        return TVDB(TVDB.Config(url=url, api_key="a key", timeout=1), name="tvdb")


class TestXEM(SceneCatalogueConformance, OverHttp):
    @pytest.fixture
    def part(self, xem_site: HTTPServer) -> XEM:
        return self.at(xem_site.url_for(""))

    def at(self, url: str) -> XEM:
        return test_xem.make(url, timeout=1)

    @pytest.fixture
    def mapped(self) -> ShowInfo:
        return test_xem.SHOW


class TestAnimeLists(SceneCatalogueConformance, OverHttp):
    @pytest.fixture
    def part(self, anime_site: HTTPServer) -> AnimeLists:
        return self.at(anime_site.url_for("/anime-list.xml"))

    def at(self, url: str) -> AnimeLists:
        return test_anime_lists.make(url, timeout=1)

    @pytest.fixture
    def mapped(self) -> ShowInfo:
        return test_anime_lists.SHOW


# ------------------------------------------------------------------------------------------------------------ indexers


class TestTorznab(IndexerConformance, OverHttp):
    @pytest.fixture
    def part(self, tmp_path: Path) -> Iterator[Torznab]:
        with DemoIndexer(tmp_path / "indexer") as server:
            for title in (RELEASE, "Another.Show.S01E01"):
                server.offer(title, random_file(tmp_path / "film.mkv", 1000), tvdb_id=len(title))
            yield Torznab(Torznab.Config(url=server.api_url, api_key=server.api_key), name="torznab")

    def at(self, url: str) -> Torznab:
        return Torznab(Torznab.Config(url=url, api_key="a key", timeout=1), name="torznab")

    @pytest.fixture
    def wanted(self) -> Wanted:
        return Wanted(show=ShowInfo(title="The Tin Orchard"), season=1, number=2)


class TestRSS(IndexerConformance, OverHttp):
    @pytest.fixture
    def part(self, tmp_path: Path, httpserver: HTTPServer) -> Iterator[RSS]:
        with DemoIndexer(tmp_path / "indexer") as server:
            server.offer(RELEASE, random_file(tmp_path / "film.mkv", 1000))
            link = f"{server.url}/dl/1?apikey={server.api_key}"
            item = f"<item><title>{RELEASE}</title><enclosure url='{link}' type='application/x-bittorrent'/></item>"
            feed = f'<?xml version="1.0"?><rss version="2.0"><channel>{item}</channel></rss>'
            httpserver.expect_request("/feed").respond_with_data(feed, content_type="application/rss+xml")
            yield RSS(RSS.Config(url=httpserver.url_for("/feed")), name="feed")

    def at(self, url: str) -> RSS:
        return RSS(RSS.Config(url=f"{url}/feed", timeout=1), name="feed")

    @pytest.fixture
    def wanted(self) -> Wanted:
        return Wanted(show=ShowInfo(title="The Tin Orchard"), season=1, number=2)


class TestInternetArchive(IndexerConformance, OverHttp):
    @pytest.fixture
    def part(self, tmp_path: Path, httpserver: HTTPServer) -> InternetArchive:
        with DemoIndexer(tmp_path / "indexer") as server:
            info_hash = server.offer(RELEASE, random_file(tmp_path / "film.mp4", 1000))
            torrent = server.torrent_of(info_hash)
        item = test_archive.listed("item", "The Tin Orchard S01E02", btih=info_hash)
        library = test_archive.Library(httpserver, [item], {"item": ["film.mp4"]})
        httpserver.expect_request("/download/item/item_archive.torrent").respond_with_data(torrent)
        return library.open()

    def at(self, url: str) -> InternetArchive:
        return InternetArchive(InternetArchive.Config(url=url, timeout=1), name="archive")

    @pytest.fixture
    def wanted(self) -> Wanted:
        return test_archive.EPISODE


# ---------------------------------------------------------------------------------------------------------- the others


class TestSubliminal(SubtitlerConformance):
    @pytest.fixture
    def part(self, subtitle_site: SubtitleServer) -> Subliminal:
        subtitle_site.add("en", test_subliminal.TEXT, **test_subliminal.THIS)
        return test_subliminal.subliminal(subtitle_site)

    @pytest.fixture
    def query(self) -> SubtitleQuery:
        return test_subliminal.query(languages=("en", "fr"))


@pytest.mark.needs("ffmpeg")
class TestFFmpeg(EncoderConformance):
    @pytest.fixture
    def part(self) -> FFmpeg:
        return FFmpeg(FFmpeg.Config(hardware="off", preset="ultrafast"), name="ffmpeg")


@pytest.mark.needs("ffmpeg")
class TestFFsubsync(SynchroniserConformance):
    @pytest.fixture
    def video(self, spoken: Path) -> Path:
        return spoken

    @pytest.fixture
    def part(self) -> FFsubsync:
        return test_ffsubsync.make()

    @pytest.fixture
    def srt(self) -> str:
        return test_ffsubsync.timed(lambda at: at)


class TestWebhook(NotifierConformance):
    @pytest.fixture
    def part(self, httpserver: HTTPServer) -> Webhook:
        httpserver.expect_request("/hook").respond_with_data("")
        return Webhook(Webhook.Config(url=SecretStr(httpserver.url_for("/hook")), private=True), name="webhook mine")


class TestApprise(NotifierConformance):
    @pytest.fixture
    def part(self, httpserver: HTTPServer) -> Apprise:
        httpserver.expect_request("/json").respond_with_data("")
        url = httpserver.url_for("/json").replace("http://", "json://")
        return Apprise(Apprise.Config(urls=(SecretStr(url),)), name="notify family")


class TestJellyfin(PlayerConformance, OverHttp):
    @pytest.fixture
    def server(self, tmp_path: Path) -> Iterator[MediaServer]:
        (tmp_path / "library" / ".airdate").mkdir(parents=True)
        with MediaServer(tmp_path / "library") as server:
            yield server

    @pytest.fixture
    def part(self, server: MediaServer) -> Jellyfin:
        return Jellyfin(Jellyfin.Config(url=server.url, api_key=server.api_key, user="Ada"), name="jellyfin")

    def at(self, url: str) -> Any:
        return Jellyfin(Jellyfin.Config(url=url, api_key="a key", timeout=1), name="jellyfin")

    @pytest.fixture
    def shown(self, server: MediaServer) -> Shown:
        filed = file_episode(server.root)
        server.scan()
        return Shown(filed.show, filed.episode, filed.video)


def test_the_built_in_parts_are_all_here() -> None:
    """Who adds one adds its class, too."""
    import tests.integrations.test_downloaders as downloaders
    import tests.integrations.test_kodi as kodi
    from tests.test_project import PLUGINS

    tried = {name.removeprefix("Test").lower() for room in (globals(), vars(downloaders), vars(kodi)) for name in room}
    assert {name.replace("_", "") for _, name in PLUGINS} <= tried | {"archive"}
