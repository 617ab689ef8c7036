"""The dashboard's words: all from the catalogue of messages, in the language that the browser asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment, nodes
from starlette.requests import HTTPConnection

import dashboard.app
from dashboard.templating import language_of
from pipeline.engine import remedies
from pipeline.engine.step import Step
from pipeline.errors import Later, Stuck
from pipeline.model.reasons import Reason
from pipeline.store import runs
from tests.rigs.core import Line, add_person, add_show, episode_info, line_of, show_info
from tests.rigs.dashboard import Named, Visitor, dashboard_of, parts_of

TEMPLATES = sorted((dashboard.app.HERE / "templates").iterdir())
READ_ALOUD = ("alt", "aria-label", "placeholder", "title", "data-ask")


class Words(HTMLParser):
    """What of a page people read or hear."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_data(self, data: str) -> None:
        self.found += re.findall(r"[^\W\d_]{2,}", data)

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [
            word for name, value in attrs if name in READ_ALOUD for word in re.findall(r"\w{2,}", value or "")
        ]


def literals(file: Path) -> set[str]:
    """The texts inside of a template's expressions."""
    consts = Environment().parse(file.read_text(encoding="utf-8")).find_all(nodes.Const)
    return {const.value for const in consts if isinstance(const.value, str)}


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.name)
def test_no_template_has_words_of_its_own(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    markup = re.sub(r"{{.*?}}|{%.*?%}|{#.*?#}", "", text, flags=re.DOTALL)

    assert set(Words(markup).found) <= {"Airdate"}
    assert not [words for words in literals(file) if re.search(r"[^\W\d_]{2,} [^\W\d_]{2,}|^[A-Z][a-z]", words)]


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("", "en"),
        ("es", "es"),
        ("es-MX,es;q=0.9,en;q=0.8", "es"),
        ("de-AT, de;q=0.9, es;q=0.8, en;q=0.7", "es"),
        ("en;q=0.5,es;q=0.9", "es"),
        ("ES_es", "en"),
        ("fr,*;q=0.1", "en"),
        ("es;q=", "es"),
        (";;q=9,,es;q=x", "es"),
    ],
)
def test_the_language_is_what_the_browser_likes_best_of_those_that_there_are(asked: str, language: str) -> None:
    headers = [(b"accept-language", asked.encode())] if asked else []

    assert language_of(HTTPConnection({"type": "http", "headers": headers})) == language


def waits() -> None:
    raise Later(Reason("no-release-yet"), timedelta(hours=1), 0.25, 90.0)


def fetch() -> None:
    raise Stuck(Reason("looking-for-peers"), (remedies.AGAIN,))


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    with line_of(tmp_path, Step(run=waits), Step(run=fetch)) as line:
        add_person(line.store)
        yield line


@pytest.fixture
def eva(line: Line) -> Iterator[Visitor]:
    with dashboard_of(line.store, line.runner.settings, line.runner.stages, parts_of(Named("tvmaze"))) as url:
        eva = Visitor(url)
        eva.session.headers["Accept-Language"] = "es-ES,es;q=0.9"
        yield eva


def test_pages_are_spanish_for_who_asks_for_it(line: Line, eva: Visitor) -> None:
    job_id = line.open()
    for step in ("waits", "fetch"):
        line.run(job_id, step)
    with line.store.read() as db:
        stuck = runs.runs_of(db, job_id)["fetch"]

    for path, words in {
        "/": ('lang="es"', "<h1>En camino</h1>", "quedan 1 min 30 s", "te necesita", ">buscar<", "Buscando pares"),
        f"/job/{job_id}": ("<b>buscar</b> te necesita: Buscando pares", "Otra vez desde aquí", "todavía no"),
        "/health": ("todavía sin noticias", "1 te necesita", "libres de"),
        "/calendar": ("Calendario",),
        "/job/77": ("Lo siento", "Aquí no está"),
    }.items():
        page = eva.get(path).text
        assert [each for each in words if each not in page] == []
    assert "Se intenta buscar otra vez." in eva.press(f"remedy {stuck.id} again").text
    assert "no es nuestra" in eva.post("/do", {}).text


def test_days_are_called_as_the_reader_calls_them(line: Line, eva: Visitor) -> None:
    airs = datetime(2020, 7, 1, 21, 40, tzinfo=UTC)
    _, (episode,) = add_show(line.store, show_info(title="Farol", tvmaze_id=2), episode_info(airs_at=airs))

    assert re.search(r'title="mié,? 1 jul 2020, 21:40:00">1 jul 2020<', eva.get(f"/episode/{episode.id}").text)
