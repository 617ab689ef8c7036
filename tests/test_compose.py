"""docker-compose.yml, the Dockerfile and .env.example, read as docker compose would (there may be no docker here)."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from typer.main import get_command

from airdate.__main__ import app
from integrations.transmission.daemon import TransmissionDaemon
from pipeline.config import load
from pipeline.engine.plugins import assemble
from tests.rigs.launcher import ROOT, tracked_files

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = [name for name, service in SERVICES.items() if "build" in service]


def example() -> dict[str, str]:
    """What .env.example sets, commented lines taken in, empty values filled in."""
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    return {name: value or "something" for name, value in re.findall(r"^#?([A-Z][A-Z_]*)=(.*)$", text, re.MULTILINE)}


def filled_in(text: str, values: dict[str, str]) -> str:
    """`${NAME:-default}` and `${NAME:?message}` as compose reads them."""

    def value(match: re.Match[str]) -> str:
        name, sign, rest = match.groups()
        if not values.get(name) and sign == ":?":
            raise AssertionError(f"{name} has to be set, and .env.example does not name it: {rest}")
        return values.get(name) or rest or ""

    return re.sub(r"\$\{(\w+)(?:(:-|:\?)([^}]*))?\}", value, text)


def test_the_services_and_profiles_are_there() -> None:
    assert {name: service.get("profiles", []) for name, service in SERVICES.items()} == {
        "airdate": [],
        "worker": ["workers"],
        "transmission": [],
        "jellyfin": [],
        "postgres": ["postgres"],
    }


@pytest.mark.parametrize("name", SERVICES)
def test_what_a_service_refers_to_exists(name: str) -> None:
    service = SERVICES[name]

    for volume in service.get("volumes", []):
        source = filled_in(volume, {}).split(":")[0]
        assert source.startswith(("./", "/")) or source in COMPOSE["volumes"]
    for other, terms in service.get("depends_on", {}).items():
        assert other in SERVICES
        # One that a profile keeps away must not be demanded, and one to be waited for has a health check.
        assert not SERVICES[other].get("profiles") or terms["required"] is False
        assert terms["condition"] != "service_healthy" or "healthcheck" in SERVICES[other]


@pytest.mark.parametrize("name", [name for name in SERVICES if name not in OURS])
def test_the_others_are_of_one_version_each_and_leave_memory_to_the_rest(name: str) -> None:
    assert re.fullmatch(r"[\w/.-]+:\d+(\.\d+)*", SERVICES[name]["image"])
    assert re.fullmatch(r"\d+g", filled_in(SERVICES[name]["mem_limit"], {}))


@pytest.mark.needs("transmission-daemon", "curl")
def test_the_health_check_of_transmission_tells_whether_it_answers(tmp_path: Path) -> None:
    check, *words = SERVICES["transmission"]["healthcheck"]["test"]
    inside = "http://127.0.0.1:9091/transmission/rpc"
    with TransmissionDaemon(tmp_path, private=True) as daemon:
        here = [word.replace(inside, daemon.config.url) for word in words]
        assert (check, here == words) == ("CMD", False)
        assert subprocess.run(here, timeout=30, check=False).returncode == 0
    assert subprocess.run(here, timeout=30, check=False).returncode != 0


def test_every_volume_is_used() -> None:
    used = {volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}

    assert set(COMPOSE["volumes"]) <= used


@pytest.mark.parametrize("name", OURS)
def test_our_containers_run_commands_that_exist(name: str) -> None:
    command: Any = get_command(app)
    program, *arguments = SERVICES[name]["command"]

    with command.commands[program].make_context(program, arguments) as context:  # parses, runs nothing
        assert context.command.name == program


def test_every_value_that_is_asked_for_is_in_the_example() -> None:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")

    assert set(re.findall(r"\$\{(\w+)", text)) <= set(example())


def test_the_settings_make_a_whole_airdate(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Every AIRDATE_ variable of the two files is one that Airdate knows."""
    values = example()
    environment = {k: v for k, v in values.items() if k.startswith("AIRDATE_")}
    environment |= {k: filled_in(v, values) for k, v in SERVICES["airdate"]["environment"].items()}
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    settings = load(tmp_path / "airdate.toml")
    parts = assemble(settings, tmp_path / "airdate.toml")

    assert settings.telegram.token.get_secret_value() == "something"
    assert settings.library == Path("/media/library")
    assert settings.database_url == values["AIRDATE_DATABASE"]
    assert parts.downloader.name == "transmission"
    assert [player.name for player in parts.players] == ["jellyfin"]
    # A misspelt section would be ignored in silence.
    sections = {*type(settings).model_fields}
    assert {name.removeprefix("AIRDATE_").partition("__")[0].lower() for name in environment} <= sections


def test_the_dockerfile_copies_what_is_there() -> None:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    copied = [shlex.split(line)[1:-1] for line in text.splitlines() if line.startswith("COPY ")]
    names = {path.name for path in tracked_files()}

    assert all(source in names | {"."} or source.startswith(("--from", "/opt")) for line in copied for source in line)
    assert re.search(r"^USER (?!root)", text, re.MULTILINE)
    assert "HEALTHCHECK" in text
    assert text.count("--require-hashes") == 2


def test_the_image_can_copy_the_database_of_its_server() -> None:
    """pg_dump refuses a server that is newer than it is: https://www.postgresql.org/docs/current/app-pgdump.html#id-1.9.4.14.8"""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    brings = {"bookworm": 15, "trixie": 17}  # https://packages.debian.org/postgresql-client
    base = re.search(r"^FROM python:[\d.]+-slim-(\w+) AS base$", text, re.MULTILINE)
    server = int(COMPOSE["services"]["postgres"]["image"].partition(":")[2])

    assert "postgresql-client" in text
    assert base
    assert brings[base[1]] >= server
