"""What has turned out wrong before, or was turned down by a person, is not taken again."""

from __future__ import annotations

from pipeline.model.reasons import NO_REASON, Reason
from pipeline.releases.candidate import Candidate, Case


def blocked(offer: Candidate, case: Case) -> Reason:
    release = offer.release
    why = next(filter(None, map(case.blocked.get, (release.key, release.info_hash, release.name_key))), None)
    return Reason("on-blocklist", why=why) if why else NO_REASON
