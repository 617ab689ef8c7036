"""It holds other episodes."""

from __future__ import annotations

from pipeline.releases.candidate import Candidate, Case
from pipeline.releases.files import may_hold


def wrong_episode(offer: Candidate, case: Case) -> str:
    name, episode = offer.name, case.episode
    if may_hold(name, episode):  # a part of a season may or may not: its files will tell
        return ""
    if name.is_pack:
        return "it is another season"
    if name.special and episode.season:
        return "it is a special"
    return "it is another episode"
