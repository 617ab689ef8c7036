"""Of an archive's texts the one that is meant."""

from __future__ import annotations

import pytest

from integrations.subliminal.choosing import meant
from pipeline.model import EpisodeInfo, ShowInfo, SubtitleQuery

MINE = "One.Step.Beyond.S01E05"


@pytest.mark.parametrize(
    ("names", "language", "right"),
    [
        ([f"{MINE}.en.srt", f"{MINE}.es.srt"], "es", 1),
        (["English.srt", "Spanish.srt"], "es", 1),
        ([f"{MINE}.chs.srt", f"{MINE}.cht.srt"], "zh-Hant", 1),
        ([f"{MINE}.pt.srt", f"{MINE}.pt-BR.srt"], "pt-BR", 1),
        ([f"{MINE}.pt-PT.srt", f"{MINE}.srt"], "pt-BR", 1),
        ([f"de/{MINE}.srt", f"en/{MINE}.srt"], "en", 1),
        ([f"{MINE}.forced.srt", f"{MINE}.srt"], "en", 1),
        ([f"{MINE}.Signs.srt", f"{MINE}.srt"], "en", 1),
        ([f"{MINE}.SDH.srt", f"{MINE}.srt"], "en", 1),
        ([f"{MINE}.720p.HDTV-OTHER.srt", f"{MINE}.1080p.WEB-FAIR.srt"], "en", 1),
        ([f"{MINE}.ass", f"{MINE}.srt"], "en", 1),
        (["One Step Beyond - 104.srt", "One Step Beyond - 105.srt"], "en", 1),
        (["Season 1/05 - Premonition.srt", "Season 1/06 - The Dead Part.srt"], "en", 0),
        ([f"{MINE}.cd1.srt", f"{MINE}.cd2.srt"], "en", None),
        (["English 1.srt", "English 2.srt"], "en", None),
        (["German.srt", "French.srt"], "en", None),
    ],
)
def test_the_episode_the_language_the_kind_and_the_release_tell(
    names: list[str], language: str, right: int | None
) -> None:
    query = SubtitleQuery(
        video="",
        release=f"{MINE}.1080p.WEB-FAIR",
        show=ShowInfo(title="One Step Beyond", year=1959),
        episode=EpisodeInfo(season=1, number=5, title="Premonition"),
        languages=(language,),
    )
    found = meant(names, language, query)
    assert (found == [names[right]]) if right is not None else len(found) != 1
