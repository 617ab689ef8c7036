"""Its name says that it is of no use, or nothing at all."""

from __future__ import annotations

from pipeline.model.reasons import NO_REASON, Reason
from pipeline.releases.candidate import Candidate, Case

_WHY = {
    "film": Reason("names-a-film"),
    "no-episode": Reason("names-no-episode"),
    "random": Reason("random-name"),
}


def unreadable(offer: Candidate, _: Case) -> Reason:
    return _WHY[offer.name.junk] if offer.name.junk else NO_REASON
