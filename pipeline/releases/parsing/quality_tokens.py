"""Reads the words after the numbering: picture, sound, source, languages, and whether it mends an earlier release.

A name is split into words once and every word is looked up in a table, so the cost does not grow with the tables.
Values follow ffprobe's names where it has one (codec "hevc", hdr "hdr10"), so that they compare with `model.Stream`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import dropwhile

from pipeline.releases.parsing import languages
from pipeline.releases.parsing.normalise import Text
from pipeline.releases.parsing.vocabulary import IN_CAPITALS, PHRASES, SINGLE, Fact, Kind, Phrases, Source, Trust


@dataclass(slots=True)
class Marker:
    """A fact and the words it was read from: `first` up to `last`."""

    first: int
    last: int
    fact: Fact


_GLUED_RESOLUTION = re.compile(
    r"(?P<before>[a-z]{0,6})(?P<lines>360|480|540|576|720|900|1080|1440|2160|4320)"
    r"(?:[pi](?:24|25|30|50|60)?(?P<after>[a-z]{0,6}))"
)
_SIZE = re.compile(r"(?P<width>\d{3,4})[x×](?P<height>\d{3,4})")
_HEIGHTS = (360, 480, 540, 576, 720, 1080, 1440, 2160, 4320)
# Cropped pictures keep their width: 1920x800 is 1080 lines cut.
_WIDTHS = {
    640: 480, 704: 480, 720: 480, 848: 480, 852: 480, 854: 480, 960: 540, 1024: 576,
    1280: 720, 1920: 1080, 2560: 1440, 3840: 2160, 4096: 2160,
}  # fmt: skip
_GLUED_AUDIO = re.compile(
    r"(?:\d{0,2}x)?(?P<codec>aac|ac3|eac3|ddp|dd|ddpa|flac|opus|dts|dtshd|dtsx|truehd|thd|lpcm|pcm|mpa|mp3)"
    r"(?:(?P<front>[1-8])(?P<low>[012])?)?(?:x\d)?"
)
_GLUED_PROPER = re.compile(r"(?:repack|rerip|proper)(?P<times>\d)")
_GLUED_VERSION = re.compile(r"\d{0,4}v(?P<version>[2-9])")


_UPSCALED = re.compile(r"(?:4k|uhd|2160p?)(?:to|2)(?P<lines>720|1080|1440)p?")  # what it was made from is not told


@lru_cache(maxsize=8192)
def _glued(word: str) -> tuple[Fact, ...]:
    """Facts in a word that runs several together: "bluray1080p", "ddp5", "repack2", "NLsubs"."""
    if facts := _resolution(word):
        return facts
    if found := _GLUED_AUDIO.fullmatch(word):
        audio = tuple(Fact(each.kind, each.value) for each in SINGLE.get(found["codec"], ()))
        if found["low"]:
            return (Fact(Kind.CHANNELS, int(found["front"]) + int(found["low"])), *audio)
        return (*audio, Fact(Kind.CHANNELS, int(found["front"] or 0)))
    if found := _GLUED_PROPER.fullmatch(word):
        return (Fact(Kind.PROPER, int(found["times"])),)
    if found := _GLUED_VERSION.fullmatch(word):
        return (Fact(Kind.VERSION, int(found["version"])),)
    if tag := languages.subtitles(word):
        return (Fact(Kind.SUBTITLES, tag),)
    if tag := languages.dubbed(word):
        return (Fact(Kind.LANGUAGE, tag),)
    return ()


def _resolution(word: str) -> tuple[Fact, ...]:
    """The picture's lines in "bluray1080p", with what stands beside them, in "4kto1080p" and "1920x1080"."""
    if found := _GLUED_RESOLUTION.fullmatch(word):
        beside = [SINGLE[side] for side in (found["before"], found["after"]) if side in SINGLE]
        return (Fact(Kind.RESOLUTION, int(found["lines"])), *(Fact(each.kind, each.value) for (each, *_) in beside))
    if found := _UPSCALED.fullmatch(word):
        return (Fact(Kind.RESOLUTION, int(found["lines"])),)
    if found := _SIZE.fullmatch(word):
        height, width = int(found["height"]), int(found["width"])
        return (Fact(Kind.RESOLUTION, height if height in _HEIGHTS else _WIDTHS.get(width, height)),)
    return ()


_PLUS = {"hdr10", "hdr", "dd", "m"}  # words that a plus sign turns into another: "HDR10+"
_LOW_CHANNELS = ("0", "1", "2")


def scan(text: Text, first: int) -> list[Marker]:
    """Every fact from word `first` on, those left out that their neighbours do not bear out."""
    words, ends = text.words, text.ends
    markers: list[Marker] = []
    place, count = first, len(words)
    while place < count:
        word = words[place]
        if word in _PLUS and text.low[ends[place] : ends[place] + 1] == "+":
            word += "+"
        facts, size = _told(words, place, word)
        if facts and word in IN_CAPITALS:
            facts = _spoken(facts, text.text[text.starts[place] : ends[place]])
        if facts:
            markers.extend([Marker(place, place + size, fact) for fact in facts])
        place += size
    return _borne_out(_without_unpaired(markers), text)


def _told(words: list[str], place: int, word: str) -> tuple[tuple[Fact, ...], int]:
    """The facts that begin at a word, and how many words they take."""
    if word in PHRASES and (phrase := _phrase(words, place, PHRASES[word])):
        return phrase
    facts = SINGLE.get(word)
    if facts is not None:
        return facts, 1
    facts = _glued(word)
    if facts and facts[-1].kind is Kind.CHANNELS:
        return _with_low_channels(facts, words[place + 1 : place + 2])
    return facts, 1


def _with_low_channels(facts: tuple[Fact, ...], following: list[str]) -> tuple[tuple[Fact, ...], int]:
    """The facts of "dd5" with the channels behind the point, and their words: "DD5.1" falls into "dd5" and "1"."""
    if not following or following[0] not in _LOW_CHANNELS:
        return facts, 1
    every = int(facts[-1].value) + int(following[0])
    return (*facts[:-1], Fact(Kind.CHANNELS, every)), 2


def _without_unpaired(markers: list[Marker]) -> list[Marker]:
    """Without the languages in two letters that stand beside no other."""
    for each in markers:
        if each.fact.trust is Trust.PAIR:
            return [each for each in markers if each.fact.trust is not Trust.PAIR or _paired(each, markers)]
    return markers


def _phrase(words: list[str], place: int, phrases: Phrases) -> tuple[tuple[Fact, ...], int] | None:
    """The facts of the longest phrase that begins with this word, and how many words it has."""
    following = words[place + 1] if place + 1 < len(words) else ""
    for rest, facts in phrases.get(following, ()):
        if words[place + 1 : place + 1 + len(rest)] == rest:
            return facts, 1 + len(rest)
    return None


def _spoken(facts: tuple[Fact, ...], written: str) -> tuple[Fact, ...]:
    """What a word says as it is written: some of it counts in capitals only."""
    return facts if written.isupper() else tuple(fact for fact in facts if fact.trust > Trust.CAPS)


def _paired(marker: Marker, markers: list[Marker]) -> bool:
    """Whether a language in two letters that are seldom one stands beside another: "RU-KA"."""
    return any(
        (each.last == marker.first or each.first == marker.last)
        and each.fact.kind is Kind.LANGUAGE
        and each.fact.trust is not Trust.PAIR
        for each in markers
    )


def _borne_out(markers: list[Marker], text: Text) -> list[Marker]:
    """Keeps the runs of neighbouring markers that hold a sure one, or stand apart from the other words."""
    kept: list[Marker] = []
    begin = 0
    for index, marker in enumerate(markers):
        if index + 1 < len(markers) and markers[index + 1].first <= marker.last:
            continue
        run = _without_group(_without_title(markers[begin : index + 1], text), text)
        begin = index + 1
        if run and (any(each.fact.trust is Trust.SURE for each in run) or _set_apart(run, text)):
            kept.extend(run)
    return kept


_BEFORE_NOUNS = frozenset((
    "the", "a", "an", "for", "of", "to", "my", "your", "our", "his", "her", "their", "le", "la", "les", "un", "une",
    "el", "los", "una", "il",
))  # fmt: skip


def _without_title(run: list[Marker], text: Text) -> list[Marker]:
    """Drops what is believed in capitals only where the words before are in capitals, too: "WHO.IS.IT.720p"."""
    if run[0].fact.kind is Kind.LANGUAGE and run[0].first and text.words[run[0].first - 1] in _BEFORE_NOUNS:
        return run[1:]  # "The.Italian.1080p", "Waiting.for.Dutch.1080p" are episodes' titles
    if not run[0].first or run[0].fact.trust > Trust.CAPS:
        return run
    before = text.text[text.starts[run[0].first - 1] : text.ends[run[0].first - 1]]
    if before.isalpha() and before.isupper() and before.lower() not in SINGLE:
        return list(dropwhile(lambda each: each.fact.trust <= Trust.CAPS, run))
    return run


def _without_group(run: list[Marker], text: Text) -> list[Marker]:
    """Drops a language at the end that stands where a group does: "MP4-BEN THE MEN", but not "ITA-ENG"."""
    for place in range(len(run) - 1, 0, -1):
        if run[place].fact.trust > Trust.WEAK or run[place].fact.kind is not Kind.LANGUAGE:
            break
        dash = text.text[text.starts[run[place].first] - 1] == "-"
        if dash and run[place - 1].fact.kind not in (Kind.LANGUAGE, Kind.SUBS):
            return run[:place]
    return run


def _set_apart(run: list[Marker], text: Text) -> bool:
    """Whether words that may be meant otherwise fill a bracket, or name a language beside one or at the very end."""
    start, end = text.starts[run[0].first], text.ends[run[-1].last - 1]
    opens, closes = text.text[max(0, start - 1) : start] in ("[", "("), text.text[end : end + 1] in ("]", ")")
    if any(each.fact.trust is Trust.NAME for each in run):
        return opens or closes or end == len(text.text) or len({each.fact.kind for each in run}) > 1
    return opens and closes


@dataclass(slots=True)
class Quality:
    """The markers of one name, summed up. The fields are those of `ReleaseName`."""

    resolution: int | None = None
    source: Source | None = None
    remux: bool = False
    codec: str | None = None
    bit_depth: int | None = None
    hdr: list[str] = field(default_factory=list)
    audio: list[str] = field(default_factory=list)
    channels: int | None = None
    atmos: bool = False
    network: str | None = None
    languages: list[str] = field(default_factory=list)
    subtitle_languages: list[str] = field(default_factory=list)
    multi_audio: bool = False
    extras: bool = False
    proper: int = 0
    version: int = 1


def _by_kind(names: dict[Kind, str]) -> list[str]:
    """By the kind's number: an enum's member is slow as the key of a dictionary."""
    return [names.get(kind, "") for kind in (None, *Kind)]


_FIELDS = _by_kind({
    Kind.RESOLUTION: "resolution",
    Kind.SOURCE: "source",
    Kind.CODEC: "codec",
    Kind.DEPTH: "bit_depth",
    Kind.NETWORK: "network",
    Kind.CHANNELS: "channels",
})  # fmt: skip
_FLAGS = _by_kind({Kind.REMUX: "remux", Kind.ATMOS: "atmos", Kind.MULTI: "multi_audio", Kind.EXTRAS: "extras"})


def summarise(markers: list[Marker], text: Text) -> Quality:
    """Adds up the markers. Where two speak of the same, the surer and then the earlier one counts."""
    quality = Quality()
    trusts = [-1] * len(_FIELDS)
    for place, marker in enumerate(markers):
        fact = marker.fact
        if _FIELDS[fact.kind]:
            _set(quality, fact, trusts)
        elif fact.kind is Kind.LANGUAGE or fact.kind is Kind.SUBTITLES:
            _add_language(quality, markers, place)
        elif fact.kind is not Kind.EXTRAS or not _MORE.search(text.low, 0, text.starts[marker.first]):
            _add(quality, fact)
    if quality.remux and quality.source is None:
        quality.source = Source.BLURAY
    if not text.low.isascii():
        _add_chinese(quality, text.low)
    return quality


def _set(quality: Quality, fact: Fact, trusts: list[int]) -> None:
    """What is said once, unless it was said more surely. `trusts`: how surely so far, by kind."""
    if fact.value and fact.trust > trusts[fact.kind]:
        trusts[fact.kind] = fact.trust
        setattr(quality, _FIELDS[fact.kind], fact.value)


# "S02 + Extras" is the season and more.
_MORE = re.compile(r"(?:[+&]|(?<![^\W_])(?:with|incl|including|plus|and|und|et|avec|mit))[ ._]{0,3}$")


def _add_chinese(quality: Quality, low: str) -> None:
    """Subtitles that a name tells of in Chinese."""
    if languages.chinese_subtitles(low) and "zh" not in quality.subtitle_languages:
        quality.subtitle_languages.append("zh")


def _add(quality: Quality, fact: Fact) -> None:
    """What may be said several times, or only counts by being there."""
    if flag := _FLAGS[fact.kind]:
        setattr(quality, flag, True)
    elif fact.kind is Kind.HDR or fact.kind is Kind.AUDIO:
        values = quality.hdr if fact.kind is Kind.HDR else quality.audio
        if fact.value not in values:
            values.append(str(fact.value))
    elif fact.kind is Kind.PROPER:
        quality.proper += int(fact.value)
    elif fact.kind is Kind.VERSION:
        quality.version = int(fact.value)


def _add_language(quality: Quality, markers: list[Marker], place: int) -> None:
    """Files a language under voices or subtitles: "Ger.Eng.Sub" and "SUB ITA-ENG" are subtitles."""
    fact = markers[place].fact
    written = fact.kind is Kind.SUBTITLES or _after_subs(markers, place) or _before_subs(markers, place)
    tags = quality.subtitle_languages if written else quality.languages
    if fact.value not in tags:
        tags.append(str(fact.value))


def _after_subs(markers: list[Marker], place: int) -> bool:
    while place and markers[place - 1].last == markers[place].first:
        place -= 1
        if markers[place].fact.kind is not Kind.LANGUAGE:
            return markers[place].fact.kind is Kind.SUBS
    return False


def _before_subs(markers: list[Marker], place: int) -> bool:
    while place + 1 < len(markers) and markers[place + 1].first == markers[place].last:
        place += 1
        if markers[place].fact.kind is not Kind.LANGUAGE:
            another = place + 1 < len(markers) and markers[place + 1].first == markers[place].last
            follows = another and markers[place + 1].fact.kind is Kind.LANGUAGE
            multi = markers[place].fact.value == "multi"  # "ITA ENG MultiSub": two voices, and many subtitles
            return markers[place].fact.kind is Kind.SUBS and not follows and not multi
    return False
