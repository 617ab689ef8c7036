"""It appeared before it can have been recorded: malware and fakes come under tomorrow's names.

Half a day is allowed for, because streaming services publish early and catalogues round to a day.
"""

from __future__ import annotations

from datetime import timedelta

from pipeline.model.reasons import NO_REASON, Reason
from pipeline.releases.candidate import Candidate, Case

TOLERANCE = timedelta(hours=12)


def before_air_date(offer: Candidate, case: Case) -> Reason:
    published = offer.release.published_at
    if published is None:
        return NO_REASON
    if offer.name.is_pack and not offer.name.part and case.season_ends_at and case.season_ends_at <= case.moment:
        early = published < case.season_ends_at - TOLERANCE
        return Reason("pack-before-end") if early else NO_REASON
    airs = case.episode.airs_at
    return Reason("before-it-aired") if airs and published < airs - TOLERANCE else NO_REASON
