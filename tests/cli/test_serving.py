"""A process that serves ends when it is told to, in processes of its own: in order where it can, and else at all."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

PROGRAM = """
import asyncio, signal, sys, threading, time
from cli import serving
from cli.logs import log_to_terminal

class Service:
    async def run(self, stop):
        print("serving", flush=True)
        await stop.wait()

def tell(before):
    while signal.getsignal(signal.SIGTERM) is before:
        time.sleep(0.01)
    print("serving", flush=True)

log_to_terminal(verbose=False)
serving.AT_MOST = 0.5
serving.end_in_order()
try:
    match sys.argv[1]:
        case "services":
            serving.serve([Service()])
        case "worker":
            threading.Thread(target=tell, args=[signal.getsignal(signal.SIGTERM)]).start()
            serving.wait_for_signal()
        case "still beginning":
            print("serving", flush=True)
            threading.Event().wait()
finally:
    if sys.argv[2] == "hangs":
        threading.Event().wait()  # as a locked database, or a system that never answers
    print("let go", flush=True)
"""


def told_to_end(where: str, how: str, number: int = signal.SIGTERM) -> tuple[int, str, str]:
    """(exit code, standard output, standard error) of a process that got a signal while it served."""
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, where, how],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "serving\n"
    process.send_signal(number)
    try:
        out, err = process.communicate(timeout=30)
    finally:
        process.kill()
    return process.returncode, out, err


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("where", ["services", "worker"])
def test_what_was_begun_is_let_go_in_order(where: str, number: int) -> None:
    code, out, err = told_to_end(where, "ends", number)

    assert (code, out) == (0, "let go\n")
    assert "without waiting" not in err


@pytest.mark.parametrize("where", ["services", "worker", "still beginning"])
def test_what_hangs_does_not_keep_it(where: str) -> None:
    code, out, err = told_to_end(where, "hangs")

    assert code == 128 + signal.SIGTERM
    assert out == ""
    assert "without waiting for MainThread" in err
