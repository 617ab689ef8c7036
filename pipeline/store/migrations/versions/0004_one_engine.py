"""Jobs of several kinds, one holder of an episode's files, chores as rows, and what a step waits for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "file_hold",
        sa.Column("episode_id", sa.Integer(), sa.ForeignKey("episode.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("job_id", sa.Integer(), sa.ForeignKey("job.id", ondelete="CASCADE"), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True)),
    )
    op.create_index("ix_file_hold_job_id", "file_hold", ["job_id"])
    op.create_table(
        "chore",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease", sa.String(40)),
        sa.Column("lease_until", sa.DateTime(timezone=True)),
        sa.Column("worker", sa.String(120), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True)),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
    )
    _jobs()
    op.add_column("step_run", sa.Column("losses", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("step_run", sa.Column("waits_for", sa.String(80), nullable=False, server_default=""))
    op.alter_column("step_run", "rung_at", new_column_name="enqueued_at")


def _jobs() -> None:
    op.add_column("job", sa.Column("kind", sa.String(24), nullable=False, server_default="episode"))
    op.add_column("job", sa.Column("subject", sa.String(120), nullable=False, server_default=""))
    op.add_column("job", sa.Column("about", sa.JSON(none_as_null=True)))
    op.execute("UPDATE job SET subject = CAST(episode_id AS VARCHAR(120))")
    # Nobody wanted these any more: a state of its own now.
    op.execute("UPDATE job SET state = 'abandoned', why = 'aired' WHERE why = 'left'")
    op.execute("UPDATE job SET why = 'backlog' WHERE why = 'asked for'")
    op.execute("UPDATE job SET why = 'asked' WHERE why NOT IN ('aired', 'backlog', 'asked', 'upgrade')")
    op.drop_index("uq_job_active", "job")
    op.create_index(
        "uq_job_subject",
        "job",
        ["kind", "subject"],
        unique=True,
        sqlite_where=sa.text("state = 'active'"),
        postgresql_where=sa.text("state = 'active'"),
    )
