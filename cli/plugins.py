"""Plugins: making one, and having others' installed in Airdate's environment, now and after each update of it.

Which ones are wanted stands in `plugins.txt` beside airdate.toml, a requirement or a folder a line: the launcher and
the Dockerfile install the same after Airdate's own locks.
"""

from __future__ import annotations

import keyword
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cli.common import CONFIG, Config

app = typer.Typer(help="Make plugins, and install those of others.", no_args_is_help=True)

LISTING = "plugins.txt"
GROUP = "airdate."  # entry points in groups that begin so are Airdate's
NAME = re.compile(r"[a-z][a-z0-9_]*")
_REQUIREMENT = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(\[[^\]]*\])?\s*([<>=!~].*)?")
TIMEOUT = 900.0  # seconds: a plugin may bring much


class Port(StrEnum):
    CATALOGUE = "catalogue"
    INDEXER = "indexer"
    DOWNLOADER = "downloader"
    ENCODER = "encoder"
    SUBTITLER = "subtitler"
    SYNCHRONISER = "synchroniser"
    PLAYER = "player"
    NOTIFIER = "notifier"


@app.command("new")
def new(
    name: Annotated[str, typer.Argument(help="What it is called in airdate.toml, like: nas.")],
    port: Annotated[Port, typer.Option(help="What it is to be.")],
    into: Annotated[Path, typer.Option(help="The folder that the plugin's own folder is made in.")] = Path(),
) -> None:
    """Make a plugin that works, from its port's template, in a folder of its own."""
    from pipeline.engine.plugins import available
    from pipeline.errors import UserError
    from pipeline.model.reasons import Reason

    plain = name.lower().replace("-", "_")
    if not NAME.fullmatch(plain) or keyword.iskeyword(plain):
        raise UserError(Reason("plugin-no-name", name=name))
    if plain in available(f"{port}s"):
        raise UserError(Reason("plugin-name-taken", name=plain))
    folder = into / f"airdate-{plain.replace('_', '-')}"
    if folder.exists():
        raise UserError(Reason("name-there-already", name=str(folder)))
    made = written(port, plain, folder)
    typer.echo("\n".join(["Made:", *(f"  {path}" for path in made)]))
    typer.echo(f"Its tests: ./airdate test {folder}\nTo use it: ./airdate plugin add {folder}")


@app.command("add")
def add(
    what: Annotated[str, typer.Argument(metavar="NAME|FOLDER", help="A package's name, or a folder with one in it.")],
    config: Config = CONFIG,
) -> None:
    """Install a plugin, now and after each update of Airdate."""
    from pipeline.errors import UserError
    from pipeline.model.reasons import Reason

    listing = listing_beside(config)
    line, name = line_for(what, listing.parent)
    install(["--refresh-package", name, "--reinstall-package", name, line], listing.parent)
    found = gives(name)
    if not found:
        uninstall(name)
        raise UserError(Reason("plugin-gives-nothing", package=name))
    keep(listing, [*without(listing, name), f"{line}  # {name}"])
    typer.echo(f"{name} is installed, and stands in {listing}. It gives:")
    for group, entry in found:
        typer.echo(f"  [{group}.{entry}]")


@app.command("list")
def listed(config: Config = CONFIG) -> None:
    """Show which plugins are wanted, and whether they are there."""
    from importlib.metadata import PackageNotFoundError, version

    lines = wanted(listing_beside(config))
    if not lines:
        typer.echo("There are none; `airdate plugin add NAME|FOLDER` installs one.")
    for line, name in lines:
        try:
            there = version(name)
        except PackageNotFoundError:
            typer.secho(f"✗ {name}: not installed; the next start tries it ({line})", fg="red")
            continue
        told = ", ".join(f"[{group}.{entry}]" for group, entry in gives(name))
        typer.secho(f"✓ {name} {there}: {told} ({line})", fg="green")


@app.command("remove")
def remove(
    name: Annotated[str, typer.Argument(help="As `airdate plugin list` names it.")],
    config: Config = CONFIG,
) -> None:
    """Take a plugin out again."""
    from pipeline.errors import UserError
    from pipeline.model.reasons import Reason

    listing = listing_beside(config)
    plain = canonical(name)
    if plain not in {canonical(known) for _, known in wanted(listing)}:
        raise UserError(Reason("plugin-not-listed", path=str(listing), name=name))
    uninstall(plain)
    keep(listing, without(listing, plain))
    typer.echo(f"{plain} is gone. What airdate.toml says of it has to go, too.")


# ------------------------------------------------------------------------------------------------------ the template


def written(port: Port, name: str, folder: Path) -> list[Path]:
    """The template's files with the plugin's names in them."""
    from importlib.resources import files

    templates = Path(str(files("airdate"))) / "templates"
    sources = {
        "pyproject.toml": templates / "pyproject.toml.txt",
        "README.md": templates / "README.md.txt",
        **{path.name: path for path in sorted((templates / port).glob("*.py"))},
    }
    words = {
        "airdate-example": f"airdate-{name.replace('_', '-')}",
        "Example": "".join(part.capitalize() for part in name.split("_")),
        "example": name,
        "PORT": port.value,
        "FOLDER": str(folder),
    }
    folder.mkdir(parents=True)
    for target, source in sources.items():
        text = source.read_text(encoding="utf-8")
        (folder / replaced(target, words)).write_text(replaced(text, words), encoding="utf-8")
    return sorted(folder.iterdir())


def replaced(text: str, words: dict[str, str]) -> str:
    for word, other in words.items():
        text = text.replace(word, other)
    return text


# ------------------------------------------------------------------------------------------------------- plugins.txt


def listing_beside(config: Path) -> Path:
    return config.absolute().parent / LISTING


def line_for(what: str, home: Path) -> tuple[str, str]:
    """How it stands in plugins.txt, and its package's name. A folder beside it is named from there: so the two move
    together, and into an image."""
    from pipeline.errors import UserError
    from pipeline.model.reasons import Reason

    folder = Path(what)
    if folder.is_dir():
        here = folder.resolve()
        inside = here.is_relative_to(home.resolve())
        return (f"./{here.relative_to(home.resolve())}" if inside else str(here)), package_in(here)
    found = _REQUIREMENT.fullmatch(what)
    if found is None:
        raise UserError(Reason("plugin-neither", what=what))
    return what.strip(), canonical(found[1])


def package_in(folder: Path) -> str:
    """The name of the package in a folder. UserError when there is none."""
    from pipeline.errors import UserError
    from pipeline.model.reasons import Reason

    try:
        project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))
        return canonical(str(project["project"]["name"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UserError(Reason("plugin-no-package", folder=str(folder), why=str(error))) from error


def wanted(listing: Path) -> list[tuple[str, str]]:
    """(what is installed, its package's name) of each line."""
    return [(line.partition("  #")[0].strip(), name_of(line, listing.parent)) for line in lines_of_listing(listing)]


def lines_of_listing(listing: Path) -> list[str]:
    try:
        text = listing.read_text(encoding="utf-8")
    except FileNotFoundError:
        return []
    return [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def name_of(line: str, home: Path) -> str:
    """A line's package: as noted behind it, else as it stands there or in the folder that it names."""
    what, _, noted = line.partition("  # ")
    if noted.strip():
        return canonical(noted.strip())
    if (home / what.strip()).is_dir():
        return package_in(home / what.strip())
    found = _REQUIREMENT.fullmatch(what)
    return canonical(found[1]) if found else what.strip()


def without(listing: Path, name: str) -> list[str]:
    return [line for line in lines_of_listing(listing) if name_of(line, listing.parent) != canonical(name)]


def keep(listing: Path, lines: Sequence[str]) -> None:
    if not lines:
        listing.unlink(missing_ok=True)
        return
    head = "# Plugins that Airdate installs after its own packages; `airdate plugin add` and `remove` write this."
    new = listing.with_suffix(".new")
    new.write_text("\n".join([head, *lines, ""]), encoding="utf-8")
    new.replace(listing)


def canonical(name: str) -> str:
    """https://packaging.python.org/en/latest/specifications/name-normalization/"""
    return re.sub(r"[-_.]+", "-", name).lower()


# --------------------------------------------------------------------------------------------------- the environment


def gives(name: str) -> list[tuple[str, str]]:
    """(group, entry) of all that an installed package has for Airdate. Asked of a fresh Python: this one has looked."""
    code = (
        "import sys; from importlib.metadata import distribution\n"
        "for e in distribution(sys.argv[1]).entry_points: print(e.group, e.name)"
    )
    done = subprocess.run([sys.executable, "-P", "-c", code, name], capture_output=True, text=True, check=False)
    rows = [line.split() for line in done.stdout.splitlines()]
    return [(group.removeprefix(GROUP), entry) for group, entry in rows if group.startswith(GROUP)]


def install(arguments: Sequence[str], home: Path) -> None:
    """Into this very environment, with nothing of Airdate's own changed. UserError when that cannot be."""
    lock = Path(__file__).resolve().parent.parent / "requirements.lock"
    locked = ["--constraint", str(lock)] if lock.is_file() else []
    run_uv(["install", *locked, *arguments], home)


def uninstall(name: str) -> None:
    run_uv(["uninstall", name], Path.cwd())


def run_uv(arguments: Sequence[str], home: Path) -> None:
    from pipeline.errors import UserError
    from pipeline.model.reasons import Reason

    command = [find_uv(), "pip", arguments[0], "--quiet", "--python", sys.executable, *arguments[1:]]
    environment = {**os.environ, "UV_PYTHON_DOWNLOADS": "never"}
    try:
        done = subprocess.run(
            command, cwd=home, env=environment, capture_output=True, text=True, timeout=TIMEOUT, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise UserError(Reason("uv-takes-too-long", seconds=TIMEOUT)) from error
    if done.returncode:
        raise UserError(Reason("uv-could-not", said=done.stderr.strip()[-2000:]))


def find_uv() -> str:
    """The one on PATH, or the one that the launcher got."""
    from pipeline.errors import UserError
    from pipeline.model.reasons import Reason

    own = Path(__file__).resolve().parent.parent / ".tools" / "uv" / "bin" / "uv"
    found = shutil.which("uv") or (str(own) if own.is_file() else None)
    if found is None:
        raise UserError(Reason("uv-missing"))
    return found
