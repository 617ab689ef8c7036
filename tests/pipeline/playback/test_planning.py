"""What is done to a file for a screen: one row for each kind of file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messages import say
from pipeline.errors import UserError
from pipeline.library.switching_on import own_suffix
from pipeline.model import MediaInfo, Stream, StreamKind
from pipeline.playback.device_profiles import DeviceProfile, Mode, PlaysAudio, PlaysVideo, together
from pipeline.playback.limits import unplayable
from pipeline.playback.planning import plan
from pipeline.playback.plans import Action, Plan
from pipeline.playback.screens import BUILT_IN, DEFAULT, household, screen

CHROMECAST = BUILT_IN["chromecast"]


def video(**facts: Any) -> Stream:
    defaults: dict[str, Any] = {
        "index": 0,
        "kind": StreamKind.VIDEO,
        "codec": "h264",
        "profile": "High",
        "level": 40,
        "width": 1920,
        "height": 1080,
        "pixel_format": "yuv420p",
        "frame_rate": 25.0,
        "default": True,
    }
    return Stream(**{**defaults, **facts})


def hevc(**facts: Any) -> Stream:
    return video(**{"codec": "hevc", "profile": "Main 10", "level": 120, "bit_depth": 10, "tag": "hvc1", **facts})


def audio(**facts: Any) -> Stream:
    defaults: dict[str, Any] = {
        "index": 1,
        "kind": StreamKind.AUDIO,
        "codec": "aac",
        "profile": "LC",
        "channels": 2,
        "sample_rate": 48000,
        "language": "en",
    }
    return Stream(**{**defaults, **facts})


def subtitle(**facts: Any) -> Stream:
    return Stream(**{"index": 2, "kind": StreamKind.SUBTITLE, "codec": "subrip", "language": "en", **facts})


def film(*streams: Stream, muxer: str = "mp4", **facts: Any) -> MediaInfo:
    names = {"mp4": "mov,mp4,m4a,3gp,3g2,mj2", "mkv": "matroska,webm", "webm": "matroska,webm"}
    return MediaInfo(
        container=names.get(muxer, muxer),
        size=1_000_000,
        duration=60.0,
        streams=streams or (video(), audio()),
        muxer=muxer,
        **facts,
    )


def video_step(made: Plan) -> dict[str, str]:
    return dict(next(s for s in made.streams if s.kind is StreamKind.VIDEO).options)


@pytest.mark.parametrize("name", [name for name in BUILT_IN if name != "nest-hub"])
def test_a_plain_mp4_is_left_alone_everywhere(name: str) -> None:
    made = plan(film(), screen(name))
    assert made.untouched
    assert {s.action for s in made.streams} == {Action.COPY}


COPY, CONVERT = Action.COPY, Action.CONVERT


@pytest.mark.parametrize(
    ("name", "source", "container", "actions"),
    [
        ("chromecast", film(muxer="mkv"), "mp4", (COPY, COPY)),
        ("chromecast", film(muxer="ts"), "mp4", (COPY, COPY)),
        ("chromecast", film(video(), audio(codec="ac3", channels=6), muxer="mkv"), "mp4", (COPY, CONVERT)),
        ("chromecast", film(hevc(), audio()), "mp4", (CONVERT, COPY)),
        ("chromecast", film(video(profile="High 10", bit_depth=10), audio()), "mp4", (CONVERT, COPY)),
        ("chromecast", film(video(profile="High 4:2:2"), audio()), "mp4", (CONVERT, COPY)),
        ("chromecast", film(video(level=51), audio()), "mp4", (CONVERT, COPY)),
        ("chromecast", film(video(frame_rate=50.0), audio()), "mp4", (CONVERT, COPY)),
        ("chromecast", film(video(interlaced=True), audio()), "mp4", (CONVERT, COPY)),
        ("chromecast", film(video(), audio(channels=8)), "mp4", (COPY, CONVERT)),
        ("apple-tv", film(video(codec="vp8", profile="0", level=None), audio(), muxer="mkv"), "mp4", (CONVERT, COPY)),
        ("browser", film(video(codec="vp8", profile="0", level=None), audio(codec="ac3"), muxer="mkv"), "webm",
         (COPY, CONVERT)),
        ("chromecast", film(video(), audio(codec="vorbis", profile=""), muxer="mkv"), "mp4", (COPY, CONVERT)),
        ("chromecast-4k", film(hevc(hdr="hdr10", width=3840, height=2160), audio(), muxer="mkv"), "mp4", (COPY, COPY)),
        ("chromecast-4k", film(hevc(hdr="hdr10plus"), audio(), muxer="mkv"), "mp4", (COPY, COPY)),
        ("chromecast-4k", film(hevc(hdr="hlg"), audio(), muxer="mkv"), "mp4", (CONVERT, COPY)),
        ("chromecast-4k", film(video(codec="av1", profile="Main", level=8), audio(), muxer="mkv"), "mp4",
         (CONVERT, COPY)),
        ("browser", film(hevc(), audio()), "mp4", (CONVERT, COPY)),
        ("browser", film(video(codec="vp9", profile="Profile 0", level=None), audio(codec="opus"), muxer="mkv"), "mp4",
         (COPY, COPY)),
        ("apple-tv", film(hevc(hdr="hlg", tag=""), audio(codec="eac3", channels=6), muxer="mkv"), "mp4", (COPY, COPY)),
        ("apple-tv", film(hevc(tag="hev1"), audio()), "mp4", (COPY, COPY)),
        ("apple-tv", film(video(), audio(codec="dts", profile="DTS", channels=6), muxer="mkv"), "mp4", (COPY, CONVERT)),
    ],
)  # fmt: skip
def test_only_what_must_be_is_converted(
    name: str, source: MediaInfo, container: str, actions: tuple[Action, ...]
) -> None:
    made = plan(source, screen(name))
    assert (made.container, tuple(s.action for s in made.streams)) == (container, actions)
    assert not made.untouched


def test_no_screen_is_given_fields_that_were_coded_apart() -> None:
    """A TV weaves what is broadcast to it; of a file everybody shows each field squeezed to half its height."""
    fields = film(hevc(interlaced=True, fields="top"), audio(), muxer="mp4")
    assert video_step(plan(fields, screen("samsung-tv")))["deinterlace"]


def test_anything_is_never_changed() -> None:
    odd = film(hevc(hdr="dolby-vision", interlaced=True), audio(codec="truehd", channels=8), muxer="avi")
    assert plan(odd, screen("anything")).untouched


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (video(width=3840, height=2160, level=51), {"width": "1920", "height": "1080"}),
        (video(width=3840, height=1600, level=51), {"width": "1920", "height": "800"}),
        (video(frame_rate=60000 / 1001), {"width": "1920", "height": "1080", "frame_rate": "30000/1001"}),
        (video(width=1280, height=720, frame_rate=120.0), {"height": "720", "frame_rate": "30/1"}),
        (video(codec="vp9", width=853, height=481), {"width": "852", "height": "480", "crop": "1"}),
        (hevc(hdr="hdr10"), {"tonemap": "hdr10", "pixel_format": "yuv420p"}),
        (hevc(interlaced=True, fields="top"), {"join": "top", "deinterlace": "1"}),
        (video(interlaced=True), {"deinterlace": "1", "profile": "high", "level": "4.1"}),
    ],
)
def test_a_picture_is_brought_within_the_screens_limits(source: Stream, expected: dict[str, str]) -> None:
    options = video_step(plan(film(source, audio()), CHROMECAST))
    assert {key: options.get(key) for key in expected} == expected


def test_720p_may_move_faster_than_1080p() -> None:
    quick = video(width=1280, height=720, frame_rate=60.0, level=32)
    assert plan(film(quick, audio()), CHROMECAST).untouched


def test_what_is_done_is_told_in_plain_words() -> None:
    source = film(hevc(hdr="hdr10"), audio(codec="ac3", channels=6), subtitle(), muxer="mkv")
    assert str(plan(source, CHROMECAST).why) == (
        "Matroska becomes MP4; the picture is converted to H.264 (HDR10 to SDR): Chromecast does not play HEVC video; "
        "the sound in English becomes AAC stereo: Chromecast does not play AC-3 audio; "
        "1 text subtitle goes into SRT files beside it."
    )


def test_what_is_done_is_told_in_the_reader_s_language() -> None:
    quick = film(video(frame_rate=120.0, interlaced=True), audio(codec="dts", channels=6, language="pt-BR"))
    assert say(plan(quick, CHROMECAST).why, "es") == (
        "La imagen se convierte a H.264 (desentrelazado; 30 imágenes por segundo): Chromecast no reproduce vídeo "
        "entrelazado; el sonido en portugués (Brasil) pasa a AAC estéreo: Chromecast no reproduce audio DTS; MP4 no "
        "guarda las regiones de los idiomas: portugués (Brasil) figura en el título de la pista."
    )


def test_surround_sound_stays_surround_where_the_screen_plays_it() -> None:
    source = film(video(), audio(codec="ac3", channels=6), muxer="mkv")
    assert plan(source, screen("chrome")).streams[1].option("channels") == "6"
    assert plan(source, screen("chromecast-4k")).streams[1].option("channels") == "2"
    assert plan(source, CHROMECAST).streams[1].option("channels") == "2"


def test_flac_stays_in_mp4_only_where_its_channels_are_the_common_ones() -> None:
    kept = plan(film(video(), audio(codec="flac", channels=6), muxer="mkv"), screen("chrome")).streams[1]
    assert kept.action is Action.COPY
    lost = plan(film(video(), audio(codec="flac", channels=3), muxer="mkv"), screen("chrome")).streams[1]  # 2.1 or 3.0
    assert (lost.action, lost.option("channels")) == (Action.CONVERT, "2")


def test_text_subtitles_go_beside_the_file_and_pictures_are_kept() -> None:
    source = film(
        video(),
        audio(),
        subtitle(index=2),
        subtitle(index=3, forced=True),
        subtitle(index=4, hearing_impaired=True, codec="ass"),
        subtitle(index=5, codec="hdmv_pgs_subtitle", language="de"),
        subtitle(index=6, language=""),
        subtitle(index=7),
        subtitle(index=8, codec="dvb_teletext"),
        muxer="mkv",
    )
    made = plan(source, CHROMECAST)
    assert [path.name for _, path in made.sidecars(Path("Show - S01E01.mp4"))] == [
        "Show - S01E01.en.srt",
        "Show - S01E01.en.forced.srt",
        "Show - S01E01.en.sdh.srt",
        "Show - S01E01.de.mks",
        "Show - S01E01.srt",
        "Show - S01E01.en.t6.srt",
    ]
    assert made.streams[-1].action is Action.DROP


def test_the_first_whole_text_that_a_film_begins_with_is_marked() -> None:
    source = film(
        video(default=True),
        audio(default=True),
        subtitle(index=2),
        subtitle(index=3, default=True, forced=True),
        subtitle(index=4, default=True, codec="hdmv_pgs_subtitle"),
        subtitle(index=5, default=True, language="ar"),
        subtitle(index=6, default=True, language="da"),
        muxer="mkv",
    )
    made = plan(source, CHROMECAST).sidecars(Path("Show - S01E01.mp4"))
    assert [step.index for step, _ in made if step.default] == [5]
    assert [own_suffix(step) for step, _ in made if step.index in (2, 5)] == [".en.srt", ".ar.default.srt"]


def test_subtitles_that_the_screen_reads_stay_inside() -> None:
    kodi = DeviceProfile(
        title="Kodi",
        containers=("mkv",),
        video=(PlaysVideo(codec="h264"),),
        audio=(PlaysAudio(codec="aac"),),
        subtitles=("*",),
    )
    source = film(video(), audio(), subtitle(codec="hdmv_pgs_subtitle"), subtitle(index=3, codec="ass"), muxer="ts")
    assert [s.action for s in plan(source, kodi).streams] == [COPY] * 4


def test_covers_stay_and_fonts_and_data_go_where_mp4_has_no_room() -> None:
    cover = video(index=2, codec="mjpeg", picture=True)
    font = Stream(index=3, kind=StreamKind.ATTACHMENT, codec="ttf")
    clock = Stream(index=4, kind=StreamKind.DATA, codec="")
    made = plan(film(video(), audio(), cover, font, clock, muxer="mkv"), CHROMECAST)
    assert [s.action for s in made.streams] == [COPY, COPY, COPY, Action.DROP, Action.DROP]


def test_a_subtitle_that_stays_inside_stays_the_one_to_begin_with() -> None:
    text = subtitle(codec="mov_text")
    made = plan(film(video(codec="hevc"), audio(), text, replace(text, index=3, default=True)), CHROMECAST)
    assert [(s.action, s.default) for s in made.streams[2:]] == [(Action.COPY, False), (Action.COPY, True)]


def test_only_the_main_picture_is_kept() -> None:
    made = plan(film(video(default=False), video(index=1, default=True), muxer="mkv"), CHROMECAST)
    assert [s.action for s in made.streams] == [Action.DROP, COPY]


def test_dolby_vision_without_another_layer_is_not_converted_to_false_colours() -> None:
    made = plan(film(hevc(hdr="dolby-vision"), audio()), CHROMECAST)
    assert "Dolby Vision" in str(made.blocked)
    assert not plan(film(hevc(hdr="dolby-vision"), audio()), screen("apple-tv")).blocked


def test_a_file_without_a_picture_is_blocked() -> None:
    assert plan(film(audio(codec="ac3")), CHROMECAST).blocked


def told(source: MediaInfo, plays: DeviceProfile) -> list[str]:
    return [str(problem) for problem in unplayable(source, plays)]


def test_several_screens_must_all_be_able_to_play_it() -> None:
    both = household(["chromecast-4k", "apple-tv"])
    assert both.title == "Chromecast 4K + Apple TV"
    assert unplayable(film(hevc(hdr="hdr10"), audio()), both) == []
    assert told(film(hevc(hdr="hlg"), audio()), both) == ["HLG pictures"]
    assert told(film(hevc(tag="hev1"), audio()), both) == ["HEVC that is not labelled hvc1"]
    assert told(film(video(), audio(codec="opus")), both) == ["Opus audio"]


def test_anything_adds_no_demand_to_the_others() -> None:
    assert household(["anything", "chromecast"]) == CHROMECAST
    assert household([]) == BUILT_IN[DEFAULT]


def test_a_screen_of_ones_own_comes_first() -> None:
    own = {"chromecast": DeviceProfile(title="Mine", video=(PlaysVideo(codec="h264"),), audio=(PlaysAudio(codec="*"),))}
    assert screen("chromecast", own).title == "Mine"
    assert plan(film(video(level=62), audio(codec="dts")), screen("chromecast", own)).untouched


def test_an_unknown_screen_is_a_mistake_that_names_the_known_ones() -> None:
    with pytest.raises(UserError, match="apple-tv, browser, chrome, chromecast"):
        screen("toaster")


def test_screens_with_nothing_in_common_are_a_mistake() -> None:
    other = DeviceProfile(title="Old", containers=("avi",), video=(PlaysVideo(codec="h264"),))
    with pytest.raises(UserError, match="Chromecast and Old"):
        together([CHROMECAST, other])


streams = st.builds(
    video,
    codec=st.sampled_from(["h264", "hevc", "vp8", "vp9", "av1", "mpeg2video", "wmv3"]),
    profile=st.sampled_from(["", "High", "High 10", "Main", "Main 10", "Profile 0", "Simple"]),
    level=st.sampled_from([None, 30, 41, 51, 153]),
    bit_depth=st.sampled_from([8, 10]),
    width=st.integers(16, 8192),
    height=st.integers(16, 4320),
    frame_rate=st.one_of(st.none(), st.floats(1, 240)),
    interlaced=st.booleans(),
    hdr=st.sampled_from(["", "hdr10", "hlg"]),
)
sounds = st.builds(
    audio,
    codec=st.sampled_from(["aac", "ac3", "dts", "opus", "flac", "vorbis", "pcm_s16le"]),
    profile=st.just(""),
    channels=st.integers(0, 16),
    sample_rate=st.sampled_from([22050, 48000, 192000]),
)


@given(streams, sounds, st.sampled_from(["mp4", "mkv", "webm", "ts"]), st.sampled_from(list(BUILT_IN)))
def test_whatever_comes_the_plan_leads_within_the_profile(
    picture: Stream, sound: Stream, muxer: str, name: str
) -> None:
    """What the plan makes of a file, seen as a file again, plays as it is."""
    source = film(picture, sound, muxer=muxer)
    made = plan(source, screen(name))
    result = [
        _carried_out(stream, step.codec, dict(step.options))
        for stream, step in zip(source.streams, made.streams, strict=True)
    ]
    assert unplayable(film(*result, muxer=made.container), screen(name)) == []


def _carried_out(stream: Stream, codec: str, options: dict[str, str]) -> Stream:
    if not codec:
        return replace(stream, tag="hvc1" if stream.codec == "hevc" else "")
    if stream.kind is StreamKind.AUDIO:
        return replace(stream, codec=codec, profile="LC", channels=int(options["channels"]), sample_rate=48000)
    above, _, below = options.get("frame_rate", "").partition("/")
    assert int(options["width"]) % 2 == int(options["height"]) % 2 == 0
    return replace(
        stream,
        codec=codec,
        profile="High",
        level=int(float(options.get("level", "4.1")) * 10),
        bit_depth=8,
        hdr="",
        interlaced=False,
        width=int(options["width"]),
        height=int(options["height"]),
        frame_rate=int(above) / int(below) if above else stream.frame_rate,
    )


@given(st.lists(st.sampled_from(list(BUILT_IN)), min_size=1, max_size=4), streams, sounds)
def test_what_plays_on_all_plays_on_each(names: list[str], picture: Stream, sound: Stream) -> None:
    source = film(picture, sound)
    if not unplayable(source, household(names)):
        assert all(not unplayable(source, screen(name)) for name in names)


def test_modes_are_read_in_order() -> None:
    assert CHROMECAST.video[0].modes[0] == Mode(width=1920, height=1080, frame_rate=30)


@pytest.mark.parametrize(("rate", "action"), [(11025, Action.CONVERT), (16000, Action.COPY), (44100, Action.COPY)])
def test_mp3_that_mp4_has_no_word_for_is_converted_and_the_picture_is_not(rate: int, action: Action) -> None:
    made = plan(film(video(), audio(codec="mp3", sample_rate=rate), muxer="mkv"), screen("apple-tv"))
    assert [(step.kind, step.action) for step in made.streams] == [
        (StreamKind.VIDEO, Action.COPY),
        (StreamKind.AUDIO, action),
    ]
