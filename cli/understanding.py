"""How feeds, torrents and the names of releases are understood."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.common import CONFIG, Config, lines_of, opened_store, print_json, readable, tell

if TYPE_CHECKING:
    from cli.match import Followed

app = typer.Typer()


@app.command(rich_help_panel="Look and steer")
def feed(
    source: Annotated[str, typer.Argument(help="Address of a feed, or a file with what it answered.")],
    plugin: Annotated[str, typer.Option(help="What reads it: torznab or rss.")] = "rss",
    json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """What is read of each item of a feed, and what is left out and why."""
    from rich.console import Console

    from cli import feed as printed
    from integrations.common.look import PLUGINS, look_at
    from pipeline.errors import UserError
    from pipeline.model.reasons import Reason

    if plugin not in PLUGINS:
        raise UserError(Reason("expected-plugin", name=plugin, known=tuple(PLUGINS)))
    with readable(source):
        listing = look_at(source, plugin)
    if json:
        print_json(printed.as_json(listing.releases, listing.dropped, listing.damaged))
        return
    Console().print(printed.table(listing.releases, listing.dropped))
    found = Reason("items-are-releases", count=len(listing.releases), items=listing.items)
    typer.echo(tell("several", whys=(found, *listing.remarks())))


@app.command(rich_help_panel="Look and steer")
def torrent(
    source: Annotated[str, typer.Argument(help="A .torrent file, or a magnet link.")],
    json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """What is read of a torrent: its info-hash and its files, or why it cannot be used."""
    from rich.console import Console

    from cli import feed as printed
    from pipeline.releases.torrents import read_magnet, read_torrent

    with readable(source):
        magnet = source.lstrip()[:7].lower() == "magnet:"
        found = read_magnet(source) if magnet else read_torrent(Path(source).read_bytes())
    if json:
        print_json(printed.torrent_as_json(found))
    else:
        Console().print(printed.torrent_table(found))


@app.command("read", rich_help_panel="Look and steer")
def read_names(
    names: Annotated[list[str], typer.Argument(help="Names of releases, or paths; - reads them from standard input.")],
    title: Annotated[list[str] | None, typer.Option(help="A title that may be meant; may be given again.")] = None,
    json: Annotated[bool, typer.Option("--json", help="For programs: see docs/reading-names.md.")] = False,
) -> None:
    """What the name of a release is read as."""
    from rich.console import Console

    from cli import read as printed
    from pipeline.releases.parsing.names import read

    found = [read(name, title or ()) for name in lines_of(names)]
    if json:
        print_json([printed.as_json(name) for name in found])
    else:
        Console().print(*map(printed.table, found), sep="\n")


@app.command(rich_help_panel="Look and steer")
def match(
    names: Annotated[list[str], typer.Argument(help="Names of releases; - reads them from standard input.")],
    household: Annotated[
        Path | None, typer.Option(help="Shows described in a file, in place of those followed here.")
    ] = None,
    files: Annotated[Path | None, typer.Option(help="What is in the torrent: a path on each line, or JSON.")] = None,
    json: Annotated[bool, typer.Option("--json", help="For programs: see docs/reading-names.md.")] = False,
    config: Config = CONFIG,
) -> None:
    """Which shows and episodes a release would serve, and which rule refuses it."""
    from rich.console import Console

    from cli import match as matching

    followed = _described(household) if household else _followed(config)
    inside = matching.read_files(files) if files else []
    found = [(name, matching.judge(name, followed, inside)) for name in lines_of(names)]
    if json:
        print_json([matching.as_json(name, judged) for name, judged in found])
    else:
        Console().print(*(matching.table(name, judged) for name, judged in found), sep="\n")


def _described(file: Path) -> list[Followed]:
    from cli.household import cases_of, read_household
    from pipeline.clock import now

    return [*cases_of(read_household(file), now())]


def _followed(config: Path) -> list[Followed]:
    """The shows that people here follow, each episode with what its releases are judged by."""
    from pipeline.config import load
    from pipeline.services.cases import case_of, listing_of
    from pipeline.store import shows as known

    settings = load(config)
    with opened_store(settings) as store:
        with store.read() as db:
            listed = [(show, known.episodes(db, show.id), listing_of(db, show)) for show in known.all_followed(db)]
        return [
            (show, listing, [case_of(store, show, each, settings) for each in episodes])
            for show, episodes, listing in listed
        ]
