"""Becomes another program, which dies with whoever started it: `launch.py PARENT SIGNAL NICENESS PROGRAM ARG…`.

A `preexec_fn` would do the same, but runs Python between fork and exec, which can deadlock in a process with threads
(https://docs.python.org/3/library/subprocess.html#popen-constructor). Imports nothing of ours: it starts in 20 ms.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Sequence

_PR_SET_PDEATHSIG = 1  # https://man7.org/linux/man-pages/man2/PR_SET_PDEATHSIG.2const.html


def dying_with_us(command: Sequence[str], ends_by: signal.Signals = signal.SIGKILL, niceness: int = 0) -> list[str]:
    """The command, changed so that it gets this signal as soon as our process is gone, even by `kill -9`.

    Linux sends it when the thread that starts the command ends, so start it from one that stays.
    """
    return [sys.executable, "-I", "-S", __file__, str(os.getpid()), str(ends_by.value), str(niceness), *command]


def main() -> None:
    parent, ends_by, niceness, *command = sys.argv[1:]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(ends_by))
        if os.getppid() != int(parent):  # it died before the signal was ordered
            sys.exit(1)
    os.nice(int(niceness))
    os.execvp(command[0], command)  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    main()
