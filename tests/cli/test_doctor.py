"""`airdate up` says at once what is wrong with a player's settings; `airdate doctor` is tried in tests/test_cli.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.doctor import warn_of_players
from demo.mediaserver import MediaServer
from integrations.jellyfin import Jellyfin


def make(server: MediaServer, page: str = "") -> Jellyfin:
    config = {"url": server.url + page, "api_key": server.api_key}
    return Jellyfin(Jellyfin.Config.model_validate(config), name="jellyfin")


def test_a_player_that_is_starting_is_asked_until_it_answers(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "shows").mkdir()
    with MediaServer(tmp_path / "shows") as server:
        server.restart(answers=2)
        warn_of_players([make(server)], Path("/srv/tv"), again=0.01)

    (said,) = caplog.messages
    assert f'folders = {{ "{tmp_path}/shows" = "/srv/tv" }}' in said


def test_what_is_right_is_not_spoken_of_and_what_is_wrong_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with MediaServer(tmp_path) as server:
        warn_of_players([make(server), make(server, "/web/")], tmp_path)

        (said,) = caplog.messages
        assert f'Put url = "{server.url}"' in said
