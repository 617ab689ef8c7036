"""It holds other episodes."""

from __future__ import annotations

from pipeline.releases.case import Case, Offer
from pipeline.releases.files import is_episode


def wrong_episode(offer: Offer, case: Case) -> str:
    name, episode = offer.name, case.episode
    if name.is_pack:
        if episode.season not in (name.seasons or (name.season,)):
            return "it is another season"
        # A part of a season may or may not hold the episode: its files will tell.
        return ""
    if is_episode(name, episode):
        return ""
    if name.special and episode.season:
        return "it is a special"
    return "it is another episode"
