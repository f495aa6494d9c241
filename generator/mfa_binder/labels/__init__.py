"""Labels: sheets of them for devices and tamper-evident bags, to be printed on bought label stock.

stock.py      the formats of bought sheets, and sheets of one's own measure
label.py      what stands on a label, in words and in its QR code
choosing.py   which devices and bags get one
widths.py     how wide a text is in the faces that a label is set in
fitting.py    words set as large as a label has room for, never below what can be read
placing.py    code and words of each label on its stock, or why they do not fit
sheets.py     the sheets in the language of the typesetter
printing.py   the PDF
layout.typ    the look
"""
