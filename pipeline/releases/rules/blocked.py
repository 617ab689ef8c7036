"""What has turned out wrong before, or was turned down by a person, is not taken again."""

from __future__ import annotations

from pipeline.releases.candidate import Candidate, Case


def blocked(offer: Candidate, case: Case) -> str:
    why = case.blocked.get(offer.release.key) or case.blocked.get(offer.release.info_hash)
    return f"on the blocklist: {why}" if why else ""
