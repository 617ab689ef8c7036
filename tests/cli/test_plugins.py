"""Plugins from their templates, and as installed packages in an environment of their own."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from cli.plugins import Port, find_uv, line_for, wanted, without
from demo.shows import TIN_ORCHARD
from demo.world import World, release_name, srt
from pipeline.clock import now
from pipeline.errors import UserError
from tests.rigs.core import wait_until
from tests.rigs.launcher import BASE_PYTHON
from tests.rigs.stage import EPISODE, clips, stage_in
from tests.test_cli import airdate, refused

__all__ = ["clips"]  # a fixture


def new(folder: Path, port: str, name: str = "nas-box") -> Path:
    done = airdate(folder, "plugin", "new", name, "--port", port)
    assert done.returncode == 0, done.stderr
    return folder / f"airdate-{name}"


# -- From the template -------------------------------------------------------------------------------------------


def own_tests_of(*folders: Path) -> str:
    """What the plugins' own tests say."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--tb=short", *map(str, folders)],
        cwd=folders[0],
        capture_output=True,
        text=True,
        timeout=350,
        check=False,
    )
    return f"{done.returncode}\n{done.stdout[-5000:]}"


def test_a_plugin_of_each_port_passes_its_tests_as_it_is_made(tmp_path: Path) -> None:
    quick = [port for port in Port if port not in (Port.DOWNLOADER, Port.ENCODER)]
    said = own_tests_of(*(new(tmp_path, port, f"my-{port}") for port in quick))

    assert said.startswith("0\n"), said


@pytest.mark.thorough
@pytest.mark.needs("ffmpeg")
@pytest.mark.parametrize("port", [Port.DOWNLOADER, Port.ENCODER])
def test_the_others_do_so_too(tmp_path: Path, port: Port) -> None:
    said = own_tests_of(new(tmp_path, port))

    assert said.startswith("0\n"), said


def test_a_plugin_bears_its_name_everywhere(tmp_path: Path) -> None:
    folder = new(tmp_path, "downloader")

    assert sorted(path.name for path in folder.iterdir()) == [
        "README.md",
        "airdate_nas_box.py",
        "pyproject.toml",
        "test_airdate_nas_box.py",
    ]
    texts = [path.read_text() for path in folder.iterdir()]
    assert not [text for text in texts if "example" in text.lower() or "PORT" in text]
    assert 'nas_box = "airdate_nas_box:NasBox"' in (folder / "pyproject.toml").read_text()
    assert "[downloaders.nas_box]" in (folder / "airdate_nas_box.py").read_text()
    assert "there already" in refused(airdate(tmp_path, "plugin", "new", "nas-box", "--port", "downloader"))


@pytest.mark.parametrize(
    ("name", "port", "said"),
    [("9lives", "player", "no name"), ("a b", "player", "no name"), ("class", "player", "no name"),
     ("kodi", "player", "called kodi already")],
)  # fmt: skip
def test_a_name_that_cannot_be_gets_a_sentence(tmp_path: Path, name: str, port: str, said: str) -> None:
    assert said in refused(airdate(tmp_path, "plugin", "new", name, "--port", port))
    assert list(tmp_path.iterdir()) == []


# -- plugins.txt -------------------------------------------------------------------------------------------------


def test_a_folder_beside_it_is_named_from_there(tmp_path: Path) -> None:
    mine, home = new(tmp_path, "player"), tmp_path / "home"
    home.mkdir()

    assert line_for(str(mine), tmp_path) == ("./airdate-nas-box", "airdate-nas-box")
    assert line_for(str(mine), home) == (str(mine), "airdate-nas-box")
    assert line_for("Airdate_NAS [x] >=2, <3", home) == ("Airdate_NAS [x] >=2, <3", "airdate-nas")
    for bad in ("https://example.org/x.whl", "-r other.txt", "--editable=x", "a; b"):
        with pytest.raises(UserError, match="neither a folder"):
            line_for(bad, home)
    with pytest.raises(UserError, match="holds no package"):
        line_for(str(home), home)


def test_lines_of_all_kinds_are_read(tmp_path: Path) -> None:
    new(tmp_path, "player")
    listing = tmp_path / "plugins.txt"
    listing.write_text("# mine\n\n./airdate-nas-box\nairdate_two==1.0\n./gone  # airdate-three\n")

    assert wanted(listing) == [
        ("./airdate-nas-box", "airdate-nas-box"),
        ("airdate_two==1.0", "airdate-two"),
        ("./gone", "airdate-three"),
    ]
    assert without(listing, "Airdate.Two") == ["./airdate-nas-box", "./gone  # airdate-three"]


def test_what_is_not_installed_is_told(tmp_path: Path) -> None:
    assert "There are none" in airdate(tmp_path, "plugin", "list").stdout
    (tmp_path / "plugins.txt").write_text("airdate-nowhere\n")
    assert "✗ airdate-nowhere: not installed" in airdate(tmp_path, "plugin", "list").stdout
    assert "names no plugin “other”" in refused(airdate(tmp_path, "plugin", "remove", "other"))


# -- For real ----------------------------------------------------------------------------------------------------


@pytest.fixture
def python(tmp_path: Path) -> Path:
    """An environment that has all of this one's packages and room for others."""
    made = tmp_path / "environment"
    subprocess.run([find_uv(), "venv", "--quiet", "--python", BASE_PYTHON, str(made)], check=True, timeout=60)
    (site,) = made.glob("lib/python*/site-packages")
    ours = Path(sysconfig.get_path("purelib"))
    (site / "ours.pth").write_text(f"import site; site.addsitedir({str(ours)!r})\n")
    return made / "bin" / "python"


def command(python: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "COLUMNS": "200", "PATH": f"{os.environ['PATH']}{os.pathsep}{Path(find_uv()).parent}"}
    return subprocess.run(
        [str(python), "-P", "-m", "airdate", *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )


@pytest.mark.thorough
def test_a_plugin_is_added_changed_and_removed(tmp_path: Path, python: Path) -> None:
    folder = new(tmp_path, "player")

    added = command(python, tmp_path, "plugin", "add", "airdate-nas-box")
    assert added.returncode == 0, added.stderr
    assert "[players.nas_box]" in added.stdout
    assert "./airdate-nas-box  # airdate-nas-box\n" in (tmp_path / "plugins.txt").read_text()
    assert "✓ airdate-nas-box 0.1.0: [players.nas_box]" in command(python, tmp_path, "plugin", "list").stdout

    module = folder / "airdate_nas_box.py"
    module.write_text(module.read_text().replace("ports_version = 1", "ports_version = 7"))
    assert command(python, tmp_path, "plugin", "add", "airdate-nas-box").returncode == 0
    (tmp_path / "airdate.toml").write_text(f'[players.nas_box]\nfolder = "{tmp_path}"\n')
    told = command(python, tmp_path, "doctor").stdout
    assert "made for version 7 of the ports, and this Airdate has 1" in told

    assert "airdate-nas-box is gone" in command(python, tmp_path, "plugin", "remove", "Airdate_NAS_box").stdout
    assert not (tmp_path / "plugins.txt").exists()
    assert "There are none" in command(python, tmp_path, "plugin", "list").stdout


@pytest.mark.thorough
def test_what_is_no_plugin_is_taken_out_again(tmp_path: Path, python: Path) -> None:
    folder = new(tmp_path, "player")
    project = folder / "pyproject.toml"
    project.write_text(project.read_text().replace("airdate.players", "other.players"))

    done = command(python, tmp_path, "plugin", "add", str(folder))
    assert done.returncode == 1
    assert "has nothing for Airdate in it" in done.stderr
    assert not (tmp_path / "plugins.txt").exists()


SHOW = """title = "{title}"
year = {year}
[[episodes]]
season = {season}
number = {number}
title = "{episode}"
airs_at = {airs:%Y-%m-%dT%H:%M:%SZ}
runtime = 1
"""


@pytest.mark.thorough
@pytest.mark.needs("ffmpeg")
def test_plugins_from_the_templates_carry_the_story(tmp_path: Path, clips: Path) -> None:
    """Subscribe, an episode airs, go watch: in a household where every part is one that somebody made."""
    site = tmp_path / "site"
    made = [new(tmp_path, port, f"our-{port}") for port in Port]
    subprocess.run(
        [find_uv(), "pip", "install", "--quiet", "--python", sys.executable, "--target", str(site), *map(str, made)],
        check=True,
        timeout=120,
    )
    news = tmp_path / "news.txt"
    shows, torrents, subtitles = (tmp_path / name for name in ("shows", "torrents", "subtitles"))
    for folder in (shows, torrents, subtitles):
        folder.mkdir()
    world = World(tmp_path / "world", clips=clips)
    for built_in in ("catalogues.tvmaze", "indexers.fairground", "subtitlers.subliminal", "players.jellyfin"):
        world.settings[built_in] = {"enabled": False}
    world.settings |= {
        "encoders.ffmpeg": {"enabled": False},
        "catalogues.our_catalogue": {"folder": str(shows)},
        "indexers.our_indexer": {"folder": str(torrents)},
        "downloaders.our_downloader": {"folder": str(tmp_path / "downloads")},
        "encoders.our_encoder": {},
        "subtitlers.our_subtitler": {"folder": str(subtitles)},
        "synchronisers.our_synchroniser": {},
        "players.our_player": {"folder": str(world.library)},
        "notify.ours": {"plugin": "our_notifier", "file": str(news), "events": ["job.done"]},
    }
    world.environment["PYTHONPATH"] = str(site)

    def airs(number: int, moment: datetime) -> None:
        values = {"title": TIN_ORCHARD.title, "year": TIN_ORCHARD.year, "episode": EPISODE.title, "airs": moment}
        (shows / "-7.toml").write_text(SHOW.format(season=EPISODE.season, number=number, **values))

    airs(EPISODE.number - 1, now() - timedelta(days=7))
    with world, stage_in(world) as stage:
        stage.subscribe()
        info_hash = world.offer(TIN_ORCHARD, EPISODE)
        name = release_name(TIN_ORCHARD, EPISODE)
        (torrents / f"{name}.torrent").write_bytes(world.indexer.torrent_of(info_hash))
        (subtitles / f"{TIN_ORCHARD.title} {EPISODE.code}.en.srt").write_text(srt(TIN_ORCHARD, EPISODE))
        airs(EPISODE.number, now() + timedelta(seconds=1.5))  # as in `Stage.air`: fractions of seconds are cut off
        stage.go_watch(150)
        wait_until(lambda: news.exists() and TIN_ORCHARD.title in news.read_text())
        filed = {path.suffix for path in world.filed() if EPISODE.code in path.name}
    assert {".mp4", ".srt"} <= filed
    assert list((tmp_path / "downloads").rglob("*.mkv"))
