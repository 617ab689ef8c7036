"""Its name ends like a program's or an archive's. What is really inside is looked at before it is added."""

from __future__ import annotations

from pipeline.releases.candidate import Candidate, Case
from pipeline.releases.files import ARCHIVES, PROGRAMS, suffix_of


def not_a_video(offer: Candidate, _: Case) -> str:
    suffix = suffix_of(offer.release.title.strip())
    if suffix in PROGRAMS:
        return f"it is a program ({suffix})"
    return f"it is packed in an archive ({suffix})" if suffix in ARCHIVES else ""
