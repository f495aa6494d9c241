"""Revisions: what was issued on paper, what has changed since, what each binder copy must exchange.

In: the ledger, and the build as it is now. Out: the changes of the next revision, and the lines that record it.
Pure but for the file of the ledger: nothing here typesets, and nothing calls a room below.

- `ledger`: records of what was issued
- `ledger_entries`: the lines that record a revision
- `ledger_file`: `ledger.jsonl`, every damage of it noticed; read to those records, a revision appended
- `filing`: which leaf set stands in which binder
- `changes`: what a revision exchanges
- `reprinted_leaf_sets`: what is filed against what the documents are now; how long ended leaves are kept
- `copy_deliveries`: what each copy of a binder gets
- `effective_revisions`: what the furniture of a sheet says of its revision, and which lines have a bar
- `fact_changes`: what changed in the inventory, in sentences
- `set_reasons`: which of them concern a leaf set
- `paper_drift`: which binder copy is out of date, and why
"""
