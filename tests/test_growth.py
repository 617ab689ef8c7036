"""What strangers send is read in a time that grows as its length does: torrents, NFO files, subtitles, catalogues.

Feeds: `tests/integrations/common/test_xml_feed.py`; release names: `tests/pipeline/releases/test_names.py`.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from integrations.common.quoting import quoted
from integrations.common.reading import size_in
from integrations.tvmaze import plain
from pipeline.errors import UserError
from pipeline.library.nfo import show_nfo
from pipeline.library.scan import show_of
from pipeline.model import CastMember, ShowDetails, ShowInfo
from pipeline.releases.torrents import read_magnet, read_torrent
from pipeline.subtitles.cleaning import clean, fingerprint
from pipeline.subtitles.cues import parse
from pipeline.subtitles.encodings import decode

SMALL, TIMES = 250, 4


def torrent_of(count: int) -> bytes:
    files = b"".join(b"d6:lengthi1e4:pathl10:%06d.mkvee" % n for n in range(count))
    pieces = b"x" * 20 * max(1, -(-count // 16384))
    return b"d4:infod5:filesl%se4:name1:p12:piece lengthi16384e6:pieces%d:%see" % (files, len(pieces), pieces)


def trackers(count: int) -> bytes:
    listed = b"".join(b"l12:http://t/%03de" % (n % 1000) for n in range(count))
    return b"d13:announce-listl%se" % listed + torrent_of(1)[1:]


def srt(count: int) -> str:
    return "".join(
        f"{n}\n{n // 3600:02}:{n // 60 % 60:02}:{n % 60:02},000 --> {n // 3600:02}:{n // 60 % 60:02}:{n % 60:02},900\n"
        f"Line {n}, said <i>calmly</i>.\n\n"
        for n in range(1, count + 1)
    )


def ass(count: int) -> str:
    head = "[Script Info]\nScriptType: v4.00+\n\n[Events]\nFormat: Layer, Start, End, Style, Text\n"
    return head + "".join(f"Dialogue: 0,0:00:{n % 60:02}.00,0:00:{n % 60:02}.90,D,Line {n}\n" for n in range(count))


def show(count: int) -> ShowInfo:
    cast = tuple(CastMember(name=f"Actor {n}", role="R", image_url="") for n in range(count))
    return ShowInfo(title="x", overview="word " * count, details=ShowDetails(cast=cast))


def look_at_nfo(text: str) -> ShowInfo:
    """What a folder's NFO file says, as the library is read."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "tvshow.nfo").write_text(text)
        return show_of(Path(folder))


# What is read, and what makes something of a length to be read.
READ: dict[str, tuple[Callable[[Any], object], Callable[[int], Any]]] = {
    "a torrent's files": (read_torrent, lambda n: torrent_of(2 * n)),
    "a torrent's trackers": (read_torrent, lambda n: trackers(4 * n)),
    "a torrent's lists in lists": (read_torrent, lambda n: b"l" * 20 * n),
    "a torrent's numbers": (read_torrent, lambda n: b"d1:ai" + b"9" * 4 * n + b"e" + torrent_of(1)[1:]),
    "a magnet's trackers": (read_magnet, lambda n: "magnet:?xt=urn:btih:" + "a" * 40 + "&tr=http://t/x" * (n // 8)),
    "an SRT": (parse, lambda n: srt(2 * n)),
    "an SRT, cleaned": (lambda text: clean(text.encode(), "en", ads=True), srt),
    "an SRT, compared": (lambda text: fingerprint(text.encode(), "en"), srt),
    "an SRT without blank lines": (parse, lambda n: srt(n).replace("\n\n", "\n")),
    "arrows without times": (parse, lambda n: "00:00:01,000 --> \n" * 10 * n),
    "tags left open": (parse, lambda n: srt(1).replace("Line", "<i" * 40 * n)),
    "braces left open": (parse, lambda n: srt(1).replace("Line", "{\\an8" * 40 * n)),
    "an ASS": (parse, lambda n: ass(n)),
    "a subtitle's encoding": (decode, lambda n: ("señor café " * 10 * n).encode("latin-1")),
    "an NFO, written": (show_nfo, lambda n: show(4 * n)),
    "an NFO's actors": (look_at_nfo, lambda n: "<tvshow>" + "<actor><name>x</name></actor>" * 10 * n + "</tvshow>"),
    "an NFO that never begins": (look_at_nfo, lambda n: "<tvshow " * 40 * n),
    "an NFO that never ends": (look_at_nfo, lambda n: "<tvshow><title>x</title>" * 20 * n),
    "a summary": (plain, lambda n: "<p>" * 100 * n),
    "a summary's tags left open": (plain, lambda n: "<a " * 100 * n),
    "a description": (size_in, lambda n: "1 234 567 " * 40 * n),
    "a description's sizes": (size_in, lambda n: "Size: 1.2 GB " * 40 * n),
    "an error's words": (quoted, lambda n: "http://" + "a" * 40 * n + " key=" * 40 * n),
}


def spent(read: Callable[[Any], object], made: object) -> float:
    """Seconds of processor time, at best."""
    best = float("inf")
    for _ in range(3):
        before = time.process_time()
        with suppress(UserError):
            read(made)
        best = min(best, time.process_time() - before)
    return best


@pytest.mark.parametrize(("read", "made"), READ.values(), ids=READ)
def test_four_times_as_long_takes_about_four_times_the_time(
    read: Callable[[Any], object], made: Callable[[int], Any]
) -> None:
    small, large = made(SMALL), made(TIMES * SMALL)

    assert spent(read, large) < 2.5 * TIMES * spent(read, small) + 0.05
