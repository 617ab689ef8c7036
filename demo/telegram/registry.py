"""The table of Bot API methods: https://core.telegram.org/bots/api#available-methods."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from demo.telegram.params import Params
from demo.telegram.world import World

Method = Callable[[World, Params], Any]

METHODS: dict[str, tuple[str, Method]] = {}  # Telegram does not mind the case of a method's name


def method(name: str) -> Callable[[Method], Method]:
    """Serve a Bot API method. The function runs under the world's lock and returns the answer's `result`."""

    def register(function: Method) -> Method:
        METHODS[name.lower()] = (name, function)
        return function

    return register
