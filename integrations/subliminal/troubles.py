"""What goes wrong at a subtitle site: whose it is, how long the site is left alone for it, and how it is said."""

from __future__ import annotations

from collections.abc import Iterator

import requests
from subliminal.exceptions import (
    AuthenticationError,
    ConfigurationError,
    DiscardingError,
    DownloadLimitExceeded,
    ProviderError,
    ServiceUnavailable,
)

from integrations.common.http import is_challenge
from pipeline.model.reasons import Reason

_QUOTA_RESTS = 6 * 3600.0  # seconds for which a site with no downloads left is not asked
_REFUSED_RESTS = 3600.0  # and one that does not let us in
_AWAY_RESTS, _AWAY_MOST = 300.0, 7200.0  # and one that is out of order: longer with each time in a row

REFUSALS = (AuthenticationError, ConfigurationError)
_NO_NETWORK = (requests.ConnectionError, requests.Timeout, OSError)
_NO_ADDRESS = (requests.exceptions.MissingSchema, requests.exceptions.InvalidSchema, requests.exceptions.InvalidURL)
_NOT_READABLE = (requests.exceptions.InvalidJSONError, *_NO_ADDRESS)

_STATUSES = {
    "forbidden": "site-vip",
    "payment required": "site-wants-vip",
    "too many requests": "site-slow-down",
    **dict.fromkeys(
        ("internal server error", "bad gateway", "service unavailable", "gateway timeout"), "site-out-of-order"
    ),
}
"""What opensubtitles.com's HTTP statuses mean that subliminal keeps by their standard words."""

_KINDS: tuple[tuple[tuple[type[Exception], ...], str], ...] = (
    ((ConfigurationError,), "site-misconfigured"),
    ((AuthenticationError,), "site-refused"),
    ((requests.HTTPError,), "site-answered"),
    ((requests.Timeout, TimeoutError), "site-slow"),
    ((DiscardingError,), "site-out-of-order"),
    (_NOT_READABLE, "site-unreadable"),
    ((requests.RequestException, OSError), "site-not-reached-now"),
)


class OtherArchive(ProviderError):
    """A site sent an archive of a kind that nothing here opens: RAR needs a program that Debian has not among its free
    ones (https://packages.debian.org/unrar), and no site that subliminal knows sends 7z by rule."""


class PackedTooLarge(ProviderError):
    """What an archive holds is larger than any subtitle: unpacking it would take the memory."""


def underlying(error: Exception, *, member: bool) -> Exception:
    """What is behind an error: a provider gives its own name to what `requests` raised, or stumbles over it; and where
    nobody has an account with a site (`member`), it cannot be about one."""
    if isinstance(error, AuthenticationError) and not member:
        return ServiceUnavailable()
    if isinstance(error, (*REFUSALS, DiscardingError)) or _is_quota(error):
        return error
    return next((cause for cause in _chain(error) if isinstance(cause, requests.RequestException)), error)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def rest_after(error: Exception, times: int) -> float:
    """Seconds; none for what may be about one subtitle. `times`: how often in a row the site is out of order."""
    if _is_quota(error):
        return _QUOTA_RESTS
    if isinstance(error, REFUSALS) or is_guarded(error):
        return _REFUSED_RESTS
    return min(_AWAY_RESTS * 2.0 ** min(times - 1, 10), _AWAY_MOST) if is_away(error) else 0.0


def is_away(error: Exception) -> bool:
    """Whether it is the site's trouble, whatever it is asked for."""
    if isinstance(error, requests.HTTPError):
        return error.response is None or error.response.status_code == 429 or error.response.status_code >= 500
    if isinstance(error, _NO_ADDRESS):
        return False
    if isinstance(error, (DiscardingError, requests.RequestException, OSError)):
        return True
    return status_code(error) in ("site-out-of-order", "site-slow-down")


def is_unreached(error: Exception) -> bool:
    """Whether nothing came from the site at all: it may be this machine that does not get there."""
    return isinstance(error, _NO_NETWORK) and not isinstance(error, (requests.HTTPError, *_NOT_READABLE))


def status_code(error: Exception) -> str:
    """The reason's code for an HTTP status that a provider keeps as words; empty for all else."""
    return _STATUSES.get(str(error).lower(), "") if isinstance(error, ProviderError) else ""


def reason(site: str, error: Exception) -> Reason:
    """What went wrong, without the site's own words: they may hold an address with a key in it."""
    if isinstance(error, OtherArchive):
        return Reason("site-other-archive", site=site, kind=str(error))
    if code := _own_code(error):
        return Reason(code, site=site)
    code = next((code for kinds, code in _KINDS if isinstance(error, kinds)), "site-unreadable")
    status = error.response.status_code if isinstance(error, requests.HTTPError) and error.response is not None else "?"
    return Reason(code, site=site, status=status, error=type(error).__name__)


def _own_code(error: Exception) -> str:
    """The reason's code for what says more than its kind of error; empty for all else."""
    if _is_quota(error):
        return "site-no-downloads"
    if type(error).__name__ in ("UnknownUserAgent", "DisabledUserAgent"):
        return "site-refuses-agent"
    if isinstance(error, PackedTooLarge):
        return "site-packed-too-large"
    return "site-guarded" if is_guarded(error) else status_code(error)


def _is_quota(error: Exception) -> bool:
    """opensubtitles.com says 406, too, when an account has had its downloads of the day; subliminal takes it for a
    missing session. https://github.com/morpheus65535/bazarr/issues/2179"""
    return isinstance(error, DownloadLimitExceeded) or type(error).__name__ == "NoSession"


def is_guarded(error: Exception) -> bool:
    """Whether a guard answered in the site's place, whose page only a browser passes."""
    answer = error.response if isinstance(error, requests.HTTPError) else None
    return answer is not None and is_challenge(answer.status_code, answer.headers, answer.content)
