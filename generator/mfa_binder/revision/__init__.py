"""Revisions: what was issued on paper, what has changed since, and what each binder copy must exchange.

ledger.py       records of what was issued
reading.py      ledger.jsonl, every damage of it noticed; fold.py: its lines to those records
writing.py      a revision more at its end; entries.py: the lines of a revision
filing.py       which leaf set stands in which binder
comparison.py   what is filed against what the documents are now: changes.py
copies.py       what each copy of a binder gets
effective.py    what the furniture of a sheet says of its revision; lines.py: which lines have a bar
fact_changes.py what changed in the inventory, in sentences; reasons.py, set_reasons.py: which of them concern a sheet
retention.py    how long the leaves of a set that ended are kept
identity.py     whose ledger it is
drift.py        which binder copy is out of date, and why
issuing.py      a revision: pack.py is what its typesetting answers
"""
