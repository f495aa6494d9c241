"""Lists that other programs wrote, of devices and of accounts alike: a path goes in, cells with their places come out.

- `list_text`: a path to text, whatever program saved it
- `list_documents`: JSON and YAML as nodes
- `list_cells`: tables as cells, secrets refused
- `list_import`: what a list brings into an inventory
"""
