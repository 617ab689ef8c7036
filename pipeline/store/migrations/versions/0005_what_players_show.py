"""What catalogues tell of shows and specials beyond what Airdate itself needs"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_OF_EPISODES = ("before_season", "before_episode", "after_season")


def upgrade() -> None:
    details = sa.Column("details", sa.JSON(none_as_null=True), nullable=False, server_default="{}")
    op.add_column("show", details)
    op.add_column("episode", sa.Column("rating", sa.Float(), nullable=True))
    for name in _OF_EPISODES:
        op.add_column("episode", sa.Column(name, sa.Integer(), nullable=True))


def downgrade() -> None:
    for name in (*_OF_EPISODES, "rating"):
        op.drop_column("episode", name)
    op.drop_column("show", "details")
