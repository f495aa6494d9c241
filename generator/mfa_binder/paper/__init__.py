"""Paper: the pages of runbooks/ and their sidecar as PDFs of binders, and labels for devices and bags.

In come pages of Markdown with their sidecar, the revision of each leaf set, and the devices and bags of the inventory;
out come PDFs, each whole or not at all, the same bytes for the same contents. `typst/` is the look of every sheet.

From a page to Typst:
- `markdown_parsing`: a page's Markdown, parsed, and checked against the dialect
- `markdown_dialect`: the constructs that site and paper read alike; everything else is refused
- `typst_blocks`: blocks as Typst: lists, tables, code, steps that are initialled, bars beside what changed
- `typst_inline`: what stands inside a paragraph, as Typst
- `link_targets`: where a link leads on paper
- `code_frames`: a block of code on the sheet, with its QR codes beside or below it
- `code_folding`: code folded to the width of the paper, and back
- `qr_codes`: QR codes of the exact bytes: their size, their modules
- `table_columns`: the widths of a table's columns
- `block_heights`: how high a block will be
- `fonts`: what the fonts can print, how wide it is, and how the rest is written
- `sheet_measures`: the sheet: paper, margins, sizes of letters
- `running_text`: texts of running heads, feet, covers and lists
- `typst_expressions`: Typst from Python values; text is always a string literal
- `typst_compiler`: the typesetter itself

A binder:
- `printed_copy`: one copy of a binder: what its covers, feet and lists say, and what it gets in a revision
- `volumes`: how a large binder is divided
- `typst_leaf_set`: one leaf set, as Typst
- `front_matter`: contents, list of effective pages, rehearsal certificate
- `binder_document`: a whole volume: covers, lists, tabs, leaf sets
- `parallel_typesetting`: volumes typeset, several at a time
- `binder_printing`: every copy of every binder; what is printed already is left as it is
- `print_manifest`: what an earlier run printed, and of what
- `pdf_encryption`: a finished PDF encrypted for its way to the printer

A revision:
- `change_pack`: what each copy gets, as PDFs
- `filing_sheet`: how a copy is brought to a revision, step by step, and the receipt
- `copy_letters`: the words to a copy that gets no single leaves

Labels:
- `label_contents`: which devices and bags get a label, and what stands on it
- `label_formats`: the formats of bought sheets
- `label_fitting`: the code of a label, and the room that it leaves for the words
- `label_sheets`: the sheets as a PDF; `typst/labels.typ` sets the words as large as there is room for
"""
