from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Release
from pipeline.releases.candidate import Case
from pipeline.releases.decide import best, judge, verdict
from pipeline.releases.quality_profiles import BUILT_IN
from pipeline.releases.rules import RULES, refused_by
from tests.rigs.releases import case, profile, release


def name(quality: str, number: str = "S01E02") -> str:
    return f"Lantern.Row.{number}.{quality}-FAIR"


def winner(*qualities: str, of: Case | None = None) -> str:
    """Which of these is taken, all else being equal."""
    chosen = best(judge([release(name(q), size=900_000_000) for q in qualities], of or case()))
    assert chosen is not None
    return chosen.release.title.removeprefix("Lantern.Row.S01E02.").removesuffix("-FAIR")


def test_resolution_comes_before_source_and_source_before_codec() -> None:
    assert winner("720p.WEB-DL.H.264", "1080p.HDTV.H.264") == "1080p.HDTV.H.264"
    assert winner("1080p.WEB-DL.HEVC", "1080p.HDTV.H.264") == "1080p.WEB-DL.HEVC"


def test_what_the_screens_play_without_converting_is_preferred() -> None:
    assert winner("1080p.WEB-DL.HEVC", "1080p.WEB-DL.H.264") == "1080p.WEB-DL.H.264"


def test_the_profile_s_own_order_of_codecs_goes_before_the_screens() -> None:
    small = case(profile=BUILT_IN["small"])
    assert winner("720p.WEB-DL.HEVC", "720p.WEB-DL.H.264", of=small) == "720p.WEB-DL.HEVC"


def test_hdr_is_liked_only_where_it_is_liked() -> None:
    choices = ("1080p.WEB-DL.HDR10.HEVC", "1080p.WEB-DL.HEVC")
    assert winner(*choices) == "1080p.WEB-DL.HEVC"
    screen = case().screen.model_copy(update={"everything": True})
    assert winner(*choices, of=case(profile=profile(hdr="liked"), screen=screen)) == choices[0]


def test_a_mended_release_is_preferred_to_the_one_it_mends() -> None:
    assert winner("1080p.WEB-DL.H.264", "PROPER.1080p.WEB-DL.H.264") == "PROPER.1080p.WEB-DL.H.264"


def test_a_liked_word_is_preferred_in_its_order() -> None:
    liking = case(profile=profile(liked=("AMZN", "NF")))
    assert winner("1080p.NF.WEB-DL.H.264", "1080p.AMZN.WEB-DL.H.264", of=liking) == "1080p.AMZN.WEB-DL.H.264"


def test_many_seeders_decide_between_equals_and_a_few_more_do_not() -> None:
    few, many = release(guid="few", seeders=2, size=1_400_000_000), release(guid="many", seeders=40)
    assert best(judge([few, many], case())).release is many  # type: ignore[union-attr]
    alike = [release(guid="big", seeders=41), release(guid="small", seeders=40, size=1_400_000_000)]
    assert best(judge(alike, case())).release.guid == "small"  # type: ignore[union-attr]


def test_a_pack_is_preferred_when_much_of_its_season_is_missing_and_else_the_single_episode() -> None:
    single, pack = release(name("1080p.WEB-DL.H.264")), release(name("1080p.WEB-DL.H.264", "S01"), size=9 * 10**9)
    assert best(judge([single, pack], case())).release is single  # type: ignore[union-attr]
    assert best(judge([single, pack], case(gaps=4))).release is pack  # type: ignore[union-attr]


def test_what_is_on_its_way_for_the_season_already_is_preferred() -> None:
    single, pack = release(name("1080p.WEB-DL.H.264")), release(name("1080p.WEB-DL.H.264", "S01"), size=9 * 10**9)
    busy = case(on_the_way={pack.key: pack})
    assert best(judge([single, pack], busy)).release is pack  # type: ignore[union-attr]


def test_every_job_of_a_season_makes_the_same_choice_whatever_the_order() -> None:
    twins = [release(guid="a", info_hash="aa" * 20), release(guid="b", info_hash="bb" * 20)]
    one, two = best(judge(twins, case())), best(judge(twins[::-1], case()))
    assert one is not None
    assert two is not None
    assert one.release == two.release


def test_the_first_rule_that_objects_gives_the_reason() -> None:
    lost = verdict(release("Other.Show.S09E09.2160p.HDCAM-FAIR", seeders=0), case())
    assert (lost.rule, str(lost.reason)) == ("wrong_show", "it is Other Show")


def test_each_release_is_judged_once() -> None:
    assert len(judge([release(), release(), release(guid="x")], case())) == 2


def test_each_rule_has_words_for_those_it_refused() -> None:
    said = [(rule.__name__, str(refused_by(rule.__name__, count))) for rule in RULES for count in (1, 2)]

    assert not [rule for rule, words in said if "rule-" in words]
    assert str(refused_by("of_another_version", 2)) == "are refused"


releases = st.builds(
    Release,
    title=st.text(max_size=200) | st.from_regex(r"Lantern\.Row\.S0[0-3]E0[0-9]\.[\w.\-\[\]]{0,80}", fullmatch=True),
    indexer=st.just("fair"),
    guid=st.text(max_size=5),
    size=st.none() | st.integers(min_value=1, max_value=2**50),
    seeders=st.none() | st.integers(min_value=0, max_value=10**6),
    published_at=st.none() | st.datetimes(timezones=st.just(case().moment.tzinfo)),
    tvdb_id=st.none() | st.integers(min_value=1, max_value=9),
)


@given(releases)
def test_any_release_gets_a_verdict_with_a_reason_or_a_score(offered: Release) -> None:
    made = verdict(offered, case())
    assert bool(made.rule) == bool(made.reason)
    assert bool(made.rule) != bool(made.score)


@given(st.lists(releases, max_size=8))
def test_the_best_is_a_suitable_one_that_no_other_beats(offered: list[Release]) -> None:
    judged = judge(offered, case())
    chosen = best(judged)
    suitable = [v for v in judged if not v.rule]
    assert (chosen is None) == (not suitable)
    if chosen is not None:
        assert chosen.score == max(v.score for v in suitable)
