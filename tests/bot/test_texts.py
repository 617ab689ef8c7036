"""Every language says everything, with the same markup (values: tests/messages); all of it is used, and no other."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import messages
from bot.app import COMMANDS
from bot.chat.markup import LABEL_MOST, clean, cut, escape, fill, seen, units
from bot.texts import ENGLISH, LANGUAGES, Chosen, Texts, texts_for

BOT = Path(__file__).parents[2] / "bot"
CODES = messages.codes("chat-")
CHOICES = [name for name in vars(Texts) if isinstance(getattr(ENGLISH, name, None), Chosen)]


def forms(code: str, language: str) -> list[str]:
    return [messages.template(code, language, count) for count in (None, 1, 2)]


def asked_for() -> Iterator[tuple[str, str]]:
    """(name, where) of each `t.name` in the bot's source."""
    for file in sorted(BOT.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) in ("t", "request.t", "chosen.t", "ENGLISH"):
                yield node.attr, f"{file}:{node.lineno}"


def test_every_text_that_is_asked_for_is_there() -> None:
    known = {name for name in dir(Texts("en")) if not name.startswith("_")} | {"language"}
    wrong = [f"{where}: {name}" for name, where in asked_for() if name not in known and not hasattr(ENGLISH, name)]

    assert not wrong


def test_every_text_is_used() -> None:
    source = "\n".join(
        file.read_text(encoding="utf-8") for room in (BOT, BOT.parent / "pipeline") for file in room.rglob("*.py")
    )
    names = {code.removeprefix("chat-").replace("-", "_") for code in CODES}
    chosen = tuple(f"{name}_" for name in CHOICES)

    assert not [n for n in names if not n.startswith(chosen) and not re.search(rf"\.{n}\b|\"{n}\"", source)]


@pytest.mark.parametrize("language", [each for each in LANGUAGES if each != "en"])
def test_a_translation_has_the_same_markup(language: str) -> None:
    for code in CODES:
        for ours, theirs in zip(forms(code, "en"), forms(code, language), strict=True):
            assert sorted(re.findall(r"<[^>]*>", ours)) == sorted(re.findall(r"<[^>]*>", theirs)), code


@pytest.mark.parametrize("texts", LANGUAGES.values(), ids=lambda t: t.language)
def test_each_command_says_in_each_language_what_it_does(texts: Texts) -> None:
    assert set(texts.commands) == {"start", *COMMANDS}
    assert all(texts.commands.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_fit_on_a_phone(language: str) -> None:
    labels = [text for code in CODES if code.startswith("chat-b-") for text in forms(code, language)]

    assert max(map(len, labels)) <= 32
    assert LABEL_MOST >= 32


def test_what_is_chosen_by_a_key() -> None:
    assert ENGLISH.status_words["To Be Determined"] == "Its future is open"
    assert ENGLISH.steps["tell_owner"] == "✉️ telling you"
    assert ENGLISH.span_heads[""] == "<b>The next {days} days</b>"
    assert ENGLISH.roles.get("king", "?") == "?"


def test_a_text_that_counts_is_said_of_one_and_of_several() -> None:
    assert ENGLISH.tried_again.of(1) == "🔁 1 step that waits for {system} tries again now."
    assert LANGUAGES["es"].shows_count.of(2) == "2 series"


def test_what_is_no_text_is_none() -> None:
    with pytest.raises(AttributeError):
        _ = ENGLISH.no_such_text


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
