"""What a person can choose for a step that is stuck: the remedies behind buttons."""

from __future__ import annotations

from pipeline.errors import Remedy

AGAIN = Remedy("again")
CANCEL = Remedy("cancel")
NEXT = Remedy("next")

# What a person's choice leaves in the memo of a job's `fetch`.
TAKE = "take"  # the key of the release that is to be taken, whatever the rules say
LOOK = "look"  # every indexer is to be asked now
