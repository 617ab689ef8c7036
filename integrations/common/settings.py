"""Settings that every system reached over HTTP has in common."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # a token of RFC 9110, 5.6.2


@dataclass(frozen=True)
class Access:
    """How a system's door opens, beyond its address."""

    verify_tls: bool = True
    auth: tuple[str, str] | None = field(default=None, repr=False)
    headers: dict[str, str] = field(default_factory=dict, repr=False)

    @property
    def verify(self) -> bool | None:
        """For `requests`: None leaves REQUESTS_CA_BUNDLE its say, which counts more than True."""
        return None if self.verify_tls else False


class HttpSettings(BaseModel):
    """Mixin for the `Config` of an integration reached over HTTP. Blanks around what was pasted are dropped."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True, str_strip_whitespace=True)

    username: str = Field("", description="setting-http-username")
    password: SecretStr = Field(SecretStr(""), description="setting-http-password")
    headers: dict[str, SecretStr] = Field(default_factory=dict, description="setting-http-headers")
    cookie: SecretStr = Field(SecretStr(""), description="setting-http-cookie")
    verify_tls: bool = Field(True, description="setting-http-verify-tls")

    @field_validator("headers")
    @classmethod
    def _usable_headers(cls, headers: dict[str, SecretStr]) -> dict[str, SecretStr]:
        for name, value in headers.items():
            if not _HEADER_NAME.fullmatch(name):
                raise ValueError("a header's name has letters, digits and hyphens only")
            if not value.get_secret_value().isprintable():
                raise ValueError("a header stands in one line")
        return headers

    @field_validator("cookie")
    @classmethod
    def _usable_cookie(cls, cookie: SecretStr) -> SecretStr:
        if not cookie.get_secret_value().isprintable():
            raise ValueError("cookies stand in one line")
        return SecretStr(re.sub(r"^cookie:\s*", "", cookie.get_secret_value(), flags=re.IGNORECASE))

    def access(self) -> Access:
        auth = (self.username, self.password.get_secret_value()) if self.username else None
        headers = {name: value.get_secret_value() for name, value in self.headers.items()}
        if cookie := self.cookie.get_secret_value():
            headers["Cookie"] = cookie
        return Access(self.verify_tls, auth, {name: _sendable(value) for name, value in headers.items()})


def _sendable(value: str) -> str:
    """As `requests` takes it: it would write anything beyond Latin-1 as a failure."""
    return value.encode().decode("latin-1")


def plain_url(url: str) -> str:
    """A setting that must be an http address without credentials in it; ValueError says what to write instead."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0:
        raise ValueError("give it as http://HOST:PORT/…")
    if parts.username or parts.password:
        raise ValueError("leave out the name and password before the @: they have settings of their own")
    return url
