"""Databases with data as earlier versions of the code made them, written to `old_databases/` as SQL.

    .venv/bin/python -m tests.pipeline.store.make_old_database 792aacd 5ebc774

The results are committed, because a shallow clone has no history. Each is made by that version's own code, in a
`git worktree`: COMMIT.sql is a whole SQLite database, COMMIT.postgresql.sql the statements that made its tables there.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[3]
HERE = Path(__file__).parent / "old_databases"

# What runs in the old version: a household in the middle of everything. Its own rigs know how to get there.
PROGRAM = r"""
import importlib, io, sqlite3, sys
from pathlib import Path
from sqlalchemy import inspect, update
from alembic.migration import MigrationContext
from alembic.operations import Operations

from pipeline import errors, health, notes, outbox, people, results, shows
from pipeline.clock import now
from pipeline.model import Role
from pipeline.store import tables
from tests.rigs.core import add_person
from tests.rigs.market import market, offered

folder, commit = Path(sys.argv[1]), sys.argv[2]
m = market(folder, 3)

# The first episode is in the library, and the players are about to be asked.
m.shop.listed = [offered(), offered("CAM")]
got = m.fetch(0).release
path = "/library/Lantern Row (2026)/Season 01/Lantern Row - S01E01.mkv"
m.run_step(0, "download", results.Downloaded(info_hash="a" * 40, path="/srv/Lantern.Row.S01E01.mkv", release=got))
m.run_step(0, "transcode", results.Transcoded(path="/srv/out.mkv", source="/srv/Lantern.Row.S01E01.mkv",
    container="matroska", untouched=False, why="the screens do not play AC-3", duration=3000.0))
m.run_step(0, "subtitles", results.Subtitled(
    files=(results.SubtitleFile(path="/srv/out.en.srt", suffix=".en.srt", language="en"),), missing=("es",)))
m.run_step(0, "file", results.Filed(path=path, size=1_500_000_000, duration=3000.0, subtitles=("en",)))
# The second was refused once and waits for another release; the third looks for its first.
m.shop.listed = [offered(number="S01E02")]
m.fetch(1)
m.reject(1, "it is not this episode")
with m.store.write() as db:
    moment = now()
    file = tables.media_file.insert().values(episode_id=m.episodes[0].id, path=path, size=1_500_000_000,
        duration=3000.0, release=got.title, info_hash="a" * 40, subtitles=("en",), filed_at=moment)
    file_id = db.execute(file).inserted_primary_key[0]
    download = db.execute(tables.download.insert().values(info_hash="a" * 40, release=got, folder="/downloads",
        size=1_500_000_000, done=1_500_000_000, moved_at=moment, added_at=moment)).inserted_primary_key[0]
    db.execute(tables.download_job.insert().values(download_id=download, job_id=m.jobs[0].id, file_index=0))
    ben = people.add(db, 2, "Ben", Role.MEMBER)
    people.invite(db, Role.GUEST, 1, moment - moment.replace(year=moment.year - 1))
    db.execute(tables.dialog.insert().values(person_id=ben.id, kind="search", value={"at": 1}, created_at=moment))
    outbox.put(db, "hello", ben.id, outbox.Trouble(system="tvdb", text="the key is refused"))
    notes.put(db, "bot.key", "00" * 32)
    db.execute(tables.feed.insert().values(indexer="fair", look_at=moment, newest=("x",), failures=0))
    db.execute(tables.offer.insert().values(show_id=m.show.id, release_key="k", release=got, seen_at=moment))
    if hasattr(tables, "watched"):
        db.execute(tables.watched.insert().values(episode_id=m.episodes[0].id, file_id=file_id, state="asked",
            seen_at=moment, changed_at=moment, batch=1, moved=(), worker=""))
    # A deadline counts from here: whenever this is read, the steps have just become due.
    db.execute(update(tables.step_run).where(tables.step_run.c.state != "done").values(begun_at=None))
for kind in ("Unreachable", "Refused", "Missing", "Nonsense"):
    health.ill(m.store, getattr(errors, kind)(kind.lower(), f"it said {kind}"))
m.store.close()

with sqlite3.connect(folder / "airdate.db") as database:
    Path(sys.argv[3], f"{commit}.sql").write_text("\n".join(database.iterdump()) + "\n")
statements = io.StringIO()
context = MigrationContext.configure(dialect_name="postgresql", opts={"as_sql": True, "output_buffer": statements})
with Operations.context(context):
    importlib.import_module("pipeline.store.migrations.versions.0001_the_first_tables").upgrade()
statements.write("CREATE TABLE alembic_version (version_num VARCHAR(32) PRIMARY KEY);\n"
                 "INSERT INTO alembic_version VALUES ('0001');\n")
Path(sys.argv[3], f"{commit}.postgresql.sql").write_text(statements.getvalue())
"""


def make(commit: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        git = ["git", "-C", str(ROOT), "worktree"]
        subprocess.run([*git, "add", "--detach", str(tree), commit], check=True)
        try:
            command = [sys.executable, "-c", PROGRAM, folder, commit, str(HERE)]
            subprocess.run(command, cwd=tree, env=os.environ | {"PYTHONPATH": str(tree)}, check=True)
        finally:
            subprocess.run([*git, "remove", "--force", str(tree)], check=True)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        make(name)
