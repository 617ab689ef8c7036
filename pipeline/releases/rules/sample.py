"""A trailer of itself, or what comes beside the episodes."""

from __future__ import annotations

import re

from pipeline.model.reasons import NO_REASON, Reason
from pipeline.releases.candidate import Candidate, Case
from pipeline.releases.parsing.words import words

_SAMPLE = re.compile(
    r"(?<![a-z0-9])(?:sample|trailer|teaser|promo)(?:[ ._-]?(?:clip|only))?(?:[ .](?:mkv|mp4|avi|m4v|wmv|ts))?"
    r"(?:\[[^\[\]]{1,20}\])?$",
    re.I,
)
# "S02E05.Promo.720p"; "S02E05.The.Trailer.Park" is an episode's title.
_AHEAD = re.compile(
    r"(?:(?:e|x)\d{2,3}|\d{4}[ ._-]\d\d[ ._-]\d\d|\d\.?[ ._]b[öo]l[üu]m)[ ._-]{1,3}(?:official[ ._])?"
    r"(?:trailer|teaser|promo|preview|sneak[ ._]peek|recap|podcast|best[ ._]of|highlights|webisodes?|making[ ._]of"
    r"|behind[ ._-]the[ ._-]scenes|deleted[ ._-]scenes|gag[ ._]reel|bloopers|(?:with[ ._])?commentary(?:[ ._]track)?"
    r"|clips?|(?:(?:live|blind|first|my)[ ._])?(?:review|reaction)(?:[ ._]and[ ._](?:review|reaction))?"
    r"|(?:after|post|pre)[ ._-]?show|breakdown|explained|audio[ ._]only|fan[ ._-]?edit"
    r"|interviews?(?:[ ._]with[^\d]{1,40})?"
    # …and in other languages
    r"|bande[ ._-]annonce|vorschau|avance|adelanto|tr[áa]iler|anteprima|anticipazioni|zwiastun|zapowied[źz]|előzetes"
    r"|upout[áa]vka|uk[áa]zka|fragman[ıi]?|tan[ıi]t[ıi]m[ıi]?|kamera[ ._]arkas[ıi]|coulisses|za[ ._]kulisami"
    r"|dietro[ ._]le[ ._]quinte|hinter[ ._]den[ ._]kulissen|detr[áa]s[ ._]de[ ._](?:las[ ._])?c[áa]maras"
    r"|zusammenfassung|resumen|r[ée]sum[ée]|riassunto)"
    r"(?:[ ._]?#?\d{1,2}(?!\d))?(?=[ ._-]{0,3}(?:$|\d{3,4}p|hdtv|web|[\"“(\[]"
    r"|(?:german|french|italian|spanish|polish|turkish|english|multi|vostfr)(?![^\W_])))",
    re.I,
)
# "S01E03.Subs": with nothing else behind the number.
_SUBTITLES = re.compile(
    r"(?:e|x|s)\d{1,3}[ ._-]{1,3}(?:subs?|subtitles?|legendas?|subt[ií]tulos|sottotitoli|untertitel|napisy|titulky"
    r"|altyaz[ıi]s?[ıi]?|субтитры)(?:[ ._-](?:only|pack|[a-z]{2,12}))?$",
    re.I,
)


def sample(offer: Candidate, case: Case) -> Reason:
    title = offer.release.title.strip()
    if _SUBTITLES.search(title[-40:]):
        return Reason("is-bonus")
    if _SAMPLE.search(title[-40:]) or _is_ahead(title[:300], words(case.episode.title)):
        return Reason("is-sample")
    return Reason("is-bonus") if offer.name.extras else NO_REASON


def _is_ahead(title: str, episode: tuple[str, ...]) -> bool:
    """Whether it is what a trailer is called, and the episode is not."""
    found = _AHEAD.search(title)
    return found is not None and not (episode and words(found[0])[-len(episode) :] == episode)
