"""The steps, each a plain function in a file of its own. `pipeline.line` puts them in order."""
