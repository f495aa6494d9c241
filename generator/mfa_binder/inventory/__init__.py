"""The doors: what people and programs wrote becomes an `Organization`, or a list of findings.

In the order in which they work on a YAML file:

- source: bytes of the file to text
- tree, scalars, characters: text to nodes with line and column, every limit kept
- positions: a path of keys to file, line and column
- secrets, secret_patterns: what must not stand in the file at all
- unquoted: account ids and keys that YAML reads as numbers
- validation, shape, format: the model's objections in plain words
- checks/, on a draft: what the model alone cannot see, one file per reason
- first_findings: the first two hundred problems in the order of the file
- door: all of it, in order

`devices/` reads lists of devices, `editing/` changes the file and keeps its comments.
`problems` lists everything that can be reported, `spelling` and `nearest` are how it is said.
"""
