"""Kodi: a real one, and for what a real one does not do on demand, servers that answer like one in trouble."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from airdate.testing import OverHttp, PlayerConformance
from airdate.testing.ports.player import Shown
from airdate.testing.trouble import TROUBLES, Trouble, error_of, nobody, server_in, silent_server
from bot.chat.pictures import blank
from demo.server import LoopbackServer
from integrations.ffmpeg import FFmpeg
from integrations.kodi import Kodi
from pipeline.errors import BadResponse, Later, NotFound, Unauthorized, Unreachable
from pipeline.model import EpisodeInfo, PlayerItem, ShowInfo
from pipeline.model.jobs import JobKind
from pipeline.model.reasons import NO_REASON
from pipeline.ports import Player
from pipeline.services import rename
from pipeline.steps.file import file
from pipeline.steps.refresh import refresh
from pipeline.steps.results import Downloaded, Refreshed, Subtitled, Transcoded
from pipeline.store import leases
from pipeline.store.tables import episode as episode_table
from pipeline.store.tables import show as show_table
from tests.rigs.core import active_jobs_of, short_runner
from tests.rigs.kodi import NAME, PASSWORD, RunningKodi, kodi
from tests.rigs.library import EPISODE, SHOW, Filed, file_episode
from tests.rigs.market import STAGES, market, offered

needs_kodi = pytest.mark.needs("kodi", "Xvfb", "ffmpeg")


def make(url: str, **settings: object) -> Kodi:
    config = {"url": url, "username": NAME, "password": PASSWORD, **settings}
    return Kodi(Kodi.Config.model_validate(config), name="kodi")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningKodi]:
    with kodi(tmp_path_factory.mktemp("kodi")) as running:
        yield running


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("clip") / "clip.mkv"
    source = ("-f", "lavfi", "-i", "testsrc2=duration=20:size=320x180:rate=10")
    subprocess.run(
        ["ffmpeg", "-v", "error", *source, "-c:v", "libx264", "-preset", "ultrafast", str(path)], check=True, timeout=60
    )
    return path.read_bytes()


@pytest.fixture
def player(running: RunningKodi) -> Iterator[Kodi]:
    yield make(running.url)
    for folder in running.library.iterdir():
        shutil.rmtree(folder)
    running.idle()
    for show in running.call("VideoLibrary.GetTVShows").get("tvshows", []):
        running.call("VideoLibrary.RemoveTVShow", tvshowid=show["tvshowid"])


def until_found(running: RunningKodi, player: Kodi, filed: Filed) -> PlayerItem:
    def look() -> PlayerItem | None:
        try:
            return player.find(filed.show, filed.episode, filed.video)
        except NotFound:
            return None

    return running.until(look)


@needs_kodi
class TestKodi(PlayerConformance, OverHttp):
    @pytest.fixture
    def part(self, player: Kodi) -> Kodi:
        return player

    @pytest.fixture
    def shown(self, running: RunningKodi, player: Kodi, clip: bytes) -> Shown:
        filed = file_episode(running.library, content=clip)
        player.refresh(filed.video)
        until_found(running, player, filed)
        return Shown(filed.show, filed.episode, filed.video)

    def at(self, url: str) -> Kodi:
        return make(url, timeout=1)


@needs_kodi
def test_a_filed_episode_appears_is_played_and_marked(running: RunningKodi, player: Kodi, clip: bytes) -> None:
    assert isinstance(player, Player)
    assert str(player.check()).startswith("Kodi ")
    filed = file_episode(running.library, content=clip)
    with pytest.raises(NotFound, match="does not show"):
        player.find(filed.show, filed.episode, filed.video)

    player.refresh(filed.video)
    item = until_found(running, player, filed)

    (show,) = running.call("VideoLibrary.GetTVShows", properties=["title", "year", "uniqueid", "plot"])["tvshows"]
    assert (show["title"], show["year"], show["plot"]) == (SHOW.title, SHOW.year, SHOW.overview)
    assert show["uniqueid"] == {"tvdb": "99900101", "tvmaze": "9900101", "imdb": "tt99900101"}
    (row,) = running.call(
        "VideoLibrary.GetEpisodes", properties=["title", "season", "episode", "uniqueid", "plot", "file"]
    )["episodes"]
    assert (row["title"], row["season"], row["episode"]) == (EPISODE.title, 2, 4)
    assert row["uniqueid"] == {"tvdb": "888", "tvmaze": "777"}
    assert (row["plot"], row["file"]) == (EPISODE.overview, str(filed.video))
    assert (item.title, item.path) == (f"{SHOW.title} S02E04 {EPISODE.title}", str(filed.video))

    known = player.show_in(filed.video.parent.parent)
    assert known is not None
    assert (known.title, known.tvdb_id, known.imdb_id) == (SHOW.title, SHOW.tvdb_id, SHOW.imdb_id)
    assert player.show_in(running.library / "Nothing") is None
    played_and_marked(running, player, item)
    assert not player.find(filed.show, filed.episode, filed.video).watched


def played_and_marked(running: RunningKodi, player: Kodi, item: PlayerItem) -> None:
    (screen,) = player.sessions()
    assert screen.name == "Test room"
    player.play(item.id, screen.id)
    running.until(lambda: running.call("Player.GetActivePlayers") or None)
    playing = running.call("Player.GetItem", playerid=1)["item"]
    assert (playing["type"], str(playing["id"])) == ("episode", item.id)
    running.call("Player.Stop", playerid=1)
    running.until(lambda: True if not running.call("Player.GetActivePlayers") else None)

    player.mark_watched(item.id)
    assert player.watched(item.id)
    assert running.call("VideoLibrary.GetEpisodeDetails", episodeid=int(item.id), properties=["playcount"])[
        "episodedetails"
    ]["playcount"]
    player.mark_watched(item.id, watched=False)
    assert not player.watched(item.id)


@needs_kodi
def test_what_was_replaced_under_another_name_is_forgotten(running: RunningKodi, player: Kodi, clip: bytes) -> None:
    old = file_episode(running.library, content=clip)
    player.refresh(old.video)
    until_found(running, player, old)
    new = old.video.with_name(old.video.name.replace(".mkv", " again.mkv"))
    old.video.with_suffix(".nfo").rename(new.with_suffix(".nfo"))
    old.video.rename(new)
    os.utime(new.parent, (time.time() + 60, time.time() + 60))  # Kodi sees whole seconds; upgrades are hours apart
    asked: set[Path] = set()

    def shown() -> list[str] | None:
        for path in (new, old.video):
            if path not in asked:
                try:
                    player.refresh(path)
                    asked.add(path)
                except Unreachable:  # it is reading its folders
                    return None
        rows = running.call("VideoLibrary.GetEpisodes", properties=["file"]).get("episodes", [])
        return [row["file"] for row in rows] if len(rows) == 1 else None

    assert running.until(shown) == [str(new)]


@needs_kodi
def test_what_the_line_files_appears_is_played_and_follows_a_new_number(
    running: RunningKodi, player: Kodi, clip: bytes, tmp_path: Path
) -> None:
    """`file` and `refresh` as they run in the line, up to the screen; then a catalogue that renumbers."""
    house = market(tmp_path, library=running.library)
    source = tmp_path / "downloads" / "Lantern.Row.S01E01.1080p.WEB-DL.H.264-FAIR.mkv"
    source.parent.mkdir()
    source.write_bytes(clip)
    made = Transcoded(
        path=str(source), source=str(source), container="mkv", untouched=True, why=NO_REASON, duration=20.0
    )
    got = Downloaded(info_hash="ab" * 20, path=str(source), release=offered())
    with LoopbackServer(Starlette(routes=[Route("/{name}", _picture)])) as server:
        show = replace(house.show, tvdb_id=99, poster_url=f"{server.url}/poster", overview="Nine lanterns.")
        episode = replace(house.episodes[0], image_url=f"{server.url}/still", tvdb_id=77)
        args = (house.jobs[0], show, episode, got, made, Subtitled(files=()), FFmpeg(FFmpeg.Config(), name="ffmpeg"))
        filed = file(*args, house.store, house.settings, house.context(), [player])

    def until_shown() -> Refreshed | None:
        try:
            return refresh(show, episode, filed, [player], house.settings, work)
        except Later:
            return None

    work = house.context()
    done = running.until(until_shown)
    assert (done.silent, done.items[0].path) == ((), filed.path)
    (row,) = running.call("VideoLibrary.GetEpisodes", properties=["season", "episode", "title", "uniqueid", "art"])[
        "episodes"
    ]
    assert (row["season"], row["episode"], row["title"], row["uniqueid"]["tvdb"]) == (1, 1, episode.title, "77")
    assert unquote(row["art"]["thumb"]) == f"image://{Path(filed.path).with_suffix('')}-thumb.png/"
    assert unquote(row["art"]["tvshow.poster"]) == f"image://{running.library}/{show.name} [tvdbid-99]/poster.png/"
    (known,) = running.call("VideoLibrary.GetTVShows", properties=["title", "year", "uniqueid", "plot"])["tvshows"]
    assert (known["title"], known["year"], known["plot"]) == (show.title, show.year, show.overview)
    assert known["uniqueid"] == {"tvdb": "99", "tvmaze": str(show.tvmaze_id)}
    played_and_marked(running, player, done.items[0])

    with house.store.write() as db:
        leases.cancel_job(db, house.jobs[0].id)
        leases.let_go_of_files(db, house.jobs[0].id)
        db.execute(show_table.update().values(tvdb_id=99))
        db.execute(episode_table.update().values(number=7))
        jobs = rename.order(db, rename.proposed(db, house.settings), STAGES)
    running.idle()
    runner = short_runner(house.store, house.settings, [player])
    runner.carry_out(jobs)
    runner.carry_out(active_jobs_of(house.store, JobKind.SHOW))
    house.store.close()

    def renumbered() -> list[tuple[int, str]] | None:
        told = running.call("VideoLibrary.GetEpisodes", properties=["episode", "file"]).get("episodes", [])
        return [(r["episode"], r["file"]) for r in told] if [r["episode"] for r in told] == [7] else None

    assert running.until(renumbered) == [(7, filed.path.replace("S01E01", "S01E07"))]


async def _picture(request: Request) -> Response:
    return Response(blank(), media_type="image/png")


@needs_kodi
def test_a_video_that_is_gone_is_forgotten_and_shown_again_when_it_is_back(
    running: RunningKodi, player: Kodi, clip: bytes
) -> None:
    filed = file_episode(running.library, content=clip)
    other = file_episode(running.library, episode=replace(EPISODE, number=5, title="Stays"), content=clip)
    player.refresh(filed.video)
    player.mark_watched(until_found(running, player, filed).id)
    running.idle()
    assert player.watched_among(dict.fromkeys([filed.video, other.video])) == {filed.video}

    filed.video.rename(running.library.parent / "away")
    player.refresh(filed.video)
    running.idle()
    assert isinstance(error_of(lambda: player.find(filed.show, filed.episode, filed.video)), NotFound)
    assert player.find(other.show, other.episode, other.video).path == str(other.video)
    assert player.watched_among(dict.fromkeys([filed.video, other.video])) == set()

    (running.library.parent / "away").rename(filed.video)
    later = time.time() + 60  # Kodi tells a folder that changed by its time, in whole seconds
    os.utime(filed.video.parent, (later, later))
    player.refresh(filed.video)
    assert until_found(running, player, filed).path == str(filed.video)


@needs_kodi
def test_only_the_one_show_is_looked_at(running: RunningKodi, player: Kodi) -> None:
    filed = file_episode(running.library)
    other = file_episode(running.library, ShowInfo(title="Söns & 50%, “Qui?”", year=2026, tvdb_id=77))

    player.refresh(other.video)
    until_found(running, player, other)
    running.idle()

    with pytest.raises(NotFound):
        player.find(filed.show, filed.episode, filed.video)
    player.refresh(filed.video.parent)
    until_found(running, player, filed)


@needs_kodi
def test_the_library_can_be_walked(running: RunningKodi, player: Kodi) -> None:
    filed = file_episode(running.library)
    file_episode(running.library, episode=EpisodeInfo(season=1, number=10, title="Ten"))
    file_episode(running.library, episode=EpisodeInfo(season=1, number=9, title="Nine"))
    player.refresh(filed.video)
    until_found(running, player, filed)
    running.idle()

    shows, films = player.browse()
    assert (shows.kind, films.kind, player.browse(films.id)) == ("library", "library", [])
    (show,) = player.browse(shows.id)
    seasons = player.browse(show.id)
    assert [(s.kind, s.season, s.opens) for s in seasons] == [("season", 1, True), ("season", 2, True)]
    assert [(e.number, e.title, e.opens) for e in player.browse(seasons[0].id)] == [
        (9, "Nine", False),
        (10, "Ten", False),
    ]
    assert len(player.latest()) == 3
    assert len(player.latest(limit=1)) == 1
    assert player.users() == []


@needs_kodi
def test_finds_a_file_under_the_name_that_kodi_has_for_it(running: RunningKodi, player: Kodi) -> None:
    filed = file_episode(running.library)
    mapped = make(running.url, folders={str(running.library): "/srv/library"})
    ours = Path("/srv/library") / filed.video.relative_to(running.library)

    mapped.refresh(ours)
    until_found(running, mapped, replace(filed, video=ours))

    assert make(running.url).find(filed.show, filed.episode, ours)  # by its name alone
    with pytest.raises(NotFound):
        player.find(filed.show, replace(filed.episode, number=5), filed.video)


@needs_kodi
def test_a_look_is_not_asked_for_while_kodi_looks(running: RunningKodi, player: Kodi) -> None:
    """It would stop the look that is going on."""
    for number in range(80):
        file_episode(running.library, replace(SHOW, title=f"Show {number:02}", tvdb_id=number + 1))
    running.call("VideoLibrary.Scan", directory=f"{running.library}/", showdialogs=False)

    error = error_of(lambda: player.refresh(running.library / "Show 00 (2025)"))

    assert isinstance(error, Unreachable)
    assert error.retry_after
    running.idle()
    assert running.call("VideoLibrary.GetTVShows")["limits"]["total"] == 80


@needs_kodi
def test_what_kodi_does_not_have_is_missing(running: RunningKodi, player: Kodi) -> None:
    for item in ("999", "movie:999", "show:999", "nonsense"):
        for call in (lambda i: player.play(i, "kodi"), player.mark_watched, player.watched):
            assert isinstance(error_of(lambda c=call, i=item: c(i)), NotFound)  # type: ignore[misc]
    assert isinstance(error_of(lambda: player.play("1", "another screen")), NotFound)
    assert isinstance(error_of(lambda: player.browse("nonsense")), NotFound)


@needs_kodi
def test_a_wrong_password_is_refused(running: RunningKodi) -> None:
    wrong = make(running.url, password="not-the-password")

    error = error_of(wrong.check)

    assert isinstance(error, Unauthorized)
    assert "username and password" in error.text
    assert "not-the-password" not in f"{error!r} {wrong._config!r}"


@pytest.mark.parametrize("trouble", [t for t in TROUBLES if t.name != "JSON of another kind"], ids=lambda t: t.name)
def test_each_trouble_becomes_its_error(trouble: Trouble) -> None:
    """It has one address: who has nothing there is no Kodi."""
    becomes = BadResponse if trouble.becomes is NotFound else trouble.becomes
    with server_in(trouble) as server:
        player = make(server.url)
        for call in (player.check, lambda: player.find(SHOW, EPISODE, Path("/x/y.mkv")), lambda: player.watched("1")):
            assert type(error_of(call)) is becomes


def test_nobody_there_is_unreachable() -> None:
    with nobody() as url:
        assert isinstance(error_of(make(url).check), Unreachable)


def test_silence_is_unreachable() -> None:
    with silent_server() as server:
        assert isinstance(error_of(make(server.url, timeout=0.3).check), Unreachable)


def test_an_odd_row_costs_only_itself() -> None:
    path = Path("/tv/Show/Season 01/Show - S01E01.mkv")
    film = {"episodeid": 5, "season": 1, "episode": 1, "title": "Pilot", "file": str(path)}
    rows = {
        "tvshows": [None, {"label": "?", "file": "/tv/Show/"}, {"tvshowid": 1, "title": "Show", "file": "/tv/Show/"}],
        "episodes": [None, "text", {"episodeid": 4}, film],
    }

    async def answer(_: Request) -> Response:
        return JSONResponse({"id": 1, "result": rows})

    with LoopbackServer(Starlette(routes=[Route("/jsonrpc", answer, methods=["POST"])])) as server:
        player = make(server.url)
        assert player.find(ShowInfo(title="Show"), EpisodeInfo(season=1, number=1), path).id == "5"
        assert [item.id for item in player.latest()] == ["5"]
        assert [entry.id for entry in player.browse("season:1:1")] == ["5"]


def test_what_kodi_says_against_a_call_is_repeated() -> None:
    body = json.dumps({"id": 1, "error": {"code": -32601, "message": "Method not found."}}).encode()
    with server_in(Trouble("too old", BadResponse, body=body)) as server:
        assert "it says “Method not found”" in error_of(make(server.url).check).text


def test_a_mark_that_does_not_show_is_not_believed() -> None:
    async def forgetful(request: Request) -> Response:
        asked = await request.json()
        details = {"episodedetails": {"episodeid": 1, "playcount": 0}}
        return JSONResponse({"id": 1, "result": details if "Get" in asked["method"] else "OK"})

    with LoopbackServer(Starlette(routes=[Route("/jsonrpc", forgetful, methods=["POST"])])) as server:
        assert isinstance(error_of(lambda: make(server.url).mark_watched("1")), Unreachable)


def test_without_a_name_no_credentials_are_sent() -> None:
    with server_in(Trouble("fine", NotFound, body=json.dumps({"id": 1, "result": {"tvshows": []}}).encode())) as server:
        assert make(server.url, username="").browse("shows") == []

        assert "authorization" not in server.exchanges[0].headers
