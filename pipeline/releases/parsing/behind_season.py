"""What stands behind a season: words of the whole season, or of one video that is not all of it."""

from __future__ import annotations

import re
from re import Match

from pipeline.releases.parsing.numbering_result import EPISODE_WORD, PICTURE, SEASON_BEHIND, SEASON_WORD, Numbering
from pipeline.releases.parsing.vocabulary import SINGLE, Kind

# "S02 Week 4", "S02 4", "Season 2 Chapter 4", "第二季 更新至04集": part of a season, or who knows what.
_UNCLEAR = re.compile(
    r"[\])]?[ ._,:/-]{1,3}[\[(]?(?:更新至?|(?P<word>[^\W\d_]{2,12})[ ._:#№-]{1,2})?[#№]?(?P<e>\d{1,3})(?:[-~/]\d{1,3})?"
    r"(?=[ ._]*(?:[\])\[(]|$| - )|[ ._]+(?:\d{3,4}[pi]|web|hdtv|pdtv|bluray|x26[45]|dvdrip|vostfr|vf)(?![^\W_])|集)"
)


_ALL = re.compile(r"[ ._]{0,2}[\[(](\d{1,3})/\1[\])]")
_QUALITY = SINGLE.keys() - {"no"} | {"season", "of", "di", "de", "von", "sur", "из", "av"}


def unless_unclear(low: str, pack: Numbering) -> Numbering:
    """A season, unless a number behind it may be of an episode: then a numbering that cannot be used."""
    found = _UNCLEAR.match(low, pack.end) if pack.pack and pack.part is None else None
    if found and int(found["e"]) not in PICTURE and found["word"] not in _QUALITY and not _ALL.match(low, pack.end):
        pack.problem = "no-episode"
    return pack


_WORD = re.compile(r"[ ._,'’:+&-]{1,3}(?P<word>[a-zß-ÿ]{2,})(?![^\W_])")
_MARK = (Kind.RESOLUTION, Kind.SOURCE, Kind.REMUX, Kind.CODEC, Kind.AUDIO)
_OF_SEASON = re.compile(
    rf"(?:{EPISODE_WORD}|{SEASON_WORD}|{SEASON_BEHIND}|the|of|with|incl|including|plus|and|con|avec|mit|all|full|whole"
    r"|entire|tv|series?|show|discs?|disks?|box|set|boxset|collection|edition|cut|version|special|specials|directors?"
    r"|tod[oa]s|tous|toutes|alle|tutti|wszystkie|tüm|bütün|los|las|les|os|as|gli|le|compl[eè]te|komplett?|kompletn[ayí]"
    r"|compleet|kokonaan|teljes|tam|hela|vostfr?|vf|subfrench|vol|volume|part|rip|subs?|x)"
)
"""What may be said of a whole season besides its picture, sound and languages."""
_WHOLE_SEASON = ("complete", "completa", "completo", "integrale", "pack", "batch", "complet")
_LONGEST_NETWORK = 4


def _goes_on(low: str, end: int) -> bool:
    """Whether words follow that say nothing of the whole season: "S02.Any.Words.720p" may be one video beside it.

    A last word is a group's, and a short one before the source a network's.
    """
    said, mark = _said_behind(low, end)
    unknown = [each for each in said if not _may_be_said(each["word"])]
    if len(unknown) != 1:
        return bool(unknown)
    word = unknown[0]
    if word.end() == len(low):
        return word is said[0] and low[word.start("word") - 1] != "-"
    return not (mark and word is said[-1] and len(word["word"]) <= _LONGEST_NETWORK)


def _may_be_said(word: str) -> bool:
    """Whether a word may be said of a whole season."""
    return (word in SINGLE and word not in ("ost", "soundtrack")) or _OF_SEASON.fullmatch(word) is not None


def _said_behind(low: str, end: int) -> tuple[list[Match[str]], bool]:
    """The words from `end` on, until one that is about picture, sound or the whole season, and whether one is."""
    said: list[Match[str]] = []
    while found := _WORD.match(low, said[-1].end() if said else end):
        if found["word"] in _WHOLE_SEASON or _is_mark(found["word"]):
            return said, True
        said.append(found)
    return said, False


def _is_mark(word: str) -> bool:
    """Whether it is surely about picture or sound."""
    return any(fact.kind in _MARK for fact in SINGLE.get(word, ()))


def or_special(low: str, pack: Numbering) -> Numbering:
    """One season's pack, unless its name goes on as that of a special."""
    if len(pack.seasons) > 1 or not pack.season:
        return pack
    if _SPECIAL.match(low, pack.end) or _SPECIAL_BOX.search(low, pack.end) or (pack.start and _goes_on(low, pack.end)):
        pack.pack, pack.special = False, True
    return pack


_SPECIAL_BOX = re.compile(
    r"[\[(](?:sp|ova|oad|pv|cm|menu|(?:nc)?(?:op|ed)|特典|特典映像|番外)[ ._-]?\d{0,2}[a-c]?(?:v\d)?[\])]"
)
"""[SP01], (OVA), [NCOP1]"""
# "S02.Christmas.Special" is one video; "S02 + Specials" and "S02.Complete.with.Specials" are the season and more.
_SPECIAL = re.compile(
    r"[ ._,:-]{1,3}(?:(?!(?:complete|incl|including|with|plus|and|web|hdtv|bluray|special)(?![^\W_]))"
    r"[^\W\d_][^\W_]*[ ._'’-]{1,3}){0,6}"
    r"(?:[^\W\d_]{0,20}specials?(?![ ._]?(?:edition|features?|effects|victims|agent|forces|ops|unit))|especial|ovas?"
    r"|oads?|making[ ._]of|behind[ ._]the[ ._]scenes|bts|bloopers?|gag[ ._]reel|deleted[ ._]scenes|interviews?|recap"
    r"|reunion|commentary|trailers?|teasers?|previews?|promos?|sneak[ ._]peek|look[ ._]back"
    r"|inside(?=[ ._][^\W\d_])|unaired[ ._]pilot|webisodes?|minisodes?|extra|after[ ._]?show|story[ ._]so[ ._]far"
    r"|first[ ._]look|inside[ ._]look|look[ ._]inside|countdown|retrospective|comic[ ._-]?con|pre[ ._-]?show"
    r"|special[ ._]features|best[ ._]of|highlights|table[ ._]read|q[ ._]?(?:&|and)[ ._]?a|finale|premi[eè]re|pilot"
    r"|[^\W\d_]{0,20}extras|featurettes?|documentary|outtakes|music[ ._]videos?|backstage|prequel|tribute|epilogue"
    r"|prologue|wrap[ ._-]?up|catch[ ._-]?up|companion|shorts?|clip[ ._-]?show|clips|roundtable|panel|auditions?"
    r"|(?:christmas|xmas|halloween|thanksgiving|easter)(?![ ._][^\W\d_]{3,}[ ._]*$)"
    r"|alternat(?:e|ive)[ ._]ending|commentaries|movie|behind[ ._]the[ ._][^\W\d_]{2,12}"
    r"|(?:original[ ._])?soundtrack|score|subs?[ ._]only|podcast|audiobook"
    r"|(?:ova|oad|sp|special|ex|op|ed|pv|cm|menu|nc(?:op|ed))[ ._-]{0,3}\d{1,2}(?:v\d)?|sp|nc(?:op|ed)|creditless)"
    r"(?![^\W_])"
)
