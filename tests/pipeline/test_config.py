from __future__ import annotations

import contextlib
import tomllib
from operator import attrgetter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from pipeline.config import Settings, line_of, load
from pipeline.engine.plugins import available, make
from pipeline.errors import UserError
from pipeline.ports import Catalogue, Player
from pipeline.services.config_template import template
from tests.rigs.mangling import json_values, mangled_text


def write(folder: Path, text: str) -> Path:
    path = folder / "airdate.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_missing_file_means_the_defaults(tmp_path: Path) -> None:
    settings = load(tmp_path / "airdate.toml")
    assert settings.library == tmp_path / "library"
    assert list(settings.catalogues) == ["tvmaze"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a = ", "line 1"),
        ('[telegram]\ntoken = "x"\ncolour = "red"', "line 3: telegram.colour: is not a setting"),
        ("\n\n[timing]\ndownload_poll = -1", "line 4: timing.download_poll: Input should be greater than 0"),
        ('workers_io = "many"', "line 1: workers_io: Input should be a valid integer"),
        ("[household]\nscreens = 7", "line 2: household.screens"),
        (
            '[household]\nscreens = ["kodi", "chromcast"]',
            "line 2: household.screens: There is no screen called “chromcast”",
        ),
        (
            '[household]\n\nprofile = "bestest"',
            "line 3: household.profile: There is no quality profile called “bestest”",
        ),
        ('[household]\ntime_zone = "Europe/Madird"', "line 2: household.time_zone: There is no time zone"),
    ],
)
def test_a_mistake_in_the_file_is_told_with_its_line(tmp_path: Path, text: str, says: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(UserError) as caught:
        load(path)
    assert says in str(caught.value)
    assert str(path) in str(caught.value)


def test_the_environment_goes_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRDATE_TELEGRAM__TOKEN", "from-outside")
    monkeypatch.setenv("AIRDATE_PLAYERS__JELLYFIN__URL", "http://jellyfin:8096")
    settings = load(write(tmp_path, '[telegram]\ntoken = "from-the-file"\n[players.jellyfin]\napi_key = "k"'))
    assert settings.telegram.token.get_secret_value() == "from-outside"
    assert settings.players["jellyfin"] == {"api_key": "k", "url": "http://jellyfin:8096"}


def test_a_secret_stands_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its line's end is no part of it; it wins over an empty variable, as a copied .env.example has one."""
    (tmp_path / "token").write_text("123:from-a-file\n")
    (tmp_path / "key").write_bytes(b"\xef\xbb\xbfk")
    monkeypatch.setenv("AIRDATE_TELEGRAM__TOKEN", "")
    monkeypatch.setenv("FILE__AIRDATE_TELEGRAM__TOKEN", str(tmp_path / "token"))
    monkeypatch.setenv("FILE__AIRDATE_PLAYERS__JELLYFIN__API_KEY", str(tmp_path / "key"))
    settings = load(write(tmp_path, '[players.jellyfin]\nurl = "http://jellyfin:8096"'))
    assert settings.telegram.token.get_secret_value() == "123:from-a-file"
    assert settings.players["jellyfin"] == {"api_key": "k", "url": "http://jellyfin:8096"}


@pytest.mark.parametrize(
    ("holds", "says"),
    [
        (None, "secret cannot be read: No such file or directory"),
        (b"\xff\xfe", "secret is not text in UTF-8"),
        (b"Berlin\0", "secret holds a NUL character"),
        (b"Mars/Olympus", "FILE__AIRDATE_HOUSEHOLD__TIME_ZONE: There is no time zone called"),
    ],
)
def test_a_secret_s_file_that_is_odd_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, holds: bytes | None, says: str
) -> None:
    if holds is not None:
        (tmp_path / "secret").write_bytes(holds)
    monkeypatch.setenv("FILE__AIRDATE_HOUSEHOLD__TIME_ZONE", str(tmp_path / "secret"))
    with pytest.raises(UserError, match=says):
        load(tmp_path / "airdate.toml")


def test_what_the_environment_names_wrongly_is_told_with_its_variable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIRDATE_HOUSEHOLD__TIME_ZONE", "Mars/Olympus")
    with pytest.raises(UserError, match=r"AIRDATE_HOUSEHOLD__TIME_ZONE: There is no time zone called “Mars/Olympus”"):
        load(tmp_path / "airdate.toml")


def test_screens_and_profiles_of_ones_own_are_known(tmp_path: Path) -> None:
    settings = load(
        write(
            tmp_path,
            '[household]\nscreens = ["den"]\nprofile = "mine"\n'
            '[profiles.mine]\n[screens.den]\ntitle = "Den"\neverything = true',
        )
    )
    assert settings.household.screens == ("den",)


def test_a_secret_is_never_in_what_is_printed(tmp_path: Path) -> None:
    settings = load(write(tmp_path, '[telegram]\ntoken = "12:hidden"\n[players.jellyfin]\napi_key = "hidden"'))
    assert "hidden" not in repr(settings)
    with pytest.raises(UserError) as caught:
        load(write(tmp_path, '[telegram]\ntoken = ["12:hidden"]'))
    assert "hidden" not in str(caught.value)


def test_an_unknown_plugin_is_told_with_those_that_there_are(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no plugin “plex”; installed are: jellyfin and kodi"):
        make("players", {"plex": {}}, tmp_path / "airdate.toml", Player)  # type: ignore[type-abstract]


def test_a_mistake_in_a_plugin_s_section_is_told_with_its_line(tmp_path: Path) -> None:
    path = write(tmp_path, '[catalogues.tvmaze]\nurl = "https://x"\nspeed = 3')
    with pytest.raises(UserError, match=r"line 3: catalogues\.tvmaze\.speed"):
        make("catalogues", load(path).catalogues, path, Catalogue)  # type: ignore[type-abstract]


def test_a_section_can_be_switched_off(tmp_path: Path) -> None:
    assert make("catalogues", {"tvmaze": {"enabled": False}}, tmp_path / "a.toml", Catalogue) == ()  # type: ignore[type-abstract]


def test_every_built_in_plugin_is_in_the_template_which_is_itself_valid(tmp_path: Path) -> None:
    text = template()
    load(write(tmp_path, text))
    for group in ("catalogues", "indexers", "downloaders", "encoders", "subtitlers", "players"):
        for name in available(group):
            assert f"[{group}.{name}]" in text
    for field in Settings.model_fields:
        assert field in text


def test_the_template_with_everything_switched_on_is_valid_toml() -> None:
    lines = [
        line.removeprefix("# ") if " = " in line or line.startswith("# [") else line for line in template().splitlines()
    ]
    tomllib.loads("\n".join(lines))


@given(st.text(max_size=300), st.lists(st.text(max_size=8), max_size=4))
def test_finding_a_line_never_fails(text: str, keys: list[str]) -> None:
    line = line_of(text, tuple(keys))
    assert line is None or line >= 1


SOME = """
library = "films"
workers_io = 2
[telegram]
token = "x"
[household]
screens = ["chromecast", "browser"]
time_zone = "Europe/Madrid"
[timing]
download_poll = 5.0
[profiles.mine]
resolution = "1080p"
[screens.telly]
containers = ["mp4"]
[paths]
"/mnt/a" = "/srv/b"
[webhooks.mine]
url = "https://example.org/hook"
events = ["job.done"]
[players.jellyfin]
url = "http://nas:8096"
"""


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mangled_text(SOME).map(lambda text: text.encode(errors="replace")) | st.binary(max_size=100))
@example(SOME.encode())
@example(b'library = "a\\u0000b"')
def test_any_file_is_read_or_what_is_wrong_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "airdate.toml"
    path.write_bytes(content)
    with contextlib.suppress(UserError):
        assert load(path).library.is_absolute()


@given(st.sampled_from([*Settings.model_fields]), json_values)
def test_any_value_is_taken_or_what_is_wrong_is_told(name: str, value: Any) -> None:
    with contextlib.suppress(ValidationError):
        assert Settings(**{name: value}).work_folder


@pytest.mark.parametrize("setting", ["recycle", "data", "work", "backups.also"])
@pytest.mark.parametrize(
    ("folder", "taken"),
    [
        ("library/Kept", False),
        ("library", False),
        ("elsewhere/../library/Kept", False),
        ("a-link/Kept", False),
        ("library/.kept", True),
        ("library/.kept/inside", True),
        ("library-2", True),
        ("library/../Kept", True),
        ("Kept", True),
    ],
)
def test_a_folder_of_ours_that_players_would_take_for_a_show_is_refused(
    tmp_path: Path, setting: str, folder: str, taken: bool
) -> None:
    (tmp_path / "library").mkdir()
    (tmp_path / "a-link").symlink_to("library")
    (tmp_path / "airdate.toml").write_text(f'{setting} = "{folder}"\n')
    if taken:
        settings = load(tmp_path / "airdate.toml")
        assert attrgetter(setting)(settings) == tmp_path / folder
        return
    with pytest.raises(UserError, match=rf"{setting} = .* begin with a dot"):
        load(tmp_path / "airdate.toml")
