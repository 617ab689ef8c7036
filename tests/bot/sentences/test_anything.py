"""Whatever somebody writes is understood or unclear, and what is done next can be done."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.chat.markup import clean, escape, one_line
from bot.sentences.intents import Intent, understand
from bot.sentences.times import times_in
from bot.sentences.vocabulary import known_words
from tests.bot.sentences.test_intents import TABLES, TITLES, rows
from tests.rigs.mangling import mangled_text
from tests.rigs.mangling import texts as odd

MOST = 200  # characters that are read of what a person writes
_known = st.sampled_from(sorted(known_words()))
_numbers = st.integers(0, 10**6).map(str) | st.sampled_from(["S01E02", "1x02", "²", "٣", "第3話", "25:61", "9pm"])
_words = st.lists(_known | _numbers | st.sampled_from(TITLES) | odd, max_size=14).map(" ".join)
_sentences = st.sampled_from([row["sentence"] for row in rows(*TABLES)]).flatmap(mangled_text)


@given(_words | _sentences | st.text(max_size=MOST), st.lists(st.text(max_size=20), max_size=3))
def test_any_sentence_is_understood_or_unclear(text: str, titles: list[str]) -> None:
    written = one_line(text, MOST)
    meaning = understand(written, [*TITLES, *titles])

    assert meaning.intent in Intent
    assert len(meaning.name) <= MOST
    assert all(number is None or number >= 0 for number in (meaning.place.season, meaning.place.number))
    assert all(0 <= each.hour < 24 for each in times_in(written))


@given(st.text(max_size=300))
def test_any_text_is_safe_to_show(text: str) -> None:
    assert "<" not in escape(text)
    assert len(one_line(text, 60)) <= 60
    assert clean(clean(text)) == clean(text)
