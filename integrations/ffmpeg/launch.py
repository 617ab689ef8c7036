"""Becomes another program that dies with whoever started it. Run as `python launch.py PARENT NICENESS PROGRAM ARG…`.

A `preexec_fn` would do the same, but runs Python between fork and exec, which can deadlock in a process with threads
(https://docs.python.org/3/library/subprocess.html#popen-constructor). Imports nothing of ours: it starts in 20 ms.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1  # https://man7.org/linux/man-pages/man2/PR_SET_PDEATHSIG.2const.html


def main() -> None:
    parent, niceness, *command = sys.argv[1:]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != int(parent):  # it died before the signal was ordered
            sys.exit(1)
    os.nice(int(niceness))
    os.execvp(command[0], command)  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    main()
