"""Missing and other subtitles, and searches for something better, were notes; they are jobs now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
note = sa.table("note", sa.column("key", sa.String), sa.column("value", sa.JSON))
episode = sa.table("episode", sa.column("id", sa.Integer))
dialog = sa.table("dialog", sa.column("id", sa.Integer), sa.column("kind", sa.String), sa.column("value", sa.JSON))
media_file = sa.table(
    "media_file",
    sa.column("id", sa.Integer),
    sa.column("episode_id", sa.Integer),
    sa.column("replaced_at", MOMENT),
)
job = sa.table(
    "job",
    sa.column("id", sa.Integer),
    sa.column("episode_id", sa.Integer),
    sa.column("state", sa.String),
    sa.column("kind", sa.String),
    sa.column("subject", sa.String),
    sa.column("about", sa.JSON(none_as_null=True)),
    sa.column("why", sa.String),
    sa.column("created_at", MOMENT),
    sa.column("finished_at", MOMENT),
)
step_run = sa.table(
    "step_run",
    sa.column("job_id", sa.Integer),
    sa.column("step", sa.String),
    sa.column("lane", sa.String),
    sa.column("state", sa.String),
    sa.column("failures", sa.Integer),
    sa.column("due_at", MOMENT),
    sa.column("begun_at", MOMENT),
    sa.column("worker", sa.String),
    sa.column("reason", sa.Text),
    sa.column("remedies", sa.JSON),
    sa.column("result", sa.JSON(none_as_null=True)),
    sa.column("memo", sa.JSON),
    sa.column("finished_at", MOMENT),
)


def upgrade() -> None:
    db = op.get_bind()
    for value in _notes(db, "late:"):
        _missing_subtitles(db, value)
    for value in _notes(db, "better:"):
        _add(db, value, "better", "search_for_better", _moment(value["look_at"]), memo=value.get("memo", {}))
    searches = {value["token"]: _other_subtitles(db, value) for value in _notes(db, "other.subtitles:")}
    _dialogs(db, searches)


def _notes(db: sa.Connection, prefix: str) -> Iterator[dict[str, Any]]:
    """The notes of this kind whose episodes are still known; all of the kind are gone then."""
    mine = note.c.key.startswith(prefix, autoescape=True)
    values = [row.value for row in db.execute(sa.select(note.c.value).where(mine).order_by(note.c.key))]
    db.execute(note.delete().where(mine))
    known = set(db.execute(sa.select(episode.c.id)).scalars())
    return iter([value for value in values if value["episode_id"] in known])


def _missing_subtitles(db: sa.Connection, value: dict[str, Any]) -> None:
    mine = (media_file.c.episode_id == value["episode_id"], media_file.c.replaced_at.is_(None))
    file_id = db.execute(sa.select(sa.func.max(media_file.c.id)).where(*mine)).scalar()
    if file_id is not None:
        about = {"file_id": file_id, "languages": value["languages"], "video": value["video"]}
        facts = {"about": about, "created_at": _moment(value["since"])}
        _add(db, value, "missing-subtitles", "missing_subtitles", _moment(value["look_at"]), **facts)


def _other_subtitles(db: sa.Connection, value: dict[str, Any]) -> int:
    language, outcome, at = value["language"], value.get("outcome", ""), _moment(value["at"])
    facts: dict[str, Any] = {"about": {"language": language}, "why": "asked", "created_at": at}
    facts["subject"] = f"{value['episode_id']}:{language}"
    if outcome:
        facts |= {"state": "done", "result": {"outcome": outcome, "provider": value.get("provider", "")}}
    return _add(db, value, "other-subtitles", "other_subtitles", at, **facts)


def _add(db: sa.Connection, value: dict[str, Any], kind: str, step: str, due_at: datetime, **facts: Any) -> int:
    """A job with its one step; its id."""
    over = facts.get("state") == "done"
    id_ = db.execute(
        job.insert()
        .values(
            episode_id=value["episode_id"],
            state="done" if over else "active",
            kind=kind,
            subject=facts.get("subject", str(value["episode_id"])),
            about=facts.get("about"),
            why=facts.get("why", "line"),
            created_at=facts.get("created_at", due_at),
            finished_at=due_at if over else None,
        )
        .returning(job.c.id)
    ).scalar_one()
    db.execute(
        step_run.insert().values(
            job_id=id_,
            step=step,
            lane="io",
            state="done" if over else "due",
            failures=0,
            due_at=None if over else due_at,
            begun_at=due_at,
            worker="",
            reason="",
            remedies=[],
            result=facts.get("result"),
            memo=facts.get("memo", {}),
            finished_at=due_at if over else None,
        )
    )
    return int(id_)


def _dialogs(db: sa.Connection, searches: dict[str, int]) -> None:
    """Whoever waits for an outcome waits for the job's."""
    for row in db.execute(sa.select(dialog.c.id, dialog.c.value).where(dialog.c.kind == "complaint")).all():
        if row.value.get("what") != "subtitles":
            continue
        job_id = searches.get(row.value.get("token", ""))
        if job_id is None:
            db.execute(dialog.delete().where(dialog.c.id == row.id))
        else:
            value = {**row.value, "job": job_id}
            db.execute(dialog.update().where(dialog.c.id == row.id).values(value=value))


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
