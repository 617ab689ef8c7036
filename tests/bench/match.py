"""How well and how fast the newest releases are matched to followed shows, beside guessit, in the same run.

The feed is made up, from a fixed seed: titles out of random words, written in the ways that releases are. A fifth is of
followed shows. The rest is not, and a good part of that is made to be taken for one: longer and shorter titles, titles
that end in numbers, other shows of the same name, told apart by year, country or the indexer's id. Some of the ids
are wrong.

The baseline is what one would write first: read every name with guessit, and compare titles by letters and digits.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from rich.console import Console
from rich.table import Table

from pipeline.model import Release, Show
from pipeline.releases.match import Index

SEED = 1851
SAMPLE = 300  # items that guessit reads: at its pace, more would take minutes
MOMENT = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)
_SYLLABLES = "ba ce dor el fin gar hu il jor ka lun mar nes or pel qui ros sil tor ul ven wil yar zen".split()  # noqa: SIM905
_QUALITIES = (
    "1080p.WEB-DL.DD5.1.H.264", "720p.HDTV.x264", "2160p.WEB-DL.DV.HDR.HEVC", "1080p.BluRay.x265", "WEBRip.x264",
    "1080p.AMZN.WEB-DL.DDP5.1.H.264", "PROPER.720p.WEB.h264", "GERMAN.DL.1080p.WEB.h264", "480p.DVDRip.XviD",
)  # fmt: skip


@dataclass(frozen=True)
class Item:
    """A release and the id of the followed show that it is of; None: of none."""

    release: Release
    show_id: int | None


@dataclass(frozen=True)
class Measured:
    seconds: float
    items: int
    right: int
    taken_wrongly: int  # given to a show that it is not of
    missed: int

    @property
    def pace(self) -> float:
        return self.items / self.seconds


# ------------------------------------------------------------------------------------------------------------ the feed


class Maker:
    """Makes shows and releases, always the same ones."""

    def __init__(self, shows: int) -> None:
        self._random = random.Random(SEED)
        self._titles: set[str] = set()
        self.shows = self._followed(shows)

    def _word(self) -> str:
        return "".join(self._random.choices(_SYLLABLES, k=self._random.choice((1, 2, 2, 3)))).capitalize()

    def title(self) -> str:
        """A title that was not given out yet."""
        while True:
            words = [self._word() for _ in range(self._random.choice((1, 2, 2, 3, 4)))]
            if self._random.random() < 0.2:
                words.insert(0, "The")
            if self._random.random() < 0.05:
                words.append(str(self._random.randint(2, 99)))
            title = " ".join(words)
            if title.lower() not in self._titles:
                self._titles.add(title.lower())
                return title

    def _followed(self, count: int) -> list[Show]:
        made: list[Show] = []
        while len(made) < count:
            title = self.title()
            made.append(self._show(len(made) + 1, title))
            chance = self._random.random()
            if chance < 0.04 and len(made) < count:  # followed, too: a show of the same name
                made.append(self._show(len(made) + 1, title, year=self._random.randint(1970, 1990)))
            elif chance < 0.08 and len(made) < count:  # …and one whose title goes on where this one's ends
                longer = f"{title} {self._word()}"
                self._titles.add(longer.lower())
                made.append(self._show(len(made) + 1, longer))
        return made

    def _show(self, id_: int, title: str, year: int = 0) -> Show:
        aliases = (self.title(),) if self._random.random() < 0.15 else ()
        return Show(
            id=id_, title=title, year=year or self._random.randint(2000, 2026), tvdb_id=70_000 + id_,
            country=self._random.choice(("US", "GB", "AU", "DE", "")), aliases=aliases,
        )  # fmt: skip

    def items(self, count: int) -> list[Item]:
        kinds = (self._of_followed, self._longer, self._namesake, self._of_none)
        return [self._random.choices(kinds, (20, 8, 3, 69))[0]() for _ in range(count)]

    def _of_followed(self) -> Item:
        show = self._random.choice(self.shows)
        shared = sum(other.title == show.title for other in self.shows) > 1
        title = self._random.choice((show.title, *show.aliases))
        chance = self._random.random()
        said = str(show.year) if chance < 0.2 or (shared and title == show.title) else ""
        if not said and chance < 0.25 and show.country:
            said = {"GB": "UK"}.get(show.country, show.country)
        claimed = show.tvdb_id if self._random.random() < 0.5 else None
        if claimed and self._random.random() < 0.02:
            claimed = self._random.randint(1, 60_000)  # an indexer's mistake
        return Item(self._release(title, said, claimed), show.id)

    def _longer(self) -> Item:
        show = self._random.choice(self.shows)
        title = f"{show.title} {self._word()}" if self._random.random() < 0.7 else f"{self._word()} {show.title}"
        if any(title == other.title for other in self.shows):
            return self._of_none()
        return Item(self._release(title), None)

    def _namesake(self) -> Item:
        """Of a show of the same name that nobody follows."""
        show = self._random.choice(self.shows)
        if self._random.random() < 0.5:
            return Item(self._release(show.title, str(self._random.randint(1950, 1969))), None)
        return Item(self._release(show.title, "", self._random.randint(1, 60_000)), None)

    def _of_none(self) -> Item:
        title = " ".join(self._word() for _ in range(self._random.randint(2, 5))) + " Xy"
        return Item(self._release(title, claimed=self._random.choice((None, self._random.randint(1, 60_000)))), None)

    def _release(self, title: str, said: str = "", claimed: int | None = None) -> Release:
        season, number = self._random.randint(1, 9), self._random.randint(1, 24)
        code = self._random.choices(
            (f"S{season:02}E{number:02}", f"{season}x{number:02}", f"S{season:02}"), (85, 7, 8)
        )[0]
        parts = [title, *([said] if said else []), code]
        quality, group = self._random.choice(_QUALITIES), self._word().upper()
        style = self._random.random()
        if style < 0.75:
            name = f"{'.'.join(parts).replace(' ', '.')}.{quality}-{group}"
        elif style < 0.9:
            name = f"{' '.join(parts)} {quality.replace('.', ' ')}-{group}"
        else:
            name = f"[{group}] {title}{f' ({said})' if said else ''} - {code} [{quality.replace('.', ' ')}]"
        if self._random.random() < 0.1:
            name = name.lower() if not said or said.isdigit() else name
        return Release(title=name, indexer="bench", guid=name, tvdb_id=claimed, published_at=MOMENT)


# ------------------------------------------------------------------------------------------------------------ measuring


def measure(find: Callable[[Release], int | None], items: Sequence[Item]) -> Measured:
    """How often it is right, and its processor time: what else this machine does at the moment does not count."""
    begin = time.process_time()
    found = [find(item.release) for item in items]
    seconds = time.process_time() - begin
    pairs = [(got, item.show_id) for got, item in zip(found, items, strict=True)]
    return Measured(
        seconds=seconds,
        items=len(items),
        right=sum(got == meant for got, meant in pairs),
        taken_wrongly=sum(got is not None and got != meant for got, meant in pairs),
        missed=sum(got is None and meant is not None for got, meant in pairs),
    )


def ours(shows: Sequence[Show]) -> Callable[[Release], int | None]:
    index = Index(shows)

    def find(release: Release) -> int | None:
        found = index.match(release)
        return found.show.id if found else None

    return find


def naive(shows: Sequence[Show]) -> Callable[[Release], int | None]:
    """guessit and a dictionary of titles."""
    import guessit  # here alone: it takes a second to load

    known: dict[str, list[Show]] = {}
    for show in shows:
        for title in (show.title, *show.aliases):
            known.setdefault(re.sub(r"\W+", "", title.lower()), []).append(show)

    def find(release: Release) -> int | None:
        guessed = guessit.guessit(release.title, {"type": "episode"})
        title = guessed.get("title", "")
        found = known.get(re.sub(r"\W+", "", title.lower()), []) if isinstance(title, str) else []
        year = guessed.get("year")
        exact = [show for show in found if year and show.year == year]
        chosen = exact or ([] if year and len(found) > 1 else found)
        return chosen[0].id if chosen else None

    return find


def main(items: int = 10_000, shows: int = 500) -> None:
    """Measure and print."""
    maker = Maker(shows)
    feed = maker.items(items)
    begin = time.process_time()
    find = ours(maker.shows)
    built = time.process_time() - begin
    sample = random.Random(SEED).sample(feed, min(SAMPLE, items))
    cold, warm = measure(find, feed), measure(find, feed)
    there, baseline = measure(find, sample), measure(naive(maker.shows), sample)

    table = Table(title=f"{items:,} releases against {shows:,} shows", title_justify="left")
    for column in ("", "items", "right", "taken wrongly", "missed", "items a second"):
        table.add_column(column, justify="left" if not column else "right")
    rows = (
        ("Airdate, names never seen", cold),
        ("Airdate, the same again", warm),
        ("Airdate, the sample, remembered", there),
        ("guessit, the sample", baseline),
    )
    for name, got in rows:
        table.add_row(
            name, f"{got.items:,}", f"{got.right / got.items:.2%}", f"{got.taken_wrongly / got.items:.2%}",
            f"{got.missed / got.items:.2%}", f"{got.pace:,.0f}",
        )  # fmt: skip
    console = Console()
    console.print(table)
    console.print(f"The whole feed takes {cold.seconds:.2f} s of one core, and {built * 1000:.0f} ms to prepare.")
    console.print(f"{cold.pace / baseline.pace:,.0f} times as fast as guessit on this machine, in this run.")


if __name__ == "__main__":
    main()
