"""Jobs' folders of unfinished files: none outlives its job.

`file` removes a job's own when it is done. One stays all the same where a job is given up on its way, where a worker
that was cut off writes on after another has finished the job, and where a network drive keeps what is still open.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from pipeline.config import Settings
from pipeline.model.jobs import Job
from pipeline.store import Store, active_jobs

_OF_A_JOB = re.compile(r"job-(\d+)")


def work_folder(settings: Settings, job: Job) -> Path:
    """Where a job's unfinished files are; gone once the episode is filed."""
    return settings.work_folder / f"job-{job.id}"


def remove_left(store: Store, settings: Settings) -> int:
    """Remove the folders of jobs that are over, or that this database does not know. How many.

    What cannot be removed now is tried again the next time.
    """
    folders = _folders(settings.work_folder)  # listed first: a job is there before its folder is
    with store.read() as db:
        active = {each.job.id for each in active_jobs.find(db, job_ids=folders, limit=len(folders), whole=False)}
    left = [folder for job_id, folder in folders.items() if job_id not in active]
    for folder in left:
        shutil.rmtree(folder, ignore_errors=True)
    return sum(not folder.exists() for folder in left)


def _folders(work: Path) -> dict[int, Path]:
    """The jobs' folders, by job. Others' (`convert-…`) are theirs."""
    found = ((_OF_A_JOB.fullmatch(path.name), path) for path in (work.iterdir() if work.is_dir() else ()))
    return {int(named[1]): path for named, path in found if named}
