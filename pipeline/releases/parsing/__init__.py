"""Reading a release's name."""
