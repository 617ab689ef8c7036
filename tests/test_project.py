"""The habits of the project itself: locks, entry points, what a clone holds, what the README says."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import entry_points, packages_distributions
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version
from pydantic import BaseModel, ValidationError
from typer.main import get_command

from airdate.__main__ import app
from pipeline import ports
from tests.rigs.launcher import ROOT, tracked_files

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = sorted(ROOT.glob("requirements*.lock"))
PORTS = {
    "airdate.catalogues": ports.Catalogue,
    "airdate.indexers": ports.Indexer,
    "airdate.downloaders": ports.Downloader,
    "airdate.encoders": ports.Encoder,
    "airdate.subtitlers": ports.Subtitler,
    "airdate.synchronisers": ports.Synchroniser,
    "airdate.notifiers": ports.Notifier,
    "airdate.players": ports.Player,
}
PLUGINS = [(group, name) for group in PORTS for name in PROJECT["project"]["entry-points"][group]]


def texts() -> list[tuple[str, str]]:
    """(name, content) of every text file of the project."""
    found = []
    for path in tracked_files():
        data = path.read_bytes()
        if b"\0" not in data[:8000]:
            found.append((str(path.relative_to(ROOT)), data.decode()))
    return found


def pins(lock: Path) -> dict[str, str]:
    """package -> version."""
    return {
        canonicalize_name(name): version
        for name, version in re.findall(r"^([\w.-]+)(?:\[[^]]*\])?==([^\s;\\]+)", lock.read_text(), re.MULTILINE)
    }


# -- What a clone holds ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("a folder of one person's machine", r"(?<![\w.])/(?:home|Users)/(?!airdate\b)\w|(?<![\w.-])/(?:root|work)/\w"),
        ("a registry's host", r"pypi[.]org|pythonhosted[.]org|(?:deb|security)[.]debian[.]org|npmjs[.](?:org|com)"),
        ("another registry's host", r"\b(?:lscr|ghcr|quay|docker)[.]io\b|artifact" + r"registry|/simple/?\s"),
        ("an index to install from", r"--(?:extra-)?index[-]url|--find[-]links|index[-]url\s*="),
    ],
)
def test_no_file_names(what: str, pattern: str) -> None:
    found = [f"{name}: {m[0]}" for name, text in texts() if name != "LICENSE" for m in re.finditer(pattern, text)]

    assert not found, f"{what} is named in:\n" + "\n".join(found)


def test_no_file_names_this_clone() -> None:
    assert not [name for name, text in texts() if str(ROOT) + "/" in text]


def test_there_is_no_uv_lock() -> None:
    """It would write a registry's addresses into the repository."""
    assert not [path for path in tracked_files() if path.name in {"uv.lock", "poetry.lock", "Pipfile.lock"}]


# -- Locks -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_everything_locked_has_a_hash(lock: Path) -> None:
    entries = re.sub(r"\\\n\s*", " ", lock.read_text()).strip().splitlines()

    assert entries
    assert not [entry for entry in entries if not re.search(r" --hash=sha256:[0-9a-f]{64}", entry)]


def test_the_tests_run_with_the_versions_that_people_get() -> None:
    tested = pins(ROOT / "requirements-dev.lock")

    for extra in ("", "-postgresql", "-sync", "-notify"):
        assert pins(ROOT / f"requirements{extra}.lock").items() <= tested.items()


@pytest.mark.parametrize(
    ("lock", "groups", "extras"),
    [
        ("requirements", ["build"], ["redis"]),
        ("requirements-postgresql", ["build"], ["postgresql", "redis"]),
        ("requirements-sync", [], ["sync"]),
        ("requirements-notify", [], ["notify"]),
        ("requirements-dev", ["dev"], ["postgresql", "redis", "sync", "notify"]),
        ("requirements-tools", ["tools"], []),
    ],
)
def test_the_locks_fit_the_project(lock: str, groups: list[str], extras: list[str]) -> None:
    locked = pins(ROOT / f"{lock}.lock")
    wanted = [text for group in groups for text in PROJECT["dependency-groups"][group]]
    if lock != "requirements-tools":
        wanted += PROJECT["project"]["dependencies"]
        wanted += [text for extra in extras for text in PROJECT["project"]["optional-dependencies"][extra]]
    for requirement in map(Requirement, wanted):
        version = locked.get(canonicalize_name(requirement.name))
        assert version, f"{requirement} is not in {lock}.lock: lock again (CONTRIBUTING.md says how)"
        assert requirement.specifier.contains(Version(version), prereleases=True)


USED_BY_ITS_NAME = {
    "import-linter",
    "mypy",
    "pre-commit",
    "pytest-rerunfailures",
    "pytest-timeout",
    "pytest-xdist",
    "python-multipart",
    "ruff",
    "types-defusedxml",
    "types-requests",
    "zensical",
}
"""Tools that are run or found by others; all else is imported."""


def test_what_is_declared_is_imported_somewhere() -> None:
    groups = [PROJECT["project"]["dependencies"], PROJECT["dependency-groups"]["dev"]]
    groups += PROJECT["project"]["optional-dependencies"].values()
    imported = imports()
    used = {
        canonicalize_name(package)
        for module, packages in packages_distributions().items()
        for package in packages
        if module in imported
    }

    declared = {canonicalize_name(Requirement(text).name) for group in groups for text in group}
    assert declared - used <= USED_BY_ITS_NAME


def imports() -> set[str]:
    """The names at the top of all that is imported."""
    found = set()
    for path in tracked_files():
        if path.suffix == ".py":
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    found |= {alias.name.partition(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    found.add(node.module.partition(".")[0])
    return found


# -- Plugins -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("group", "name"), PLUGINS)
def test_a_plugin_fits_its_port(group: str, name: str) -> None:
    (entry,) = entry_points(group=group, name=name)
    plugin = entry.load()
    config = minimal(plugin.Config)

    part = plugin(config, name="mine")

    assert isinstance(part, PORTS[group])  # type: ignore[misc] # each of them is runtime_checkable
    assert part.name == "mine"
    assert all(field.description for field in plugin.Config.model_fields.values())


@pytest.mark.parametrize(("group", "name"), PLUGINS)
def test_a_plugin_opens_with_the_section_to_paste(group: str, name: str) -> None:
    (entry,) = entry_points(group=group, name=name)
    module = sys.modules[entry.load().__module__.split(":")[0]]
    package = sys.modules[".".join(entry.value.partition(":")[0].split("."))]
    tables = {"airdate.notifiers": "(?:webhooks|notify)"}
    section = rf"^    \[{tables.get(group, group.removeprefix('airdate.'))}\.[\w-]+\]$"

    assert any(re.search(section, m.__doc__ or "", re.MULTILINE) for m in (module, package))


def minimal(kind: type[BaseModel]) -> BaseModel:
    """A plugin's settings with only what has no default, as a person would type it."""
    try:
        return kind.model_validate({})
    except ValidationError as error:
        missing: dict[str, Any] = {str(e["loc"][0]): "x" for e in error.errors() if e["type"] == "missing"}
    for name in missing:
        if "url" in name:
            missing[name] = "http://127.0.0.1:1/"
    return kind.model_validate(missing)


IMPORT_ALL = """
import gc, json, os, pkgutil, socket, sys, threading
import bot, integrations, pipeline

seen = []
STARTS = ("socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.fork", "os.exec", "os.system",
          "os.posix_spawn", "sqlite3.connect")

def watch(event, arguments):
    if event in STARTS:
        seen.append(event + " " + repr(arguments)[:200])
    elif event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+") and not (
        str(arguments[0]).startswith(os.environ["XDG_CACHE_HOME"])  # stevedore remembers entry points there
    ):
        seen.append("open for writing " + repr(arguments[0]))

sys.addaudithook(watch)
modules = []
for package in (bot, integrations, pipeline):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if ".migrations." not in module.name and not module.name.endswith(".__main__"):
            __import__(module.name)
            modules.append(module.name)
seen += [repr(o) for o in gc.get_objects() if isinstance(o, socket.socket) and o.fileno() >= 0]
print(json.dumps({"seen": seen, "threads": [t.name for t in threading.enumerate()], "modules": modules}))
"""


def test_importing_starts_nothing(tmp_path: Path) -> None:
    """No thread, no connection, no process, no file."""
    here = tmp_path / "here"
    here.mkdir()
    done = subprocess.run(
        [sys.executable, "-B", "-c", IMPORT_ALL],
        cwd=here,
        env=os.environ | {"XDG_CACHE_HOME": str(tmp_path / "cache")},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["seen"] == []
    assert report["threads"] == ["MainThread"]
    assert len(report["modules"]) > 20
    assert list(here.iterdir()) == []


def test_help_reads_no_library_that_it_does_not_need(tmp_path: Path) -> None:
    """What makes `--help` come at once."""
    code = "import sys, airdate.__main__; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=True
    )

    heavy = {"telegram", "sqlalchemy", "huey", "subliminal", "guessit", "requests", "pydantic", "transmission_rpc"}
    assert not heavy & set(done.stdout.split())


# -- The package -------------------------------------------------------------------------------------------------


def test_the_wheel_holds_everything(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        timeout=120,
        check=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    packed = set(zipfile.ZipFile(wheel).namelist())
    packages = ("airdate/", "bot/", "cli/", "dashboard/", "demo/", "integrations/", "pipeline/")
    ours = {str(path.relative_to(ROOT)).removeprefix("src/") for path in tracked_files()}

    assert {name for name in ours if name.startswith(packages)} <= packed
    assert not [name for name in packed if name.startswith(("tests/", "."))]


# -- What is written about it ------------------------------------------------------------------------------------


def commands() -> set[str]:
    command: Any = get_command(app)
    return {*command.commands, "setup"}  # the launcher's own


DOCUMENTS = [
    "README.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "docker-compose.yml",
    "Dockerfile",
    ".ci/run",
    ".ci/release",
]
PAGES = [f"docs/{path.name}" for path in sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("name", DOCUMENTS + PAGES)
def test_documents_name_only_commands_and_options_that_exist(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    typed = [found.split() for found in re.findall(r"(?:\./|compose exec |`)airdate ([a-z][^`\n#|;]*)", text)]

    assert [" ".join(words) for words in typed if not is_understood(words)] == []


def is_understood(words: list[str]) -> bool:
    command: Any = get_command(app)
    words = [*words]
    if words[0] in ("setup", "test"):  # the launcher's own; and what follows goes to pytest
        return True
    while hasattr(command, "commands"):
        named = words.pop(0) if words else ""
        if named not in command.commands:
            return not named or named.isupper()  # `airdate run STEP`
        command = command.commands[named]
    known = {option for parameter in command.params for option in parameter.opts + parameter.secondary_opts}
    return {word for word in words if word.startswith("-") and word != "-"} <= known | {"--help"}


@pytest.mark.parametrize("name", [name for name in DOCUMENTS + PAGES if name.endswith(".md")])
def test_links_between_documents_lead_somewhere(name: str) -> None:
    page = ROOT / name
    links = re.findall(r"\]\((?!https?://|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)", page.read_text(encoding="utf-8"))

    assert [link for link, part in links if not leads_somewhere(page, link, part)] == []


def leads_somewhere(page: Path, link: str, part: str) -> bool:
    """A heading's part of an address, as GitHub writes it: https://docs.github.com/get-started/writing-on-github."""
    there = (page.parent / link).resolve() if link else page
    if not part or not there.is_file():
        return there.exists()
    headings = re.findall(r"^#+ (.+)$", there.read_text(encoding="utf-8"), re.MULTILINE)
    return part in {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_programs_are_listed_for_commands_that_exist() -> None:
    lines = (ROOT / "programs.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split() for line in lines if line.strip() and not line.startswith("#")]

    assert {command for row in rows for command in row[2:]} <= commands() | {"bench"}


def test_the_changelog_knows_this_version() -> None:
    assert f"## [{PROJECT['project']['version']}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
