"""What the pretend Jellyfin of `demo.mediaserver` is made of: its library, its queries, its shapes and its page."""
