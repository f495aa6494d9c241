"""The binder: the pages of runbooks/ and their sidecar as PDFs for paper.

edition.py         one copy of one binder: what its covers, feet and lists say
volume.py          how a large binder is divided
leaf_sets.py       one leaf set, typeset
document.py        a whole volume: covers, lists, tabs, leaf sets
front_matter.py    contents, list of effective pages, rehearsal certificate; front_matter.typ is their look
typeset.py         one document as a PDF
press.py           volumes, several at a time
printing.py        every copy of every binder, several at a time, cached by content
pack.py            what one copy gets in a revision
filing_sheet.py notices.py  the words that tell its holder what to do; pack.typ is their look
change_pack.py     the document of one copy in a revision
issuing.py         a revision as PDFs
"""
