"""What a button in an old message carries is never another's."""

from __future__ import annotations

from pathlib import Path

from pipeline.model import Role
from pipeline.store import open_store, people
from tests.rigs.core import add_person, new_store


def test_a_person_s_id_is_never_lent_again(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    add_person(store)
    gone = add_person(store, "Stranger", 2, Role.PENDING)
    with store.write() as db:
        people.remove(db, gone.id)
        another = people.add(db, 3, "Another", Role.PENDING)
        people.remove(db, another.id)
        third = people.add(db, 4, "Third", Role.PENDING)
    store.close()
    assert len({gone.id, another.id, third.id}) == 3


def test_a_new_database_is_for_its_owner_alone(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'data' / 'airdate.db'}")
    add_person(store)
    files = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "data").iterdir()}
    store.close()
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700
    assert set(files.values()) == {0o600}, files
