"""ffmpeg and ffprobe, 5.1 or newer, on this machine.

    [encoders.ffmpeg]
    # hardware = "auto"        # or "off", "vaapi", "nvenc", "qsv", "videotoolbox", "v4l2m2m"
    # device = "/dev/dri/renderD128"
    # preset = "veryfast"      # slower presets make smaller files: faster, fast, medium, slow
    # quality = 20             # 18 is as good as the source, 23 is smaller
    # niceness = 10
    # threads = 0              # 0: all

https://ffmpeg.org/ffmpeg.html; the command is built with ffmpeg-python and run by ourselves.
"""

from __future__ import annotations

import contextlib
import json
import logging
import re
import stat
import tempfile
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from integrations.ffmpeg import hardware, probe
from integrations.ffmpeg.command import encode_command, extract_command, picture_command
from integrations.ffmpeg.length import (
    Spans,
    breaks_off,
    complete,
    covers,
    ends,
    packets_at,
    played,
    stated,
    states_length,
)
from integrations.ffmpeg.packed_texts import read_packed
from integrations.ffmpeg.parts import finish_sidecar, part_of, remove_abandoned, sync
from integrations.ffmpeg.process import OutOfMemory, Tool, failure, run, run_with_progress
from integrations.ffmpeg.protection import is_protected
from integrations.ffmpeg.unfinished import empty_share, ends_within
from integrations.ffmpeg.verify import MOST_DAMAGE, Verification, look_at
from pipeline.errors import BadResponse, NotFound, OutsideError, Unauthorized, Unreachable
from pipeline.model import MediaInfo, Stream, StreamKind
from pipeline.model.reasons import Reason
from pipeline.playback.limits import PACKED_TEXTS, TEXT_SUBTITLES
from pipeline.playback.plans import Plan, StreamPlan
from pipeline.ports import Progress

log = logging.getLogger(__name__)

_OLDEST = (5, 1)
_GROWTH = 8  # times its source that a result may be large: far more than any that was of use
_LEAST_GROWTH = 256 * 1024**2  # bytes that a result may have in any case
_MOST_TEXT = 5_000_000  # bytes of a subtitle that are read
_PROBE_MEMORY = 1.0  # GB
_MOMENT = 1.0  # seconds
_PICTURE_TIMEOUT = 20.0  # seconds


_Files = tuple[Path, Sequence[tuple[StreamPlan, Path]]]
"""The film that is written, and the texts beside it, each with its step of the plan."""


class FFmpeg:
    """An Encoder."""

    class Config(BaseModel):
        """Settings of the encoder."""

        model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

        ffmpeg: str = Field("ffmpeg", description="setting-ffmpeg-ffmpeg")
        ffprobe: str = Field("ffprobe", description="setting-ffmpeg-ffprobe")
        hardware: Literal["auto", "off", "nvenc", "qsv", "vaapi", "videotoolbox", "v4l2m2m"] = Field(
            "auto", description="setting-ffmpeg-hardware"
        )
        device: str = Field("/dev/dri/renderD128", description="setting-ffmpeg-device")
        preset: Literal["ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower"] = Field(
            "veryfast", description="setting-ffmpeg-preset"
        )
        quality: int = Field(20, ge=0, le=51, description="setting-ffmpeg-quality")
        niceness: int = Field(10, ge=0, le=19, description="setting-ffmpeg-niceness")
        memory: float = Field(4, gt=0, description="setting-ffmpeg-memory")
        threads: int = Field(0, ge=0, description="setting-ffmpeg-threads")
        probe_timeout: float = Field(60, gt=0, description="setting-ffmpeg-probe-timeout")
        stall_timeout: float = Field(300, gt=0, description="setting-ffmpeg-stall-timeout")
        verify_timeout: float = Field(300, gt=0, description="setting-ffmpeg-verify-timeout")

    def __init__(self, config: Config, *, name: str) -> None:
        self.config = config
        self.name = name
        self._ffmpeg = Tool(config.ffmpeg, name, config.niceness, int(config.memory * 1e9))
        self._ffprobe = Tool(config.ffprobe, name, memory=int(_PROBE_MEMORY * 1e9))
        self._lock = threading.Lock()
        self._probed: dict[_Bytes, MediaInfo] = {}  # the last few files
        self._probing: dict[_Bytes, threading.Lock] = {}
        self._spans: dict[_Bytes, Spans] = {}  # of those files, where both ends told of all streams

    def check(self) -> Reason:
        """Which ffmpeg answers, and with what hardware."""
        told = run(self._ffmpeg, ["-version"], self.config.probe_timeout)
        found = re.match(r"ffmpeg version (\S+)", told.out)
        if told.code != 0 or not found:
            raise BadResponse(self.name, Reason("not-ffmpeg", program=self.config.ffmpeg), told.out + told.err)
        number = re.match(r"n?(\d+)\.(\d+)", found[1])
        if number and (int(number[1]), int(number[2])) < _OLDEST:
            raise Unauthorized(self.name, Reason("ffmpeg-too-old", version=found[1], least="{}.{}".format(*_OLDEST)))
        if "--enable-libx264" not in told.out:
            raise Unauthorized(self.name, Reason("ffmpeg-no-x264"))
        run(self._ffprobe, ["-version"], self.config.probe_timeout)
        chosen = self._hardware()
        answers = Reason("ffmpeg-answers", version=found[1], hardware=chosen.name if chosen else "software")
        return (
            answers if "--enable-libzimg" in told.out else Reason("several", whys=(answers, Reason("ffmpeg-no-zimg")))
        )

    def probe(self, path: Path) -> MediaInfo:
        """What is inside. BadResponse when it is not a media file, or is damaged beyond reading."""
        self._regular(path)
        try:
            key = _bytes_of(path)
        except OSError as error:
            raise self._disk(error) from error
        # Planning, encoding, verifying and filing ask about the same bytes one after the other, or at once.
        with self._lock:
            turn = self._probing.setdefault(key, threading.Lock())
        try:
            with turn:
                return self._probed.get(key) or self._look_into(path, key)
        finally:
            with self._lock:
                self._probing.pop(key, None)

    def _look_into(self, path: Path, key: _Bytes) -> MediaInfo:
        told = self._ask(path, probe.arguments(path))
        blind = self._read(path, told, {})
        empty = self._empty_share(path, blind)
        with ThreadPoolExecutor(1, "ffprobe") as beside:  # either takes as long as the other
            frame = beside.submit(self._frame, path, told)
            found = ends(self._ffprobe, path, blind, self._patience(blind))
        if complete(blind, found):
            with self._lock:
                self._spans = {**dict(list(self._spans.items())[-7:]), key: found}
        info = self._measured(path, self._read(path, told, frame.result()), found)
        info = replace(info, damage=empty)
        self._remember(key, info)
        return info

    def _patience(self, info: MediaInfo) -> float:
        return self.config.probe_timeout if states_length(info) else self.config.verify_timeout

    def _measured(self, path: Path, info: MediaInfo, found: Spans) -> MediaInfo:
        """With the length of picture and sound, where the file says another or none. BadResponse if it breaks off."""
        if not found:
            raise BadResponse(self.name, Reason("film-without-times", name=path.name))
        pictures = covers(info, found)
        there = (replace(s, empty=_is_empty(s, found), picture=s.index in pictures) for s in info.streams)
        info = replace(info, streams=tuple(there))
        if cut := breaks_off(info, found):
            end, meant = (f"{seconds:.1f}" for seconds in cut)
            raise BadResponse(self.name, Reason("film-breaks-off", name=path.name, end=end, length=meant))
        length = played(info, found)
        if not stated(info) and ends_within(self._ffprobe, path, replace(info, duration=length), self._patience(info)):
            raise BadResponse(self.name, Reason("film-ends-within", name=path.name, end=f"{length:.1f}"))
        return replace(info, duration=length if abs(length - info.duration) > 1 else info.duration)

    def _empty_share(self, path: Path, info: MediaInfo) -> float:
        """How much of a file never came. BadResponse where that is too much, or where nobody here can read it."""
        if is_protected(path, info):
            raise BadResponse(self.name, Reason("film-is-scrambled", name=path.name))
        share = empty_share(path, info)
        if share > MOST_DAMAGE:
            raise BadResponse(self.name, Reason("film-has-holes", name=path.name, share=share))
        return share

    def _remember(self, key: _Bytes, info: MediaInfo) -> None:
        with self._lock:
            self._probed = {**dict(list(self._probed.items())[-7:]), key: info}

    def encode(self, source: Path, plan: Plan, target: Path, progress: Progress) -> None:
        """Carry out the plan into `target` and its sidecars, which appear only when they are whole."""
        if plan.blocked:
            raise BadResponse(self.name, plan.blocked)
        info = self.probe(source)
        before = _identity(source)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise self._disk(error) from error
        remove_abandoned(target)
        part = part_of(target)
        sidecars = [(step, path, part_of(path)) for step, path in plan.sidecars(target)]
        try:
            self._write(source, info, plan, (part, [(step, temporary) for step, _, temporary in sidecars]), progress)
            if _identity(source) != before:
                raise Unreachable(self.name, Reason("film-changed", name=source.name))
            for step, path, temporary in sidecars:
                finish_sidecar(step, temporary, path, info)
            sync(part)
            part.replace(target)
        except OSError as error:
            raise self._disk(error) from error
        finally:
            for leftover in (part, *(temporary for _, _, temporary in sidecars)):
                with contextlib.suppress(OSError):
                    leftover.unlink(missing_ok=True)
        progress(1.0, 0.0)

    def verify(self, source: Path, plan: Plan, target: Path) -> MediaInfo:
        """Check that `target` is whole and is what the plan meant. BadResponse if not, saying what is wrong."""
        info = self.probe(source)
        self._regular(target)
        tools = (self._ffmpeg, self._ffprobe)
        known = self._spans.get(_bytes_of(source))
        told: dict[str, Any] = {}
        result = info
        if target != source:  # one look at all that has to be known of it: starting ffprobe takes longer than looking
            told = self._ask(target, probe.arguments(target, packets_at(info.duration, look_at(info.duration))))
            result = self._read(target, told, self._frame(target, told, trusted=True))
        check = Verification(self.name, tools, self.config.verify_timeout, known)
        found = check.check((source, info), plan, (target, result), told)
        length = found.length if abs(found.length - result.duration) > 1 else result.duration
        result = replace(result, damage=max(found.damage, info.damage), duration=length)
        self._remember(_bytes_of(target), result)  # it is looked into again where it is filed
        return result

    def texts(self, path: Path, indexes: Sequence[int]) -> dict[int, bytes]:
        """What the text subtitles of these streams say, as they lie in the file."""
        info = self.probe(path)
        wanted = [s for s in info.streams if s.index in indexes and s.codec in TEXT_SUBTITLES and not s.empty]
        packed = {s.index: self._packed(path, s)[:_MOST_TEXT] for s in wanted if s.codec in PACKED_TEXTS}
        return packed | self._taken_out(path, info, [s for s in wanted if s.index not in packed])

    def shrink(self, picture: Path, target: Path, width: int) -> None:
        """A small JPEG of a JPEG or PNG picture. BadResponse when it is none, or far too large."""
        told = run(self._ffmpeg, picture_command(picture, target, width), _PICTURE_TIMEOUT)
        if told.code != 0 or not target.is_file() or not target.stat().st_size:
            raise failure(self.name, told.code, told.err)

    def _packed(self, path: Path, stream: Stream) -> bytes:
        return read_packed(self._ffprobe, path, stream, self.config.verify_timeout)

    def _taken_out(self, path: Path, info: MediaInfo, wanted: Sequence[Stream]) -> dict[int, bytes]:
        if not wanted:
            return {}
        with tempfile.TemporaryDirectory(prefix="airdate-texts-") as folder:
            files = [(stream, Path(folder) / f"{stream.index}.txt") for stream in wanted]
            command = extract_command(path, files)
            try:
                run_with_progress(
                    self._ffmpeg, command, info.duration, _unseen, self.config.stall_timeout, files[0][1], _MOST_TEXT
                )
            except BadResponse as error:  # a track that cannot be read is none
                log.info("%s: %s", path.name, error.text)
            return {stream.index: _head(file) for stream, file in files if file.is_file()}

    # ------------------------------------------------------------------------------------------------------- inside

    def _write(self, source: Path, info: MediaInfo, plan: Plan, files: _Files, progress: Progress) -> None:
        """All files of a plan: what ffmpeg writes, then the texts that it cannot read."""
        target, beside = files
        packed = {stream.index: stream for stream in info.streams if stream.codec in PACKED_TEXTS}
        by_ffmpeg = [(step, path) for step, path in beside if step.index not in packed]
        self._run(source, info, plan, (target, by_ffmpeg), progress)
        for step, path in beside:
            if step.index in packed:
                path.write_bytes(self._packed(source, packed[step.index]))

    def _run(self, source: Path, info: MediaInfo, plan: Plan, files: _Files, progress: Progress) -> None:
        """One encode: in hardware where that works, from the start in software when it fails half-way, and once more
        without filling gaps of the sound when these take more memory than there is."""
        config = self.config
        soft = hardware.software(config.preset, config.quality)
        hard = self._hardware() if plan.converts_video else None
        largest = max(_GROWTH * info.size, _LEAST_GROWTH)
        ways = [(encoder, True) for encoder in ([hard, soft] if hard else [soft])] + [(soft, False)]
        for number, (encoder, fill) in enumerate(ways, start=1):
            command = self._command(source, info, plan, files, encoder, fill)
            try:
                return run_with_progress(
                    self._ffmpeg, command, info.duration, progress, config.stall_timeout, files[0], largest
                )
            except (BadResponse, Unreachable) as error:
                if number == len(ways) or not (encoder is hard or isinstance(error, OutOfMemory)):
                    raise
                log.warning("%s failed (%s): trying another way", encoder.name, error.text)
                if encoder is hard:
                    hardware.give_up(self._ffmpeg, config.hardware, config.device)
        return None

    def _command(
        self,
        source: Path,
        info: MediaInfo,
        plan: Plan,
        files: _Files,
        encoder: hardware.VideoEncoder,
        fill_gaps: bool,
    ) -> list[str]:
        """The arguments of one encode, by what is known of the source's clocks."""
        clocks = self._spans.get(_bytes_of(source), {})
        return encode_command(
            source,
            info,
            plan,
            files,
            encoder,
            device=self.config.device,
            threads=self.config.threads,
            fill_gaps=fill_gaps,
            joined=any(span.jumps for span in clocks.values()),
            strays=any(span.strays for span in clocks.values()),
            miscounted=[index for index, span in clocks.items() if span.miscounted],
        )

    def _hardware(self) -> hardware.VideoEncoder | None:
        soft = hardware.software(self.config.preset, self.config.quality)
        return hardware.find(self._ffmpeg, self.config.hardware, self.config.device, soft)

    def _frame(self, path: Path, told: dict[str, Any], *, trusted: bool = False) -> dict[str, Any]:
        """What pictures tell beside the container. `trusted`: a file of our own, whose container is right about it."""
        if not probe.asks_for_frame(path, told, trusted=trusted):
            return {}
        return probe.summary(self._ask(path, probe.frame_arguments(path, told), needed=False).get("frames", []))

    def _read(self, path: Path, told: dict[str, Any], frame: dict[str, Any]) -> MediaInfo:
        """What is inside, from ffprobe's answers."""
        try:
            info = probe.media_info(path, told, frame)
        except probe.NOT_AS_DESCRIBED as error:
            raise BadResponse(self.name, Reason("probe-unreadable", name=path.name), str(told)) from error
        if not info.of(StreamKind.VIDEO) and not info.of(StreamKind.AUDIO):
            raise BadResponse(self.name, Reason("film-holds-nothing", name=path.name), str(told))
        return info

    def _ask(self, path: Path, arguments: Sequence[str], *, needed: bool = True) -> dict[str, Any]:
        told = run(self._ffprobe, arguments, self.config.probe_timeout)
        if told.code != 0:
            if not needed:
                return {}
            error = failure(self.name, told.code, told.err)
            if isinstance(error, BadResponse):
                raise BadResponse(self.name, Reason("not-a-film", name=path.name), told.err)
            raise error
        try:
            answer: dict[str, Any] = json.loads(told.out)
        except ValueError as error:
            raise BadResponse(self.name, Reason("probe-unreadable", name=path.name), told.out) from error
        return answer

    def _regular(self, path: Path) -> None:
        """Only real files: ffprobe waits for ever on a pipe."""
        try:
            mode = path.stat().st_mode
        except FileNotFoundError:
            raise NotFound(self.name, Reason("film-not-there", path=str(path))) from None
        except OSError as error:
            raise self._disk(error) from error
        if not stat.S_ISREG(mode):
            raise BadResponse(self.name, Reason("not-a-file", path=str(path)))

    def _disk(self, error: OSError) -> OutsideError:
        return failure(self.name, 1, f"{error.strerror or error}")


def _unseen(share: float, left: float | None) -> None:
    """Progress that nobody looks at."""


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_MOST_TEXT)


def _is_empty(stream: Stream, found: Spans) -> bool:
    """Whether nothing of it is there. Of a sound that begins late ffprobe knows nothing but that it was announced."""
    if stream.kind is StreamKind.AUDIO:
        return stream.index not in found or (stream.empty and found[stream.index].length < _MOMENT)
    return stream.empty or (stream.kind is StreamKind.VIDEO and stream.index not in found)


_Bytes = tuple[int, int, int, int]


def _bytes_of(path: Path) -> _Bytes:
    """Tells a file's content apart, whatever name it goes by: a hard link and a renamed file are the same bytes."""
    found = path.stat()
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def _identity(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns
