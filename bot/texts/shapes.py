"""What a text may be besides one sentence."""

Plural = tuple[str, str]
"""For one, and for several."""
