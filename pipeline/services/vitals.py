"""What keeps Airdate from doing its work as a whole: for `/healthz`, /metrics and whoever else asks."""

from __future__ import annotations

from pipeline.model.reasons import Reason
from pipeline.store.vitals import Vitals

STANDS = 300.0  # seconds that a step is due while its lane does nothing, until the queue counts as standing


def problems(vitals: Vitals) -> list[Reason]:
    """Nothing when the bot polls, each lane is served, and what is due is taken up."""
    found = [] if vitals.bot else [Reason("bot-does-not-poll")]
    if vitals.paused:  # on purpose
        return found
    for lane, served in vitals.served.items():
        if not served:
            found.append(Reason("lane-not-served", lane=lane))
        elif vitals.waiting.get(lane, 0) > STANDS and not vitals.running.get(lane):
            found.append(Reason("queue-stands", lane=lane))
    return found
