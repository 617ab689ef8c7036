"""It is of another show: by its title, year or country, or because more speaks for a show of the same name."""

from __future__ import annotations

from datetime import datetime

from pipeline.model import Show
from pipeline.releases.candidate import Candidate, Case
from pipeline.releases.match import closest, refusal
from pipeline.releases.parsing.names import ReleaseName


def wrong_show(offer: Candidate, case: Case) -> str:
    if why := refusal(offer.release, offer.name, case.show):
        return why
    if not case.namesakes:
        return ""

    def airs(show: Show, name: ReleaseName) -> datetime | None:
        if show.id == case.show.id:
            return case.episode.airs_at
        number = name.episodes[0] if name.episodes else 1
        return case.aired.get((show.id, name.season or 1, number))

    found = closest(offer.release, offer.name, (case.show, *case.namesakes), airs)
    if case.show not in found:
        return f"it is rather of {found[0].name}"
    others = [show.name for show in found if show != case.show]
    return f"it may just as well be of {others[0]}" if others else ""
