from __future__ import annotations

import io
from pathlib import Path

import pytest
import torf

from demo.torrents import bencode, make_torrent
from pipeline.releases.torrents import read_torrent
from tests.rigs.transmission import random_file


@pytest.mark.parametrize("sizes", [(1,), (16_384,), (100_000,), (20_000, 0, 30_000, 16_384), (0, 5)])
def test_each_piece_has_its_hash_also_across_files(tmp_path: Path, sizes: tuple[int, ...]) -> None:
    """Checked by another program than ours."""
    for number, size in enumerate(sizes):
        random_file(tmp_path / "Show" / f"{number}" / "film.mkv", size)
    content = tmp_path / "Show" if len(sizes) > 1 else tmp_path / "Show/0/film.mkv"
    data = make_torrent(content)

    assert torf.Torrent.read_stream(io.BytesIO(data)).verify(content)
    assert [file.size for file in read_torrent(data).files or ()] == list(sizes)


def test_bencoding_is_as_the_specification_has_it() -> None:
    assert bencode({"spam": ["a", b"b"], "cow": -3, "é": {}}) == b"d3:cowi-3e4:spaml1:a1:be2:\xc3\xa9dee"
    with pytest.raises(TypeError):
        bencode(0.5)
