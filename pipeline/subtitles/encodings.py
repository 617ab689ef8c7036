"""What the bytes of a subtitle file say, whatever they were saved as."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from functools import cache

import chardet

from pipeline.languages import language_tag

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What subtitles in a language were saved as before UTF-8: https://encoding.spec.whatwg.org/#names-and-labels and
# https://en.wikipedia.org/wiki/Windows_code_page. A detector that need only choose among these hardly errs.
_CENTRAL = ("cp1250", "iso8859-2", "cp852", "mac-latin2", "cp1252")
_CYRILLIC = ("cp1251", "koi8-r", "koi8-u", "iso8859-5", "cp866", "mac-cyrillic")
_WESTERN = ("cp1252", "iso8859-15", "mac-roman", "cp850")
_BALTIC = ("cp1257", "iso8859-13", "iso8859-4", "cp775", "cp1252")
_BY_LANGUAGE = {
    **dict.fromkeys(("en", "fr", "de", "es", "it", "pt", "nl", "sv", "da", "no", "nb", "nn", "fi", "is"), _WESTERN),
    **dict.fromkeys(("ca", "eu", "gl", "ga", "af"), _WESTERN),
    **dict.fromkeys(("cs", "sk", "pl", "hu", "sl", "hr", "bs", "ro", "sq"), _CENTRAL),
    **dict.fromkeys(("ru", "uk", "be", "bg", "mk"), _CYRILLIC),
    "sr": (*_CENTRAL, *_CYRILLIC),
    **dict.fromkeys(("et", "lv", "lt"), _BALTIC),
    "uk": (*_CYRILLIC, "cp1125"),
    "is": (*_WESTERN, "mac-iceland"),
    "el": ("cp1253", "iso8859-7", "cp737", "mac-greek"),
    "tr": ("cp1254", "iso8859-9", "cp857"),
    "he": ("cp1255", "iso8859-8", "cp862"),
    "ar": ("cp1256", "iso8859-6"),
    "fa": ("cp1256",),
    "vi": ("cp1258",),
    "th": ("tis-620", "cp874"),
    "ja": ("cp932", "shift_jis", "euc-jp", "iso-2022-jp"),
    "ko": ("cp949", "euc-kr", "johab"),
    "zh": ("gb18030", "big5", "big5hkscs"),
}
_SUPERSETS = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "euc_kr": "cp949", "shift_jis": "cp932"}
_UTF8_PIECE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_SEVEN_BIT = re.compile(rb"\x1b\$")  # ISO-2022: no UTF-8 holds this
_HIGH = re.compile(rb"[\x80-\xff]+")
_TORN = re.compile(r"[^\W\d_][\x80-\xa0¡-©«-´¶¸¹»-¿×÷\u2010-\u2018\u201a-\u2030\u20a0-\u2bff\ufffd][^\W\d_]")
_AHEAD = re.compile(r"^[\x80-\xa0¤¦¨¬¯±-´µ¶¸¹×÷][^\W\d_]", re.MULTILINE)  # a line begins with what no line begins with
_WORD = re.compile(r"[^\W\d_]+")
_NEARLY = 0.9  # of the best answer's confidence, from which on another may be the right one
_SAMPLE = 20_000  # bytes of text by which these are told apart
_TWICE = ("cp1252", "latin-1", "cp1250", "cp1251", "cp1253", "cp1254", "cp1256", "cp1257")
_ENOUGH = 8  # letters of a text that was taken for Greek or the like, before that is no chance
_UTF16 = 20  # of so many bytes at least one is a zero: its figures, its line ends
_MANY = 3  # times as many right letters as wrong ones: it is UTF-8 that somebody damaged


def decode(content: bytes, language: str = "") -> str:
    """The text of a subtitle file: by its byte order mark, else UTF-8, else by what its letters look like.

    `language` (BCP 47) narrows down what it may have been saved as. A byte that fits nowhere becomes U+FFFD: one bad
    byte never turns all the others into other letters.
    """
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return content.decode(encoding, "replace").removeprefix("\ufeff")
    if encoding := _utf16_without_mark(content):
        return content.decode(encoding, "replace")
    if not _SEVEN_BIT.search(content) and _mostly_utf8(content):
        return _once(content.decode("utf-8", "replace"))
    return content.decode(_guessed(content, language), "replace").removeprefix("\ufeff")


def _utf16_without_mark(content: bytes) -> str:
    """Which UTF-16 it is; empty: none. Whatever the script, its figures and line ends have zeros on one side."""
    first, second = content[::2].count(0), content[1::2].count(0)
    if max(first, second) * _UTF16 < len(content) or max(first, second) < _MANY * min(first, second):
        return ""
    return "utf-16-be" if first > second else "utf-16-le"


def _once(text: str) -> str:
    """The text of one that somebody took for Windows' letters and saved as UTF-8 again: "trÃ¨s" is "très". Nothing that
    people write is UTF-8 by chance from one end to the other."""
    if text.isascii():
        return text
    return next((once for encoding in _TWICE if (once := _taken_for(encoding, text))), text)


def _taken_for(encoding: str, text: str) -> str:
    """What it says if it was UTF-8 that was read so; empty where it was not."""
    numbers = _numbers(encoding)
    try:
        raw = bytes(numbers[letter] for letter in text)
        once = raw.decode("utf-8")
    except (LookupError, UnicodeError):
        return ""
    few = encoding not in _TWICE[:2] and len(text) - sum(map(str.isascii, text)) < _ENOUGH
    return "" if few else once


@cache
def _numbers(encoding: str) -> Mapping[str, int]:
    """By letter its byte; those that mean nothing are control characters, as browsers have them:
    https://encoding.spec.whatwg.org/#index-windows-1252."""
    return {bytes([number]).decode(encoding, "ignore") or chr(number): number for number in range(256)}


def _mostly_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        left, right = _UTF8_PIECE.subn(b"", content)
        return right >= _MANY * sum(len(found) for found in _HIGH.findall(left))
    return True


def _guessed(content: bytes, language: str) -> str:
    among = _BY_LANGUAGE.get(language_tag(language).partition("-")[0])
    narrowed = _likely(content, among) if among and b"\0" not in content else []
    found = narrowed or _likely(content) or ["cp1252"]
    return min(found, key=lambda name: _odd_words(content[:_SAMPLE].decode(name, "replace")))


def _odd_words(text: str) -> int:
    """How many words nobody writes: with a sign in their midst, as "lu»oučký" has, or in small and large letters, as
    "cherchÚ". What holds for ASCII letters holds whatever the encoding."""
    words = (word for word in _WORD.findall(text) if not word.isascii())
    return (
        len(_TORN.findall(text))
        + len(_AHEAD.findall(text))
        + sum(word not in (word.lower(), word.upper(), word.title()) for word in words)
    )


def _likely(content: bytes, among: tuple[str, ...] | None = None) -> list[str]:
    """chardet's answers that are nearly as likely as its best one, if Python can read them; the wider encoding where
    one contains the other."""
    fallback = among[0] if among else "cp1252"
    told = chardet.detect_all(
        content, include_encodings=among, no_match_encoding=fallback, empty_input_encoding=fallback
    )
    best = max(each["confidence"] for each in told)
    likely = (each["encoding"] for each in told if best and each["confidence"] >= best * _NEARLY)
    return list(dict.fromkeys(name for encoding in likely if encoding and (name := _known(encoding))))


def _known(encoding: str) -> str:
    try:
        name = codecs.lookup(encoding).name
    except LookupError:
        return ""
    return _SUPERSETS.get(name, name)
