"""Its name ends like a program's or an archive's. What is really inside is looked at before it is added."""

from __future__ import annotations

from pipeline.model.reasons import NO_REASON, Reason
from pipeline.releases.candidate import Candidate, Case
from pipeline.releases.files import ARCHIVES, BESIDE, BOOKS, PROGRAMS, suffix_of


def not_a_video(offer: Candidate, _: Case) -> Reason:
    suffix = suffix_of(offer.release.title.strip())
    if suffix in PROGRAMS:
        return Reason("is-program", suffix=suffix)
    if suffix in BESIDE:
        return Reason("is-bonus")
    return Reason("is-archive", suffix=suffix) if suffix in ARCHIVES | BOOKS else NO_REASON
