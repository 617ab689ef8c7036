"""A copy of the launcher in a folder of its own, on a machine that is all PATH: every program it could run is a small
script there that notes its call, so that a test sees what was run and decides what it answers.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PARTS = ("airdate", "programs.txt", "pyproject.toml")
TOOLS = (
    "cat",
    "chmod",
    "cksum",
    "cut",
    "env",
    "flock",
    "grep",
    "mkdir",
    "mv",
    "readlink",
    "rm",
    "sed",
    "sh",
    "sleep",
    "tail",
    "tr",
)
PROGRAMS = ("ffmpeg", "ffprobe", "transmission-daemon")
BASE_PYTHON = getattr(sys, "_base_executable", None) or sys.executable

# Makes the environment's shape; its Python says what it was asked to run, and from where.
UV = """
case $1 in
    --version) echo 'uv 9.9.9'; exit ;;
    venv)
        for folder; do :; done
        mkdir -p "$folder/bin"
        echo "VIRTUAL_ENV='$folder'" >"$folder/bin/activate"
        cat >"$folder/bin/python" <<'PYTHON'
#!/bin/sh
[ "$1" != -c ] || exit 0
printf 'ran<%s>' "$@"
printf ' in %s\\n' "$PWD"
exit "${EXIT_WITH:-0}"
PYTHON
        chmod +x "$folder/bin/python" ;;
esac
"""


@dataclass
class Machine:
    """`home` holds the copy, `bin` the programs, `calls` what was run, oldest first."""

    home: Path
    bin: Path
    notes: Path

    def has(self, name: str, script: str = "") -> None:
        """Install a program; `script` is what it does after its call was noted."""
        path = self.bin / name
        path.write_text(f"#!/bin/sh\necho {name} \"$*\" >>'{self.notes}'\n{script}\n")
        path.chmod(0o755)

    def lacks(self, *names: str) -> None:
        for name in names:
            (self.bin / name).unlink()

    def passes_on(self, name: str, real: str | None = None) -> None:
        """Install a program that is the real one, its call noted."""
        real = real or shutil.which(name)
        assert real, f"this machine has no {name}"
        self.has(name, f"exec '{real}' \"$@\"")

    @property
    def calls(self) -> list[str]:
        return self.notes.read_text().splitlines() if self.notes.exists() else []

    def start(
        self, *arguments: str, launcher: Path | str | None = None, cwd: Path | None = None, **environment: str
    ) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [str(launcher or self.home / "airdate"), *arguments],
            cwd=cwd or self.home,
            env={"PATH": str(self.bin), "HOME": str(self.home.parent), "LC_ALL": "C"} | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def launch(
        self, *arguments: str, launcher: Path | str | None = None, cwd: Path | None = None, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Run `./airdate ARGUMENTS` to its end; `calls` are then those of this run alone."""
        self.notes.unlink(missing_ok=True)
        with self.start(*arguments, launcher=launcher, cwd=cwd, **environment) as process:
            try:
                out, err = process.communicate(timeout=120)
            finally:
                process.kill()
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def machine(folder: Path) -> Machine:
    """A machine with everything: an administrator, a Python, uv, apt and the programs that `up` needs."""
    made = Machine(folder / "a house" / "airdate", folder / "bin", folder / "calls")
    made.home.mkdir(parents=True)
    made.bin.mkdir()
    for part in (*(ROOT / name for name in PARTS), *ROOT.glob("requirements*.lock")):
        shutil.copy2(part, made.home)
    for tool in TOOLS:
        made.passes_on(tool)
    made.passes_on("python3", BASE_PYTHON)
    made.has("uv", UV)
    made.has("id", "echo 0")
    made.has("apt-get")
    for program in PROGRAMS:
        made.has(program)
    return made


def tracked_files() -> list[Path]:
    """Every file of the project, as git sees it (new ones that are not ignored included)."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        env=os.environ | {"GIT_OPTIONAL_LOCKS": "0"},
        stdout=subprocess.PIPE,
        timeout=60,
        check=True,
    ).stdout.decode()
    paths = [ROOT / name for name in listing.split("\0") if name]
    return [path for path in paths if path.is_file() and not path.is_symlink()]
