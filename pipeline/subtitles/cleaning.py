"""What is filed of a subtitle: plain SRT, without the advertisements that sites and groups put at its ends."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.model import RejectedSubtitle, Subtitle
from pipeline.subtitles.cues import Cue, compose, parse
from pipeline.subtitles.encodings import decode

_MARKS = re.compile(r"</?font[^<>]{0,200}>|\{\\[^{}]{0,200}\}", re.IGNORECASE)  # ASS leftovers that players print
_TAGS = re.compile(r"<[^<>]{0,200}>")

# A site's address as it is written, with its letters together: "It's Amara. Am I right?" is none.
_SITE = re.compile(
    r"""\b(?:opensubtitles|podnapisi|addic7ed|subscene|yify(?:subtitles)?|yts|tvsubtitles|titlovi|napiprojekt
        |napisy24|subtitulamos|gestdown|osdb|amara|subdivx|legendas|feliratok|opensubs|tusubtitulo|subdl|subsource
        |yify-torrents|yifysubs?|subs4free|subs4series|turkcealtyazi|italiansubs|looklive|bsplayer-subtitles|subs(?=\.ro))
        \.(?:org|com|net|to|ag|mx|lt|am|tv|info|pl|eu|hu|link|me|rs|ro)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_LINK = re.compile(r"\b(?:https?://|www\.|[\w-]{2,}\.(?:com|org|net|me|gg|io|tv)/)\S+", re.IGNORECASE)
_ADDRESS = re.compile(rf"\W*{_LINK.pattern}\W*", re.IGNORECASE)
_DOMAIN = re.compile(r"\b[\w-]{2,}\.(?:com|org|net|info|tv|me|io|eu|[a-z]{2})\b(?![.\w])", re.IGNORECASE)
_SLOGAN = re.compile(
    r"""\W*(?: support\s+us\s+and\s+become
        | advertise\s+your\s+product
        | (?:to\s+)?remove\s+all\s+ads
        | (?:please\s+)?rate\s+this\s+subtitle
        | help\s+other\s+users\s+to\s+choose
        | do\s+you\s+want\s+subtitles\s+for\s+any\s+video
        | opensubtitles\s+recommends
        | best\s+watched\s+using\s+open\s+subtitles
        | watch\s+(?:any\s+)?(?:video|movies?|episodes|series)\s+online\s+(?:for\s+free|with)
        | (?:1xbet|22bet|melbet)
        | (?:subtitles?|subs)\s+(?:downloaded|provided)
        )\b""",
    re.IGNORECASE | re.VERBOSE,
)
# What is done to subtitles alone, and what is done to other things, too.
_SUBTITLING = r"(?:subtitles?|subs|captions?|captioned|(?:re-?)?sync(?:ed|hroni[sz]ed)?)"
_OTHER_WORK = (
    r"correct(?:ed|ions?)|fixed|extracted|ripped|transcript|encoded|edited"
    r"|improved|adapted|provided|created|translat\w+"
)
_WORK = rf"(?:(?:{_SUBTITLING}|{_OTHER_WORK})\b\s*)"
_CREDIT = re.compile(rf"\W*{_WORK}(?:(?:(?:and\b|&|,|\+)\s*)?{_WORK})*by\b\S*(?:\s+\S+){{0,8}}", re.IGNORECASE)
_LONGEST = 300  # letters of a line: what is longer is none, and need not be looked through
_NAME = re.compile(r"\W*\S+(?:\s+\S+){0,2}\W*")
# How lines begin that stand beside an advertisement; alone they may be what somebody says.
_BESIDE = re.compile(
    r"""\W*(?: (?:\w+\W+){0,3}(?-i:SDH|HI)\W*$
        | (?:downloaded|subtitles?|subs)\s+(?:from|at)\b | téléchargée?s?\s+(?:sur|de)\b
        | (?:descargad|scaricat|baixad)[ao]s?\s+d[aeo]\b | (?:sync|translation|transcript|timing|corrections?)\s*:
        | watch\s+(?:\w+\s+){0,4}(?:online\b|at$) | acesse\b | movies\s+with\s+the\s+lowest\s+file\s+size\b
        | use\s+the\s+(?:free|promo)\s+code\b | promo\s*code\b
        | (?:join|follow|support)\s+(?:us|me|our)\b | official\s+(?:\w+\s+){1,3}site\b
        | (?:subt[ií]tulos|subtitulad\w+|subtitr\w+|sous-?tit\w+|untertitel|ondertitel\w*
          |titulky|napisy|legendas?|sottotitoli
          |undertekst\w*|undertext\w*|tekstet|titlovi|felirat\w*|altyaz\w+|tekstity\w+|titr\w+|υπότιτλοι|υποτιτλισμ\w+|субтитр\w+
          |כתוביות|phụ\s+đề
          |(?:una\s+)?traduc\w+|tradus|correcci\w+|tradu[çz]\w+|übersetz\w+|verta[ae]l\w*|přeloži\w+|překlad|preklad|tłumacz\w+
          |översätt\w+|oversat\w*|prev(?:od|eo|el|eden)\w*|prijevod|ford[ií]t\w+|çevir\w+|suomenn\w+|μετάφραση|перев\w+|превод\w*
          |перекла\w+|(?:تمت\s+ال)?ترجمة|תרגום|תורגם|סונכרן)\b
        | 本?字幕 | 翻[译譯] | 校[对對] | 자막 | 번역 | คำบรรยาย
        )""",
    re.IGNORECASE | re.VERBOSE,
)
_HANDLE = re.compile(r"@\w{2,}$")
# "Tłumaczenie: Igloo", and below it "Korekta: Rol".
_ROLE = re.compile(r"\W*[^\W\d_]+(?:\s+\w+){0,3}\s*:\s*\S+(?:\s+\S+){0,2}(?<![.?!…])")
# Beside a site's address: "Anuncie su producto aquí", "Lägg din annons här", "Become a VIP member".
_ADVERT = re.compile(
    r"\b(?:advert\w*|anunci\w+|annons\w*|reklam\w*|werb(?:e|ung)\w*|publicit\w*|pubblicit\w*|реклам\w*|VIP)\b",
    re.IGNORECASE,
)
_MARK = re.compile(r"[\[(]\s*\S+\s*[\])]|@\w+|[\w.-]+\.[a-z]{2,4}", re.IGNORECASE)  # "[IScrew]", "@elder_man"


def without_ads(cues: Iterable[Cue]) -> list[Cue]:
    """The cues without those that are nothing but an advertisement. One that also says something stays as it is."""
    return [cue for cue in cues if not _is_ad([_TAGS.sub("", line).strip() for line in cue.text.split("\n")])]


def _is_ad(lines: Sequence[str]) -> bool:
    """Every line advertises, or stands beside one that does as credits do."""
    if any(len(line) > _LONGEST for line in lines):
        return False
    sure = [_advertises(line) or _is_site_of(line, before) for before, line in pairwise(("", *lines))]
    told = any(sure) and all(sure[n] or _goes_along(line, lines[n - 1] if n else "") for n, line in enumerate(lines))
    return told or _are_roles(lines)


def _are_roles(lines: Sequence[str]) -> bool:
    """Nothing but who did what for the subtitles, of at least two."""
    return len(lines) > 1 and any(map(_BESIDE.match, lines)) and all(map(_ROLE.fullmatch, lines))


def _advertises(line: str) -> bool:
    return bool(
        _SITE.search(line)
        or _SLOGAN.match(line)
        or _ADDRESS.fullmatch(line)
        or (_BESIDE.match(line) and _DOMAIN.search(line))
        or (_CREDIT.match(line) and (_LINK.search(line) or _HANDLE.search(line)))
        or (_credits(line) and re.search(rf"\b{_SUBTITLING}\b", line, re.IGNORECASE))
    )


def _is_site_of(line: str, before: str) -> bool:
    """A credit on one line and the address on the next."""
    return bool(_BESIDE.match(before) and _DOMAIN.fullmatch(line.strip("[](){}<>=-~ ")))


def _goes_along(line: str, before: str) -> bool:
    return (
        bool(_BESIDE.match(line) or _MARK.fullmatch(line) or _ADVERT.search(line))
        or _credits(line)
        or _names(before, line)
    )


def _credits(line: str) -> bool:
    return not line.rstrip().endswith(("?", "!", ".")) and bool(_CREDIT.fullmatch(line))


def _names(before: str, line: str) -> bool:
    """ "Subtitles by" on one line and the name on the next."""
    return before.rstrip(" :").lower().endswith(" by") and bool(_NAME.fullmatch(line))


def clean(content: bytes, language: str = "", *, ads: bool = False, frame_rate: float | None = None) -> str:
    """What is filed of a subtitle: valid SRT, as text; without advertisements unless `ads` are to stay. Empty when it
    holds no cue.

    `ads`: of what lies inside a film nothing is left out. `frame_rate`: the film's, for what counts pictures.
    """
    cues = [
        replace(cue, text=_MARKS.sub("", cue.text).replace(r"\h", " ").strip())
        for cue in parse(decode(content, language), frame_rate)
    ]
    kept = [cue for cue in cues if cue.text]
    return compose(kept if ads else without_ads(kept))


def fingerprint(content: bytes, language: str = "") -> str:
    """Tells a subtitle's text and times apart from others', whoever sends it with whatever advertisement."""
    return hashlib.sha256(clean(content, language).encode()).hexdigest()[:32]


def is_rejected(subtitle: Subtitle, rejected: Iterable[RejectedSubtitle]) -> bool:
    """Whether it is one of those, by its provider's id or by what it says."""
    mark = fingerprint(subtitle.content, subtitle.language)
    return any((r.id and (r.provider, r.id) == (subtitle.provider, subtitle.id)) or r.mark == mark for r in rejected)
