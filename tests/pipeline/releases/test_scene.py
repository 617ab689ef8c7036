from __future__ import annotations

from dataclasses import replace
from itertools import count

import pytest

from pipeline.model import Episode, SceneRange, Show, ShowKind
from pipeline.releases.episodes import Listing, told
from pipeline.releases.match import Index
from pipeline.releases.scene import usable
from pipeline.releases.titles import read_for
from tests.rigs.releases import release, show

ids = count(1)


def listed(*seasons: int, tvdb: bool = True) -> list[Episode]:
    return [
        Episode(id=next(ids), show_id=1, season=s, number=n, tvdb_id=1000 * s + n if tvdb else None)
        for s, most in enumerate(seasons, 1)
        for n in range(1, most + 1)
    ]


# TheTVDB has 24 + 13 episodes; releases count 12 + 12 + 13, and call the last thirteen "Glory Line".
MAPPED = (
    SceneRange(scene_season=1, scene_number=1, season=1, number=1, count=12),
    SceneRange(scene_season=2, scene_number=1, season=1, number=13, count=12),
    SceneRange(scene_season=3, scene_number=1, season=2, number=1, count=13),
    SceneRange(scene_number=1, season=1, number=1, count=24),
    SceneRange(scene_number=25, season=2, number=1, count=13),
    SceneRange(title="Sora Kaze Glory Line", scene_season=3, season=2, number=1),
    SceneRange(title="Sora Kaze Second Half", season=1, number=13, count=12),
)


def anime(scene: tuple[SceneRange, ...] = MAPPED) -> Show:
    return show("Sora Kaze", kind=ShowKind.ANIME, tvdb_id=4711, scene=scene)


def meant(name: str, one: Show, episodes: list[Episode]) -> list[str]:
    return [f"S{each.season:02}E{each.number:02}" for each in told(read_for(name, one), Listing(episodes, one.kind))]


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("[Aki] Sora Kaze S2 - 03 [1080p]", ["S01E15"]),
        ("[Aki] Sora Kaze S3 - 01 [1080p]", ["S02E01"]),
        ("[Aki] Sora Kaze S3 - 38 [1080p]", []),
        ("Sora.Kaze.S03E13.1080p.WEB", ["S02E13"]),
        ("[Aki] Sora Kaze - 15 [1080p]", ["S01E15"]),
        ("[Aki] Sora Kaze - 26 [1080p]", ["S02E02"]),
        ("[Aki] Sora Kaze S3 - 01-03 [1080p]", ["S02E01", "S02E02", "S02E03"]),
        ("[Aki] Sora Kaze - Glory Line - 02 [1080p]", ["S02E02"]),
        ("[Aki] Sora Kaze Glory Line S01E02 [1080p]", ["S02E02"]),
        ("[Aki] Sora Kaze Glory Line S03E02 [1080p]", ["S02E02"]),
        ("[Aki] Sora Kaze Glory Line - 14 [1080p]", []),
        ("[Aki] Sora Kaze Second Half - 02 [1080p]", ["S01E14"]),
        ("[Aki] Sora Kaze Second Half - 13 [1080p]", []),
        ("[Aki] Sora Kaze Other Line - 02 [1080p]", []),
        ("[Aki] Sora Kaze Glory Line - 02.5 [1080p]", []),
        ("[Aki] Sora Kaze Glory Line OVA - 02 [1080p]", []),
    ],
)
def test_numbers_mean_what_the_mapping_says(name: str, codes: list[str]) -> None:
    one, episodes = anime(), listed(24, 13)
    found = (
        meant(name, one, episodes) if read_for(name, one).title in (one.title, *(s.title for s in one.scene)) else []
    )
    assert found == codes


def test_packs_of_a_season_that_counts_for_itself() -> None:
    pack = read_for("[Aki] Sora Kaze Glory Line (BD 1080p) [Batch]", anime())
    assert (pack.seasons, pack.part) == ((2,), None)
    assert (read_for("Sora.Kaze.S02.1080p.BluRay", anime()).seasons) == (1,)
    assert (read_for("Sora.Kaze.S02.1080p.BluRay", anime()).part) == 2
    assert read_for("Sora.Kaze.S01-S03.1080p.BluRay", anime()).seasons == (1, 2, 3)


def test_the_feed_finds_a_season_by_its_own_title() -> None:
    (match,) = Index([anime()]).matches(release("[Aki] Sora Kaze - Glory Line - 02 [1080p]"))
    assert (match.name.season, match.name.episodes) == (2, (2,))


def test_without_a_mapping_nothing_changes() -> None:
    assert read_for("[Aki] Sora Kaze S2 - 03 [1080p]", anime(())).season == 2


ARCS = ("Sora Kaze: Yoru-hen", "Sky Wind", "Sky Wind: Harbour Arc", "空風 夜編")


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("[Aki] Sora Kaze Yoru-hen - 02 [1080p]", []),
        ("[Aki] Sora Kaze: Yoru-hen S01E02 [1080p]", []),
        ("Sky.Wind.Harbour.Arc.S01E02.1080p.WEB", []),
        ("Sky.Wind.Harbour.Arc.S02E02.1080p.WEB", ["S02E02"]),
        ("[Aki] Sora Kaze - 02 [1080p]", ["S01E02"]),
        ("[Aki] Sky Wind - 02 [1080p]", ["S01E02"]),
    ],
)
def test_what_counts_within_a_season_that_nobody_told_is_none(name: str, codes: list[str]) -> None:
    """Aliases of single seasons: https://github.com/Sonarr/Sonarr/issues/3677"""
    one = replace(anime(()), aliases=ARCS)
    assert meant(name, one, listed(12, 12)) == codes


def test_a_show_may_be_called_like_a_season() -> None:
    one = replace(anime(()), title="Sora Kaze: Yoru-hen", aliases=("Sora Kaze",))
    assert meant("[Aki] Sora Kaze Yoru-hen - 02 [1080p]", one, listed(12)) == ["S01E02"]


# ---- which mappings are used -----------------------------------------------------------------------------------


def test_one_that_leads_to_an_episode_that_is_not_listed_is_left_out() -> None:
    assert usable(MAPPED, anime(()), listed(24)) == tuple(each for each in MAPPED if each.season == 1)


def test_a_catalogue_that_counts_otherwise_is_left_alone() -> None:
    assert usable(MAPPED, anime(()), listed(12, 12, 13, tvdb=False)) == ()


def test_a_catalogue_that_counts_as_thetvdb_does_is_not() -> None:
    assert usable(MAPPED, anime(()), listed(24, 13, tvdb=False)) == MAPPED


def test_a_season_that_is_airing_or_announced_is_no_other_way_of_counting() -> None:
    assert usable(MAPPED, anime(()), listed(24, 15, tvdb=False)) == MAPPED
    assert usable(MAPPED, anime(()), listed(24, 8, tvdb=False)) == MAPPED
    assert usable(MAPPED, anime(()), listed(24, 13, 1, tvdb=False)) == MAPPED
    assert usable(MAPPED, anime(()), listed(23, 13, tvdb=False)) == ()


TITLED = (SceneRange(title="Sora Kaze", season=1, number=1), *MAPPED[-2:-1])


@pytest.mark.parametrize(
    ("seasons", "used"), [((24, 13), True), ((12, 12, 13), False), ((24,), False), ((24, 13, 1), False)]
)
def test_titles_of_seasons_are_used_where_the_catalogue_has_the_same_seasons(
    seasons: tuple[int, ...], used: bool
) -> None:
    """TVmaze tells no ids of TheTVDB's episodes, the anime lists no episodes: https://www.tvmaze.com/api"""
    assert usable(TITLED, anime(()), listed(*seasons, tvdb=False)) == (TITLED[1:] if used else ())


def test_the_number_that_releases_give_an_episode() -> None:
    glory = MAPPED[-2]
    assert [glory.said(2, 3), glory.said(1, 3), MAPPED[1].said(1, 13), MAPPED[1].said(1, 25)] == [3, None, 1, None]


def test_a_title_of_the_show_or_of_its_beginning_tells_nothing() -> None:
    own = replace(MAPPED[-2], title="Sora Kaze")
    first = SceneRange(title="Sky Wind", season=1, number=1)
    assert usable((own, first), anime(()), listed(24, 13)) == ()
