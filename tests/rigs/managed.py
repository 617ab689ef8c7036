"""A household whose pages can do everything: a catalogue that answers, a library with files, people of every role."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from demo.catalogue import CatalogueServer
from integrations.tvmaze import TVmaze
from pipeline.clock import now
from pipeline.config import Settings
from pipeline.engine.guard import guard
from pipeline.library.naming import episode_path
from pipeline.model import Episode, Person, Role, Show
from pipeline.services import follow, sign_in
from pipeline.store import Store, library_mark, shows
from pipeline.store.shows import Start
from pipeline.store.tables import media_file
from tests.rigs.core import add_person, new_store
from tests.rigs.dashboard import STAGES, Named, Visitor, dashboard_of, parts_of

PASSWORD = "open, sésame"


@dataclass(frozen=True)
class Managed:
    """Ada owns it, Ben is a member, Gus a guest."""

    url: str
    store: Store
    settings: Settings
    catalogues: tuple[TVmaze, ...]
    ada: Person
    ben: Person
    gus: Person

    def link(self, person: Person) -> str:
        """The path of a link that signs somebody in."""
        with self.store.write() as db:
            return "/enter/" + sign_in.link(db, self.settings, person.id).rpartition("/")[2]

    def visit(self, person: Person) -> Visitor:
        """Somebody who has come in by a link."""
        visitor, path = Visitor(self.url), self.link(person)
        assert visitor.post(path, {"form_key": visitor.form_key(path)}).url == self.url
        return visitor

    def follow(self, person: Person, title: str, start: Start = Start.EVERYTHING) -> tuple[Show, list[Episode]]:
        """A show of the catalogue with its episodes, followed."""
        (info, *_) = self.catalogues[0].search(title)
        followed, _ = follow.follow(self.store, self.catalogues, STAGES, person.id, info, start)
        with self.store.read() as db:
            return followed.show, shows.episodes(db, followed.show.id)

    def file(self, show: Show, episode: Episode) -> Path:
        """An episode in the library."""
        path = episode_path(self.settings.library, show, episode, ".mp4")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"video")
        values = {"path": str(path), "size": 1_400_000_000, "duration": 2880.0, "release": "r", "info_hash": ""}
        with self.store.write() as db:
            db.execute(media_file.insert().values(episode_id=episode.id, subtitles=("en",), filed_at=now(), **values))
        return path

    def kind(self, visitor: Visitor, show: Show, episode: Episode) -> str:
        """What the show's page says of an episode."""
        page = visitor.get(f"/show/{show.id}?season={episode.season}").text
        return page.partition(f'" id="episode-{episode.id}"')[0].rpartition('class="')[2]


@contextmanager
def managed(folder: Path, *systems: Named, encoder: Any = None, **dashboard: Any) -> Iterator[Managed]:
    with CatalogueServer() as catalogue:
        store = new_store(folder)
        people = [
            add_person(store, name, number, role)
            for number, (name, role) in enumerate((("Ada", Role.OWNER), ("Ben", Role.MEMBER), ("Gus", Role.GUEST)), 1)
        ]
        settings = Settings(
            data=folder / "data",
            library=folder / "library",
            recycle=folder / "recycle",
            dashboard={"password": PASSWORD, "port": 0, "url": "http://127.0.0.1:1", **dashboard},
        )
        for each in (settings.data, settings.library):
            each.mkdir()
        library_mark.begin(store, settings.library, decides=True)
        config = TVmaze.Config(url=catalogue.tvmaze_url, calls_per_window=10_000)
        catalogues = (guard("catalogues", TVmaze(config, name="tvmaze"), store),)
        with dashboard_of(store, settings, STAGES, parts_of(*systems, catalogues=catalogues, encoder=encoder)) as url:
            yield Managed(url, store, settings, catalogues, *people)
        store.close()
