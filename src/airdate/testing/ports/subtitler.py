"""Subtitlers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

import pytest

from airdate.testing.common import Conformance
from airdate.testing.waiting import at_once
from pipeline.model import EpisodeInfo, RejectedSubtitle, ShowInfo, SubtitleQuery
from pipeline.ports import Subtitler
from pipeline.subtitles.cleaning import fingerprint
from pipeline.subtitles.cues import parse

NOBODY_S = ShowInfo(title="Zxqj Vwkp Qqzzx", year=1901)


class SubtitlerConformance(Conformance):
    """Besides `part` a fixture `query`: an episode of which it finds one subtitle, in the first of its languages."""

    port: ClassVar[type[Any]] = Subtitler

    @pytest.fixture
    def query(self) -> SubtitleQuery:
        raise NotImplementedError("give a fixture `query`: for what there is one subtitle in the first language")

    def test_finds_a_subtitle_that_can_be_read(self, part: Any, query: SubtitleQuery) -> None:
        (found,) = part.find(query)
        assert found.language == query.languages[0]
        assert isinstance(found.content, bytes)
        assert parse(found.content.decode()), "SRT is meant"
        assert found.provider
        assert found.id

    def test_finds_one_for_each_language_at_most(self, part: Any, query: SubtitleQuery) -> None:
        languages = (query.languages[0], "sw", "is")
        found = [subtitle.language for subtitle in part.find(replace(query, languages=languages))]
        assert found == [language for language in languages if language in found]

    def test_finds_nothing_in_another_language(self, part: Any, query: SubtitleQuery) -> None:
        assert part.find(replace(query, languages=("sw",))) == []
        assert part.find(replace(query, languages=())) == []

    def test_finds_nothing_for_what_nobody_subtitled(self, part: Any, query: SubtitleQuery) -> None:
        nothing = replace(query, show=NOBODY_S, episode=EpisodeInfo(season=9, number=99), release="Zxqj.S09E99")
        assert part.find(nothing) == []

    def test_never_finds_again_what_a_person_refused(self, part: Any, query: SubtitleQuery) -> None:
        (found,) = part.find(query)
        by_id = RejectedSubtitle(provider=found.provider, id=found.id)
        by_text = RejectedSubtitle(mark=fingerprint(found.content))
        for refused in (by_id, by_text):
            assert part.find(replace(query, refused=(refused,))) == []
        other = RejectedSubtitle(provider=found.provider, id=f"not {found.id}", mark="of another text")
        assert part.find(replace(query, refused=(other,))) == [found]

    def test_answers_several_threads_at_once(self, part: Any, query: SubtitleQuery) -> None:  # type: ignore[override]
        first, *others = at_once(lambda: part.find(query), threads=4)
        assert all(other == first for other in others)
