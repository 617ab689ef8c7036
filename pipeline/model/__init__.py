"""The nouns.

Timestamps are UTC and timezone-aware. Sizes are bytes, durations and times left seconds (float), rates bytes a
second. Languages are IETF tags (BCP 47). Ids of outside systems keep that system's name.
"""

from __future__ import annotations

from pipeline.model.backoff import Backoff
from pipeline.model.downloads import DownloadedFile, DownloadProblem, DownloadState, DownloadStatus
from pipeline.model.media import OUT, DeletionState, MediaFile, MediaInfo, Stream, StreamKind
from pipeline.model.pace import Pace
from pipeline.model.people import Person, Role
from pipeline.model.players import PlayerEntry, PlayerItem, PlayerSession, PlayerUser
from pipeline.model.releases import Release, Torrent, TorrentFile, Wanted
from pipeline.model.shows import (
    CastMember,
    Episode,
    EpisodeInfo,
    SceneRange,
    SeasonInfo,
    Show,
    ShowDetails,
    ShowInfo,
    ShowKind,
    Subscription,
)
from pipeline.model.subtitles import RejectedSubtitle, Subtitle, SubtitleQuery, SyncResult

__all__ = [
    "OUT",
    "Backoff",
    "CastMember",
    "DeletionState",
    "DownloadProblem",
    "DownloadState",
    "DownloadStatus",
    "DownloadedFile",
    "Episode",
    "EpisodeInfo",
    "MediaFile",
    "MediaInfo",
    "Pace",
    "Person",
    "PlayerEntry",
    "PlayerItem",
    "PlayerSession",
    "PlayerUser",
    "RejectedSubtitle",
    "Release",
    "Role",
    "SceneRange",
    "SeasonInfo",
    "Show",
    "ShowDetails",
    "ShowInfo",
    "ShowKind",
    "Stream",
    "StreamKind",
    "Subscription",
    "Subtitle",
    "SubtitleQuery",
    "SyncResult",
    "Torrent",
    "TorrentFile",
    "Wanted",
]
