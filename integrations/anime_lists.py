"""The anime lists: which episodes of TheTVDB the entries of AniDB are, as which groups name and count anime.

    [catalogues.anime_lists]
    # url = "https://raw.githubusercontent.com/Anime-Lists/anime-lists/master/anime-list.xml"
    # timeout = 60

It knows no shows of its own: name another catalogue, too. The list (some megabytes) is read once a day, and not at all
while nobody follows an anime. Its format: https://github.com/Anime-Lists/anime-lists#format. Needs no key.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from pydantic import Field

from integrations.common.http import Web, each
from integrations.common.mapping import Mapping
from integrations.common.quoting import told_in_words
from integrations.common.settings import HttpSettings
from integrations.common.xml_recovery import recovered
from pipeline.errors import BadResponse
from pipeline.model import SceneRange, ShowInfo, ShowKind
from pipeline.model.reasons import Reason

DAY = 24 * 3600.0
REGULAR = "1"  # AniDB's season of regular episodes; 0 holds its specials
_PAIR = re.compile(r"(\d{1,4})-(\d{1,4})(?:\+\d{1,4})*")


class AnimeLists(Mapping):
    """Fits the Catalogue port, and tells scene numbering."""

    class Config(HttpSettings):
        url: str = Field(
            "https://raw.githubusercontent.com/Anime-Lists/anime-lists/master/anime-list.xml",
            description="setting-anime-lists-url",
        )
        timeout: float = Field(60, gt=0, le=300, description="setting-timeout")

    def __init__(self, config: Config, *, name: str) -> None:
        self.name = name
        self._url = config.url
        self._web = Web(name, timeout=config.timeout, remedy=Reason("check-anime-lists"), access=config.access())
        self._entries: dict[str, list[Element]] = {}
        self._read_at = -DAY

    def check(self) -> Reason:
        return Reason("anime-lists-answer", count=len(self._all()))

    def scene(self, show: ShowInfo) -> tuple[SceneRange, ...]:
        if show.kind is not ShowKind.ANIME or show.tvdb_id is None:
            return ()
        entries = each(self.name, self._all().get(str(show.tvdb_id)), lambda entry: [*_entry(entry)])
        return tuple(told for entry in entries for told in entry)

    def _all(self) -> dict[str, list[Element]]:
        """The entries by TheTVDB's id, read once a day."""
        if time.monotonic() - self._read_at > DAY:
            self._entries = _by_show(self._root())
            self._read_at = time.monotonic()
        return self._entries

    def _root(self) -> Element:
        """It is edited by hand: one wrong character is no reason to know nothing of all others."""
        body = self._web.get(self._url)
        root: Element | None
        try:
            root = fromstring(body)
        except (ParseError, DefusedXmlException, ValueError, LookupError):  # the last: an encoding of no one's
            root = _edited_badly(body)
        if root is None or root.tag != "anime-list":
            told = f"<{root.tag}>" if root is not None else told_in_words(body)
            raise BadResponse(self.name, Reason("answer-odd", error=told), repr(body[:500]))
        return root


def _edited_badly(body: bytes) -> Element | None:
    """The list all the same, when its end is there: one that was cut off would lack shows unnoticed."""
    root, _ = recovered(body) if body.rstrip().endswith(b"</anime-list>") else (None, 0)
    return root if root is not None and len(root) else None


def _by_show(root: Element) -> dict[str, list[Element]]:
    """Those whose `tvdbid` is a number: it may also say "unknown", "movie" and the like."""
    found: dict[str, list[Element]] = {}
    for entry in root.iter("anime"):
        if (tvdb_id := entry.get("tvdbid", "").strip()).isdecimal():
            found.setdefault(tvdb_id, []).append(entry)
    return found


def _entry(entry: Element) -> Iterator[SceneRange]:
    """An entry's episodes, mapped singly, by ranges, and all others by its default: the first that fits counts."""
    title = " ".join((entry.findtext("name") or "").split())
    if not title:
        raise ValueError("an entry without a name")
    regular = [told for told in entry.iter("mapping") if told.get("anidbseason") == REGULAR]
    for told in regular:
        yield from _single(title, told)
    for told in regular:
        yield from _range(title, told)
    season = entry.get("defaulttvdbseason", "").strip()
    if season.isdecimal() and season != "0":  # "a": counted through, as the show itself is
        yield SceneRange(title=title, season=int(season), number=1 + _whole(entry.get("episodeoffset")))


def _single(title: str, told: Element) -> Iterator[SceneRange]:
    """ ";1-5;2-6;": AniDB's episode and TheTVDB's; 0 is none."""
    for found in _PAIR.finditer(told.text or ""):
        scene, number = int(found[1]), int(found[2])
        yield SceneRange(title=title, scene_number=scene, season=_season(told) if number else 0, number=number, count=1)


def _range(title: str, told: Element) -> Iterator[SceneRange]:
    start, end = _whole(told.get("start")), _whole(told.get("end"))
    number = start + _whole(told.get("offset"))
    if start and end:
        yield SceneRange(title=title, scene_number=start, season=_season(told), number=number, count=end - start + 1)


def _season(told: Element) -> int:
    return int(told.attrib["tvdbseason"])


def _whole(text: str | None) -> int:
    return int(text) if text and text.strip() else 0
