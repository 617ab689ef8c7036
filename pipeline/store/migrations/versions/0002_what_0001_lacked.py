"""What 0001 lacked

0001 was edited after it had landed, so databases of several shapes call themselves 0001. This adds what one of them
lacks and leaves the others alone.
"""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_dialog_created_at": ("dialog", ["created_at"]),
    "ix_dialog_kind": ("dialog", ["kind"]),
    "ix_media_file_filed": ("media_file", ["filed_at"]),
    "ix_message_bundle": ("message", ["bundle"]),
    "ix_message_telegram": ("message", ["telegram_message_id"]),
    "ix_offer_seen_at": ("offer", ["seen_at"]),
    "ix_watched_batch": ("watched", ["batch"]),
    "ix_watched_file_id": ("watched", ["file_id"]),
    "ix_watched_state": ("watched", ["state"]),
    "ix_watched_tell_at": ("watched", ["tell_at"]),
}

PROBLEMS = {"Refused": "Unauthorized", "Missing": "NotFound", "Nonsense": "BadResponse"}
"""What the errors at the edge were called, and what they are called now."""


def upgrade() -> None:
    there = set(sa.inspect(op.get_bind()).get_table_names())
    for table, parts in _tables().items():
        if table not in there:
            op.create_table(table, *parts, sqlite_autoincrement=table == "dialog")
    for table, columns in _columns().items():
        _add_columns(table, columns)
    for index, (table, names) in INDEXES.items():
        op.create_index(index, table, names, if_not_exists=True)
    _never_lend_a_dialogs_number_again()
    _rename_problems()


def downgrade() -> None:
    """Nothing: 0001 as it stands has all of this."""


def _tables() -> dict[str, list[sa.schema.SchemaItem]]:
    """Tables that came into 0001 later."""
    return {
        "dialog": [
            sa.Column("id", sa.Integer(), nullable=False),
            sa.Column("person_id", sa.Integer(), nullable=False),
            sa.Column("kind", sa.String(length=20), nullable=False),
            sa.Column("value", sa.JSON(), nullable=False),
            sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
            sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_dialog_person_id", ondelete="CASCADE"),
            sa.PrimaryKeyConstraint("id", name="pk_dialog"),
        ],
        "feed": [
            sa.Column("indexer", sa.String(length=80), nullable=False),
            sa.Column("look_at", sa.DateTime(timezone=True), nullable=False),
            sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
            sa.Column("since", sa.DateTime(timezone=True), nullable=True),
            sa.Column("newest", sa.JSON(none_as_null=True), nullable=False),
            sa.Column("failures", sa.Integer(), nullable=False),
            sa.Column("rest_until", sa.DateTime(timezone=True), nullable=True),
            sa.PrimaryKeyConstraint("indexer", name="pk_feed"),
        ],
        "invite": [
            sa.Column("id", sa.Integer(), nullable=False),
            sa.Column("code_hash", sa.String(length=64), nullable=False),
            sa.Column("role", sa.String(24), nullable=False),
            sa.Column("uses_left", sa.Integer(), nullable=False),
            sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
            sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
            sa.PrimaryKeyConstraint("id", name="pk_invite"),
            sa.UniqueConstraint("code_hash", name="uq_invite_code_hash"),
        ],
        "offer": [
            sa.Column("id", sa.Integer(), nullable=False),
            sa.Column("show_id", sa.Integer(), nullable=False),
            sa.Column("release_key", sa.String(length=400), nullable=False),
            sa.Column("release", sa.JSON(none_as_null=True), nullable=False),
            sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
            sa.ForeignKeyConstraint(["show_id"], ["show.id"], name="fk_offer_show_id", ondelete="CASCADE"),
            sa.PrimaryKeyConstraint("id", name="pk_offer"),
            sa.UniqueConstraint("show_id", "release_key", name="uq_offer_show_id"),
        ],
        "watched": [
            sa.Column("id", sa.Integer(), nullable=False),
            sa.Column("episode_id", sa.Integer(), nullable=False),
            sa.Column("file_id", sa.Integer(), nullable=False),
            sa.Column("state", sa.String(24), nullable=False),
            sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
            sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
            sa.Column("batch", sa.BigInteger(), nullable=True),
            sa.Column("moved", sa.JSON(none_as_null=True), nullable=False),
            sa.Column("worker", sa.String(length=120), nullable=False),
            sa.Column("tell_at", sa.DateTime(timezone=True), nullable=True),
            sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name="fk_watched_episode_id", ondelete="CASCADE"),
            sa.ForeignKeyConstraint(["file_id"], ["media_file.id"], name="fk_watched_file_id", ondelete="CASCADE"),
            sa.PrimaryKeyConstraint("id", name="pk_watched"),
            sa.UniqueConstraint("episode_id", name="uq_watched_episode_id"),
        ],
    }


def _columns() -> dict[str, list[sa.Column[Any]]]:
    """Columns that came into tables of 0001 later."""
    return {
        "person": [
            *(
                sa.Column(name, sa.String(length=5), server_default="", nullable=False)
                for name in ("quiet_from", "quiet_to", "digest_at")
            ),
            sa.Column("player_user", sa.String(length=100), server_default="", nullable=False),
            sa.Column("most_shows", sa.Integer(), nullable=True),
            sa.Column("most_bytes_a_week", sa.BigInteger(), nullable=True),
            sa.Column("last_message_id", sa.BigInteger(), nullable=True),
        ],
        "message": [
            sa.Column("rendered", sa.JSON(none_as_null=True), nullable=True),
            sa.Column("bundle", sa.Integer(), nullable=True),
            sa.Column("after_message_id", sa.BigInteger(), nullable=True),
            sa.Column("after_any_id", sa.BigInteger(), nullable=True),
        ],
        "subscription": [
            sa.Column("until_season", sa.Integer(), nullable=True),
            sa.Column("until_number", sa.Integer(), nullable=True),
        ],
        "block": [sa.Column("until", sa.DateTime(timezone=True), nullable=True)],
    }


def _add_columns(table: str, columns: Iterable[sa.Column[Any]]) -> None:
    there = {column["name"] for column in sa.inspect(op.get_bind()).get_columns(table)}
    for column in columns:
        if column.name not in there:
            op.add_column(table, column)


def _never_lend_a_dialogs_number_again() -> None:
    """PostgreSQL's sequences never do; SQLite's tables do unless they were made otherwise."""
    bind = op.get_bind()
    if bind.dialect.name != "sqlite":
        return
    made_by = bind.scalar(sa.text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'dialog'"))
    if "AUTOINCREMENT" not in made_by.upper():
        with op.batch_alter_table("dialog", recreate="always", table_kwargs={"sqlite_autoincrement": True}):
            pass


def _rename_problems() -> None:
    health = sa.table("health", sa.column("problem", sa.String))
    for old, new in PROBLEMS.items():
        op.execute(health.update().where(health.c.problem == old).values(problem=new))
