"""What the owner is told unasked, and what /health and doctor say of the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path

from bot.notices.alerts import look_round
from cli.doctor import examine, tried
from pipeline.engine.guard import guard
from pipeline.engine.plugins import Parts
from pipeline.ports import Indexer
from pipeline.services import feeds
from tests.rigs import proxies
from tests.rigs.chat import STAGES, Chat, chat
from tests.rigs.market import Client
from tests.rigs.passing import pass_by
from tests.rigs.proxy import JACKETT, PROWLARR, Proxy

__all__ = ["chat"]

WELL, EMPTY = "well", "lists nothing"
TROUBLES = {
    "deleted": (PROWLARR, "Prowlarr: a deleted indexer", "IndexerDefinition with ID 99 does not exist"),
    "disabled": (PROWLARR, "Prowlarr: a disabled indexer", "Indexer is disabled"),
    "unknown": (JACKETT, "Jackett: an unknown indexer", "Unknown indexer: nosuch"),
    EMPTY: (JACKETT, "", "it lists nothing at all"),
}


@contextmanager
def household(chat: Chat) -> Iterator[dict[str, Proxy]]:
    """Indexers by their names: one that works, and the others, each in its trouble."""
    with ExitStack() as stack:
        made = {WELL: stack.enter_context(Proxy(PROWLARR))}
        made[WELL].offer("Our.Show.S01E01.720p")
        for name, (kind, answer, _) in TROUBLES.items():
            made[name] = stack.enter_context(Proxy(kind))
            made[name].instead = proxies.SEARCHES[answer] if answer else None
        yield made


def poll(chat: Chat, indexers: list[Indexer], hours: int) -> None:
    for _ in range(0, hours, 4):
        feeds.poll(chat.store, indexers, chat.settings, STAGES)
        pass_by(chat.store, timedelta(hours=4))


def test_an_indexer_that_is_gone_or_lists_nothing_is_told_while_another_works(chat: Chat, tmp_path: Path) -> None:
    ada = chat.owner()
    with household(chat) as servers:
        indexers: list[Indexer] = [
            guard("indexers", server.client(name), chat.store) for name, server in servers.items()
        ]
        poll(chat, indexers, 12)
        look_round(chat.bot.context)
        poll(chat, indexers, 24)
        look_round(chat.bot.context)

        @contextmanager
        def parts() -> Iterator[Parts]:
            others = dict.fromkeys(("catalogues", "subtitlers", "players"), ())
            rest = {"downloader": Client(), "encoder": Client(name="encoder")}
            yield Parts(**others, **rest, indexers=tuple(indexers))  # type: ignore[arg-type]

        doctor = {str(part): tried(check) for part, check in examine(chat.settings, tmp_path / "x", parts)}

    said = {name: says for name, (*_, says) in TROUBLES.items()}
    for name, says in said.items():
        ada.wait_for(says)
        assert sum(says in message.words for message in ada.messages) == 1, f"{name} is told once"
        found, well = next(told for part, told in doctor.items() if part.endswith(name))
        assert (says in str(found), well) == (True, name == EMPTY), "to list nothing may pass"
    assert not any("IndexerDefinition" in m.words and "\n   at" in m.words for m in ada.messages)
    health = ada.asks("/health").words
    assert all(says in health for says in said.values())
    assert f"{WELL}" in health
