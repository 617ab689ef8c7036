"""What devices play, and the plan that makes a file playable on them."""
