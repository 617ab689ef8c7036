"""The words that release names use for languages, as BCP 47 tags.

Tags come from the IANA registry: https://www.iana.org/assignments/language-subtag-registry
"""

from __future__ import annotations

import re
from functools import lru_cache

# Whole words: hardly ever meant otherwise beside a word about quality.
NAMES: dict[str, str] = {}
# Three letters: also words and names ("cat", "dan", "fin"), so they count only among words about quality.
CODES: dict[str, str] = {}
# Two letters: as above, and only in capitals.
SHORT: dict[str, str] = {}

_TABLE = """
af | afrikaans | afr |
ar | arabic arab arabe عربي | ara |
az | azerbaijani azerbaijan azeri | aze | AZ
be | belarusian | bel | BY
bg | bulgarian bgaudio български | bul | BG
bn | bengali bangla | ben |
bs | bosnian | bos | BS
ca | catalan catala català valencian | cat | CAT
cy | welsh cymraeg | wel cym |
cs | czech cesky česky čeština čeština | cze ces | CZ CS
da | danish dansk | dan | DK
de | german deutsch aleman alemán allemand tedesco videomann swissgerman | ger deu | DE
el | greek ελληνικά | gre ell | GR
en | english ingles inglés anglais inglese englisch англ английский | eng ing | EN
es | spanish espanol español castellano castilian castellana spanisch espagnol | spa esp | ES
es-419 | latino latinspanish | | LAT
et | estonian eesti | est | EE
eu | basque euskera | eus baq |
fa | persian farsi | per fas | FA
fi | finnish suomi | | FI
fr | french truefrench francais français vff vfi vf2 vof frances francés francese französisch | fre fra | FR VF
fr-CA | vfq quebecois québécois | |
ga | irish gaelic | gle |
gl | galician gallego | glg |
he | hebrew עברית | heb |
hi | hindi | hin |
hr | croatian hrvatski | hrv | HR
hu | hungarian magyar | hun | HU
hy | armenian | arm hye |
id | indonesian | ind | ID
is | icelandic | ice isl |
it | italian italiano italien italienisch | ita | IT
ja | japanese japones japonés japonais giapponese 日语 日語 日本語 日音 | jpn jap | JP JA
ka | georgian ქართული | geo kat | KA GE
kk | kazakh қазақша | kaz | KZ KK
kn | kannada | kan |
km | khmer cambodian | khm |
ko | korean coreano coréen 한국어 韩语 韓語 | kor | KR KO
ky | kyrgyz kirghiz | kir |
lb | luxembourgish | ltz |
lo | lao laotian | |
lt | lithuanian lietuviu | lit | LT
lv | latvian latviesu | lav | LV
mk | macedonian | mkd mac | MK
ml | malayalam | mal |
mn | mongolian | mon |
mr | marathi | mar |
ms | malay | msa may |
my | burmese | bur mya |
ne | nepali | nep |
nl | dutch nederlands holandes | dut nld | NL
nl-BE | flemish vlaams | |
no | norwegian norsk | nor | NO
pa | punjabi panjabi | pan |
pl | polish polski lektor | pol | PL
pt | portuguese portugues português | por | PT
pt-BR | brazilian brazil dublado ptbr nacional | bra | BR
rm | romansh romansch rumantsch | roh |
ro | romanian romana română | rum ron rom | RO
ru | russian русский русская rusdub | rus | RU
si | sinhala sinhalese | sin |
sk | slovak slovensky slovakian | slo slk | SK
sl | slovenian slovene | slv | SI
sq | albanian shqip | alb sqi |
sr | serbian srpski | srp scc | RS
sv | swedish svensk svenska | swe | SE SV
ta | tamil | tam |
te | telugu | tel |
th | thai | tha | TH
tl | tagalog filipino | tgl fil |
tr | turkish türkçe turkce | tur | TR
uk | ukrainian українська укр | ukr | UA UK
ur | urdu | urd |
uz | uzbek | uzb | UZ
vi | vietnamese | vie | VN
zh | chinese mandarin putonghua 国语 國語 普通话 中文 双语 | chi zho chn | CN
yue | cantonese 粤语 粵語 | yue |
"""

for _row in _TABLE.strip().splitlines():
    _tag, _names, _codes, _short = (cell.split() for cell in _row.split("|"))
    NAMES.update(dict.fromkeys(_names, _tag[0]))
    CODES.update(dict.fromkeys(_codes, _tag[0]))
    SHORT.update(dict.fromkeys(_short, _tag[0]))

_ANY = {**{key.lower(): tag for key, tag in SHORT.items()}, "jp": "ja", "nl": "nl", "fin": "fi", **CODES, **NAMES}
_GLUED_SUBS = re.compile(
    r"([a-z]{2,10})(?:(?:hard|soft|fan)?sub(?:s|bed|titles?)?|tit(?:ulky)?)|(?:hard|soft|fan)?subs?(?:bed)?([a-z]{2,10})"
)
_GLUED_DUB = re.compile(
    r"([a-z]{2,10})(?:dub(?:bed|bing)?|dab(?:ing)?|lektor)|dub(?:bed|bing)?([a-z]{2,10})|\d{1,2}x([a-z]{3,9})"
)
# "VOSTFR": the original voices with French subtitles.
_ORIGINAL_VOICES = {
    "vostfr": "fr", "vost": "fr", "stfr": "fr", "vosta": "en", "vosten": "en", "vose": "es", "legendado": "pt",
}  # fmt: skip


@lru_cache(maxsize=4096)
def subtitles(word: str) -> str | None:
    """The subtitles' language in a word such as "NLsubs", "SUBFRENCH" or "VOSTFR"."""
    if word in _ORIGINAL_VOICES:
        return _ORIGINAL_VOICES[word]
    if found := _GLUED_SUBS.fullmatch(word):
        return _ANY.get(found[1] or found[2])
    return None


@lru_cache(maxsize=4096)
def dubbed(word: str) -> str | None:
    """The spoken language in a word such as "PLDUB", "HebDub" or "3xUkr"."""
    if found := _GLUED_DUB.fullmatch(word):
        return _ANY.get(found[1] or found[2] or found[3])
    return None


# Chinese release names write their subtitles' language without spaces: "简繁日内封字幕".
_CHINESE_SUBTITLES = re.compile(  # of alternatives whose first letters are plain, so that a search skips to them
    r"ch[st]|big5|简|簡|繁|字幕|中(?:字|文字幕|[日英]?双字)|gb(?:(?<=\bgb)\b|_?(?=mp4))"
)


def chinese_subtitles(low: str) -> bool:
    """Whether a lower-case name announces Chinese subtitles."""
    return _CHINESE_SUBTITLES.search(low) is not None
