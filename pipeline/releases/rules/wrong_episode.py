"""It holds other episodes."""

from __future__ import annotations

from pipeline.releases.candidate import Candidate, Case


def wrong_episode(offer: Candidate, case: Case) -> str:
    name = offer.name
    if case.speaks_of(name):  # a part of a season may or may not: its files will tell
        return ""
    if name.is_pack:
        return "it is another season"
    if name.special and case.episode.season:
        return "it is a special"
    return "it is another episode"
