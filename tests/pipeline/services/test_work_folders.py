"""Folders of unfinished files, on a real disk, beside a store whose jobs are on their way and over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.services.work_folders import remove_left, work_folder
from pipeline.store import leases
from tests.rigs.market import Market, file_it, market


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Market]:
    made = market(tmp_path, 3)
    yield made
    made.store.close()


def left_behind(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "found.en.srt").write_text("1\n00:00:01,000 --> 00:00:02,000\nHello\n")
    return folder


def test_no_folder_outlives_its_job(house: Market) -> None:
    under_way, given_up, done = (left_behind(work_folder(house.settings, job)) for job in house.jobs)
    with house.store.write() as db:
        leases.cancel_job(db, house.jobs[1].id)
    file_it(house, "Row", place=2)
    assert remove_left(house.store, house.settings) == 2
    assert [f.exists() for f in (under_way, given_up, done)] == [True, False, False]


def test_what_a_newer_database_left_is_not_taken_for_a_later_job_s(house: Market) -> None:
    """An older database that was put back gives its jobs' numbers a second time."""
    left = left_behind(house.settings.work_folder / "job-999")
    assert remove_left(house.store, house.settings) == 1
    assert not left.exists()


def test_what_others_have_there_is_theirs(house: Market) -> None:
    theirs = [left_behind(house.settings.work_folder / name) for name in ("convert-1a2b", "job-", "job-1.old")]
    assert remove_left(house.store, house.settings) == 0
    assert all(folder.exists() for folder in theirs)


def test_there_is_nothing_to_do_where_nothing_was_ever_converted(house: Market) -> None:
    assert remove_left(house.store, house.settings) == 0
    assert not house.settings.work_folder.exists()
