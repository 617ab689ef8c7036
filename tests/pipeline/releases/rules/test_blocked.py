from __future__ import annotations

from pipeline.releases.rules.blocked import blocked
from tests.rigs.releases import case, offer


def test_refuses_what_is_on_the_blocklist_with_the_reason_it_got_there() -> None:
    one = offer(guid="7")
    assert "a fake" in str(blocked(one, case(blocked={one.release.key: "a fake"})))


def test_knows_the_same_torrent_at_another_indexer_by_its_hash() -> None:
    assert blocked(offer(indexer="other", info_hash="ab" * 20), case(blocked={"ab" * 20: "a fake"}))


def test_lets_everything_else_through() -> None:
    assert not blocked(offer(), case(blocked={"fair:else": "a fake"}))
