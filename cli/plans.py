"""Plans and conversions as stable JSON, for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipeline.model import MediaInfo
from pipeline.playback.plans import Plan
from pipeline.services.convert import Conversion


def plan_data(file: Path, screen: str, info: MediaInfo, plan: Plan) -> dict[str, Any]:
    """A plan; `duration` in seconds, `size` in bytes."""
    return {"file": str(file), "screen": screen, "duration": info.duration, "size": info.size, **_plan(plan)}


def conversion_data(done: Conversion) -> dict[str, Any]:
    """What became of one file: `outcome` is fits, planned, converted, failed or busy."""
    return {
        "file": str(done.path),
        "outcome": str(done.outcome),
        "why": str(done.why),
        "result": str(done.result) if done.result else None,
        "kept": str(done.kept) if done.kept else None,
        "plan": _plan(done.plan) if done.plan else None,
    }


def _plan(plan: Plan) -> dict[str, Any]:
    return {
        "untouched": plan.untouched,
        "container": plan.container,
        "blocked": str(plan.blocked),
        "why": str(plan.why),
        "streams": [
            {
                "index": step.index,
                "kind": str(step.kind),
                "action": str(step.action),
                "codec": step.codec,
                "options": dict(step.options),
                "suffix": step.suffix,
                "why": str(step.why),
            }
            for step in plan.streams
        ],
    }
