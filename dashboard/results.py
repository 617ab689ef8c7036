"""What each step handed on, as people read it: the release, its file, what it became, and where that is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from pipeline.engine.step import adapter
from pipeline.model.jobs import RunState, StepRun
from pipeline.model.reasons import Reason, reason_from
from pipeline.steps.results import (
    Checked,
    Downloaded,
    Fetched,
    Filed,
    Notified,
    Refreshed,
    Subtitled,
    SubtitleFile,
    Transcoded,
)


class Around(NamedTuple):
    """What a result names only by number, or at length."""

    library: Path
    names: Mapping[int, str]  # of people, by their ids


def told(run: StepRun, around: Around) -> list[Reason]:
    """Nothing of what is not done. Of what a plugin's step or another version gave: why, and where it lies."""
    if run.state is not RunState.DONE:
        return []
    if run.step in _TELLERS:
        kind, tell = _TELLERS[run.step]
        with suppress(ValidationError):
            return list(tell(adapter(kind).validate_python(run.result), around))
    return list(_as_far_as_known(run.result))


def _as_far_as_known(result: Any) -> Iterator[Reason]:
    if isinstance(result, Mapping):
        yield from (reason_from(result[name]) for name in ("why", "path") if result.get(name))


def _checked(result: Checked, _: Around) -> Iterator[Reason]:
    yield Reason("gave-followers", count=result.followers)


def _fetched(result: Fetched, _: Around) -> Iterator[Reason]:
    yield result.why
    release = result.release
    yield Reason("gave-release", title=release.title)
    if not release.by_hand:
        yield Reason("gave-indexer", indexer=release.indexer)


def _downloaded(result: Downloaded, _: Around) -> Iterator[Reason]:
    yield Reason("gave-file", file=Path(result.path).name)
    yield Reason("gave-torrent", hash=result.info_hash)
    if beside := len(result.subtitles) + len(result.pictures):
        yield Reason("gave-subtitles-beside", count=beside)


def _transcoded(result: Transcoded, _: Around) -> Iterator[Reason]:
    yield result.why
    yield Reason("gave-container", container=result.container, duration=result.duration)
    if result.extracted:
        yield Reason("gave-taken-out", languages=_languages(result.extracted))


def _subtitled(result: Subtitled, _: Around) -> Iterator[Reason]:
    for provider in dict.fromkeys(each.provider for each in result.files):
        languages = _languages([each for each in result.files if each.provider == provider])
        if provider:
            yield Reason("gave-subtitles-from", provider=provider, languages=languages)
        else:
            yield Reason("gave-subtitles-inside", languages=languages)
    if result.embedded:
        yield Reason("gave-embedded", languages=",".join(result.embedded))
    if result.missing:
        yield Reason("gave-missing", languages=",".join(result.missing))


def _languages(files: Sequence[SubtitleFile]) -> str:
    return ",".join(dict.fromkeys(each.language or "und" for each in files))


def _filed(result: Filed, around: Around) -> Iterator[Reason]:
    path = Path(result.path)
    inside = path.relative_to(around.library) if path.is_relative_to(around.library) else path
    yield Reason("gave-filed", path=str(inside))
    yield Reason("gave-size", size=result.size, duration=result.duration)
    if result.linked:
        yield Reason("gave-linked")
    if result.gone:
        yield Reason("gave-replaced", files=tuple(Path(each).name for each in result.gone))


def _refreshed(result: Refreshed, _: Around) -> Iterator[Reason]:
    if result.items:
        yield Reason("gave-shown", players=tuple(dict.fromkeys(each.player for each in result.items)))
    if result.silent:
        yield Reason("gave-silent", players=result.silent)


def _notified(result: Notified, around: Around) -> Iterator[Reason]:
    if known := tuple(around.names[each] for each in result.people if each in around.names):
        yield Reason("gave-told", people=known)


_TELLERS: Mapping[str, tuple[type, Callable[[Any, Around], Iterator[Reason]]]] = {
    "check": (Checked, _checked),
    "fetch": (Fetched, _fetched),
    "download": (Downloaded, _downloaded),
    "transcode": (Transcoded, _transcoded),
    "subtitles": (Subtitled, _subtitled),
    "file": (Filed, _filed),
    "refresh": (Refreshed, _refreshed),
    "notify": (Notified, _notified),
}
