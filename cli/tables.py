"""Tables that the command line prints."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.markup import escape
from rich.table import Table

from cli.common import say
from pipeline.model import MediaInfo, ShowInfo, Stream, StreamKind
from pipeline.playback.device_profiles import called
from pipeline.playback.plans import Action, Plan, StreamPlan

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.services.adopt import Found
    from pipeline.services.rename import Rename

_DONE = {
    Action.COPY: "stays as it is",
    Action.EXTRACT: "goes into a file of its own",
    Action.DROP: "is left out",
}


def plan_table(info: MediaInfo, plan: Plan) -> Table:
    """A plan, stream by stream, with why."""
    table = Table("Stream", "Is", "Language", "What happens", "Why")
    by_index = {stream.index: stream for stream in info.streams}
    for step in plan.streams:
        stream = by_index[step.index]
        table.add_row(str(step.index), described(stream), stream.language or "not said", _happens(step), say(step.why))
    return table


def adopt_table(found: Iterable[Found]) -> Table:
    """What a library holds, show by show."""
    table = Table("Folder", "Is", "Videos", "Episodes", "Missing since the first", "Not known")
    for each in found:
        there = each.there
        strange = [video.path.name for video in each.folder.videos if video.path not in there]
        gaps = [f"S{e.season:02}E{e.number:02}" for e in each.gaps]
        table.add_row(
            escape(each.folder.path.name),
            escape(_called(each.show) if each.show else f"? {say(each.why_not)}"),
            str(len(each.folder.videos)),
            str(len({(e.season, e.number) for held in there.values() for e in held})),
            _first(gaps, 5, f" and {len(gaps) - 5} more"),
            escape(_first(strange, 3, " …")),
        )
    return table


def _called(show: ShowInfo) -> str:
    return f"{show.title} ({show.year})" if show.year else show.title


def _first(names: Sequence[str], most: int, more: str) -> str:
    return ", ".join(names[:most]) + (more if len(names) > most else "")


def rename_table(renames: Iterable[Rename], library: Path) -> Table:
    """Old names beside new ones, by show."""
    table = Table("Show", "Is called", "Would be called")
    for each in renames:
        table.add_row(escape(each.show), *(escape(str(path.relative_to(library))) for path in (each.old, each.new)))
    return table


def described(stream: Stream) -> str:
    """A stream in a few words: "video: HEVC Main 10, 1920x1080, 24 frames a second"."""
    codec = f"{called(stream.codec)} {stream.profile}".strip()
    return f"{stream.kind}: {', '.join(fact for fact in (codec, *_facts(stream)) if fact)}"


def _facts(stream: Stream) -> list[str]:
    """What matters of a stream besides its codec; empty: not known, or not so."""
    if stream.kind is StreamKind.VIDEO and not stream.picture:
        rate = f"{stream.frame_rate:.4g} frames a second" if stream.frame_rate else ""
        return [f"{stream.width}x{stream.height}", rate, called(stream.hdr) if stream.hdr else ""]
    if stream.kind is StreamKind.AUDIO:
        return [f"{stream.channels} channels", f"{stream.sample_rate} Hz" if stream.sample_rate else ""]
    return ["forced" if stream.forced else "", "hearing impaired" if stream.hearing_impaired else ""]


def _happens(step: StreamPlan) -> str:
    if step.action is not Action.CONVERT:
        return _DONE[step.action] + (f" ({step.suffix})" if step.action is Action.EXTRACT else "")
    options = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in step.options)
    return f"becomes {called(step.codec)}" + (f" ({options})" if options else "")
