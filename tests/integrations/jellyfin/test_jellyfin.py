"""Jellyfin, against a server that speaks as Jellyfin 10.10 to 12.0 do, over a real folder."""

from __future__ import annotations

import base64
import logging
import os
import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from airdate.testing.trouble import TROUBLES, Trouble, each_trouble, error_of, nobody, server_in, silent_server
from demo.mediaserver import MediaServer
from demo.server import LoopbackServer
from integrations.common.settings import Access
from integrations.jellyfin import Jellyfin
from integrations.jellyfin.address import Guess
from integrations.jellyfin.items import played_since
from pipeline.errors import BadResponse, NotFound, Unauthorized, Unreachable
from pipeline.model import EpisodeInfo, PlayerItem, ShowInfo
from pipeline.ports import Player
from tests.rigs.library import EPISODE, SHOW, Filed, file_episode
from tests.rigs.transmission import until

VERSIONS = ("10.10.7", "10.11.11", "12.0.0")
KEY = "some-long-secret-key"
BASIC = f"Basic {base64.b64encode(b'ada:pass').decode()}"


def make(url: str, **settings: object) -> Jellyfin:
    config = {"url": url, "api_key": KEY, **settings}
    return Jellyfin(Jellyfin.Config.model_validate(config), name="jellyfin")


@pytest.fixture(params=VERSIONS)
def server(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[MediaServer]:
    root = tmp_path / "library"
    (root / ".airdate").mkdir(parents=True)  # one that is empty at the first look is a story of its own
    with MediaServer(root, api_key=KEY, version=request.param) as server:
        yield server


@pytest.fixture
def jellyfin(server: MediaServer) -> Jellyfin:
    return make(server.url, user="Ada")


def found(jellyfin: Jellyfin, filed: Filed) -> PlayerItem:
    def look() -> PlayerItem | None:
        try:
            return jellyfin.find(filed.show, filed.episode, filed.video)
        except NotFound:
            return None

    return until(look)


def test_fits_the_port_and_says_what_answered(server: MediaServer, jellyfin: Jellyfin) -> None:
    assert isinstance(jellyfin, Player)
    assert str(jellyfin.check()) == f"Jellyfin {server.version} (Living room server), shows in: Shows"


def test_a_new_show_appears_after_its_library_was_looked_at(server: MediaServer, jellyfin: Jellyfin) -> None:
    file_episode(server.root, replace(SHOW, title="Another", tvdb_id=1, tvmaze_id=None, imdb_id=None))
    server.scan()
    filed = file_episode(server.root)
    with pytest.raises(NotFound, match="does not show"):
        jellyfin.find(filed.show, filed.episode, filed.video)

    jellyfin.refresh(filed.video)
    item = found(jellyfin, filed)

    assert server.looks[0] == "Shows"
    assert server.hints == []
    assert item.title == "The Tin Orchard S02E04 Last Night's Frost"
    assert item.path == str(filed.video)
    assert item.url == f"{server.url}/web/#/details?id={item.id}"
    assert not item.watched


def test_the_first_episode_of_a_household_is_shown(tmp_path: Path) -> None:
    with MediaServer(tmp_path, api_key=KEY, version="12.0.0") as server:
        filed = file_episode(tmp_path)
        jellyfin = make(server.url)

        jellyfin.refresh(filed.video)

        assert found(jellyfin, filed).path == str(filed.video)
        assert (server.hints, server.looks) == (["*"], [])


def test_a_known_season_alone_is_looked_at_and_once_for_many_files(server: MediaServer, jellyfin: Jellyfin) -> None:
    file_episode(server.root)
    server.scan()
    filed = [file_episode(server.root, episode=replace(EPISODE, number=n)) for n in range(5, 25)]

    for each in filed:
        jellyfin.refresh(each.video)

    assert [found(jellyfin, each).path for each in filed] == [str(each.video) for each in filed]
    assert server.looks == ["Season 2"]
    late = file_episode(server.root, episode=replace(EPISODE, number=30))
    jellyfin.refresh(late.video)
    assert found(jellyfin, late)
    assert server.looks == ["Season 2", "Season 2"]


def test_a_new_season_is_its_show_s_affair(server: MediaServer, jellyfin: Jellyfin) -> None:
    file_episode(server.root)
    server.scan()
    filed = file_episode(server.root, episode=replace(EPISODE, season=3))

    jellyfin.refresh(filed.video)

    assert found(jellyfin, filed)
    assert server.looks == ["The Tin Orchard"]


def test_asked_again_it_looks_at_more(server: MediaServer, jellyfin: Jellyfin) -> None:
    file_episode(server.root)
    server.scan()
    server.look_time = 3600  # it never comes to it
    filed = file_episode(server.root, episode=replace(EPISODE, number=5))

    for _ in range(4):
        jellyfin.refresh(filed.video)

    assert server.looks == ["Season 2", "The Tin Orchard", "Shows"]
    assert server.hints == ["*"]


def test_an_episode_is_found_whatever_season_and_number_it_was_given(server: MediaServer) -> None:
    folder = server.root / "The Tin Orchard (2025) [tvdbid-99900101]" / "Season 07"
    folder.mkdir(parents=True)
    video = folder / "Frost, and nothing that tells.mkv"
    video.touch()
    server.scan()

    assert make(server.url).find(SHOW, EPISODE, video).path == str(video)
    elsewhere = Path("/elsewhere/library") / video.relative_to(server.root)
    assert make(server.url).find(SHOW, EPISODE, elsewhere).path == str(video)
    mapped = make(server.url, folders={"/theirs": "/elsewhere/other"})
    with pytest.raises(NotFound):
        mapped.find(SHOW, EPISODE, elsewhere)


def test_looking_twice_changes_nothing(server: MediaServer, jellyfin: Jellyfin) -> None:
    filed = file_episode(server.root)
    jellyfin.refresh(filed.video)
    first = found(jellyfin, filed)

    jellyfin.refresh(filed.video)

    assert found(jellyfin, filed) == first


def test_a_file_that_is_gone_goes_there_too(server: MediaServer, jellyfin: Jellyfin) -> None:
    file_episode(server.root, replace(SHOW, title="Another", tvdb_id=1, tvmaze_id=None, imdb_id=None))
    filed = file_episode(server.root)
    server.scan()

    shutil.rmtree(filed.video.parents[1])
    jellyfin.refresh(filed.video)

    assert server.looks == ["Shows"]
    until(lambda: True if len(server.items()) == 1 else None)
    assert isinstance(error_of(lambda: jellyfin.find(filed.show, filed.episode, filed.video)), NotFound)


@pytest.mark.parametrize("nfo", [True, False], ids=["with NFO", "by the folder's name"])
def test_finds_it_under_another_path_by_number_and_file_name(server: MediaServer, nfo: bool) -> None:
    filed = file_episode(server.root, nfo=nfo)
    server.scan()
    elsewhere = Path("/somewhere/else") / filed.video.relative_to(server.root)

    assert make(server.url).find(filed.show, filed.episode, elsewhere).path == str(filed.video)


def test_paths_are_told_as_jellyfin_names_them(server: MediaServer) -> None:
    filed = file_episode(server.root)
    server.scan()
    mapped = make(server.url, folders={str(server.root): "/srv/library"})
    ours = Path("/srv/library") / filed.video.relative_to(server.root)

    server.fail_next(404, path_prefix="/Items/")  # so that it tells the path
    mapped.refresh(ours)

    assert server.hints == [str(filed.video)]
    assert mapped.find(filed.show, filed.episode, ours).path == str(filed.video)


def test_an_episode_s_older_file_is_not_taken_for_the_new_one(server: MediaServer, jellyfin: Jellyfin) -> None:
    filed = file_episode(server.root, suffix=".avi")
    server.scan()

    with pytest.raises(NotFound):
        jellyfin.find(filed.show, filed.episode, filed.video.with_suffix(".mkv"))


def test_of_two_shows_with_one_name_the_right_one_is_found(server: MediaServer, jellyfin: Jellyfin) -> None:
    other = replace(SHOW, year=1987, tvdb_id=5, tvmaze_id=6, imdb_id="tt7")
    file_episode(server.root, other).video.parents[1].rename(server.root / "The Tin Orchard (1987) [tvdbid-5]")
    filed = file_episode(server.root)
    server.scan()

    assert found(jellyfin, filed).path == str(filed.video)
    assert jellyfin.find(other, EPISODE, Path("/x") / f"{other.title} (1987) - S02E04 - {EPISODE.title}.mkv")
    with pytest.raises(NotFound):
        jellyfin.find(other, EPISODE, Path("/x") / filed.video.name)


def test_a_file_of_two_episodes_is_found_for_both(server: MediaServer, jellyfin: Jellyfin) -> None:
    folder = server.root / "The Tin Orchard (2025)" / "Season 02"
    folder.mkdir(parents=True)
    video = folder / "The Tin Orchard - S02E04-E05.mkv"
    video.write_bytes(b"0")
    server.scan()

    for number in (4, 5):
        assert jellyfin.find(SHOW, EpisodeInfo(season=2, number=number), Path("/x") / video.name)
    with pytest.raises(NotFound):
        jellyfin.find(SHOW, EpisodeInfo(season=2, number=6), Path("/x") / video.name)


def test_an_odd_title_is_found(server: MediaServer, jellyfin: Jellyfin) -> None:
    show = ShowInfo(title="Söns & 50% — “Qui?” #1", year=2026, tvdb_id=77)
    filed = file_episode(server.root, show)
    jellyfin.refresh(filed.video)

    assert found(jellyfin, filed).title.startswith(show.title)


def test_an_odd_item_costs_only_itself() -> None:
    path = Path("/tv/Show/Season 01/Show - S01E01.mkv")
    episode = {"Id": "e", "Type": "Episode", "Path": str(path), "IndexNumber": 1, "ParentIndexNumber": None}
    episode["MediaSources"] = [None, {}]

    async def answer(_: Request) -> Response:
        return JSONResponse({"Items": [None, {}, "text", episode]})

    with LoopbackServer(Starlette(routes=[Route("/Items", answer)])) as server:
        server.fail_next(200, path_prefix="/System/Info", body=b"[1]")
        assert make(server.url).find(SHOW, EPISODE, path).id == "e"
        assert isinstance(error_of(make(server.url).check), BadResponse)


@pytest.mark.parametrize(
    ("told", "counts"),
    [
        ("2026-11-26T16:41:34.5720752Z", True),
        ("2026-11-26T16:41:34", True),  # a time zone is left out where its database kept none
        ("2026-11-20T16:41:34Z", False),
        ("0001-01-01T00:00:00.0000000Z", False),
        (None, False),
        ("", False),
    ],
)
def test_a_mark_counts_from_the_day_on_which_it_came(told: str | None, counts: bool) -> None:
    assert played_since({"LastPlayedDate": told}, datetime(2026, 11, 25, tzinfo=UTC)) is counts


def test_an_odd_screen_or_user_costs_only_itself() -> None:
    screen = {"Id": "tv", "DeviceName": "TV", "SupportsRemoteControl": True, "UserName": None}

    async def screens(_: Request) -> Response:
        return JSONResponse([None, {"SupportsRemoteControl": True}, {"Id": "web"}, screen])

    async def users(_: Request) -> Response:
        return JSONResponse([None, {"Id": "u"}, {"Id": "1", "Name": "Ada"}])

    with LoopbackServer(Starlette(routes=[Route("/Sessions", screens), Route("/Users", users)])) as server:
        jellyfin = make(server.url)
        assert [session.name for session in jellyfin.sessions()] == ["TV"]
        assert [user.name for user in jellyfin.users()] == ["Ada"]


def test_the_settings_for_the_way_in_are_used_and_impossible_text_is_replaced() -> None:
    body = b'{"Items": [{"Id": "e", "Type": "Episode", "Name": "Half \\ud83d of \\u0000 it"}]}'

    async def answer(request: Request) -> Response:
        allowed = request.headers.get("cookie") == "a=1" and request.headers.get("x-own") == "2"
        return Response(body if allowed else b"", 200 if allowed else 403, media_type="application/json")

    with LoopbackServer(Starlette(routes=[Route("/Items", answer)])) as server:
        jellyfin = make(f" {server.url} ", api_key=f"{KEY}\n", cookie="Cookie: a=1", headers={"X-Own": "2"})
        assert [item.title for item in jellyfin.browse("x")] == ["Half \ufffd of  it"]


@pytest.mark.parametrize("given", [{"username": "ada", "password": "pass"}, {"headers": {"authorization": BASIC}}])
def test_behind_a_proxy_with_a_password_its_own_key_goes_along_elsewhere(
    server: MediaServer, given: dict[str, object]
) -> None:
    """An Authorization can hold one of them only."""

    def forward(request: Request) -> Response:
        if request.headers.get("authorization") != BASIC:
            return Response(status_code=401, headers={"www-authenticate": 'Basic realm="home"'})
        answer = requests.get(
            f"{server.url}{request.url.path}", request.query_params, headers=request.headers, timeout=9
        )
        return Response(answer.content, answer.status_code, media_type="application/json")

    with LoopbackServer(Starlette(routes=[Route("/{path:path}", forward)])) as proxy:
        assert isinstance(error := error_of(make(proxy.url).check), Unauthorized)
        assert "username and password" in error.text
        jellyfin = make(proxy.url, user="Ada", **given)
        assert "Shows" in str(jellyfin.check())
        assert jellyfin.browse()
        assert isinstance(error_of(make(proxy.url, api_key="wrong", **given).check), Unauthorized)


def test_a_large_library_is_read_to_its_end(server: MediaServer, jellyfin: Jellyfin) -> None:
    for number in range(520):
        folder = server.root / f"Aa {number:03}"
        folder.mkdir()
        (folder / "Aa - S01E01.mkv").touch()
    filed = file_episode(server.root)
    server.scan()

    assert jellyfin.find(filed.show, filed.episode, Path("/elsewhere") / filed.video.name)


def test_falls_back_to_the_whole_library_and_says_so(
    server: MediaServer, jellyfin: Jellyfin, caplog: pytest.LogCaptureFixture
) -> None:
    server.fail_next(404, path_prefix="/Library/VirtualFolders")
    server.fail_next(404, path_prefix="/Library/Media/Updated")
    filed = file_episode(server.root)

    jellyfin.refresh(filed.video)

    assert server.hints == ["*"]
    assert found(jellyfin, filed)
    assert "look at everything" in caplog.text


def test_does_not_fall_back_when_it_is_merely_in_trouble(server: MediaServer, jellyfin: Jellyfin) -> None:
    server.fail_next(500, path_prefix="/Library/VirtualFolders")

    with pytest.raises(Unreachable):
        jellyfin.refresh(server.root)
    assert server.hints == []


def test_links_begin_with_what_people_can_reach(server: MediaServer) -> None:
    filed = file_episode(server.root)
    server.scan()
    public = make(server.url, public_url="https://tv.example.org/jf/")

    item = public.find(filed.show, filed.episode, filed.video)

    assert item.url == f"https://tv.example.org/jf/web/#/details?id={item.id}"
    assert not item.image_url or item.image_url.startswith("https://tv.example.org/jf/Items/")


def test_plays_on_a_screen(server: MediaServer, jellyfin: Jellyfin) -> None:
    filed = file_episode(server.root)
    server.scan()
    screen = server.add_screen("Living room", "Ada")
    item = found(jellyfin, filed)
    (session,) = jellyfin.sessions()
    assert (session.name, session.user) == ("Living room", "Ada")

    jellyfin.play(item.id, session.id)

    assert server.plays == [(screen.id, item.id)]


def test_a_screen_that_was_switched_off_is_missing(server: MediaServer, jellyfin: Jellyfin) -> None:
    filed = file_episode(server.root)
    server.scan()
    screen = server.add_screen("Bedroom")
    item = found(jellyfin, filed)
    server.remove_screen(screen)

    with pytest.raises(NotFound, match="switched off"):
        jellyfin.play(item.id, screen.id)


def test_marks_for_one_user_leave_the_others_alone(server: MediaServer, jellyfin: Jellyfin) -> None:
    filed = file_episode(server.root)
    server.scan()
    item = found(jellyfin, filed)

    jellyfin.mark_watched(item.id, user="grace")

    assert jellyfin.watched(item.id, "Grace")
    assert not jellyfin.watched(item.id)
    jellyfin.mark_watched(item.id)
    jellyfin.mark_watched(item.id, watched=False, user="Grace")
    assert not jellyfin.watched(item.id, "Grace")
    assert found(jellyfin, filed).watched


def test_a_mark_without_a_name_needs_a_single_user(server: MediaServer) -> None:
    with pytest.raises(Unauthorized, match="Ada, Grace"):
        make(server.url).mark_watched("1" * 32)
    with pytest.raises(Unauthorized, match="no user “Nobody”"):
        make(server.url, user="Nobody").mark_watched("1" * 32)


def test_the_only_user_needs_no_name(tmp_path: Path) -> None:
    file_episode(tmp_path)
    with MediaServer(tmp_path, api_key=KEY, users=("Ada",)) as server:
        (item,) = make(server.url).latest()
        make(server.url).mark_watched(item.id)

        assert server.mark("Ada", item.id).played


def test_what_of_some_files_a_user_has_watched_is_one_request(server: MediaServer, jellyfin: Jellyfin) -> None:
    filed = [file_episode(server.root, episode=replace(EPISODE, number=n, title=f"No {n}")) for n in range(1, 6)]
    server.scan()
    videos = [each.video for each in filed]
    for video in videos[:2]:
        jellyfin.mark_watched(next(i.id for i in server.items() if i.path == video), user="Grace")
    before = len(server.exchanges)

    assert jellyfin.watched_among(dict.fromkeys(videos[1:]), "Grace") == {videos[1]}
    assert [e.path.partition("?")[0] for e in server.exchanges[before:]] == ["/Users", "/Items"]
    assert jellyfin.watched_among(dict.fromkeys(videos), "Ada") == set()
    assert jellyfin.watched_among(dict.fromkeys([]), "Grace") == set()


def test_watched_files_are_known_by_their_folders_and_names_where_folders_are_not_set(server: MediaServer) -> None:
    filed = file_episode(server.root)
    server.scan()
    make(server.url).mark_watched(server.items()[0].id, user="Ada")
    jellyfin = make(server.url, user="Ada")
    inside = filed.video.relative_to(server.root)

    assert jellyfin.watched_among(dict.fromkeys([Path("/srv/tv") / inside])) == {Path("/srv/tv") / inside}
    assert jellyfin.watched_among(dict.fromkeys([Path("/srv/tv/Another show") / Path(*inside.parts[1:])])) == set()
    mapped = make(server.url, user="Ada", folders={str(server.root): "/srv/tv"})
    assert mapped.watched_among(dict.fromkeys([Path("/srv/tv") / inside])) == {Path("/srv/tv") / inside}


def test_a_mark_counts_only_when_it_was_played_after_the_file_came(server: MediaServer, jellyfin: Jellyfin) -> None:
    filed = file_episode(server.root)
    server.scan()
    before = datetime.now(UTC)
    jellyfin.mark_watched(found(jellyfin, filed).id)
    filed.video.unlink()
    filed.video.with_suffix(".nfo").unlink()
    server.scan()
    after = datetime.now(UTC)

    file_episode(server.root)  # deleted, and fetched again under the same name
    server.scan()

    assert found(jellyfin, filed).watched, "the mark has outlived its file"
    assert jellyfin.watched_among({filed.video: after}) == set()
    assert jellyfin.watched_among({filed.video: before}) == {filed.video}


def test_the_mark_of_one_version_is_not_the_other_s(server: MediaServer, jellyfin: Jellyfin) -> None:
    first, second = file_episode(server.root, suffix=".mp4"), file_episode(server.root, suffix=".webm")
    server.scan()
    jellyfin.mark_watched(next(item.id for item in server.items() if item.path == first.video))

    assert jellyfin.watched_among({first.video: None, second.video: None}) == {first.video}


def test_an_item_that_is_gone_is_missing(server: MediaServer, jellyfin: Jellyfin) -> None:
    with pytest.raises(NotFound):
        jellyfin.watched("1" * 32)
    with pytest.raises(NotFound):
        jellyfin.mark_watched("1" * 32)


@pytest.mark.parametrize("user", ["", "Ada"])
def test_the_library_can_be_walked(server: MediaServer, user: str) -> None:
    filed = file_episode(server.root)
    file_episode(server.root, episode=replace(EPISODE, number=10, title="Ten"))
    file_episode(server.root, episode=replace(EPISODE, season=0, number=1, title="Special"))
    server.scan()
    jellyfin = make(server.url)

    (library,) = jellyfin.browse(user=user)
    (show,) = jellyfin.browse(library.id, user)
    seasons = jellyfin.browse(show.id, user)
    episodes = jellyfin.browse(seasons[1].id, user)

    assert (library.kind, library.title, show.kind, show.title) == ("library", "Shows", "show", filed.show.title)
    assert [(s.kind, s.season, s.opens) for s in seasons] == [("season", 0, True), ("season", 2, True)]
    assert [(e.kind, e.season, e.number, e.opens) for e in episodes] == [
        ("episode", 2, 4, False),
        ("episode", 2, 10, False),
    ]


def test_a_folder_that_is_gone_is_missing(server: MediaServer, jellyfin: Jellyfin) -> None:
    with pytest.raises(NotFound):
        jellyfin.browse("a" * 32)


def test_the_newest_come_first(server: MediaServer, jellyfin: Jellyfin) -> None:
    old = file_episode(server.root)
    new = file_episode(server.root, episode=replace(EPISODE, number=5, title="Harvest"))
    os.utime(old.video, (1_000_000_000, 1_000_000_000))
    server.scan()

    assert [item.path for item in jellyfin.latest()] == [str(new.video), str(old.video)]
    assert [item.path for item in jellyfin.latest(limit=1)] == [str(new.video)]


def test_knows_the_users(jellyfin: Jellyfin) -> None:
    assert [user.name for user in jellyfin.users()] == ["Ada", "Grace"]


def test_may_be_asked_from_several_threads(server: MediaServer, jellyfin: Jellyfin) -> None:
    filed = file_episode(server.root)
    server.scan()
    items: list[PlayerItem] = []
    threads = [threading.Thread(target=lambda: items.append(found(jellyfin, filed))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(items) == 6
    assert len(set(items)) == 1


def test_a_wrong_key_is_refused_every_time_with_what_to_do_and_without_the_key(
    server: MediaServer, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    secret = "secret-and-wrong"
    wrong = make(server.url, api_key=secret)

    errors = [error_of(wrong.check), error_of(lambda: wrong.refresh(server.root)), error_of(wrong.users)]

    assert {type(error) for error in errors} == {Unauthorized}
    assert "API Keys" in errors[0].text
    output = capsys.readouterr()
    told = caplog.text + output.out + output.err + repr(errors) + repr(wrong._config)
    assert secret not in told


def test_its_library_prints_nothing(
    server: MediaServer, jellyfin: Jellyfin, capsys: pytest.CaptureFixture[str]
) -> None:
    jellyfin.check()
    server.fail_next(500)
    error_of(jellyfin.check)

    assert capsys.readouterr() == ("", "")


def test_no_library_of_shows_is_said() -> None:
    def nothing(request: Request) -> Response:
        body = b"[]" if "Virtual" in request.url.path else b'{"Version": "10.11.0", "ProductName": "Jellyfin Server"}'
        return Response(body, media_type="application/json")

    with LoopbackServer(Starlette(routes=[Route("/{path:path}", nothing)])) as server:
        assert "Add one" in error_of(make(server.url).check).text


@each_trouble
def test_each_trouble_becomes_its_error(trouble: Trouble) -> None:
    """What every Jellyfin has is not missing: something else is there."""
    becomes = BadResponse if trouble.becomes is NotFound else trouble.becomes
    with server_in(trouble) as server:
        jellyfin = make(server.url, user="Ada")
        path = Path("/library/Show/Season 01/Show - S01E01.mkv")
        for call in (jellyfin.check, jellyfin.sessions, jellyfin.users, lambda: jellyfin.find(SHOW, EPISODE, path)):
            assert type(error_of(call)) is becomes


@pytest.mark.parametrize("trouble", ["401", "404", "500", "418", "a web page", "an answer cut off"])
def test_writes_are_not_believed_in_trouble(trouble: str) -> None:
    wrong = next(t for t in TROUBLES if t.name == trouble)
    with server_in(wrong) as server:
        jellyfin = make(server.url)
        becomes = BadResponse if wrong.becomes is NotFound else wrong.becomes
        assert isinstance(error_of(lambda: jellyfin.refresh(Path("/library"))), becomes)
        assert isinstance(error_of(lambda: jellyfin.play("1", "2")), wrong.becomes)


def test_asks_once_only_and_never_a_post_as_a_get() -> None:
    """The library's own way is to ask again five times, and a POST then becomes a GET."""
    with server_in(Trouble("502", Unreachable, 502)) as server:
        error_of(lambda: make(server.url).play("1", "2"))

        assert [e.method for e in server.exchanges] == ["POST"]


def test_an_address_that_leads_elsewhere_is_refused_with_the_other_one() -> None:
    trouble = Trouble("302", Unauthorized, 302, headers={"location": "/jellyfin/System/Info?x=1"})
    with server_in(trouble) as server:
        error = error_of(make(server.url).check)

        assert isinstance(error, Unauthorized)
        assert f"{server.url}/jellyfin/System/Info. " in error.text


def test_looking_for_another_episode_of_a_season_is_one_request(server: MediaServer) -> None:
    filed = [file_episode(server.root, episode=replace(EPISODE, number=n)) for n in (4, 5)]
    server.scan()
    jellyfin = make(server.url)
    jellyfin.find(SHOW, filed[0].episode, filed[0].video)
    before = len(server.exchanges)

    assert jellyfin.find(SHOW, filed[1].episode, filed[1].video)
    assert len(server.exchanges) == before + 1
    # Filed under a title of its own, and known by another.
    assert jellyfin.find(replace(SHOW, title="Der Blechgarten"), filed[0].episode, filed[0].video)


def test_a_new_show_whose_ids_came_late_is_looked_at_once_more(server: MediaServer, jellyfin: Jellyfin) -> None:
    """Only then does 10.11 show anything in it; the others need nothing."""
    file_episode(server.root, replace(SHOW, title="Another", tvdb_id=1, tvmaze_id=None, imdb_id=None))
    server.scan()
    filed = file_episode(server.root)
    jellyfin.refresh(filed.video)

    item = found(jellyfin, filed)

    series = next(each for each in server.items("Series") if each.name == SHOW.title)
    until(lambda: jellyfin.browse(series.id) or None)
    assert item.path == str(filed.video)
    assert server.looks == ["Shows", *(["The Tin Orchard"] if server.version.startswith("10.11") else [])]


def test_one_that_is_starting_is_asked_again_and_then_shows_it(server: MediaServer, jellyfin: Jellyfin) -> None:
    file_episode(server.root)
    server.scan()
    server.restart(answers=2)
    filed = file_episode(server.root, episode=replace(EPISODE, number=5))

    assert [type(error_of(lambda: jellyfin.refresh(filed.video))) for _ in range(2)] == [Unreachable] * 2
    jellyfin.refresh(filed.video)

    assert found(jellyfin, filed)


COPIED = ("/web", "/web/#/home.html", "/web/index.html#!/dashboard?x=1", "/some/page", "/System/Info", "/emby", "?x=1")


@pytest.mark.parametrize("copied", COPIED)
def test_an_address_that_is_not_its_own_is_answered_with_the_one_to_put(server: MediaServer, copied: str) -> None:
    jellyfin = make(server.url + copied)
    for call in (jellyfin.check, jellyfin.locations, lambda: jellyfin.refresh(server.root)):
        assert_told(error_of(call), server.url)


def assert_told(error: Exception, url: str) -> None:
    assert isinstance(error, Unauthorized)
    assert f'Put url = "{url}" into [players.jellyfin]' in error.text


@pytest.mark.parametrize("slash", ["/", "//"])
def test_a_slash_more_is_no_mistake(server: MediaServer, slash: str) -> None:
    assert "shows in" in str(make(server.url + slash).check())


def test_one_without_tls_that_is_asked_for_tls_is_told(server: MediaServer) -> None:
    assert_told(error_of(make(server.url.replace("http:", "https:")).check), server.url)


@pytest.mark.parametrize("copied", ["", "/", "/web/", "/jelly", "BASE/web/", "BASE/web/index.html#/home"])
@pytest.mark.parametrize("base", ["/tv", "/media/tv", "/webcam"])
@pytest.mark.parametrize("relative", [True, False])
def test_a_base_url_that_is_missing_is_said(base: str, copied: str, relative: bool) -> None:
    page = f"..{base}/api-docs/swagger" if relative else f"{base}/web/"  # without and with its web client

    async def answer(request: Request) -> Response:
        path = request.url.path
        if path == f"{base}/System/Info/Public":
            return JSONResponse({"ProductName": "Jellyfin Server", "Version": "12.0.0"})
        inside = path.startswith(f"{base}/")
        return Response(status_code=404) if inside else Response(status_code=302, headers={"location": page})

    with LoopbackServer(Starlette(routes=[Route("/{path:path}", answer)])) as server:
        assert_told(error_of(make(server.url + copied.replace("BASE", base)).check), f"{server.url}{base}")


def test_a_proxy_that_sends_on_to_another_address_is_told(server: MediaServer) -> None:
    async def sent_on(request: Request) -> Response:
        return Response(status_code=301, headers={"location": server.url + request.url.path})

    with LoopbackServer(Starlette(routes=[Route("/{path:path}", sent_on)])) as proxy:
        assert_told(error_of(make(proxy.url).check), server.url)


def test_a_jellyfin_where_it_is_as_it_is_made_is_found_behind_another_service_s_address(server: MediaServer) -> None:
    usual = [("http", int(server.url.rpartition(":")[2]))]
    with server_in(Trouble("401", Unauthorized, 401)) as other:
        assert Guess(f"{other.url}/jellyfin", 1.0, Access(), usual).found() == server.url


ANOTHERS = (
    Trouble("Prowlarr", Unauthorized, 401, b'{"error": "Unauthorized"}'),
    Trouble("Transmission", BadResponse, 409, b"409: Conflict"),
    Trouble("Emby", Unauthorized, 401, b"Access token is invalid or expired."),
    Trouble("an Emby without a key", BadResponse, 200, b'{"ServerName": "emby", "Version": "4.8.10.0"}'),
    Trouble("a default page", BadResponse, 404, b"404 page not found"),
    Trouble("anything", BadResponse, 200, b'{"status": "ok"}'),
    Trouble("nothing", BadResponse, 200),
)


@pytest.mark.parametrize("service", ANOTHERS, ids=lambda service: service.name)
def test_another_service_is_told_as_such_and_not_as_a_wrong_key(service: Trouble) -> None:
    with server_in(service) as server:
        error = error_of(make(server.url).check)

    assert type(error) is service.becomes
    assert "is no Jellyfin" in str(error)


def test_the_right_address_is_looked_for_once_while_files_come() -> None:
    with server_in(Trouble("a page", BadResponse, 404, b"404 page not found")) as server:
        jellyfin = make(server.url)
        said = {str(error_of(lambda: jellyfin.refresh(Path("/library/x.mkv")))) for _ in range(3)}

    assert len(said) == 1
    assert [e.path for e in server.exchanges].count("/System/Info/Public") == 3, "one guess: itself and the usual ports"


def test_what_opens_the_way_in_is_told_to_nobody_else(server: MediaServer) -> None:
    with server_in(Trouble("404", NotFound, 404)) as other:
        trusted = {"x-own": "some-secret"}
        guess = Guess(f"{other.url}/web/", 1.0, Access(headers=trusted))
        assert guess.found() == ""
        assert {e.headers.get("x-own") for e in other.exchanges} == {"some-secret"}
    with LoopbackServer(Starlette(routes=[])) as proxy:
        for _ in range(2):
            proxy.fail_next(302, headers={"location": f"{server.url}/System/Info/Public"})
        assert Guess(proxy.url, 1.0, Access(headers=trusted)).found() == server.url
    assert "x-own" not in server.exchanges[-1].headers


@pytest.mark.parametrize("url", ["", "jellyfin", "127.0.0.1:8096", "http://", "http://ada:secret@127.0.0.1:8096"])
def test_what_is_no_address_is_refused_with_the_configuration(url: str) -> None:
    with pytest.raises(ValidationError) as caught:
        make(url)
    assert "secret" not in str(caught.value)


def test_the_page_s_address_is_a_public_one_too(server: MediaServer) -> None:
    filed = file_episode(server.root)
    server.scan()
    item = make(server.url, public_url="https://tv.example.org/jf/web/#/home").find(SHOW, EPISODE, filed.video)

    assert item.url == f"https://tv.example.org/jf/web/#/details?id={item.id}"


def test_nobody_there_is_unreachable() -> None:
    with nobody() as url:
        error = error_of(make(url).check)

    assert isinstance(error, Unreachable)
    assert url in error.text


def test_silence_is_unreachable() -> None:
    with silent_server() as server:
        error = error_of(make(server.url, timeout=0.3).check)

        assert isinstance(error, Unreachable)
        assert "did not answer" in error.text


def test_making_one_asks_nothing(server: MediaServer) -> None:
    make(server.url)

    assert server.exchanges == []
