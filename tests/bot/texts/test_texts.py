"""Every language says everything, with the same blanks to fill in and the same markup."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.app import COMMANDS
from bot.chat.markup import LABEL_MOST, clean, cut, escape, fill, seen, units
from bot.texts import ENGLISH, LANGUAGES, Texts, texts_for

OTHERS = [t for t in LANGUAGES.values() if t is not ENGLISH]
NAMES = [name for name in dir(Texts) if not name.startswith("_")]


def sentences(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    return list(value.values()) if isinstance(value, Mapping) else list(value)


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def says_something(value: Any) -> bool:
    """Whether there are words in it, and not only signs and blanks."""
    return any(re.search(r"[^\W\d_]", re.sub(r"<[^>]*>|\{\w+\}", "", text)) for text in sentences(value))


@pytest.mark.parametrize("texts", OTHERS, ids=lambda t: type(t).__name__)
def test_every_text_is_translated(texts: Texts) -> None:
    own = {name for each in type(texts).__mro__ if each not in Texts.__mro__ for name in vars(each)}
    missing = [n for n in NAMES if n not in own and says_something(getattr(ENGLISH, n))]
    same = {"b_earlier", "b_later"}  # "+5 s"

    assert [name for name in missing if name not in same] == []


@pytest.mark.parametrize("texts", OTHERS, ids=lambda t: type(t).__name__)
@pytest.mark.parametrize("name", NAMES)
def test_a_translation_has_the_same_blanks_and_markup(texts: Texts, name: str) -> None:
    ours, theirs = getattr(ENGLISH, name), getattr(texts, name)

    if isinstance(ours, Mapping):
        assert set(ours) == set(theirs)
    assert len(sentences(ours)) == len(sentences(theirs))
    for one, other in zip(sentences(ours), sentences(theirs), strict=True):
        assert blanks(one) == blanks(other)
        assert sorted(re.findall(r"<[^>]*>", one)) == sorted(re.findall(r"<[^>]*>", other))


@pytest.mark.parametrize("texts", LANGUAGES.values(), ids=lambda t: type(t).__name__)
def test_each_command_says_in_each_language_what_it_does(texts: Texts) -> None:
    assert set(texts.commands) == {"start", *COMMANDS}
    assert all(texts.commands.values())


@pytest.mark.parametrize("name", NAMES)
def test_every_text_is_used(name: str) -> None:
    if name == "language_name":
        return
    root = Path(__file__).parents[3]
    files = [p for folder in ("bot", "pipeline") for p in (root / folder).rglob("*.py") if "texts" not in p.parts]
    source = "\n".join(p.read_text() for p in files)

    assert re.search(rf"\.{name}\b|\"{name}\"", source)


@pytest.mark.parametrize("texts", LANGUAGES.values(), ids=lambda t: type(t).__name__)
def test_labels_fit_on_a_phone(texts: Texts) -> None:
    labels = [text for name in NAMES if name.startswith("b_") for text in sentences(getattr(texts, name))]

    assert max(map(len, labels)) <= 32
    assert LABEL_MOST >= 32


def test_a_language_we_do_not_speak_is_english() -> None:
    assert texts_for("eo") is ENGLISH
    assert texts_for("es-MX") is LANGUAGES["es"]


# ------------------------------------------------------------------------------------------------------------ markup


def test_what_is_filled_in_stays_text() -> None:
    assert fill("<b>{name}</b>", name="<i>&\u202e\x07") == "<b>&lt;i&gt;&amp;</b>"


def test_markup_that_is_filled_in_stays_markup() -> None:
    assert fill("{a} {b}", a=escape("<"), b="<") == "&lt; &lt;"


@pytest.mark.parametrize("most", range(1, 40))
def test_a_cut_never_breaks_markup(most: int) -> None:
    made = fill('<b>{a}</b> <a href="https://example.org/?a=1&amp;b=2">{b}</a> {c}', a="<&>" * 4, b="😀" * 6, c="é" * 9)

    short = cut(made, most)

    assert units(seen(short)) <= most
    assert short.count("<b>") == short.count("</b>")
    assert short.count("<a ") == short.count("</a>")
    assert not re.search(r"&(?!lt;|gt;|amp;)", re.sub(r'href="[^"]*"', "", short))
    seen(short).encode("utf-16")


def test_what_fits_is_left_alone() -> None:
    assert cut("<b>fits</b>", 4) == "<b>fits</b>"


def test_emoji_that_are_joined_stay_joined() -> None:
    assert clean("👩‍👩‍👧‍👦") == "👩‍👩‍👧‍👦"
