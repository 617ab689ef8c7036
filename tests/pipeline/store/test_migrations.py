"""Databases that earlier versions made, with what was in them, are brought to today's shape and go on."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, MetaData, create_engine, func, insert, select, text

import pipeline.store
from pipeline.config import Settings
from pipeline.engine.plugins import Parts
from pipeline.engine.runner import Runner
from pipeline.errors import UserError
from pipeline.line import LINE
from pipeline.model import DeletionState
from pipeline.model.jobs import JobKind, JobState, Origin, RunState
from pipeline.services import why
from pipeline.store import (
    Store,
    active_jobs,
    deletions,
    health,
    key_values,
    listing,
    media_files,
    open_store,
    outbox,
    people,
    runs,
    shows,
)
from pipeline.store.schema_check import check_schema, differences
from pipeline.store.shows import Start
from pipeline.store.tables import dialog, note, watched
from tests.rigs.core import active_jobs_of, episode_info, short_runner, show_info
from tests.rigs.market import Client, Shop, offered
from tests.rigs.postgres import postgres, postgres_server

__all__ = ["postgres", "postgres_server"]  # fixtures

VERSIONS = Path(pipeline.store.__file__).parent / "migrations" / "versions"
OLD = Path(__file__).parent / "old_databases"  # see make_old_database.py
COMMITS = ("792aacd", "5ebc774")

LANDED = {
    "0001_the_first_tables.py": "b16251003140c765532723c443a792cc283de017f958ed251a05214db35b67b9",
    "0002_what_0001_lacked.py": "0e49dc7493dedf1e48459e15336af9401fc10317fdd9d0ea2caad7730f0c30c7",
    "0003_pace.py": "c24987d42bd0c630967ed13ac27ae36012749a190f7c3d03cf0902c4f8722221",
    "0004_one_engine.py": "c3eb275e7c616381480c62833b5778ad82b51b3c99cedc4f2a27a5c7ef104093",
    "0005_what_players_show.py": "58d7134fe22fd99160cea4f4ab6b5382f502c85915a9ca94c28f8e934d035f23",
    "0006_renames_are_jobs.py": "eeab61749790ba115b6d6c556409f2009838bf1428f7c65bcc1fc4adf5f49244",
    "0007_notes_become_jobs.py": "68a285b1fa93ca2ab3c6c893f75c35d92266e1cfeaef2b67110fa5ed558be924",
    "0008_deletions_are_jobs.py": "e7642628100695705dfe920de77175be9263a69c637cba7124daa592ab2df6b2",
    "0009_one_bot.py": "81bce47a3e293fdad6a2003a77f497f0c0be7ec34db91b4580862ca581661c96",
    "0010_scene_numbering.py": "9fc0b82a1256fe812ed0c701d331d70f46851128865d52ad4d646c15f010aec7",
    "0011_stalls_by_looks.py": "4efd5e860d0b34869feab315b3cfca0899e87a672f6edf09c1f9b17e3dd561a5",
    "0012_files_by_path.py": "861836a0b3d4794740ab15d0eb533a45a5775b55f642d9cf79f3a84aad0a2223",
    "0013_who_pressed_what.py": "ce80cd230aed054d5f62e47345f80946a01014d6ec26d8f8d484dbeba286dc70",
    "0014_given_torrents.py": "aba9bf86a7042b23612058b2688a375f8943af1890b311f2ad3f01317cbcf6ee",
    "0015_events.py": "17a5958e9ecd1c50cba22fa49e611b28d2f4f79248ffc7b282875ecaba5407f6",
    "0016_beginnings_of_paths.py": "4bb4886246146b6f6e5b690e54cd76d915f8490dee4a277698162ee7a4edba9f",
}
"""The SHA-256 of each revision that has landed. Never change one: databases out there have run it as it was."""


def test_no_revision_that_landed_was_changed() -> None:
    there = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in VERSIONS.glob("0*.py")}

    assert {name: there.get(name) for name in LANDED} == LANDED
    assert there.keys() == LANDED.keys(), "a new revision is entered here as it lands"


# -- Old databases ---------------------------------------------------------------------------------------------------


def sqlite_of(commit: str, folder: Path) -> str:
    """A database that the code of this commit made, as it was then."""
    database = folder / f"{commit}.db"
    with sqlite3.connect(database) as db:
        db.executescript((OLD / f"{commit}.sql").read_text(encoding="utf-8"))
    return f"sqlite:///{database}"


def postgres_of(commit: str, folder: Path, address: str) -> str:
    """The same in PostgreSQL: the tables as that code made them there, and the rows of the other one."""
    before, after = MetaData(), MetaData()
    theirs = create_engine(sqlite_of(commit, folder))
    ours = create_engine(address.replace("postgresql://", "postgresql+psycopg://"))
    with theirs.connect() as old, ours.begin() as new:
        new.exec_driver_sql("SET TIME ZONE 'UTC'")
        new.exec_driver_sql((OLD / f"{commit}.postgresql.sql").read_text(encoding="utf-8"))
        before.reflect(old)
        after.reflect(new)
        for table in after.sorted_tables:
            rows = [dict(row) for row in old.execute(select(before.tables[table.name])).mappings()]
            if rows and table.name != "alembic_version":
                new.execute(insert(table), rows)
                if "id" in table.c:
                    new.execute(select(func.setval(func.pg_get_serial_sequence(f'"{table.name}"', "id"), 1000)))
    theirs.dispose()
    ours.dispose()
    return address


@pytest.fixture(params=[(commit, kind) for commit in COMMITS for kind in ("sqlite", "postgresql")], ids="-".join)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store that was made by an earlier version, opened by this one."""
    commit, kind = request.param
    if kind == "sqlite":
        address = sqlite_of(commit, tmp_path)
    else:
        address = postgres_of(commit, tmp_path, request.getfixturevalue("postgres"))
    store = open_store(address)
    yield store
    store.close()


def test_an_old_database_comes_to_todays_shape(old: Store) -> None:
    assert differences(old) == []
    old.migrate()
    assert differences(old) == []


def test_nothing_that_was_in_it_is_lost(old: Store) -> None:
    with old.read() as db:
        ada, ben = people.everyone(db)
        (show,) = shows.all_followed(db)
        episodes = shows.episodes(db, show.id)
        assert [person.name for person in (ada, ben)] == ["Ada", "Ben"]
        assert [sub.person_id for sub in shows.subscriptions_to(db, show.id)] == [ada.id]
        assert shows.in_library(db, [episode.id for episode in episodes]) == {episodes[0].id}
        assert key_values.get(db, "bot.key") == "00" * 32
        assert [message.payload["system"] for message in outbox.due(db)] == ["tvdb"]
        assert len(active_jobs.find(db, states=(JobState.ACTIVE,))) == 3


def test_systems_that_were_in_trouble_are_so_by_their_new_names(old: Store) -> None:
    with old.read() as db:
        problems = {each.system: each.problem for each in health.all_systems(db) if each.problem}

    assert problems == {
        "unreachable": "Unreachable",
        "refused": "Unauthorized",
        "missing": "NotFound",
        "nonsense": "BadResponse",
    }


def test_a_show_is_followed_and_its_episode_set_on_its_way(old: Store) -> None:
    stages = [step.stage for step in LINE]
    with old.write() as db:
        show = shows.save_show(db, show_info(title="Harbour Lights", tvmaze_id=2))
        shows.save_episodes(db, show.id, [episode_info()])
        shows.subscribe(db, people.everyone(db)[1].id, show.id, Start.EVERYTHING)
        (episode,) = shows.episodes(db, show.id)
        assert runs.open_job(db, episode.id, Origin.AIRED, stages) is not None
        assert active_jobs.find(db, episode_id=episode.id)


def test_jobs_under_way_go_on_where_they_stood(old: Store, tmp_path: Path) -> None:
    """The first to its end; the second takes another release than the one that was refused."""
    shop = Shop(listed=[offered(number="S01E02"), offered("720p.WEB-DL.H.264", number="S01E02")])
    nothing: Any = None
    parts = Parts(catalogues=(), indexers=(shop,), subtitlers=(), players=(), downloader=Client(), encoder=nothing)
    runner = Runner(LINE, parts, old, Settings(data=tmp_path, library=tmp_path / "library"))
    with old.read() as db:
        first, second, _ = (runs.runs_of(db, way.job.id) for way in active_jobs.find(db))
    for run in (first["refresh"], first["notify"], second["fetch"]):
        runner.answer(run.id)

    with old.read() as db:
        assert runs.job_by_id(db, first["notify"].job_id).state is JobState.DONE
        news = [message.payload for message in outbox.due(db) if message.kind == "GoWatch"]
        assert [each["path"] for each in news] == ["/library/Lantern Row (2026)/Season 01/Lantern Row - S01E01.mkv"]
        fetched = runs.runs_of(db, second["fetch"].job_id)["fetch"]
        assert fetched.state is RunState.DONE, fetched.reason
        assert "720p" in fetched.result["release"]["title"]


def test_why_tells_what_was_considered_and_refused(old: Store) -> None:
    with old.read() as db:
        (show,) = shows.all_followed(db)
        first, second, _ = shows.episodes(db, show.id)
    chosen, refused = why.why(old, show, first), why.why(old, show, second)

    assert chosen.found == 2
    assert [tried.title for tried in refused.tried] == ["Lantern.Row.S01E02.1080p.WEB-DL.H.264-FAIR"]


def test_watched_episodes_are_read(old: Store) -> None:
    with old.read() as db:
        states = db.execute(select(watched.c.state)).scalars().all()
        (show,) = shows.all_followed(db)
        there = listing.episodes_in_library(db, show.id)

    assert set(states) <= {DeletionState.ASKED}
    assert [episode.code for episode in there] == ["S01E01"]


def test_a_dialogs_number_is_never_lent_again(old: Store) -> None:
    values = {"person_id": 1, "kind": "search", "value": {}, "created_at": text("CURRENT_TIMESTAMP")}
    add = insert(dialog).values(values).returning(dialog.c.id)
    with old.write() as db:
        number = db.execute(add).scalar_one()
        db.execute(dialog.delete().where(dialog.c.id == number))
        another = db.execute(add).scalar_one()

    assert another > number


def test_what_was_to_be_renamed_is_carried_over(tmp_path: Path) -> None:
    """One that was cut off in the middle, and one that only the players were to be told of."""
    address = sqlite_of("5ebc774", tmp_path)
    library = tmp_path / "library"
    old, new = library / "A" / "S01E01.mkv", library / "A" / "S01E02.mkv"
    new.parent.mkdir(parents=True)
    new.with_name(f".{new.name}.~").write_text("film")
    with sqlite3.connect(tmp_path / "5ebc774.db") as db:
        (file,) = db.execute("SELECT min(id) FROM media_file WHERE replaced_at IS NULL").fetchone()
        db.execute("UPDATE media_file SET path = ? WHERE id = ?", (str(old), file))
        rename = {"show": "A", "files": [file], "old": str(old), "new": str(new)}
        for key, phase in (("rename-order:1", 2), ("rename-order:2", 3)):
            order = {"renames": [rename], "at": MOMENT, "until": MOMENT, "phase": phase, "refresh": []}
            db.execute("INSERT INTO note VALUES (?, ?)", (key, json.dumps(order)))
    store = open_store(address)
    (job_id,) = active_jobs_of(store, JobKind.RENAME)
    short_runner(store, Settings(data=tmp_path, library=library)).carry_out([job_id])

    assert new.read_text() == "film"
    with store.read() as reading:
        assert runs.job_by_id(reading, job_id).state is JobState.DONE
        assert [each.path for each in media_files.by_ids(reading, [file])] == [str(new)]
        assert key_values.starting_with(reading, "rename-order:") == {}
    store.close()


@pytest.mark.parametrize(("state", "kind"), [("going", JobKind.DELETE), ("returning", JobKind.RESTORE)])
def test_what_was_on_its_way_into_the_recycle_folder_or_back_goes_on(tmp_path: Path, state: str, kind: JobKind) -> None:
    address = sqlite_of("5ebc774", tmp_path)
    settings = Settings(data=tmp_path, library=tmp_path / "library", recycle=tmp_path / "recycle")
    here, copy = settings.library / "A" / "S01E01.mkv", settings.recycle / "2026-11-01" / "A" / "S01E01.mkv"
    for path in (here, copy):
        path.parent.mkdir(parents=True)
    (here if kind is JobKind.DELETE else copy).write_text("film")
    (settings.library / "other").touch()
    with sqlite3.connect(tmp_path / "5ebc774.db") as db:
        file, episode = db.execute("SELECT id, episode_id FROM media_file ORDER BY id").fetchone()
        db.execute("UPDATE media_file SET path = ?, replaced_at = ? WHERE id = ?", (str(here), MOMENT, file))
        db.execute("DELETE FROM watched")
        moved = json.dumps([{"path": str(here), "copy": str(copy)}])
        names = "episode_id, file_id, state, seen_at, changed_at, batch, moved, worker"
        values = (episode, file, state, MOMENT, MOMENT, 7, moved, "gone:1:1")
        db.execute(f"INSERT INTO watched ({names}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)
    store = open_store(address)
    short_runner(store, settings).carry_out(active_jobs_of(store, kind))

    assert [here.exists(), copy.exists()] == [kind is JobKind.RESTORE, kind is JobKind.DELETE]
    with store.read() as reading:
        (row,) = deletions.of_batch(reading, 7)
        assert row.state is (DeletionState.GONE if kind is JobKind.DELETE else DeletionState.KEPT)
        assert bool(media_files.filed(reading, episode)) is (kind is JobKind.RESTORE)
    store.close()


MOMENT = "2026-11-01T12:00:00+00:00"

NOT_YET_THERE = {
    "person": ("quiet_from", "quiet_to", "digest_at", "player_user", "most_shows", "most_bytes_a_week"),
    "message": ("rendered", "bundle", "after_message_id", "after_any_id"),
    "subscription": ("until_season", "until_number"),
    "block": ("until",),
}
"""What 0001 did not make when it first landed, besides some tables and indexes."""


def test_the_very_first_shape_comes_to_todays_too(tmp_path: Path) -> None:
    address = sqlite_of("792aacd", tmp_path)
    with sqlite3.connect(tmp_path / "792aacd.db") as db:
        for table in ("dialog", "feed", "invite", "offer"):
            db.execute(f"DROP TABLE {table}")
        for index in ("ix_media_file_filed", "ix_message_bundle", "ix_message_telegram"):
            db.execute(f"DROP INDEX {index}")
        for table, columns in NOT_YET_THERE.items():
            for column in columns:
                db.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    store = open_store(address)
    with store.read() as db:
        assert [person.quiet_from for person in people.everyone(db)] == ["", ""]

    assert differences(store) == []
    store.close()


# -- Notes of the versions before ------------------------------------------------------------------------------------

NOTES = {
    "late:1": {
        "episode_id": 1,
        "languages": ["es"],
        "video": "/downloads/Row.mkv",
        "release": "Row",
        "since": "2026-11-20T08:00:00Z",
        "look_at": "2026-11-28T08:00:00Z",
    },
    "late:2": {"episode_id": 2, "languages": ["es"], "video": "", "release": "", "since": "", "look_at": ""},
    "better:1": {"episode_id": 1, "look_at": "2026-11-28T09:00:00+00:00", "memo": {"begun": "2026-11-26T18:00:00"}},
    "better:99": {"episode_id": 99, "look_at": "2026-11-28T09:00:00+00:00", "memo": {}},
    "other.subtitles:1:en": {"episode_id": 1, "language": "en", "token": "a1", "at": "2026-11-26T08:00:00Z"},
    "other.subtitles:1:es": {
        "episode_id": 1,
        "language": "es",
        "token": "b2",
        "at": "2026-11-26T08:00:00Z",
        "outcome": "found",
        "provider": "fair",
    },
}


def at_revision(address: str, revision: str) -> Engine:
    """The tables as they were at a revision."""
    engine = create_engine(address.replace("postgresql://", "postgresql+psycopg://"))
    config = Config()
    config.set_main_option("script_location", str(VERSIONS.parent))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    return engine


@pytest.fixture(params=["sqlite", "postgresql"])
def before(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Engine]:
    """The address of an old database at revision 0006, and the database."""
    if request.param == "sqlite":
        address = sqlite_of("5ebc774", tmp_path)
    else:
        address = postgres_of("5ebc774", tmp_path, request.getfixturevalue("postgres"))
    return address, at_revision(address, "0006")


def test_what_was_looked_for_by_notes_is_looked_for_by_jobs(before: tuple[str, Engine]) -> None:
    address, engine = before
    complaints: list[dict[str, Any]] = [
        {"what": "subtitles", "token": "a1", "told": ""},
        {"what": "subtitles", "token": "zz", "told": ""},
        {"what": "picture", "job": 1, "told": ""},
    ]
    with engine.begin() as db:
        db.execute(insert(note), [{"key": key, "value": value} for key, value in NOTES.items()])
        here = {"person_id": 1, "kind": "complaint", "created_at": datetime(2026, 11, 26, tzinfo=UTC)}
        db.execute(insert(dialog), [{**here, "value": value} for value in complaints])
    engine.dispose()

    store = open_store(address)
    with store.read() as db:
        kinds = (JobKind.BETTER, JobKind.MISSING_SUBTITLES, JobKind.OTHER_SUBTITLES)
        ways = {(way.job.kind, way.job.subject): way for way in active_jobs.find(db, kinds=kinds, states=JobState)}
        left = set(db.execute(select(note.c.key)).scalars())
        asked = db.execute(select(dialog.c.value).where(dialog.c.kind == "complaint")).scalars().all()
        (file,) = media_files.files_of(db, [1])
    store.close()

    missing = ways.pop((JobKind.MISSING_SUBTITLES, "1"))
    assert missing.job.about == {"file_id": file.id, "languages": ["es"], "video": "/downloads/Row.mkv"}
    assert missing.job.created_at == datetime(2026, 11, 20, 8, tzinfo=UTC)
    assert missing.runs[0].due_at == datetime(2026, 11, 28, 8, tzinfo=UTC)
    better = ways.pop((JobKind.BETTER, "1"))
    assert better.runs[0].memo == {"begun": "2026-11-26T18:00:00"}
    looking, found = ways.pop((JobKind.OTHER_SUBTITLES, "1:en")), ways.pop((JobKind.OTHER_SUBTITLES, "1:es"))
    assert (looking.job.state, looking.runs[0].state) == (JobState.ACTIVE, RunState.DUE)
    assert found.job.state is JobState.DONE
    assert found.runs[0].result == {"outcome": "found", "provider": "fair"}
    assert ways == {}
    assert not left & NOTES.keys()
    assert asked == [{**complaints[0], "job": looking.job.id}, complaints[2]]
    assert {run.step for way in (missing, better, looking) for run in way.runs} <= {step.name for step in LINE}


# -- What doctor looks at --------------------------------------------------------------------------------------------


def test_a_database_that_lacks_something_is_told_apart(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'a.db'}")
    assert "a.db" in str(check_schema(store))
    for statement in ("DROP TABLE watched", "DROP INDEX ix_offer_seen_at", "ALTER TABLE block DROP COLUMN until"):
        with store.write() as db:
            db.exec_driver_sql(statement)

    with pytest.raises(UserError, match="no table “watched”") as told:
        check_schema(store)
    assert "its table “block” has no column “until”" in str(told.value)
    assert "its table “offer” has no “ix_offer_seen_at”" in str(told.value)
    store.close()


def test_tables_of_others_in_the_same_database_are_nobodys_business(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'a.db'}")
    with store.write() as db:
        db.exec_driver_sql("CREATE TABLE huey_task (id INTEGER PRIMARY KEY)")

    assert differences(store) == []
    store.close()


def test_a_database_of_a_newer_version_is_told(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'a.db'}"
    store = open_store(address)
    with store.write() as db:
        db.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    store.close()

    with pytest.raises(UserError, match="newer version of Airdate"):
        open_store(address)


OPENS = """
import sys
from pipeline.store import open_store
open_store(sys.argv[1]).close()
print("alembic" in sys.modules)
"""


def test_a_database_of_this_version_is_opened_without_alembic(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'a.db'}"

    def loads_alembic() -> str:
        done = subprocess.run(
            [sys.executable, "-c", OPENS, address], capture_output=True, text=True, check=True, timeout=120
        )
        return done.stdout.strip()

    assert [loads_alembic(), loads_alembic()] == ["True", "False"]
