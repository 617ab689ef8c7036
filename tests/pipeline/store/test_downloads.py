from __future__ import annotations

import pytest

from pipeline.line import LINE
from pipeline.model import DownloadState, DownloadStatus
from pipeline.model.jobs import Origin
from pipeline.store import Store, downloads, leases, runs
from tests.rigs.core import add_show, episode_info
from tests.rigs.releases import release

HASH = "ab" * 20
STAGES = [step.stage for step in LINE]


@pytest.fixture
def jobs(store: Store) -> list[int]:
    """Two jobs that one torrent serves."""
    _, episodes = add_show(store, None, episode_info(number=1), episode_info(number=2))
    with store.write() as db:
        made = [job_id for e in episodes if (job_id := runs.open_job(db, e.id, Origin.AIRED, STAGES)) is not None]
    for job_id in made:
        downloads.note(store, job_id, HASH, release(), 100)
    return made


def test_a_torrent_is_needed_until_its_last_job_is_given_up(store: Store, jobs: list[int]) -> None:
    for job_id, left in zip(jobs, (True, False), strict=True):
        with store.write() as db:
            (known,) = downloads.not_removed(db)
            leases.cancel_job(db, job_id)
            assert downloads.is_needed(db, known.id) is left
            assert downloads.needed_by_none(db) == ([] if left else [known])
    with store.write() as db:
        downloads.set_removed(db, known.id)
        assert downloads.not_removed(db) == downloads.needed_by_none(db) == []
        assert downloads.hashes(db) == [HASH]


def test_a_pack_loads_the_files_of_the_jobs_that_it_still_serves(store: Store, jobs: list[int]) -> None:
    with store.write() as db:
        assert downloads.choose_file(db, HASH, jobs[0], 5) == [5]
        assert downloads.choose_file(db, HASH, jobs[1], 2) == [2, 5]
        (known,) = downloads.of_job(db, jobs[0])
        assert {job.id for job in downloads.served_jobs(db, known.id)} == set(jobs)

        downloads.end_part(db, jobs[0], [known.id])
        assert downloads.needed_files(db, known.id) == [2]
        assert downloads.of_job(db, jobs[0]) == []


def test_how_far_it_is_tells_what_is_still_to_come(store: Store, jobs: list[int]) -> None:
    def status(done: int) -> DownloadStatus:
        state = DownloadState.DOWNLOADING
        return DownloadStatus(info_hash=HASH, name="a", state=state, folder="/downloads", size=100, done=done)

    for done in (0, 40):
        downloads.progressed(store, status(done))
    with store.read() as db:
        assert downloads.promised_by_folder(db) == {"/downloads": 60}
        assert downloads.last_folder(db) == "/downloads"
        assert len(downloads.of_job(db, jobs[0])) == 1
