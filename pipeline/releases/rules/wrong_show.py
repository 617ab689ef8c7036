"""It is of another show: by its title, year or country, or because more speaks for a show of the same name."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from pipeline.model import Show
from pipeline.model.reasons import NO_REASON, Reason
from pipeline.releases.candidate import Candidate, Case
from pipeline.releases.match import Airs, closest, evidence, refusal
from pipeline.releases.parsing.names import ReleaseName
from pipeline.releases.titles import also_titled, has_title, keys_of


def wrong_show(offer: Candidate, case: Case) -> Reason:
    airs = partial(_airs, case)
    if why := refusal(offer.release, offer.name, case.show, airs):
        return why
    owner = next((each for each in case.elsewhere if has_title(offer.name, each)), None)
    if owner and evidence(offer.release, offer.name, case.show, case.airs(offer.name)) < 2:
        return Reason("bare-name-of", show=owner.name)
    if other := _also_named(offer.name, case):
        return Reason("may-be-of", show=other.name)
    return _among_namesakes(offer, case, airs) if case.namesakes else NO_REASON


def _also_named(name: ReleaseName, case: Case) -> Show | None:
    """Another followed show, whose title the name has beside the wanted one's."""
    also = also_titled(name, case.show)
    return next((each for each in case.followed if not keys_of(each).isdisjoint(also)), None) if also else None


def _airs(case: Case, show: Show, name: ReleaseName) -> datetime | None:
    """When the episode airs that a name gives, in the wanted show or in one that shares its title."""
    if show.id == case.show.id:
        return case.airs(name)
    return case.listings[show.id].airs(name) if show.id in case.listings else None


def _among_namesakes(offer: Candidate, case: Case, airs: Airs) -> Reason:
    """Why it is not surely the wanted show's, where others share the title."""
    found = closest(offer.release, offer.name, (case.show, *case.namesakes), airs)
    if case.show not in found:
        return Reason("rather-of", show=found[0].name)
    others = [show.name for show in found if show != case.show]
    return Reason("may-be-of", show=others[0]) if others else NO_REASON
