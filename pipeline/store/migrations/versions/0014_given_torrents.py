"""Torrents that people gave for an episode."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "given_torrent",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("info_hash", sa.String(64), nullable=False),
        sa.Column("data", sa.LargeBinary),
        sa.Column("magnet", sa.Text, nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_given_torrent"),
        sa.UniqueConstraint("info_hash", name="uq_given_torrent_info_hash"),
    )
    op.create_index("ix_given_torrent_given_at", "given_torrent", ["given_at"])
