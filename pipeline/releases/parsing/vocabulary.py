"""The words of release names and what each says, as one table.

Sources of the words: the scene's rules (https://scenerules.org), the streaming services' marks that web releases carry,
and fansubs' habits. A word is believed on its own (`sure`), or only beside a sure word (`weak`), and then some only in
capitals (`caps`). A language in full (`name`) also counts alone in brackets or at the very end.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum, auto

from pipeline.releases.parsing import languages


class Source(StrEnum):
    """Where the picture was taken from."""

    CAM = "cam"  # filmed in a cinema, or a screener
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
    NAME = 2
    WEAK = 1
    CAPS = 0
    PAIR = -1  # in capitals and beside another language


@dataclass(frozen=True, slots=True)
class Fact:
    kind: Kind
    value: str | int = ""
    trust: Trust = Trust.SURE


# kind | value | trust | words; a later row adds to what an earlier one says about the same word.
_ROWS = """
source|cam|sure|camrip, hdcam, telesync, hdts, telecine, hdtc, dvdscr, screener, workprint
source|dvd|sure|dvdrip, dvd rip, dvdr, dvd r, dvd5, dvd9, dvdmux, dvd mux, dvdremux, dvd remux, xvidvd, dvdivx, sd dvd
source|dvd|name|dvd
source|hdtv|sure|hdtv, hd tv, sdtv, sd tv, pdtv, dsr, dsrip, ds rip, tvrip, tv rip, satrip, sat rip, dvb, dvbrip, dtv
source|hdtv|sure|dvb rip, dthrip, dth rip, dtvrip, hdtvrip, hdtv rip, tvhdrip, ahdtv, uhdtv, uhd tv, dttv, dttvrip, iptv
source|hdtv|weak|ppv
source|hdtv|sure|iptvrip, ppvrip, vhsrip, vhs rip, hdtvmux, tvcap, rawhd, raw hd, digitaltv, htdv
source|webdl|sure|webdl, web dl, webdlmux, web dlmux, webhd, web hd, hdweb, hd web, ituneshd, amazonhd, amazonuhd
source|webdl|sure|netflixhd, netflixuhd, hbomaxhd, hmaxhd, disneyhd, appletvhd, web uhd, uhd web, webuhd
source|webdl|weak|web
source|webrip|sure|webrip, web rip, webmux, web mux, webcap, web cap, web dlrip, webdlrip, web dl rip, webdl rip
source|webrip|sure|hdrip, hd rip
source|bluray|sure|bluray, blu ray, bdrip, bd rip, bdrips, brrip, br rip, bdmux, bd mux, bdremux, bd remux, bdmv, bd25
source|bluray|sure|bd50, bd66, bd100, hddvd, hd dvd, hddvdrip, hd dvdrip, mbluray, bdiso, brdisk, br disk, uhdbd, uhd bd
source|bluray|sure|uhdbdrip, uhd bdrip, bdlight, blurayrip, bluray rip, blu rayrip, uhd2bd, hdbrrip, microhd
source|bluray|sure|bluraymux, bluraydisc, blurayremux, uhdremux, uhd remux, uhdbdremux, bdrom
source|bluray|weak|bd
remux||sure|remux, bdremux, bd remux, dvdremux, dvd remux, uhdremux, uhd remux, blurayremux, uhdbdremux
resolution|2160|sure|4k
resolution|2160|weak|uhd, 2160
resolution|1440|weak|qhd
resolution|1080|weak|fhd, fullhd, full hd, 1080
resolution|720|weak|720
codec|h264|sure|x264, h264, h 264, x 264, avc, mpeg4 avc, h264avc
codec|hevc|sure|x265, h265, h 265, x 265, hevc
codec|vvc|sure|x266, h266, h 266, vvc
codec|av1|sure|av1
codec|vp9|sure|vp9
codec|mpeg2video|sure|mpeg2, mpeg 2, h262, h 262
codec|vc1|sure|vc1, vc 1
codec|mpeg4|sure|xvid, divx, x vid, div x, divx5, 3ivx, dvdivx, xvidvd
depth|8|sure|8bit, 8 bit, 8bits, 8 bits, hi8p
depth|10|sure|10bit, 10 bit, 10bits, 10 bits, hi10p, hi10, hi 10p, 10b, main10, yuv420p10
depth|12|sure|12bit, 12 bit, 12bits
hdr|hdr10|sure|hdr10, pq10
hdr|hdr10|weak|hdr, pq
hdr|hdr10plus|sure|hdr10+, hdr10plus, hdr10p, hdr+, hdrplus
hdr|hlg|sure|hlg, hlg10
hdr|dolby-vision|sure|dovi, dolby vision, dolbyvision, dvhdr, dvp5, dvp7, dvp8
hdr|dolby-vision|weak|dv
hdr|hdr10|sure|dvhdr
audio|aac|sure|aac, heaac, he aac, qaac
audio|ac3|sure|ac3, dolby digital, ac3d
audio|ac3|weak|dd
audio|eac3|sure|eac3d
audio|eac3|sure|eac3, e ac3, e ac 3, ddp, dd+, ddplus, ddpa, dolby digital plus
audio|dts|sure|dts
audio|dts-es|sure|dts es, dtses
audio|dts-hd-ma|sure|dts hd ma, dtshd ma, dts ma, dtsma, dtshdma, dts hdma
audio|dts-hd-hra|sure|dts hd hra, dts hd hr, dts hdhra, dtshd hra, dts hr, dtshr, dts hra, dts hd, dtshd
audio|dts-x|sure|dts x, dtsx
audio|truehd|sure|truehd, true hd, thd
audio|flac|sure|flac, flac24
audio|opus|weak|opus
audio|vorbis|sure|vorbis
audio|mp3|sure|mp3
audio|mp2|sure|mp2, mpa
audio|pcm|sure|pcm, lpcm
atmos||sure|atmos, ddpatmos, ddpa, ddatmos
channels|2|sure|2ch, 2 ch, stereo
channels|6|sure|6ch, 6 ch
channels|8|sure|8ch, 8 ch
proper|1|sure|repack, rerip, proper
proper|1|caps|real
subs||sure|sub, subs, subbed, subtitles, subtitle, softsub, softsubs, hardsub, hardsubs, hardsubbed, hardcoded, esub
subs||sure|titulky, altyazi, altyazı, altyazılı, altyazili
subs||sure|esubs, subtitulado, subtitulos, sottotitoli, napisy, untertitel, legendas, sous titres
subs|multi|sure|msub, msubs, multisub, multisubs, multi sub, multi subs, multiple subtitle, multiple subtitles
subs||caps|hc
subs||weak|srt, pgs
subtitles|zh|sure|chs, cht, big5, jpsc, jptc
subtitles|zh|weak|gb
dub||sure|dubbed, dubbing, lektor
dub||weak|dub
dub|es|sure|doblado, doblaje, doblada
dub|fr|sure|doublé, doublée
dub|cs|sure|dabing, dabovane, dabované, dabováno
dub|tr|sure|dublaj, dublajlı, dublajli
dub|ro|sure|dublat
dub|hu|sure|szinkron, szinkronos, szinkronnal, szinkronizált
dub|it|sure|doppiato, doppiaggio
dub|el|sure|μεταγλωττισμένο, μεταγλωττισμενο, μεταγλωττισμένη, μεταγλωττισμενη
dub|ru|sure|дубляж, дублированный, дублировано, озвучка, озвучено, многоголосый, двухголосый, одноголосый, закадровый
dub|uk|sure|дубльований, дубльовано, озвучення, багатоголосий, двоголосий, одноголосий
dub|bg|sure|бг аудио, дублаж
dub|ar|sure|مدبلج, مدبلجة
dub|fa|sure|دوبله
dub|he|sure|מדובב, מדובבת
dub|th|sure|พากย ไทย, เส ยงไทย, เส ยง ไทย
dub|vi|sure|thuyết minh, lồng tiếng, thuyet minh, long tieng
dub|ko|sure|더빙, 더빙판, 우리말더빙
dub|ja|sure|吹替, 吹替版, 吹き替え, 吹替え, 日本語吹替
dub|zh|sure|国配, 國配, 中配, 台配, 国语配音, 國語配音, 中文配音
multi||sure|dual audio, multi audio, audio dual, audio multi, triple audio, dualaudio, multiaudio
multi||sure|tri audio, quad audio
multi||sure|multi3, multi4, multi5, german dl, german ml, ger dl, german dubbed dl
multi||weak|multi, dual
multi||caps|dl, ml
language|de|sure|ger dub, ger dl, german dl, german ml, german dubbed dl, swiss german
language|pl|sure|pl lek, lek pl, dub pl, pl dub, lektor pl, pl lektor, lekpl, pllek, polski dubbing, dubbing pl
language|pt-BR|sure|pt br, por br, port br
language|es-419|sure|dual lat
language|es-419|sure|spa la, spa lat, espanol latino, español latino, latin spanish, spanish latino
language|fr|sure|true french
language|fi|caps|fin
extras||sure|xxx parody, porn parody, drama cd, bonus disc, bonus disk, bonus dvd, bonus features, bonus material
extras||sure|extras, subpack, sub pack, subs only, subtitles only, featurettes, nfofix, dirfix, samplefix, subfix
extras||weak|behind the scenes, deleted scene, deleted scenes, making of, gag reel, blooper reel, bloopers, sneak peek
extras||weak|inside the episode, behind the episode, inside look, cast interview, cast interviews, table read
extras||weak|deleted and extended scenes, extra scenes, unaired scenes, after show, aftershow, alternate ending
extras||weak|extended interview, extended interviews, full interview, monologue only, opening monologue
extras||weak|best moments
extras||weak|bonus, soundtrack, ost, sample, featurette
network|amazon|sure|amzn
network|netflix|sure|nflx
network|netflix|caps|nf
network|netflix|weak|netflix
network|disney-plus|caps|dsnp, dsny
network|max|caps|hmax, max, hbo
network|hulu|caps|hulu
network|apple-tv-plus|caps|atvp, aptv
network|paramount-plus|caps|pmtp
network|peacock|caps|pcok
network|crunchyroll|caps|cr
network|bbc-iplayer|caps|ip, iplayer
network|itv|caps|itv
network|channel-4|caps|all4, 4od
network|itunes|caps|it
network|crave|caps|crav
network|starz|caps|stz
network|showtime|caps|sho
network|youtube|caps|red
network|comedy-central|caps|cc
network|funimation|caps|funi
network|hidive|caps|hidive
network|stan|caps|stan
network|movistar-plus|caps|m+
network|bilibili|weak|bilibili, b global, bili
network|bahamut|weak|baha
network|movies-anywhere|caps|ma
network|skyshowtime|caps|skst
network|viaplay|caps|viap
network|plex|caps|plex
network|directv|caps|dp
network|roku|caps|roku
network|cbs|caps|cbs
network|bbc|caps|bbc
network|nbc|caps|nbc
network|amc|caps|amc
network|pbs|caps|pbs
other||weak|final
other||sure|readnfo, read nfo, unrated, uncensored, remastered, open matte, ntsc, hsbs, sbs, 60fps, 50fps, 30fps, 25fps
other||sure|24fps, mp4, hdlight, 4klight, ds4k, reencode, re encode, untouched, upscaled, multiangle
other||sure|nuked, ws, sdr
other||sure|directors cut, ai upscale, web series, oar
other||weak|internal, uncut, complete, completa, completo, complet, integrale, retail, hybrid, convert
other||weak|limited, extended
other||weak|audio, video, hd, sd, hi, tv, end, pack, multiple, raw, 3d, dc, hq, lq, pal, anime, batch, ova
other||weak|oad, ona, encode
other||weak|imax, criterion, proof, fs, itouch, ipod, psp, intern, nordic, fastsub, mkv, avi, full, recut, stv
other||caps|ld, md
"""


def _value(kind: str, value: str) -> str | int:
    if kind == "source":
        return Source(value)
    return int(value) if value.isdigit() else value


def _table() -> dict[tuple[str, ...], tuple[Fact, ...]]:
    table: dict[tuple[str, ...], tuple[Fact, ...]] = {}
    for row in _ROWS.strip().splitlines():
        kind, value, trust, words = row.split("|")
        fact = Fact(Kind[kind.upper()], _value(kind, value), Trust[trust.upper()])
        for word in words.split(", "):
            key = tuple(word.split())
            table[key] = (*table.get(key, ()), fact)
    for front in range(1, 8):
        for low in range(3):
            every = front + low
            table[str(front), str(low)] = (Fact(Kind.CHANNELS, every, Trust.WEAK),)
            table[str(front), f"{low}ch"] = table[(f"{front}{low}ch",)] = (Fact(Kind.CHANNELS, every),)
    _add_languages(table)
    return table


# Marks that nobody uses for anything but a voice's language.
_SURE_VOICES = ("vff", "vfq", "vfi", "vf2", "vof", "truefrench", "videomann", "dublado", "latino", "castellano")


def _add_languages(table: dict[tuple[str, ...], tuple[Fact, ...]]) -> None:
    for words, trust in ((languages.NAMES, Trust.NAME), (languages.CODES, Trust.WEAK), (languages.SHORT, Trust.CAPS)):
        for word, tag in words.items():
            sure = Trust.SURE if word in _SURE_VOICES else trust
            key = (word.lower(),)
            table[key] = (*table.get(key, ()), Fact(Kind.LANGUAGE, tag, sure))
    for tag in {*languages.NAMES.values()}:
        if len(tag) == 2:
            table.setdefault((tag,), (Fact(Kind.LANGUAGE, tag, Trust.PAIR),))


_TABLE = _table()

SINGLE: dict[str, tuple[Fact, ...]] = {key[0]: facts for key, facts in _TABLE.items() if len(key) == 1}
"""Facts of a word on its own."""

IN_CAPITALS = frozenset(word for word, facts in SINGLE.items() if any(fact.trust <= Trust.CAPS for fact in facts))
"""Words of which not all facts count in small letters."""

Phrases = dict[str, list[tuple[list[str], tuple[Fact, ...]]]]
"""By second word: the words that must follow the first and their facts, the longest phrase first."""

PHRASES: dict[str, Phrases] = {}
"""By first word."""

for _key in sorted((key for key in _TABLE if len(key) > 1), key=len, reverse=True):
    PHRASES.setdefault(_key[0], {}).setdefault(_key[1], []).append((list(_key[1:]), _TABLE[_key]))
