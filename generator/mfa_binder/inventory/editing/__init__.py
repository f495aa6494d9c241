"""Changes of `inventory.yaml` that keep every comment, every space and the order of everything else.

Values by path go in, the new text comes out, read back before it is written.

- `yaml_text`: a value as YAML, in the style of its surroundings
- `text_splices`: what is put where, as pieces of text between two positions
- `inventory_edit`: the whole edit, read back before it is written
"""
