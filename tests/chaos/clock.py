"""A clock that can be turned while programs run: a library that they load before libc adds a file's seconds to it.

Only the time of day moves; what counts from the machine's start does not, as when a clock is set.
"""

from __future__ import annotations

import mmap
import shutil
import struct
import subprocess
from pathlib import Path

SOURCE = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>

static volatile long long *turned;
static long long none;
static int (*real)(clockid_t, struct timespec *);

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("CHAOS_CLOCK");
    int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    void *seen = file < 0 ? MAP_FAILED : mmap(0, sizeof none, PROT_READ, MAP_SHARED, file, 0);
    turned = seen == MAP_FAILED ? &none : seen;
    real = dlsym(RTLD_NEXT, "clock_gettime");
}

int clock_gettime(clockid_t clock, struct timespec *at) {
    if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
    int failed = real(clock, at);
    if (!failed && turned && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) at->tv_sec += *turned;
    return failed;
}

int gettimeofday(struct timeval *at, void *zone) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    at->tv_sec = now.tv_sec, at->tv_usec = now.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *at) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (at) *at = now.tv_sec;
    return now.tv_sec;
}
"""


def can_turn() -> bool:
    return shutil.which("cc") is not None


class Clock:
    """The time of day for whatever is started with `environment`."""

    def __init__(self, folder: Path) -> None:
        self._library, self._file = folder / "clock.so", folder / "clock"
        source = folder / "clock.c"
        source.write_text(SOURCE)
        command = ["cc", "-shared", "-fPIC", "-O2", "-o", str(self._library), str(source), "-ldl"]
        subprocess.run(command, check=True, timeout=60, capture_output=True)
        self._file.write_bytes(struct.pack("q", 0))
        for path in (self._library, self._file):
            path.chmod(0o755)  # PostgreSQL runs as somebody else
        self.turned = 0  # seconds

    @property
    def environment(self) -> dict[str, str]:
        return {"LD_PRELOAD": str(self._library), "CHAOS_CLOCK": str(self._file)}

    def turn(self, seconds: int) -> None:
        """From now on it is so much later; earlier when negative."""
        self.turned += seconds
        with self._file.open("r+b") as file, mmap.mmap(file.fileno(), 8) as seen:
            seen[:8] = struct.pack("q", self.turned)
