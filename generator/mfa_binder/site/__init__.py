"""The site: MkDocs over runbooks/, without a request to any other host."""
