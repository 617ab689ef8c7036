"""`./airdate match`: which shows and episodes a release would serve, and which rule refuses it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from rich.markup import escape
from rich.table import Table

from cli.common import say
from cli.read import as_json as reading
from pipeline.errors import UserError
from pipeline.model import Episode, Release, Show, TorrentFile
from pipeline.model.reasons import Reason
from pipeline.releases.candidate import Case
from pipeline.releases.decide import Verdict, verdict
from pipeline.releases.episodes import Listing
from pipeline.releases.files import pick_file
from pipeline.releases.parsing.names import ReleaseName, read
from pipeline.releases.titles import bears_title, or_special, read_for

Followed = tuple[Show, Listing, Sequence[Case]]
"""A show, all its episodes, and what releases are judged by for each."""


@dataclass(frozen=True, kw_only=True)
class Judged:
    """One release for one show."""

    show: Show
    verdicts: Mapping[str, Verdict]  # by the code of the episodes that its name speaks of; "": it speaks of none
    files: Mapping[str, str | None]  # by the code of those it would serve: which of the torrent's files each is


def read_files(file: Path) -> list[TorrentFile]:
    """A torrent's list: JSON with `path` and `size`, or a path on each line, perhaps after its bytes and a tab."""
    try:
        text = file.read_text(encoding="utf-8")
        if text.lstrip().startswith("["):
            return [TorrentFile(path=str(each["path"]), size=int(each.get("size", 0))) for each in json.loads(text)]
    except (OSError, UnicodeDecodeError, ValueError, TypeError, KeyError) as error:
        raise UserError(Reason("no-list-of-files", path=str(file), why=str(error))) from None
    return [_file(line) for line in text.splitlines() if line.strip()]


def _file(line: str) -> TorrentFile:
    size, tab, path = line.partition("\t")
    return TorrentFile(path=path, size=int(size)) if tab and size.isdigit() else TorrentFile(path=line, size=0)


def judge(name: str, household: Sequence[Followed], files: Sequence[TorrentFile]) -> list[Judged]:
    """What becomes of a release of this name for every show whose title it bears."""
    release = Release(title=name, indexer="")
    bearing = [followed for followed in household if bears_title(_read_for(name, followed), followed[0])]
    shows = [show for show, _, _ in household]
    return [_judged(release, followed, _Torrent(files, shows)) for followed in bearing]


def _read_for(name: str, followed: Followed) -> ReleaseName:
    """The name as one of this show's, or of a special of it that is told by its title."""
    show, listing, _ = followed
    return or_special(read_for(name, show), show, listing.titles_of_specials)


class _Torrent(NamedTuple):
    """What is in it, and all shows that it may be of."""

    files: Sequence[TorrentFile]
    shows: Sequence[Show]

    def pick(self, episode: Episode, followed: Followed, name: ReleaseName) -> str | None:
        show, listing, cases = followed
        others = [*(each for each in self.shows if each != show), *cases[0].elsewhere]
        chosen = pick_file(self.files, show, episode, listing, name, others)
        return chosen.path if chosen else None


def _judged(release: Release, followed: Followed, torrent: _Torrent) -> Judged:
    show, _, cases = followed
    name = _read_for(release.title, followed)
    spoken = [case for case in cases if case.speaks_of(name)]
    verdicts = {case.episode.code: verdict(release, case) for case in spoken}
    served = [case.episode for case in spoken if not verdicts[case.episode.code].rule]
    if not spoken and cases:
        verdicts = {"": verdict(release, cases[0])}
    picked = {each.code: torrent.pick(each, followed, name) for each in served if torrent.files}
    return Judged(show=show, verdicts=verdicts, files=picked)


def as_json(name: str, judged: Sequence[Judged]) -> dict[str, Any]:
    """As docs/reading-names.md describes it."""
    return {"name": name, "reading": reading(read(name)), "shows": [_show_json(each) for each in judged]}


def _show_json(judged: Judged) -> dict[str, Any]:
    refused = [(code, each) for code, each in judged.verdicts.items() if each.rule]
    return {
        "show": judged.show.name,
        "serves": [code for code, each in judged.verdicts.items() if not each.rule],
        "refused": [{"episode": code or None, "rule": each.rule, "reason": str(each.reason)} for code, each in refused],
        "files": dict(judged.files),
    }


def table(name: str, judged: Sequence[Judged]) -> Table:
    """For people: a row for each show and outcome."""
    shown = Table("Show", "Would serve", "Refused", title=escape(name), title_justify="left")
    for each in judged:
        shown.add_row(escape(each.show.name), _served(each), escape("; ".join(_refusals(each))))
    if not judged:
        shown.add_row("none", "", "its title is none of a show here")
    return shown


def _served(judged: Judged) -> str:
    codes = [code for code, each in judged.verdicts.items() if not each.rule]
    if judged.files:
        return "\n".join(escape(f"{code}: {judged.files[code] or 'no file of it'}") for code in codes)
    return codes[0] if len(codes) == 1 else f"{codes[0]} to {codes[-1]}, {len(codes)} episodes" if codes else "nothing"


def _refusals(judged: Judged) -> list[str]:
    told: dict[str, int] = {}
    for each in judged.verdicts.values():
        if each.rule:
            reason = f"{each.rule}: {say(each.reason)}"
            told[reason] = told.get(reason, 0) + 1
    return [reason if count == 1 else f"{reason} ({count} episodes)" for reason, count in told.items()]
