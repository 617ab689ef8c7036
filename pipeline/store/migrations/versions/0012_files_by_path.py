"""Whose a file of the library is, is asked by its path: not by reading all of them."""

from __future__ import annotations

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_media_file_path", "media_file", ["path"])
