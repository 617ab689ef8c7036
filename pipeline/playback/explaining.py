"""A plan in a sentence or two for a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from pipeline.model import MediaInfo, Stream, StreamKind
from pipeline.playback.device_profiles import called
from pipeline.playback.limits import container_of
from pipeline.playback.plans import Action, StreamPlan


def explain(info: MediaInfo, title: str, container: str, steps: Sequence[StreamPlan], problem: str) -> str:
    """What is done to a file and why; `problem` is the first thing that the screen called `title` does not play."""
    sources = {stream.index: stream for stream in info.streams}
    converted = [step for step in steps if step.action is Action.CONVERT]
    parts = []
    if container_of(info) != container:
        parts.append(f"{called(container_of(info))} becomes {called(container)}.")
    elif not converted:
        parts.append(f"{title} does not play {problem}: that is mended.")
    parts += [_conversion(step, sources[step.index]) for step in converted]
    if not converted:
        parts.append("Picture and sound are copied unchanged.")
    parts += _subtitles(steps)
    parts += _losses(sources, container, steps)
    return " ".join(parts)


def _conversion(step: StreamPlan, source: Stream) -> str:
    if step.kind is StreamKind.VIDEO:
        return f"Video is converted to {called(step.codec)}{_changes(step)}: {step.why}."
    language = f" ({source.language})" if source.language else ""
    return f"Audio{language} becomes {_sound(step)}: {step.why}."


def _changes(step: StreamPlan) -> str:
    changes = []
    if step.option("tonemap"):
        changes.append(f"{called(step.option('tonemap'))} to SDR")
    if step.option("deinterlace"):
        changes.append("deinterlaced")
    if step.option("frame_rate"):
        changes.append(f"{float(Fraction(step.option('frame_rate'))):.4g} frames a second")
    return f" ({', '.join(changes)})" if changes else ""


def _sound(step: StreamPlan) -> str:
    channels = {"1": "mono", "2": "stereo", "6": "5.1"}.get(step.option("channels"), "")
    return f"{called(step.codec)} {channels}".strip()


def _subtitles(steps: Sequence[StreamPlan]) -> list[str]:
    texts = sum(step.codec == "srt" for step in steps)
    pictures = sum(step.codec == "mks" for step in steps)
    parts = []
    if texts:
        parts.append(f"{texts} text subtitle{'s go' if texts > 1 else ' goes'} into SRT files beside it.")
    if pictures:
        parts.append(f"{pictures} picture subtitle{'s are' if pictures > 1 else ' is'} kept apart from the library.")
    return parts


def _losses(sources: dict[int, Stream], container: str, steps: Sequence[StreamPlan]) -> list[str]:
    """What the result does not have any more."""
    dropped = [sources[step.index] for step in steps if step.action is Action.DROP]
    kept = [(step, sources[step.index]) for step in steps if step.action is not Action.DROP]
    told = (_left_out(dropped), _regions(container, kept), _dynamic_range(kept))
    return [sentence for sentences in told for sentence in sentences]


def _left_out(dropped: Sequence[Stream]) -> Iterator[str]:
    there = [stream for stream in dropped if not (stream.picture or stream.empty)]
    fonts = sum(stream.kind is StreamKind.ATTACHMENT for stream in there)
    films = sum(stream.kind is StreamKind.VIDEO for stream in there)
    if fonts:
        yield f"{fonts} attachment{'s are' if fonts > 1 else ' is'} left out (fonts, mostly)."
    if films:
        yield f"{films} further picture{'s are' if films > 1 else ' is'} left out."


def _regions(container: str, kept: Sequence[tuple[StreamPlan, Stream]]) -> Iterator[str]:
    regional = [stream.language for step, stream in kept if step.kind is StreamKind.AUDIO and "-" in stream.language]
    if container == "mp4" and regional:
        yield f"MP4 keeps no regions of languages: {', '.join(regional)} stands in the track's title."


def _dynamic_range(kept: Sequence[tuple[StreamPlan, Stream]]) -> Iterator[str]:
    toned = [stream for step, stream in kept if step.option("tonemap")]
    if any(stream.dolby_vision or stream.hdr == "hdr10plus" for stream in toned):
        yield "Its Dolby Vision or HDR10+ data is left out."
