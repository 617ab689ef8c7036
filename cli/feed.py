"""`./airdate feed` and `./airdate torrent`: what is read of them, and what is left out and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from rich.markup import escape
from rich.table import Table

from cli.common import say
from messages.units import size_text
from pipeline.model import Release, Torrent
from pipeline.model.reasons import Reason

Dropped = Sequence[tuple[str, Reason]]  # (title, why)


def as_json(releases: Sequence[Release], dropped: Dropped, damaged: bool) -> dict[str, Any]:
    """Every field of each release; moments in ISO 8601, sizes in bytes."""
    return {
        "damaged": damaged,
        "releases": [_plain(release) for release in releases],
        "dropped": [{"title": title, "why": str(why)} for title, why in dropped],
    }


def _plain(release: Release) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, datetime) else value for name, value in asdict(release).items()
    }


def table(releases: Sequence[Release], dropped: Dropped) -> Table:
    """For people: an item a row, those that are left out last."""
    shown = Table("Title", "Size", "Seeders", "Published", "Torrent")
    for each in releases:
        size = size_text(each.size) if each.size else "not known"
        seeders = "not known" if each.seeders is None else str(each.seeders)
        published = f"{each.published_at:%Y-%m-%d %H:%M} UTC" if each.published_at else "not known"
        shown.add_row(escape(each.title), size, seeders, published, each.info_hash or escape(each.link))
    for title, why in dropped:
        shown.add_row(escape(title) or "(no title)", "", "", "", f"left out: {escape(say(why))}", style="dim")
    return shown


def torrent_as_json(torrent: Torrent) -> dict[str, Any]:
    """`files` is null for a magnet link, whose files are not known yet."""
    files = None if torrent.files is None else [asdict(file) for file in torrent.files]
    facts = {"info_hash": torrent.info_hash, "name": torrent.name, "magnet": torrent.magnet, "hybrid": torrent.hybrid}
    return {**facts, "files": files}


def torrent_table(torrent: Torrent) -> Table:
    shown = Table("File", "Size", title=f"{escape(torrent.name)}\n{torrent.info_hash}", title_justify="left")
    for file in torrent.files or ():
        shown.add_row(escape(file.path), size_text(file.size))
    if torrent.files is None:
        shown.add_row("a magnet link: its files are not known yet", "")
    return shown
