from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from pipeline.releases.extras import is_extra, is_sample, lies_apart


@pytest.mark.parametrize(
    "extra",
    ["Extras/01.mkv", "NC/Lantern Row - NCOP 01.mkv", "Lantern Row - PV 01.mkv", "Menu 01.mkv", "Specials/01.mkv",
     "Lantern Row - OVA 2.mkv", "Lantern Row Preview 03.mkv", "Featurettes/Lantern.Row.S01E02.mkv", "Trailer/a.mkv",
     "Lantern Row OVA/03.mkv", "Lantern Row Movie/Lantern Row - 03.mkv", "Web Series/03.mkv", "Inside Episode 3.mkv",
     "Episode 3 Commentary.mkv", "03. Interview with the Director.mkv", "Lantern Row - 1x03 - Tide (Trailer).mkv",
     "Lantern Row S01E03-04 Trailer.mkv", "Lantern Row - Movie 03.mkv"],
)  # fmt: skip
def test_knows_what_comes_beside_the_episodes(extra: str) -> None:
    assert is_extra(f"Lantern Row/{extra}", ("Lantern Row",))


@pytest.mark.parametrize(
    "word", ["trailer", "Trailer", "behindthescenes", "deletedscene", "interview", "other", "short"]
)
def test_an_extra_may_bear_the_code_of_its_episode(word: str) -> None:
    assert is_extra(f"Season 01/Lantern Row S01E02-{word}.mkv", ("Lantern Row",))


@pytest.mark.parametrize("name", ["S01E02 - Deleted", "S01E02.The.Trailer", "S01E02.1080p.WEB-SHORT", "S01E02-E03"])
def test_a_title_or_a_group_makes_no_extra(name: str) -> None:
    assert not is_extra(f"Season 01/Lantern Row - {name}.mkv", ("Lantern Row",))


def test_a_show_may_be_called_extras() -> None:
    assert not is_extra("Extras/Extras 03.mkv", ("Extras",))
    assert is_extra("Extras/Extras/03.mkv", ("Extra Time",))


@pytest.mark.parametrize(
    ("path", "sample"),
    [
        ("a/sample.mkv", True),
        ("x.s01e01-sample.mkv", True),
        ("x.s01e01.720p.sample-grp.mkv", True),
        ("Sample/x.mkv", True),
        ("[Group] Shomin Sample - 03 [720p].mkv", False),
        ("Shomin Sample - 03.mkv", False),
        ("Shomin Sample/03.mkv", False),
        ("Lantern.Row.S01E01.The.Sample.720p.mkv", False),
    ],
)
def test_a_title_with_the_word_is_no_sample(path: str, sample: bool) -> None:
    assert is_sample(path) is sample


@pytest.mark.parametrize(
    ("path", "apart"),
    [
        ("Odds and Ends/05.mkv", True),
        ("Winter/05 - Name.mkv", True),
        ("Season 1/Odds/Folge 05.mkv", True),
        ("Season 1/05.mkv", False),
        ("Disc 2/05.mkv", False),
        ("1080p BluRay/Episode 05.mkv", False),
        ("Lantern Row II/05.mkv", False),
        ("Odds and Ends/Lantern Row S01E05.mkv", False),
        ("Odds and Ends/Lantern Row - 05.mkv", False),
        ("Odds and Ends/abc.mkv", False),  # tells no number: what it is, its release may tell
    ],
)
def test_a_number_alone_counts_only_in_a_folder_that_says_where_it_belongs(path: str, *, apart: bool) -> None:
    assert lies_apart(PurePosixPath(path).parts, ("Lantern Row",)) == apart
