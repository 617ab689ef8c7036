"""Subtitles that are looked for and found."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model.shows import EpisodeInfo, ShowInfo


@dataclass(frozen=True, kw_only=True)
class RejectedSubtitle:
    """A subtitle that a person does not want for an episode. Empty: not known."""

    provider: str = ""
    id: str = ""  # the provider's
    mark: str = ""  # of its text: see `pipeline.subtitles.fingerprint`


@dataclass(frozen=True, kw_only=True)
class SubtitleQuery:
    """What a subtitler needs to know to find subtitles that fit one file."""

    video: str  # path of the downloaded original: hashes are taken from it
    release: str  # the release's name
    show: ShowInfo
    episode: EpisodeInfo
    languages: tuple[str, ...]  # wanted, BCP 47
    hearing_impaired: bool = False  # True: preferred; False: not wanted
    forced: bool = False
    frame_rate: float | None = None  # the file's, in pictures a second; None: not known
    refused: tuple[RejectedSubtitle, ...] = ()  # never these: the next best instead


@dataclass(frozen=True, kw_only=True)
class Subtitle:
    """A subtitle that was found: SRT text as the provider sent it, not yet cleaned."""

    language: str
    content: bytes
    provider: str
    id: str
    score: int = 0
    hearing_impaired: bool = False
    forced: bool = False
    frame_rate: float | None = None  # pictures a second of the film that it was made for; None: nobody says


@dataclass(frozen=True, kw_only=True)
class SyncResult:
    """How a subtitle would come to fit the sound: every time is multiplied by `factor`, then `offset` is added."""

    offset: float  # seconds
    factor: float
    agreeing: float  # seconds in which there is speech and text, or neither, minus those in which only one is there
