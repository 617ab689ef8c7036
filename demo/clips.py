"""Small real films, made by ffmpeg: what the pretend indexer's torrents hold.

A clip is made once and kept in a folder under a name that says how it was made. They look like what is really released
(HEVC in 10 bits with AC-3 in Matroska, which many screens cannot play), only smaller.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

ENCODE_SECONDS = 300  # for one clip, on a slow machine

_FONTS = (
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    "/usr/share/fonts/TTF/DejaVuSans.ttf",
    "/System/Library/Fonts/Helvetica.ttc",
)


@dataclass(frozen=True, kw_only=True)
class Clip:
    """How a clip is made. `language` is of its sound and, when `subtitles` says something, of its text stream."""

    title: str = "Airdate"
    seconds: float = 20.0
    width: int = 320
    height: int = 180
    frame_rate: int = 24
    video: str = "hevc10"  # "hevc10", "h264"
    audio: str = "ac3"  # "ac3", "eac3", "aac"
    channels: int = 2
    language: str = "eng"  # ISO 639-2, as Matroska writes it
    subtitles: str = ""  # text of one SRT stream; empty: none
    container: str = "mkv"  # or "mp4"

    @property
    def file_name(self) -> str:
        digest = hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()
        return f"clip-{digest[:16]}.{self.container}"


SHORT = Clip(title="Sample", seconds=2.0)
"""What a fake release holds: a film that is much too short."""


def make_clip(folder: Path, clip: Clip | None = None) -> Path:
    """The clip's file in `folder`, made if it is not there yet. Safe to call from several processes."""
    clip = clip or Clip()
    path = folder / clip.file_name
    if path.is_file():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".making-") as scratch:
        made = Path(scratch) / clip.file_name
        finished = subprocess.run(
            _command(clip, Path(scratch), made), capture_output=True, timeout=ENCODE_SECONDS, check=False
        )
        if finished.returncode:
            raise RuntimeError(f"ffmpeg could not make a clip: {finished.stderr.decode(errors='replace')[-1000:]}")
        made.replace(path)
    return path


def make_fake(folder: Path, name: str = "fake") -> Path:
    """A folder of what fakes contain: a program that calls itself a film, a password note, a shortcut; no film."""
    target = folder / name
    target.mkdir(parents=True, exist_ok=True)
    for inner, content in {
        "Setup.exe": b"MZ" + os.urandom(64 * 1024),
        "Password.txt": b"Visit our page to get the password.\r\n",
        "Watch online.url": b"[InternetShortcut]\r\nURL=http://127.0.0.1/\r\n",
    }.items():
        (target / inner).write_bytes(content)
    return target


def make_noise(folder: Path, size: int, name: str = "noise.mkv") -> Path:
    """A file of `size` random bytes: says it is a film, and cannot be read as one."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    with path.open("wb") as file:
        for start in range(0, size, 1 << 20):
            file.write(os.urandom(min(1 << 20, size - start)))
    return path


def _command(clip: Clip, scratch: Path, target: Path) -> list[str]:
    size = f"{clip.width}x{clip.height}"
    layout = {1: "mono", 2: "stereo", 6: "5.1"}[clip.channels]
    command = ["ffmpeg", "-hide_banner", "-loglevel", "error", "-nostdin", "-y"]
    command += ["-f", "lavfi", "-t", str(clip.seconds), "-i", f"testsrc2=size={size}:rate={clip.frame_rate}"]
    command += ["-f", "lavfi", "-t", str(clip.seconds), "-i", "sine=frequency=220:beep_factor=4:sample_rate=48000"]
    if clip.subtitles:
        text = scratch / "text.srt"
        text.write_text(f"1\n00:00:00,500 --> 00:00:{min(59, int(clip.seconds)):02},000\n{clip.subtitles}\n")
        command += ["-i", str(text)]
    command += ["-map", "0:v", "-map", "1:a", *(["-map", "2:s"] if clip.subtitles else [])]
    command += ["-vf", _titled(clip, scratch), *_video(clip)]
    command += ["-c:a", clip.audio, "-b:a", "96k" if clip.channels <= 2 else "256k", "-ac", str(clip.channels)]
    command += ["-channel_layout:a", layout] if clip.channels > 2 else []
    if clip.subtitles:
        command += ["-c:s", "mov_text" if clip.container == "mp4" else "srt"]
        command += ["-metadata:s:s:0", f"language={clip.language}"]
    command += ["-metadata:s:a:0", f"language={clip.language}", "-metadata", f"title={clip.title}"]
    # Equal bytes each time, so that the same clip has the same info-hash.
    command += ["-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact"]
    return [*command, str(target)]


def _video(clip: Clip) -> list[str]:
    keyframes = str(clip.frame_rate * 2)
    if clip.video == "h264":
        return ["-c:v", "libx264", "-preset", "ultrafast", "-crf", "28", "-pix_fmt", "yuv420p", "-g", keyframes]
    parameters = "log-level=error:pools=2"
    codec = ["-c:v", "libx265", "-preset", "ultrafast", "-crf", "32", "-pix_fmt", "yuv420p10le", "-g", keyframes]
    return [*codec, "-x265-params", parameters, *(["-tag:v", "hvc1"] if clip.container == "mp4" else [])]


def _titled(clip: Clip, scratch: Path) -> str:
    """The title and a running clock over the picture, where a font is at hand."""
    font = next((path for path in _FONTS if Path(path).is_file()), None)
    if font is None:
        return "hue=h=20*t"
    text = scratch / "title.txt"
    text.write_text(clip.title)
    box = f"fontfile={font}:fontcolor=white:box=1:boxcolor=black@0.6:boxborderw=6:x=(w-tw)/2"
    size = max(12, clip.height // 9)
    return (
        f"drawtext=textfile={text}:{box}:fontsize={size}:y=(h-th)/2,"
        f"drawtext=text='%{{pts\\:hms}}':{box}:fontsize={size * 2 // 3}:y=h-th-{size}"
    )
