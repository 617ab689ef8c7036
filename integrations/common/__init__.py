"""What several integrations share: bounded HTTP, feeds, links, folders, child processes."""
