"""What is on its way into the recycle folder, or back, becomes jobs: who moves it and when is theirs to know."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

WATCHED = sa.table(
    "watched",
    sa.column("id", sa.Integer),
    sa.column("episode_id", sa.Integer),
    sa.column("state", sa.String),
    sa.column("batch", sa.BigInteger),
)
JOBS = sa.table(
    "job",
    sa.column("id", sa.Integer),
    sa.column("episode_id", sa.Integer),
    sa.column("state", sa.String),
    sa.column("kind", sa.String),
    sa.column("subject", sa.String),
    sa.column("about", sa.JSON),
    sa.column("why", sa.String),
    sa.column("created_at", sa.DateTime(timezone=True)),
)
RUNS = sa.table(
    "step_run",
    sa.column("job_id", sa.Integer),
    sa.column("step", sa.String),
    sa.column("lane", sa.String),
    sa.column("state", sa.String),
    sa.column("failures", sa.Integer),
    sa.column("due_at", sa.DateTime(timezone=True)),
    sa.column("begun_at", sa.DateTime(timezone=True)),
    sa.column("worker", sa.String),
    sa.column("reason", sa.Text),
    sa.column("remedies", sa.JSON),
    sa.column("memo", sa.JSON),
)


def upgrade() -> None:
    db = op.get_bind()
    for state, kind, undone in (("going", "delete", "seen"), ("returning", "restore", "gone")):
        batches: dict[int, list[Any]] = {}
        for row in db.execute(sa.select(WATCHED).where(WATCHED.c.state == state).order_by(WATCHED.c.id)):
            batches.setdefault(row.batch or 0, []).append(row)
        for batch, rows in batches.items():
            _open(db, kind, batch, rows, undone)
    op.drop_index("ix_watched_tell_at", "watched", if_exists=True)
    op.drop_column("watched", "tell_at")
    op.drop_column("watched", "worker")


def _open(db: sa.Connection, kind: str, batch: int, rows: Sequence[Any], undone: str) -> None:
    moment = datetime.now(UTC)
    about = {"batch": batch, "rows": [row.id for row in rows], "undone": undone}
    subject = str(batch) if kind == "delete" else f"{batch}:{rows[0].id}"
    facts = {"subject": subject, "about": about, "why": "asked", "created_at": moment}
    job = {"episode_id": rows[0].episode_id, "state": "active", "kind": kind, **facts}
    job_id = db.execute(sa.insert(JOBS).values(**job).returning(JOBS.c.id)).scalar_one()
    same = {"lane": "io", "failures": 0, "worker": "", "reason": "", "remedies": [], "memo": {}}
    due = {"state": "due", "due_at": moment, "begun_at": moment}
    db.execute(sa.insert(RUNS).values(job_id=job_id, step=kind, **same, **due))
