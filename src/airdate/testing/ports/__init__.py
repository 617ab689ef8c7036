"""A file for each port."""
