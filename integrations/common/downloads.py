"""What download clients have in common: settings, the words of a disk that fails, and folders with two names."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from pydantic import Field, field_validator

from integrations.common.settings import HttpSettings, plain_url
from pipeline.model import DownloadProblem

_PROBLEMS = (
    # The C library's words (strerror), which clients pass on, and Transmission's own.
    (DownloadProblem.FULL, ("no space left", "disk quota exceeded", "not enough space", "file too large")),
    (DownloadProblem.READ_ONLY, ("read-only",)),
    (DownloadProblem.DENIED, ("permission denied", "operation not permitted", "access is denied")),
    (
        DownloadProblem.BROKEN,
        ("input/output error", "i/o error", "stale file handle", "transport endpoint", "no such device"),
    ),
    (DownloadProblem.MISSING_DATA, ("no data found", "drives are connected", "no such file")),
    (DownloadProblem.TOO_MANY, ("too many open files",)),
)


def problem_of(error: str) -> DownloadProblem:
    """What a client's local error is about, from its words."""
    said = error.lower()
    found = (problem for problem, words in _PROBLEMS if any(word in said for word in words))
    return next(found, DownloadProblem.OTHER)


def mapped(folder: str, names: Mapping[str, str]) -> str:
    """`folder` with the longest of its parents that has another name given that name."""
    path = PurePosixPath(folder)
    for parent in (path, *path.parents):
        for known, other in names.items():
            if PurePosixPath(known) == parent:
                return str(PurePosixPath(other) / path.relative_to(parent))
    return folder


class ClientSettings(HttpSettings):
    """What every download client reached over HTTP can be told; `url` is each one's own."""

    folder: str = Field("", description="setting-downloader-folder")
    folders: dict[str, str] = Field(default_factory=dict, description="setting-downloader-folders")
    timeout: float = Field(20.0, gt=0, le=300, description="setting-timeout")

    @field_validator("url", check_fields=False)
    @classmethod
    def _plain_url(cls, url: str) -> str:
        return plain_url(url)
