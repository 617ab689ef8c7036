from __future__ import annotations

from pipeline.releases.rules.language import language
from tests.rigs.releases import case, offer, profile, show

GERMAN = "Lantern.Row.S01E02.GERMAN.1080p.WEB-DL.H.264-FAIR"


def test_refuses_another_language_than_the_show_s_own() -> None:
    assert "de" in str(language(offer(GERMAN), case()))


def test_takes_what_says_nothing() -> None:
    assert not language(offer(), case())


def test_takes_several_languages_at_once() -> None:
    assert not language(offer("Lantern.Row.S01E02.MULTi.1080p.WEB-DL.H.264-FAIR"), case())


def test_takes_the_languages_that_the_profile_lists() -> None:
    assert not language(offer(GERMAN), case(profile=profile(languages=("de",))))
    assert not language(offer(GERMAN), case(profile=profile(languages=("*",))))


def test_a_language_is_the_same_wherever_it_is_spoken() -> None:
    brazilian = offer("Lantern.Row.S01E02.PT-BR.1080p.WEB-DL.H.264-FAIR")
    assert not language(brazilian, case(show=show(language="pt")))


def test_says_nothing_about_a_show_whose_language_is_unknown() -> None:
    assert not language(offer(GERMAN), case(show=show(language="")))
