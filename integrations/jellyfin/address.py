"""The address that was meant, where another one was copied: the web client's page, one without the base URL or the
port, another service's on the same machine.

What a Jellyfin says to anybody: https://api.jellyfin.org/#tag/System/operation/GetPublicSystemInfo; its ports:
https://jellyfin.org/docs/general/networking.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile
from urllib.parse import urljoin, urlsplit, urlunsplit

import requests

from integrations.common.http import basic_auth, bound, decode
from integrations.common.settings import Access
from pipeline.errors import OutsideError

PUBLIC = "System/Info/Public"
PORTS = (("http", 8096), ("https", 8920))  # where it answers as it is made
PAGES = ("web", "api-docs")  # what people see of it
AT_MOST = 5.0  # seconds for each guess


class Guess:
    """`access` is told to nobody but who has the configured address. `ports`: where it may be beside what is there."""

    def __init__(self, url: str, timeout: float, access: Access, ports: Sequence[tuple[str, int]] = PORTS) -> None:
        self._url = url
        self._timeout = min(timeout, AT_MOST)
        self._access = access
        self._ports = ports

    def found(self) -> str:
        """The address like this one at which a Jellyfin answers, which may be this one; empty when there is none."""
        return next((each for each in dict.fromkeys(self._candidates()) if self._is_jellyfin(each)), "")

    def _candidates(self) -> Iterator[str]:
        """Itself; without the page of the web client; with the base URL that it sends others to; as it is made."""
        parts = urlsplit(self._url)
        yield without_page(self._url) if parts.query or parts.fragment else self._url.rstrip("/")
        other = {"http": "https", "https": "http"}.get(parts.scheme, "http")
        usual = (urlunsplit((scheme, f"{_host(self._url)}:{port}", "", "", "")) for scheme, port in self._ports)
        bare = without_page(self._url)
        for each in (bare, _at(bare, ""), without_page(parts._replace(scheme=other).geturl()), *usual):
            yield each
            yield from self._sent_to(each)

    def _sent_to(self, url: str) -> Iterator[str]:
        """It sends on whoever leaves the base URL out, a proxy whoever comes without TLS."""
        answer = self._ask(url)
        target = answer.headers.get("location", "") if answer is not None and answer.is_redirect else ""
        if target.endswith(PUBLIC):
            yield urljoin(f"{url}/{PUBLIC}", target).removesuffix(PUBLIC).rstrip("/")
        elif target:
            # It writes "../base/…", however deep the address was that it was asked for.
            yield without_page(urljoin(_at(url, "/"), target.lstrip(".")))

    def _is_jellyfin(self, url: str) -> bool:
        answer = self._ask(url)
        try:
            told = decode("", answer.content, url) if answer is not None and answer.status_code == 200 else None
        except OutsideError:
            return False
        names = {str(key).lower(): str(value) for key, value in told.items()} if isinstance(told, dict) else {}
        return "jellyfin" in names.get("productname", "").lower()

    def _ask(self, url: str) -> requests.Response | None:
        ours = self._access if _at(url, "") == _at(self._url, "") else Access(self._access.verify_tls)
        try:
            answer = requests.get(
                f"{url}/{PUBLIC}",
                timeout=self._timeout,
                verify=ours.verify,
                headers=ours.headers,
                auth=basic_auth(ours),
                allow_redirects=False,
                stream=True,
            )
            bound("", answer, self._timeout)
        except (requests.RequestException, OutsideError, UnicodeError):
            return None
        return answer


def without_page(url: str) -> str:
    """Where the web client's page is a Jellyfin's, the Jellyfin's."""
    path = takewhile(lambda part: part not in PAGES, urlsplit(url).path.strip("/").split("/"))
    return _at(url, "/".join(path))


def _at(url: str, path: str) -> str:
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


def _host(url: str) -> str:
    """Without the port; in brackets when it is a number of IPv6."""
    host = urlsplit(url).hostname or ""
    return f"[{host}]" if ":" in host else host
