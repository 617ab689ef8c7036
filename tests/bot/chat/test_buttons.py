"""What buttons carry: whatever is sent back as one is read only when it was made here, for that person."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.chat.buttons import DATA_MOST, Press, Signer
from tests.rigs.mangling import mangled_text

SIGNER = Signer(b"k" * 32)
MADE = SIGNER.data(4711, "leavenow", 1, 36**5)
people = st.integers(1, 2**52)
codes = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=8)


@given(people, codes, st.lists(st.integers(0, 2**31), max_size=4))
def test_what_was_made_is_read_again(person: int, code: str, numbers: list[int]) -> None:
    data = SIGNER.data(person, code, *numbers)

    assert len(data.encode()) <= DATA_MOST
    assert SIGNER.read(person, data) == Press(code, tuple(numbers))
    assert SIGNER.read(person + 1, data) is None
    assert Signer(b"another").read(person, data) is None


@given(st.text(max_size=80) | mangled_text(MADE))
def test_whatever_else_is_sent_is_nothing(data: str) -> None:
    assume(data != MADE)
    assert SIGNER.read(4711, data) is None


def test_too_much_for_a_button_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="too much"):
        SIGNER.data(1, "code", *[2**60] * 5)
