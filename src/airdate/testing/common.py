"""What every part does, whatever its port."""

from __future__ import annotations

import inspect
import time
from collections.abc import Iterator
from typing import Any, ClassVar, get_type_hints

import pytest
from pydantic import BaseModel, SecretStr

from airdate.testing.trouble import TROUBLES, Trouble, error_of, nobody, server_in, silent_server
from airdate.testing.waiting import at_once
from pipeline.engine.plugins import OURS
from pipeline.errors import OutsideError, Unauthorized, Unreachable
from pipeline.model.reasons import Reason
from pipeline.ports import PORTS_VERSION, Plugin

LONGEST = 30.0  # seconds for a call whose time-out is a second: it may try again, and the machine be busy
SECRET_WORDS = ("password", "api_key", "apikey", "token", "secret", "passkey", "cookie")
_SURE = {"401": Unauthorized, "403": Unauthorized, "500": Unreachable, "503": Unreachable}
"""What these have to become, whatever the protocol; other answers may mean one thing here and another there."""


class Conformance:
    """A subclass sets nothing but the fixture `part`, and what its port's class asks for."""

    port: ClassVar[type[Any]]

    @pytest.fixture
    def part(self) -> Any:
        raise NotImplementedError("give a fixture `part`: the part at work on something real")

    def ask(self, part: Any) -> object:
        """One call that asks the system something and changes nothing."""
        return part.check()

    def test_fits_the_port(self, part: Any) -> None:
        assert isinstance(part, self.port)
        assert isinstance(part.name, str)
        assert part.name

    def test_each_call_takes_what_the_port_gives(self, part: Any) -> None:
        for name, asked in calls_of(self.port).items():
            assert not (why := unfit(asked, inspect.signature(getattr(part, name)))), f"{name}{asked}: {why}"

    def test_says_for_which_ports_it_was_made(self, part: Any) -> None:
        built_in = type(part).__module__.partition(".")[0] in ("integrations", OURS)
        assert built_in or getattr(type(part), "ports_version", None) == PORTS_VERSION

    def test_its_settings_say_what_they_are_for(self, part: Any) -> None:
        config = type(part).Config
        assert issubclass(config, BaseModel)
        assert not [name for name, field in config.model_fields.items() if not field.description]

    def test_its_secrets_are_none_that_a_log_could_show(self, part: Any) -> None:
        hints = get_type_hints(type(part).Config)
        secret = [name for name in type(part).Config.model_fields if any(word in name for word in SECRET_WORDS)]
        assert not [name for name in secret if SecretStr.__name__ not in str(hints[name])], "make it a SecretStr"

    def test_check_says_in_one_line_what_answered(self, part: Any) -> None:
        answers = part.check()
        assert isinstance(answers, Reason)
        assert str(answers).strip()
        assert "\n" not in str(answers).strip()

    def test_answers_several_threads_at_once(self, part: Any) -> None:
        answers = at_once(lambda: repr(self.ask(part)))
        assert len(answers) == 8


class OverHttp:
    """Added to the class of a port by a part that asks over HTTP. A subclass says how to have it ask elsewhere."""

    def at(self, url: str) -> Any:
        """The part, told to ask the server at `url` (http://127.0.0.1:PORT), with a time-out of about a second."""
        raise NotImplementedError("give a method `at(url)`: the part, told to ask there")

    def ask(self, part: Any) -> object:
        raise NotImplementedError

    @pytest.fixture
    def silence(self) -> Iterator[str]:
        with silent_server() as server:
            yield server.url

    def test_is_made_without_asking_and_unreachable_while_nobody_is_there(self) -> None:
        with nobody() as url:
            part = self.at(url)
            for call in (part.check, lambda: self.ask(part)):
                error = error_of(call)
                assert type(error) is Unreachable, error
                assert error.system == part.name

    def test_a_server_that_never_answers_is_unreachable_in_time(self, silence: str) -> None:
        part = self.at(silence)
        began = time.monotonic()
        error = error_of(lambda: self.ask(part))
        assert type(error) is Unreachable, error
        assert time.monotonic() - began < LONGEST

    @pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: trouble.name)
    def test_trouble_becomes_one_of_the_four_errors(self, trouble: Trouble) -> None:
        with server_in(trouble) as server:
            part = self.at(server.url)
            error = error_of(lambda: self.ask(part))
            assert type(error) in OutsideError.__subclasses__(), error
            assert error.system == part.name
            assert type(error) is _SURE.get(trouble.name, type(error)), error


def calls_of(port: type[Any]) -> dict[str, inspect.Signature]:
    """The calls that a port asks for, with their parameters."""
    found: dict[str, inspect.Signature] = {}
    for base in [each for each in port.__mro__ if each.__module__ == Plugin.__module__]:
        for name, value in vars(base).items():
            if inspect.isfunction(value) and not name.startswith("_"):
                found.setdefault(name, _bound(inspect.signature(value)))
    return found


def unfit(asked: inspect.Signature, given: inspect.Signature) -> str:
    """Why a method cannot be called in each of the ways in which the port says it is; empty when it can."""
    needed = [p for p in asked.parameters.values() if p.default is p.empty]
    try:
        for parameters in (needed, list(asked.parameters.values())):
            by_place = [None for p in parameters if p.kind is not p.KEYWORD_ONLY]
            given.bind(*by_place, **{p.name: None for p in parameters if p.kind is p.KEYWORD_ONLY})
            given.bind(**{p.name: None for p in parameters})
    except TypeError as error:
        return f"{error} (it has {given})"
    return ""


def _bound(signature: inspect.Signature) -> inspect.Signature:
    """Without `self`."""
    return signature.replace(parameters=list(signature.parameters.values())[1:])
