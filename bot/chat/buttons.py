"""What buttons carry: a code, a few numbers and a signature, in the 64 bytes that Telegram allows.

The signature covers the person that the button was made for, so nobody else can press it, and nobody can make one up.
What the numbers refer to stands in the database, so buttons live through restarts.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass

from pipeline.store import Connection, key_values

SHAPE = 1  # counted up whenever codes or numbers change their meaning: older buttons are outdated then, not misread
DATA_MOST = 64  # bytes: https://core.telegram.org/bots/api#inlinekeyboardbutton
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_FORM = re.compile(r"([a-z]{1,8})((?:\.[0-9a-z]{1,12})*)~([\w-]{12})", re.ASCII)


@dataclass(frozen=True)
class Press:
    """What a button says when it is pressed."""

    code: str
    numbers: tuple[int, ...]


class Signer:
    """Makes and reads the data of buttons with the household's key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    @classmethod
    def of(cls, db: Connection) -> Signer:
        """With the key that is kept in the database; made the first time."""
        return cls(bytes.fromhex(key_values.put_once(db, "bot.key", secrets.token_hex(32))))

    def data(self, telegram_id: int, code: str, *numbers: int) -> str:
        """Callback data for one person."""
        said = ".".join([code, *map(_base36, numbers)])
        data = f"{said}~{self._tag(telegram_id, said)}"
        if len(data.encode()) > DATA_MOST or not _FORM.fullmatch(data):
            raise ValueError(f"too much for a button: {said}")
        return data

    def read(self, telegram_id: int, data: str) -> Press | None:
        """What the data says, if it was made for this person."""
        match = _FORM.fullmatch(data)
        if match is None:
            return None
        said = match[1] + match[2]
        if not hmac.compare_digest(self._tag(telegram_id, said), match[3]):
            return None
        return Press(match[1], tuple(int(number, 36) for number in match[2].split(".")[1:]))

    def _tag(self, telegram_id: int, said: str) -> str:
        digest = hmac.digest(self._key, f"{SHAPE}\0{telegram_id}\0{said}".encode(), hashlib.sha256)
        return base64.urlsafe_b64encode(digest[:9]).decode()  # 72 bits, 12 characters


def _base36(number: int) -> str:
    if number < 0:
        raise ValueError(f"buttons carry no negative numbers: {number}")
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits or "0"


def short_digest(word: str) -> int:
    """A word (the name of a remedy) as a number that fits into a button."""
    return int.from_bytes(hashlib.sha256(word.encode()).digest()[:4])
