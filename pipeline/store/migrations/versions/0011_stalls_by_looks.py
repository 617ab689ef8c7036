"""A stall is counted by the looks of the step that waits, not from when the last byte came."""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("download", "moved_at")
