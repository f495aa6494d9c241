"""Files: read whole, written at once or not at all, locked, compared; nothing here knows what stands in them.

- `reading`: a file of anybody's, read with a limit
- `writing`: a file written whole or not at all, and only where no link leads elsewhere
- `json_lines`: one JSON record a line
- `folder_replacement`: a folder of outputs replaced as a whole
- `folder_lock`: one writer at a time in a folder
- `input_snapshot`: what was read, and whether it has changed since
- `source_digest`: a digest of our own code
- `temporary`: temporary files, removed also after a run that was killed
"""
