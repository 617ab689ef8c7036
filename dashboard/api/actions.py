"""Doing what the pages' buttons do, under their names."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, Field

from dashboard.api.asking import HouseHere, Outcome, Say, Viewer
from dashboard.buttons import ACTS, act
from dashboard.guard import GIFT_MOST
from dashboard.press import TICKED_MOST, Fields
from pipeline.model.reasons import as_data
from pipeline.services.server_paths import as_seen_by

Verb = StrEnum("Verb", {verb: verb for verb in ACTS})  # type: ignore[misc]
Verb.__doc__ = "What a button does."


class Act(BaseModel):
    """What an action is about, and what it takes beside that."""

    about: list[Annotated[str, Field(max_length=60)]] = Field(
        default=[], max_length=TICKED_MOST, description="ids or words, as the page's button says them"
    )
    fields: dict[str, list[Annotated[str, Field(max_length=GIFT_MOST)]]] = Field(
        default={}, max_length=20, description="what the page's fields would say"
    )


def all_verbs() -> str:
    """What can be done, and the role that it takes."""
    lines = "\n".join(f"- `{verb}`: about {action.about} ({action.role})" for verb, action in ACTS.items())
    return f"Do what a button of the pages does.\n\n{lines}"


def do(context: HouseHere, viewer: Viewer, say: Say, verb: Verb, action: Act) -> Outcome:
    """See `all_verbs`."""
    said = " ".join((str(verb), *action.about))
    done = act(context, viewer, said, Fields(action.fields), "api")
    facts = as_seen_by(viewer, as_data(done.said)["params"])
    return Outcome(code=done.said.code, message=say(done.said), facts=facts, undo=done.undo.split())
