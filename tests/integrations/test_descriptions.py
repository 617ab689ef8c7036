"""Every request of ours to Jellyfin and TVDB, and every answer of the pretend ones, is as the makers describe it."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
import tvdb_v4_official

from bot.chat.pictures import blank
from demo.catalogue import CatalogueServer
from demo.mediaserver import MediaServer
from demo.server import Exchange
from demo.shows import SHOWS, TIN_ORCHARD
from integrations import jellyfin as jellyfin_module
from integrations import tvdb as tvdb_module
from integrations.jellyfin import Jellyfin, asking, looking
from integrations.tvdb import TVDB
from pipeline.errors import NotFound
from pipeline.model import PlayerItem, ShowInfo
from tests.rigs import calls, openapi
from tests.rigs.library import EPISODE, file_episode
from tests.rigs.transmission import until

# CI has no descriptions and lets nothing be skipped, so there these tests do not exist.
__test__ = openapi.described() or os.environ.get("CI") != "true"

pytestmark = openapi.needs_descriptions

# All that the library offers for asking TVDB, whether we use it or not.
TVDB_METHODS = {name for name in vars(tvdb_v4_official.TVDB) if not name.startswith("_")} - {"get_req_links"}
KEY = "some-long-secret-key"


def assert_described(name: str, exchanges: list[Exchange], prefix: str = "") -> None:
    wrong = [
        problem for exchange in exchanges if not exchange.bent for problem in openapi.problems(name, exchange, prefix)
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", openapi.JELLYFIN)
def test_all_that_jellyfin_is_asked(tmp_path: Path, name: str) -> None:
    version = name.removeprefix("jellyfin-").removesuffix(".json")
    with MediaServer(tmp_path, api_key=KEY, version=version) as server:
        with calls.every_one_made({"get", "post", "delete"}, jellyfin_module, asking, looking):
            everything(server)
        item = next(item for item in server.items() if item.picture)
        for path in ("/System/Info/Public", f"/Items/{item.id}/Images/Primary"):
            assert requests.get(server.url + path, timeout=10).ok

        # The page that the demo shows instead of Jellyfin's, and the film itself, are no part of its API.
        assert calls.left_out(server, but=("/web", "/Videos")) == []
        assert_described(name, server.exchanges)


def shown(find: Callable[[], PlayerItem]) -> PlayerItem | None:
    """What it finds, once it shows it: it looks at its folders in its own time."""
    try:
        return find()
    except NotFound:
        return None


def everything(server: MediaServer) -> None:
    """All that the integration can do."""
    jellyfin = Jellyfin(Jellyfin.Config(url=server.url, api_key=KEY, user="Ada"), name="jellyfin")
    anonymous = Jellyfin(Jellyfin.Config(url=server.url, api_key=KEY), name="jellyfin")
    filed = file_episode(server.root)
    filed.video.with_name(f"{filed.video.stem}-thumb.png").write_bytes(blank())
    file_episode(server.root, episode=replace(EPISODE, season=0, number=1, title="Special"))
    jellyfin.check()
    jellyfin.refresh(filed.video)
    until(lambda: True if server.items() else None)
    # What cannot be refreshed by itself is hinted at, and what is not even heard is looked at with all the rest.
    os.utime(filed.video)
    server.fail_next(404, path_prefix="/Items/")
    jellyfin.refresh(filed.video)
    server.fail_next(404, path_prefix="/Items/")
    server.fail_next(404, path_prefix="/Library/Media")
    os.utime(filed.video)
    jellyfin.refresh(filed.video)
    item = until(lambda: shown(lambda: jellyfin.find(filed.show, filed.episode, filed.video)))
    anonymous.find(filed.show, filed.episode, filed.video)
    screen = server.add_screen("Living room", "Ada")
    server.add_screen("Nobody's")
    jellyfin.play(item.id, screen.id)
    jellyfin.sessions()
    jellyfin.mark_watched(item.id)
    jellyfin.watched_among({filed.video: None})
    jellyfin.mark_watched(item.id, watched=False)
    jellyfin.latest()
    for player in (jellyfin, anonymous):
        for library in player.browse():
            for show in player.browse(library.id):
                for season in player.browse(show.id):
                    player.browse(season.id)


def test_all_that_tvdb_is_asked() -> None:
    japanese = replace(
        TIN_ORCHARD,
        original_title="Buriki no Kajuen",
        language="Japanese",
        country="JP",
        tvmaze_id=3,
        tvdb_id=4,
        imdb_id="tt5",
    )
    with CatalogueServer([*SHOWS, japanese], tvdb_page_size=4) as server:
        tvdb = TVDB(TVDB.Config(url=server.tvdb_url, api_key=server.api_key), name="tvdb")
        with calls.every_one_made(TVDB_METHODS, tvdb_module):
            tvdb.check()
            tvdb.search("tin orchard")
            for ids in (ShowInfo(title="", tvdb_id=TIN_ORCHARD.tvdb_id), ShowInfo(title="", imdb_id="tt5")):
                tvdb.show(ids)
                tvdb.episodes(ids)
            server.listing.retitle(TIN_ORCHARD, 1, 1, "Scrap Iron")
            tvdb.changed_since(datetime.now(UTC) - timedelta(days=1))
        token = server.exchanges[-1].headers["authorization"]
        spoken = f"{server.tvdb_url}series/{TIN_ORCHARD.tvdb_id}/translations/eng"  # what others may ask of the demo
        assert requests.get(spoken, headers={"Authorization": token}, timeout=10).ok

        assert calls.left_out(server, within="/v4") == []
        assert_described(openapi.TVDB, server.exchanges, prefix="/v4")


def test_a_mistake_is_noticed(tmp_path: Path) -> None:
    """The check itself works: it tells a wrong parameter, a wrong value and a wrong answer."""
    with MediaServer(tmp_path, api_key=KEY) as server:
        Jellyfin(Jellyfin.Config(url=server.url, api_key=KEY), name="jellyfin").latest()
        (good,) = server.exchanges
    name = openapi.JELLYFIN[1]

    assert openapi.problems(name, good) == []
    assert openapi.problems(name, replace(good, query="isMissing=perhaps"))
    assert openapi.problems(name, replace(good, query="providerId=5"))
    assert openapi.problems(name, replace(good, path="/Itemz"))
    assert openapi.problems(name, replace(good, status=418))
    assert openapi.problems(name, replace(good, answer=b'{"Items": [{"Id": 5}]}'))
    assert openapi.problems(name, replace(good, answer=b'{"Items": [{"Invented": true}]}'))
    assert openapi.problems(
        name, replace(good, headers={k: v for k, v in good.headers.items() if k != "authorization"})
    )
