"""What reaches the terminal, written by the libraries themselves in a process of its own."""

from __future__ import annotations

import json
import logging
import os
import pty
import subprocess
import sys
from contextlib import suppress
from datetime import datetime, timedelta
from io import FileIO

import pytest

from cli.logs import MINUTE, MOST, Quieter, redact

PROGRAM = """
import logging, requests
from cli.logs import log_to_terminal

log_to_terminal(verbose=True)
try:
    requests.get("http://127.0.0.1:1/api?t=search&apikey=geheim123&q=picard", timeout=5)
except requests.RequestException:
    logging.getLogger("airdate.runner").exception("a step failed")
"""

ABOUT = """
import logging
from cli.logs import log_to_terminal
from pipeline.engine.running import RUNNING, RunningAttempt

log_to_terminal(verbose=False)
before = RUNNING.set(RunningAttempt(job=7, attempt=31, step="transcode"))
logging.getLogger("airdate").warning("%s is slow", "ffmpeg")
RUNNING.reset(before)
logging.getLogger("airdate").warning("%s is slow", "ffmpeg")
"""


def test_what_is_collected_shows_no_key_and_everything_else() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, timeout=60)

    said = json.loads(done.stderr)  # not a terminal: one object a line
    assert (said["level"], said["logger"], said["message"]) == ("ERROR", "airdate.runner", "a step failed")
    assert datetime.fromisoformat(said["time"]).utcoffset() == timedelta(0)
    assert "ConnectionError" in said["error"]
    assert "apikey=***&q=picard" in said["error"]
    assert "geheim123" not in done.stderr


def test_on_a_terminal_it_is_for_people() -> None:
    ours, theirs = pty.openpty()
    with subprocess.Popen([sys.executable, "-c", PROGRAM], stderr=theirs), os.fdopen(ours, "rb", buffering=0) as shown:
        os.close(theirs)
        text = _all_of(shown)

    assert "ERROR airdate.runner: a step failed" in text
    assert "apikey=***&q=picard" in text
    assert "geheim123" not in text


def _all_of(terminal: FileIO) -> str:
    said = b""
    with suppress(OSError):  # how a terminal tells that nobody writes to it any more
        while more := terminal.read(65536):
            said += more
    return said.decode()


def test_a_line_names_the_attempt_it_is_about() -> None:
    done = subprocess.run([sys.executable, "-c", ABOUT], capture_output=True, text=True, check=True, timeout=60)

    inside, outside = map(json.loads, done.stderr.splitlines())
    assert inside | {"time": ""} == outside | {"time": "", "job": 7, "attempt": 31, "step": "transcode"}


def test_the_same_thing_over_and_over_is_left_out_and_counted() -> None:
    moment = 0.0
    quieter = Quieter(lambda: moment)

    def said(times: int, text: str = "%s does not answer") -> list[int]:
        records = [logging.makeLogRecord({"name": "airdate", "msg": text, "args": (n,)}) for n in range(times)]
        return [getattr(each, "left_out", 0) for each in records if quieter.filter(each)]

    assert said(5000) == [0] * MOST
    assert said(1, "another thing") == [0]
    moment = MINUTE + 1
    assert said(2) == [5000 - MOST, 0], "the next minute's first tells of them"
    moment = 3 * MINUTE
    assert said(1) == [0]


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
