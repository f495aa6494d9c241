"""The doors: what people and programs wrote becomes an `Organization`, or a list of findings.

source    bytes of the file -> text
scalars   one word of YAML -> a plain value
tree      text -> nodes with line and column, every limit kept
positions a path of keys -> file, line, column
secrets   what must not stand in the file at all
unquoted  account ids that YAML reads as numbers
shape     pydantic's objections in plain words
checks/   what the model alone cannot see, one file per reason
door      all of it, in order
"""
