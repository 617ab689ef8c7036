"""Whatever is written or pressed, and whatever Telegram brings: nobody hears that something went wrong in here, and the
bot goes on.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bot
from bot.app import CALLBACKS, COMMANDS
from bot.texts import ENGLISH
from demo.telegram import shapes
from demo.telegram.person import ChatMessage, Person
from tests.rigs.chat import Chat, chat_in, follow
from tests.rigs.mangling import mangled, strict_values, texts

SOURCE = Path(bot.__file__).parent
KINDS = ("message", "callback_query", "inline_query", "edited_message", "something_new")
_numbers = st.sampled_from([0, 1, 2, 3, 2**31, 2**40]) | st.integers(0, 40)
_PUTS_THE_OWNER_OUT = {"remove", "setrole"}
_after = texts | st.sampled_from(["Tin Orchard", "Tin Orchard S01E01", "S99E99", "meridian ferry season 2", "Ada"])


def _as_made() -> set[tuple[str, int]]:
    """(code, how many numbers) of the buttons that the bot makes: no other bears its signature."""
    found = set[tuple[str, int]]()
    calls = (node for path in SOURCE.rglob("*.py") for node in ast.walk(ast.parse(path.read_text())))
    for call in (node for node in calls if isinstance(node, ast.Call)):
        for place, word in enumerate(call.args):
            numbers = call.args[place + 1 :]
            if isinstance(word, ast.Constant) and isinstance(word.value, str) and "button" in ast.unparse(call.func):
                found |= set() if any(isinstance(n, ast.Starred) for n in numbers) else {(word.value, len(numbers))}
    return {(code, count) for code, count in found if code in CALLBACKS and code not in _PUTS_THE_OWNER_OUT}


_buttons = st.sampled_from(sorted(_as_made())).flatmap(
    lambda made: st.tuples(st.just(made[0]), st.lists(_numbers, min_size=made[1], max_size=made[1]))
)
_examples = settings(max_examples=max(5, settings().max_examples // 4))  # each is a whole conversation


@pytest.fixture(scope="module")
def chat(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chat]:
    with chat_in(tmp_path_factory.mktemp("chat")) as made:
        yield made


@pytest.fixture(scope="module")
def ada(chat: Chat) -> Person:
    ada = chat.owner()
    follow(ada)
    return ada


@pytest.fixture(scope="module")
def below(ada: Person) -> ChatMessage:
    """A message whose buttons are pressed."""
    return ada.asks("/help")


@_examples
@given(st.sampled_from(sorted(COMMANDS)), _after)
def test_any_words_after_any_command_are_answered(chat: Chat, ada: Person, command: str, words: str) -> None:
    answer = ada.asks(f"/{command} {words}")
    assert ENGLISH.went_wrong not in answer.words


@_examples
@given(_buttons)
def test_any_numbers_on_any_button_are_answered(
    chat: Chat, ada: Person, below: ChatMessage, made: tuple[str, list[int]]
) -> None:
    code, numbers = made
    answer = ada.calls_back(below, chat.bot.context.signer.data(ada.id, code, *numbers))

    assert answer
    assert ENGLISH.went_wrong not in answer.text
    assert ENGLISH.went_wrong not in ada.messages[-1].words


@_examples
@given(st.data(), st.sampled_from(KINDS))
def test_any_update_is_handled_or_left_out(chat: Chat, ada: Person, data: st.DataObject, kind: str) -> None:
    world = chat.telegram.world
    said = ada.says("hello")
    message: dict[str, Any] = shapes.message(world, world.private_chat(ada.user).messages[said.id])
    query = {"id": "1", "from": message["from"], "query": "tin", "offset": ""}
    sample = {"callback_query": {**query, "message": message, "data": "ok~AAAAAAAAAAAA"}, "inline_query": query}
    world.tell_bot(kind, data.draw(mangled(sample.get(kind, message), strict_values)))

    assert ada.asks("/help").words
