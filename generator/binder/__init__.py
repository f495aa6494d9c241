"""The binder: the pages of runbooks/ and their sidecar, typeset into PDFs for paper.

document.py        a whole document: front matter, parts, sections
certificate.py     what the rehearsal proves of it
volume.py          which sections stand in which volume
typeset.py         pages in, PDF out
volumes.py         all volumes, several at a time
"""
