"""The site: MkDocs over runbooks/, without a request to any other host.

In come the pages of runbooks/, the plan of the binders, the proof of the rehearsal and a mkdocs.yml; out comes site/,
whole or not at all.

- `site_build`: the site from the Markdown in runbooks/
- `mkdocs_process`: MkDocs in a process of its own
- `foreign_files`: what in site/ is not ours, and stays
- `binder_index`: the page that says which PDF to print for which place
- `rehearsal_report`: the pages that say of every sheet what is proved
- `markdown_escaping`: values in the pages that the site makes itself
"""
