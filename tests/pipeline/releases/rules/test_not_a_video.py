from __future__ import annotations

import pytest

from pipeline.releases.rules.not_a_video import not_a_video
from tests.rigs.releases import TITLE, case, offer


@pytest.mark.parametrize("suffix", [".exe", ".scr", ".lnk", ".zip", ".rar", ".iso", ".cbr", ".epub"])
def test_refuses_programs_and_archives(suffix: str) -> None:
    assert suffix in str(not_a_video(offer(TITLE + suffix), case()))


@pytest.mark.parametrize("suffix", ["", ".mkv", ".mp4"])
def test_takes_videos(suffix: str) -> None:
    assert not not_a_video(offer(TITLE + suffix), case())
