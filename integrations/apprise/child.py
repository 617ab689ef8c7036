"""What Apprise does for us, in a process of its own. Standard input: {"urls", "title", "body", "kind"} as JSON, without
"body" nobody is told anything. Standard output: [the service's name, whether it went well] for each address, as JSON.
"""

from __future__ import annotations

import json
import logging
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any


def main() -> None:
    import apprise  # not where the parent imports this module for its place

    logging.disable()
    asked = json.load(sys.stdin)

    def one(url: str) -> tuple[str, bool]:
        service: Any = apprise.Apprise.instantiate(url)
        if service is None:
            return "", False
        told = "body" not in asked or _tell(service, asked)
        return str(service.service_name), told

    with ThreadPoolExecutor(max_workers=8) as pool:
        found = list(pool.map(one, asked["urls"]))
    json.dump(found, sys.stdout)


def _tell(service: Any, asked: dict[str, Any]) -> bool:
    try:
        return bool(service.notify(body=asked["body"], title=asked["title"], notify_type=asked["kind"]))
    except Exception:  # noqa: BLE001 - one service of a hundred, and its library
        return False


if __name__ == "__main__":
    main()
