"""What must be done to a file so that a screen plays it: as little as possible, and nothing lost unsaid.

`plan` compares a file with what the screen plays, stream by stream, and says what has to happen and why. Nothing here
touches a file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from pipeline.languages import same_speech
from pipeline.model import MediaInfo, Stream, StreamKind
from pipeline.model.reasons import NO_REASON, Reason
from pipeline.playback.converting import audio_options, video_options
from pipeline.playback.device_profiles import DeviceProfile, called
from pipeline.playback.explaining import explain
from pipeline.playback.limits import (
    TEXT_SUBTITLES,
    WRITABLE,
    audio_problem,
    codec_in,
    container_of,
    holds,
    holds_cover,
    holds_rate,
    loses_its_layout,
    subtitle_problem,
    unplayable,
    video_problem,
)
from pipeline.playback.plans import Action, Plan, StreamPlan
from pipeline.subtitles.sidecars import PICTURES, full_texts, sidecar_suffix

_PLAYS = Reason("stream-plays")


def plan(info: MediaInfo, plays: DeviceProfile, languages: Sequence[str] = ()) -> Plan:
    """What must happen to this file so that the screen plays it.

    `languages`: of the sound, as those who watch want it, the best first; empty: as the file has it.
    """
    problems = unplayable(info, plays) or _order_problem(info, plays, languages)
    if not problems:
        kept = tuple(_kept(s, _PLAYS) for s in info.streams)
        why = Reason("nothing-to-do", screen=plays.title)
        return Plan(container=container_of(info), streams=kept, why=why, untouched=True)
    container = min(_writable(plays), key=lambda c: _cost(info, plays, c))
    planned = _told_apart([_stream_plan(s, info, plays, container) for s in _ordered(info, languages)], info)
    streams = _with_default(planned, info, languages)
    return Plan(
        container=container,
        streams=streams,
        why=explain(info, plays.title, container, streams, problems[0]),
        blocked=_blocked(info, streams),
    )


def encode_all(made: Plan, info: MediaInfo, plays: DeviceProfile) -> Plan | None:
    """The same with nothing copied, for streams that do not come out right as they are; None where none is copied."""
    again = _copied(made, info)
    if not again or made.untouched or made.container != "mp4" or any(stream.hdr for stream in again.values()):
        return None
    why = Reason("not-right-as-it-is")
    streams = tuple(
        _encoded(again[s.index], plays, made.container, why, default=s.default) if s.index in again else s
        for s in made.streams
    )
    return replace(made, streams=streams, why=explain(info, plays.title, made.container, streams, why))


def _copied(made: Plan, info: MediaInfo) -> dict[int, Stream]:
    """The pictures and sounds that a plan takes over as they are, by index."""
    copied = {step.index for step in made.streams if step.action is Action.COPY}
    heard = (*info.of(StreamKind.VIDEO), *info.of(StreamKind.AUDIO))
    return {stream.index: stream for stream in heard if stream.index in copied}


def _encoded(stream: Stream, plays: DeviceProfile, container: str, why: Reason, *, default: bool = False) -> StreamPlan:
    codec = "h264" if stream.kind is StreamKind.VIDEO else _sound_codec(container)
    video = stream.kind is StreamKind.VIDEO
    options = video_options(stream, plays) if video else audio_options(stream, plays, codec)
    return StreamPlan(
        index=stream.index,
        action=Action.CONVERT,
        why=why,
        codec=codec,
        options=options,
        kind=stream.kind,
        default=default,
    )


# ---------------------------------------------------------------------------------------------------- containers


def _writable(plays: DeviceProfile) -> list[str]:
    return [c for c in plays.containers if c in WRITABLE] or ["mp4"]


def _cost(info: MediaInfo, plays: DeviceProfile, container: str) -> tuple[bool, int, int]:
    """How much has to be converted for this container: whether that can be at all, then pictures, then sound."""
    film = info.film
    video = film is not None and bool(_misfit(film, video_problem(film, plays, container), container))
    audio = sum(bool(_misfit(s, audio_problem(s, plays, container), container)) for s in info.of(StreamKind.AUDIO))
    # Nothing here encodes VP8 or VP9: WebM is only for what is VP8 or VP9 already.
    impossible = (video and container == "webm") or not _takes(plays, container, video=video, audio=audio > 0)
    return (impossible, int(video), audio)


def _misfit(stream: Stream, problem: Reason, container: str) -> Reason:
    """Why a stream cannot stay as it is in a container; nothing when it can."""
    if stream.kind is StreamKind.AUDIO and not stream.channels:  # no container can be told what nobody knows
        return Reason("sound-comes-late")
    if problem or _holds_as_it_is(container, stream):
        return problem
    return codec_in(stream.codec, container)


def _holds_as_it_is(container: str, stream: Stream) -> bool:
    held = holds(container, stream.codec) and holds_rate(container, stream)
    return held and not loses_its_layout(container, stream)


def _takes(plays: DeviceProfile, container: str, *, video: bool, audio: bool) -> bool:
    """Whether what would be converted to is played in this container."""
    places = [limit.containers for limit in plays.video if video and limit.codec == "h264"]
    places += [limit.containers for limit in plays.audio if audio and limit.codec in ("*", _sound_codec(container))]
    return all(not allowed or container in allowed for allowed in places)


def _sound_codec(container: str) -> str:
    """What sound is converted to."""
    return "opus" if container == "webm" else "aac"


# ---------------------------------------------------------------------------------------------------- order


def _rank(stream: Stream, languages: Sequence[str]) -> tuple[bool, int]:
    """What is listened to comes before what is told about it; then the best language."""
    places = [n for n, language in enumerate(languages) if same_speech(stream.language, language)]
    return (stream.commentary or stream.described, min(places, default=len(languages)))


def _ordered(info: MediaInfo, languages: Sequence[str]) -> list[Stream]:
    sounds = iter(sorted(info.of(StreamKind.AUDIO), key=lambda stream: _rank(stream, languages)))
    return [next(sounds) if _is_sound(stream) else stream for stream in info.streams]


def _is_sound(stream: Stream) -> bool:
    return stream.kind is StreamKind.AUDIO and not (stream.empty or stream.foreign)


def _order_problem(info: MediaInfo, plays: DeviceProfile, languages: Sequence[str]) -> list[Reason]:
    """A playable file whose first sound is a commentary, or in another language than those who watch want."""
    sounds = info.of(StreamKind.AUDIO)
    if plays.everything or not sounds or container_of(info) not in WRITABLE:
        return []
    first = next((s for s in sounds if s.default), sounds[0])
    best = min(sounds, key=lambda stream: _rank(stream, languages))
    if _rank(best, languages) >= _rank(first, languages):
        return []
    return [Reason("commentary-first") if first.commentary else Reason("other-language-first")]


def _with_default(streams: Sequence[StreamPlan], info: MediaInfo, languages: Sequence[str]) -> tuple[StreamPlan, ...]:
    """Says with which sound players begin: the file's own choice, unless that is a commentary or another is wanted."""
    sources = {stream.index: stream for stream in info.streams}
    heard = [sources[s.index] for s in streams if s.kind is StreamKind.AUDIO and s.action is not Action.DROP]
    first = _first(heard, languages)
    return tuple(replace(s, default=s.index == first) if s.kind is StreamKind.AUDIO else s for s in streams)


def _first(heard: Sequence[Stream], languages: Sequence[str]) -> int | None:
    """The index of the best sound; among equals, of the file's own choice."""
    best = min(heard, key=lambda stream: (_rank(stream, languages), not stream.default), default=None)
    return best.index if best else None


# ---------------------------------------------------------------------------------------------------- streams


def _kept(stream: Stream, why: Reason) -> StreamPlan:
    return StreamPlan(index=stream.index, action=Action.COPY, why=why, kind=stream.kind, default=stream.default)


def _dropped(stream: Stream, why: Reason) -> StreamPlan:
    return StreamPlan(index=stream.index, action=Action.DROP, why=why, kind=stream.kind)


def _stream_plan(stream: Stream, info: MediaInfo, plays: DeviceProfile, container: str) -> StreamPlan:
    if stream.picture or stream.kind is StreamKind.ATTACHMENT:
        return _attachment(stream, container)
    if stream.empty:
        return _dropped(stream, Reason("track-is-empty"))
    if stream.foreign:
        return _dropped(stream, Reason("of-another-programme"))
    if stream.kind is StreamKind.VIDEO:
        return _video_plan(stream, info, plays, container)
    if stream.kind is StreamKind.AUDIO:
        return _played(stream, plays, container, audio_problem(stream, plays, container))
    if stream.kind is StreamKind.SUBTITLE:
        return _subtitle_plan(stream, plays, container)
    return _dropped(stream, Reason("nobody-shows-data"))


def _attachment(stream: Stream, container: str) -> StreamPlan:
    if holds_cover(container, stream.codec) if stream.picture else container == "mkv":
        return _kept(stream, Reason("keeps-cover") if stream.picture else Reason("keeps-attachment"))
    holder = called(container)
    cover = Reason("holds-no-cover", container=holder)
    return _dropped(stream, cover if stream.picture else Reason("holds-no-attachment", container=holder))


def _video_plan(stream: Stream, info: MediaInfo, plays: DeviceProfile, container: str) -> StreamPlan:
    if stream != info.film:
        return _dropped(stream, Reason("main-picture-only"))
    return _played(stream, plays, container, video_problem(stream, plays, container))


def _played(stream: Stream, plays: DeviceProfile, container: str, problem: Reason) -> StreamPlan:
    problem = _misfit(stream, problem, container)
    if not problem:
        return _kept(stream, _PLAYS)
    why = Reason("does-not-play", screen=plays.title, what=problem)
    return _encoded(stream, plays, container, why, default=stream.default)


def _subtitle_plan(stream: Stream, plays: DeviceProfile, container: str) -> StreamPlan:
    if not subtitle_problem(stream, plays) and holds(container, stream.codec):
        return _kept(stream, _PLAYS)
    if stream.codec in TEXT_SUBTITLES:
        codec, why = "srt", Reason("text-goes-beside")
    elif stream.codec in PICTURES:
        codec, why = "mks", Reason("picture-subtitle-apart")
    else:
        return _dropped(stream, Reason("subtitle-of-no-use", codec=called(stream.codec)))
    suffix = sidecar_suffix(
        stream.language, forced=stream.forced, hearing_impaired=stream.hearing_impaired, extension=codec
    )
    return StreamPlan(index=stream.index, action=Action.EXTRACT, why=why, codec=codec, kind=stream.kind, suffix=suffix)


def _told_apart(steps: Sequence[StreamPlan], info: MediaInfo) -> list[StreamPlan]:
    """Gives every subtitle a file name of its own: ".en.srt", then ".en.t2.srt", ".en.t3-commentary.srt"; and marks the
    one that the film itself begins with.

    Jellyfin begins with the first by name, so what is not the main one sorts behind it.
    """
    own = next((stream.index for stream in full_texts(info) if stream.default), None)
    sources = {stream.index: stream for stream in info.streams}
    seen: Counter[str] = Counter()
    result = []
    for step in steps:
        if step.action is Action.EXTRACT:
            seen[step.suffix] += 1
            stream = sources[step.index]
            aside = "-commentary" if stream.commentary else "-signs" if stream.lyrics else ""
            count = sum(seen.values())
            if aside or seen[step.suffix] > 1:
                step = replace(step, suffix=_further(step.suffix, stream.language, f"t{count}{aside}"))
            step = replace(step, default=step.index == own)
        result.append(step)
    return result


def _further(suffix: str, language: str, word: str) -> str:
    start = f".{language}" if language else ""
    return f"{start}.{word}{suffix.removeprefix(start)}"


def _blocked(info: MediaInfo, streams: Sequence[StreamPlan]) -> Reason:
    """Dolby Vision without an HDR10 layer has colours that only a Dolby decoder reads: anything else shows green."""
    if any(s.option("tonemap") == "dolby-vision" for s in streams):
        return Reason("dolby-vision-alone")
    if not info.of(StreamKind.VIDEO):
        return Reason("no-picture")
    return NO_REASON
