"""The text of subtitles."""
