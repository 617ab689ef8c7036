"""What `./airdate --help` tells while there is no environment yet: the commands, read off the source.

Needs nothing but Python itself, and imports nothing of ours: `python3 cli/outline.py`.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MAIN = ROOT / "src" / "airdate" / "__main__.py"
PANEL = "rich_help_panel"


def outline() -> dict[str, dict[str, str]]:
    """The panels of `--help`: the name of each command in one, and the first paragraph of what it says of itself."""
    panels: dict[str, dict[str, str]] = {}
    for path in _files():
        for panel, name, told in (*_commands(path), *_groups(path)):
            panels.setdefault(panel, {})[name] = " ".join(told.partition("\n\n")[0].split())
    return panels


def _files() -> list[Path]:
    return [MAIN, *sorted((ROOT / "cli").glob("*.py"))]


def _commands(path: Path) -> Iterator[tuple[str, str, str]]:
    """(panel, name, docstring) of each function that stands in a panel of its own accord: those of a group do not."""
    functions = (n for n in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(n, ast.FunctionDef))
    decorated = [(function, call) for function in functions for call in function.decorator_list]
    for node, call in decorated:
        if isinstance(call, ast.Call) and (panel := _word(call, PANEL)):
            yield panel, _name(node, call), ast.get_docstring(node) or ""


def _name(command: ast.FunctionDef, call: ast.Call) -> str:
    """What its decorator calls it, else its own name as it is typed."""
    first = call.args[0] if call.args else None
    return str(first.value) if isinstance(first, ast.Constant) else command.name.replace("_", "-")


def _groups(path: Path) -> Iterator[tuple[str, str, str]]:
    """The same of groups of commands, which `add_typer` gives their names; what they say is their modules'."""
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(call, ast.Call) and (name := _word(call, "name")) and (panel := _word(call, PANEL)):
            module = ROOT / "cli" / f"{ast.unparse(call.args[0]).partition('.')[0]}.py"
            yield panel, name, _help_in(module if module.is_file() else path)


def _help_in(path: Path) -> str:
    calls = (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
    return next((told for call in calls if "Typer" in ast.unparse(call.func) and (told := _word(call, "help"))), "")


def _word(call: ast.Call, name: str) -> str:
    """A keyword's text; empty when it is not given, or none."""
    given = (word.value for word in call.keywords if word.arg == name)
    return next((str(value.value) for value in given if isinstance(value, ast.Constant)), "")


def main() -> None:
    lines = ["Usage: ./airdate COMMAND [ARGUMENTS] ...", ""]
    for panel, commands in outline().items():
        lines += [f"{panel}:", *(f"  {name:<12}{told}" for name, told in commands.items()), ""]
    lines.append("The first command sets Airdate up (./airdate setup does only that); then --help says more of each.")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
