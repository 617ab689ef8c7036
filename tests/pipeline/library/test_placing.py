"""Files put in their places, over the borders of file systems too."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.library.placing import link_or_copy, move


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Path]:
    """A folder on another file system."""
    here = tmp_path.stat().st_dev
    other = next(place for place in ("/dev/shm", "/var/tmp") if Path(place).stat().st_dev != here)
    with tempfile.TemporaryDirectory(dir=other) as folder:
        yield Path(folder)


def test_within_one_file_system_it_is_a_link(tmp_path: Path) -> None:
    source = tmp_path / "film.mkv"
    source.write_bytes(b"film")
    assert link_or_copy(source, tmp_path / "library" / "film.mkv")
    assert (tmp_path / "library" / "film.mkv").samefile(source)


def test_across_file_systems_it_is_copied_whole(tmp_path: Path, elsewhere: Path) -> None:
    source, target = elsewhere / "film.mkv", tmp_path / "library" / "film.mkv"
    source.write_bytes(b"film" * 100_000)
    assert not link_or_copy(source, target)
    assert target.read_bytes() == source.read_bytes()
    move(source, tmp_path / "moved.mkv")
    assert not source.exists()
    assert (tmp_path / "moved.mkv").read_bytes() == target.read_bytes()
    assert sorted(path.name for path in tmp_path.rglob("*.*")) == ["film.mkv", "moved.mkv"]
