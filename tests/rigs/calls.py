"""Notices a call in some modules that a test does not make: one that was added, and is not checked yet."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

from demo.server import LoopbackServer


@contextmanager
def every_one_made(names: Collection[str], *modules: ModuleType) -> Iterator[None]:
    """AssertionError when the block (in its own thread) leaves out a place where a method of these names is called."""
    files = {inspect.getfile(module) for module in modules}
    run: set[tuple[str, int]] = set()

    def lines(frame: FrameType, event: str, _: Any) -> Any:
        if frame.f_code.co_filename not in files:
            return None
        run.add((frame.f_code.co_filename, frame.f_lineno))
        return lines

    before = sys.gettrace()
    sys.settrace(lines)
    try:
        yield
    finally:
        sys.settrace(before)
    places = [(file, call) for file in files for call in _places(Path(file), names)]
    assert places, f"{files} call none of {names}"
    missed = [f"{file}:{call.lineno}: {ast.unparse(call)}" for file, call in places if not run & _lines(file, call)]
    assert not missed, "not made, and so not checked:\n" + "\n".join(missed)


def _places(file: Path, names: Collection[str]) -> list[ast.Call]:
    """Calls of such methods on what another call has given, or on a client: `self._connection().get(…)`."""
    calls = [node for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    return [
        call
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in names
        and (isinstance(call.func.value, ast.Call) or ast.unparse(call.func.value) == "client")
    ]


def _lines(file: str, call: ast.Call) -> set[tuple[str, int]]:
    return {(file, line) for line in range(call.lineno, (call.end_lineno or call.lineno) + 1)}


def left_out(server: LoopbackServer, *, within: str = "/", but: tuple[str, ...] = ()) -> list[str]:
    """The routes of a server, in a part of it, that nobody has asked for; `but` are parts that are not looked at."""
    asked = [(e.method, e.path) for e in server.exchanges]
    return [
        f"{method} {route.path}"
        for route in server.routes
        for method in sorted((route.methods or set()) - {"HEAD"})
        if route.path.startswith(within) and route.path != "/" and not route.path.startswith(but)
        if not any(how == method and route.path_regex.match(path) for how, path in asked)
    ]
