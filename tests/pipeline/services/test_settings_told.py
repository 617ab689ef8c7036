"""What is told of the settings: values, where each comes from, and nothing secret."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import BaseModel

import messages
from pipeline.config import Settings, load
from pipeline.engine.plugins import available, plugin_class
from pipeline.library.naming import FIELDS
from pipeline.model.reasons import Reason
from pipeline.playback.device_profiles import DeviceProfile
from pipeline.releases.quality_profiles import Profile
from pipeline.services.config_template import GROUPS, meaning, section_of
from pipeline.services.settings_told import HIDDEN, OURS, Source, Told, everything, shown

FILE = """
library = "/media/tv"
database = "postgresql://airdate:hunter2@db.example/airdate"
[household]
subtitles = ["es", "en"]
[telegram]
token = "123:SECRET-token"
[dashboard]
password = "hunter3"
[profiles.mine]
best_resolution = 720
[players.living]
plugin = "jellyfin"
url = "http://bob:hunter4@10.0.0.2:8096"
api_key = "hunter5"
[indexers.gone]
plugin = "no-such-plugin"
api_key = "hunter6"
[indexers.rss]
url = "https://fair.example/rss?passkey=hunter7&x=1"
[steps.mine]
secret = "hunter8"
"""


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    (tmp_path / "airdate.toml").write_text(FILE)
    monkeypatch.setenv("AIRDATE_HOUSEHOLD__PROFILE", "small")
    return load(tmp_path / "airdate.toml")


def told(settings: Settings) -> dict[str, Told]:
    return {f"{part.name}.{each.name}".lstrip("."): each for part in everything(settings) for each in part.settings}


def test_each_says_where_it_comes_from(settings: Settings) -> None:
    known = told(settings)
    sources = {name: known[name].source for name in (
        "library", "data", "recycle", "household.subtitles", "household.profile", "household.screens",
        "players.living.url", "players.living.plugin", "profiles.mine.best_resolution",
    )}  # fmt: skip

    assert sources == {
        "library": Source.FILE,
        "data": Source.DEFAULT,
        "recycle": Source.DEFAULT,
        "household.subtitles": Source.FILE,
        "household.profile": Source.ENVIRONMENT,
        "household.screens": Source.DEFAULT,
        "players.living.url": Source.FILE,
        "players.living.plugin": Source.FILE,
        "profiles.mine.best_resolution": Source.FILE,
    }
    assert known["household.profile"].value == '"small"'
    assert known["household.profile"].variable == "AIRDATE_HOUSEHOLD__PROFILE"
    assert known["household.subtitles"].value == '["es", "en"]'


def test_no_secret_is_told(settings: Settings) -> None:
    text = "\n".join(f"{each.name} {each.value}" for each in told(settings).values())

    assert "hunter" not in text
    assert "SECRET" not in text
    for name in ("telegram.token", "dashboard.password", "players.living.api_key"):
        assert told(settings)[name].value == HIDDEN
    assert "db.example/airdate" in told(settings)["database"].value
    assert "fair.example/rss" in told(settings)["indexers.rss.url"].value


def test_what_is_not_set_is_empty_and_every_setting_has_its_meaning() -> None:
    known = told(Settings())

    assert known["telegram.token"].value == ""
    assert known["database"].value == ""
    assert [name for name, each in known.items() if not each.description] == []


def our_models() -> list[type[BaseModel]]:
    """Whatever stands in the file, but for the plugins of others."""
    sections = [model for field in Settings.model_fields.values() if (model := section_of(field))]
    plugins = [
        plugin_class(group, name, group)
        for group in (*GROUPS, "synchronisers", "notifiers")
        for name in available(group)
    ]
    ours = [plugin.Config for plugin in plugins if plugin.__module__.startswith("integrations.")]
    assert len(ours) > 10
    return [Settings, *sections, Profile, DeviceProfile, *ours]


def test_the_meaning_of_each_setting_stands_once_in_every_language() -> None:
    fields = [field for model in our_models() for field in model.model_fields.values()]
    said = {field.description for field in fields if field.description} | set(OURS.values())

    assert said == set(messages.codes("setting-")), "each has a message, and each message is said"
    for code in said:
        texts = [messages.say(Reason(code), language) for language in messages.LANGUAGES]
        assert len(set(texts)) == len(messages.LANGUAGES), f"not translated: {texts}"
    for language in messages.LANGUAGES:
        assert messages.say(Reason("setting-filing-naming"), language).endswith(f": {', '.join(FIELDS)}")


def test_the_plugin_of_somebody_else_has_its_own_words() -> None:
    assert messages.say(meaning("folder with .srt files"), "es") == "folder with .srt files"
    assert not meaning(None)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("headers", {"X-Api-Key": "hunter2", "Accept": "x"}, 'X-Api-Key = …, Accept = "x"'),
        ("url", "https://u:p@fair.example/", '"https://…fair.example/"'),
        ("url", "http://fair.example/?apikey=abc&q=1", '"http://fair.example/?…&q=1"'),
        ("count", 7, "7"),
        ("on", False, "false"),
    ],
)
def test_values_are_said_as_the_file_says_them(name: str, value: object, said: str) -> None:
    assert shown(name, value) == said
