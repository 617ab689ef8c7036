from __future__ import annotations

from pipeline.releases.rules.picture import picture
from tests.rigs.releases import case, offer, profile

HDR = "Lantern.Row.S01E02.1080p.WEB-DL.HDR10.HEVC-FAIR"


def test_refuses_hdr_where_it_is_not_wanted() -> None:
    assert picture(offer(HDR), case(profile=profile(hdr="no")))


def test_takes_hdr_where_nobody_minds() -> None:
    assert not picture(offer(HDR), case())
