from __future__ import annotations

from pipeline.releases.rules.no_seeders import no_seeders
from tests.rigs.releases import case, offer


def test_refuses_what_nobody_shares() -> None:
    assert no_seeders(offer(seeders=0), case())


def test_believes_that_somebody_shares_it_where_the_indexer_does_not_say() -> None:
    assert not no_seeders(offer(seeders=None), case())
