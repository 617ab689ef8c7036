"""Every table on one screen. Columns are named as the nouns' fields, so a row becomes its noun as it is.

Changing one? Write a migration beside it (`migrations/versions/`); a test compares the two.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from pipeline.errors import Remedy
from pipeline.library.recycle import Kept
from pipeline.model import DeletionState, Release, Role, SceneRange, ShowDetails, ShowKind
from pipeline.model.events import EventKind
from pipeline.model.jobs import JobKind, JobState, Origin, RunState
from pipeline.model.releases import KEY_MOST
from pipeline.store.columns import Said, Typed, UTCDateTime, Word
from pipeline.store.places import Place

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _link(target: str) -> Column[int]:
    """A required reference; what refers goes when what it refers to goes."""
    name = target.partition(".")[0] + "_id"
    return Column(name, Integer, ForeignKey(target, ondelete="CASCADE"), nullable=False)


person = Table(
    "person",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("telegram_id", BigInteger, nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("role", Word(Role), nullable=False),
    Column("time_zone", String(64), nullable=False, server_default="UTC"),
    Column("language", String(16), nullable=False, server_default="en"),
    Column("quiet_from", String(5), nullable=False, server_default=""),
    Column("quiet_to", String(5), nullable=False, server_default=""),
    Column("digest_at", String(5), nullable=False, server_default=""),
    Column("player_user", String(100), nullable=False, server_default=""),
    Column("most_shows", Integer),
    Column("most_bytes_a_week", BigInteger),
    Column("last_message_id", BigInteger),  # the newest message known in their chat; see bot/notices/sender.py
)

# A link that lets people in: t.me/BOT?start=CODE. Only the code's hash is kept.
invite = Table(
    "invite",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code_hash", String(64), nullable=False, unique=True),
    Column("role", Word(Role), nullable=False),
    Column("uses_left", Integer, nullable=False),
    Column("expires_at", UTCDateTime, nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
)

# What a button under a message refers to: search results, a list's page, a request that waits for a yes.
dialog = Table(
    "dialog",
    metadata,
    Column("id", Integer, primary_key=True),
    _link("person.id"),
    Column("kind", String(20), nullable=False),
    Column("value", JSON, nullable=False),
    Column("created_at", UTCDateTime, nullable=False, index=True),
    Index("ix_dialog_kind", "kind"),
    sqlite_autoincrement=True,  # buttons carry the id: a dialog that is over must not lend it to another
)

show = Table(
    "show",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("title", String(300), nullable=False),
    Column("year", Integer),
    Column("tvdb_id", Integer, unique=True),
    Column("tvmaze_id", Integer, unique=True),
    Column("imdb_id", String(16), unique=True),
    Column("aliases", Typed(tuple[str, ...]), nullable=False),
    Column("kind", Word(ShowKind), nullable=False),
    Column("status", String(40), nullable=False),
    Column("network", String(100), nullable=False),
    Column("country", String(8), nullable=False),
    Column("language", String(16), nullable=False),
    Column("overview", Text, nullable=False),
    Column("poster_url", Text, nullable=False),
    Column("runtime", Float),
    Column("details", Typed(ShowDetails), nullable=False, server_default="{}"),
    Column("scene", Typed(tuple[SceneRange, ...]), nullable=False, server_default="[]"),
    Column("refreshed_at", UTCDateTime),
    Column("look_at", UTCDateTime, index=True),  # when its episodes are read again; null: nobody follows it
)

episode = Table(
    "episode",
    metadata,
    Column("id", Integer, primary_key=True),
    _link("show.id"),
    Column("season", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("title", String(300), nullable=False),
    Column("absolute", Integer),
    Column("airs_at", UTCDateTime, index=True),
    Column("air_date", Date),
    Column("runtime", Float),
    Column("overview", Text, nullable=False),
    Column("image_url", Text, nullable=False),
    Column("tvdb_id", Integer),
    Column("tvmaze_id", Integer),
    Column("rating", Float),
    Column("before_season", Integer),
    Column("before_episode", Integer),
    Column("after_season", Integer),
    UniqueConstraint("show_id", "season", "number"),
)

subscription = Table(
    "subscription",
    metadata,
    Column("id", Integer, primary_key=True),
    _link("person.id"),
    _link("show.id"),
    Column("from_season", Integer, nullable=False),
    Column("from_number", Integer, nullable=False),
    Column("from_at", UTCDateTime),
    Column("until_season", Integer),
    Column("until_number", Integer),
    Column("languages", Typed(tuple[str, ...]), nullable=False),
    Column("profile", String(60), nullable=False),
    Column("muted", Boolean, nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    UniqueConstraint("person_id", "show_id"),
    Index("ix_subscription_show", "show_id"),
)

job = Table(
    "job",
    metadata,
    Column("id", Integer, primary_key=True),
    _link("episode.id"),
    Column("state", Word(JobState), nullable=False, index=True),
    Column("kind", Word(JobKind), nullable=False, server_default=JobKind.EPISODE),
    Column("subject", String(120), nullable=False, server_default=""),
    Column("about", JSON(none_as_null=True)),
    Column("why", Word(Origin, 200), nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    Column("finished_at", UTCDateTime, index=True),
    # Two may look at once: only one active job of a kind can exist for a subject.
    Index(
        "uq_job_subject",
        "kind",
        "subject",
        unique=True,
        sqlite_where=text("state = 'active'"),
        postgresql_where=text("state = 'active'"),
    ),
    Index("ix_job_episode", "episode_id"),
)

step_run = Table(
    "step_run",
    metadata,
    Column("id", Integer, primary_key=True),
    _link("job.id"),
    Column("step", String(40), nullable=False),
    Column("lane", String(10), nullable=False),
    Column("state", Word(RunState), nullable=False),
    Column("failures", Integer, nullable=False),  # how many of the allowed attempts have failed in a row
    Column("losses", Integer, nullable=False, server_default="0"),  # workers that ended in the middle, in a row
    Column("due_at", UTCDateTime),
    Column("enqueued_at", UTCDateTime),  # when the queue was last told of it
    Column("begun_at", UTCDateTime),  # first time it was due: the deadline counts from here
    Column("lease", String(40)),  # whoever knows this token runs it
    Column("lease_until", UTCDateTime),
    Column("worker", String(120), nullable=False),
    Column("progress", Float),
    Column("seconds_left", Float),
    Column("reason", Said, nullable=False),  # why it waits, retries or is stuck
    Column("waits_for", String(80), nullable=False, server_default=""),  # the outside system, by its configured name
    Column("remedies", Typed(tuple[Remedy, ...]), nullable=False),
    Column("result", JSON(none_as_null=True)),
    Column("memo", JSON, nullable=False),  # what it remembers from one look to the next
    Column("finished_at", UTCDateTime),
    UniqueConstraint("job_id", "step"),
    Index("ix_step_run_due", "state", "due_at"),
)

# At most one job holds an episode's files at a time.
file_hold = Table(
    "file_hold",
    metadata,
    Column("episode_id", ForeignKey("episode.id", ondelete="CASCADE"), primary_key=True),
    Column("job_id", ForeignKey("job.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("until", UTCDateTime),  # given up then, whoever holds it; null: for as long as its step runs
)

# Periodic duties: when each is due, who does it now, and how it went the last time.
chore = Table(
    "chore",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("due_at", UTCDateTime, nullable=False),
    Column("lease", String(40)),
    Column("lease_until", UTCDateTime),
    Column("worker", String(120), nullable=False),
    Column("started_at", UTCDateTime),
    Column("finished_at", UTCDateTime),
    Column("failures", Integer, nullable=False),  # in a row
    Column("reason", Said, nullable=False),  # what went wrong the last time; empty: nothing
)

attempt = Table(
    "attempt",
    metadata,
    Column("id", Integer, primary_key=True),
    _link("step_run.id"),
    Column("number", Integer, nullable=False),
    Column("worker", String(120), nullable=False),
    Column("started_at", UTCDateTime, nullable=False),
    Column("finished_at", UTCDateTime),
    Column(
        "outcome", String(16), nullable=False
    ),  # "running", "done", "later", "retry", "stuck", "reject", "redo", "lost"
    Column("reason", Said, nullable=False),
    Column("log", Text, nullable=False),
    UniqueConstraint("step_run_id", "number"),
)

# What was considered for an episode, and why it lost or won: the answer to /why.
verdict = Table(
    "verdict",
    metadata,
    Column("id", Integer, primary_key=True),
    _link("episode.id"),
    Column("release_key", String(KEY_MOST), nullable=False),
    Column("release", Typed(Release), nullable=False),
    Column("rule", String(60), nullable=False),  # the rule that refused it; empty: none did
    Column("reason", Said, nullable=False),
    Column("score", Typed(tuple[int, ...]), nullable=False),
    Column("chosen", Boolean, nullable=False),
    Column("first_seen_at", UTCDateTime, nullable=False),
    Column("seen_at", UTCDateTime, nullable=False),
    UniqueConstraint("episode_id", "release_key"),
)

download = Table(
    "download",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("info_hash", String(64), nullable=False, unique=True),
    Column("release", Typed(Release), nullable=False),
    Column("folder", Place, nullable=False),
    Column("size", BigInteger),
    Column("done", BigInteger, nullable=False),
    Column("added_at", UTCDateTime, nullable=False),
    Column("removed_at", UTCDateTime),
)

# Which jobs a download serves: one, or several for a pack.
download_job = Table(
    "download_job",
    metadata,
    Column("download_id", ForeignKey("download.id", ondelete="CASCADE"), primary_key=True),
    Column("job_id", ForeignKey("job.id", ondelete="CASCADE"), primary_key=True),
    Column("file_index", Integer),
)

media_file = Table(
    "media_file",
    metadata,
    Column("id", Integer, primary_key=True),
    _link("episode.id"),
    Column("path", Place, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("duration", Float, nullable=False),
    Column("release", Text, nullable=False),
    Column("info_hash", String(64), nullable=False),
    Column("subtitles", Typed(tuple[str, ...]), nullable=False),
    Column("filed_at", UTCDateTime, nullable=False),
    Column("replaced_at", UTCDateTime),
    Index("ix_media_file_episode", "episode_id"),
    Index("ix_media_file_filed", "filed_at"),
    Index("ix_media_file_path", "path", postgresql_ops={"path": "text_pattern_ops"}),  # finds beginnings, too
)

# Episodes that everyone who follows them has watched, and what became of them; see pipeline/services/retention.py.
watched = Table(
    "watched",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("episode_id", ForeignKey("episode.id", ondelete="CASCADE"), nullable=False, unique=True),
    Column("file_id", ForeignKey("media_file.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("state", Word(DeletionState), nullable=False, index=True),
    Column("seen_at", UTCDateTime, nullable=False),
    Column("changed_at", UTCDateTime, nullable=False),
    Column("batch", BigInteger, index=True),  # the episodes of one message
    Column("moved", Typed(tuple[Kept, ...]), nullable=False),  # its files, and where they lie in the recycle folder
)

block = Table(
    "block",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("episode_id", ForeignKey("episode.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("release_key", String(KEY_MOST), nullable=False),
    Column("info_hash", String(64), nullable=False),
    Column("title", Text, nullable=False),
    Column("reason", Said, nullable=False),
    Column("at", UTCDateTime, nullable=False),
    Column("until", UTCDateTime),  # null: for good
    UniqueConstraint("episode_id", "release_key"),
)

# Who pressed what, in the chat, in the browser or by a program.
press = Table(
    "press",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UTCDateTime, nullable=False, index=True),
    Column("who", String(200), nullable=False),  # their name: it outlives them
    Column("place", String(10), nullable=False),  # "chat", "browser" or "api"
    Column("verb", String(20), nullable=False),
    Column("about", String(300), nullable=False),
    Column("episode_id", ForeignKey("episode.id", ondelete="SET NULL"), index=True),
    Column("said", Said, nullable=False),  # what was answered
)

# What happened, for programs that listen; see `events`.
event = Table(
    "event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(160), nullable=False, unique=True),  # the same is never told twice
    Column("at", UTCDateTime, nullable=False, index=True),
    Column("kind", Word(EventKind), nullable=False),
    Column("facts", JSON, nullable=False),
    Column("show_id", Integer, ForeignKey("show.id", ondelete="CASCADE"), index=True),
    sqlite_autoincrement=True,
)

# Torrents that people gave for an episode: no indexer can be asked for them again.
given_torrent = Table(
    "given_torrent",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("info_hash", String(64), nullable=False, unique=True),
    Column("data", LargeBinary),  # the .torrent; null: a magnet
    Column("magnet", Text, nullable=False),
    Column("given_at", UTCDateTime, nullable=False, index=True),
)

# Releases from the feeds that may be of a followed show: what `fetch` need not search for.
offer = Table(
    "offer",
    metadata,
    Column("id", Integer, primary_key=True),
    _link("show.id"),
    Column("release_key", String(KEY_MOST), nullable=False),
    Column("release", Typed(Release), nullable=False),
    Column("seen_at", UTCDateTime, nullable=False, index=True),
    UniqueConstraint("show_id", "release_key"),
)

# How far each indexer's newest releases have been read; one row each.
feed = Table(
    "feed",
    metadata,
    Column("indexer", String(80), primary_key=True),
    Column("look_at", UTCDateTime, nullable=False),  # when it is read again
    Column("asked_at", UTCDateTime),  # when it last answered
    Column("since", UTCDateTime),  # everything published from here on has been seen
    Column("newest", Typed(tuple[str, ...]), nullable=False),  # keys of the newest at that time: where to stop
    Column("failures", Integer, nullable=False),  # in a row
)

message = Table(
    "message",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(200), nullable=False, unique=True),  # the same news is never queued twice
    Column("person_id", ForeignKey("person.id", ondelete="CASCADE"), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("payload", JSON, nullable=False),
    Column("state", String(12), nullable=False),  # "queued", "sending", "sent", "failed"
    Column("due_at", UTCDateTime, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("telegram_message_id", BigInteger),
    Column("rendered", JSON(none_as_null=True)),  # exactly what is being sent: proves later whether it arrived
    Column("bundle", Integer),  # the message (by id) that carries this one, when several are sent as one
    Column("after_message_id", BigInteger),  # the newest known in the person's chat when sending began
    Column("after_any_id", BigInteger),  # the newest known in any chat
    Column("error", Text, nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    Column("sent_at", UTCDateTime),
    Index("ix_message_due", "state", "due_at"),
    Index("ix_message_person", "person_id"),
    Index("ix_message_bundle", "bundle"),
    Index("ix_message_telegram", "telegram_message_id"),
)

# What people have said to the bot, by Telegram's number; see `inbox`.
inbox = Table(
    "inbox",
    metadata,
    Column("bot_id", BigInteger, primary_key=True, autoincrement=False),
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("payload", JSON(none_as_null=True)),  # null: done
    Column("tries", Integer, nullable=False),  # starts of the process that found it undone
    Column("received_at", UTCDateTime, nullable=False),
    Column("done_at", UTCDateTime, index=True),
)

# What only one process does at a time.
singleton = Table(
    "singleton",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("holder", String(160), nullable=False),
    Column("until", UTCDateTime, nullable=False),
)

# How each outside system stands; one row each.
health = Table(
    "health",
    metadata,
    Column("system", String(80), primary_key=True),
    Column("problem", String(20), nullable=False),  # "" well, or the error's name
    Column("text", Said, nullable=False),
    Column("since", UTCDateTime, nullable=False),
    Column("seen_at", UTCDateTime, nullable=False),
)

# When a system may be asked again; each row is one system, or one use of it ("prowlarr downloads").
pace = Table(
    "pace",
    metadata,
    Column("name", String(120), primary_key=True),
    Column("until", UTCDateTime),  # it rests until then, after a failure
    Column("failures", Integer, nullable=False),  # in a row
    Column("problem", String(20), nullable=False),  # the error's name
    Column("why", Said, nullable=False),
    Column("turns", Typed(tuple[datetime, ...]), nullable=False),  # when it was asked last, or is to be
)

# Small facts that must survive: the claim code's hash, the bot's signing key, where a feed was read to.
note = Table(
    "note",
    metadata,
    Column("key", String(120), primary_key=True),
    Column("value", JSON, nullable=False),
)
