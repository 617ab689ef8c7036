"""Taken from where the profile wants nothing from: filmed in a cinema, for example."""

from __future__ import annotations

from pipeline.model.reasons import NO_REASON, Reason
from pipeline.releases.candidate import Candidate, Case


def source(offer: Candidate, case: Case) -> Reason:
    taken = offer.name.source
    return Reason("taken-from", source=taken.value) if taken and taken not in case.profile.sources else NO_REASON
