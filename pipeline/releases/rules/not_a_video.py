"""Its name ends like a program's or an archive's. What is really inside is looked at before it is added."""

from __future__ import annotations

import re

from pipeline.model.reasons import NO_REASON, Reason
from pipeline.releases.candidate import Candidate, Case
from pipeline.releases.file_kinds import ARCHIVES, BESIDE, BOOKS, PROGRAMS, suffix_of


def not_a_video(offer: Candidate, _: Case) -> Reason:
    suffix = suffix_of(_SITE_BEHIND.sub("", offer.release.title.strip()))
    if suffix in PROGRAMS:
        return Reason("is-program", suffix=suffix)
    if suffix in BESIDE or _is_book(offer):
        return Reason("is-bonus")
    return Reason("is-archive", suffix=suffix) if suffix in ARCHIVES | BOOKS else NO_REASON


_SITE_BEHIND = re.compile(r"\[[^\[\]]{1,20}\]$")
_BOOK = re.compile(r"(?<![^\W_])(?:pdf|epub|mobi|azw3|cb[rz7]|m4b|audio ?books?)(?![^\W_])", re.IGNORECASE)


def _is_book(offer: Candidate) -> bool:
    """Whether it is called a book and says nothing of a picture: "S02E05 Script PDF"."""
    name = offer.name
    return not (name.resolution or name.source or name.codec) and _BOOK.search(name.raw) is not None
