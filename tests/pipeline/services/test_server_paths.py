"""Whom the server's folders are told, and that all else of a text stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.model import Role
from pipeline.model.reasons import Reason
from pipeline.services.server_paths import as_seen_by
from tests.rigs.core import add_person, new_store


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("/library", "library"),
        ("/media/tv/The Tin Orchard (2026)/Season 01/x - S01E01.mkv", "x - S01E01.mkv"),
        ("[Errno 2] No such file: '/mnt/my disk/tv/x.mkv'", "[Errno 2] No such file: 'x.mkv'"),
        ("ffmpeg -i /data/work/12/in.mkv -c copy /data/out.mp4", "ffmpeg -i in.mkv -c copy out.mp4"),
        (r"C:\Media\TV Shows\x.mkv is gone", "x.mkv is gone"),
        (r"\\nas\tv\x.mkv", "x.mkv"),
        ("file:///srv/a/b.mkv", "b.mkv"),
        ("waiting for /srv/tv: 5 MB/s", "waiting for tv: 5 MB/s"),
        ("The Tin Orchard/Season 01/x.mkv", "The Tin Orchard/Season 01/x.mkv"),
        ("http://10.0.0.2:8096/Items/1 failed, 24/7 and/or", "http://10.0.0.2:8096/Items/1 failed, 24/7 and/or"),
        ("/", "/"),
        ("", ""),
    ],
)
def test_of_a_path_the_last_name_is_seen(text: str, seen: str) -> None:
    assert as_seen_by(None, text) == seen


def test_reasons_and_data_are_seen_through(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    ada, ben = add_person(store), add_person(store, "Ben", 2, Role.MEMBER)
    why = Reason("mend-folder", folder="/srv/tv", why=Reason("text", text="cannot write to /srv/tv/x"))
    data = {"files": ["/srv/tv/a.mkv", "b.srt"], "size": 5, "none": None, "why": why}

    assert as_seen_by(ada, data) == data
    assert as_seen_by(ben, data) == {
        "files": ["a.mkv", "b.srt"],
        "size": 5,
        "none": None,
        "why": Reason("mend-folder", folder="tv", why=Reason("text", text="cannot write to x")),
    }
    store.close()
