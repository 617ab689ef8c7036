from __future__ import annotations

from pipeline.store import Store, key_values


def test_names_are_found_by_how_they_begin_whatever_signs_are_in_them(store: Store) -> None:
    with store.write() as db:
        for key in ("a_b:2", "a_b:1", "axb:1", "%:1"):
            key_values.put(db, key, key)

        assert list(key_values.starting_with(db, "a_b:")) == ["a_b:1", "a_b:2"]
        assert list(key_values.starting_with(db, "%", held=True)) == ["%:1"]
        assert key_values.get_held(db, "axb:1") == "axb:1"

        key_values.drop_all(db, ["a_b:1", "a_b:2", "never there"])
        assert key_values.starting_with(db, "a") == {"axb:1": "axb:1"}
