"""Subtitles as text: reading what providers send, cleaning it, naming the files, seeing which languages are there.

SRT has no standard; https://docs.fileformat.com/video/srt/ describes what everybody writes. Names of files beside a
video follow https://jellyfin.org/docs/general/server/media/external-files.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.errors import UserError
from pipeline.model import MediaInfo, RejectedSubtitle, StreamKind, Subtitle

MOST_BYTES = 5_000_000  # a subtitle of a whole film is 200 kB at most

_TIME = r"(-?\d{1,3}):(\d{1,2}):(\d{1,2})(?:[,.:](\d{1,6}))?"
_CUE = re.compile(rf"^\s*{_TIME}\s*-{{1,2}}>\s*{_TIME}")
_MARKS = re.compile(r"</?font[^>]{0,200}>|\{\\[^}]{0,200}\}", re.IGNORECASE)  # ASS leftovers that players print
_TAGS = re.compile(r"<[^>]{0,200}>")

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What subtitle editors on Windows wrote before UTF-8, by language: https://en.wikipedia.org/wiki/Windows_code_page.
_LEGACY = {
    **dict.fromkeys(("cs", "sk", "pl", "hu", "sl", "hr", "bs", "ro", "sq"), ("cp1250",)),
    **dict.fromkeys(("ru", "uk", "be", "bg", "mk", "sr"), ("cp1251",)),
    **dict.fromkeys(("et", "lv", "lt"), ("cp1257",)),
    "el": ("cp1253",),
    "tr": ("cp1254",),
    "he": ("cp1255",),
    "ar": ("cp1256",),
    "fa": ("cp1256",),
    "vi": ("cp1258",),
    "th": ("cp874",),
    "ja": ("cp932", "euc_jp"),
    "ko": ("cp949",),
    "zh": ("gb18030", "big5hkscs"),
}

# A line is an advertisement when it holds one of these. Sites and groups put theirs at the start and the end.
_ADS = re.compile(
    r"""
      (?:opensubtitles|podnapisi|addic7ed|subscene|yify|yts|tvsubtitles|titlovi|napiprojekt|subtitulamos|
         gestdown|osdb|amara|subdivx|legendas|feliratok|opensubs|tusubtitulo)\s?\.\s?
         (?:org|com|net|to|ag|mx|lt|am|tv|info|pl|eu|hu|link|me|rs)\b
    | \b(?:www\.|https?://)\S+
    | ^\W*(?:(?:subtitles?|subs|captions?)\s+)?
         (?:subtitles?|subs|captions?|captioned|(?:re)?sync(?:ed|hroni[sz]ed)?|correct(?:ed|ions?)|ripped|transcript)
         (?:\s*(?:and|&|,|\+)\s*(?:correct(?:ed|ions?)|edited|encoded))?\s+by\b
    | ^\W*(?:subtitles?|subs)\s+(?:downloaded|provided)\b
    | \bsupport\s+us\s+and\s+become\b
    | \badvertise\s+your\s+product\b
    | \bremove\s+all\s+ads\b
    | \bplease\s+rate\s+this\s+subtitle\b
    | \bwatch\s+(?:any\s+|online\s+)?(?:movies|episodes|series)\b.{0,40}\b(?:online|free|with)\b
    | \bdownload\s+(?:movies|subtitles)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Cue:
    """A piece of text on the screen, from `start` to `end` (seconds from the beginning of the film)."""

    start: float
    end: float
    text: str


def decode(content: bytes, language: str = "") -> str:
    """The text of a subtitle file: by its byte order mark, else UTF-8, else what its language used to be written in."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return content.decode(encoding, "replace").removeprefix("\ufeff")
    primary = language.lower().split("-")[0]
    for encoding in ("utf-8", *_LEGACY.get(primary, ()), "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def parse(text: str) -> list[Cue]:
    """The cues of an SRT (or simple WebVTT) text, in the order of time.

    Anything that is not a cue is passed over. Reads each line once, so a hostile file costs no more than an honest one.
    """
    cues: list[Cue] = []
    times: tuple[float, float] | None = None
    lines: list[str] = []
    for line in [*text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), "0", "0:0:0,0 --> 0:0:0,0"]:
        found = _CUE.match(line) if "->" in line else None
        if found is None:
            lines.append(line)
            continue
        if times is not None:
            cues += _cue(times, _body(lines))
        times, lines = (_seconds(found.groups()[:4]), _seconds(found.groups()[4:])), []
    return sorted(cues, key=lambda cue: (cue.start, cue.end))


def _body(lines: Sequence[str]) -> list[str]:
    """The lines of a cue, without the next one's number: the figure right before its times."""
    body = lines[:-1] if lines and lines[-1].strip().isdigit() else lines
    return [line.strip() for line in body if line.strip()]


def _cue(times: tuple[float, float], body: Sequence[str]) -> list[Cue]:
    start, end = times
    return [Cue(start, end, "\n".join(body))] if body and end > start >= 0 else []


def _seconds(parts: Sequence[str | None]) -> float:
    hours, minutes, seconds, fraction = parts
    sign = -1 if (hours or "").startswith("-") else 1
    whole = abs(int(hours or 0)) * 3600 + int(minutes or 0) * 60 + int(seconds or 0)
    return sign * (whole * 1000 + int((fraction or "0").ljust(3, "0")[:3])) / 1000


def compose(cues: Iterable[Cue]) -> str:
    """SRT text, numbered from 1."""
    blocks = (
        f"{number}\n{_clock(cue.start)} --> {_clock(cue.end)}\n{cue.text}\n" for number, cue in enumerate(cues, start=1)
    )
    return "\n".join(blocks)


def _clock(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{rest // 1000:02},{rest % 1000:03}"


def without_ads(cues: Iterable[Cue]) -> list[Cue]:
    """The cues without the lines that advertise; a cue of nothing else goes."""
    kept = []
    for cue in cues:
        lines = [line for line in cue.text.split("\n") if not _ADS.search(_TAGS.sub("", line))]
        # "Subtitles by" on one line and the name on the next: what is left of such a pair goes as well.
        if len(lines) < len(cue.text.split("\n")) and len(lines) == 1 and len(lines[0].split()) <= 3:
            lines = []
        if lines:
            kept.append(replace(cue, text="\n".join(lines)))
    return kept


def clean(content: bytes, language: str = "") -> str:
    """What is filed of a subtitle: valid SRT without ads, as text. Empty when it holds no cue."""
    text = decode(content, language)
    cues = [replace(cue, text=_MARKS.sub("", cue.text).replace("\\h", " ").strip()) for cue in parse(text)]
    return compose(without_ads(cue for cue in cues if cue.text))


def fingerprint(content: bytes, language: str = "") -> str:
    """Tells a subtitle's text and times apart from others', whoever sends it with whatever advertisement."""
    return hashlib.sha256(clean(content, language).encode()).hexdigest()[:32]


def is_refused(subtitle: Subtitle, refused: Iterable[RejectedSubtitle]) -> bool:
    """Whether it is one of those, by its provider's id or by what it says."""
    mark = fingerprint(subtitle.content, subtitle.language)
    return any((r.id and (r.provider, r.id) == (subtitle.provider, subtitle.id)) or r.mark == mark for r in refused)


def problem(content: bytes, duration: float, language: str = "") -> str:
    """Why a subtitle cannot be of a film this long (seconds), in a few words; empty when it may be."""
    if len(content) > MOST_BYTES:
        return f"it is {len(content) // 1_000_000} MB"
    cues = parse(decode(content, language))
    if not cues:
        return "it holds no text with times"
    if duration > 0 and cues[-1].start > duration + 60:
        return f"its last line comes {round(cues[-1].start - duration)} seconds after the end"
    return ""


def shift(cues: Iterable[Cue], seconds: float) -> list[Cue]:
    """Everything later by so many seconds (negative: earlier). What would begin before the film begins with it."""
    moved = (Cue(max(0.0, cue.start + seconds), cue.end + seconds, cue.text) for cue in cues)
    return [cue for cue in moved if cue.end > cue.start]


# ------------------------------------------------------------------------------------------------------- file names

_FORCED = frozenset({"forced", "foreign"})
_HEARING = frozenset({"sdh", "cc", "hi"})
_SUFFIXES = (".srt", ".ass", ".ssa", ".vtt", ".sub", ".mks", ".sup")
_PICTURES = (".mks", ".sup", ".idx")
_LANGUAGE = re.compile(r"^[a-z]{2,3}(?:-[a-z0-9]{2,8})*$", re.IGNORECASE)
# ISO 639-2 codes that media files carry, as BCP 47 wants them (it takes the shortest): the common ones.
_SHORT = {
    code: short
    for short, codes in {
        "en": "eng", "es": "spa", "fr": "fra fre", "de": "deu ger", "it": "ita", "pt": "por", "nl": "nld dut",
        "sv": "swe", "no": "nor", "nb": "nob", "nn": "nno", "da": "dan", "fi": "fin", "is": "isl ice", "pl": "pol",
        "cs": "ces cze", "sk": "slk slo", "sl": "slv", "hr": "hrv", "sr": "srp", "bs": "bos", "mk": "mkd mac",
        "bg": "bul", "ro": "ron rum", "hu": "hun", "ru": "rus", "uk": "ukr", "be": "bel", "el": "ell gre", "tr": "tur",
        "he": "heb", "ar": "ara", "fa": "fas per", "hi": "hin", "bn": "ben", "ta": "tam", "te": "tel", "th": "tha",
        "vi": "vie", "id": "ind", "ms": "msa may", "zh": "zho chi", "ja": "jpn", "ko": "kor", "et": "est", "lv": "lav",
        "lt": "lit", "ca": "cat", "eu": "eus baq", "gl": "glg", "sq": "sqi alb", "ga": "gle", "cy": "cym wel",
        "ka": "kat geo", "hy": "hye arm", "ur": "urd", "ml": "mal", "af": "afr", "la": "lat", "eo": "epo",
    }.items()
    for code in codes.split()
}  # fmt: skip


def language_tag(code: str) -> str:
    """A BCP 47 tag from a media file's language: "eng" is "en", "und" and nonsense are empty."""
    code = code.strip().replace("_", "-")
    first, dash, rest = code.lower().partition("-")
    if not _LANGUAGE.match(code) or first in ("und", "mis", "mul", "zxx"):
        return ""
    region = "-".join(part.upper() if len(part) == 2 else part.title() for part in rest.split("-"))
    return _SHORT.get(first, first) + dash + region


def same_language(one: str, two: str) -> bool:
    """Whether a subtitle in one serves who wants the other: "en" and "en-GB" do, "pt-BR" and "pt-PT" do not."""
    a, b = language_tag(one), language_tag(two)
    return bool(a) and (a == b or a.startswith(f"{b}-") or (bool(b) and b.startswith(f"{a}-")))


def sidecar_suffix(
    language: str, *, forced: bool = False, hearing_impaired: bool = False, extension: str = "srt"
) -> str:
    """What follows the video's name in a subtitle's: ".en.srt", ".en.forced.srt", ".en.sdh.srt"."""
    parts = [language, "forced" if forced else "", "sdh" if hearing_impaired else "", extension]
    return "".join(f".{part}" for part in parts if part)


def sidecar_path(
    video: Path, language: str, *, forced: bool = False, hearing_impaired: bool = False, extension: str = "srt"
) -> Path:
    """Where a subtitle of this video goes so that Jellyfin and Kodi find it."""
    if language and not _LANGUAGE.match(language):
        raise UserError(f"“{language}” is no language tag: write en, pt-BR, zh-Hant.")
    suffix = sidecar_suffix(language, forced=forced, hearing_impaired=hearing_impaired, extension=extension)
    return video.with_name(video.stem + suffix)


@dataclass(frozen=True, slots=True)
class Sidecar:
    """A subtitle file beside a video, as its name describes it. `language` is empty where the name does not say."""

    path: Path
    language: str
    forced: bool
    hearing_impaired: bool


def sidecars(video: Path) -> list[Sidecar]:
    """The subtitle files beside a video, by name."""
    if not video.parent.is_dir():
        return []
    found = [_sidecar(video, path) for path in sorted(video.parent.iterdir())]
    return [sidecar for sidecar in found if sidecar is not None]


def _sidecar(video: Path, path: Path) -> Sidecar | None:
    if path.suffix.lower() not in _SUFFIXES or not path.name.startswith(f"{video.stem}."):
        return None
    words = path.name[len(video.stem) + 1 : -len(path.suffix)].lower().split(".")
    flags = {word for word in words if word in _FORCED | _HEARING | {"default"}}
    # "hi" is Hindi when it stands where the language stands: first.
    if words[0] == "hi" and not any(word != "hi" and language_tag(word) for word in words[1:] if word not in flags):
        flags.discard("hi")
    languages = [language_tag(word) for word in words if word not in flags]
    return Sidecar(
        path=path,
        language=next((language for language in reversed(languages) if language), ""),
        forced=bool(flags & _FORCED),
        hearing_impaired=bool(flags & _HEARING),
    )


def missing_languages(
    wanted: Sequence[str], info: MediaInfo | None = None, beside: Iterable[Sidecar] = (), *, forced: bool = False
) -> tuple[str, ...]:
    """Which of the wanted languages have no subtitle yet, embedded or beside the video.

    A forced track translates only the odd foreign line, so it does not count as a subtitle of its language;
    with `forced` it is the other way round, and forced ones are what is looked for.
    """
    there = [s.language for s in beside if s.forced is forced]
    if info is not None:
        there += [s.language for s in info.of(StreamKind.SUBTITLE) if s.forced is forced]
    return tuple(w for w in dict.fromkeys(wanted) if not any(same_language(w, language) for language in there))
