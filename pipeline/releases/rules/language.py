"""It says that it speaks another language. A name that says nothing is in the show's own."""

from __future__ import annotations

from pipeline.model.reasons import NO_REASON, Reason
from pipeline.releases.candidate import Candidate, Case


def language(offer: Candidate, case: Case) -> Reason:
    spoken, wanted = offer.name.languages, accepted(case)
    if not spoken or offer.name.multi_audio or not wanted or any(same(s, w) for s in spoken for w in wanted):
        return NO_REASON
    return Reason("speaks", languages=" and ".join(spoken))


def accepted(case: Case) -> tuple[str, ...]:
    """The languages of which one must be spoken; empty: any."""
    if "*" in case.profile.languages:
        return ()
    return case.profile.languages or ((case.show.language,) if case.show.language else ())


def same(one: str, two: str) -> bool:
    """Whether two BCP 47 tags are the same language, wherever it is spoken."""
    return one.partition("-")[0].lower() == two.partition("-")[0].lower()
