"""Who opens the pages inside Telegram, as a Mini App: what the app says of them, proved by the bot's token.

https://core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app
"""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

LASTS = timedelta(minutes=10)  # from when Telegram signed it: whoever finds it later does not come in
AHEAD = timedelta(minutes=1)  # that clocks may differ


def telegram_id(init_data: str, bot_token: str, moment: datetime) -> int | None:
    """Whom Telegram says to have opened it; None where that is not proved, or was said too long ago."""
    fields = dict(parse_qsl(init_data, keep_blank_values=True, max_num_fields=50)) if bot_token else {}
    given = fields.pop("hash", "")
    if not given or not hmac.compare_digest(_hash(fields, bot_token).encode(), given.encode()):
        return None
    return _user(fields, moment)


def _hash(fields: dict[str, str], bot_token: str) -> str:
    key = hmac.digest(b"WebAppData", bot_token.encode(), hashlib.sha256)
    lines = "\n".join(f"{name}={fields[name]}" for name in sorted(fields))
    return hmac.digest(key, lines.encode(), hashlib.sha256).hex()


def _user(fields: dict[str, str], moment: datetime) -> int | None:
    """The user of what is proved, if it is fresh."""
    try:
        said = datetime.fromtimestamp(int(fields["auth_date"]), UTC)
        user = int(json.loads(fields["user"])["id"])
    except (KeyError, TypeError, ValueError, OverflowError):
        return None
    return user if moment - LASTS <= said <= moment + AHEAD else None
