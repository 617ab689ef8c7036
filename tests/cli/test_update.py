"""Bringing a copy up to date: a real git, a copy that follows another, and a launcher that notes what it is told."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.update import back_up, news, take
from pipeline.errors import UserError
from pipeline.store import backups
from tests.rigs.core import add_person, new_store

LAUNCHER = '#!/bin/sh\necho "$@" >>told\nexit {}\n'
CHANGELOG = "# Changelog\n\n## [0.1.0]\n\n- It began.\n"

Publish = Callable[..., None]


def git(folder: Path, *words: str) -> str:
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "init.defaultBranch=main")
    return subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    folder = tmp_path / "origin"
    folder.mkdir()
    git(folder, "init", "--quiet")
    return folder


@pytest.fixture
def publish(origin: Path) -> Publish:
    def publish(subject: str, changelog: str = CHANGELOG, fails: int = 0) -> None:
        (origin / "CHANGELOG.md").write_text(changelog)
        (origin / "airdate").write_text(LAUNCHER.format(fails))
        (origin / "airdate").chmod(0o755)
        git(origin, "add", "--all")
        git(origin, "commit", "--quiet", "--allow-empty", "--message", subject)

    publish("It begins")
    return publish


@pytest.fixture
def copy(publish: Publish, origin: Path, tmp_path: Path) -> Path:
    git(tmp_path, "clone", "--quiet", str(origin), "copy")
    return tmp_path / "copy"


def told(copy: Path) -> str:
    file = copy / "told"
    return file.read_text() if file.exists() else ""


def test_nothing_is_new(copy: Path) -> None:
    assert news(copy) == []


def test_the_changelog_says_what_is_new_and_the_new_launcher_sets_it_up(copy: Path, publish: Publish) -> None:
    publish("Two things", CHANGELOG.replace("- It began.\n", "- It began.\n- It hears better.\n"))

    assert news(copy) == ["- It hears better."]
    take(copy)

    assert told(copy) == "setup up\n"
    assert "hears better" in (copy / "CHANGELOG.md").read_text()
    assert news(copy) == []


def test_without_a_word_in_the_changelog_the_commits_say_it(copy: Path, publish: Publish) -> None:
    publish("A slip of the pen")

    assert news(copy) == ["- A slip of the pen"]


def test_what_cannot_be_set_up_is_as_it_was(copy: Path, publish: Publish) -> None:
    before = git(copy, "rev-parse", "HEAD")
    publish("It needs what is not to be had", fails=1)
    news(copy)

    with pytest.raises(UserError) as refused:
        take(copy)

    assert refused.value.reason.code == "update-undone"
    assert told(copy) == "setup up\n"
    assert git(copy, "rev-parse", "HEAD") == before


def test_own_changes_are_not_touched(copy: Path, publish: Publish) -> None:
    publish("Two things")
    (copy / "CHANGELOG.md").write_text("mine")

    with pytest.raises(UserError) as refused:
        news(copy)

    assert refused.value.reason.params["files"] == ("CHANGELOG.md",)
    assert (copy / "CHANGELOG.md").read_text() == "mine"


def test_an_origin_that_is_away_is_one_sentence_without_its_password(copy: Path) -> None:
    git(copy, "remote", "set-url", "origin", "http://ada:hunter2@127.0.0.1:1/airdate.git")

    with pytest.raises(UserError) as refused:
        news(copy)

    assert refused.value.reason.code == "update-git"
    assert "hunter2" not in str(refused.value)


def test_what_is_no_copy_says_how_it_came(tmp_path: Path) -> None:
    with pytest.raises(UserError) as refused:
        news(tmp_path)

    assert refused.value.reason.code == "update-no-copy"


def test_the_database_is_copied_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = tmp_path / "airdate.toml"
    config.write_text("")
    monkeypatch.chdir(tmp_path)
    assert back_up(config) is None

    (tmp_path / "data").mkdir()
    store = new_store(tmp_path / "data")
    add_person(store)
    store.close()
    made = back_up(config)

    assert made is not None
    assert made.parent.samefile(tmp_path / "data" / "backups")
    assert not backups.damage(made, thorough=True)
