"""The site: MkDocs over runbooks/, without a request to any other host.

In come the pages of runbooks/, the plan of the binders, the proof of the rehearsal and a mkdocs.yml; out comes site/,
whole or not at all.
"""
