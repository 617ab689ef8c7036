"""What a plugin is made of: the ports, the nouns, the errors, and helpers that keep every call bounded.

    from airdate.plugin import BadResponse, HttpSettings, Web

A plugin is a class with a nested `Config` that fits one of the ports, and says for which version of them it was made
(`ports_version = 1`). An entry point of its package leads to it: docs/plugins.md goes through a whole one.
"""

from __future__ import annotations

from integrations.common.downloads import ClientSettings, mapped, problem_of
from integrations.common.http import Web, each, legible, place, read_bounded, reading, translated
from integrations.common.launch import dying_with_us
from integrations.common.quoting import quoted
from integrations.common.settings import Access, HttpSettings, plain_url
from integrations.ffmpeg import FFmpeg
from pipeline.errors import BadResponse, NotFound, OutsideError, Unauthorized, Unreachable
from pipeline.model import (
    DownloadedFile,
    DownloadProblem,
    DownloadState,
    DownloadStatus,
    EpisodeInfo,
    MediaInfo,
    Pace,
    PlayerEntry,
    PlayerItem,
    PlayerSession,
    PlayerUser,
    RejectedSubtitle,
    Release,
    SceneRange,
    ShowDetails,
    ShowInfo,
    ShowKind,
    Stream,
    StreamKind,
    Subtitle,
    SubtitleQuery,
    SyncResult,
    Torrent,
    TorrentFile,
    Wanted,
)
from pipeline.model.events import Event, EventKind
from pipeline.model.reasons import NO_REASON, Reason, reason_from
from pipeline.playback.plans import Action, Plan, StreamPlan
from pipeline.ports import (
    PORTS_VERSION,
    Catalogue,
    Downloader,
    Encoder,
    Indexer,
    Notifier,
    Player,
    Progress,
    SceneCatalogue,
    Subtitler,
    Synchroniser,
)
from pipeline.releases.torrents import metainfo, read_magnet, read_torrent
from pipeline.subtitles.cleaning import fingerprint

__all__ = [
    "NO_REASON",
    "PORTS_VERSION",
    "Access",
    "Action",
    "BadResponse",
    "Catalogue",
    "ClientSettings",
    "DownloadProblem",
    "DownloadState",
    "DownloadStatus",
    "DownloadedFile",
    "Downloader",
    "Encoder",
    "EpisodeInfo",
    "Event",
    "EventKind",
    "FFmpeg",
    "HttpSettings",
    "Indexer",
    "MediaInfo",
    "NotFound",
    "Notifier",
    "OutsideError",
    "Pace",
    "Plan",
    "Player",
    "PlayerEntry",
    "PlayerItem",
    "PlayerSession",
    "PlayerUser",
    "Progress",
    "Reason",
    "RejectedSubtitle",
    "Release",
    "SceneCatalogue",
    "SceneRange",
    "ShowDetails",
    "ShowInfo",
    "ShowKind",
    "Stream",
    "StreamKind",
    "StreamPlan",
    "Subtitle",
    "SubtitleQuery",
    "Subtitler",
    "SyncResult",
    "Synchroniser",
    "Torrent",
    "TorrentFile",
    "Unauthorized",
    "Unreachable",
    "Wanted",
    "Web",
    "dying_with_us",
    "each",
    "fingerprint",
    "legible",
    "mapped",
    "metainfo",
    "place",
    "plain_url",
    "problem_of",
    "quoted",
    "read_bounded",
    "read_magnet",
    "read_torrent",
    "reading",
    "reason_from",
    "translated",
]
