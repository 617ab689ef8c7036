"""Releases: what their names say."""
