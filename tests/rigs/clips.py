"""Small real films of every awkward kind, made by ffmpeg: `clips("hdr10")` is one, made once in a test session."""

from __future__ import annotations

import fcntl
import os
import shutil
import struct
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

Clips = Callable[[str], Path]

_SUBTITLES = "1\n00:00:00,200 --> 00:00:00,900\nGood evening.\n\n2\n00:00:01,000 --> 00:00:01,500\nÉtrange…\n"
_ASS = """[Script Info]
ScriptType: v4.00+

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, Alignment
Style: Default,Arial,20,&H00FFFFFF,2

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 0,0:00:00.20,0:00:00.90,Default,,0,0,0,,{\\an8}{\\i1}Up here{\\i0}\\Nand below
"""

X264 = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -x264-params log-level=none"
X265 = "-c:v libx265 -preset ultrafast -pix_fmt yuv420p -x265-params log-level=none"
_HDR = "-color_primaries bt2020 -color_trc {trc} -colorspace bt2020nc"
_HDR265 = (
    "-c:v libx265 -preset ultrafast -pix_fmt yuv420p10le -x265-params log-level=none:colorprim=bt2020:"
    "transfer={trc}:colormatrix=bt2020nc"
)
_MASTERING = (
    ":hdr10=1:master-display=G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(10000000,1):max-cll=1000,400"
)


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """How a clip is made: the file's suffix, what ffmpeg is told about each stream, the picture it starts from."""

    container: str
    video: str = X264
    audio: str = "-c:a aac -b:a 96k"  # empty: none
    size: str = "320x180"
    rate: str = "25"
    seconds: float = 2.0
    channels: int = 2
    sounds: Sequence[str] = ("eng",)  # languages: one audio stream each
    more: str = ""  # options of the file
    inputs: Sequence[tuple[str, str]] = ()  # further streams: a file of `_further`, and its options
    filters: str = "null"
    source: str = "testsrc2"
    sine: str = "sine=frequency=440:sample_rate=48000"


_SRT = (("text.srt", "-c:s:0 srt -metadata:s:s:0 language=eng"),)

RECIPES: dict[str, Recipe] = {
    # Playable nearly everywhere.
    "h264-aac.mp4": Recipe(container="mp4", more="-movflags +faststart"),
    "h264-mp3.mp4": Recipe(container="mp4", audio="-c:a libmp3lame"),
    "h264-aac-5.1.mp4": Recipe(container="mp4", channels=6),
    "h264-no-audio.mp4": Recipe(container="mp4", audio=""),
    # Another container.
    "h264-aac.mkv": Recipe(container="mkv"),
    "h264-aac.mov": Recipe(container="mov"),
    "h264-aac.ts": Recipe(container="ts"),
    "vp8-vorbis.webm": Recipe(
        container="webm", video="-c:v libvpx -deadline realtime -b:v 300k", audio="-c:a libvorbis"
    ),
    "vp9-opus.webm": Recipe(
        container="webm", video="-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -b:v 300k", audio="-c:a libopus"
    ),
    "vp9-opus.mkv": Recipe(
        container="mkv", video="-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -b:v 300k", audio="-c:a libopus"
    ),
    # Sound.
    "h264-ac3-5.1.mkv": Recipe(container="mkv", audio="-c:a ac3", channels=6),
    "h264-eac3-5.1.mkv": Recipe(container="mkv", audio="-c:a eac3", channels=6),
    "h264-dts.mkv": Recipe(container="mkv", audio="-c:a dca -strict -2"),
    "h264-truehd.mkv": Recipe(container="mkv", audio="-c:a truehd -strict -2"),
    "h264-opus.mkv": Recipe(container="mkv", audio="-c:a libopus"),
    "h264-vorbis.mkv": Recipe(container="mkv", audio="-c:a libvorbis"),
    "h264-flac.mkv": Recipe(container="mkv", audio="-c:a flac"),
    "h264-two-languages.mkv": Recipe(container="mkv", audio="-c:a ac3", sounds=("eng", "spa")),
    # Picture.
    "h264-10bit-aac.mp4": Recipe(container="mp4", video=X264.replace("yuv420p", "yuv420p10le")),
    "h264-422-aac.mp4": Recipe(container="mp4", video=X264.replace("yuv420p", "yuv422p")),
    "h264-level-5.1.mp4": Recipe(container="mp4", video=f"{X264} -level 5.1"),
    "h264-1080p60.mp4": Recipe(container="mp4", size="1920x1080", rate="60", seconds=1.0),
    "hevc-hvc1-aac.mp4": Recipe(container="mp4", video=f"{X265} -tag:v hvc1"),
    "hevc-hev1-aac.mp4": Recipe(container="mp4", video=f"{X265} -tag:v hev1"),
    "hevc-10bit-ac3.mkv": Recipe(container="mkv", video=X265.replace("yuv420p", "yuv420p10le"), audio="-c:a ac3"),
    "hevc-4k-aac.mkv": Recipe(container="mkv", video=X265, size="3840x2160", rate="10", seconds=0.5),
    "av1-opus.mkv": Recipe(
        container="mkv", video="-c:v libaom-av1 -usage realtime -cpu-used 8 -b:v 300k", audio="-c:a libopus"
    ),
    "mpeg2-mp2.ts": Recipe(container="ts", video="-c:v mpeg2video -b:v 1M", audio="-c:a mp2"),
    "mpeg4-mp3.avi": Recipe(container="avi", video="-c:v mpeg4 -b:v 500k", audio="-c:a libmp3lame"),
    "prores-pcm.mov": Recipe(container="mov", video="-c:v prores_ks -profile:v 0", audio="-c:a pcm_s16le"),
    "hdr10-eac3.mkv": Recipe(
        container="mkv",
        video=_HDR265.format(trc="smpte2084") + _MASTERING,
        audio="-c:a eac3",
        more=_HDR.format(trc="smpte2084"),
    ),
    "hlg-aac.mkv": Recipe(
        container="mkv", video=_HDR265.format(trc="arib-std-b67"), more=_HDR.format(trc="arib-std-b67")
    ),
    "interlaced.mkv": Recipe(
        container="mkv",
        rate="50",
        filters="tinterlace=interleave_top,fieldorder=tff",
        video=f"{X264} -flags +ildct+ilme",
    ),
    "anamorphic.mkv": Recipe(container="mkv", size="240x180", filters="setsar=64/45", video="-c:v mpeg2video -b:v 1M"),
    # Half of the pictures left out in the second half.
    "variable-rate.mkv": Recipe(
        container="mkv", video=f"{X265} -vsync vfr", filters="select='lt(t,1)+not(mod(n,2))'", more=""
    ),
    "odd-size.mkv": Recipe(
        container="mkv",
        filters="scale=321:181",
        video="-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -b:v 300k",
        audio="-c:a libopus",
    ),
    # What else a file holds.
    "text-subtitles.mkv": Recipe(
        container="mkv",
        inputs=(
            ("text.srt", "-c:s:0 srt -metadata:s:s:0 language=eng"),
            ("text.ass", "-c:s:1 ass -metadata:s:s:1 language=fre"),
            ("text.srt", "-c:s:2 srt -metadata:s:s:2 language=eng -disposition:s:2 forced"),
        ),
    ),
    "text-subtitles.mp4": Recipe(
        container="mp4", inputs=(("text.srt", "-c:s:0 mov_text -metadata:s:s:0 language=eng"),)
    ),
    "picture-subtitles.mkv": Recipe(
        container="mkv", inputs=(("pictures.sup", "-c:s:0 copy -metadata:s:s:0 language=ger"),)
    ),
    "chapters-cover-font.mkv": Recipe(
        container="mkv",
        audio="-c:a ac3",
        inputs=(("chapters.txt", ""),),
        more="-attach cover.jpg -metadata:s:t:0 mimetype=image/jpeg "
        "-attach some.ttf -metadata:s:t:1 mimetype=application/x-truetype-font",
    ),
    # Only for tests of the checks.
    "black.mkv": Recipe(container="mkv", source="color=c=black"),
    "silent.mkv": Recipe(container="mkv", sine="anullsrc=sample_rate=48000"),
    "long.mkv": Recipe(container="mkv", seconds=60.0, rate="10", size="160x90"),
    # Takes long enough to encode with a slow preset that something can happen meanwhile.
    "big.mkv": Recipe(container="mkv", seconds=12.0, size="640x360", video="-c:v mpeg2video -b:v 3M", audio="-c:a ac3"),
}


def _further(folder: Path) -> None:
    """The files that are put into clips beside picture and sound."""
    (folder / "text.srt").write_text(_SUBTITLES)
    (folder / "text.ass").write_text(_ASS)
    (folder / "pictures.sup").write_bytes(_picture_subtitles())
    (folder / "chapters.txt").write_text(
        ";FFMETADATA1\n"
        + "".join(
            f"[CHAPTER]\nTIMEBASE=1/1000\nSTART={start}\nEND={start + 1000}\ntitle=Part {start // 1000}\n"
            for start in (0, 1000)
        )
    )
    (folder / "some.ttf").write_bytes(b"\0\1\0\0" + bytes(60))
    _ffmpeg(["-f", "lavfi", "-i", "color=red:size=64x64", "-frames:v", "1", "cover.jpg"], folder)


def _picture_subtitles() -> bytes:
    """A Blu-ray subtitle stream (PGS) of one white box, shown from 0.5 to 1.2 seconds.

    Segments: https://blog.thescorpius.com/index.php/2017/07/15/presentation-graphic-stream-sup-files-bluray-subtitle-format/
    """

    def segment(seconds: float, kind: int, body: bytes) -> bytes:
        clock = int(seconds * 90000)
        return b"PG" + struct.pack(">IIBH", clock, 0, kind, len(body)) + body

    def composition(number: int, objects: bytes, count: int) -> bytes:
        state = 0x80 if count else 0
        return struct.pack(">HHBHBBBB", 320, 180, 0x10, number, state, 0, 0, count) + objects

    window = struct.pack(">BBHHHH", 1, 0, 100, 140, 8, 2)
    palette = bytes([0, 0, 1, 235, 128, 128, 255])
    line = bytes([0, 0x88, 1, 0, 0])  # eight pixels of colour 1, end of line
    pixels = line * 2
    picture = struct.pack(">HBB", 0, 0, 0xC0) + (len(pixels) + 4).to_bytes(3, "big") + struct.pack(">HH", 8, 2) + pixels
    placed = struct.pack(">HBBHH", 0, 0, 0, 100, 140)
    shown = [(0x16, composition(0, placed, 1)), (0x17, window), (0x14, palette), (0x15, picture), (0x80, b"")]
    gone = [(0x16, composition(1, b"", 0)), (0x17, window), (0x80, b"")]
    return b"".join([segment(0.5, *s) for s in shown] + [segment(1.2, *s) for s in gone])


def _ffmpeg(arguments: Sequence[str], folder: Path) -> None:
    command = ["ffmpeg", "-hide_banner", "-nostdin", "-y", "-v", "error", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    if done.returncode:
        raise RuntimeError(f"ffmpeg could not make a clip: {done.stderr[-1000:]}")


def _arguments(recipe: Recipe, target: Path) -> list[str]:
    separator = ":" if "=" in recipe.source else "="
    picture = f"{recipe.source}{separator}size={recipe.size}:rate={recipe.rate}"
    length = ["-t", str(recipe.seconds)]
    command = ["-f", "lavfi", *length, "-i", picture]
    sounds = recipe.sounds if recipe.audio else ()
    for _ in sounds:
        command += ["-f", "lavfi", *length, "-i", recipe.sine]
    first = 1 + len(sounds)
    for name, _ in recipe.inputs:
        command += ["-i", name]
    command += ["-map", "0:v", "-vf", recipe.filters, *recipe.video.split()]
    for number, language in enumerate(sounds):
        command += ["-map", f"{number + 1}:a", f"-metadata:s:a:{number}", f"language={language}"]
    if sounds:
        command += [*recipe.audio.split(), "-ac", str(recipe.channels)]
    for number, (name, options) in enumerate(recipe.inputs):
        if name == "chapters.txt":
            command += ["-map_chapters", str(first + number)]
        else:
            command += ["-map", f"{first + number}:s", *options.split()]
    return [*command, *recipe.more.split(), str(target)]


def make(folder: Path, name: str) -> Path:
    """The clip of this name in `folder`, made if it is not there; other processes wait for the one that makes it."""
    path = folder / name
    if path.exists():
        return path
    with (folder / f".{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            scratch = folder / f".making-{name}"
            scratch.mkdir(exist_ok=True)
            _further(scratch)
            _ffmpeg(_arguments(RECIPES[name], scratch / name), scratch)
            (scratch / name).replace(path)
            shutil.rmtree(scratch)
    return path


@pytest.fixture(scope="session")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Clips:
    """Gives the path of a clip by its name in `RECIPES`. Never write to it: others use it too."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "clips"
    folder.mkdir(exist_ok=True)
    return lambda name: make(folder, name)
