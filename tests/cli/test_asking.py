"""`airdate init` as somebody answers it on a terminal: against a Telegram and a Jellyfin that are there."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from demo.mediaserver import MediaServer
from demo.telegram.server import TelegramServer
from tests.rigs.terminal import Terminal

TOKEN, LIBRARY, PLAYER = "The bot's token", "Folder of your library", "What shows your library"
ZONE, SCREENS = "Your time zone", "Your screens"


@pytest.fixture
def telegram() -> Iterator[TelegramServer]:
    with TelegramServer() as server:
        yield server


def there(telegram: TelegramServer) -> dict[str, str]:
    return {"AIRDATE_TELEGRAM__API_URL": telegram.page_url.rstrip("/"), "TZ": "Europe/Lisbon"}


def written(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / "airdate.toml").read_text(encoding="utf-8"))


def test_each_answer_is_tried_before_it_is_taken(tmp_path: Path, telegram: TelegramServer) -> None:
    (tmp_path / "file").touch()
    with (
        MediaServer(tmp_path / "media") as jellyfin,
        Terminal(tmp_path, "init", **there(telegram)) as terminal,
    ):
        terminal.answer("1:never-mine", to=TOKEN)
        terminal.says("✗ Telegram does not accept")
        terminal.answer(telegram.token, to=TOKEN)
        terminal.says("✓ the bot is @airdate_bot")
        terminal.answer("file/shows", to=LIBRARY)
        terminal.says("✗ file/shows cannot be written to: Not a directory")
        terminal.answer("shows", to=LIBRARY)
        terminal.answer("plex", to=PLAYER)
        terminal.says("It is one of these: jellyfin and kodi.")
        terminal.answer("Jellyfin", to=PLAYER)
        for key in ("no-key-of-it", jellyfin.api_key):
            terminal.answer(jellyfin.url, to="Its address")
            terminal.answer(key, to="Its API key")
            terminal.answer("", to="for your household's phones")
            if key != jellyfin.api_key:
                terminal.says("✗ jellyfin: it turned us away")
                terminal.answer("", to="Take it all the same?")
        terminal.says("✓ Jellyfin 10.11.11")
        terminal.answer("atlantis", to=ZONE)
        terminal.says("✗ There is no time zone called “atlantis”")
        terminal.answer("spain", to=ZONE)
        terminal.says("Africa/Ceuta, Atlantic/Canary, and Europe/Madrid")
        terminal.answer("madrid", to=ZONE)
        terminal.answer("teli", to=SCREENS)
        terminal.says("✗ There is no screen called “teli”")
        terminal.answer("chromecast, browser", to=SCREENS)
        assert terminal.ends() == 0, terminal.text

    said = written(tmp_path)
    assert said["telegram"] == {"token": telegram.token}
    assert said["library"] == "shows"
    assert said["household"] == {"time_zone": "Europe/Madrid", "screens": ["chromecast", "browser"]}
    assert said["players"] == {"jellyfin": {"url": jellyfin.url, "api_key": jellyfin.api_key}}
    assert (tmp_path / "airdate.toml").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "shows").is_dir()
    for secret in ("never-mine", telegram.token, jellyfin.api_key, "no-key-of-it"):
        assert secret not in terminal.text, "what is secret is not shown"


def test_enter_takes_what_is_offered(tmp_path: Path, telegram: TelegramServer) -> None:
    with Terminal(tmp_path, "init", **there(telegram)) as terminal:
        for question in (TOKEN, LIBRARY, PLAYER, ZONE, SCREENS):
            terminal.answer("", to=question)
        assert terminal.ends() == 0, terminal.text

    said = written(tmp_path)
    assert said["household"] == {"time_zone": "Europe/Lisbon", "screens": ["chromecast"]}
    assert said["library"] == str(tmp_path / "library")
    assert "token" not in said["telegram"]
    assert "Put your bot's token into it" in terminal.text


def test_who_gives_up_has_lost_nothing(tmp_path: Path, telegram: TelegramServer) -> None:
    (tmp_path / "airdate.toml").write_text("# mine\n")
    with Terminal(tmp_path, "init", "--force", **there(telegram)) as terminal:
        terminal.answer("\x04", to=TOKEN)  # Ctrl-D
        assert terminal.ends() != 0

    assert (tmp_path / "airdate.toml").read_text() == "# mine\n"


def test_up_asks_first_where_nothing_is_set(tmp_path: Path, telegram: TelegramServer) -> None:
    with Terminal(tmp_path, "up", **there(telegram)) as terminal:
        terminal.answer("", to="There is no airdate.toml here yet")
        for question in (TOKEN, LIBRARY, PLAYER, ZONE, SCREENS):
            terminal.answer("", to=question)
        assert terminal.ends() == 1

    assert "The bot has no token yet" in terminal.text
    assert written(tmp_path)["household"]["time_zone"] == "Europe/Lisbon"
    assert not (tmp_path / "data").exists(), "nothing is begun without a token"
