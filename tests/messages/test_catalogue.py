"""The catalogue of messages: complete in every language, and every code that the source says is in it."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor
from jinja2 import Environment, nodes

import messages
from pipeline.chores import CHORES
from pipeline.model.jobs import JobKind, JobState, Origin
from pipeline.model.reasons import NO_REASON, Reason, as_data, reason_from
from pipeline.store.chores import duty
from tests.rigs.launcher import ROOT

ROOMS = ("src/airdate/__main__.py", "bot", "cli", "dashboard", "integrations", "messages", "pipeline")
BUILT = ("chat-", "chore-", "job-kind-", "job-state-", "job-why-", "remedy-", "rule-")
"""Codes that are put together where they are said begin so; the chat's are looked for in tests/bot/test_texts.py."""


class Variables(Visitor):
    def __init__(self) -> None:
        self.found: set[str] = set()

    def visit_VariableReference(self, node: ftl.VariableReference) -> None:  # noqa: N802 - the visitor's own way
        self.found.add(node.id.name)


def catalogue(language: str) -> dict[str, set[str]]:
    """code -> the names of its parameters."""
    text = (messages.FOLDER / f"{language}.ftl").read_text(encoding="utf-8")
    found = {}
    for entry in FluentParser().parse(text).body:
        assert not isinstance(entry, ftl.Junk), entry.content
        if isinstance(entry, ftl.Message):
            assert entry.id.name not in found, f"{entry.id.name} stands there twice"
            variables = Variables()
            variables.visit(entry)
            found[entry.id.name] = variables.found
    return found


def said() -> Iterator[tuple[str, set[str], str]]:
    """(code, its parameters' names, where) of each `Reason("code", …)` and `tell("code", …)` in the source."""
    for room in ROOMS:
        path = ROOT / room
        for file in (path,) if path.is_file() else sorted(path.rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Name)
                    and node.func.id in {"Reason", "tell"}
                ):
                    code = node.args[0] if node.args else None
                    if isinstance(code, ast.Constant) and code.value and None not in {k.arg for k in node.keywords}:
                        yield str(code.value), {str(k.arg) for k in node.keywords}, f"{file}:{node.lineno}"
    yield from told()


def told() -> Iterator[tuple[str, set[str], str]]:
    """The same of each `t("code", …)` in the dashboard's templates."""
    for file in TEMPLATES:
        for call in Environment().parse(file.read_text(encoding="utf-8")).find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "t":
                either = call.args[0].find_all(nodes.Const) if isinstance(call.args[0], nodes.CondExpr) else call.args
                for code in either:
                    assert isinstance(code, nodes.Const), f"{file}:{call.lineno}: not a code"
                    yield code.value, {pair.key for pair in call.kwargs}, f"{file}:{call.lineno}"


TEMPLATES = sorted((ROOT / "dashboard" / "templates").iterdir())
ENGLISH = catalogue("en")


def test_every_reason_in_the_source_has_its_message() -> None:
    wrong = [f"{where}: {code} {params}" for code, params, where in said() if ENGLISH.get(code, {"?"}) - params]

    assert not wrong, "not in messages/en.ftl, or without a parameter that it shows:\n" + "\n".join(wrong)


def test_every_message_is_said_somewhere() -> None:
    source = "\n".join(
        file.read_text(encoding="utf-8")
        for room in ROOMS
        for file in ([ROOT / room] if (ROOT / room).is_file() else (ROOT / room).rglob("*.py"))
    ) + "".join(file.read_text(encoding="utf-8") for file in TEMPLATES)
    unused = [code for code in ENGLISH if f'"{code}"' not in source and not code.startswith(BUILT)]

    assert not unused


@pytest.mark.parametrize("language", [name for name in messages.LANGUAGES if name != "en"])
def test_another_language_says_all_of_it_with_the_same_parameters(language: str) -> None:
    assert catalogue(language) == ENGLISH


def test_what_is_stored_comes_back() -> None:
    reason = Reason("tried", why=Reason("text", text="no"), at=datetime(2026, 11, 1, tzinfo=UTC), many=("a", 2, True))

    assert reason_from(as_data(reason)) == reason


@pytest.mark.parametrize("name", ["Dr. Who", "S.H.I.E.L.D. vs. Mr. T: 50 % {off}", "¿Qué? | <b>No</b>.", "a\nb"])
def test_a_name_is_said_whole_in_every_language_whatever_is_in_it(name: str) -> None:
    why = Reason("not-in-torrent", count=2, show=name, code="S01E01")
    stored = reason_from(json.loads(json.dumps(as_data(Reason("tried", why=why, count=3)))))

    for language in messages.LANGUAGES:
        assert name in messages.say(stored, language)
    assert "ninguno de sus 2 archivos" in messages.say(stored, "es")


def test_a_moment_is_said_by_the_reader_s_clock() -> None:
    at = datetime(2020, 11, 1, 21, 40, tzinfo=UTC)

    assert messages.say(Reason("text", text=at), "en", "Europe/Madrid") == "Sun 1 Nov 2020, 22:40"
    assert re.match(r"dom,? 1 nov 2020, 22:40", messages.say(Reason("text", text=at), "es", "Europe/Madrid"))


def test_a_code_that_no_catalogue_has_is_shown_as_it_is() -> None:
    assert messages.say(Reason("moon-in-the-way", phase="full"), "es") == "moon-in-the-way (phase: full)"


def test_nothing_to_say_is_nothing() -> None:
    assert not NO_REASON
    assert str(NO_REASON) == ""
    assert reason_from("") == NO_REASON


@pytest.mark.parametrize("end", ["?", "!", "…", "."])
def test_a_sentence_within_another_ends_it_once(end: str) -> None:
    why = Reason("text", text=f"Is it running{end}")
    both = Reason("what-and-why", what=Reason("text", text="Next look"), why=why)
    assert messages.say(both) == f"Next look. Is it running{end}"


def test_there_are_the_languages_that_the_bot_speaks() -> None:
    assert {Path(file).stem for file in messages.FOLDER.glob("*.ftl")} == set(messages.LANGUAGES) == {"en", "es"}


def test_each_kind_of_job_and_each_chore_has_its_words() -> None:
    built = [f"job-kind-{kind}" for kind in JobKind] + [f"job-why-{why}" for why in Origin]
    built += [f"job-state-{state}" for state in JobState] + [duty(chore.name).code for chore in CHORES]

    assert set(built) == {
        code for code in ENGLISH if code.startswith(("chore-", "job-kind-", "job-why-", "job-state-"))
    }


RAISED = {"Abandon", "Later", "Reject", "Retry", "Stuck", "UserError"} | {
    "BadResponse", "NotFound", "Unauthorized", "Unreachable"
}  # fmt: skip


def sentences(node: ast.expr) -> bool:
    """Whether an expression is words of our own."""
    match node:
        case ast.Constant(value=str(text)):
            return " " in text.strip()
        case ast.JoinedStr(values=values):
            return any(map(sentences, values))
    return False


def test_reasons_are_raised_not_sentences_and_hold_none() -> None:
    wrong = [
        f"{file}:{node.lineno}"
        for room in ROOMS
        for file in ([ROOT / room] if (ROOT / room).is_file() else sorted((ROOT / room).rglob("*.py")))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        if (node.func.id in RAISED and any(map(sentences, node.args)))
        or (node.func.id == "Reason" and any(sentences(word.value) for word in node.keywords))
    ]

    assert not wrong
