"""Torrents that people give: which episodes they speak of."""

from __future__ import annotations

import pytest

from pipeline.errors import UserError
from pipeline.services import given_torrents
from tests.rigs.market import Market, kept_in, postgres, postgres_server, season

__all__ = ["kept_in", "postgres", "postgres_server", "season"]  # fixtures

HASH = "ab" * 20


def numbers(market: Market, name: str) -> list[int]:
    torrent = given_torrents.read(f"magnet:?xt=urn:btih:{HASH}&dn={name}")
    return [each.number for each in given_torrents.meant(market.store, torrent)]


def test_a_name_tells_its_episode_and_a_pack_all_of_its_season(season: Market) -> None:
    everything = [each.number for each in season.episodes]

    assert numbers(season, "Lantern.Row.S01E02.1080p.WEB-DL.H.264-FAIR") == [2]
    assert numbers(season, "Lantern.Row.S01.1080p.WEB-DL.H.264-FAIR") == everything
    assert numbers(season, "Another.Row.S01E02.1080p.WEB-DL.H.264-FAIR") == []
    assert numbers(season, "") == []


@pytest.mark.parametrize("given", [b"<html>", b"", "http://example.org/", "magnet:?dn=nothing"])
def test_what_is_no_torrent_is_said(given: bytes | str) -> None:
    with pytest.raises(UserError):
        given_torrents.read(given)
