"""Changes of `inventory.yaml` that keep every comment, every space and the order of everything else.

spans      the values of a file by their positions in its text
yaml_text  a value as YAML, in the style of its surroundings
splices    what is put where, as pieces of text between two positions
edit       all of it, read back before it is written
"""
