"""What the bot says by itself: the outbox's sender, go watch, needs you, digest."""
