"""What a release is judged by: what it offers, and what is wanted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from pipeline.model import Episode, Release, Show, ShowInfo
from pipeline.model.reasons import Reason
from pipeline.playback.device_profiles import DeviceProfile
from pipeline.playback.screens import BUILT_IN as SCREENS
from pipeline.playback.screens import DEFAULT as DEFAULT_SCREEN
from pipeline.releases.episodes import Listing, serves
from pipeline.releases.parsing.names import ReleaseName
from pipeline.releases.quality_profiles import BUILT_IN, DEFAULT, Profile


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A release with its name read."""

    release: Release
    name: ReleaseName


@dataclass(frozen=True, kw_only=True)
class Case:
    """The episode that is wanted, and all that is known about it when its releases are judged."""

    show: Show
    episode: Episode
    moment: datetime
    profile: Profile = BUILT_IN[DEFAULT]
    screen: DeviceProfile = SCREENS[DEFAULT_SCREEN]  # what all screens of the household play
    blocked: Mapping[str, Reason] = field(default_factory=dict)  # release key or info-hash: why
    listing: Listing | None = None  # all that the catalogue lists of the show; None: just this episode is known
    namesakes: tuple[Show, ...] = ()  # other followed shows with a title in common
    followed: Sequence[Show] = ()  # all shows of the household
    elsewhere: tuple[ShowInfo, ...] = ()  # shows that nobody follows, and whose the bare name rather is
    listings: Mapping[int, Listing] = field(default_factory=dict)  # of namesakes, by their ids
    season_episodes: int = 0  # how many episodes the season has; 0: not known
    season_ends_at: datetime | None = None  # when its last announced episode airs
    gaps: int = 1  # episodes of the season that wait for a release, this one included
    on_the_way: Mapping[str, Release] = field(default_factory=dict)  # by key and info-hash: what is there or coming
    have: Candidate | None = None  # the filed release that only a better one may replace
    free: int | None = None  # bytes that are free and not promised to other downloads; None: not known

    def speaks_of(self, name: ReleaseName) -> bool:
        """Whether a release of this name is, or may have in it, the episode."""
        return serves(name, self.episode, self.listing or Listing((self.episode,), self.show.kind))

    def airs(self, name: ReleaseName) -> datetime | None:
        """When the first episode airs that a name speaks of; None when the show has no such episode."""
        if self.listing is None:
            return self.episode.airs_at
        return self.listing.airs(name)

    @property
    def runtime(self) -> float | None:
        """Seconds that the episode lasts, where the catalogue knows."""
        return self.episode.runtime or self.show.runtime

    def joins(self, release: Release) -> bool:
        """Whether it is there or on its way already, for another episode."""
        return release.key in self.on_the_way or release.info_hash in self.on_the_way

    def parts(self, offer: Candidate) -> int:
        """How many episodes a release holds, as far as its name and the catalogue tell; at least 1."""
        if offer.name.is_pack:
            return max(1, self.season_episodes) * max(1, len(offer.name.seasons))
        return max(1, len(offer.name.episodes), len(offer.name.absolute))
