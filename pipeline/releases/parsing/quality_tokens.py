"""Reads the words after the numbering: picture, sound, source, languages, and whether it mends an earlier release.

A name is split into words once and every word is looked up in a table, so the cost does not grow with the tables.
Values follow ffprobe's names where it has one (codec "hevc", hdr "hdr10"), so that they compare with `model.Stream`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import dropwhile
from typing import Any

from pipeline.releases.parsing import languages
from pipeline.releases.parsing.normalise import Text, words_at
from pipeline.releases.parsing.release_name import QUALITY_FIELDS, ReleaseName
from pipeline.releases.parsing.vocabulary import IN_CAPITALS, PHRASES, SINGLE, Fact, Kind, Phrases, Source, Trust


@dataclass(slots=True)
class Marker:
    """A fact and the words it was read from: `first` up to `last`, in the name from `start` to `end`."""

    first: int
    last: int
    start: int
    end: int
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


# An enum's member is looked up slowly, up to Python 3.11.
_SURE, _NAME, _WEAK, _CAPS, _PAIR = Trust.SURE, Trust.NAME, Trust.WEAK, Trust.CAPS, Trust.PAIR
_LANGUAGE, _SUBTITLES, _SUBS, _EXTRAS = Kind.LANGUAGE, Kind.SUBTITLES, Kind.SUBS, Kind.EXTRAS
_PROPER, _VERSION, _DUB = Kind.PROPER, Kind.VERSION, Kind.DUB

_PLUS = {"hdr10", "hdr", "dd", "m"}  # words that a plus sign turns into another: "HDR10+"


def scan(text: Text, begin: int) -> list[Marker]:
    """Every fact in the words that start at `begin` or later, those left out that their neighbours do not bear out."""
    markers = _markers(text, begin)
    for each in markers:
        fact = each.fact
        if fact.trust is not _SURE or fact.kind is _LANGUAGE:
            return _borne_out(_without_unpaired(markers), text)
    return markers  # sure words need no neighbours


def _markers(text: Text, begin: int) -> list[Marker]:
    words, starts = words_at(text.low, begin)
    markers: list[Marker] = []
    behind = 0  # the words that are read
    for first, saying in enumerate(map(_saying, words)):
        if saying is None or first < behind:
            continue
        facts, behind = saying.facts, first + 1
        start = starts[first]
        end = start + len(words[first])
        if saying.depends:
            if words[first] in _PLUS and text.low.startswith("+", end):
                saying = _saying(words[first] + "+") or saying
            facts, behind = _told(saying, words, first)
            if saying.in_capitals:
                facts = _spoken(facts, text.text[start:end])
            end = starts[behind - 1] + len(words[behind - 1])
        for fact in facts:
            markers.append(Marker(first, behind, start, end, fact))  # noqa: PERF401  (half the time up to Python 3.11)
    return markers


@dataclass(slots=True)
class _Saying:
    """What a word says."""

    facts: tuple[Fact, ...]  # alone
    phrases: Phrases  # with those behind it
    in_capitals: bool  # some of it only so
    depends: bool  # on how it is written, or on the words behind it


@lru_cache(maxsize=8192)
def _saying(word: str) -> _Saying | None:
    """None for most of the words there are."""
    facts = SINGLE.get(word)
    if facts is None:
        facts = _glued(word)
    phrases = PHRASES.get(word, {}) or _low_channels(word, facts)
    in_capitals = word in IN_CAPITALS
    depends = bool(phrases) or in_capitals or word in _PLUS
    return _Saying(facts, phrases, in_capitals, depends) if facts or depends else None


def _low_channels(word: str, facts: tuple[Fact, ...]) -> Phrases:
    """What the first word of "DD5.1" says with its second one."""
    if word in SINGLE or not facts or facts[-1].kind is not Kind.CHANNELS:
        return {}
    *others, front = facts
    return {
        low: [([low], (*others, Fact(Kind.CHANNELS, int(front.value) + int(low))))] for low in ("0", "1", "2")
    }  # fmt: skip


def _told(saying: _Saying, words: list[str], place: int) -> tuple[tuple[Fact, ...], int]:
    """The facts of the longest phrase that begins with a word, or of the word alone, and the place behind it."""
    if saying.phrases and place + 1 < len(words):
        for rest, facts in saying.phrases.get(words[place + 1], ()):
            behind = place + 1 + len(rest)
            if words[place + 1 : behind] == rest:
                return facts, behind
    return saying.facts, place + 1


def _without_unpaired(markers: list[Marker]) -> list[Marker]:
    """Without the languages in two letters that stand beside no other."""
    for each in markers:
        if each.fact.trust is _PAIR:
            return [each for each in markers if each.fact.trust is not _PAIR or _paired(each, markers)]
    return markers


def _spoken(facts: tuple[Fact, ...], written: str) -> tuple[Fact, ...]:
    """What a word says as it is written: some of it counts in capitals only."""
    return facts if written.isupper() else tuple(fact for fact in facts if fact.trust > _CAPS)


def _paired(marker: Marker, markers: list[Marker]) -> bool:
    """Whether a language in two letters that are seldom one stands beside another: "RU-KA"."""
    return any(
        (each.last == marker.first or each.first == marker.last)
        and each.fact.kind is _LANGUAGE
        and each.fact.trust is not _PAIR
        for each in markers
    )


def _borne_out(markers: list[Marker], text: Text) -> list[Marker]:
    """Keeps the runs of neighbouring markers that hold a sure one, or stand apart from the other words."""
    kept: list[Marker] = []
    begin = 0
    for index, marker in enumerate(markers, 1):
        if index == len(markers) or markers[index].first > marker.last:
            kept += _believed(markers[begin:index], text)
            begin = index
    return kept


def _believed(run: list[Marker], text: Text) -> list[Marker]:
    first, last = run[0].fact, run[-1].fact
    if first.trust is last.trust is _SURE and first.kind is not _LANGUAGE:
        return run
    run = _without_group(_without_title(run, text), text)
    sure = any(each.fact.trust is _SURE for each in run)
    return run if sure or (run and _set_apart(run, text)) else []


_BEFORE_NOUNS = frozenset((
    "the", "a", "an", "for", "of", "to", "my", "your", "our", "his", "her", "their", "le", "la", "les", "un", "une",
    "el", "los", "una", "il",
))  # fmt: skip


def _without_title(run: list[Marker], text: Text) -> list[Marker]:
    """Drops what is believed in capitals only where the words before are in capitals, too: "WHO.IS.IT.720p"."""
    fact = run[0].fact
    if fact.kind is not _LANGUAGE and fact.trust > _CAPS:
        return run
    before = _word_before(text, run[0].start)
    if fact.kind is _LANGUAGE and before.lower() in _BEFORE_NOUNS:
        return run[1:]  # "The.Italian.1080p", "Waiting.for.Dutch.1080p" are episodes' titles
    if fact.trust <= _CAPS and before.isalpha() and before.isupper() and before.lower() not in SINGLE:
        return list(dropwhile(lambda each: each.fact.trust <= _CAPS, run))
    return run


def _word_before(text: Text, place: int) -> str:
    """As it is written; empty when there is none."""
    words, starts = words_at(text.low[:place])
    return text.text[starts[-1] : starts[-1] + len(words[-1])] if words else ""


def _without_group(run: list[Marker], text: Text) -> list[Marker]:
    """Drops a language at the end that stands where a group does: "MP4-BEN THE MEN", but not "ITA-ENG"."""
    for place in range(len(run) - 1, 0, -1):
        if run[place].fact.trust > _WEAK or run[place].fact.kind is not _LANGUAGE:
            break
        dash = text.text[run[place].start - 1] == "-"
        if dash and run[place - 1].fact.kind not in (_LANGUAGE, _SUBS):
            return run[:place]
    return run


def _set_apart(run: list[Marker], text: Text) -> bool:
    """Whether words that may be meant otherwise fill a bracket, or name a language beside one or at the very end."""
    start, end = run[0].start, run[-1].end
    opens, closes = text.text[max(0, start - 1) : start] in ("[", "("), text.text[end : end + 1] in ("]", ")")
    if any(each.fact.trust is _NAME for each in run):
        return opens or closes or end == len(text.text) or len({each.fact.kind for each in run}) > 1
    return opens and closes


Facts = dict[str, Any]
"""The fields of `ReleaseName` about picture, sound and languages, in its order."""

_NOTHING: Facts = {
    **{field: value for field, value in ReleaseName._field_defaults.items() if field in QUALITY_FIELDS},
    "dub": "",  # the language of a dubbing's own word
}


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
_LISTS = _by_kind({Kind.HDR: "hdr", Kind.AUDIO: "audio"})


def summarise(markers: list[Marker], text: Text) -> Facts:
    """Adds up the markers. Where two speak of the same, the surer and then the earlier one counts."""
    told = _NOTHING.copy()
    trusts = [-1] * len(_FIELDS)
    for place, marker in enumerate(markers):
        fact = marker.fact
        kind = fact.kind
        if field := _FIELDS[kind]:  # what is said once, unless it was said more surely
            if fact.value and fact.trust > trusts[kind]:
                trusts[kind] = fact.trust
                told[field] = fact.value
        elif kind is _LANGUAGE or kind is _SUBTITLES:
            _add_to(told, _language_field(markers, place), fact.value)
        elif kind is not _EXTRAS or not _MORE.search(text.low, 0, marker.start):
            _add(told, fact)
    _complete(told, text.low)
    return told


def _complete(told: Facts, low: str) -> None:
    """Adds what follows from the rest, and subtitles that a name tells of in Chinese."""
    if (dub := told.pop("dub")) and not told["languages"]:  # "Doblado": into Spanish, where no other language is told
        told["languages"] = (dub,)
    if told["remux"] and not told["source"]:
        told["source"] = Source.BLURAY
    if not low.isascii() and languages.chinese_subtitles(low):
        _add_to(told, "subtitle_languages", "zh")


# "S02 + Extras" is the season and more.
_MORE = re.compile(r"(?:[+&]|(?<![^\W_])(?:with|incl|including|plus|and|und|et|avec|mit))[ ._]{0,3}$")


def _add(told: Facts, fact: Fact) -> None:
    """What may be said several times, or only counts by being there."""
    if flag := _FLAGS[fact.kind]:
        told[flag] = True
    elif field := _LISTS[fact.kind]:
        _add_to(told, field, fact.value)
    elif fact.kind is _DUB:
        told["dub"] = told["dub"] or fact.value
    elif fact.kind is _PROPER:
        told["proper"] += int(fact.value)
    elif fact.kind is _VERSION:
        told["version"] = int(fact.value)


def _add_to(told: Facts, field: str, value: str | int) -> None:
    if value not in told[field]:
        told[field] = (*told[field], str(value))


def _language_field(markers: list[Marker], place: int) -> str:
    """Files a language under voices or subtitles: "Ger.Eng.Sub" and "SUB ITA-ENG" are subtitles."""
    fact = markers[place].fact
    written = fact.kind is _SUBTITLES or _after_subs(markers, place) or _before_subs(markers, place)
    return "subtitle_languages" if written else "languages"


def _after_subs(markers: list[Marker], place: int) -> bool:
    while place and markers[place - 1].last == markers[place].first:
        place -= 1
        if markers[place].fact.kind is not _LANGUAGE:
            return markers[place].fact.kind is _SUBS
    return False


def _before_subs(markers: list[Marker], place: int) -> bool:
    while place + 1 < len(markers) and markers[place + 1].first == markers[place].last:
        place += 1
        if markers[place].fact.kind is not _LANGUAGE:
            another = place + 1 < len(markers) and markers[place + 1].first == markers[place].last
            follows = another and markers[place + 1].fact.kind is _LANGUAGE
            multi = markers[place].fact.value == "multi"  # "ITA ENG MultiSub": two voices, and many subtitles
            return markers[place].fact.kind is _SUBS and not follows and not multi
    return False
