"""The sections that the integrations' docstrings show can be pasted as they stand, with or without what is optional."""

from __future__ import annotations

import re
import sys
import textwrap
import tomllib
from typing import Any

import pytest
from pydantic import BaseModel

from integrations.common.settings import HttpSettings
from pipeline.engine.plugins import available, class_of, plugin_class

GROUPS = ("catalogues", "indexers", "downloaders", "encoders", "subtitlers", "players", "synchronisers", "notifiers")
TABLES = {("notifiers", "webhook"): "webhooks", ("notifiers", "apprise"): "notify"}  # where names are free
PLUGINS = [(group, name) for group in GROUPS for name in available(group)]
CATALOGUES = {"tvmaze", "tvdb", "xem", "anime_lists"}
OVER_HTTP = CATALOGUES | {"torznab", "rss", "archive", "transmission", "qbittorrent", "kodi", "jellyfin"}


def sample(docstring: str, *, optional: bool) -> dict[str, Any]:
    """The indented lines from the first section on, with the commented settings switched on where asked for."""
    lines = re.findall(r"^    .*$|^$", docstring, re.MULTILINE)
    text = textwrap.dedent("\n".join(lines))
    if optional:
        text = re.sub(r"^# (?=\[|\w+ = )", "", text, flags=re.MULTILINE)
    return tomllib.loads(text)


def docstring(group: str, name: str) -> str:
    made: Any = plugin_class(group, name, group)
    return sys.modules[made.__module__].__doc__ or ""


@pytest.mark.parametrize("optional", [False, True])
@pytest.mark.parametrize(("group", "name"), PLUGINS)
def test_the_sample_is_a_section_that_can_be_used(group: str, name: str, optional: bool) -> None:
    table = TABLES.get((group, name), group)
    sections = sample(docstring(group, name), optional=optional)[table]

    assert sections
    for called, section in sections.items():
        made = class_of(table, called, section, group)
        assert made is plugin_class(group, name, group)
        section.pop("plugin", None)
        made.Config.model_validate(section)


@pytest.mark.parametrize(("group", "name"), [(g, n) for g, n in PLUGINS if n in OVER_HTTP])
def test_whatever_is_asked_over_http_has_the_settings_for_the_way_in(group: str, name: str) -> None:
    config: type[BaseModel] = plugin_class(group, name, group).Config

    assert issubclass(config, HttpSettings)
