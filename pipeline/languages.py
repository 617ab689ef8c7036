"""Languages: the many ways in which files, sites and catalogues write one, as BCP 47 tags, and which serves for which.

BCP 47: https://www.rfc-editor.org/info/bcp47. Deprecated codes, three letters and macrolanguages come from langcodes,
which has them from the IANA registry and CLDR.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

# langcodes is imported where it is used: its tables take 40 ms to load, and many a process asks for no language.

# ISO 639-2's words for "no language in particular", and what CLDR makes of nonsense.
_NONE = frozenset(("und", "mis", "mul", "zxx", "root", "art"))
_PRIVATE = re.compile("q[a-t][a-z]")  # for private use: "qaa" is broadcasters' "original sound"
# CLDR calls Tagalog "fil", which Jellyfin 10.11 shows as no language at all.
_PLAINER = {"fil": "tl"}
# Indonesian is a part of the macrolanguage Malay, but nobody means one by the other.
_APART = frozenset([("id", "ms")])
# What is written in files' names, and is no code of ISO 639, or another language's that nobody means by it:
# https://wiki.bazarr.media/Additional-Configuration/Settings/
_NICKNAMES = {
    "chs": "zh-Hans", "cht": "zh-Hant", "cn": "zh-Hans", "big5": "zh-Hant", "pob": "pt-BR", "ptbr": "pt-BR",
    "jp": "ja", "jap": "ja", "cz": "cs", "dk": "da", "gr": "el", "ua": "uk", "esp": "es", "spl": "es-419",
    "sc": "zh-Hans", "tc": "zh-Hant", "jpsc": "zh-Hans", "jptc": "zh-Hant", "scjp": "zh-Hans", "tcjp": "zh-Hant",
    "vostfr": "fr", "es-la": "es-419", "spa-la": "es-419", "chi-sim": "zh-Hans", "chi-tra": "zh-Hant",
}  # fmt: skip
_CHINESE = {"繁": "zh-Hant", "CHT": "zh-Hant", "简": "zh-Hans", "簡": "zh-Hans", "CHS": "zh-Hans"}
# What trakit does not know, and words of countries that mean one language alone.
_SAID = {
    r"latino(?:am[eé]rica)?|latam": "es-419", r"castilian|castellano": "es-ES", r"flemish|vlaams": "nl-BE",
    r"qu[eé]b[eé]c(?:ois)?": "fr-CA", r"bokm[aå]l": "nb", r"nynorsk": "nn", r"farsi": "fa", r"khmer": "km",
    r"sinhalese": "si", r"(?:serbian|srpski)\W+latin\w*": "sr-Latn",
}  # fmt: skip
# What is said beside a language of its region or script: "Latin American.spa", "Serbian (Latin)", "Simplified.chi".
_VARIETIES = {
    "es": {r"latin(?:[ ._-]?america\w*)?|neutr[oa]l?": "es-419", r"europe\w+|spain|españa|iberian": "es-ES"},
    "pt": {r"bra[sz]il\w*|brasileiro": "pt-BR", r"europe\w+|iberian|portugal": "pt-PT"},
    "fr": {r"canad\w+": "fr-CA"},
    "zh": {r"simp(?:lified)?": "zh-Hans", r"trad(?:itional)?": "zh-Hant"},
    "sr": {r"latin\w*": "sr-Latn", r"cyrillic|[cć]irilica": "sr-Cyrl"},
}
_CLOSE = 30  # langcodes' distance between what looks alike in writing: Danish and Norwegian, Czech and Slovak


@lru_cache(maxsize=4096)
def language_tag(code: str) -> str:
    """The BCP 47 tag of what somebody wrote: "eng" and "EN" are "en", "pt_br" is "pt-BR", "iw" is "he".

    Empty for what names no language: "und", "qaa", nonsense.
    """
    from langcodes import standardize_tag, tag_is_valid

    code = code.strip().replace("_", "-")
    try:
        if not tag_is_valid(code):
            return ""
        tag = standardize_tag(code, macro=True)
    except ValueError:
        return ""
    first, dash, rest = tag.partition("-")
    if first in _NONE or _PRIVATE.fullmatch(first) or not 2 <= len(first) <= 3:
        return ""
    return _PLAINER.get(first, first) + dash + rest


def tag_in_name(word: str) -> str:
    """The BCP 47 tag of a word in a file's name, where people write "cht" and "jap" as well; empty: none."""
    return _NICKNAMES.get(word.lower()) or language_tag(word)


def told_by_name(name: str) -> Mapping[str, Any]:
    """What a track's or a subtitle's name says: its "language", that it is "forced" or for the "hearing_impaired"; by
    trakit (https://github.com/ratoaq2/trakit), which knows no "繁體中文" and no "CHS"."""
    from trakit import trakit  # 4 MB that a quiet day does not need

    told, chinese = dict(trakit(name) or {}), _chinese(name)
    said = _first_in(name, _SAID)
    found = said or variety(language_tag(str(told.get("language", ""))), name) or chinese
    return {**told, "language": found} if found else told


def variety(language: str, name: str) -> str:
    """The language with the region or script that the words beside it tell: of "Latin American.spa" it is "es-419"."""
    return _first_in(name, _VARIETIES.get(language, {})) or language


def _first_in(name: str, words: Mapping[str, str]) -> str:
    return next((tag for form, tag in words.items() if re.search(rf"\b(?:{form})\b", name, re.IGNORECASE)), "")


def _chinese(name: str) -> str:
    """Which Chinese a name speaks of; empty where it is none, or both."""
    found = {tag for sign, tag in _CHINESE.items() if re.search(rf"\b{sign}\b" if sign.isascii() else sign, name)}
    return found.pop() if len(found) == 1 else ""


def alpha3(code: str) -> str:
    """The three letters of ISO 639-2/T that containers have for a language: "deu"; empty: none."""
    from langcodes import Language

    try:
        return Language.get(language_tag(code)).to_alpha3() if language_tag(code) else ""
    except LookupError:  # one that has no three letters of its own
        return ""


def same_language(one: str, two: str) -> bool:
    """Whether a text in one serves who wants the other.

    "en" and "en-GB" do; "pt-BR" and "pt-PT", or "zh-Hans" and "zh-TW" (which is written in zh-Hant), do not.
    """
    from langcodes import Language

    if not same_speech(one, two):
        return False
    a, b = Language.get(language_tag(one)), Language.get(language_tag(two))
    plain = not (a.script or a.territory) or not (b.script or b.territory)
    if plain:
        return True
    if a.maximize().script != b.maximize().script:
        return False
    return not (a.territory and b.territory) or a.territory == b.territory


def same_speech(one: str, two: str) -> bool:
    """Whether a sound in one serves who wants the other: regions and scripts aside, a macrolanguage ("no", "zh") and
    its members ("nb", "cmn", "yue") as one."""
    from langcodes.data_dicts import MACROLANGUAGES

    a, b = (language_tag(code).partition("-")[0] for code in (one, two))
    if not a or not b or (a, b) in _APART or (b, a) in _APART:
        return False
    return a == b or MACROLANGUAGES.get(a) == b or MACROLANGUAGES.get(b) == a


def close_languages(one: str, two: str) -> bool:
    """Whether texts in both look so much alike that a guess may take one for the other.

    CLDR's distance is small, too, where those who speak one understand the other: Ukrainian and Russian. That holds in
    one direction alone.
    """
    from langcodes import tag_distance

    a, b = language_tag(one), language_tag(two)
    return same_speech(a, b) or max(tag_distance(a, b), tag_distance(b, a)) <= _CLOSE


def script_of(code: str) -> str:
    """The script that a language is mostly written in, by its ISO 15924 code: "Latn", "Cyrl"; empty: not known."""
    from langcodes import Language

    tag = language_tag(code)
    return Language.get(tag).maximize().script or "" if tag else ""


def distance(wanted: str, there: str) -> int:
    """How far what is there is from what is wanted: none from "es-MX" to itself, less from "pt" to "pt-BR" than to
    "pt-PT", from "zh-TW" to "zh-Hant" than to "zh"."""
    from langcodes import tag_distance

    return tag_distance(language_tag(wanted), language_tag(there))
