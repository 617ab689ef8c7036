"""Items, users and sessions as Jellyfin writes them: https://api.jellyfin.org."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from demo.media import selection
from demo.media.library import RUNTIME, Item
from demo.media.marks import Mark

Json = dict[str, Any]

_CODECS = {".srt": "subrip", ".vtt": "webvtt", ".mks": "pgssub", ".sup": "pgssub"}
EPOCH = "0001-01-01T00:00:00.0000000Z"
NOBODY = "0" * 32


@dataclass
class Screen:
    """Somewhere to play on."""

    id: str
    name: str
    user: str = ""  # id
    user_name: str = ""
    client: str = "Jellyfin Web"
    playing: Item | None = None
    seen: datetime = field(default_factory=lambda: datetime.now(UTC))


def moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{at.microsecond:06}0Z"


def item(
    it: Item,
    server: str,
    fields: set[str],
    *,
    mark: Mark | None = None,
    children: int = 0,
    tag: str = "",
    switched_on: str = "",
) -> Json:
    """A BaseItemDto. `fields` are those that come only when asked for, in lower case; `switched_on` is the suffix of
    the subtitle that comes on by itself."""
    shaped: Json = {
        "Name": it.name,
        "ServerId": server,
        "Id": it.id,
        "Type": it.kind,
        "IsFolder": it.is_folder,
        "LocationType": "FileSystem",
        "MediaType": "Unknown" if it.is_folder else "Video",
        "ImageTags": {"Primary": tag} if tag else {},
        "BackdropImageTags": [],
        "ChannelId": None,
    }
    if it.year:
        shaped["ProductionYear"] = it.year
    if it.series:
        shaped |= {"SeriesId": it.series, "SeriesName": it.series_name}
    shaped |= _of_its_kind(it)
    optional = {
        "path": ("Path", str(it.path)),
        "providerids": ("ProviderIds", it.ids),
        "overview": ("Overview", it.overview),
        "datecreated": ("DateCreated", moment(it.added)),
        "parentid": ("ParentId", it.parent or None),
        "childcount": ("ChildCount", children),
        "sortname": ("SortName", it.name.lower()),
    }
    shaped |= {key: value for asked, (key, value) in optional.items() if asked in fields}
    if "mediasources" in fields:
        shaped |= _sources(it, switched_on)
    if mark is not None:
        shaped["UserData"] = user_data(it, mark)
    return shaped


def _of_its_kind(it: Item) -> Json:
    if it.kind == "CollectionFolder":
        return {"CollectionType": "tvshows"}
    if it.kind == "Season":
        return {"IndexNumber": it.number}
    if it.kind != "Episode":
        return {}
    told = {"SeasonId": it.parent, "SeasonName": it.season_name, "Container": it.path.suffix[1:]}
    read = {"RunTimeTicks": RUNTIME} if it.was_read else {}
    return {**_numbers(it), **told, "VideoType": "VideoFile", **read}


def _numbers(it: Item) -> Json:
    numbers = {"ParentIndexNumber": it.season, "IndexNumber": it.number, "IndexNumberEnd": it.last_number}
    return {key: value for key, value in numbers.items() if value is not None}


def _sources(it: Item, switched_on: str) -> Json:
    if it.is_folder:
        return {}
    others = [_source(it.id, path) for path in it.versions]
    return {"MediaSources": [_source(it.id, it.path, it.subtitles, switched_on), *others]}


def _source(id_: str, path: Path, subtitles: Sequence[Path] = (), switched_on: str = "") -> Json:
    suffixes = [each.name.removeprefix(path.stem) for each in subtitles]
    chosen = {"DefaultSubtitleStreamIndex": suffixes.index(switched_on)} if switched_on in suffixes else {}
    streams = [_subtitle(index, *each) for index, each in enumerate(zip(subtitles, suffixes, strict=True))]
    return chosen | {
        "Protocol": "File",
        "Id": id_,
        "Path": str(path),
        "Type": "Default",
        "Container": path.suffix[1:],
        "Name": path.stem,
        "IsRemote": False,
        "MediaStreams": [
            *streams,
            {"Type": "Video", "Codec": "h264", "Index": len(streams), "IsDefault": True, "IsExternal": False},
            {"Type": "Audio", "Codec": "aac", "Index": len(streams) + 1, "IsDefault": True, "IsExternal": False},
        ],
        "Formats": [],
    }


def _subtitle(index: int, path: Path, suffix: str) -> Json:
    told = selection.read(suffix)
    return {
        "Type": "Subtitle",
        "Codec": _CODECS.get(path.suffix.lower(), path.suffix[1:]),
        "Language": told.language or None,
        "Index": index,
        "IsDefault": told.default,
        "IsForced": told.forced,
        "IsHearingImpaired": told.hearing_impaired,
        "IsExternal": True,
        "IsTextSubtitleStream": not selection.is_converted(suffix),
        "SupportsExternalStream": True,
        "Path": str(path),
    }


def user_data(it: Item, mark: Mark) -> Json:
    shaped: Json = {
        "PlaybackPositionTicks": mark.position,
        "PlayCount": mark.count,
        "IsFavorite": False,
        "Played": mark.played,
        "Key": it.key or it.id,
        "ItemId": it.id,
    }
    if mark.at:
        shaped["LastPlayedDate"] = moment(mark.at)
    return shaped


def system_public(server: str, name: str, version: str) -> Json:
    """What anybody is told."""
    return {
        "LocalAddress": "",
        "ServerName": name,
        "Version": version,
        "ProductName": "Jellyfin Server",
        "OperatingSystem": "",
        "Id": server,
        "StartupWizardCompleted": True,
    }


def system(server: str, name: str, version: str) -> Json:
    return system_public(server, name, version) | {
        "HasPendingRestart": False,
        "IsShuttingDown": False,
        "SupportsLibraryMonitor": True,
        "WebSocketPortNumber": 0,
        "CompletedInstallations": [],
        "CanSelfRestart": True,
        "CanLaunchWebBrowser": False,
        "HasUpdateAvailable": False,
    }


def user(id_: str, name: str, server: str) -> Json:
    return {
        "Name": name,
        "ServerId": server,
        "Id": id_,
        "HasPassword": True,
        "HasConfiguredPassword": True,
        "HasConfiguredEasyPassword": False,
        "EnableAutoLogin": False,
    }


def session(screen: Screen, server: str) -> Json:
    shaped: Json = {
        "PlayState": {
            "CanSeek": screen.playing is not None,
            "IsPaused": False,
            "IsMuted": False,
            "RepeatMode": "RepeatNone",
            "PlaybackOrder": "Default",
        },
        "AdditionalUsers": [],
        "PlayableMediaTypes": ["Audio", "Video"],
        "Id": screen.id,
        "UserId": screen.user or NOBODY,
        "UserName": screen.user_name or None,
        "Client": screen.client,
        "LastActivityDate": moment(screen.seen),
        "LastPlaybackCheckIn": EPOCH,
        "DeviceName": screen.name,
        "DeviceId": f"device-{screen.id}",
        "ApplicationVersion": "10.11",
        "IsActive": True,
        "SupportsMediaControl": True,
        "SupportsRemoteControl": True,
        "NowPlayingQueue": [],
        "HasCustomDeviceName": False,
        "ServerId": server,
        "SupportedCommands": ["DisplayMessage", "SetVolume"],
    }
    if screen.playing is not None:
        shaped["NowPlayingItem"] = item(screen.playing, server, set())
    return shaped


def library(it: Item) -> Json:
    """A VirtualFolderInfo."""
    return {
        "Name": it.name,
        "Locations": [str(it.path)],
        "CollectionType": "tvshows",
        "ItemId": it.id,
        "RefreshStatus": "Idle",
    }
