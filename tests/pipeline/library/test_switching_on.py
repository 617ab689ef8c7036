"""Which subtitle players switch on, and the languages that they know; the facts are of a real Jellyfin."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.library.switching_on import beside, switch_on
from pipeline.subtitles.sidecars import sidecars


def put(folder: Path, *suffixes: str) -> Path:
    video = folder / "Row - S01E02 - 1.5 Miles.mkv"
    video.touch()
    for suffix in suffixes:
        video.with_name(video.stem + suffix).write_text(suffix)
    return video


def there(video: Path) -> list[str]:
    names = (path.name.removeprefix(video.stem) for path in video.parent.iterdir() if path != video)
    return sorted(names)


@pytest.mark.parametrize(
    ("found", "wanted", "after"),
    [
        ([".en.srt"], ("en",), [".en.default.srt"]),
        ([".ar.srt", ".da.srt", ".en.srt"], ("en",), [".ar.srt", ".da.srt", ".en.default.srt"]),
        ([".ar.srt", ".da.srt"], ("en", "da"), [".ar.srt", ".da.default.srt"]),
        ([".en.sdh.srt", ".en.srt"], ("en",), [".en.default.srt", ".en.sdh.srt"]),
        ([".en.sdh.srt"], ("en",), [".en.sdh.default.srt"]),
        ([".2.en.srt", ".en.srt"], ("en",), [".2.en.srt", ".en.default.srt"]),
        ([".en.forced.srt", ".en.srt"], ("en",), [".en.default.srt", ".en.forced.srt"]),
        ([".en.forced.srt"], ("en",), [".en.forced.srt"]),
        ([".de.default.srt", ".en.srt"], ("en",), [".de.srt", ".en.default.srt"]),
        ([".en.mks", ".fr.srt"], ("en",), [".en.mks", ".fr.srt"]),
        ([".yue.idx", ".yue.sub", ".fr.default.sup"], ("yue",), [".fr.default.sup", ".yue.idx", ".yue.sub"]),
        ([".en.default.sub"], ("en",), [".en.sub"]),
        ([".fr.srt"], ("en",), [".fr.srt"]),
        ([".en-GB.srt", ".fr.srt"], ("en",), [".en-GB.en.default.srt", ".fr.srt"]),
        ([".es-MX.srt"], (), [".es-MX.es.srt"]),
        ([".sr-Latn.srt"], ("sr-Latn",), [".sr-Latn.sr.default.srt"]),
        ([".pt-BR.srt", ".zh-Hant.srt", ".es-419.srt"], (), [".es-419.srt", ".pt-BR.srt", ".zh-Hant.srt"]),
        ([".yue.srt"], ("yue",), [".yue.zh.default.srt"]),
        ([".ga.srt"], ("ga",), [".gle.default.srt"]),
        ([".srt"], ("en",), [".srt"]),
        ([".default.srt"], (), [".default.srt"]),
        ([".es-MX.srt", ".es.srt"], ("es-MX",), [".es-MX.es.default.srt", ".es.srt"]),
        ([".es-MX.srt", ".es.srt"], ("es",), [".es-MX.es.srt", ".es.default.srt"]),
        ([".zh-Hant.srt", ".zh.srt"], ("zh-TW",), [".zh-Hant.default.srt", ".zh.srt"]),
        ([".pt-BR.srt", ".pt-PT.srt"], ("pt",), [".pt-BR.default.srt", ".pt-PT.srt"]),
        ([".cmn-Hans.srt", ".en.srt"], ("zh-Hans",), [".cmn-Hans.zh.default.srt", ".en.srt"]),
        ([".ar.srt", ".fr.default.srt"], ("en",), [".ar.srt", ".fr.default.srt"]),
        ([".de.default.srt", ".fr.sdh.default.srt"], ("en",), [".de.default.srt", ".fr.sdh.srt"]),
        ([".fr.default.forced.srt", ".ar.srt"], ("en",), [".ar.srt", ".fr.forced.srt"]),
        ([".EN.srt", ".en.SDH.srt"], ("en",), [".EN.default.srt", ".en.SDH.srt"]),
    ],
)
def test_exactly_one_is_switched_on(
    tmp_path: Path, found: list[str], wanted: tuple[str, ...], after: list[str]
) -> None:
    video = put(tmp_path, *found)
    languages = {s.path.read_text(): s.language for s in sidecars(video)}

    for _ in range(2):  # again, with the same outcome
        switch_on(video, wanted)
        assert there(video) == after
    assert {s.path.read_text(): s.language for s in sidecars(video)} == languages, "we read them as before"


def test_a_subtitle_takes_the_place_of_one_like_it(tmp_path: Path) -> None:
    video = put(tmp_path, ".en-GB.srt", ".fr.srt")
    switch_on(video, ("en",))

    names = {
        suffix: beside(video, suffix).name.removeprefix(video.stem) for suffix in (".en-GB.srt", ".fr.srt", ".de.srt")
    }
    assert names == {".en-GB.srt": ".en-GB.en.default.srt", ".fr.srt": ".fr.srt", ".de.srt": ".de.srt"}
