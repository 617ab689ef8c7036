"""Tags of languages, and which serves for which."""

from __future__ import annotations

import pytest

from pipeline.languages import close_languages, distance, language_tag, same_language, same_speech


@pytest.mark.parametrize(
    ("code", "tag"),
    [
        ("eng", "en"),
        ("ger", "de"),
        ("und", ""),
        ("pt_br", "pt-BR"),
        ("zh-hant", "zh-Hant"),
        ("??", ""),
        ("gsw", "gsw"),
        ("en", "en"),
        ("ENG", "en"),
        ("tgl", "tl"),
        ("fil", "tl"),
        ("cmn", "zh"),
        ("iw", "he"),
        ("qaa", ""),
        ("scc", "sr"),
        ("zxx", ""),
        ("English", ""),
        ("x", ""),
        ("", ""),
        ("zh-TW", "zh-TW"),
        ("swa", "sw"),
    ],
)
def test_languages_of_files_become_tags(code: str, tag: str) -> None:
    assert language_tag(code) == tag


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("en", "en-GB", True),
        ("en-GB", "en", True),
        ("pt-BR", "pt-PT", False),
        ("eng", "en", True),
        ("", "en", False),
        ("en", "", False),
        ("es", "et", False),
        ("no", "nob", True),
        ("nb", "nn", False),
        ("zh", "zh-Hant", True),
        ("zh-TW", "zh-Hant", True),
        ("zh-TW", "zh-Hans", False),
        ("zh-Hans", "cmn", True),
        ("es-419", "es-MX", False),
        ("id", "ms", False),
        ("sr", "sr-Latn", True),
    ],
)
def test_one_kind_of_a_language_serves_for_another_only_where_one_is_plain(one: str, two: str, same: bool) -> None:
    assert same_language(one, two) is same


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [("tgl", "tl", True), ("cmn", "zh", True), ("yue", "zh", True), ("swa", "sw", True), ("iw", "he", True),
     ("nob", "no", True), ("nno", "no", True), ("pt-BR", "pt-PT", True), ("id", "ms", False), ("hr", "sr", False),
     ("und", "en", False)],
)  # fmt: skip
def test_what_is_spoken_is_told_by_the_language_alone(one: str, two: str, same: bool) -> None:
    assert same_speech(one, two) is same


@pytest.mark.parametrize(
    ("one", "two", "close"),
    [("da", "no", True), ("cs", "sk", True), ("es", "en", False), ("uk", "ru", False), ("ca", "es", False)],
)
def test_languages_that_look_alike(one: str, two: str, close: bool) -> None:
    assert close_languages(one, two) is close


@pytest.mark.parametrize(
    ("wanted", "there"),
    [
        ("es-MX", ("es-MX", "es")),
        ("es", ("es", "es-MX")),
        ("pt", ("pt-BR", "pt-PT")),
        ("zh-TW", ("zh-Hant", "zh")),
        ("nb", ("nb", "no")),
        ("en-GB", ("en-GB", "en")),
    ],
)
def test_of_several_that_serve_the_nearest_is_known(wanted: str, there: tuple[str, ...]) -> None:
    assert min(sorted(there), key=lambda tag: distance(wanted, tag)) == there[0]
