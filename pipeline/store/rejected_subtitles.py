"""Which subtitle an episode has in each language, and which ones a person has refused: a note for each episode."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pydantic import TypeAdapter
from sqlalchemy import Connection

from pipeline.languages import same_language
from pipeline.model import RejectedSubtitle, Subtitle
from pipeline.store import key_values
from pipeline.subtitles.cleaning import fingerprint

MOST = 50  # refused ones that are remembered for an episode: no provider has as many


@dataclass(frozen=True, kw_only=True)
class _Known:
    taken: dict[str, RejectedSubtitle]  # by language: what would be refused
    refused: tuple[RejectedSubtitle, ...] = ()


_KNOWN = TypeAdapter(_Known)


def took(db: Connection, episode_id: int, subtitle: Subtitle) -> None:
    """This one is the episode's in its language now."""
    known = _read(db, episode_id)
    mark = fingerprint(subtitle.content, subtitle.language)
    taken = RejectedSubtitle(provider=subtitle.provider, id=subtitle.id, mark=mark)
    _write(db, episode_id, replace(known, taken={**known.taken, subtitle.language: taken}))


def refuse(db: Connection, episode_id: int, language: str, marks: tuple[str, ...]) -> None:
    """Never again what was taken in this language, nor what has one of these fingerprints."""
    known = _read(db, episode_id)
    theirs = {tag: taken for tag, taken in known.taken.items() if same_language(tag, language)}
    left = {tag: taken for tag, taken in known.taken.items() if tag not in theirs}
    all_of = dict.fromkeys((*known.refused, *theirs.values(), *(RejectedSubtitle(mark=mark) for mark in marks)))
    _write(db, episode_id, _Known(taken=left, refused=tuple(all_of)[-MOST:]))


def of(db: Connection, episode_id: int) -> tuple[RejectedSubtitle, ...]:
    """What is not to be taken for an episode."""
    return _read(db, episode_id).refused


def _read(db: Connection, episode_id: int) -> _Known:
    value = key_values.get(db, f"subtitles:{episode_id}")
    return _KNOWN.validate_python(value) if value else _Known(taken={})


def _write(db: Connection, episode_id: int, known: _Known) -> None:
    key_values.put(db, f"subtitles:{episode_id}", _KNOWN.dump_python(known, mode="json"))
