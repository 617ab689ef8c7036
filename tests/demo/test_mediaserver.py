"""The pretend Jellyfin: how it reads a folder, whom it lets in, and its page in a real browser."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Page, expect, sync_playwright

from demo.media.library import scan_show
from demo.mediaserver import MediaServer
from pipeline.library.readback import Reader
from pipeline.model import EpisodeInfo
from tests.rigs.library import EPISODE, SHOW, file_episode
from tests.rigs.transmission import until


@pytest.fixture
def server(tmp_path: Path) -> Iterator[MediaServer]:
    with MediaServer(tmp_path) as server:
        yield server


def ask(server: MediaServer, path: str, **headers: str) -> requests.Response:
    return requests.get(f"{server.url}{path}", headers=headers, timeout=10)


def token(server: MediaServer) -> dict[str, str]:
    return {"Authorization": f'MediaBrowser Client="x", Token="{server.api_key}"'}


@pytest.mark.parametrize(
    ("name", "season", "first", "last"),
    [
        ("Season 02/Show - S02E04 - Title.mkv", 2, 4, None),
        ("Season 02/Show S02E04-E05.mkv", 2, 4, 5),
        ("Season 02/show.s02e04e05.720p.mkv", 2, 4, 5),
        ("Season 2026/Show - 2026-11-22.mkv", 2026, None, None),
        ("Specials/Show - S00E01.mp4", 0, 1, None),
        ("Show S01E100.mkv", 1, 100, None),
    ],
)
def test_reads_names_as_jellyfin_does(tmp_path: Path, name: str, season: int, first: int, last: int | None) -> None:
    video = tmp_path / "Show (2025) [tvdbid-123]" / name
    video.parent.mkdir(parents=True)
    video.touch()

    series, _, episode = scan_show(tmp_path / "Show (2025) [tvdbid-123]", "root", Reader.JELLYFIN_12)

    assert (series.name, series.year, series.ids) == ("Show", 2025, {"Tvdb": "123"})
    assert (episode.season, episode.number, episode.last_number) == (season, first, last)


@pytest.mark.parametrize("name", [".hidden.mkv", ".airdate-part/Show S01E01.mkv", "Show S01E01.mkv.part", "notes.txt"])
def test_leaves_alone_what_is_no_episode(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).touch()

    assert scan_show(tmp_path, "root", Reader.JELLYFIN_12) == []


def test_nfo_files_win_over_names(tmp_path: Path) -> None:
    filed = file_episode(tmp_path)
    series, _, episode = scan_show(filed.video.parents[1], "root", Reader.JELLYFIN_12)

    assert series.ids == {"Tvdb": "99900101", "TvMaze": "9900101", "Imdb": "tt99900101"}
    assert series.overview == SHOW.overview
    assert (episode.name, episode.overview, episode.ids["Tvdb"]) == (EPISODE.title, EPISODE.overview, "888")


def test_a_broken_nfo_is_ignored(tmp_path: Path) -> None:
    filed = file_episode(tmp_path)
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><episodedetails><title>&b;</title></episodedetails>'
    filed.video.with_suffix(".nfo").write_text(bomb)
    (filed.video.parents[1] / "tvshow.nfo").write_text("<tvshow><title>Half")

    series, _, episode = scan_show(filed.video.parents[1], "root", Reader.JELLYFIN_12)

    assert (series.name, episode.name) == (SHOW.title, SHOW.title)  # what the names tell, up to the year


def test_ids_stay_the_same_from_scan_to_scan(server: MediaServer) -> None:
    filed = file_episode(server.root)
    server.scan()
    before = set(server._items)

    file_episode(server.root, episode=replace(EPISODE, number=5))
    server.scan(filed.video)
    server.scan()

    assert before < set(server._items)


def test_wants_the_key_as_jellyfin_does(tmp_path: Path) -> None:
    with MediaServer(tmp_path, version="12.0.0") as new, MediaServer(tmp_path, version="10.11.11") as old:
        for server in (new, old):
            assert ask(server, "/Items").status_code == 401
            assert ask(server, "/Items", Authorization='MediaBrowser Token="wrong"').status_code == 401
            assert ask(server, "/Items", **token(server)).status_code == 200
            assert ask(server, "/System/Info/Public").status_code == 200
        legacy = {"X-Emby-Token": old.api_key}
        assert ask(old, "/Items", **legacy).status_code == 200
        assert ask(new, "/Items", **legacy).status_code == 401


def test_looks_only_after_its_delay(tmp_path: Path) -> None:
    with MediaServer(tmp_path, hint_delay=3600) as server:
        filed = file_episode(tmp_path)
        update = {"Updates": [{"Path": str(filed.video), "UpdateType": "Created"}]}
        requests.post(f"{server.url}/Library/Media/Updated", json=update, headers=token(server), timeout=10)

        assert server.hints == [str(filed.video)]
        assert server.items() == []


def test_a_path_outside_its_library_changes_nothing(server: MediaServer) -> None:
    file_episode(server.root)
    server.scan()
    before = dict(server._items)

    server.scan(Path("/etc/passwd"))
    server.scan(server.root)

    assert server._items == before


def test_a_video_can_be_read_from_anywhere(server: MediaServer) -> None:
    file_episode(server.root, content=bytes(range(256)) * 4)
    server.scan()
    (item,) = server.items()
    url = f"{server.url}/Videos/{item.id}/stream?static=true"

    part = requests.get(url, headers={"Range": "bytes=10-19"}, timeout=10)

    assert (part.status_code, part.content) == (206, bytes(range(10, 20)))
    assert part.headers["content-range"] == "bytes 10-19/1024"
    assert ask(server, "/Videos/nothing/stream").status_code == 404


def test_many_hints_at_once_end_in_one_true_picture(server: MediaServer) -> None:
    filed = [file_episode(server.root, episode=EpisodeInfo(season=1, number=n, title=f"No {n}")) for n in range(1, 9)]
    threads = [threading.Thread(target=server.scan, args=(f.video,)) for f in filed]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(str(item.path) for item in server.items()) == sorted(str(f.video) for f in filed)


@pytest.fixture
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu", "--mute-audio"]
        )
        yield browser.new_page()
        browser.close()


@pytest.mark.needs("chromium", "ffmpeg")
def test_the_page_of_an_episode_plays_it_with_subtitles(server: MediaServer, page: Page, tmp_path: Path) -> None:
    clip = tmp_path / ".clip.mp4"
    sources = ("-f", "lavfi", "-i", "testsrc2=d=4:s=320x180:r=10", "-f", "lavfi", "-i", "sine=d=4")
    coding = ("-c:v", "libx264", "-pix_fmt", "yuv420p", "-preset", "ultrafast", "-c:a", "aac")
    subprocess.run(["ffmpeg", "-v", "error", *sources, *coding, str(clip)], check=True, timeout=60)
    filed = file_episode(server.root, content=clip.read_bytes(), suffix=".mp4")
    filed.video.with_suffix(".en.srt").write_text("1\n00:00:00,000 --> 00:00:09,500\nThe blossom is early.\n")
    server.scan()
    (item,) = server.items()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))

    page.goto(f"{server.url}/web/#/details?id={item.id}")

    expect(page.get_by_role("heading")).to_have_text(EPISODE.title)
    expect(page.get_by_text("The Tin Orchard · S02E04")).to_be_visible()
    video = page.locator("video")
    video.evaluate("video => { video.muted = true; return video.play(); }")
    until(lambda: True if video.evaluate("video => video.currentTime > 0.3") else None)
    video.evaluate("video => { video.currentTime = 3; }")
    until(lambda: True if video.evaluate("video => video.currentTime >= 3 && !video.seeking") else None)
    cues = "video => [...(video.textTracks[0]?.cues ?? [])].map((cue) => cue.text)"
    assert until(lambda: video.evaluate(cues) or None) == ["The blossom is early."]
    page.get_by_role("link", name="← Back").click()
    expect(page.get_by_role("heading")).to_have_text("Season 2")
    page.get_by_role("link", name="Library").click()
    page.get_by_role("link", name=SHOW.title).click()
    expect(page.get_by_role("heading")).to_have_text("The Tin Orchard (2025)")
    assert said == []
