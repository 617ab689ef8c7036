"""docs/playable.md: what is done to each kind of file for each screen, and that the result then plays there.

Write the tables anew with `AIRDATE_WRITE_DOCS=1 pytest --all tests/integrations/ffmpeg/test_playable.py -k table`.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from integrations.ffmpeg import FFmpeg
from pipeline.model import StreamKind
from pipeline.playback.device_profiles import called
from pipeline.playback.planning import plan
from pipeline.playback.plans import Action, Plan
from pipeline.playback.screens import screen
from tests.rigs.clips import Clips, clips

pytestmark = pytest.mark.needs("ffmpeg", "mkvmerge")

__all__ = ["clips"]

PAGE = Path(__file__).parents[3] / "docs" / "playable.md"
EACH_LEVEL = "mpeg4-mp3.avi"  # whose plans are all carried out, also those that differ in the level alone
SCREENS = ("chromecast", "chromecast-4k", "browser", "apple-tv")

KINDS = {
    "h264-aac.mp4": "H.264 and AAC in MP4",
    "h264-mp3.mp4": "H.264 and MP3 in MP4",
    "h264-aac-5.1.mp4": "H.264 and AAC 5.1 in MP4",
    "h264-no-audio.mp4": "H.264 without sound in MP4",
    "text-subtitles.mp4": "H.264 and AAC with text subtitles in MP4",
    "h264-aac.mkv": "H.264 and AAC in Matroska",
    "h264-aac.mov": "H.264 and AAC in QuickTime",
    "h264-aac.ts": "H.264 and AAC in MPEG-TS",
    "h264-ac3-5.1.mkv": "H.264 and AC-3 5.1 in Matroska",
    "h264-eac3-5.1.mkv": "H.264 and E-AC-3 5.1 in Matroska",
    "h264-dts.mkv": "H.264 and DTS in Matroska",
    "h264-truehd.mkv": "H.264 and TrueHD in Matroska",
    "h264-opus.mkv": "H.264 and Opus in Matroska",
    "h264-vorbis.mkv": "H.264 and Vorbis in Matroska",
    "h264-flac.mkv": "H.264 and FLAC in Matroska",
    "h264-two-languages.mkv": "H.264 and AC-3 in two languages in Matroska",
    "text-subtitles.mkv": "H.264 and AAC with SRT, ASS and forced subtitles in Matroska",
    "picture-subtitles.mkv": "H.264 and AAC with Blu-ray subtitles in Matroska",
    "chapters-cover-font.mkv": "H.264 and AC-3 with chapters, cover and font in Matroska",
    "h264-10bit-aac.mp4": "H.264 in 10 bits and AAC in MP4",
    "h264-422-aac.mp4": "H.264 in 4:2:2 and AAC in MP4",
    "h264-level-5.1.mp4": "H.264 of level 5.1 and AAC in MP4",
    "h264-1080p60.mp4": "H.264 1080p60 and AAC in MP4",
    "interlaced.mkv": "Interlaced H.264 and AAC in Matroska",
    "hevc-hvc1-aac.mp4": "HEVC (hvc1) and AAC in MP4",
    "hevc-hev1-aac.mp4": "HEVC (hev1) and AAC in MP4",
    "hevc-10bit-ac3.mkv": "HEVC in 10 bits and AC-3 in Matroska",
    "hevc-4k-aac.mkv": "HEVC 2160p and AAC in Matroska",
    "variable-rate.mkv": "HEVC of variable frame rate and AAC in Matroska",
    "hdr10-eac3.mkv": "HEVC HDR10 and E-AC-3 in Matroska",
    "hlg-aac.mkv": "HEVC HLG and AAC in Matroska",
    "vp8-vorbis.webm": "VP8 and Vorbis in WebM",
    "vp9-opus.webm": "VP9 and Opus in WebM",
    "vp9-opus.mkv": "VP9 and Opus in Matroska",
    "odd-size.mkv": "VP9 of odd size and Opus in Matroska",
    "av1-opus.mkv": "AV1 and Opus in Matroska",
    "anamorphic.mkv": "Anamorphic MPEG-2 and AAC in Matroska",
    "mpeg2-mp2.ts": "MPEG-2 and MP2 in MPEG-TS",
    "mpeg4-mp3.avi": "MPEG-4 and MP3 in AVI",
    "prores-pcm.mov": "ProRes and PCM in QuickTime",
    "two-letter-language.mkv": "A language of two letters in Matroska",
    "regional-languages.mkv": "Brazilian Portuguese sound and Traditional Chinese subtitles in Matroska",
    "mpeg4-b-frames.avi": "MPEG-4 with B-frames and MP3 in AVI",
    "h264-mp3.avi": "H.264 with B-frames and MP3 in AVI",
    "divx3.avi": "DivX 3 and MP3 in AVI",
    "motion-jpeg.avi": "Motion JPEG of full range and PCM in AVI",
    "begins-between-keyframes.ts": "A recording in MPEG-TS that begins between keyframes",
    "damaged-packets.ts": "A recording in MPEG-TS with damaged packets",
    "two-recordings.ts": "Two recordings in one MPEG-TS",
    "subtitle-outlasts.mkv": "A subtitle that outlasts the film in Matroska",
    "advert-long-after-the-end.mkv": "An advertisement long after the end in Matroska",
    "cover-first.mkv": "A cover before the film, not marked as one, in Matroska",
    "cover-last.mkv": "A cover behind the film, not marked as one, in Matroska",
    "announced-sound.mkv": "A sound that is announced and not there in Matroska",
    "empty-subtitle.mkv": "A subtitle without a line in Matroska",
    "no-duration.mkv": "Matroska that does not say how long it is",
    "8-khz.mkv": "H.264 and PCM of 8 kHz in Matroska",
    "surround-96-khz.mkv": "H.264 and PCM 7.1 of 96 kHz in Matroska",
    "turned.mp4": "HEVC to be turned by 90 degrees in MP4",
    "anamorphic.mp4": "Anamorphic H.264 and AAC in MP4",
    "nearly-square.mp4": "H.264 of nearly square pixels and AAC in MP4",
    "120-frames.mp4": "H.264 of 120 frames a second and AAC in MP4",
    "late-picture.mkv": "A picture that begins after the sound in Matroska",
    "late-sound.mkv": "A sound that begins after the picture in Matroska",
    "fragmented.mp4": "Fragmented MP4",
    "commentary-first.mkv": "A commentary as the first sound in Matroska",
    "commentary-first.mp4": "A commentary as the first sound in MP4",
    "commentary-subtitles-first.mkv": "Subtitles of a commentary, full ones and signs in Matroska",
    "drawings.mkv": "ASS with drawings in Matroska",
    "titles-and-flags.mkv": "Titles and marks of tracks in Matroska",
    "telecined.mkv": "Telecined MPEG-2 in Matroska",
    "dolby-vision-8.mkv": "HEVC of Dolby Vision 8.1 and AAC in Matroska",
    "dvd.vob": "MPEG-2 and AC-3 of a DVD",
    "phone.3gp": "MPEG-4 and AAC in 3GP",
    "theora.ogm": "Theora and Vorbis in Ogg",
    "camera.m2ts": "H.264 and AC-3 in M2TS",
    "wmv2.asf": "WMV 2 and WMA in ASF",
    "flash.flv": "H.264 and AAC in Flash Video",
    "three-recordings.ts": "Three recordings in one MPEG-TS",
    "recordings-that-differ.ts": "Recordings of two sizes and clocks in one MPEG-TS",
    "cut-by-edit-list.mp4": "MP4 whose beginning an edit list leaves out",
    "begins-at-100-seconds.mkv": "Matroska that begins at 100 seconds",
    "chapter-beyond-the-end.mkv": "A chapter beyond the end in Matroska",
    "poster-as-film.mkv": "A larger picture before the film, coded as a film is, in Matroska",
    "wavpack.mkv": "H.264 and WavPack in Matroska",
    "mpeg4-ac3.avi": "MPEG-4 and AC-3 in AVI",
    "open-gop.mkv": "H.264 of open groups of pictures and AC-3 in Matroska",
    "one-second.mkv": "One second of H.264 and AC-3 in Matroska",
    "cover.mp4": "H.264 and AAC with a cover in MP4",
    "clock-track.mp4": "H.264 and AAC with a time code in MP4",
    "default-is-second.mkv": "Two languages, the second marked as the default, in Matroska",
    "hevc-ac3.ts": "HEVC and AC-3 in MPEG-TS",
    "program-stream.mpg": "MPEG-2 and MP2 in MPEG-PS",
    "dolby-vision-7.mkv": "HEVC of Dolby Vision 7 and AAC in Matroska",
    "chapter-beyond-the-end.mp4": "A chapter beyond the end in MP4",
    "two-programmes.ts": "Two programmes in one MPEG-TS",
    "captions.mov": "Closed captions as a track in QuickTime",
    "written-to-a-pipe.avi": "AVI that was written before its length was known",
    "written-to-a-pipe.flv": "Flash Video that does not say how long it is",
    "cropped.mkv": "H.264 of which Matroska leaves the edges out",
    "cropped-hevc.mkv": "HEVC of which Matroska leaves the edges out",
    "three-d.mkv": "3D, side by side, in Matroska",
    "other-numbers.ts": "A recording in MPEG-TS whose streams change their numbers",
    "late-language.ts": "A recording in MPEG-TS to which a second language comes late",
    "becomes-interlaced.ts": "A recording in MPEG-TS that becomes interlaced",
    "said-to-be-progressive.mkv": "Interlaced H.264 that Matroska says is not",
    "hevc-fields.ts": "HEVC coded as fields in MPEG-TS",
    "motion-jpeg-and-poster.mkv": "Motion JPEG and a poster, coded as a film is, in Matroska",
    "web-captions.mkv": "WebVTT in Matroska",
    "ttml.mp4": "TTML in MP4",
    "web-captions.mp4": "WebVTT in MP4",
    "dts.avi": "MPEG-4 and DTS in AVI, whose times are wrong",
    "divx-pictures.avi": "DivX's pictures as subtitles in AVI",
    "text-for-matroska.mp4": "MPEG-4 and AAC with text subtitles in MP4",
    "original-and-dub.mkv": "A dub and the original sound in Matroska",
    "linked.mkv": "Matroska whose opening lies in another file",
    "silent-pcm.avi": "Black and silence of PCM in AVI",
    "hdr-unsaid.mkv": "HEVC HDR10 of which only Matroska says so",
    "one-time.rm": "RealVideo, and sound whose packets all say one time",
}

INTRODUCTION = f"""# What is done to which file

{len(KINDS)} kinds of files, made by ffmpeg, and what happens to each so that a screen plays it. A test makes this
table, carries out every plan in it (once, where only the level of H.264 differs), and checks each result with ffprobe
against the makers' limits (tests/integrations/ffmpeg/test_playable.py). "As it is" means that not a byte is changed; a
container alone, that picture and sound are copied.

"""


with Path(__file__).with_name("reported.csv").open(encoding="utf-8", newline="") as _file:
    REPORTED = list(csv.DictReader(_file))

REPORTED_INTRODUCTION = """
## What people reported

Kinds of files and texts that went wrong for somebody, with one public report of each where one was looked up, and the
row above or the test that tries it here (tests/integrations/ffmpeg/reported.csv).

"""


@cache
def encoder() -> FFmpeg:
    """One for all: it remembers what it has looked into."""
    return FFmpeg(FFmpeg.Config(hardware="off", preset="ultrafast"), name="ffmpeg")


def planned(source: Path, name: str) -> Plan:
    return plan(encoder().probe(source), screen(name))


def in_short(made: Plan) -> str:
    """A cell of the table."""
    if made.untouched:
        return "as it is"
    words = [called(made.container)]
    for step in made.streams:
        if step.action is Action.CONVERT and step.kind is StreamKind.VIDEO:
            changes = [
                f"{called(step.option('tonemap'))} to SDR" if step.option("tonemap") else "",
                "deinterlaced" if step.option("deinterlace") else "",
                "fewer frames" if step.option("frame_rate") else "",
            ]
            told = ", ".join(change for change in changes if change)
            words.append(f"{called(step.codec)} {step.option('height')}p" + (f" ({told})" if told else ""))
        elif step.action is Action.CONVERT:
            layout = {"1": "mono", "2": "stereo", "6": "5.1"}[step.option("channels")]
            words.append(f"{called(step.codec)} {layout}")
        elif step.action is Action.EXTRACT:
            words.append(f"`{step.suffix}`")
    return ", ".join(words)


HEAD = ["| File | " + " | ".join(screen(name).title for name in SCREENS) + " |", "| --- " * (len(SCREENS) + 1) + "|"]


def page_rows() -> dict[str, str]:
    """The first table's rows as they stand on the page, by the kind that each is of."""
    found = (line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.count(" | ") == len(SCREENS))
    return {row[2:].partition(" |")[0]: row for row in found if row not in HEAD}


def write(title: str, row: str) -> None:
    """Put a row where it belongs, and make all else anew."""
    rows = page_rows() | {title: row}
    kept = [rows[each] for each in KINDS.values() if each in rows]
    PAGE.write_text(INTRODUCTION + "\n".join([*HEAD, *kept]) + "\n" + reported(), encoding="utf-8")


def test_the_tables_hold_each_kind_and_nothing_else() -> None:
    page, rows = PAGE.read_text(encoding="utf-8"), page_rows()
    assert list(rows) == list(KINDS.values())
    assert page == INTRODUCTION + "\n".join([*HEAD, *rows.values()]) + "\n" + reported()


def reported() -> str:
    """The second table: what was reported, and where it is tried."""
    rows = ["| Reported | Tried as | Report |", "| --- | --- | --- |"]
    for row in REPORTED:
        path, _, test = row["tried"].partition("::")
        tried = f"`{test}` in {path}" if test else KINDS[path]
        report = f"<{row['source']}>" if row["source"] else "none looked up"
        rows.append(f"| {row['kind'].replace('|', '/')} | {tried} | {report} |")
    return REPORTED_INTRODUCTION + "\n".join(rows) + "\n"


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What a maker promises, in ffprobe's raw words: written down a second time, apart from
    `pipeline.playback.device_profiles`."""

    formats: tuple[str, ...]
    video: Mapping[str, int]  # codec: highest level in the codec's own count; 0 where none is stated
    depths: tuple[str, ...]
    audio: Mapping[str, int]  # codec: most channels
    pixels: int  # most in a picture
    samples: int  # most pixels a second
    transfers: tuple[str, ...] = ()


_MP4, _WEBM = "mov,mp4,m4a,3gp,3g2,mj2", "matroska,webm"
_SDR, _TEN = ("yuv420p",), ("yuv420p", "yuv420p10le")
_GOOGLE_SOUND = {"aac": 2, "mp3": 2, "opus": 6, "vorbis": 6}
LIMITS = {
    "chromecast": Limits(
        formats=(_MP4, _WEBM),
        video={"h264": 41, "vp8": 0},
        depths=_SDR,
        audio=_GOOGLE_SOUND,
        pixels=1920 * 1080,
        samples=1920 * 1080 * 30,
    ),
    "chromecast-4k": Limits(
        formats=(_MP4, _WEBM),
        video={"h264": 42, "hevc": 153, "vp9": 51},
        depths=_TEN,
        audio=_GOOGLE_SOUND,
        pixels=4096 * 2160,
        samples=4096 * 2160 * 60,
        transfers=("smpte2084",),
    ),
    "browser": Limits(
        formats=(_MP4, _WEBM),
        video={"h264": 52, "vp9": 0, "vp8": 0},
        depths=_SDR,
        audio={"aac": 2, "opus": 2, "vorbis": 2, "flac": 2},
        pixels=4096 * 2160,
        samples=4096 * 2160 * 60,
    ),
    "apple-tv": Limits(
        formats=(_MP4,),
        video={"h264": 52, "hevc": 156},
        depths=_TEN,
        audio={"aac": 6, "ac3": 6, "eac3": 8, "mp3": 2, "alac": 8, "flac": 8},
        pixels=4096 * 2160,
        samples=4096 * 2160 * 60,
        transfers=("smpte2084", "arib-std-b67"),
    ),
}


@cache
def told_by_ffprobe(path: Path) -> Any:
    command = ["ffprobe", "-v", "error", "-of", "json", "-show_streams", "-show_format", str(path)]
    return json.loads(subprocess.run(command, capture_output=True, timeout=60, check=True).stdout)


@cache
def is_woven(path: Path) -> bool:
    """Whether the first picture says so itself: of HEVC the container need not know."""
    ask = ["-select_streams", "v:0", "-read_intervals", "%+#1", "-show_entries", "frame=interlaced_frame"]
    command = ["ffprobe", "-v", "error", "-of", "csv=p=0", *ask, str(path)]
    return subprocess.run(command, capture_output=True, timeout=60, check=True).stdout.strip().startswith(b"1")


def outside(path: Path, limits: Limits) -> list[str]:
    """What of a file lies outside the limits, as ffprobe alone sees it."""
    told = told_by_ffprobe(path)
    found = [] if told["format"]["format_name"] in limits.formats else [told["format"]["format_name"]]
    for stream in told["streams"]:
        if stream["codec_type"] == "video" and not stream["disposition"]["attached_pic"]:
            found += _picture_outside(stream, limits)
            found += ["fields of hevc"] if stream["codec_name"] == "hevc" and is_woven(path) else []
        elif stream["codec_type"] == "audio" and stream["channels"] > limits.audio.get(stream["codec_name"], 0):
            found.append(f"{stream['codec_name']} with {stream['channels']} channels")
    return found


def _picture_outside(stream: dict[str, Any], limits: Limits) -> list[str]:
    pixels, rate = stream["width"] * stream["height"], float(Fraction(stream["avg_frame_rate"]))
    level = limits.video.get(stream["codec_name"])
    wrong = {
        "codec": level is None,
        "level": bool(level) and stream["level"] > level,
        "depth": stream["pix_fmt"] not in limits.depths,
        "size": pixels > limits.pixels,
        "rate": pixels * rate > limits.samples * 1.01,
        "HDR": stream.get("color_transfer") in ("smpte2084", "arib-std-b67")
        and stream["color_transfer"] not in limits.transfers,
        "interlaced": stream.get("field_order", "progressive") not in ("progressive", "unknown"),
        "label": "hevc" in stream["codec_name"]
        and limits is LIMITS["apple-tv"]
        and stream["codec_tag_string"] != "hvc1",
    }
    return [f"{what} of {stream['codec_name']}" for what, is_wrong in wrong.items() if is_wrong]


@pytest.mark.thorough
@pytest.mark.parametrize("name", KINDS)
def test_the_table_says_what_is_planned_and_what_was_done_plays(clips: Clips, tmp_path: Path, name: str) -> None:
    source = clips(name)
    plans = {for_screen: planned(source, for_screen) for for_screen in SCREENS}
    row = f"| {KINDS[name]} | {' | '.join(map(in_short, plans.values()))} |"
    if os.environ.get("AIRDATE_WRITE_DOCS"):
        write(KINDS[name], row)
    assert row in page_rows().values()
    done: dict[object, Path] = {}
    for for_screen, made in plans.items():
        target = source if made.untouched else tmp_path / f"{for_screen}.{made.container}"
        result = done.setdefault(_same(made, name), target)
        if not result.exists():
            encoder().encode(source, made, result, lambda share, left: None)
            encoder().verify(source, made, result)
        assert outside(result, LIMITS[for_screen]) == []


def _same(made: Plan, name: str) -> object:
    """Plans that come to the same command. Those of one level and those of a higher one are carried out apart for one
    kind: for all others the screen of the lowest comes first."""
    kept = {"level"} if name != EACH_LEVEL else set()
    steps = [(s.index, s.action, s.codec, tuple(o for o in s.options if o[0] not in kept)) for s in made.streams]
    return (made.container, made.untouched, *steps)


def test_the_check_finds_what_does_not_play(clips: Clips) -> None:
    """Without this, a check that sees nothing would look like success."""
    assert outside(clips("hdr10-eac3.mkv"), LIMITS["browser"]) == [
        "codec of hevc",
        "depth of hevc",
        "HDR of hevc",
        "eac3 with 2 channels",
    ]
    assert outside(clips("h264-aac.ts"), LIMITS["chromecast"]) == ["mpegts"]
    assert outside(clips("h264-1080p60.mp4"), LIMITS["chromecast"]) == ["level of h264", "rate of h264"]
    assert outside(clips("interlaced.mkv"), LIMITS["browser"]) == ["interlaced of h264"]
    assert outside(clips("hevc-hev1-aac.mp4"), LIMITS["apple-tv"]) == ["label of hevc"]
    assert outside(clips("hevc-fields.ts"), LIMITS["apple-tv"])[-1] == "fields of hevc"
