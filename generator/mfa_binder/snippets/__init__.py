"""From a Markdown page to its command blocks, each with page and line."""
