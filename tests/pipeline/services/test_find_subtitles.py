"""The one search for subtitles, and the one check of what it finds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from pipeline.errors import OutsideError, Unreachable
from pipeline.model import RejectedSubtitle, Subtitle, SubtitleQuery
from pipeline.model.reasons import Reason
from pipeline.services.find_subtitles import FoundSubtitles, find_subtitles
from tests.rigs.market import Market, market

MINUTE = 60.0


def offer(id_: str, words: str = "Hello", language: str = "en", last: float = 1.0) -> Subtitle:
    """One whose last line comes after so many seconds."""
    content = f"1\n00:00:00,500 --> 00:00:01,500\n{words}\n\n2\n00:{last // 60:02.0f}:02,000 --> 00:59:59,000\nBye\n"
    return Subtitle(language=language, content=content.encode(), provider="p", id=id_)


@dataclass
class Site:
    """Has one offer after another for each language, and leaves out what is refused by its id."""

    offers: Sequence[Subtitle] = ()
    fails: OutsideError | None = None
    name: str = "site"
    asked: list[SubtitleQuery] = field(default_factory=list)

    def check(self) -> Reason:
        return Reason("text", text="fine")

    def find(self, query: SubtitleQuery) -> list[Subtitle]:
        self.asked.append(query)
        if self.fails:
            raise self.fails
        refused = {each.id for each in query.refused}
        left = [each for each in self.offers if each.id not in refused]
        best = {each.language: each for each in reversed(left) if each.language in query.languages}
        return list(best.values())


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Market]:
    made = market(tmp_path)
    yield made
    made.store.close()


def search(
    house: Market, *sites: Site, languages: tuple[str, ...] = ("en",), rejected: tuple[RejectedSubtitle, ...] = ()
) -> tuple[FoundSubtitles, list[str]]:
    said: list[str] = []
    query = SubtitleQuery(
        video="",
        release="Row",
        show=house.show,
        episode=house.episodes[0],
        languages=languages,
        frame_rate=25.0,
        refused=rejected,
    )
    return find_subtitles(sites, query, 2 * MINUTE, said.append), said


def test_what_does_not_fit_gives_way_to_the_sites_next_best(house: Market) -> None:
    found, said = search(house, Site([offer("long", last=50 * MINUTE), offer("right")]))
    assert [each.id for each in found.subtitles] == ["right"]
    assert said == ["en from p is not taken: its last line comes 48 min 2 s after the end"]


def test_what_was_made_for_cinemas_pictures_a_second_is_stretched_and_that_is_told(house: Market) -> None:
    lines = (f"{n}\n{n // 60:02}:{n % 60:02}:00,000 --> {n // 60:02}:{n % 60:02}:01,000\nHello\n" for n in range(94))
    slow = Subtitle(language="en", content="\n".join(lines).encode(), provider="p", id="slow")
    said: list[str] = []
    query = SubtitleQuery(
        video="", release="", show=house.show, episode=house.episodes[0], languages=("en",), frame_rate=25.0
    )
    found = find_subtitles([Site([slow])], query, 90 * MINUTE, said.append)
    assert b"01:29:11" in found.subtitles[0].content
    assert said == ["en from p outlasts the film as 23.976 and 25 pictures a second do: times multiplied by 0.9590"]


def test_where_nothing_fits_the_next_site_is_asked(house: Market) -> None:
    wrong = Site([offer(str(n), words=f"Hello {n}", last=50 * MINUTE) for n in range(10)])
    found, _ = search(house, wrong, Site([offer("right")], name="other"))
    assert [each.id for each in found.subtitles] == ["right"]
    assert len(wrong.asked) == 3


def test_a_site_is_asked_only_for_what_the_others_lack(house: Market) -> None:
    second = Site([offer("2", language="es")], name="other")
    found, _ = search(house, Site([offer("1")]), second, languages=("en", "es", "fr"))
    assert [each.id for each in found.subtitles] == ["1", "2"]
    assert second.asked[0].languages == ("es", "fr")
    assert found.missing == ("fr",)


def test_what_was_rejected_is_not_taken_though_the_site_does_not_know_that(house: Market) -> None:
    class Deaf(Site):
        def find(self, query: SubtitleQuery) -> list[Subtitle]:
            return list(self.offers)

    found, _ = search(house, Deaf([offer("1")]), rejected=(RejectedSubtitle(provider="p", id="1"),))
    assert found.subtitles == ()
    assert found.answered


def test_a_site_that_fails_ends_nothing_and_is_told(house: Market) -> None:
    found, said = search(house, Site(fails=Unreachable("site", "no answer")), Site([offer("1")], name="other"))
    assert [each.id for each in found.subtitles] == ["1"]
    assert [str(problem) for problem in found.problems] == ["site: no answer"]
    assert said == ["site: no answer"]


def test_nobody_answered(house: Market) -> None:
    found, _ = search(house, Site(fails=Unreachable("site", "no answer")))
    assert not found.answered
    assert found.missing == ("en",)
