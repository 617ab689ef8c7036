"""Brings a release's name into the shape the other readers expect, and finds names that say nothing.

Pure text. Every pattern here runs in time proportional to the name, which is cut to `LONGEST` characters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from re import Match

LONGEST = 300  # characters; the longest file name of common file systems is 255 bytes

_SUFFIXES = frozenset((
    "mkv", "mp4", "avi", "m4v", "mov", "m2ts", "mts", "ts", "webm", "wmv", "mpg", "mpeg", "flv", "f4v", "ogm", "ogv",
    "divx", "rmvb", "rm", "asf", "3gp", "vob", "iso", "img", "strm", "wtv", "dvr-ms", "nzb", "torrent", "rar", "zip",
    "7z", "par2", "sfv", "nfo", "srt", "ass", "ssa", "sub", "idx", "vtt", "smi",
    *(f"r{volume:02}" for volume in range(100)),
))  # fmt: skip
_TLD = (
    r"(?:com|net|org|info|biz|tv|to|me|cc|io|in|co|eu|uk|us|de|fr|pl|hu|it|es|nl|ru|ua|se|no|dk|fi|cz|sk|ro|bg|gr|pt"
    r"|br|mx|ar|cl|ca|au|nz|ch|at|be|jp|cn|tw|hk|kr|vip|xyz|site|club|top|pro|bz|is|li|ws|la|ms|sx|re|tf|st|ag|ac|gov"
    r"|edu|online|link|live|wtf|ninja|movie|movies|download|pw|ovh|world|fun|icu|ph|vn|th|id|il|tr|lol|mobi|name)"
)
_SITE = rf"(?:https?://)?(?:www\.)?[a-z0-9][a-z0-9-]{{0,60}}(?:\.[a-z0-9-]{{1,40}}){{0,3}}\.{_TLD}"
_SITE_FIRST = re.compile(
    rf"^\s*(?:[\[{{(]\s*(?P<boxed>{_SITE})\s*[\]}})]\s*(?:-+\s*|\.(?=\w))?"
    rf"|www\.[a-z0-9][a-z0-9-]{{0,60}}(?:\.[a-z0-9-]{{1,20}}){{1,3}}(?:\s+-*\s*|\s*-+\s*)"
    rf"|{_SITE}\s+-+\s+)",
    re.IGNORECASE,
)
# Indexers and reposters sign what they pass on. Their marks say nothing about who made the release.
_PASSED_ON = frozenset((
    "eztv", "eztvx", "rarbg", "rartv", "ettv", "ethd", "tgx", "glotorrents", "glodls", "publichd", "1337x", "btn",
    "ptp", "private", "n1c", "mkvonly", "prt", "newpct", "rutracker", "rutor", "nnmclub", "kinozal", "toloka",
    "hurtom", "megusta.to", "yts", "torrentday", "ion10.org", "sev.to",
))  # fmt: skip
_REPOSTERS = (
    "postbot", "xpost", "4p", "4planet", "obfuscated", "obfuscation", "nzbgeek", "asrequested", "buymore", "chamele0n",
    "alternativetorequested", "gerov", "inc0gnito", "scrambled", "whiterev", "repost", "poster", "captcha", "nzb",
    "thumb", "thumbs", "rp", "pre", "unpacked", "fixed.nzb", "z0ne", "wrteam", "repackpost", "sample", "proof",
)  # fmt: skip
_MARKS = frozenset((*(f"-{reposter}" for reposter in _REPOSTERS), " eztv", " rartv", " rarbg", " ettv"))
_SITE_ALONE = re.compile(_SITE, re.IGNORECASE)
_NUMBER_TAGS = re.compile(r"^\s*(?:\[\w{6,20}\]\s*)?\[\d{4,9}\]\s*(?=[^\s\[\-])")

# A name turned around keeps an intact resolution or episode code, read backwards.
_BACKWARDS = re.compile(
    r"p(?<![^ ._-]p)(?:027|0801|0612|084|675)(?=[ ._-]|$)"
    r"|e(?<=\de)(?:(?<![^ ._-]\de)|(?<![^ ._-]\d\de)|(?<![^ ._-]\d\d\de))\d{2,4}s(?=[ ._-]|$)"
)
_FORWARDS = re.compile(r"s\d{1,4}[ ._-]?e\d|\d(?:720|1080|2160)p")

_WINDOWS_PATH = re.compile(r"^(?:[a-z]:[\\/]|\\\\)", re.IGNORECASE)
_MARKED = re.compile(
    r"s\d{1,4}[ ._]?e\d|season.{1,6}episode|\d{1,2}x\d\d|(?:19|20)\d\d[._-]\d\d[._-]\d\d", re.IGNORECASE
)

_HEXADECIMAL = re.compile(r"[0-9a-f]{16,}", re.IGNORECASE)
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
# The beginning of a word is told apart, so that a search looks at each word once.
_OPAQUE = re.compile(r"[A-Za-z0-9](?<![A-Za-z0-9].)[A-Za-z0-9]{17,}")
_CLEAR = re.compile(r"s\d\d\d?e\d\d|\d{3,4}p", re.IGNORECASE)
_TURNS = re.compile(r"(?<=[a-z])(?=[0-9])|(?<=[0-9])(?=[A-Za-z])|(?<=[A-Z])(?=[0-9])|(?<=[a-z])(?=[A-Z])")

_WIDE = str.maketrans("【】（）［］｛｝〔〕「」『』０１２３４５６７８９–—～〜＃", "[]()[]{}[][][]0123456789--~~#")
_WIDE_SIGN = re.compile(f"[{''.join(map(chr, _WIDE))}]")
_CROSS_SIGN = re.compile(r"[×хХ](?<=\d.)(?=\d)")  # the sign, and the Cyrillic letter that looks like an x
# A code typed on another keyboard: Cyrillic С and Е, Greek Κ (κύκλος, season) and Ε look like or stand for S and E.
_CODE_ALIKE = re.compile(r"[сСκΚsS](?<![^\W_].)\d{1,2}[ ._]?[еЕэЭεΕ](?=\d)")
_AS_CODE = str.maketrans("сСκΚеЕэЭεΕ", "sSsSeEeEeE")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_PLAIN = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789")
_SPACED = bytes(char if char in _PLAIN else ord(" ") for char in range(256))
_BEFORE_CODEC = r"(?:(?!(?<=[a-z])[xh]26[456](?![^\W_]))[^\W_])"  # one letter
_PARTED_WORD = re.compile(rf"[^\W_]{_BEFORE_CODEC}*(?:['’][^\W_]+)?")
_REST_OF_WORD = re.compile(rf"(?<=[^\W_])['’]?{_BEFORE_CODEC}+(?:['’][^\W_]+)?")
_GLUED_CODEC = re.compile(r"26(?<=[a-z][xh]26)[456](?![^\W_])")  # its first letter stands before


@dataclass(slots=True)
class Text:
    """A name ready for reading: without path, suffix, and the marks of sites that passed it on."""

    text: str
    low: str  # lower case, of the same length
    site: str = ""  # in brackets before the name: mostly a web site, sometimes a group named like one


def folders(name: str) -> list[str]:
    """The parts of a path, or the name alone: a slash also parts two titles ("Title / Otro título")."""
    name = name.strip()
    if name[1:2] in (":", "\\") and _WINDOWS_PATH.match(name):
        return _windows_folders(name)
    if "/" in name and (name.startswith("/") or _is_relative_path(name)):
        return [part for part in name.split("/") if part.strip()] or [name]
    return [name]


def _windows_folders(name: str) -> list[str]:
    """Without the drive's or the machine's name."""
    return [part for part in re.split(r"[\\/]+", name) if part][1:] or [name]


def _is_relative_path(name: str) -> bool:
    first = name.index("/")
    inside = any(name[:first].count(opens) > name[:first].count(closes) for opens, closes in ("[]", "()"))
    return not inside and " / " not in name and _without_extension(name) != name


@lru_cache(maxsize=2)  # a name is looked at twice in a row where titles are known
def prepare(name: str) -> Text:
    """Cleans one name, which is no path."""
    text = name[:LONGEST]
    if not text.isascii():
        text = _in_plain_signs(text)
    if "\n" in text or "\t" in text:
        text = text.split("\n", 1)[0].replace("\t", " ") if text.strip() else ""
    if " / TV / " in text:  # some trackers append category, lines and size
        text = text.partition(" / TV / ")[0]
    text = forwards(_without_extension(text.strip()))
    if '"' in text:
        text = _unquote(text)
    if "_" in text:
        text = _spaced(text)
    text, site = _without_sites(text)
    low = text.lower()
    if len(low) != len(text):
        low = _lower_of_same_length(text)
    return Text(text, low, site)


def _spaced(text: str) -> str:
    """With spaces where underscores stand for them, and not just in a group's name."""
    return text.replace("_", " ") if " " not in text and text.count("_") > max(2, text.count(".")) else text


def _in_plain_signs(text: str) -> str:
    """With the plain forms of brackets, digits and letters that look like them."""
    if _WIDE_SIGN.search(text):
        text = text.translate(_WIDE)
    return _CODE_ALIKE.sub(_in_latin, _CROSS_SIGN.sub("x", text))


def _in_latin(code: Match[str]) -> str:
    return code[0].translate(_AS_CODE)


def _lower_of_same_length(text: str) -> str:
    """In lower case, but for letters such as "İ" that become two characters."""
    return "".join(small if len(small := char.lower()) == 1 else char for char in text)


def _without_extension(text: str) -> str:
    name, dot, suffix = text.rpartition(".")
    return name.rstrip() if dot and suffix.lower() in _SUFFIXES else text


_MIRRORED = str.maketrans("()[]{}", ")(][}{")


def forwards(text: str) -> str:
    """A name that was written backwards, turned around."""
    low = text.lower()
    if "s0" in low or "s1" in low:  # most names tell a season
        return text
    backwards = _BACKWARDS.search(low) and not _FORWARDS.search(low)
    return text[::-1].translate(_MIRRORED) if backwards else text


def words_of(low: str) -> list[str]:
    """The words of a lower-case name."""
    if low.isascii() and "'" not in low:  # a fifth of the time that the pattern takes
        return low.encode().translate(_SPACED).decode().split()
    return _WORD.findall(low)


def words_at(low: str, begin: int = 0) -> tuple[list[str], list[int]]:
    """The words of a lower-case name that start at `begin` or later, and where each starts: "HDTVx264" is two."""
    if low[begin : begin + 1] not in " ._-" and (cut := _REST_OF_WORD.match(low, begin)):
        begin = cut.end()
    glued = _GLUED_CODEC.search(low, begin)
    words = _PARTED_WORD.findall(low, begin) if glued else words_of(low[begin:])
    starts = []
    for word in words:
        begin = low.find(word, begin)
        starts.append(begin)
        begin += len(word)
    return words, starts


def _unquote(text: str) -> str:
    """Usenet subjects hold the name in quotes, among counters and addresses."""
    for inner in text.split('"')[1::2]:
        if _MARKED.search(inner):
            return _without_extension(inner.strip())
    return text


def _without_sites(text: str) -> tuple[str, str]:
    """The name without the marks of who passed it on, and the site in brackets before it."""
    site = ""
    if text[:1] in "[{(wW" or ". " in text or " - " in text[:40]:
        text, site = _without_front(text)
    return _without_end(text).rstrip(" ._"), site


def _without_front(text: str) -> tuple[str, str]:
    site = ""
    if "." in text and (found := _SITE_FIRST.match(text)):
        site = found["boxed"] or ""
        text = text[found.end() :]
    if text.startswith("[") and (found := _NUMBER_TAGS.match(text)):
        text = text[found.end() :]
    return text, site


def _without_end(text: str) -> str:
    while shorter := _without_mark(text.rstrip()):
        text = shorter
    return text


def _without_mark(text: str) -> str:
    """Without the mark of a site or a reposter at the end; empty where there is none, or nothing else."""
    if text.endswith(("]", ")")):
        return _without_box(text)
    place = max(text.rfind("-"), text.rfind(" "))
    mark = text[place:].lower()
    is_mark = mark in _MARKS or (mark.startswith("-rakuv") and mark[1:].isalnum())
    return text[:place] if is_mark and text[place - 1].isalnum() and place > 0 else ""


def _without_box(text: str) -> str:
    """Without the brackets at the end that hold a mark, or the parenthesis that holds an address."""
    begin = text.rfind("[" if text.endswith("]") else "(")
    inside = text[begin + 1 : -1].strip().lower()
    if text.endswith("]"):
        is_mark = inside in _PASSED_ON or ("." in inside and _SITE_ALONE.fullmatch(inside))
    else:
        is_mark = inside.startswith("www.") and _SITE_ALONE.fullmatch(inside, 4)
    return text[:begin].rstrip(" ._-") if is_mark and begin > 0 else ""


def hidden(text: str) -> bool:
    """Whether the name is a hash or a random string that hides what is inside."""
    if text.count("-") > 3 and _UUID.search(text):
        return True
    for found in _OPAQUE.finditer(text):
        word = found[0]
        if _HEXADECIMAL.fullmatch(word) and any(char.isdigit() for char in word):
            return True
        if not _CLEAR.search(word) and len(_TURNS.findall(word)) >= max(4, len(word) // 6):
            return True
    return False
