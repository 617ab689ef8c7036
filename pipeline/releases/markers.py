"""The words after the numbering: picture, sound, source, languages, and whether it mends an earlier release.

A name is split into words once and every word is looked up in a table, so the cost does not grow with the tables.
Values follow ffprobe's names where it has one (codec "hevc", hdr "hdr10"), so that they compare with `model.Stream`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum, auto
from functools import lru_cache

from pipeline.releases import languages


class Source(StrEnum):
    """Where the picture was taken from, best last."""

    CAM = "cam"
    DVD = "dvd"
    HDTV = "hdtv"  # any broadcast: antenna, cable, satellite
    WEBRIP = "webrip"  # recorded or encoded again from a stream
    WEBDL = "webdl"  # a streaming service's own file
    BLURAY = "bluray"


class Kind(IntEnum):
    RESOLUTION = auto()
    SOURCE = auto()
    REMUX = auto()
    CODEC = auto()
    DEPTH = auto()
    HDR = auto()
    AUDIO = auto()
    CHANNELS = auto()
    ATMOS = auto()
    PROPER = auto()
    VERSION = auto()
    NETWORK = auto()
    LANGUAGE = auto()
    SUBTITLES = auto()
    SUBS = auto()  # "subs": the language stands beside it
    DUB = auto()
    MULTI = auto()
    EXTRAS = auto()
    OTHER = auto()


class Trust(IntEnum):
    """How far a word is believed."""

    SURE = 3
    NAME = 2  # a language in full: beside a sure word, a bracket or the end
    WEAK = 1  # only beside a sure word
    CAPITALS = 0  # as weak, and only in capitals


@dataclass(frozen=True, slots=True)
class Fact:
    kind: Kind
    value: str | int = ""
    trust: Trust = Trust.SURE


@dataclass(slots=True)
class Marker:
    """A fact and the words it was read from: `first` up to `last`."""

    first: int
    last: int
    fact: Fact


_TABLE: dict[tuple[str, ...], Fact] = {}


def _add(kind: Kind, value: str | int, names: str, trust: Trust = Trust.SURE) -> None:
    for name in names.split("|"):
        _TABLE[tuple(name.split())] = Fact(kind, value, trust)


_add(Kind.SOURCE, Source.CAM, "camrip|hdcam|telesync|hdts|telecine|hdtc|dvdscr|screener|workprint")
_add(Kind.SOURCE, Source.DVD, "dvdrip|dvd rip|dvdr|dvd r|dvd5|dvd9|dvdmux|xvidvd|dvdivx|dvd full|sd dvd|dvd5 r|dvdremux|dvd remux")
_add(Kind.SOURCE, Source.DVD, "dvd", Trust.NAME)
_add(Kind.SOURCE, Source.HDTV, "hdtv|hd tv|sd tv|sdtv|pdtv|tvrip|tv rip|dsr|dsrip|ds rip|satrip|sat rip|dvbrip|dvb rip|dvb|dthrip|dth rip"
     "|hdtvrip|hdtv rip|tvhdrip|ahdtv|uhdtv|uhd tv|dttvrip|iptv|iptvrip|ppv|ppvrip|vhsrip|vhs rip|hdtvmux|satrip|tvcap|raw hd|rawhd|dtv|dtt|digitaltv|htdv")
_add(Kind.SOURCE, Source.WEBDL, "webdl|web dl|web dlmux|webdlmux|webhd|web hd|hd web|ituneshd|itunes hd|amazonhd|netflixhd|netflixuhd|amazonuhd"
     "|hbomaxhd|hmaxhd|disneyhd|appletvhd|itunes web|web x264|web h264|web h265|web x265|webx264|web uhd|uhd web")
_add(Kind.SOURCE, Source.WEBDL, "web|webuhd", Trust.WEAK)
_add(Kind.SOURCE, Source.WEBRIP, "webrip|web rip|webmux|web mux|webcap|web cap|web dlrip|webdlrip|web dl rip|webdl rip|hdrip|hd rip|webriph264")
_add(Kind.SOURCE, Source.BLURAY, "bluray|blu ray|bdrip|bd rip|brrip|br rip|bdmux|bd mux|bdremux|bd remux|bdmv|bd25|bd50|bd66|bd100|hddvd|hd dvd|hddvdrip"
     "|bluraydisc|mbluray|bdiso|br disk|brdisk|uhdbd|uhdbdrip|bdlight|blurayrip|bluray rip|uhd bd|uhd bdrip|uhd2bd|hdbrrip|microhd|bluraymux|bluraydl|bdrips|mhd bluray|bdmv iso"
     "|bluray disk|blu rayrip|blurayremux")
_add(Kind.SOURCE, Source.BLURAY, "bd", Trust.WEAK)
_add(Kind.REMUX, "", "remux|hybrid remux|bdremux|bd remux|dvdremux|dvd remux|uhdremux|uhd remux|blurayremux|bdmvremux|uhdbdremux")
_add(Kind.RESOLUTION, 2160, "4k", Trust.SURE)
_add(Kind.RESOLUTION, 2160, "uhd", Trust.WEAK)
_add(Kind.RESOLUTION, 1080, "fhd|fullhd|full hd", Trust.WEAK)
_add(Kind.RESOLUTION, 1440, "qhd", Trust.WEAK)
_add(Kind.RESOLUTION, 1080, "1080", Trust.WEAK)
_add(Kind.RESOLUTION, 720, "720", Trust.WEAK)
_add(Kind.RESOLUTION, 2160, "2160", Trust.WEAK)
_add(Kind.CODEC, "h264", "x264|h264|h 264|x 264|avc|mpeg4avc|h264avc|x264avc")
_add(Kind.CODEC, "hevc", "x265|h265|h 265|x 265|hevc")
_add(Kind.CODEC, "vvc", "x266|h266|h 266|vvc")
_add(Kind.CODEC, "av1", "av1")
_add(Kind.CODEC, "vp9", "vp9")
_add(Kind.CODEC, "vp8", "vp8")
_add(Kind.CODEC, "mpeg2video", "mpeg2|mpeg 2|h262|h 262|mpeg2hd")
_add(Kind.CODEC, "vc1", "vc1|vc 1|wmv9")
_add(Kind.CODEC, "mpeg4", "xvid|divx|x vid|div x|divx5|xvidhd|3ivx")
_add(Kind.DEPTH, 10, "10bit|10 bit|10bits|10 bits|hi10p|hi10|hi 10p|10b|main10|yuv420p10|hi444pp")
_add(Kind.DEPTH, 8, "8bit|8 bit|8bits|8 bits|8b|hi8p")
_add(Kind.DEPTH, 12, "12bit|12 bit|12bits")
_add(Kind.HDR, "hdr10plus", "hdr10+|hdr10plus|hdr10p|hdr+|hdrplus")
_add(Kind.HDR, "hdr10", "hdr|hdr10|uhdr|pq|pq10")
_add(Kind.HDR, "hlg", "hlg|hlg10")
_add(Kind.HDR, "dolby-vision", "dv|dovi|dolby vision|dolbyvision|dvhdr|dvp5|dvp7|dvp8")
_add(Kind.OTHER, "sdr", "sdr")
_add(Kind.AUDIO, "aac", "aac|heaac|he aac|aacx2|qaac")
_add(Kind.AUDIO, "ac3", "ac3|dd|dolby digital|ac3d|ddx2")
_add(Kind.AUDIO, "eac3", "eac3|e ac3|e ac 3|ddp|dd+|ddplus|ddpa|eac3d")
_add(Kind.AUDIO, "dts", "dts|dtsrip")
_add(Kind.AUDIO, "dts-es", "dts es|dtses")
_add(Kind.AUDIO, "dts-hd-ma", "dts hd ma|dtshd ma|dts ma|dtsma|dtshdma|dts hdma")
_add(Kind.AUDIO, "dts-hd-hra", "dts hd hra|dts hd hr|dts hdhra|dtshd hra|dts hr|dtshr|dts hra|dts hd|dtshd")
_add(Kind.AUDIO, "dts-x", "dts x|dtsx")
_add(Kind.AUDIO, "truehd", "truehd|true hd|thd|dolby truehd")
_add(Kind.AUDIO, "flac", "flac|flac24")
_add(Kind.AUDIO, "opus", "opus")
_add(Kind.AUDIO, "mp3", "mp3")
_add(Kind.AUDIO, "mp2", "mp2|mpa")
_add(Kind.AUDIO, "pcm", "pcm|lpcm")
_add(Kind.AUDIO, "vorbis", "vorbis|ogg")
_add(Kind.ATMOS, "", "atmos|dolby atmos|ddpatmos|ddpa|ddatmos")
for _front, _low in (("1", "0"), ("2", "0"), ("2", "1"), ("3", "0"), ("3", "1"), ("4", "0"), ("5", "0"), ("5", "1"), ("6", "0"), ("6", "1"), ("7", "0"), ("7", "1")):
    _add(Kind.CHANNELS, int(_front) + int(_low), f"{_front} {_low}", Trust.WEAK)
    _add(Kind.CHANNELS, int(_front) + int(_low), f"{_front} {_low}ch|{_front}{_low}ch")
_add(Kind.CHANNELS, 6, "6ch|6 ch")
_add(Kind.CHANNELS, 2, "2ch|2 ch|stereo")
_add(Kind.CHANNELS, 8, "8ch|8 ch")
_add(Kind.PROPER, 1, "repack|rerip|repackv2")
_add(Kind.PROPER, 1, "proper", Trust.SURE)
_add(Kind.PROPER, 1, "real", Trust.CAPITALS)
_add(Kind.LANGUAGE, "de", "ger dub|german dubbed|german dub|german dl")
_add(Kind.LANGUAGE, "pl", "pl lek|lek pl|dub pl|pl dub|lektor pl|pldub|dubpl|pl lektor|plsub lek|lekpl|pllek|polski dubbing|dubbing pl")
_add(Kind.LANGUAGE, "pt-BR", "pt br|por br|dublado|dual dublado")
_add(Kind.LANGUAGE, "es-419", "spa lat|espanol latino|español latino|latin spanish|spanish latino")
_add(Kind.LANGUAGE, "de", "swiss german")
_add(Kind.LANGUAGE, "fr", "true french")
_add(Kind.SUBS, "", "sub|subs|subbed|subtitles|subtitle|softsub|softsubs|hardsub|hardsubs|hardsubbed|hardcoded|hc|esub|esubs|msub|msubs|subtitulado|subtitulos|sottotitoli"
     "|napisy|untertitel|legendas|multisub|multisubs|multi sub|multi subs|multiple subtitle|multiple subtitles|sous titres|fansub")
_add(Kind.DUB, "", "dub|dubbed|dubbing|lektor|doblado|doublé")
_add(Kind.MULTI, "", "multi|dual|dual audio|multi audio|dualaudio|multiaudio|dl|ml|audio dual|triple audio|multi5|multi4|multi3")
_add(Kind.EXTRAS, "", "extras|subpack|sub pack|bonus|featurettes|featurette|nfofix|dirfix|sample|samplefix|subfix|soundtrack|ost")
_add(Kind.OTHER, "", "internal|limited|extended|uncut|uncensored|unrated|directors cut|readnfo|read nfo|complete|completa|completo|complet|integrale|ws|fs|retail|hybrid|convert"
     "|ntsc|pal|anime|stv|fs|dirfix|nfofix|3d|hsbs|sbs|60fps|50fps|24fps|30fps|25fps|batch|oar|open matte|remastered|criterion|imax|audio|video|mp4|mkv|avi|hq|lq|mhd|hdlight"
     "|bilibili|baha|b global|webripped|reencode|re encode|recut|ultrahd|hi|ova|oad|ona|bdrom|untouched|encode|hd|sd|dc|multiple|raw|end|ai upscale|upscaled|upscale|4klight|ds4k|tv|itouch|ipod|psp"
     "|x86|web series|webisode|multiangle|proof|nuked|intern|pack|integrale|repost", Trust.SURE)
for _loose in ("audio", "video", "hd", "sd", "hi", "tv", "end", "complete", "pack", "multiple", "raw", "hybrid", "limited", "extended", "convert", "3d", "dc", "hq", "pal", "anime",
               "internal", "retail", "batch", "complet", "completa", "completo", "uncut", "ova", "ona", "encode", "imax", "criterion", "proof", "fs", "itouch", "ipod", "psp", "intern", "repost"):
    _add(Kind.OTHER, "", _loose, Trust.WEAK)
for _loose in ("bonus", "soundtrack", "ost", "sample", "extras", "featurette"):
    _add(Kind.EXTRAS, "", _loose, Trust.WEAK)
for _loose in ("sub", "subs", "hc"):
    _add(Kind.SUBS, "", _loose, Trust.SURE if _loose != "hc" else Trust.CAPITALS)
_add(Kind.DUB, "", "dub", Trust.WEAK)
for _loose in ("dl", "ml"):
    _add(Kind.MULTI, "", _loose, Trust.CAPITALS)
for _loose in ("multi", "dual"):
    _add(Kind.MULTI, "", _loose, Trust.WEAK)
for _loose in ("dd", "hdr", "dv", "ogg", "pq", "opus"):
    _TABLE[(_loose,)] = Fact(_TABLE[(_loose,)].kind, _TABLE[(_loose,)].value, Trust.WEAK)
_add(Kind.NETWORK, "amazon", "amzn")
_add(Kind.NETWORK, "netflix", "netflix|nflx")
for _code, _network in (
    ("nf", "netflix"), ("dsnp", "disney-plus"), ("dsny", "disney"), ("hmax", "max"), ("max", "max"), ("hbo", "hbo"), ("hulu", "hulu"), ("atvp", "apple-tv-plus"), ("aptv", "apple-tv"),
    ("pmtp", "paramount-plus"), ("pcok", "peacock"), ("stan", "stan"), ("cr", "crunchyroll"), ("ip", "bbc-iplayer"), ("iplayer", "bbc-iplayer"), ("itv", "itv"), ("all4", "channel-4"),
    ("4od", "channel-4"), ("nick", "nickelodeon"), ("it", "itunes"), ("crav", "crave"), ("stz", "starz"), ("strp", "star-plus"), ("sho", "showtime"), ("pbs", "pbs"), ("red", "youtube"),
    ("cc", "comedy-central"), ("vice", "vice"), ("funi", "funimation"), ("hidive", "hidive"), ("cbs", "cbs"), ("nbc", "nbc"), ("amc", "amc"), ("dcu", "dc-universe"), ("roku", "roku"),
    ("m+", "movistar-plus"), ("hotstar", "hotstar"), ("zee5", "zee5"), ("sony", "sonyliv"), ("wtch", "watcha"), ("tving", "tving"), ("viu", "viu"), ("bili", "bilibili"), ("adn", "adn"),
    ("bcore", "bravia-core"), ("ma", "movies-anywhere"), ("now", "now"), ("sky", "skyshowtime"), ("skst", "skyshowtime"), ("viap", "viaplay"), ("plex", "plex"), ("dp", "directv"),
    ("ds4k", ""), ("mtv", "mtv"), ("tntv", ""), ("uktv", "uktv"), ("my5", "my5"), ("kayo", "kayo"),
):  # fmt: skip
    _add(Kind.NETWORK, _network, _code, Trust.CAPITALS)
for _name, _tag in languages.NAMES.items():
    _TABLE.setdefault((_name,), Fact(Kind.LANGUAGE, _tag, Trust.NAME))
for _name, _tag in languages.CODES.items():
    _TABLE.setdefault((_name,), Fact(Kind.LANGUAGE, _tag, Trust.WEAK))
for _name, _tag in languages.SHORT.items():
    _TABLE.setdefault((_name.lower(),), Fact(Kind.LANGUAGE, _tag, Trust.CAPITALS))
for _name in ("vff", "vfq", "vfi", "vf2", "vof", "truefrench", "videomann", "dublado", "latino", "castellano"):
    _TABLE[_name,] = Fact(Kind.LANGUAGE, languages.NAMES[_name])

_SINGLE = {key[0]: fact for key, fact in _TABLE.items() if len(key) == 1}
_PHRASES: dict[str, list[tuple[list[str], Fact]]] = {}
for _key in sorted((key for key in _TABLE if len(key) > 1), key=len, reverse=True):
    _PHRASES.setdefault(_key[0], []).append((list(_key[1:]), _TABLE[_key]))

_GLUED_RESOLUTION = re.compile(
    r"(?P<a>[a-z]{0,6})(?P<r>360|480|540|576|720|900|1080|1440|2160|4320)(?:[pi](?:24|25|30|50|60)?(?P<b>[a-z]{0,6})|(?<=720|080)(?P<c>[a-z]{2,6}))"
)
_SIZE = re.compile(r"(?P<w>\d{3,4})[x*×](?P<h>\d{3,4})")
_HEIGHTS = (360, 480, 540, 576, 720, 1080, 1440, 2160, 4320)
_WIDTHS = {640: 480, 704: 480, 720: 480, 848: 480, 852: 480, 854: 480, 960: 540, 1024: 576, 1280: 720, 1920: 1080, 2560: 1440, 3840: 2160, 4096: 2160}
_GLUED_AUDIO = re.compile(r"(?:\d{0,2}x)?(?P<a>aac|ac3|eac3|ddp|dd|dd\+|ddpa|flac|opus|dts|dtshd|dtsx|truehd|thd|lpcm|pcm|mpa|mp3)(?P<c>[1-8])?(?:x\d)?")
_GLUED_PROPER = re.compile(r"(?:repack|rerip|proper)(?P<n>\d)")
_GLUED_VERSION = re.compile(r"\d{0,4}v(?P<n>[2-9])")


@lru_cache(maxsize=8192)
def _glued(word: str) -> tuple[Fact, ...]:
    """Facts in a word that runs several together: "bluray1080p", "ddp5", "repack2", "NLsubs"."""
    if found := _GLUED_RESOLUTION.fullmatch(word):
        facts = [Fact(Kind.RESOLUTION, int(found["r"]))]
        for side in (found["a"], found["b"], found["c"]):
            if side and (more := _SINGLE.get(side)):
                facts.append(Fact(more.kind, more.value))
        return tuple(facts)
    if found := _SIZE.fullmatch(word):
        height, width = int(found["h"]), int(found["w"])
        return (Fact(Kind.RESOLUTION, height if height in _HEIGHTS else _WIDTHS.get(width, height)),)
    if (found := _GLUED_AUDIO.fullmatch(word)) and (more := _SINGLE.get(found["a"])):
        return (Fact(more.kind, more.value), Fact(Kind.CHANNELS, int(found["c"] or 0)))
    if found := _GLUED_PROPER.fullmatch(word):
        return (Fact(Kind.PROPER, int(found["n"])),)
    if found := _GLUED_VERSION.fullmatch(word):
        return (Fact(Kind.VERSION, int(found["n"])),)
    if tag := languages.subtitles(word):
        return (Fact(Kind.SUBTITLES, tag),)
    if tag := languages.dubbed(word):
        return (Fact(Kind.LANGUAGE, tag),)
    return ()


_LOW_CHANNELS = ("0", "1", "2")


def _channels(front: int, low: str) -> int:
    """All channels of "DD5.1", which falls into the words "dd5" and "1"."""
    return front + (int(low) if low in _LOW_CHANNELS else 0)


def scan(words: list[str], text: str, starts: list[int], ends: list[int], first: int) -> list[Marker]:
    """Every fact from word `first` on, those left out that their neighbours do not bear out."""
    markers: list[Marker] = []
    place, count = first, len(words)
    while place < count:
        word = words[place]
        size = 1
        fact: Fact | None = None
        for rest, phrase in _PHRASES.get(word, ()):
            if words[place + 1 : place + 1 + len(rest)] == rest:
                fact, size = phrase, 1 + len(rest)
                break
        if fact is None:
            fact = _SINGLE.get(word)
        if fact is None:
            glued = _glued(word)
            if len(glued) == 2 and glued[1].kind is Kind.CHANNELS:
                low = words[place + 1] if place + 1 < count else ""
                size += low in _LOW_CHANNELS
                glued = (glued[0], Fact(Kind.CHANNELS, _channels(int(glued[1].value), low)))
            markers.extend(Marker(place, place + size, each) for each in glued)
        elif fact.trust is not Trust.CAPITALS or text[starts[place] : ends[place]].isupper():
            markers.append(Marker(place, place + size, fact))
        place += size
    return _borne_out(markers, text, starts, ends)


def _borne_out(markers: list[Marker], text: str, starts: list[int], ends: list[int]) -> list[Marker]:
    kept: list[Marker] = []
    begin = 0
    for index, marker in enumerate(markers):
        if index + 1 < len(markers) and markers[index + 1].first <= marker.last:
            continue
        run = _without_group(markers[begin : index + 1], text, starts)
        begin = index + 1
        if not run:
            continue
        best = max(each.fact.trust for each in run)
        if best is Trust.SURE or _set_apart(run, best, text, starts, ends):
            kept.extend(run)
    return kept


def _without_group(run: list[Marker], text: str, starts: list[int]) -> list[Marker]:
    """Drops a language at the end that stands where a group does: "MP4-BEN THE MEN", but not "ITA-ENG"."""
    for place in range(len(run) - 1, 0, -1):
        if run[place].fact.trust > Trust.WEAK or run[place].fact.kind is not Kind.LANGUAGE:
            break
        dash = text[starts[run[place].first] - 1] == "-"
        if dash and run[place - 1].fact.kind not in (Kind.LANGUAGE, Kind.SUBS):
            return run[:place]
    return run


def _set_apart(run: list[Marker], best: Trust, text: str, starts: list[int], ends: list[int]) -> bool:
    """Whether words that may be meant otherwise fill a bracket, or name a language at the very end."""
    start, end = starts[run[0].first], ends[run[-1].last - 1]
    boxed = text[max(0, start - 1) : start] in ("[", "(") and text[end : end + 1] in ("]", ")")
    if best is Trust.NAME:
        return boxed or end == len(text) or text[end] in "])" or text[max(0, start - 1)] in "[("
    return boxed


@dataclass(slots=True)
class Quality:
    """The markers of one name, summed up."""

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


def summarise(markers: list[Marker], low: str) -> Quality:
    """Adds up the markers. Where two speak of the same, the surer and then the earlier one counts."""
    quality = Quality()
    trusts: dict[Kind, int] = {}
    for place, marker in enumerate(markers):
        kind, value, trust = marker.fact.kind, marker.fact.value, int(marker.fact.trust)
        match kind:
            case Kind.RESOLUTION | Kind.SOURCE | Kind.CODEC | Kind.DEPTH | Kind.NETWORK | Kind.CHANNELS:
                if value and trust > trusts.get(kind, -1):
                    trusts[kind] = trust
                    setattr(quality, _FIELDS[kind], value)
            case Kind.HDR | Kind.AUDIO:
                found = quality.hdr if kind is Kind.HDR else quality.audio
                if value not in found:
                    found.append(str(value))
            case Kind.REMUX | Kind.ATMOS | Kind.MULTI | Kind.EXTRAS:
                setattr(quality, _FLAGS[kind], True)
            case Kind.PROPER:
                quality.proper += int(value)
            case Kind.VERSION:
                quality.version = int(value)
            case Kind.LANGUAGE | Kind.SUBTITLES:
                _add_language(quality, markers, place)
            case _:
                pass
    if quality.remux and quality.source is None:
        quality.source = Source.BLURAY
    if not low.isascii() and languages.chinese_subtitles(low) and "zh" not in quality.subtitle_languages:
        quality.subtitle_languages.append("zh")
    return quality


_FIELDS = {
    Kind.RESOLUTION: "resolution",
    Kind.SOURCE: "source",
    Kind.CODEC: "codec",
    Kind.DEPTH: "bit_depth",
    Kind.NETWORK: "network",
    Kind.CHANNELS: "channels",
}
_FLAGS = {Kind.REMUX: "remux", Kind.ATMOS: "atmos", Kind.MULTI: "multi_audio", Kind.EXTRAS: "extras"}


def _add_language(quality: Quality, markers: list[Marker], place: int) -> None:
    """Files a language under voices or subtitles: "Ger.Eng.Sub" and "SUB ITA-ENG" are subtitles."""
    fact = markers[place].fact
    written = fact.kind is Kind.SUBTITLES or _after_subs(markers, place) or _before_subs(markers, place)
    found = quality.subtitle_languages if written else quality.languages
    if fact.value not in found:
        found.append(str(fact.value))


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
            return markers[place].fact.kind is Kind.SUBS and not follows
    return False
