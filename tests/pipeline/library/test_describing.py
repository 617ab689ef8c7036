"""What is put beside an episode: its NFO, its show's, and the pictures under the names that players look for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from demo.server import LoopbackServer
from pipeline.library.describing import describe
from pipeline.library.scan import show_of
from pipeline.model import EpisodeInfo, SeasonInfo, ShowDetails, ShowInfo

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


@pytest.fixture
def art() -> Iterator[LoopbackServer]:
    async def give(request: Request) -> Response:
        return Response(PNG) if "none" not in request.url.path else Response(status_code=404)

    with LoopbackServer(Starlette(routes=[Route("/{path:path}", give)])) as server:
        yield server


def placed(library: Path, season: int = 1, name: str = "Amber Quay (2020)") -> Path:
    video = library / name / f"Season {season:02}" / f"{name} - S{season:02}E01 - First.mkv"
    video.parent.mkdir(parents=True, exist_ok=True)
    video.touch()
    return video


def episode(season: int, number: int, day: date | None = None) -> EpisodeInfo:
    return EpisodeInfo(season=season, number=number, title="First", air_date=day)


def test_pictures_have_the_names_that_players_look_for(tmp_path: Path, art: LoopbackServer) -> None:
    seasons = tuple(SeasonInfo(number=n, poster_url=f"{art.url}/{n}") for n in (0, 1, 2))
    fanart, banner, logo = (f"{art.url}/{name}" for name in ("fanart", "banner", "logo"))
    details = ShowDetails(seasons=seasons, fanart_url=fanart, banner_url=banner, logo_url=logo)
    show = ShowInfo(title="Amber Quay", year=2020, poster_url=f"{art.url}/p", details=details)
    described = EpisodeInfo(season=1, number=1, title="First", image_url=f"{art.url}/still")

    assert describe(tmp_path, placed(tmp_path), show, [described]) == []
    assert describe(tmp_path, placed(tmp_path, 0), show, [episode(0, 1)]) == []

    folder = tmp_path / "Amber Quay (2020)"
    assert {path.name for path in folder.glob("*.png")} == {
        *("poster.png", "fanart.png", "banner.png", "clearlogo.png"),
        *("season01-poster.png", "season-specials-poster.png"),
    }
    assert (folder / "Season 01" / "Amber Quay (2020) - S01E01 - First-thumb.png").read_bytes() == PNG


def test_a_picture_that_cannot_be_had_is_said_and_costs_no_other(tmp_path: Path, art: LoopbackServer) -> None:
    details = ShowDetails(fanart_url=f"{art.url}/none", banner_url=f"{art.url}/banner")
    show = ShowInfo(title="Amber Quay", year=2020, details=details)
    (problem,) = describe(tmp_path, placed(tmp_path), show, [episode(1, 1)])
    assert problem.startswith("no fanart: ")
    assert (tmp_path / "Amber Quay (2020)" / "banner.png").exists()


@pytest.mark.parametrize(
    ("day", "place"),
    [
        (date(2020, 1, 5), {"airsbefore_season": "1", "airsbefore_episode": "2"}),
        (date(2019, 12, 1), {"airsbefore_season": "1", "airsbefore_episode": "1"}),
        (date(2020, 6, 1), {"airsafter_season": "1"}),
        (date(2021, 6, 1), {"airsafter_season": "2"}),
        (None, {}),
    ],
)
def test_a_special_stands_where_it_aired(tmp_path: Path, day: date | None, place: dict[str, str]) -> None:
    dates = ((1, 1, date(2020, 1, 1)), (1, 2, date(2020, 1, 8)), (2, 1, date(2021, 1, 1)))
    listed = [episode(*each) for each in dates]
    video = placed(tmp_path, 0)

    describe(tmp_path, video, ShowInfo(title="Amber Quay", year=2020), [episode(0, 1, day)], listed)

    text = video.with_suffix(".nfo").read_text()
    tags = ("airsbefore_season", "airsbefore_episode", "airsafter_season")
    found = {tag: text.partition(f"<{tag}>")[2].partition("<")[0] for tag in tags if f"<{tag}>" in text}
    assert found == place


def test_the_second_of_two_shows_with_one_title_and_no_id_is_told_apart_by_its_year(tmp_path: Path) -> None:
    for year, name in ((1990, "Double Hills (1990)"), (2017, "Double Hills [2017]")):
        show = ShowInfo(title="Double Hills", year=year, tvmaze_id=year)
        describe(tmp_path, placed(tmp_path, name=name), show, [episode(1, 1)])

    texts = [(tmp_path / name / "tvshow.nfo").read_text() for name in ("Double Hills (1990)", "Double Hills [2017]")]
    assert "<title>Double Hills</title>" in texts[0]
    assert "<title>Double Hills (2017)</title>" in texts[1]
    assert show_of(tmp_path / "Double Hills [2017]").title == "Double Hills"
