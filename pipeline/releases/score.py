"""How good a suitable release is: tuples, bigger is better, compared from left to right."""

from __future__ import annotations

from math import log2

from pipeline.releases.candidate import Candidate, Case
from pipeline.releases.rules.words import first_in

SD = 480  # lines, where a name does not say
UNKNOWN_SEEDERS = 5
ENOUGH_SEEDERS = 64


def score(offer: Candidate, case: Case) -> tuple[int, ...]:
    """What people see of it; before that of the codec, whether it is on its way already; then what is a matter of
    taste, whether it serves its season; seeders; smallness."""
    return (
        lines(offer, case),
        source(offer, case),
        joining(offer, case),
        codec(offer, case),
        hdr(offer, case),
        mended(offer),
        liked(offer, case),
        serving(offer, case),
        seeders(offer),
        smallness(offer, case),
    )


def worth(offer: Candidate, case: Case) -> tuple[int, ...]:
    """What people see of it: an upgrade must have more of that. What is filed has a codec that plays already."""
    return (lines(offer, case), source(offer, case), hdr(offer, case), mended(offer))


def lines(offer: Candidate, case: Case) -> int:
    """The resolution liked best, then fewer lines, then more than liked."""
    number = offer.name.resolution or SD
    best = case.profile.best_resolution
    return number if number <= best else best - number


def source(offer: Candidate, case: Case) -> int:
    listed = case.profile.sources
    taken = offer.name.source
    if taken is None:  # unknown: as the least of those wanted
        return 0
    return len(listed) - listed.index(taken) if taken in listed else -1


def codec(offer: Candidate, case: Case) -> int:
    """The profile's order; without one, what the household's screens play without converting."""
    name, listed = offer.name.codec, case.profile.codecs
    if listed:
        return len(listed) - listed.index(name) if name in listed else 0
    if name is None:
        return 1
    depth = offer.name.bit_depth or (10 if offer.name.hdr else 8)
    plays = case.screen.everything or any(v.codec == name and v.bit_depth >= depth for v in case.screen.video)
    return 2 if plays else 0


def hdr(offer: Candidate, case: Case) -> int:
    kinds = offer.name.hdr
    shown = {kind for video in case.screen.video for kind in video.hdr}
    if case.screen.everything:
        shown = set(kinds)
    if kinds == ("dolby-vision",) and not shown & {"dolby-vision"}:
        return -1  # often without a layer that anything else can show
    if not kinds:
        return 1 if case.profile.hdr != "liked" else 0
    return 1 if shown & set(kinds) else 0


def mended(offer: Candidate) -> int:
    return offer.name.proper + offer.name.version - 1


def liked(offer: Candidate, case: Case) -> int:
    words = case.profile.liked
    found = first_in(words, offer)
    return len(words) - words.index(found) if found else 0


def joining(offer: Candidate, case: Case) -> int:
    """What is on its way for the season already is downloaded once, not a second time in another shape."""
    return int(case.joins(offer.release))


def serving(offer: Candidate, case: Case) -> int:
    """A pack when several are missing, else a single episode."""
    several = case.gaps > 2 and case.gaps * 2 >= case.season_episodes
    return int(offer.name.is_pack == several)


def seeders(offer: Candidate) -> int:
    """In doublings: 40 or 50 seeders make no difference, 1 or 4 do."""
    count = offer.release.seeders
    return int(log2(min(UNKNOWN_SEEDERS if count is None else max(count, 1), ENOUGH_SEEDERS)))


def smallness(offer: Candidate, case: Case) -> int:
    """Of two alike, the smaller: it is here sooner. Megabytes an episode, below nothing."""
    return -int((offer.release.size or 0) / case.parts(offer) / 1e6)
