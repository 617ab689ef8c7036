"""Each call to an outside system is noted, and whoever failed is left alone, for all workers together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from pipeline import clock
from pipeline.engine.guard import REFUSED, REST, guard, guarded, insisting
from pipeline.engine.plugins import Parts
from pipeline.errors import BadResponse, NotFound, OutsideError, Unauthorized, Unreachable
from pipeline.model import Pace, Release
from pipeline.store import Store, health, pace
from pipeline.store.tables import pace as table
from tests.rigs.core import new_store


@dataclass
class System:
    """An indexer, catalogue or player that does what a test says."""

    name: str = "system"
    fails: OutsideError | None = None
    calls: int = 0
    pace: Pace | None = None
    asked: list[str] = field(default_factory=list)

    def _answer(self, *_: object) -> list[Any]:
        self.calls += 1
        if self.fails:
            raise self.fails
        return []

    search = newest = torrent = find = add = episodes = fit = sessions = status = free_space = _answer

    def theirs(self, path: Path) -> str:
        return str(path)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = new_store(tmp_path)
    yield made
    made.close()


def problems(store: Store) -> dict[str, str]:
    with store.read() as db:
        return {one.system: one.problem for one in health.all_systems(db)}


def tried(call: Callable[[], object]) -> type[OutsideError] | None:
    try:
        call()
    except OutsideError as error:
        return type(error)
    return None


def test_a_player_that_is_off_is_tried_again_soon_and_whoever_asks_by_hand_is_not_held_up(store: Store) -> None:
    system = System(fails=Unreachable("system", "off"))
    player: Any = guard("players", system, store)
    for _ in range(20):
        assert tried(player.find) is Unreachable
        pass_by(store, 15)
    assert system.calls == 20, "never left alone for longer"
    assert tried(player.find) is Unreachable
    assert tried(player.sessions) is Unreachable
    assert (system.calls, tried(player.find)) == (22, Unreachable)

    system.fails = None
    player.sessions()
    assert tried(player.find) is None, "it is back"


def test_twenty_downloads_leave_a_client_alone_that_is_off(store: Store) -> None:
    system = System(fails=Unreachable("system", "off"))
    clients: list[Any] = [guard("downloader", system, store) for _ in range(20)]
    for client in clients:
        assert tried(client.status) is Unreachable
        assert tried(client.free_space) is Unreachable
    assert system.calls == 1, "one rest for all"

    system.fails = None
    pass_by(store, 1)
    assert [tried(client.status) for client in clients] == [None] * 20, "it is back"


def test_a_download_that_is_refused_or_not_there_keeps_no_other_from_its_client(store: Store) -> None:
    for refused in (NotFound("system", "gone"), BadResponse("system", "an odd row"), Unauthorized("system", "folder")):
        system = System(fails=refused)
        client: Any = guard("downloader", system, store)
        assert tried(client.add) is type(refused)
        system.fails = None
        assert tried(client.status) is None


def test_what_succeeds_and_what_fails_is_noted(store: Store) -> None:
    system = System()
    player: Any = guard("players", system, store)
    player.find()
    assert problems(store) == {"system": ""}
    system.fails = Unreachable("system", "away")
    assert tried(player.find) is Unreachable
    assert problems(store) == {"system": "Unreachable"}
    system.fails = NotFound("system", "not there yet")
    with insisting():
        assert tried(player.find) is NotFound
    assert problems(store) == {"system": ""}, "that something is not there is an answer"


@pytest.mark.parametrize(
    ("group", "method", "error", "trouble"),
    [
        ("indexers", "torrent", NotFound, False),
        ("indexers", "torrent", BadResponse, False),
        ("indexers", "torrent", Unreachable, True),
        ("indexers", "search", NotFound, True),
        ("indexers", "newest", BadResponse, True),
        ("catalogues", "episodes", NotFound, False),
        ("catalogues", "episodes", BadResponse, True),
        ("downloader", "add", BadResponse, False),
        ("synchronisers", "fit", BadResponse, False),
    ],
)
def test_what_is_one_release_s_or_one_file_s_fault_is_no_trouble_of_the_system(
    store: Store, group: str, method: str, error: type[OutsideError], trouble: bool
) -> None:
    part: Any = guard(group, System(fails=error("system", "so it is")), store)
    assert tried(lambda: getattr(part, method)()) is error
    assert problems(store) == {"system": error.__name__ if trouble else ""}


def test_all_else_is_the_part_s_own(store: Store) -> None:
    player: Any = guard("players", System(), store)
    assert player.theirs(Path("/x")) == "/x"
    assert problems(store) == {}
    with pytest.raises(AttributeError):
        _ = player.nothing_of_the_kind


def pass_by(store: Store, minutes: float) -> None:
    """As if so much time had gone by: what the store remembers moves back."""
    gone = timedelta(minutes=minutes)
    with store.write() as db:
        for row in db.execute(select(table)).all():
            values = {"until": row.until and row.until - gone, "turns": tuple(turn - gone for turn in row.turns)}
            db.execute(update(table).where(table.c.name == row.name).values(**values))


FAILURES = [
    (Unreachable("system", "503"), 8),
    (Unreachable("system", "slow down", 3600), 1),
    (Unauthorized("system", "wrong key"), 1),
    (NotFound("system", "deleted"), 8),
    (BadResponse("system", "a web page"), 8),
]


@pytest.mark.parametrize(("error", "most"), FAILURES)
def test_twenty_that_wait_ask_a_failing_indexer_a_few_times_an_hour(
    store: Store, error: OutsideError, most: int
) -> None:
    system = System(fails=error)
    workers: list[Any] = [guard("indexers", system, store) for _ in range(3)]
    for _ in range(30):  # every two minutes, an hour long
        for n in range(20):
            assert tried(workers[n % 3].search) is not None
        pass_by(store, 2)
    assert system.calls <= most


def test_who_answers_again_is_asked_as_ever(store: Store) -> None:
    system = System(fails=Unreachable("system", "503"))
    indexer: Any = guard("indexers", system, store)
    tried(indexer.search)
    with pytest.raises(Unreachable, match=r"left alone until .*503") as caught:
        indexer.search()
    assert 0 < (caught.value.retry_after or 0) < 80
    system.fails = None
    pass_by(store, 2)
    for _ in range(3):
        assert tried(indexer.search) is None
    assert system.calls == 4
    assert problems(store) == {"system": ""}


def test_rests_grow_up_to_a_limit(store: Store) -> None:
    indexer: Any = guard("indexers", System(fails=Unreachable("system", "503")), store)
    lengths = []
    for _ in range(12):
        tried(indexer.search)
        rest = pace.rest_of(store, "system")
        assert rest
        with pytest.raises(Unreachable) as caught:
            indexer.search()
        lengths.append(caught.value.retry_after or 0)
        pass_by(store, lengths[-1] / 60 + 0.1)
    assert lengths[0] < 80
    assert lengths[5] > 20 * 60
    assert max(lengths) <= REST[1].total_seconds() * 1.2


def test_a_grab_limit_does_not_end_searches(store: Store) -> None:
    system = System(fails=Unreachable("system", "grab limit", 86_398))
    indexer: Any = guard("indexers", system, store)
    release = Release(title="x", indexer="system")
    for _ in range(5):
        assert tried(lambda: indexer.torrent(release)) is Unreachable
    assert system.calls == 1
    system.fails = None
    assert tried(indexer.search) is None


def test_a_gateway_that_fails_for_one_link_leaves_the_others_their_turn(store: Store) -> None:
    """Five in a row, whatever the links: then it is the system's."""
    system = System(fails=Unreachable("system", "502"))
    indexer: Any = guard("indexers", system, store)
    release = Release(title="x", indexer="system")
    for _ in range(3):
        assert tried(lambda: indexer.torrent(release)) is Unreachable
    system.fails = None
    assert tried(lambda: indexer.torrent(release)) is None
    system.fails = Unreachable("system", "502")
    for _ in range(9):
        assert tried(lambda: indexer.torrent(release)) is Unreachable
    assert system.calls == 4 + 5


def test_a_quota_of_downloads_rests_at_once(store: Store) -> None:
    system = System(fails=Unreachable("system", "429", quota=True))
    indexer: Any = guard("indexers", system, store)
    for _ in range(3):
        assert tried(lambda: indexer.torrent(Release(title="x", indexer="system"))) is Unreachable
    assert system.calls == 1


def test_a_mended_key_is_tried_at_the_next_start(store: Store) -> None:
    system = System(fails=Unauthorized("system", "wrong key"))
    nothing: Any = None
    listed: Any = (system,)
    parts = Parts(catalogues=(), indexers=listed, subtitlers=(), players=(), downloader=nothing, encoder=nothing)
    (indexer,) = guarded(parts, store).indexers
    for _ in range(2):
        assert tried(indexer.newest) is Unauthorized
    rest = pace.rest_of(store, "system")
    assert rest
    assert rest.until > clock.now() + REFUSED / 2
    system.fails = None
    (again,) = guarded(parts, store).indexers
    assert again.newest() == []
    assert system.calls == 2


def test_a_person_who_insists_is_not_kept_waiting(store: Store) -> None:
    system = System(fails=Unreachable("system", "503"))
    indexer: Any = guard("indexers", system, store)
    tried(indexer.search)
    with insisting():
        tried(indexer.search)
    with insisting(False):
        tried(indexer.search)
    assert system.calls == 2


def test_all_workers_keep_one_pace(store: Store) -> None:
    """What a slow system is asked for in excess comes back later instead of holding a worker."""
    system = System(pace=Pace(6, 60))
    workers: list[Any] = [guard("catalogues", system, store) for _ in range(3)]
    for _ in range(10):
        for worker in workers:
            tried(worker.episodes)
        pass_by(store, 0.1)
    assert system.calls <= 12
    pass_by(store, 5)
    assert tried(workers[0].episodes) is None


def test_a_short_wait_for_a_turn_is_waited_out(store: Store) -> None:
    system = System(pace=Pace(2, 0.2))
    catalogue: Any = guard("catalogues", system, store)
    begun = clock.now()
    for _ in range(5):
        catalogue.episodes()
    assert clock.now() - begun >= timedelta(seconds=0.39)


def test_nobody_asks_the_outside_with_a_write_transaction_open(store: Store) -> None:
    system = System()
    player: Any = guard("players", system, store)
    with pytest.raises(RuntimeError, match="system is asked while"), store.write():
        player.find()
    assert system.calls == 0
    player.find()
    assert system.calls == 1
