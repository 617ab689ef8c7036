"""What reaches the terminal, written by the libraries themselves in a process of its own."""

from __future__ import annotations

import subprocess
import sys

import pytest

from cli.logs import redact

PROGRAM = """
import logging, requests
from cli.logs import log_to_terminal

log_to_terminal(verbose=True)
try:
    requests.get("http://127.0.0.1:1/api?t=search&apikey=geheim123&q=picard", timeout=5)
except requests.RequestException:
    logging.getLogger("airdate.runner").exception("a step failed")
"""


def test_a_traceback_shows_no_key_and_everything_else() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, timeout=60)

    assert "ERROR airdate.runner: a step failed" in done.stderr
    assert "ConnectionError" in done.stderr
    assert "apikey=***&q=picard" in done.stderr
    assert "geheim123" not in done.stderr


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("POST https://api.telegram.org/bot8123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw/getMe failed", "AAHdqTcv"),
        ("url: /rss?r=abc&passkey=0f0f0f (Caused by …)", "0f0f0f"),
        ("http://prowlarr:9696/1/api?X-Plex-Token=topsecret&t=tvsearch", "topsecret"),
        ("postgresql://airdate:hunter2@db/airdate", "hunter2"),
        ("redis://:hunter2@nas:6379", "hunter2"),
        ("{'Authorization': 'MediaBrowser Token=\"topsecret\"'}", "topsecret"),
    ],
)
def test_keys_in_addresses_and_headers_are_left_out(text: str, secret: str) -> None:
    assert secret not in redact(text)
    assert redact(text) != text


@pytest.mark.parametrize(
    "text",
    [
        "Picard: S01E01 at 12:30, 4 of 5",
        "http://127.0.0.1:8642/job/1?to=/shows",
        "keyframe=12 token ring",
        "a@b.example",
    ],
)
def test_everything_else_stays(text: str) -> None:
    assert redact(text) == text
