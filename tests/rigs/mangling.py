"""Answers as they never should be, made of ones as they are: with parts gone, doubled, or of another kind."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

# What reads like a number, a date or a path, and is none.
NUMBERS = ("²", "٣", "-1", "0", "1e999", "nan", "9" * 30)
ODD = (*NUMBERS, "", " ", "0000-00-00", "2026-02-30", "\0", "../..", "%s{0}", "\ufeff")
texts = st.sampled_from(ODD) | st.text(max_size=20)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=4,
)


strict_values = json_values.filter(lambda value: "Infinity" not in json.dumps(value))  # for one that writes JSON


@st.composite
def mangled(draw: st.DrawFn, sample: Any, values: st.SearchStrategy[Any] = json_values, most: int = 3) -> Any:
    """A JSON value like `sample`, some parts of which are others."""
    answer = {"": deepcopy(sample)}  # so that the whole of it has a place, too
    for _ in range(draw(st.integers(1, most))):
        places = [*_places(answer)]
        if not places:
            break
        holder, key = places[draw(st.integers(0, len(places) - 1))]
        what = draw(st.sampled_from(("other", "other", "gone", "twice")))
        if what == "other" or key == "":
            holder[key] = draw(values)
        elif what == "gone":
            del holder[key]
        elif isinstance(holder, list):
            holder.insert(key, deepcopy(holder[key]))
        else:
            holder[f"{key}{key}"] = holder[key]
    return answer[""]


@st.composite
def mangled_text(draw: st.DrawFn, sample: str, most: int = 4) -> str:
    """A text like `sample`: with spans that are gone, doubled, or something else."""
    text = sample
    for _ in range(draw(st.integers(1, most))):
        start = draw(st.integers(0, len(text)))
        stop = draw(st.integers(start, min(len(text), start + 30)))
        instead = draw(texts | st.just(text[start:stop] * 2) | st.sampled_from('<>&"=[]{}/#\n'))
        text = text[:start] + instead + text[stop:]
    return text


def as_json(value: Any) -> bytes:
    """With what JSON does not have: NaN, and halves of characters."""
    return json.dumps(value).encode()


def _places(node: Any) -> Iterator[tuple[Any, Any]]:
    """(a list or a dictionary, an index or a key of it) for every part."""
    pairs = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, inner in list(pairs):
        yield node, key
        yield from _places(inner)
