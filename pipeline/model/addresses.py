"""Where an address leads: home, or to the internet."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

_HOME = re.compile(r"(.+\.)?(local|lan|home|internal|intranet|localdomain|home\.arpa|fritz\.box|ts\.net)", re.I)


def at_home(url: str) -> bool:
    """Whether an address is in the household rather than in the internet, as far as its name tells."""
    try:
        host = (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return True
    try:
        return not ipaddress.ip_address(host.partition("%")[0]).is_global
    except ValueError:
        return "." not in host or bool(_HOME.fullmatch(host))
