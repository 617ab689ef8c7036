"""The pipeline's sentences reach a person in their language and by their clock."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.translate import translated
from bot.texts import LANGUAGES, SAID_BY_THE_PIPELINE
from pipeline.clock import now
from pipeline.model import Person, Role
from pipeline.releases.rules import WORDS
from pipeline.releases.rules.source import CALLED
from pipeline.services.why import DOING, for_number

ROOT = Path(__file__).parents[3]
ENGLISH, SPANISH = LANGUAGES["en"], LANGUAGES["es"]
MADRID = Person(id=1, telegram_id=1, name="Ana", role=Role.OWNER, time_zone="Europe/Madrid", language="es")

SAYING = {"Stuck", "Later", "Retry", "Reject", "UserError"}
# What is only ever said on a terminal: configuration, torrents that a person never sees, taking over a library.
ON_A_TERMINAL = {
    "adopt.py", "config.py", "errors.py", "step.py", "plugins.py", "device_profiles.py", "quality_profiles.py",
    "queue.py",
    "torrents.py",
}  # fmt: skip


def in_spanish(sentence: str) -> str:
    return translated(SPANISH, MADRID, sentence)


def written(node: ast.expr) -> Iterator[str]:
    """The sentences an expression may be, with what is filled in as "7"."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=values):
            yield "".join(str(v.value) if isinstance(v, ast.Constant) else "7" for v in values)
        case ast.IfExp(body=body, orelse=orelse):
            yield from written(body)
            yield from written(orelse)
        case ast.BoolOp(values=values):
            for value in values:
                yield from written(value)


def said_in(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SAYING and node.args:
            yield from written(node.args[0])
        in_words = "releases" in path.relative_to(ROOT).parts or path.name in ("actions.py", "download.py", "why.py")
        if in_words and isinstance(node, ast.Return) and node.value is not None:
            yield from (text for text in written(node.value) if " " in text and re.search("[a-z]{3}", text))


def pipelines_sentences() -> list[str]:
    files = [
        p
        for p in (ROOT / "pipeline").rglob("*.py")
        if p.name not in ON_A_TERMINAL and "store" not in p.relative_to(ROOT).parts
    ]
    singles = (for_number(words, 1) for words in WORDS.values())
    found = {sentence for path in files for sentence in said_in(path)} - {"it 7"}  # these are the next line's
    return sorted(found.union(WORDS.values(), singles, DOING.values(), (f"it {what}" for what in CALLED.values())))


def test_what_the_pipeline_says_is_found_in_its_source() -> None:
    found = pipelines_sentences()

    assert len(found) > 100
    assert "nobody shares it" in found


@pytest.mark.parametrize("sentence", pipelines_sentences())
def test_every_sentence_of_the_pipeline_is_there_in_spanish(sentence: str) -> None:
    assert in_spanish(sentence) != sentence


@pytest.mark.parametrize("english", SAID_BY_THE_PIPELINE["Español"])
def test_a_sentence_keeps_what_was_filled_in(english: str) -> None:
    def blanks(text: str) -> list[str]:
        return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)

    assert blanks(english) == blanks(SAID_BY_THE_PIPELINE["Español"][english])


@pytest.mark.parametrize(
    ("english", "spanish"),
    [
        ("nobody shares it", "no la comparte nadie"),
        (
            "jellyfin: the key was refused. Mend the settings of jellyfin, then try again.",
            "jellyfin: the key was refused. Arregla los ajustes de jellyfin e inténtalo otra vez.",
        ),
        (
            "on the blocklist: it stalled at 40%: nothing came for 2 h, nobody shares it",
            "en la lista negra: se quedó parada al 40%: nada llegó en 2 h, no la comparte nadie",
        ),
        (
            "5 found, none suitable: 3 are other episodes, 2 speak another language",
            "5 encontradas, ninguna sirve: 3 son otros episodios, 2 hablan otro idioma",
        ),
        (
            "MKV becomes MP4. Picture and sound are copied unchanged.",
            "MKV pasa a MP4. Imagen y sonido se copian sin cambios.",
        ),
        ("it speaks fr and de, not en or es", "habla fr y de, no en o es"),
        ("A plugin's own words", "A plugin's own words"),
    ],
)
def test_a_sentence_in_spanish(english: str, spanish: str) -> None:
    assert in_spanish(english) == spanish
    assert translated(ENGLISH, MADRID, english) == english


def test_names_that_look_like_sentences_stay_names() -> None:
    assert in_spanish("Nobody follows Downloading S01E01 any more.") == "Ya nadie sigue Downloading S01E01."


def test_moments_are_said_by_the_persons_clock() -> None:
    at = (now() + timedelta(days=200)).replace(hour=20, minute=0)
    hour = at.astimezone(ZoneInfo("Europe/Madrid")).hour

    assert f"{hour}:00" in translated(ENGLISH, MADRID, f"It airs at {at:%Y-%m-%d %H:%M} UTC")
    assert "UTC" not in in_spanish("No release found yet; next look at 21:40 UTC")


@given(st.text(max_size=400), st.integers(min_value=20, max_value=300))
def test_any_text_is_told_on_one_line_that_is_not_too_long(text: str, most: int) -> None:
    told = translated(SPANISH, MADRID, text, most)

    assert len(told) <= most
    assert "\n" not in told


@pytest.mark.parametrize(
    ("english", "spanish"),
    [
        ("Aired Sat 21 Nov 2026, 20:00, 6 h ago.", "Se emitió el sáb 21 nov 2026, 20:00, hace 6 h."),
        ("14 releases found:", "14 copias encontradas:"),
        (
            "• 9 have the wrong resolution (Show.S01E01.2160p at pool: 2160p is more than the 1080p wanted)",
            "• 9 tienen otra resolución (Show.S01E01.2160p en pool: 2160p es más que los 1080p que se quieren)",
        ),
        (
            "• 2 are suitable, not as good as the chosen one (A.S01E01 at pool; B.S01E01 at pool)",
            "• 2 sirven, pero no son tan buenas como la elegida (A.S01E01 at pool; B.S01E01 at pool)",
        ),
        ("43% downloaded, 5 min left. Downloading at 3 MB/s.", "43% descargado, quedan 5 min. Descargando a 3 MB/s."),
        ("Nothing found yet. Next look at 21:40.", "Todavía no se ha encontrado nada. Se vuelve a mirar a las 21:40."),
    ],
)
def test_a_line_of_why_in_spanish(english: str, spanish: str) -> None:
    assert in_spanish(english) == spanish


def test_languages_are_called_by_their_names() -> None:
    sentence = "No subtitles in es, pt-BR yet (podnapisi: no answer)"

    assert translated(ENGLISH, MADRID, sentence).startswith("No subtitles in Spanish, Brazilian Portuguese yet")
    assert translated(SPANISH, MADRID, sentence).startswith("Todavía no hay subtítulos en español, portugués de Brasil")
