"""A trailer of itself, or what comes beside the episodes."""

from __future__ import annotations

import re

from pipeline.model.reasons import NO_REASON, Reason
from pipeline.releases.candidate import Candidate, Case

_SAMPLE = re.compile(r"(?<![a-z0-9])(?:sample|trailer|teaser|promo)(?:[ ._-]?(?:clip|only))?(?:\.\w{2,4})?$", re.I)
# "S02E05.Promo.720p"; "S02E05.The.Trailer.Park" is an episode's title.
_AHEAD = re.compile(
    r"(?:(?:e|x)\d{2,3}|\d{4}[ ._-]\d\d[ ._-]\d\d)[ ._-]{1,3}(?:official[ ._])?"
    r"(?:trailer|teaser|promo|preview|sneak[ ._]peek|recap|podcast|best[ ._]of|highlights|webisodes?|making[ ._]of"
    r"|behind[ ._-]the[ ._-]scenes|deleted[ ._-]scenes|gag[ ._]reel|bloopers|(?:with[ ._])?commentary(?:[ ._]track)?"
    r"|clips?|(?:review|reaction)(?:[ ._]and[ ._](?:review|reaction))?"
    r"|(?:after|post|pre)[ ._-]?show|breakdown|explained|audio[ ._]only|fan[ ._-]?edit"
    r"|interviews?(?:[ ._]with[^\d]{1,40})?)"
    r"(?=[ ._-]{0,3}(?:$|\d{3,4}p|hdtv|web|[\"“(\[]))",
    re.I,
)
# "S01E03.Subs": with nothing else behind the number.
_SUBTITLES = re.compile(
    r"(?:e|x|s)\d{1,3}[ ._-]{1,3}(?:subs?|subtitles?|legendas?|subt[ií]tulos|sottotitoli|untertitel|napisy|titulky"
    r"|altyaz[ıi]s?[ıi]?|субтитры)(?:[ ._-](?:only|pack))?$",
    re.I,
)


def sample(offer: Candidate, _: Case) -> Reason:
    title = offer.release.title.strip()
    if _SUBTITLES.search(title[-40:]):
        return Reason("is-bonus")
    if _SAMPLE.search(title[-30:]) or _AHEAD.search(title[:300]):
        return Reason("is-sample")
    return Reason("is-bonus") if offer.name.extras else NO_REASON
