"""Where an address leads: home, or to the internet."""

from __future__ import annotations

import ipaddress
import re
import socket
import unicodedata
from urllib.parse import urlsplit

_HOME = re.compile(
    r"(.+\.)?(local|localhost|lan|home|internal|intranet|localdomain|home\.arpa|fritz\.box|ts\.net)", re.I
)


def at_home(url: str) -> bool:
    """Whether an address is in the household rather than in the internet, as far as its name tells."""
    try:
        host = unicodedata.normalize("NFKC", urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return True
    number = _number(host)
    if number is not None:
        return not number.is_global
    return "." not in host or bool(_HOME.fullmatch(host))


def leads_home(url: str, target: str) -> bool:
    """Whether a site in the internet sends us on to an address at home: what is there is nobody's to reach for."""
    return not at_home(url) and at_home(target)


def _number(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The number that a host is written as; None for a name."""
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return _loosely_written(host)


def _loosely_written(host: str) -> ipaddress.IPv4Address | None:
    """As resolvers take it: 127.1, 0x7f.1 and 0177.0.0.1 are one.

    https://man7.org/linux/man-pages/man3/inet_aton.3.html
    """
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host))
    except (OSError, ValueError):  # ValueError: letters that are no ASCII
        return None
