"""Taken from where the profile wants nothing from: filmed in a cinema, for example."""

from __future__ import annotations

from pipeline.releases.candidate import Candidate, Case
from pipeline.releases.parsing.vocabulary import Source

CALLED = {
    Source.CAM: "was filmed from a screen",
    Source.DVD: "is from a DVD",
    Source.HDTV: "was recorded from television",
    Source.WEBRIP: "was recorded from a stream",
    Source.WEBDL: "is a streaming service's file",
    Source.BLURAY: "is from a Blu-ray",
}


def source(offer: Candidate, case: Case) -> str:
    taken = offer.name.source
    return f"it {CALLED[taken]}" if taken and taken not in case.profile.sources else ""
