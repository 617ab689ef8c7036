"""The Internet Archive: public domain and openly licensed films and series. Needs no key.

    [indexers.archive]
    # collections = ["classic_tv"]   # look in these collections only

Only items are offered that the Archive lists as films with a Creative Commons licence or public domain mark and for
which it made a torrent itself. It does not count seeders: its own servers give out every file over HTTP (webseeds), so
an item without peers downloads all the same. Such a torrent also holds the item's small index files, some of which
change after it was made and then never complete: take only the film out of it (Downloader.want).

Search: https://archive.org/help/aboutsearch.htm; items: https://archive.org/developers/md-read.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Annotated, Any, TypeVar
from urllib.parse import quote

from pydantic import BaseModel, BeforeValidator, Field, ValidationError, field_validator

from integrations.common.http import decode
from integrations.common.indexer_links import Links
from integrations.common.quoting import quoted
from integrations.common.reading import read_count, read_date
from integrations.common.settings import HttpSettings, plain_url
from integrations.common.xml_feed import read_title
from pipeline.errors import BadResponse, NotFound, OutsideError, Unauthorized, Unreachable
from pipeline.model import Release, ShowInfo, ShowKind, Torrent, Wanted
from pipeline.model.reasons import Reason
from pipeline.releases.torrents import read_info_hash

M = TypeVar("M", bound=BaseModel)

_FIELDS = "identifier,title,licenseurl,btih,item_size,publicdate"
_LAST_RESULT = 10_000  # as far as the search pages
_MAX_BYTES = 16 * 2**20
_HEIGHTS = (2160, 1440, 1080, 720, 576, 480, 360, 240)

# http://creativecommons.org/licenses/publicdomain/ is what old items of the Archive have.
_OPEN_LICENCE = re.compile(
    r"https?://(www\.)?creativecommons\.org/(publicdomain|licenses/(publicdomain|zero|cc0|by(-nc)?(-sa|-nd)?))(/|$)",
    re.IGNORECASE,
)
_NUMBERED = (
    re.compile(r"\bs(?P<season>\d{1,4})[ ._-]?e(?P<number>\d{1,4})\b", re.IGNORECASE),
    re.compile(r"\b(?P<season>\d{1,2})x(?P<number>\d{2,3})\b", re.IGNORECASE),
    re.compile(
        r"\b(?:season|series)[ ._-]*(?P<season>\d{1,2})[ ._,:-]*(?:episode|ep)[ ._-]*(?P<number>\d{1,3})\b",
        re.IGNORECASE,
    ),
)
_SEASON = re.compile(r"\b(?:season|series|s)[ ._-]*(?P<season>\d{1,2})\b", re.IGNORECASE)
_ALONE = re.compile(r"\b(?:episode|ep)[ ._#-]*(?P<number>\d{1,4})\b", re.IGNORECASE)
_DATE = re.compile(r"\b(?P<year>(?:19|20)\d\d)[ ._-](?P<month>\d\d)[ ._-](?P<day>\d\d)\b")
_VIDEO_SUFFIXES = (".mkv", ".mp4", ".m4v", ".avi", ".mov", ".mpg", ".mpeg", ".ogv", ".webm", ".ts", ".wmv")


class InternetArchive:
    """An Indexer."""

    class Config(HttpSettings):
        """Settings of the Internet Archive."""

        url: str = Field("https://archive.org", description="setting-archive-url")
        collections: tuple[str, ...] = Field((), description="setting-archive-collections")
        timeout: float = Field(40.0, gt=0, le=300, description="setting-archive-timeout")
        rows: int = Field(100, ge=1, le=1000, description="setting-rows")
        max_items: int = Field(8, ge=1, le=100, description="setting-archive-max-items")

        @field_validator("url")
        @classmethod
        def _plain_url(cls, url: str) -> str:
            return plain_url(url).rstrip("/")

        @field_validator("collections")
        @classmethod
        def _plain_names(cls, names: tuple[str, ...]) -> tuple[str, ...]:
            if not all(re.fullmatch(r"[\w.-]+", name) for name in names):
                raise ValueError("give collections by their identifiers: the last part of their page's address")
            return names

    def __init__(self, config: Config, *, name: str) -> None:
        self.name = name
        self._config = config
        self._links = Links.of(name, config, max_bytes=_MAX_BYTES, remedy=Reason("check-archive"))

    @property
    def requests(self) -> int:
        return self._links.asked

    def check(self) -> Reason:
        """Ask how many films it has for us."""
        return Reason("archive-answers", count=self._found(self._clauses(), rows=0, page=1).total)

    def search(self, wanted: Wanted) -> list[Release]:
        """Items whose title or whose files say that they hold it. Their titles are put so that they can be read."""
        releases: dict[str, Release] = {}
        problems: list[OutsideError] = []
        looked_into = 0
        for listed in islice(self._candidates(wanted), self._config.max_items):
            looked_into += 1
            try:
                release = self._release(listed, self._item(listed.identifier), wanted)
            except NotFound:  # taken down since the search index was made
                continue
            except (Unreachable, Unauthorized, BadResponse) as error:  # its server is down, or it is restricted
                problems.append(error)
                continue
            if release is not None:
                releases.setdefault(release.key, release)
        if problems and len(problems) == looked_into:
            raise problems[0]
        return list(releases.values())

    def newest(self, page: int = 0) -> list[Release]:
        """The items added last, whatever they are. Empty past the end, and past its limit of 10,000."""
        if (page + 1) * self._config.rows > _LAST_RESULT:
            return []
        found = self._found(self._clauses(), rows=self._config.rows, page=page + 1, sort="publicdate desc")
        return [self._as_release(listed, read_title(listed.title)) for listed in found.docs if listed.usable]

    def torrent(self, release: Release) -> Torrent:
        """The torrent that the Archive made of an item."""
        try:
            return self._links.torrent(release.link, release.title)
        except Unauthorized as error:  # it asks for no key: this item is lent or closed
            raise NotFound(self.name, Reason("archive-restricted", title=release.title)) from error

    def _candidates(self, wanted: Wanted) -> Iterator[_Listed]:
        """Items that are worth a look, the most telling first; each once."""
        seen: set[str] = set()
        for title in dict.fromkeys((wanted.show.title, *wanted.show.aliases[:2])):
            words = _words(title)
            if not words:
                continue
            clauses = [*self._clauses(), f"title:({' AND '.join(words)})"]
            found = self._found(clauses, rows=self._config.rows, page=1, sort="downloads desc")
            ranked = sorted(found.docs, key=lambda listed: -_promise(listed.title, title, wanted))
            for listed in ranked:
                if listed.usable and listed.identifier not in seen and _promise(listed.title, title, wanted) > 0:
                    seen.add(listed.identifier)
                    yield listed

    def _clauses(self) -> list[str]:
        collections = self._config.collections
        return [
            "mediatype:(movies)",
            'format:("Archive BitTorrent")',
            "licenseurl:(*creativecommons.org*)",
            *([f"collection:({' OR '.join(collections)})"] if collections else []),
        ]

    def _found(self, clauses: Sequence[str], *, rows: int, page: int, sort: str = "") -> _Found:
        asked = {"q": " AND ".join(clauses), "fl[]": _FIELDS, "rows": str(rows), "page": str(page), "output": "json"}
        if sort:
            asked["sort[]"] = sort
        answer = self._read(_SearchAnswer, f"{self._config.url}/advancedsearch.php", asked)
        if answer.response is None:
            raise BadResponse(self.name, Reason("archive-says", said=quoted(answer.error)))
        return answer.response

    def _item(self, identifier: str) -> _Item:
        item = self._read(_Item, f"{self._config.url}/metadata/{quote(identifier, safe='')}", {})
        if item.is_dark or not item.files:
            raise NotFound(self.name, Reason("archive-no-item", name=identifier))
        return item

    def _read(self, shape: type[M], url: str, asked: Mapping[str, str]) -> M:
        found = self._links.checked(self._links.get(url, asked))
        content: Any = decode(self.name, found.body, url)
        try:
            return shape.model_validate(content)
        except ValidationError as error:
            raise BadResponse(self.name, Reason("answer-formless"), str(error)) from None

    def _release(self, listed: _Listed, item: _Item, wanted: Wanted) -> Release | None:
        """The release that an item is for what is wanted, or None when it is something else."""
        films = [file for file in item.files if file.name.lower().endswith(_VIDEO_SUFFIXES)]
        what = _holds(listed.title, [file.name for file in films], wanted)
        if not what:
            return None
        parts = (wanted.show.title, _year_in(listed.title, wanted.show), what, _height_of(films))
        return self._as_release(listed, read_title(" ".join(filter(None, parts))))

    def _as_release(self, listed: _Listed, title: str) -> Release:
        identifier = quote(listed.identifier, safe="")
        return Release(
            title=title,
            indexer=self.name,
            link=f"{self._config.url}/download/{identifier}/{identifier}_archive.torrent",
            info_hash=read_info_hash(listed.btih),
            guid=listed.identifier,
            size=read_count([listed.item_size], least=1),
            seeders=1,  # the Archive itself, over HTTP
            published_at=read_date(listed.publicdate),
            page_url=f"{self._config.url}/details/{identifier}",
            free_to_share=True,
        )


def _year_in(item_title: str, show: ShowInfo) -> str:
    """As in "(1955)"; not of a show that is known by dates."""
    year = re.search(r"\b(19|20)\d\d\b", item_title.replace(show.title, "", 1))
    return f"({year[0]})" if year and show.kind is not ShowKind.DAILY else ""


def _height_of(films: Sequence[_ItemFile]) -> str:
    tallest = max((film.height or 0 for film in films), default=0)
    return next((f"{height}p" for height in _HEIGHTS if tallest >= height - 8), "")


def _one(value: object) -> object:
    """Fields of items are a text, a number or a list of them, as their uploader pleased; the first counts."""
    if isinstance(value, list):
        value = value[0] if value else ""
    return "" if value is None or isinstance(value, dict | list) else str(value)


_Text = Annotated[str, BeforeValidator(_one)]


class _Listed(BaseModel):
    """One item among search results."""

    identifier: _Text = ""
    title: _Text = ""
    licenseurl: _Text = ""
    btih: _Text = ""
    item_size: _Text = ""
    publicdate: _Text = ""

    @property
    def usable(self) -> bool:
        """Whether it says itself that it may be shared. The search's own filter matches words, not licences."""
        return bool(self.identifier and read_title(self.title) and _OPEN_LICENCE.match(self.licenseurl))


def _sound(value: object) -> object:
    """The rows that are rows: one that is not costs only itself."""
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else value


class _Found(BaseModel):
    total: int = Field(0, alias="numFound")
    docs: Annotated[list[_Listed], BeforeValidator(_sound)] = Field(default_factory=list)


class _SearchAnswer(BaseModel):
    response: _Found | None = None
    error: _Text = ""


def _height(value: object) -> int | None:
    return read_count([str(value)]) if value is not None else None


class _ItemFile(BaseModel):
    name: _Text = ""
    height: Annotated[int | None, BeforeValidator(_height)] = None


class _Item(BaseModel):
    files: Annotated[list[_ItemFile], BeforeValidator(_sound)] = Field(default_factory=list)
    is_dark: Annotated[bool, BeforeValidator(lambda value: str(value).lower() in ("true", "1"))] = False


@dataclass(frozen=True)
class _Numbers:
    season: int | None
    number: int | None


def _words(text: str) -> list[str]:
    """Lower case, so that none of them is an operator of the search ("AND", "NOT")."""
    return re.findall(r"\w+", re.sub(r"['’`]", "", text.lower()))


def _holds_words(text: str, part: str) -> bool:
    """Whether the words of `part` stand in `text` one after the other."""
    inside, words = _words(text), _words(part)
    return bool(words) and any(inside[i : i + len(words)] == words for i in range(len(inside) - len(words) + 1))


def _numbers(text: str) -> _Numbers:
    """Season and number that a title or file name says, as far as it does."""
    text = text.replace("_", " ")
    for pattern in _NUMBERED:
        found = pattern.search(text)
        if found:
            return _Numbers(int(found["season"]), int(found["number"]))
    season, alone = _SEASON.search(text), _ALONE.search(text)
    return _Numbers(int(season["season"]) if season else None, int(alone["number"]) if alone else None)


def _is_it(text: str, wanted: Wanted) -> bool:
    """Whether a text names the wanted episode: by number, by date or by its title."""
    if wanted.air_date is not None and wanted.show.kind is ShowKind.DAILY:
        return any(date.group() for date in _DATE.finditer(text) if _same_day(date, wanted))
    said = _numbers(text)
    if said.number is None:
        return _tells(wanted.episode_title) and _holds_words(text, wanted.episode_title)
    if said.season is None:
        return said.number == wanted.absolute or (wanted.season == 1 and said.number == wanted.number)
    return (said.season, said.number) == (wanted.season, wanted.number)


def _tells(episode_title: str) -> bool:
    """Whether a title is an episode's alone: "Pilot" is that of many."""
    words = _words(episode_title)
    return len(words) > 1 or len("".join(words)) >= 8


def _same_day(date: re.Match[str], wanted: Wanted) -> bool:
    day = wanted.air_date
    return day is not None and (int(date["year"]), int(date["month"]), int(date["day"])) == (
        day.year,
        day.month,
        day.day,
    )


def _promise(item_title: str, show_title: str, wanted: Wanted) -> int:
    """How likely an item of this title holds what is wanted; 0: not at all."""
    if not _starts_with(item_title, show_title):
        return 0
    said = _numbers(item_title)
    if wanted.number is not None and _is_it(item_title, wanted):
        return 4
    if said.number is not None:
        return 0
    if said.season is not None:
        return 3 if said.season == wanted.season else 0
    return 2 if re.search(r"\b(complete|season|series|episodes|collection)\b", item_title, re.IGNORECASE) else 1


def _starts_with(item_title: str, show_title: str) -> bool:
    """Whether an item's title begins with the show's: "A Night with Robin Hood" is none of "Robin Hood"."""
    item, show = _words(item_title), _words(show_title)
    if item[:1] == ["the"] and show[:1] != ["the"]:
        item = item[1:]
    return item[: len(show)] == show


def _holds(item_title: str, films: Sequence[str], wanted: Wanted) -> str:
    """What an item is, as a release would be named ("S01E02 Its Title", "S01"); empty when not what is wanted."""
    if wanted.number is not None and _is_it(item_title, wanted):
        return _code(wanted)
    if _numbers(item_title).number is not None:
        return ""
    told = _in_season(films, _numbers(item_title).season)
    if wanted.number is not None and not any(_is_it(name, wanted) for name in told):
        return ""
    if _is_pack(told, wanted.season):
        return f"S{wanted.season:02}"
    return "" if wanted.number is None else _code(wanted)


def _is_pack(names: Sequence[str], season: int) -> bool:
    """Whether files hold several episodes of a season."""
    return len({said.number for said in map(_numbers, names) if said.season == season} - {None}) > 1


def _in_season(names: Sequence[str], season: int | None) -> list[str]:
    """File names, with the season of the item that they are in where they leave it out."""
    if season is None:
        return list(names)
    return [name if _numbers(name).season is not None else f"Season {season} {name}" for name in names]


def _code(wanted: Wanted) -> str:
    if wanted.air_date is not None and wanted.show.kind is ShowKind.DAILY:
        return f"{wanted.air_date:%Y-%m-%d}"
    return f"S{wanted.season:02}E{wanted.number or 0:02} {wanted.episode_title}".strip()
