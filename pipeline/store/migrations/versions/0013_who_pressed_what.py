"""Who pressed what; and what has ended is found by when."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "press",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("place", sa.String(10), nullable=False),
        sa.Column("verb", sa.String(20), nullable=False),
        sa.Column("about", sa.String(300), nullable=False),
        sa.Column("episode_id", sa.Integer),
        sa.Column("said", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_press"),
        sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name="fk_press_episode_id", ondelete="SET NULL"),
    )
    op.create_index("ix_press_at", "press", ["at"])
    op.create_index("ix_press_episode_id", "press", ["episode_id"])
    op.create_index("ix_job_finished_at", "job", ["finished_at"])
