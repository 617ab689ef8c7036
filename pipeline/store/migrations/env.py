"""Alembic's entry: runs the migrations on the connection that `Store.migrate` hands over."""

from typing import Any, Literal

from alembic import context

from pipeline.store.columns import Said, Typed, UTCDateTime, Word
from pipeline.store.tables import metadata


def render(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """Write our column types as the plain ones beneath: a migration must not change when our code does."""
    if kind != "type":
        return False
    plain = {
        Said: "sa.Text()",
        Typed: "sa.JSON(none_as_null=True)",
        UTCDateTime: "sa.DateTime(timezone=True)",
        Word: "sa.String(24)",
    }
    return plain.get(type(item), False)


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite cannot alter columns in place
    render_item=render,
)
with context.begin_transaction():
    context.run_migrations()
