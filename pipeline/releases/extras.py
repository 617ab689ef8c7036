"""What comes beside the episodes, in a torrent or a library: samples, extras, and files in folders of their own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from pipeline.releases.file_kinds import parts_of
from pipeline.releases.parsing.names import read
from pipeline.releases.parsing.vocabulary import SINGLE, Kind
from pipeline.releases.parsing.words import words

_EXTRAS = re.compile(
    r"(?:[\w ._'-]{0,30}[ ._-])?(?:samples?|proof|trailers?|teasers?|featurettes?|extras?|bonus(?:es)?|interviews?"
    r"|shorts|deleted[ ._-]scenes|behind[ ._-]the[ ._-]scenes|making[ ._-]of|ncop|nced|creditless|menus?|scans?|ost"
    r"|(?:ncs?|cms?)(?:[ ._]?[&+,][ ._]?pvs?)?|scenes|clips|backdrops|theme[ ._-]music"
    r"|soundtracks?|previews?|pvs?|promos?|gag[ ._-]reels?|bloopers?|other|bonus[ ._-]?(?:disc|features|material)"
    r"|special[ ._-]features|outtakes|webisodes?|minisodes?|music[ ._-]videos?|deleted"
    r"|(?:映像)?特典(?:映像)?|花絮|番外[篇編编]?|бонусы?|дополнительн\w+|интервью)",
    re.IGNORECASE,
)
_SPECIALS = re.compile(
    r"(?:specials?|ovas?|oads?|onas?|sps?|season[ ._-]?0+|s00|movies?|films?|web[ ._-]?series|mini(?:[ ._-]?anime)?"
    r"|petit|gaiden|spin[ ._-]?offs?)",
    re.IGNORECASE,
)
_CODE = re.compile(r"(?<![a-z0-9])s\d{1,4}[ ._-]{0,3}e\d{1,4}|(?<![a-z0-9])\d{1,2}x\d{2,3}(?!\d)", re.IGNORECASE)
SAYS_EXTRA = re.compile(
    r"(?<![a-z0-9])(?:sample|trailer|teaser|featurettes?|interviews?|deleted[ ._-]scenes?|behind[ ._-]the[ ._-]scenes"
    r"|making[ ._-]of|promo|gag[ ._-]reel|bloopers?|bonus|extras|commentar(?:y|ies)|creditless"
    r"|inside[ ._-](?:the[ ._-]episode|look)|storyboards?|animatics?|screen[ ._-]tests?"
    r"|alternat(?:e|ive)[ ._-]endings?|extended[ ._-]scenes?|outtakes?"
    r"|after[ ._-]?show|recap|(?<=\[)nc(?=\]))(?![a-z0-9])",
    re.IGNORECASE,
)
# How Plex and Jellyfin want extras called that lie among the episodes: "Lantern Row S01E02-trailer".
# https://support.plex.tv/articles/local-files-for-trailers-and-extras/ and
# https://jellyfin.org/docs/general/server/media/shows/#file-suffixes. A group may be called as the second half is.
_ENDS_AS_EXTRA = re.compile(
    r"(?<=\S)-(?:(?i:trailer|behindthescenes|deleted(?:scene)?|featurette|interview)|scene|short|clip|other|extra)$"
)
_CALLED = (
    r"(?:official[ ._-])?(?:trailer|teaser|recap|promo|preview|featurettes?|sneak[ ._-]peek|making[ ._-]of"
    r"|behind[ ._-]the[ ._-]scenes|inside[ ._-](?:the[ ._-]episode|look)"
    r"|first[ ._-]look|storyboards?(?:[ ._-]comparison)?|animatics?|table[ ._-]read"
    r"|screen[ ._-]tests?|interviews|(?:audio[ ._-])?commentary)"
)
# "Lantern Row S01E02 Deleted Scenes": what no episode is called; "S01E02 Trailer": with nothing else behind the number;
# "S01E02 - Name (Trailer)".
_ENDS_AS_SCENES = re.compile(
    r"[ ._-](?:deleted[ ._-]scenes?|gag[ ._-]reel|blooper[ ._-]reel|bloopers)$"
    rf"|(?<=\d)[ ._-]{{1,3}}(?:{_CALLED}|interviews?[ ._-]with[^\d]{{1,40}})$|[\[(](?:{_CALLED}|bonus|extra)[\])]$",
    re.IGNORECASE,
)
_ALONE = re.compile(rf"(?:{_CALLED}|bande[ ._-]annonce)[ ._-]*[\[(]", re.IGNORECASE)
# "NCOP 01", "PV 2", "Menu 03": numbered for themselves.
_NUMBERED_EXTRA = re.compile(
    r"(?<![a-z0-9])(?:nc[ ._-]?(?:op|ed)|op|ed|pv|cm|menus?|previews?|trailers?|teasers?|promos?|openings?|endings?"
    r"|recaps?|creditless|extras?|bonus|interviews?|featurettes?|making[ ._-]of|specials?|sp|ova|oad|movies?|films?"
    r"|commentary|inside(?:[ ._-]the)?[ ._-]episode)"
    r"[ ._-]{0,3}#?\d{1,3}(?!\d)",
    re.IGNORECASE,
)
BARE_NUMBER = re.compile(r"(\d{1,4})(?!\d|p\b|\.\d\d?(?!\d))")


def is_sample(path: str) -> bool:
    """Whether a file, or a folder above it, calls itself a sample: with its first or last word, or before its group's.

    In the midst of a name the word is a title's: "Shomin Sample - 03", "S01E01.The.Sample.720p".
    """
    *folders, name = parts_of(path.lower()) or ("",)
    if any(map(_is_sample_folder, folders)):
        return True
    words = [word for word in re.split(r"[ ._-]+", PurePosixPath(name).stem) if word]
    before_group = len(words) > 2 and words[-2] == "sample" and not words[-1][0].isdigit()
    return bool(words) and ("sample" in (words[0], words[-1]) or before_group)


def _is_sample_folder(folder: str) -> bool:
    return folder in ("sample", "samples") or folder.endswith(("-sample", ".sample"))


def is_extra(path: str, titles: Sequence[str] = (), *, special: bool = False) -> bool:
    """Whether a file comes beside the episodes: it, or a folder above that is no show's title, says so.

    `special`: one is looked for, so that their folders count.
    """
    *folders, name = parts_of(path) or ("",)
    stem = PurePosixPath(name).stem
    if is_sample(path) or _is_of_a_mac(folders, name) or _calls_extras(folders, titles) or _ends_as_extra(stem):
        return True
    if has_code(path) or special:
        return False
    return _calls_extras([stem], titles) or _hold_specials(folders, titles) or _is_numbered_extra(name, titles)


def _is_of_a_mac(folders: Sequence[str], name: str) -> bool:
    """Whether a file holds what macOS keeps beside another one (AppleDouble): https://www.rfc-editor.org/rfc/rfc1740"""
    return name.startswith("._") or "__MACOSX" in folders


def _ends_as_extra(stem: str) -> bool:
    return bool(_ENDS_AS_EXTRA.search(stem) or _ENDS_AS_SCENES.search(stem) or _ALONE.match(stem))


def _hold_specials(folders: Sequence[str], titles: Sequence[str]) -> bool:
    """Whether one of these folders is called "OVA", or "Title OVA"."""
    return any(_SPECIALS.fullmatch(without_titles(folder, titles).strip(" ._-")) for folder in folders)


def _is_numbered_extra(name: str, titles: Sequence[str]) -> bool:
    return _NUMBERED_EXTRA.search(without_titles(name, titles)) is not None


def lies_apart(parts: Sequence[str], titles: Sequence[str]) -> bool:
    """Whether a file, the last of these parts of a path, has no more than a number, and a folder above it is called
    something else than a season, a disc, an episode, a picture or the show: who knows what is counted there.
    """
    if len(parts) < 2 or has_code(parts[-1]):
        return False
    name = read(parts[-1], titles)
    if name.season is not None or name.days or name.title in titles:
        return False
    if not name.names_episode and not BARE_NUMBER.match(parts[-1]):
        return False
    return not all(is_plain(folder, titles) for folder in parts[:-1])


_WORDS = (
    "disc disk vol volume part tome episode episodes eps main season series show s i ii iii iv v vi vii viii"
    " subbed rip rips video videos files blu ray web dl hd 正片 本編"
)
_PLAIN = {
    *(word for word, facts in SINGLE.items() if all(fact.kind is not Kind.EXTRAS for fact in facts)),
    *_WORDS.split(),
} - {"ova", "oad", "ona"}
"""What a folder may be called besides the show."""


def is_plain(folder: str, titles: Sequence[str]) -> bool:
    """Whether a folder between a show's and its episodes says no more than where they belong or how they look."""
    name = read(folder, titles)
    if name.is_pack or (name.names_episode and not name.special) or name.title in titles:
        return True
    rest = words(without_titles(folder, titles))
    return all(word in _PLAIN or word.rstrip("pi").isdigit() or _NUMBERED.fullmatch(word) for word in rest)


_NUMBERED = re.compile(r"(?:disc|disk|dvd|cd|bd|vol|d|v|t|s)\d{1,3}")


def _calls_extras(parts: Sequence[str], titles: Sequence[str]) -> bool:
    """Whether one of these parts of a path says that extras are there; a show may be called so."""
    return any(_EXTRAS.fullmatch(part) for part in parts if part not in titles)


def without_titles(name: str, titles: Sequence[str]) -> str:
    """A show may be called "Extras"."""
    for title in titles:
        if spelled := r"[\W_]+".join(map(re.escape, words(title))):
            name = re.sub(rf"(?<![^\W_]){spelled}(?![^\W_])", "", name, flags=re.IGNORECASE)
    return name


def number_alone(stem: str, titles: Sequence[str]) -> int | None:
    """The number, where a file is called by nothing else than that and the show's title."""
    found = BARE_NUMBER.fullmatch(without_titles(stem, titles).strip(" ._-[]()"))
    return int(found[1]) if found else None


def has_code(path: str) -> bool:
    """Whether the file's own name has a season and a number: that beats everything else."""
    return _CODE.search(PurePosixPath(path).name) is not None
