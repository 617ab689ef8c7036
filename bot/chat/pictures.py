"""Posters and stills: fetched here with a limit, since Telegram's servers cannot reach a household's media server.

Telegram's own name for a picture (its file_id) is kept, so each is uploaded once.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import struct
import zlib
from collections import OrderedDict
from functools import cache
from urllib.parse import urlsplit

import httpx

from bot.chat.transport import trusted
from pipeline.model.addresses import leads_home
from pipeline.store import Store, key_values

log = logging.getLogger("airdate.bot")

PATIENCE = 8.0  # seconds for the whole of a picture
MOST = 5_000_000  # bytes
_REMEMBERED = 500
_MAGIC = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"RIFF")

Picture = str | bytes
"""What Telegram is given: a file_id, or the picture itself."""


class Pictures:
    def __init__(self, store: Store) -> None:
        self.patience = PATIENCE
        self._store = store
        self._ids: OrderedDict[str, str] = OrderedDict()

    async def get(self, url: str) -> Picture | None:
        """The picture behind a URL; None when there is none to be had."""
        if not url:
            return None
        known = self._ids.get(url) or await asyncio.to_thread(self._noted, url)
        if known:
            self._remember(url, known)
            return known
        return await fetch(url, self.patience)

    async def keep(self, url: str, file_id: str) -> None:
        """Remember what Telegram calls it."""
        if url and self._ids.get(url) != file_id:
            self._remember(url, file_id)
            await asyncio.to_thread(self._note, url, file_id)

    async def forget(self, url: str) -> None:
        """Telegram does not know it by that name any more."""
        self._ids.pop(url, None)
        await asyncio.to_thread(self._note, url, None)

    def _remember(self, url: str, file_id: str) -> None:
        self._ids[url] = file_id
        self._ids.move_to_end(url)
        while len(self._ids) > _REMEMBERED:
            self._ids.popitem(last=False)

    def _noted(self, url: str) -> str | None:
        with self._store.read() as db:
            found = key_values.get(db, _note_key(url))
        return found if isinstance(found, str) else None

    def _note(self, url: str, file_id: str | None) -> None:
        with self._store.write() as db:
            if file_id is None:
                key_values.drop(db, _note_key(url))
            else:
                key_values.put(db, _note_key(url), file_id)


def _note_key(url: str) -> str:
    return f"picture:{hashlib.sha256(url.encode()).hexdigest()[:40]}"


async def fetch(url: str, patience: float) -> bytes | None:
    """The picture, if it comes in time, is not too large, and is one."""
    if urlsplit(url).scheme not in ("http", "https"):
        return None

    async def stay_outside(request: httpx.Request) -> None:
        if leads_home(url, str(request.url)):
            raise httpx.InvalidURL("it leads to an address at home")

    try:
        async with (
            asyncio.timeout(patience),
            httpx.AsyncClient(
                follow_redirects=True,
                max_redirects=3,
                timeout=patience,
                verify=trusted(),
                event_hooks={"request": [stay_outside]},
            ) as client,
            client.stream("GET", url) as answer,
        ):
            answer.raise_for_status()
            content = bytearray()
            async for piece in answer.aiter_bytes():
                content += piece
                if len(content) > MOST:
                    return None
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
        log.info("no picture from %s: %s", urlsplit(url).hostname, type(error).__name__)
        return None
    return bytes(content) if content.startswith(_MAGIC) else None


@cache
def blank() -> bytes:
    """A plain picture in the shape of a poster, for shows that have none: a message without a picture cannot get one
    later, and cards are turned over in place."""
    width, height = 320, 470
    rows = b"".join(b"\0" + bytes((27 + y // 16, 42 + y // 12, 65 + y // 10)) * width for y in range(height))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
