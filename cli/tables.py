"""Tables that the command line prints."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.markup import escape
from rich.table import Table

from cli.common import say, tell
from pipeline.model import MediaInfo, ShowInfo, Stream, StreamKind
from pipeline.playback.device_profiles import called
from pipeline.playback.plans import Action, Plan, StreamPlan

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.services.adopt import Found
    from pipeline.services.rename import Rename


def _headed(*heads: str) -> Table:
    return Table(*(tell(head) for head in heads))


def plan_table(info: MediaInfo, plan: Plan) -> Table:
    """A plan, stream by stream, with why."""
    table = _headed("cli-stream", "cli-is", "cli-language", "cli-what-happens", "cli-why")
    by_index = {stream.index: stream for stream in info.streams}
    for step in plan.streams:
        stream = by_index[step.index]
        table.add_row(
            str(step.index),
            described(stream),
            stream.language or tell("cli-not-said"),
            _happens(step),
            say(step.why),
        )
    return table


def adopt_table(found: Iterable[Found]) -> Table:
    """What a library holds, show by show."""
    table = _headed("cli-folder", "cli-is", "cli-videos", "cli-episodes", "cli-missing-since-first", "cli-not-known")
    for each in found:
        there = each.there
        strange = [video.path.name for video in each.folder.videos if video.path not in there]
        gaps = [f"S{e.season:02}E{e.number:02}" for e in each.gaps]
        table.add_row(
            escape(each.folder.path.name),
            escape(_called(each.show) if each.show else f"? {say(each.why_not)}"),
            str(len(each.folder.videos)),
            str(len({(e.season, e.number) for held in there.values() for e in held})),
            _first(gaps, 5, f" {tell('page-more-people', count=len(gaps) - 5)}"),
            escape(_first(strange, 3, " …")),
        )
    return table


def _called(show: ShowInfo) -> str:
    return f"{show.title} ({show.year})" if show.year else show.title


def _first(names: Sequence[str], most: int, more: str) -> str:
    return ", ".join(names[:most]) + (more if len(names) > most else "")


def rename_table(renames: Iterable[Rename], library: Path) -> Table:
    """Old names beside new ones, by show."""
    table = _headed("cli-show", "cli-is-called", "cli-would-be-called")
    for each in renames:
        table.add_row(escape(each.show), *(escape(str(path.relative_to(library))) for path in (each.old, each.new)))
    return table


def described(stream: Stream) -> str:
    """A stream in a few words: "video: HEVC Main 10, 1920x1080, 24 frames a second"."""
    codec = f"{called(stream.codec)} {stream.profile}".strip()
    kind = tell("cli-kind", kind=str(stream.kind))
    return f"{kind}: {', '.join(fact for fact in (codec, *_facts(stream)) if fact)}"


def _facts(stream: Stream) -> list[str]:
    """What matters of a stream besides its codec; empty: not known, or not so."""
    if stream.kind is StreamKind.VIDEO and not stream.picture:
        rate = tell("frames-a-second", rate=f"{stream.frame_rate:.4g}") if stream.frame_rate else ""
        return [f"{stream.width}x{stream.height}", rate, called(stream.hdr) if stream.hdr else ""]
    if stream.kind is StreamKind.AUDIO:
        channels = tell("cli-channels", count=stream.channels)
        return [channels, f"{stream.sample_rate} Hz" if stream.sample_rate else ""]
    marks = {"cli-forced": stream.forced, "cli-hearing-impaired": stream.hearing_impaired}
    return [tell(mark) for mark, there in marks.items() if there]


def _happens(step: StreamPlan) -> str:
    if step.action is not Action.CONVERT:
        done = tell("cli-action", action=str(step.action))
        return done + (f" ({step.suffix})" if step.action is Action.EXTRACT else "")
    options = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in step.options)
    return tell("cli-becomes", codec=called(step.codec)) + (f" ({options})" if options else "")
