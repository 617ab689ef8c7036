"""Quality profiles: what a household wants of a picture, in plain words. Owners add their own to airdate.toml:

    [profiles.grandma]
    title = "Grandma's tablet"
    most_resolution = 720
    most_mb_per_minute = 12
    refused = ["x265", "SomeGroup"]

A person chooses one for a show; `profile` in `[household]` is for all the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from pipeline.errors import UserError
from pipeline.model.reasons import Reason
from pipeline.releases.parsing.vocabulary import Source


class Profile(BaseModel):
    """What is taken and what is liked best. Sizes are megabytes (10^6 bytes) for each minute of an episode."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = Field("", description="setting-profile-title")
    best_resolution: int = Field(1080, ge=0, description="setting-profile-best-resolution")
    most_resolution: int = Field(1080, ge=0, description="setting-profile-most-resolution")
    least_resolution: int = Field(0, ge=0, description="setting-profile-least-resolution")
    sources: tuple[Source, ...] = Field(
        (Source.WEBDL, Source.BLURAY, Source.WEBRIP, Source.HDTV, Source.DVD), description="setting-profile-sources"
    )
    codecs: tuple[str, ...] = Field((), description="setting-profile-codecs")
    hdr: Literal["no", "fine", "liked"] = Field("fine", description="setting-profile-hdr")
    languages: tuple[str, ...] = Field((), description="setting-profile-languages")
    least_mb_per_minute: float = Field(0.8, ge=0, description="setting-profile-least-mb-per-minute")
    most_mb_per_minute: float = Field(120, gt=0, description="setting-profile-most-mb-per-minute")
    refused: tuple[str, ...] = Field((), description="setting-profile-refused")
    required: tuple[str, ...] = Field((), description="setting-profile-required")
    liked: tuple[str, ...] = Field((), description="setting-profile-liked")
    wait_hours: float = Field(0, ge=0, description="setting-profile-wait-hours")
    upgrade_days: float = Field(0, ge=0, description="setting-profile-upgrade-days")

    @model_validator(mode="after")
    def _fits_together(self) -> Profile:
        if self.least_resolution > self.most_resolution:
            raise ValueError("least_resolution is more than most_resolution")
        if self.least_mb_per_minute >= self.most_mb_per_minute:
            raise ValueError("least_mb_per_minute is not less than most_mb_per_minute")
        return self


BUILT_IN: Mapping[str, Profile] = {
    "standard": Profile(title="Full HD, sensible size", upgrade_days=3),
    "small": Profile(
        title="Small files",
        best_resolution=720,
        most_resolution=720,
        most_mb_per_minute=25,
        codecs=("hevc", "av1", "h264"),
        hdr="no",
    ),
    "best": Profile(
        title="The best picture there is",
        best_resolution=2160,
        most_resolution=2160,
        sources=(Source.BLURAY, Source.WEBDL, Source.WEBRIP, Source.HDTV, Source.DVD),
        codecs=("av1", "hevc", "h264"),
        hdr="liked",
        most_mb_per_minute=900,
        wait_hours=6,
        upgrade_days=14,
    ),
}

DEFAULT = "standard"


def profile(name: str, own: Mapping[str, Profile] | None = None) -> Profile:
    """The profile of this name: one of the owner's, else a built-in one. UserError when there is none."""
    found = {**BUILT_IN, **(own or {})}.get(name or DEFAULT)
    if found is None:
        raise UserError(Reason("no-such-profile", name=name, known=tuple(sorted({*BUILT_IN, *(own or {})}))))
    return found


def titles(own: Mapping[str, Profile] | None = None) -> dict[str, str]:
    """Every profile's name and what people call it."""
    return {name: one.title or name for name, one in {**BUILT_IN, **(own or {})}.items()}


def together(names: Iterable[str], own: Mapping[str, Profile] | None = None) -> Profile:
    """One profile for all followers of an episode: there is one file, so the one who wants the most lines decides."""
    found = [profile(name, own) for name in dict.fromkeys(names)]
    return max(found, key=lambda p: (p.most_resolution, p.best_resolution), default=BUILT_IN[DEFAULT])
