"""What lies in a folder is found by the index of paths, in PostgreSQL too, whatever its language sorts by.

https://www.postgresql.org/docs/current/indexes-opclass.html
"""

from __future__ import annotations

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_index("ix_media_file_path", "media_file")
        op.create_index("ix_media_file_path", "media_file", ["path"], postgresql_ops={"path": "text_pattern_ops"})
