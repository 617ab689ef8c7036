"""The configuration: airdate.toml, with AIRDATE_… environment variables over it.

`AIRDATE_TELEGRAM__TOKEN` is `token` in `[telegram]`; `FILE__AIRDATE_TELEGRAM__TOKEN` names a file that holds it, as
containers are handed secrets (https://docs.linuxserver.io/images/docker-transmission/). Each integration has a
section of its own that its `Config` reads; the pipeline passes it on unread.

What a setting is for stands in messages/en.ftl, and in every other language, under the code that is its `description`.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Iterator
from functools import reduce
from pathlib import Path
from typing import Any, Literal, TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from pipeline.clock import is_zone, machine_zone
from pipeline.errors import UserError
from pipeline.library.naming import ANIME, DAILY, STANDARD, check_pattern
from pipeline.model import ShowKind
from pipeline.model.reasons import Reason
from pipeline.playback.device_profiles import DeviceProfile
from pipeline.playback.screens import household
from pipeline.releases.quality_profiles import Profile, profile

M = TypeVar("M", bound=BaseModel)
Section = dict[str, Any]


def _just(name: str) -> dict[str, Section]:
    """Sections for one integration with its defaults."""
    return {name: {}}


class Household(BaseModel):
    """What this household likes."""

    model_config = ConfigDict(extra="forbid")

    time_zone: str = Field(default_factory=machine_zone, description="setting-household-time-zone")
    subtitles: tuple[str, ...] = Field(("en",), description="setting-household-subtitles")
    picture_subtitles: bool = Field(False, description="setting-household-picture-subtitles")
    screens: tuple[str, ...] = Field(("chromecast",), description="setting-household-screens")
    profile: str = Field("standard", description="setting-household-profile")
    watched: Literal["keep", "ask", "delete"] = Field("keep", description="setting-household-watched")
    watched_days: float = Field(7, ge=0, description="setting-household-watched-days")


class Telegram(BaseModel):
    """The bot's account."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    token: SecretStr = Field(SecretStr(""), description="setting-telegram-token")
    api_url: str = Field("https://api.telegram.org", description="setting-telegram-api-url")


class Daemon(BaseModel):
    """The transmission-daemon that Airdate runs by itself while no [downloaders.…] section is enabled."""

    model_config = ConfigDict(extra="forbid")

    private: bool = Field(False, description="setting-daemon-private")


class Backups(BaseModel):
    """The daily copies of the database, in the folder `backups` of the data folder."""

    model_config = ConfigDict(extra="forbid")

    days: float = Field(14, gt=0, description="setting-backups-days")
    also: Path | None = Field(None, description="setting-backups-also")


PREFIX = re.compile(r"(?:/(?!\.{1,2}(?:/|$))[\w.~-]+){1,8}", re.ASCII)
"""The path on another site under which pages may live."""


class Dashboard(BaseModel):
    """What is on its way, in the browser."""

    model_config = ConfigDict(extra="forbid")

    enabled: bool = Field(True, description="setting-dashboard-enabled")
    host: str = Field("127.0.0.1", description="setting-dashboard-host")
    port: int = Field(8642, ge=0, le=65535, description="setting-dashboard-port")
    password: SecretStr = Field(SecretStr(""), description="setting-dashboard-password")
    hosts: tuple[str, ...] = Field((), description="setting-dashboard-hosts")
    url: str = Field("", description="setting-dashboard-url")
    path: str = Field("", description="setting-dashboard-path")

    @field_validator("path")
    @classmethod
    def _from_the_root(cls, path: str) -> str:
        bare = path.strip().strip("/")
        if bare and not PREFIX.fullmatch(f"/{bare}"):
            raise ValueError("give it as /airdate: letters, digits and -._~")
        return f"/{bare}" if bare else ""

    @property
    def path_of_url(self) -> str:
        """The path that `url` ends with; empty where that has none."""
        found = urlsplit(self.url).path.rstrip("/")
        return found if PREFIX.fullmatch(found) else ""


class Filing(BaseModel):
    """How episodes are named in the library, and what lies beside them."""

    model_config = ConfigDict(extra="forbid")

    naming: str = Field(STANDARD, description="setting-filing-naming")
    naming_daily: str = Field(DAILY, description="setting-filing-naming-daily")
    naming_anime: str = Field(ANIME, description="setting-filing-naming-anime")
    nfo: Literal["auto", "yes", "no"] = Field("auto", description="setting-filing-nfo")

    @field_validator("naming", "naming_daily", "naming_anime")
    @classmethod
    def _usable(cls, pattern: str) -> str:
        return check_pattern(pattern)

    @property
    def patterns(self) -> dict[ShowKind, str]:
        return {
            ShowKind.STANDARD: self.naming,
            ShowKind.DAILY: self.naming_daily,
            ShowKind.ANIME: self.naming_anime,
        }


class Seeding(BaseModel):
    """When a finished download leaves the download client. What its indexer asks for is kept in any case."""

    model_config = ConfigDict(extra="forbid")

    remove: bool = Field(True, description="setting-seeding-remove")
    ratio: float = Field(1.0, ge=0, description="setting-seeding-ratio")
    days: float = Field(14, ge=0, description="setting-seeding-days")


class Timing(BaseModel):
    """How often things are looked at; seconds."""

    model_config = ConfigDict(extra="forbid")

    catalogue: float = Field(24 * 3600, gt=0, description="setting-timing-catalogue")
    catalogue_soon: float = Field(1800, gt=0, description="setting-timing-catalogue-soon")
    after_airing: float = Field(600, ge=0, description="setting-timing-after-airing")
    search_first: float = Field(900, gt=0, description="setting-timing-search-first")
    search_most: float = Field(6 * 3600, gt=0, description="setting-timing-search-most")
    download_poll: float = Field(10, gt=0, description="setting-timing-download-poll")
    subtitles_wait: float = Field(1800, ge=0, description="setting-timing-subtitles-wait")
    subtitles_late: float = Field(28 * 86400, ge=0, description="setting-timing-subtitles-late")
    player_poll: float = Field(5, gt=0, description="setting-timing-player-poll")
    player_wait: float = Field(600, ge=0, description="setting-timing-player-wait")
    stall: float = Field(1800, gt=0, description="setting-timing-stall")
    stuck_together: float = Field(90, ge=0, description="setting-timing-stuck-together")
    watched: float = Field(1800, gt=0, description="setting-timing-watched")
    feed: float = Field(900, gt=0, description="setting-timing-feed")
    searches: int = Field(7, ge=1, description="setting-timing-searches")


WORK = ".airdate-work"


class Settings(BaseSettings):
    """Everything that can be set. A section for each integration: `[indexers.NAME]`, `[players.NAME]`, …"""

    model_config = SettingsConfigDict(env_prefix="AIRDATE_", env_nested_delimiter="__", extra="forbid")

    data: Path = Field(Path("data"), description="setting-data")
    library: Path = Field(Path("library"), description="setting-library")
    database: str = Field("", description="setting-database")
    queue: str = Field("", description="setting-queue")
    recycle: Path = Field(Path("recycle"), description="setting-recycle")
    work: Path | None = Field(None, description="setting-work")
    paths: dict[str, Path] = Field(default_factory=dict, description="setting-paths")
    recycle_days: float = Field(30, ge=0, description="setting-recycle-days")
    workers_io: int = Field(8, ge=1, le=64, description="setting-workers-io")
    workers_heavy: int = Field(1, ge=1, le=64, description="setting-workers-heavy")

    alive_file: Path | None = Field(None, description="setting-alive-file")

    household: Household = Household()
    telegram: Telegram = Telegram()
    timing: Timing = Timing()
    filing: Filing = Filing()
    seeding: Seeding = Seeding()
    daemon: Daemon = Daemon()
    backups: Backups = Backups()
    dashboard: Dashboard = Dashboard()

    screens: dict[str, DeviceProfile] = Field(default_factory=dict, description="setting-screens")
    profiles: dict[str, Profile] = Field(default_factory=dict, description="setting-profiles")
    # Not in `repr`: they hold secrets that nobody has read as such yet.
    catalogues: dict[str, Section] = Field(default_factory=lambda: _just("tvmaze"), repr=False)
    indexers: dict[str, Section] = Field(default_factory=lambda: _just("archive"), repr=False)
    downloaders: dict[str, Section] = Field(default_factory=dict, repr=False)
    encoders: dict[str, Section] = Field(default_factory=lambda: _just("ffmpeg"), repr=False)
    subtitlers: dict[str, Section] = Field(default_factory=lambda: _just("subliminal"), repr=False)
    synchronisers: dict[str, Section] = Field(default_factory=dict, repr=False)
    players: dict[str, Section] = Field(default_factory=dict, repr=False)
    webhooks: dict[str, Section] = Field(default_factory=dict, repr=False)
    notify: dict[str, Section] = Field(default_factory=dict, repr=False)
    steps: dict[str, Section] = Field(default_factory=dict, repr=False)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        environment = EnvSettingsSource(settings_cls)
        environment.env_vars = {**environment.env_vars, **_from_files()}
        return environment, init_settings  # the environment wins over the file

    @property
    def work_folder(self) -> Path:
        """For what is not finished yet; every host has it under the same disk as the library."""
        return self.work or self.library / WORK

    @property
    def database_url(self) -> str:
        return self.database or f"sqlite:///{self.data / 'airdate.db'}"


def _from_files() -> dict[str, str]:
    """The variables whose values stand in files, by their names in small letters. UserError when one cannot be read."""
    files = {name: Path(path) for name, path in os.environ.items() if name.startswith("FILE__AIRDATE_") and path}
    return {name.removeprefix("FILE__").lower(): _secret(path) for name, path in files.items()}


def _secret(path: Path) -> str:
    value = _text(path, absent=None).strip()
    if _holds_nul(value):
        raise UserError(Reason("nul-in-settings", path=str(path)))
    return value


def load(path: Path) -> Settings:
    """Read the file (a missing one is an empty one) and the environment. UserError says file, line and what it wants.

    Relative folders are taken from where the file is.
    """
    text = _text(path)
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        what = str(error).replace("at end of document", f"at line {len(text.splitlines())}, the end of the file")
        raise UserError(Reason("not-toml", path=str(path), what=what)) from error
    if _holds_nul(values):  # no file and no host is called so, and no system call takes it
        raise UserError(Reason("nul-in-settings", path=str(path)))
    try:
        settings = Settings(**values)
    except ValidationError as error:
        raise UserError(explain(error, path, text, ())) from error
    _check_names(settings, path, text)
    return _placed(settings, path.absolute().parent)


def _holds_nul(value: object) -> bool:
    if isinstance(value, str):
        return "\0" in value
    inner = [*value, *value.values()] if isinstance(value, dict) else value if isinstance(value, list) else []
    return any(map(_holds_nul, inner))


def _placed(settings: Settings, home: Path) -> Settings:
    """The same with all its folders taken from `home`."""
    names = ("data", "library", "recycle", *(["work"] if settings.work else []))
    folders = {name: home / getattr(settings, name) for name in names}
    also = {"also": home / settings.backups.also} if settings.backups.also else {}
    _keep_hidden(folders["library"], folders | {f"backups.{name}": folder for name, folder in also.items()})
    placed = settings.model_copy(update={**folders, "backups": settings.backups.model_copy(update=also)})
    placed.model_fields_set.intersection_update(settings.model_fields_set)  # to place them is not to set them
    return placed


def _keep_hidden(library: Path, folders: dict[str, Path]) -> None:
    """UserError for a folder of ours, by its setting, that players would show: in the library, and not hidden there.

    Jellyfin makes a show of each folder of a library, but for those whose names begin with a dot.
    """
    for name, folder in folders.items():
        if name != "library" and is_shown_in(library, folder):
            raise UserError(Reason("folder-in-library", name=name, folder=str(folder)))


def is_shown_in(library: Path, folder: Path) -> bool:
    """Whether a folder is in a library, or is it, and no part of its path there is hidden."""
    inner, shown = folder.resolve(), library.resolve()
    return inner.is_relative_to(shown) and not any(part.startswith(".") for part in inner.relative_to(shown).parts)


def _check_names(settings: Settings, path: Path, text: str) -> None:
    """The household's zone, profile and screens have to be known: UserError says in which line one is not."""
    said = settings.household
    checks: tuple[tuple[str, Callable[[], object]], ...] = (
        ("time_zone", lambda: _check_zone(said.time_zone)),
        ("profile", lambda: profile(said.profile, settings.profiles)),
        ("screens", lambda: household(said.screens, settings.screens)),
    )
    for name, check in checks:
        try:
            check()
        except UserError as error:
            raise UserError(_where(("household", name), error.reason, path, text)) from error


def _check_zone(name: str) -> None:
    if not is_zone(name):
        raise UserError(Reason("no-such-zone", name=name))


def _text(path: Path, absent: str | None = "") -> str:
    """The file, with or without a byte order mark; `absent`, if that is a text, when it is not there.

    UserError when it is no text, cannot be read, or has to be there and is not.
    """
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError(Reason("not-utf-8", path=str(path))) from error
    except OSError as error:
        if absent is not None and isinstance(error, FileNotFoundError):
            return absent
        raise UserError(Reason("cannot-be-read", path=str(path), why=error.strerror or str(error))) from error


def read_section(kind: type[M], section: Section, path: Path, where: tuple[str, ...]) -> M:
    """A plugin's own section as its `Config`."""
    try:
        return kind.model_validate(section)
    except ValidationError as error:
        raise UserError(explain(error, path, _text(path), where)) from error


def explain(error: ValidationError, path: Path, text: str, where: tuple[str, ...]) -> Reason:
    """Each problem as file, line, key and what was expected. Never quotes a value: it may be a secret."""
    problems = error.errors(include_input=False, include_url=False)
    said = [_problem(each, (*where, *(str(key) for key in each["loc"])), path, text) for each in problems]
    return reduce(lambda first, rest: Reason("two-lines", first=first, rest=rest), said)


def _problem(problem: ErrorDetails, keys: tuple[str, ...], path: Path, text: str) -> Reason:
    unknown = problem["type"] == "extra_forbidden"
    return _where(keys, Reason("unknown-setting") if unknown else Reason("text", text=problem["msg"]), path, text)


def _where(keys: tuple[str, ...], what: Reason, path: Path, text: str) -> Reason:
    """What is wrong, with where it was said: the variable, else file and line."""
    plain = "AIRDATE_" + "__".join(keys).upper()
    for variable in (f"FILE__{plain}", plain):
        if variable in os.environ:
            return Reason("variable-is-wrong", variable=variable, what=what)
    place = {"path": str(path), "name": ".".join(keys), "what": what}
    line = line_of(text, keys)
    return Reason("line-is-wrong", line=str(line), **place) if line else Reason("file-is-wrong", **place)


def line_of(text: str, keys: tuple[str, ...]) -> int | None:
    """The line where a key, or else the section it belongs in, stands in a TOML text; counted from 1."""
    best = (0, 0)  # (how much of `keys` matches, minus the line)
    for number, here in _places(text):
        if keys[: len(here)] == here:
            best = max(best, (len(here), -number))
    return -best[1] or None


def _places(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """(line, keys from the top) of each section and each entry of a TOML text."""
    section: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[\[?\s*([^\]]+?)\s*\]", line):
            section = tuple(part.strip().strip("\"'") for part in header[1].split("."))
            yield number, section
        elif entry := re.match(r"\s*([\w.\"'-]+)\s*=", line):
            yield number, (*section, *(part.strip("\"'") for part in entry[1].split(".")))
