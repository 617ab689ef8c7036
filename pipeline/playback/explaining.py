"""A plan as reasons that a person can read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction

from pipeline.model import MediaInfo, Stream, StreamKind
from pipeline.model.media import NO_CROP
from pipeline.model.reasons import Reason
from pipeline.playback.device_profiles import called
from pipeline.playback.limits import container_of, shown_size
from pipeline.playback.plans import Action, StreamPlan


def explain(info: MediaInfo, title: str, container: str, steps: Sequence[StreamPlan], problem: Reason) -> Reason:
    """What is done to a file and why; `problem` is the first thing that the screen called `title` does not play."""
    sources = {stream.index: stream for stream in info.streams}
    converted = [step for step in steps if step.action is Action.CONVERT]
    parts = []
    if container_of(info) != container:
        parts.append(Reason("container-becomes", old=called(container_of(info)), new=called(container)))
    elif not converted:
        parts.append(Reason("that-is-mended", screen=title, what=problem))
    parts += [_conversion(step, sources[step.index]) for step in converted] or [Reason("copied-unchanged")]
    parts += _subtitles(steps)
    parts += _losses(sources, container, steps)
    if info.linked:
        parts.append(Reason("parts-lie-elsewhere"))
    return Reason("plan-steps", steps=tuple(parts))


def _conversion(step: StreamPlan, source: Stream) -> Reason:
    codec = called(step.codec)
    if step.kind is StreamKind.VIDEO:
        if changes := tuple(_changes(step)):
            return Reason("picture-becomes-changed", codec=codec, changes=changes, why=step.why)
        return Reason("picture-becomes", codec=codec, why=step.why)
    channels = int(step.option("channels"))
    if source.language:
        return Reason("sound-in-becomes", language=source.language, codec=codec, channels=channels, why=step.why)
    return Reason("sound-becomes", codec=codec, channels=channels, why=step.why)


def _changes(step: StreamPlan) -> Iterator[Reason]:
    if kind := step.option("tonemap"):
        yield Reason("becomes-sdr", hdr=called(kind))
    if step.option("deinterlace"):
        yield Reason("deinterlaced")
    if rate := step.option("frame_rate"):
        yield Reason("frames-a-second", rate=f"{float(Fraction(rate)):.4g}")


def _subtitles(steps: Sequence[StreamPlan]) -> Iterator[Reason]:
    if texts := sum(step.codec == "srt" for step in steps):
        yield Reason("texts-go-beside", count=texts)
    if pictures := sum(step.codec == "mks" for step in steps):
        yield Reason("picture-subtitles-apart", count=pictures)


def _losses(sources: dict[int, Stream], container: str, steps: Sequence[StreamPlan]) -> Iterator[Reason]:
    """What the result does not have any more."""
    dropped = [sources[step.index] for step in steps if step.action is Action.DROP]
    kept = [(step, sources[step.index]) for step in steps if step.action is not Action.DROP]
    yield from _left_out(dropped)
    yield from _regions(container, kept)
    if container == "mp4" and any(stream.original for _, stream in kept):
        yield Reason("original-left-out")
    yield from _dynamic_range(kept)
    yield from _crops(kept)


def _left_out(dropped: Sequence[Stream]) -> Iterator[Reason]:
    there = [stream for stream in dropped if not _said_elsewhere(stream)]
    kinds = Counter(stream.kind for stream in there)
    counts = {
        "other-programme-left-out": sum(stream.foreign for stream in dropped),
        "attachments-left-out": kinds[StreamKind.ATTACHMENT],
        "pictures-left-out": kinds[StreamKind.VIDEO],
    }
    yield from (Reason(code, count=count) for code, count in counts.items() if count)
    if kinds[StreamKind.SUBTITLE]:
        codecs = {called(stream.codec) for stream in there if stream.kind is StreamKind.SUBTITLE}
        yield Reason("subtitles-left-out", codecs=tuple(sorted(codecs)))


def _said_elsewhere(stream: Stream) -> bool:
    return stream.picture or stream.empty or stream.foreign


def _regions(container: str, kept: Sequence[tuple[StreamPlan, Stream]]) -> Iterator[Reason]:
    regional = [stream.language for step, stream in kept if step.kind is StreamKind.AUDIO and "-" in stream.language]
    if container == "mp4" and regional:
        yield Reason("regions-in-titles", languages=",".join(regional))


def _dynamic_range(kept: Sequence[tuple[StreamPlan, Stream]]) -> Iterator[Reason]:
    toned = [stream for step, stream in kept if step.option("tonemap")]
    if any(stream.dolby_vision or stream.hdr == "hdr10plus" for stream in toned):
        yield Reason("dynamic-hdr-left-out")


def _crops(kept: Sequence[tuple[StreamPlan, Stream]]) -> Iterator[Reason]:
    """Of a picture that is copied all is shown."""
    for step, stream in kept:
        if step.action is Action.COPY and stream.crop != NO_CROP:
            width, height = shown_size(stream)
            yield Reason("crop-left-out", shown=f"{width}x{height}", whole=f"{stream.width}x{stream.height}")
