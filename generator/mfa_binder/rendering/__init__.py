"""Pages to Markdown: the Jinja2 environment, escaping per context, and writing."""
