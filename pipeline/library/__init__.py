"""The media library: how files are named and described."""
