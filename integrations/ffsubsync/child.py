"""ffsubsync in a process of its own: `ffsubsync_child.py VIDEO IN.srt OUT.srt SECONDS` says as JSON what it found.

It only logs its score, so that is where it is heard. Imports nothing of ours.
"""

from __future__ import annotations

import json
import logging
import sys

SAMPLES = 100  # a second: what the score counts, one for each that agrees and minus one for each that does not


class _Hears(logging.Handler):
    score = 0.0

    def emit(self, record: logging.LogRecord) -> None:
        if str(record.msg).startswith("score:"):
            self.score = float(record.getMessage().partition(":")[2])


def main() -> None:
    from ffsubsync.ffsubsync import make_parser, run

    video, source, target, farthest = sys.argv[1:]
    hears = _Hears()
    logging.getLogger("ffsubsync").addHandler(hears)
    # By the sound alone: an embedded track may be forced, or off itself.
    options = ["--vad", "webrtc", "--max-offset-seconds", farthest, "--output-encoding", "utf-8"]
    result = run(make_parser().parse_args([video, "-i", source, "-o", target, *options]))
    if not result["sync_was_successful"]:
        sys.exit("it found no speech to go by")
    found = {"offset": float(result["offset_seconds"]), "factor": float(result["framerate_scale_factor"])}
    sys.stdout.write(json.dumps({**found, "agreeing": hears.score / SAMPLES}) + "\n")


if __name__ == "__main__":
    main()
