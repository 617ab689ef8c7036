"""What was to be renamed becomes jobs: a show's files in one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

PREFIX = "rename-order:"
ORDERED, HIDING, SHOWING, TELLING = range(4)

NOTES = sa.table("note", sa.column("key", sa.String), sa.column("value", sa.JSON))
FILES = sa.table("media_file", sa.column("id", sa.Integer), sa.column("episode_id", sa.Integer))
EPISODES = sa.table("episode", sa.column("id", sa.Integer), sa.column("show_id", sa.Integer))
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
    rows = db.execute(sa.select(NOTES.c.key, NOTES.c.value).where(NOTES.c.key.startswith(PREFIX)).order_by(NOTES.c.key))
    busy: set[int] = set()
    for key, order in rows.all():
        if order["phase"] != TELLING:
            _carry_over(db, key.removeprefix(PREFIX), order, busy)
        db.execute(sa.delete(NOTES).where(NOTES.c.key == key))


def _carry_over(db: sa.Connection, token: str, order: dict[str, Any], busy: set[int]) -> None:
    of_shows: dict[int, list[dict[str, Any]]] = {}
    for rename in order["renames"]:
        query = sa.select(EPISODES.c.id, EPISODES.c.show_id).join(FILES, FILES.c.episode_id == EPISODES.c.id)
        held = db.execute(query.where(FILES.c.id.in_(rename["files"])).order_by(FILES.c.id)).all()
        if held:
            facts = {"show_id": held[0].show_id, "episodes": [each.id for each in held]}
            of_shows.setdefault(held[0].show_id, []).append({**rename, **facts})
    for show_id, renames in of_shows.items():
        if show_id not in busy:  # what a later order says is proposed again once the earlier is done
            busy.add(show_id)
            _open(db, show_id, {"order": token, "renames": renames, "phase": order["phase"]})


def _open(db: sa.Connection, show_id: int, about: dict[str, Any]) -> None:
    moment = datetime.now(UTC)
    job = {"episode_id": about["renames"][0]["episodes"][0], "state": "active", "kind": "rename"}
    facts = {"subject": str(show_id), "about": about, "why": "asked", "created_at": moment}
    job_id = db.execute(sa.insert(JOBS).values(**job, **facts).returning(JOBS.c.id)).scalar_one()
    same = {"job_id": job_id, "lane": "io", "failures": 0, "worker": "", "reason": ""}
    same |= {"remedies": [], "memo": {}}
    db.execute(sa.insert(RUNS).values(step="rename", state="due", due_at=moment, begun_at=moment, **same))
    db.execute(sa.insert(RUNS).values(step="tell_owner", state="waiting", **same))
