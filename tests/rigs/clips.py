"""Small real films of every awkward kind, made by ffmpeg: `clips("hdr10")` is one, made once in a test session."""

from __future__ import annotations

import fcntl
import os
import re
import shlex
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
    "h264-1080p60.mp4": Recipe(container="mp4", size="1920x1080", rate="60", seconds=0.5),
    "hevc-hvc1-aac.mp4": Recipe(container="mp4", video=f"{X265} -tag:v hvc1"),
    "hevc-hev1-aac.mp4": Recipe(container="mp4", video=f"{X265} -tag:v hev1"),
    "hevc-10bit-ac3.mkv": Recipe(container="mkv", video=X265.replace("yuv420p", "yuv420p10le"), audio="-c:a ac3"),
    "hevc-4k-aac.mkv": Recipe(container="mkv", video=X265, size="3840x2160", rate="10", seconds=0.3),
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


# Three seconds are little to encode, decode and look at, and more than a pause.
_V = "-f lavfi -i testsrc2=size=320x180:rate=25:duration=3"
_A = "-f lavfi -i sine=frequency=440:sample_rate=48000:duration=3"
# For what is cut, joined or damaged at a place of its own.
_V6, _A6 = (words.replace("duration=3", "duration=6") for words in (_V, _A))
_H264 = "-c:v libx264 -preset veryfast -pix_fmt yuv420p"
_FIELDS, _WEAVE = "testsrc2=size=320x180:rate=50:duration=5", "tinterlace=interleave_top,fieldorder=tff"
_ENGLISH_TEXT = "-metadata:s:s:0 language=eng"
_TWO_LANGUAGES = "-metadata:s:a:0 language=eng -metadata:s:a:1 language=deu"
_WOVEN = f"{_H264} -flags +ildct+ilme"
_SMALL = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p"

# Kinds that take more than one command, each from a report of somebody whom it hit: a command a line, the last of which
# writes {out}; one that begins with "mkvmerge" is run by that.
SCRIPTS: dict[str, str | tuple[str, ...]] = {
    # https://github.com/ptr727/PlexCleaner/issues/148
    "two-letter-language.mkv": (f"{_V} {_A} {_SMALL} -c:a aac -metadata:s:a:0 language=en {{out}}",),
    # https://github.com/morpheus65535/bazarr/pull/3405
    "regional-languages.mkv": (
        f"{_V} {_A} {_SMALL} -c:a aac t.mp4",
        "mkvmerge -q -o {out} --language 1:pt-BR t.mp4 --language 0:zh-Hant text.srt",
    ),
    # https://github.com/superuser404notfound/AetherEngine/issues/516
    "mpeg4-b-frames.avi": (f"{_V} {_A} -c:v mpeg4 -bf 2 -b:v 800k -c:a libmp3lame {{out}}",),
    # https://github.com/nschlia/ffmpegfs/issues/162
    "h264-mp3.avi": (f"{_V6} {_A6} {_H264} -c:a libmp3lame {{out}}",),
    # https://github.com/SynoCommunity/spksrc/issues/6461
    "begins-between-keyframes.ts": (f"{_V6} {_A6} {_H264} -g 50 -c:a mp2 f.ts", "cut 300 f.ts {out}"),
    "damaged-packets.ts": (f"{_V6} {_A6} {_H264} -g 50 -c:a mp2 f.ts", "damage 12 f.ts {out}"),
    # https://github.com/Nevcairiel/LAVFilters/issues/388
    "subtitle-outlasts.mkv": (
        f"{_V} {_A} {_SMALL} -c:a aac t.mp4",
        "mkvmerge -q -o {out} t.mp4 late.srt",
    ),
    # https://github.com/mbunkus/mkvtoolnix/issues/1940
    "advert-long-after-the-end.mkv": (
        f"{_V} {_A} {_SMALL} -c:a aac t.mp4",
        "mkvmerge -q -o {out} t.mp4 advert.srt",
    ),
    # https://github.com/jordanlambrecht/modular-tdarr-flows/issues/3
    "cover-first.mkv": (
        f"-i cover.jpg {_V} {_A} -map 0:v -map 1:v -map 2:a -c:v:0 copy -c:v:1 libx264 -preset ultrafast "
        "-pix_fmt:v:1 yuv420p -c:a aac {out}"
    ),
    # https://github.com/HaveAGitGat/Tdarr/issues/1274
    "cover-last.mkv": (
        f"{_V} {_A} -i cover.jpg -map 0:v -map 1:a -map 2:v -c:v:0 libx264 -preset ultrafast -pix_fmt:v:0 yuv420p "
        "-c:v:1 copy -c:a aac {out}"
    ),
    "announced-sound.mkv": (
        f"{_V} {_A} -f lavfi -i anullsrc=duration=0.01 -map 0:v -map 1:a -map 2:a -filter:a:1 atrim=end=0 {_SMALL} "
        "-c:a aac {out}"
    ),
    "no-duration.mkv": (f"{_V6} {_A6} {_SMALL} -c:a aac -f matroska -live 1 {{out}}",),
    "8-khz.mkv": (f"{_V} -f lavfi -i sine=sample_rate=8000:duration=3 {_SMALL} -c:a pcm_s16le {{out}}",),
    "turned.mp4": (
        f"{_V} {_A} -c:v libx265 -preset ultrafast -pix_fmt yuv420p -x265-params log-level=none -c:a aac t.mp4",
        "-i t.mp4 -c copy -metadata:s:v:0 rotate=90 {out}",
    ),
    "dvd.vob": (f"{_V6} {_A6} -c:v mpeg2video -b:v 1M -c:a ac3 -f vob {{out}}",),
    "phone.3gp": (
        f"{_V} -f lavfi -i sine=sample_rate=8000:duration=3 -c:v mpeg4 -b:v 300k -c:a aac -ar 16000 {{out}}",
    ),
    "theora.ogm": (f"{_V6} {_A6} -c:v libtheora -c:a libvorbis -f ogg {{out}}",),
    "camera.m2ts": (f"{_V} {_A} {_H264} -c:a ac3 -f mpegts -mpegts_m2ts_mode 1 {{out}}",),
    "wmv2.asf": (f"{_V6} {_A6} -c:v wmv2 -b:v 800k -c:a wmav2 {{out}}",),
    "commentary-first.mkv": (
        f"{_V} {_A} {_A} -map 0:v -map 1:a -map 2:a {_SMALL} -c:a aac -metadata:s:a:0 language=eng "
        "-metadata:s:a:0 title=Commentary -disposition:a:0 default+comment -metadata:s:a:1 language=eng "
        "-disposition:a:1 0 {out}"
    ),
    "commentary-first.mp4": (
        f"{_V} {_A} {_A} -map 0:v -map 1:a -map 2:a {_SMALL} -c:a aac -metadata:s:a:0 language=eng "
        '-metadata:s:a:0 handler_name="Commentary with the director" -metadata:s:a:1 language=eng {out}'
    ),
    # https://github.com/morpheus65535/bazarr/issues/432
    "commentary-subtitles-first.mkv": (
        f"{_V} {_A} -i text.srt -i text.srt -i text.srt -map 0:v -map 1:a -map 2:s -map 3:s -map 4:s {_SMALL} -c:a aac "
        "-c:s srt -metadata:s:s language=eng -disposition:s:0 comment -metadata:s:s:1 title='English [SDH]' "
        "-metadata:s:s:2 title='Signs & Songs' -disposition:s:1 0 -disposition:s:2 0 {out}"
    ),
    # https://github.com/tkarabela/pysubs2/pull/31
    "drawings.mkv": (f"{_V} {_A} -i drawn.ass -map 0:v -map 1:a -map 2:s {_SMALL} -c:a aac -c:s ass {{out}}",),
    # https://github.com/morpheus65535/bazarr/issues/815
    "empty-subtitle.mkv": (
        f"{_V} {_A} {_SMALL} -c:a aac t.mp4",
        "mkvmerge -q -o {out} t.mp4 --language 0:eng empty.srt",
    ),
    # https://github.com/jellyfin/jellyfin-chromecast
    "anamorphic.mp4": (f"{_V} {_A} -vf setsar=64/45 {_SMALL} -c:a aac {{out}}",),
    "nearly-square.mp4": (f"{_V} {_A} -vf setsar=802/803 {_SMALL} -c:a aac {{out}}",),
    "120-frames.mp4": (f"-f lavfi -i testsrc2=size=320x180:rate=120:duration=3 {_A} {_SMALL} -c:a aac -t 3 {{out}}",),
    "late-picture.mkv": (f"-itsoffset 3 {_V6} {_A6} -t 9 {_SMALL} -c:a ac3 {{out}}",),
    "late-sound.mkv": (f"{_V} -itsoffset 0.5 {_A} {_SMALL} -c:a ac3 {{out}}",),
    "fragmented.mp4": (f"{_V} {_A} {_SMALL} -c:a aac -movflags frag_keyframe+empty_moov {{out}}",),
    "divx3.avi": (f"{_V} {_A} -c:v msmpeg4v3 -vtag DIV3 -b:v 800k -c:a libmp3lame {{out}}",),
    "flash.flv": (f"{_V} {_A} {_H264} -c:a aac -f flv {{out}}",),
    "motion-jpeg.avi": (f"{_V} {_A} -c:v mjpeg -pix_fmt yuvj420p -c:a pcm_s16le {{out}}",),
    "surround-96-khz.mkv": (
        f"{_V} -f lavfi -i sine=sample_rate=96000:duration=3 {_SMALL} -ac 8 -c:a pcm_s24le {{out}}",
    ),
    "titles-and-flags.mkv": (
        f"{_V} {_A} {_A} -i text.srt -map 0:v -map 1:a -map 2:a -map 3:s {_SMALL} -c:a ac3 -c:s srt "
        "-metadata:s:a:0 title='Surround of the cinema' -metadata:s:a:1 title=Kommentar -metadata:s:a language=deu "
        "-disposition:a:1 comment -metadata:s:s:0 title=Full -metadata:s:s:0 language=deu {out}"
    ),
    "telecined.mkv": (
        "-f lavfi -i testsrc2=size=320x180:rate=24000/1001:duration=3 -vf telecine=pattern=23 -c:v mpeg2video -b:v 1M "
        "-flags +ildct+ilme {out}"
    ),
    # https://github.com/jellyfin/Swiftfin/issues/1855
    "dolby-vision-8.mkv": (
        f"{_V} {_A} {_HDR265.format(trc='smpte2084')} {_HDR.format(trc='smpte2084')} -tag:v hvc1 -c:a aac t.mp4",
        "dolby 8 1 t.mp4 d.mp4",
        "-i d.mp4 -c copy -strict unofficial {out}",
    ),
    "dolby-vision-5.mp4": (
        f"{_V} {_A} {_HDR265.format(trc='smpte2084')} -tag:v hvc1 -c:a aac t.mp4",
        "dolby 5 0 t.mp4 {out}",
    ),
    "dolby-vision-7.mkv": (
        f"{_V} {_A} {_HDR265.format(trc='smpte2084')} {_HDR.format(trc='smpte2084')} -tag:v hvc1 -c:a aac t.mp4",
        "dolby 7 6 t.mp4 d.mp4",
        "-i d.mp4 -c copy -strict unofficial {out}",
    ),
    # https://github.com/HandBrake/HandBrake/issues/5714
    "two-recordings.ts": (f"{_V} {_A} {_H264} -c:a mp2 f.ts", "join 2 f.ts {out}"),
    "three-recordings.ts": (f"{_V} {_A} {_H264} -c:a aac f.ts", "join 3 f.ts {out}"),
    # Its clock goes on elsewhere, and the sound's a moment after the picture's.
    "recordings-that-differ.ts": (
        f"{_V6} {_A6} {_H264} -c:a ac3 f.ts",
        f"-f lavfi -i testsrc2=size=640x360:rate=25:duration=4 {_A6} -t 4 {_H264} -c:a ac3 -output_ts_offset 300 g.ts",
        "append g.ts f.ts {out}",
    ),
    # https://trac.ffmpeg.org/wiki/Seeking: a cut that copies keeps what comes before it, for decoding alone.
    "cut-by-edit-list.mp4": (f"{_V} {_A} {_H264} -c:a ac3 t.mp4", "-ss 1.3 -i t.mp4 -c copy {out}"),
    "begins-at-100-seconds.mkv": (f"{_V} {_A} {_SMALL} -c:a ac3 -output_ts_offset 100 {{out}}",),
    "chapter-beyond-the-end.mkv": (
        f"{_V6} {_A6} {_SMALL} -c:a ac3 t.mkv",
        "mkvmerge -q -o {out} --chapters beyond.txt t.mkv",
    ),
    "chapter-beyond-the-end.mp4": (
        f"{_V6} {_A6} -i beyond.meta -map 0 -map 1 -map_chapters 2 {_SMALL} -c:a ac3 {{out}}",
    ),
    "two-programmes.ts": (
        f"{_V} {_A} -f lavfi -i testsrc=size=160x90:rate=25:duration=3 {_A} -map 0 -map 1 -map 2 -map 3 {_SMALL} "
        "-c:a mp2 -program title=One:st=0:st=1 -program title=Two:st=2:st=3 {out}"
    ),
    "captions.mov": (
        f"{_V} {_A} {_SMALL} -c:a aac t.mp4",
        "-i t.mp4 -i captions.scc -map 0 -map 1 -c copy {out}",
    ),
    "poster-as-film.mkv": (
        f"-f lavfi -i color=red:size=1000x1500:rate=25:duration=0.04 {_V} {_A} -map 0 -map 1 -map 2 {_SMALL} "
        "-c:a aac {out}"
    ),
    "wavpack.mkv": (f"{_V} {_A} {_SMALL} -c:a wavpack {{out}}",),
    # https://github.com/Unmanic/unmanic-plugins/issues/144
    "mpeg4-ac3.avi": (f"{_V} {_A} -c:v mpeg4 -bf 0 -vtag XVID -b:v 800k -c:a ac3 {{out}}",),
    "open-gop.mkv": (f"{_V} {_A} {_H264} -x264-params open-gop=1:keyint=50:log-level=none -c:a ac3 {{out}}",),
    # https://github.com/rigaya/NVEnc/issues/562
    "one-second.mkv": (f"{_V} {_A} -t 1 {_SMALL} -c:a ac3 {{out}}",),
    # https://github.com/Unmanic/unmanic/issues/97
    "cover.mp4": (
        f"{_V} {_A} -i cover.jpg -map 0 -map 1 -map 2 {_SMALL} -c:v:1 copy -c:a aac "
        "-disposition:v:1 attached_pic {out}"
    ),
    "clock-track.mp4": (f"{_V} {_A} {_SMALL} -c:a aac -timecode 01:00:00:00 {{out}}",),
    "default-is-second.mkv": (
        f"{_V} {_A} {_A} -map 0 -map 1 -map 2 {_SMALL} -c:a aac -metadata:s:a:0 language=jpn -metadata:s:a:1 "
        "language=eng -disposition:a:0 0 -disposition:a:1 default {out}"
    ),
    "hevc-ac3.ts": (
        f"{_V} {_A} -c:v libx265 -preset ultrafast -x265-params log-level=none:bframes=3 -c:a ac3 {{out}}",
    ),
    # https://mkvtoolnix.download/doc/mkvmerge.html, --cropping; ffmpeg reads it from 7.1 on.
    "cropped.mkv": (f"{_V} {_A} -t 2 {_SMALL} -c:a ac3 t.mkv", "mkvmerge -q -o {out} --cropping 0:0,20,0,20 t.mkv"),
    "cropped-hevc.mkv": (
        f"{_V} {_A} -t 2 -c:v libx265 -preset ultrafast -x265-params log-level=none -c:a aac t.mkv",
        "mkvmerge -q -o {out} --cropping 0:40,0,40,0 t.mkv",
    ),
    "hdr-unsaid.mkv": (
        f"{_V} {_A} -t 2 {X265.replace('yuv420p', 'yuv420p10le')} -c:a ac3 t.mkv",
        "mkvmerge -q -o {out} --colour-transfer-characteristics 0:16 --colour-primaries 0:9 t.mkv",
    ),
    # ffmpeg writes one time for all packets of this sound.
    "one-time.rm": (f"{_V} {_A} -t 2 -s 176x144 -c:v rv10 -ar 8000 -c:a real_144 {{out}}",),
    "three-d.mkv": (f"{_V} {_A} -t 2 {_SMALL} -c:a ac3 -metadata:s:v:0 stereo_mode=left_right {{out}}",),
    # The end of each stream's last packet but one comes only once the file ends.
    "other-numbers.ts": (
        f"{_V6} {_A6} {_H264} -c:a ac3 f.ts",
        f"{_V6} {_A6} {_H264} -c:a ac3 -mpegts_start_pid 400 -output_ts_offset 6 g.ts",
        "append g.ts f.ts {out}",
    ),
    "late-language.ts": (
        f"{_V6} {_A6} {_H264} -c:a ac3 -metadata:s:a language=eng f.ts",
        f"{_V6} {_A6} {_A6} -map 0 -map 1 -map 2 {_H264} -c:a ac3 {_TWO_LANGUAGES} -output_ts_offset 6 g.ts",
        "append g.ts f.ts {out}",
    ),
    "becomes-interlaced.ts": (
        f"{_V} {_A} -t 2 {_H264} -c:a ac3 f.ts",
        f"-f lavfi -i {_FIELDS} {_A} -t 5 -vf {_WEAVE} {_WOVEN} -g 12 -c:a ac3 -output_ts_offset 2 g.ts",
        "append g.ts f.ts {out}",
    ),
    # ffmpeg writes into Matroska what the filter said, not what the pictures do.
    "said-to-be-progressive.mkv": (
        f"-f lavfi -i {_FIELDS} {_A} -t 3 -vf {_WEAVE},setfield=prog {_SMALL} -flags +ildct+ilme -c:a ac3 {{out}}"
    ),
    # x265 codes what it is given as fields, each by itself; of the first ones ffmpeg says that they are progressive.
    "hevc-fields.ts": (
        f"-f lavfi -i {_FIELDS} {_A} -t 2 -vf {_WEAVE},separatefields -c:v libx265 -preset ultrafast -pix_fmt yuv420p "
        "-x265-params interlace=tff:bframes=0:log-level=none -c:a ac3 {out}"
    ),
    # The only film is coded as covers are, and what is coded as a film lasts a moment.
    "motion-jpeg-and-poster.mkv": (
        f"{_V} {_A} -f lavfi -i color=red:size=1000x1500:rate=25:duration=0.04 -map 0 -map 1 -map 2 -c:v:0 mjpeg "
        "-c:v:1 libx264 -preset ultrafast -pix_fmt:v:1 yuv420p -c:a aac {out}"
    ),
    "web-captions.mkv": (
        f"{_V} {_A} -t 2 {_SMALL} -c:a ac3 t.mkv",
        "mkvmerge -q -o {out} t.mkv --language 0:en captions.vtt",
    ),
    "ttml.mp4": (
        f"{_V} {_A} -i text.srt -map 0 -map 1 -map 2 -t 2 {_SMALL} -c:a ac3 -c:s ttml -metadata:s:s language=eng "
        "{out}"
    ),
    # WebVTT in MP4 as streaming sites pack it: https://www.w3.org/TR/webvtt1/ and ISO/IEC 14496-30
    "web-captions.mp4": (
        f"{_V} {_A} -i packed.srt -map 0 -map 1 -map 2 -t 2 {_SMALL} -c:a ac3 -c:s mov_text {_ENGLISH_TEXT} t.mp4",
        "webvtt t.mp4 {out}",
    ),
    "dts.avi": (f"{_V} {_A} -t 2 -c:v mpeg4 -c:a dca -strict -2 {{out}}",),
    "divx-pictures.avi": (
        f"{_V} {_A} -fix_sub_duration -i pictures.sup -map 0 -map 1 -map 2 -t 2 -c:v mpeg4 -c:a libmp3lame -c:s xsub "
        "{out}"
    ),
    # https://github.com/HaveAGitGat/Tdarr/issues/625: what Matroska cannot take over as it is
    "text-for-matroska.mp4": (
        f"{_V} {_A} -i text.srt -map 0 -map 1 -map 2 -t 2 -c:v mpeg4 -c:a aac -c:s mov_text -metadata:s:s language=eng "
        "{out}"
    ),
    "original-and-dub.mkv": (
        f"{_V} {_A} {_A} -map 0 -map 1 -map 2 -t 2 {_SMALL} -c:a ac3 -metadata:s:a:0 language=eng -disposition:a:0 "
        "dub+default -metadata:s:a:1 language=jpn -disposition:a:1 original {out}"
    ),
    # https://github.com/clsid2/mpc-hc/issues/428
    "linked.mkv": (f"{_V} {_A} -t 2 {_SMALL} -c:a ac3 t.mkv", "mkvmerge -q -o {out} --chapters linked.xml t.mkv"),
    "bare-stream.h264": (f"{_V} {_SMALL} -t 2 {{out}}",),
    "music.mka": (f"{_A} -i cover.jpg -map 0 -map 1 -c:a flac -c:v copy {{out}}",),
    "silent-pcm.avi": (
        "-f lavfi -i color=black:size=320x180:rate=25 -f lavfi -i anullsrc=sample_rate=48000 -t 6 -c:v mpeg4 "
        "-b:v 100k -c:a pcm_s16le {out}"
    ),
    "encrypted.mp4": (
        f"{_V} {_A} -t 2 {_SMALL} -c:a ac3 -encryption_scheme cenc-aes-ctr "
        "-encryption_key 76a6c65c5ea762046bd749a2e632ccbb -encryption_kid a7e61c373e219033c21091fa607bf3b8 {out}"
    ),
    "scrambled.ts": (f"{_V6} {_A6} {_H264} -c:a ac3 f.ts", "scramble f.ts {out}"),
    **{
        f"hollow.{suffix}": (
            f"{_V6} {_A6} {codecs} f.{suffix}",
            f"hollow f.{suffix} {{out}}",
        )
        for suffix, codecs in {
            "mkv": f"{_SMALL} -c:a aac",
            "mp4": f"{_SMALL} -c:a aac -movflags +faststart",
            "ts": f"{_SMALL} -c:a aac",
            "mpg": "-c:v mpeg2video -c:a mp2",
            "ogv": "-c:v libtheora -c:a libvorbis",
            "webm": "-c:v libvpx -deadline realtime -b:v 300k -c:a libvorbis",
        }.items()
    },
    "written-to-a-pipe.avi": (f"{_V6} {_A6} -c:v mpeg4 -b:v 800k -c:a libmp3lame -f avi -seekable 0 {{out}}",),
    "written-to-a-pipe.flv": (f"{_V6} {_A6} {_H264} -c:a aac -f flv -flvflags no_duration_filesize {{out}}",),
    "program-stream.mpg": (f"{_V6} {_A6} -c:v mpeg2video -g 15 -bf 2 -b:v 1M -c:a mp2 -f mpeg {{out}}",),
}


def _run_script(name: str, folder: Path) -> None:
    script = SCRIPTS[name]
    for command in (script,) if isinstance(script, str) else script:
        words = shlex.split(command.format(out=name))
        if words[0] == "mkvmerge":
            subprocess.run(words, cwd=folder, capture_output=True, timeout=120, check=True)
        elif words[0] == "append":
            (folder / words[3]).write_bytes((folder / words[2]).read_bytes() + (folder / words[1]).read_bytes())
        elif words[0] in _BYTES:
            source, target = folder / words[-2], folder / words[-1]
            target.write_bytes(_BYTES[words[0]](source.read_bytes(), *map(int, words[1:-2])))
        else:
            _ffmpeg(words, folder)


def _damage(content: bytes, packets: int) -> bytes:
    """The payload of so many packets of a transport stream in its middle becomes zeros."""
    damaged = bytearray(content)
    first = len(content) // 2 // 188
    for n in range(first, first + packets):
        damaged[n * 188 + 4 : (n + 1) * 188] = bytes(184)
    return bytes(damaged)


def _dolby_vision(content: bytes, profile: int, compatibility: int) -> bytes:
    """An MP4 of HEVC whose sample entry has a Dolby Vision record. The index must lie behind the pictures.

    "Dolby Vision Streams within the ISO Base Media File Format", 3.1 and 3.2; a record is 24 bytes.
    """
    bits = profile << 9 | 6 << 3 | 0b101  # level 6, with RPU and base layer
    name = b"dvvC" if profile > 7 else b"dvcC"
    box = struct.pack(">I4sBBHB", 32, name, 1, 0, bits, compatibility << 4) + bytes(19)
    at = content.index(b"hvcC") - 4
    at += struct.unpack(">I", content[at : at + 4])[0]
    found = bytearray(content[:at] + box + content[at:])
    entry = content.rindex(b"hvc1", 0, at) if b"hvc1" in content[:at] else content.rindex(b"hev1", 0, at)
    around = [content.rindex(each, 0, at) for each in (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"stsd")]
    for place in (*around, entry):
        size = struct.unpack(">I", found[place - 4 : place])[0]
        found[place - 4 : place] = struct.pack(">I", size + len(box))
    return bytes(found)


def _scramble(content: bytes) -> bytes:
    """Packets of MPEG-TS, all but the first, as a subscriber's receiver would have to read them."""
    scrambled = bytearray(content)
    for at in range(200 * 188, len(content), 188):
        scrambled[at + 3] |= 0x80
    return bytes(scrambled)


def _hollow(content: bytes) -> bytes:
    """A download of which the middle never came, in a file that was made as large as it should become."""
    start, end = len(content) * 35 // 100, len(content) * 70 // 100
    return content[:start] + bytes(end - start) + content[end:]


def _webvtt(content: bytes) -> bytes:
    """An MP4 whose text is WebVTT: where tx3g has two bytes of length and fourteen "~" before a text, boxes fit.

    ISO/IEC 14496-30: a sample is boxes "vttc", of which each holds its text in a "payl".
    """
    packed = bytearray(content.replace(b"tx3g", b"wvtt"))
    for found in re.finditer(rb"(..)~{14}", content, re.DOTALL):
        size = int.from_bytes(found[1], "big") + 2
        packed[found.start() : found.start() + 16] = struct.pack(">I4sI4s", size, b"vttc", size - 8, b"payl")
    return bytes(packed)


_BYTES: dict[str, Callable[..., bytes]] = {
    "scramble": _scramble,
    "hollow": _hollow,
    "dolby": _dolby_vision,
    "cut": lambda content, packets: content[188 * packets :],
    "join": lambda content, times: content * times,
    "damage": _damage,
    "webvtt": _webvtt,
}


def _further(folder: Path, *, with_cover: bool) -> None:
    """The files that are put into clips beside picture and sound."""
    (folder / "text.srt").write_text(_SUBTITLES)
    (folder / "text.ass").write_text(_ASS)
    (folder / "packed.srt").write_text(_SUBTITLES.replace("00\n", f"00\n{'~' * 14}", 2))
    (folder / "late.srt").write_text("1\n00:00:05,000 --> 00:00:25,000\nThe end.\n")
    (folder / "advert.srt").write_text("1\n00:09:59,000 --> 00:10:00,000\nwww.opensubtitles.org\n")
    (folder / "empty.srt").write_text("")
    (folder / "captions.vtt").write_text("WEBVTT\n\n00:00:00.200 --> 00:00:00.900\nGood evening.\n")
    (folder / "drawn.ass").write_text(
        _ASS + "Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,{\\p1}m 0 0 l 100 0 100 100{\\p0}\n"
    )
    (folder / "pictures.sup").write_bytes(_picture_subtitles())
    (folder / "chapters.txt").write_text(
        ";FFMETADATA1\n"
        + "".join(
            f"[CHAPTER]\nTIMEBASE=1/1000\nSTART={start}\nEND={start + 1000}\ntitle=Part {start // 1000}\n"
            for start in (0, 1000)
        )
    )
    (folder / "beyond.txt").write_text(
        "CHAPTER01=00:00:00.000\nCHAPTER01NAME=One\nCHAPTER02=00:10:00.000\nCHAPTER02NAME=Beyond\n"
    )
    (folder / "linked.xml").write_text(
        '<?xml version="1.0"?>'
        "<Chapters><EditionEntry><EditionFlagOrdered>1</EditionFlagOrdered><ChapterAtom>"
        "<ChapterTimeStart>00:00:00.000</ChapterTimeStart><ChapterTimeEnd>00:00:01.000</ChapterTimeEnd>"
        f'<ChapterSegmentUID format="hex">{"0f" * 16}</ChapterSegmentUID></ChapterAtom></EditionEntry></Chapters>'
    )
    (folder / "beyond.meta").write_text(
        ";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1\nSTART=0\nEND=6\ntitle=One\n"
        "[CHAPTER]\nTIMEBASE=1/1\nSTART=600\nEND=660\ntitle=Beyond\n"
    )
    # "Hello world" from 1 s to 3 s: http://www.theneitherworld.com/mcpoodle/SCC_TOOLS/DOCS/SCC_FORMAT.HTML
    (folder / "captions.scc").write_text(
        "Scenarist_SCC V1.0\n\n00:00:01:00\t9420 9420 9470 9470 c8e5 ecec ef20 f7ef f2ec 6480 942f 942f\n\n"
        "00:00:03:00\t942c 942c\n"
    )
    (folder / "some.ttf").write_bytes(b"\0\1\0\0" + bytes(60))
    if with_cover:
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
            _further(scratch, with_cover="cover.jpg" in str(SCRIPTS.get(name) or RECIPES[name]))
            if name in SCRIPTS:
                _run_script(name, scratch)
            else:
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
