"""The API, asked for anything that its description allows, and much that it does not: no unexpected answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings

from pipeline.services import tokens
from tests.rigs.dashboard import Named
from tests.rigs.managed import managed

pytestmark = pytest.mark.thorough


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> Iterator[schemathesis.BaseSchema]:
    """Of a household in use, as its owner's program reads it. A stream has no end: see test_api."""
    with managed(tmp_path_factory.mktemp("home"), Named("attic")) as home:
        home.follow(home.ben, "Meridian Ferry")
        with home.store.write() as db:
            token = tokens.make(db, home.ada.id, tokens.Scope.API)
        described = schemathesis.openapi.from_url(f"{home.url}api/v1/openapi.json")
        described.config.update(base_url=f"{home.url}api/v1", headers={"Authorization": f"Bearer {token}"})
        yield described


@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode))
def test_every_answer_is_as_described(schema: schemathesis.BaseSchema, mode: schemathesis.GenerationMode) -> None:
    asked = 0
    for found in schema.exclude(path="/events").get_all_operations():
        operation: Any = found.ok()  # type: ignore[union-attr]
        takes = operation.definition.raw.keys() & {"parameters", "requestBody"}
        if takes or mode is schemathesis.GenerationMode.POSITIVE:  # who takes nothing can be told nothing wrong
            asked += 1
            ask(operation, mode)
    assert asked > 5


def ask(operation: Any, mode: schemathesis.GenerationMode) -> None:
    """Find fault with the answers to what is made up for an operation."""

    @settings(max_examples=12, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=mode))
    def one(case: Any) -> None:
        case.call_and_validate(timeout=20)

    one()
